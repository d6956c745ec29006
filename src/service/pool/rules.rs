//! What the books decide by: terms, working days and rates, those that are shipped and those on record.

use crate::pool::{Rules, Terms, TermsHistory};
use crate::service::{Error, recorded_calendar, recorded_terms, terms};
use crate::store::Store;
use std::collections::BTreeMap;

/// The rules of an installation. Terms on record take the place of shipped ones of the same id: the books have
/// decided by them.
pub(super) async fn rules(store: &Store) -> Result<Rules, Error> {
    let mut all: BTreeMap<String, Terms> = BTreeMap::new();
    for id in terms::shipped() {
        all.insert(id.to_owned(), Terms::clone(&terms::find(id)?.terms));
    }
    for recorded in recorded_terms::on_record(store).await? {
        let terms = Terms::clone(&recorded.loaded.terms);
        all.insert(terms.id.to_string(), terms);
    }
    let mut schemes: BTreeMap<String, Vec<Terms>> = BTreeMap::new();
    for terms in all.into_values() {
        let scheme = terms.scheme.to_string();
        schemes.entry(scheme).or_default().push(terms);
    }
    let history = |(scheme, versions): (String, Vec<Terms>)| {
        TermsHistory::with_unknown(versions)
            .map_err(|error| Error::Usage(format!("`{scheme}`: {error}")))
    };
    let histories: Result<Vec<_>, Error> = schemes.into_iter().map(history).collect();
    let mut rules = Rules::new(histories?);
    let (calendar, lpr) = recorded_calendar::at_hand(store).await?;
    rules.calendar = calendar;
    rules.lpr = Some(lpr);
    Ok(rules)
}
