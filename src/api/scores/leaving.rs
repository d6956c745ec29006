//! Leave to show something, held against the records in the writer's turn: when what it rests on has changed, it is looked
//! for again.

use crate::api::failure::failed;
use crate::api::pool::unwritten;
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::identity::Caller;
use crate::service::Error;
use crate::service::governance::{Asked, Reading};
use crate::service::writer::{LastGoverned, Showing, ToShow};
use crate::units::Moment;

/// How often leave is looked for again before the asker is told to come back.
const TURNS: usize = 6;

/// Why nothing is shown.
pub(in crate::api) enum Unshown {
    /// There is no leave.
    Refused(Error),
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for Unshown {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Unshown {
    /// As it is told to an asker who may know why.
    pub(in crate::api) fn problem(self) -> Problem {
        match self {
            Self::Refused(error) => failed(&error),
            Self::Problem(problem) => problem,
        }
    }
}

/// Somebody on the way to be shown something.
pub(in crate::api) struct Leaving<'a> {
    api: &'a Api,
    caller: &'a Caller,
    asked: &'a Asked,
    now: Moment,
    turn: usize,
}

impl<'a> Leaving<'a> {
    /// Begins.
    pub(in crate::api) fn of(
        api: &'a Api,
        (caller, asked): (&'a Caller, &'a Asked),
        now: Moment,
    ) -> Self {
        Self {
            api,
            caller,
            asked,
            now,
            turn: 0,
        }
    }

    /// Leave as it stands, and on which events of governance it rests.
    pub(in crate::api) async fn look(&mut self) -> Result<(Reading, LastGoverned), Unshown> {
        if self.turn == TURNS {
            let detail = "what is on record of the enterprise changes all the time; ask again with the same key";
            return Err(Problem::unavailable("records.busy", detail).into());
        }
        self.turn += 1;
        match self.leave().await {
            // What is at hand may be of before: nobody is turned away by it.
            Err(Unshown::Refused(_)) if self.turn == 1 => {
                self.forget();
                self.leave().await
            }
            leave => leave,
        }
    }

    async fn leave(&self) -> Result<(Reading, LastGoverned), Unshown> {
        let footing = self
            .api
            .footings
            .of(&self.api.store, &self.asked.enterprise);
        let footing = footing.await.map_err(|error| failed(&error))?;
        let reading = footing.leave(self.caller, self.asked, self.now.business_day());
        Ok((reading.map_err(Unshown::Refused)?, footing.last()))
    }

    /// Whether what came out may rest on what was at hand, so that it is to be looked at once more.
    pub(in crate::api) fn again(&self) -> bool {
        self.forget();
        self.turn == 1
    }

    fn forget(&self) {
        self.api.footings.forget(&self.asked.enterprise);
        self.api.scorer.forget();
    }

    /// Logs that something is shown, and issues it where it is new; none where what it rests on has changed, and it is
    /// to be looked for again. When this answers, both are kept, and the leave stood when they were.
    pub(in crate::api) async fn show(&self, show: ToShow) -> Result<Option<Showing>, Problem> {
        let shown = self.api.writer.show(show).await;
        let shown = shown.map_err(|why| unwritten(&why))?;
        if shown == Showing::Stale {
            self.forget();
            return Ok(None);
        }
        Ok(Some(shown))
    }
}
