//! Naive statements: issued of days of closed periods, and signed by contributors.

use super::books::Entry;
use super::model::{About, Model, Verdict, Why, find};
use zhixin::pool::statement::Scope;
use zhixin::pool::{Command, Role};
use zhixin::units::Date;

impl Model {
    /// A statement is issued of days of a closed period.
    pub(super) fn issue(
        &mut self,
        c: &Command,
        scope: &Scope,
        (from, to): (Date, Date),
    ) -> Verdict {
        let name = scope.pool().as_str();
        let pool = find(&self.pools, |pool| pool.name == name)?;
        self.open(pool, c.booked_on)?;
        let closed = self.pools[pool].closed;
        let mut why = Why::default();
        why.unless(from <= to && closed.is_some_and(|last| to <= last), "day");
        why.done()?;
        let about = About::Other(name.to_owned());
        self.happen("pool.statement.issued", about, 0, Entry::new(0));
        self.issued.push((scope.clone(), from, to, Vec::new()));
        Ok(())
    }

    /// A contributor signs what was issued last of its own compartment, once, by the right digest.
    pub(super) fn sign(&mut self, c: &Command, name: &str, number: u64, right: bool) -> Verdict {
        let pool = find(&self.pools, |pool| pool.name == name)?;
        self.open(pool, c.booked_on)?;
        let Role::Contributor {
            compartment,
            contributor,
        } = &c.actor.role
        else {
            return Err(vec!["unknown"]);
        };
        let at = self.place(compartment, c.booked_on)?;
        let own = Scope::compartment(compartment);
        let whose = contributor.as_str();
        let place = usize::try_from(number).unwrap().wrapping_sub(1);
        let Some((scope, from, to, signed)) = self.issued.get(place) else {
            return Err(vec!["unknown"]);
        };
        let known = self.split(at).iter().any(|(who, _)| *who == whose);
        if *scope != own || self.places[at].pool != pool || !known {
            return Err(vec!["unknown"]);
        }
        let mut why = Why::default();
        let mut later = self.issued[place + 1..].iter();
        let superseded = later.any(|of| of.0 == own && of.1 <= *from && *to <= of.2);
        why.unless(!superseded, "sign.superseded");
        why.unless(!signed.iter().any(|who| who == whose), "sign.done");
        why.unless(right, "sign.digest");
        why.done()?;
        self.issued[place].3.push(whose.to_owned());
        let about = About::Place(at);
        self.happen("pool.statement.signed", about, 0, Entry::new(at));
        Ok(())
    }
}
