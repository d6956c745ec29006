//! What the records tell of a request: the score that a loan rests on, the event that is taken back.

use super::books::Books;
use super::request::Asked;
use super::resting;
use crate::pool::Action;
use crate::service::Error;

/// Fills a request from the records.
pub(super) async fn fill(books: &Books, asked: &mut Asked) -> Result<(), Error> {
    let on = asked.command.effective_on;
    match &mut asked.command.action {
        Action::Enrol { enrolment } => {
            resting::rest(books, enrolment, on).await?;
        }
        Action::Correct { sequence, .. } => {
            let Some(event) = books.event(*sequence).await? else {
                return Err(Error::Usage(format!(
                    "there is no event {sequence} in the books"
                )));
            };
            asked.original = Some(event);
        }
        _ => {}
    }
    Ok(())
}
