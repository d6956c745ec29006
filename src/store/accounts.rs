//! Accounts: the numbers under which postings and balances are kept, given out in the order of first posting.

use super::db::Db;
use super::statement::Statement;
use super::{StoreError, rows};
use crate::pool::{CompartmentId, Posting};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Pool, district, number of the code, and whose part.
pub(super) type Key<'p> = (&'p str, &'p str, i64, Cow<'p, str>);

/// The account of a posting.
pub(super) fn key<'p>(posting: &'p Posting<'_>) -> Key<'p> {
    let CompartmentId { pool, district } = posting.compartment;
    let code = posting.account.code.number().into();
    let holder = posting.account.holder.key();
    (pool.as_str(), district.as_str(), code, holder)
}

/// How many numbers are kept at hand.
const AT_HAND: usize = 200_000;

/// Numbers of accounts that are on record for certain: those of transactions that were committed.
#[derive(Debug, Default)]
pub(super) struct AtHand(HashMap<String, i64>);

impl AtHand {
    fn text((pool, district, code, holder): &Key<'_>) -> String {
        format!("{pool}\u{1f}{district}\u{1f}{code}\u{1f}{holder}")
    }

    /// Keeps what a committed transaction used.
    pub(super) fn keep(&mut self, used: &HashMap<Key<'_>, i64>) {
        if self.0.len() + used.len() > AT_HAND {
            self.0.clear();
        }
        let used = used.iter().map(|(key, number)| (Self::text(key), *number));
        self.0.extend(used);
    }
}

/// The numbers of the accounts of postings; those that are new get the next ones.
pub(super) async fn numbers<'p>(
    tx: &mut Db,
    at_hand: &AtHand,
    postings: impl Iterator<Item = &'p Posting<'p>>,
) -> Result<HashMap<Key<'p>, i64>, StoreError> {
    let mut numbers: HashMap<Key<'_>, i64> = HashMap::new();
    let mut asked = Vec::new();
    for key in postings.map(key) {
        if let Entry::Vacant(entry) = numbers.entry(key) {
            let known = at_hand.0.get(&AtHand::text(entry.key())).copied();
            if known.is_none() {
                asked.push(entry.key().clone());
            }
            entry.insert(known.unwrap_or(0));
        }
    }
    let mut found = find(tx, &asked).await?;
    if found.contains(&0) {
        let last = "select coalesce(max(number), 0) from account";
        let last: i64 = Statement::of(last).value(tx).await?;
        let unknown = found.iter_mut().filter(|number| **number == 0);
        unknown
            .zip(last + 1..)
            .for_each(|(number, next)| *number = next);
        let new = found
            .iter()
            .zip(&asked)
            .filter(|(number, _)| **number > last);
        let new: Vec<_> = new.collect();
        let into = "account (number, pool, district, code, holder)";
        rows::insert(tx, into, &new, |query, (number, key)| {
            bind(query.bind(**number), key)
        })
        .await?;
    }
    numbers.extend(asked.into_iter().zip(found));
    Ok(numbers)
}

/// The numbers of those that have one, nought for the others.
async fn find(tx: &mut Db, asked: &[Key<'_>]) -> Result<Vec<i64>, StoreError> {
    let mut found = vec![0; asked.len()];
    let places: Vec<(i64, &Key<'_>)> = (0..).zip(asked).collect();
    let mut rest = places.as_slice();
    while !rest.is_empty() {
        let (size, values) = rows::values(tx, 5, rest.len());
        let (now, later) = rest.split_at(size);
        let text = format!(
            "with asked (place, pool, district, code, holder) as ({values}) \
             select place, number from asked join account using (pool, district, code, holder)"
        );
        let query = Statement::of(text);
        let query = now
            .iter()
            .fold(query, |query, (place, key)| bind(query.bind(*place), key));
        for row in query.all(tx).await? {
            let place = usize::try_from(row.get::<i64>(0)?);
            found[place.expect("places are those that were asked")] = row.get(1)?;
        }
        rest = later;
    }
    Ok(found)
}

fn bind(query: Statement, (pool, district, code, holder): &Key<'_>) -> Statement {
    let query = query.bind(*pool).bind(*district);
    query.bind(*code).bind(&**holder)
}
