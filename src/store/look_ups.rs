//! Look-ups: appended many at a time, read by the enterprise that they are about, and sealed by their digests.

use super::columns::Part;
use super::db::Db;
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows};
use crate::governance::{Ground, LookUp, Purpose, Shown, ShownKind};
use crate::units::names::{BankId, ScoreId};
use crate::units::{EnterpriseId, Moment};
use std::collections::BTreeSet;
use std::fmt::Display;

/// A look-up with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedLookUp {
    /// Its number, from 1 and without gaps.
    pub number: u64,
    /// The look-up.
    pub look_up: LookUp,
}

const COLUMNS: &str = "number, at, client, person, role, enterprise, purpose, ground, \
     shown_kind, shown_id, shown_digest, trace";

impl Store {
    /// Appends look-ups, all or none, and says the number of the last one that there is.
    pub async fn append_look_ups(&self, look_ups: &[LookUp]) -> Result<u64, StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let last = insert(&mut tx, look_ups.iter()).await?;
        self.commit(tx).await?;
        rows::unsigned("look_up", last)
    }

    /// Look-ups after a number (0 for the first), in order; of one enterprise, or of all.
    pub async fn look_ups(
        &self,
        enterprise: Option<&EnterpriseId>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<NumberedLookUp>, StoreError> {
        let only = enterprise.map_or("", |_| "and enterprise = $3");
        let text = format!(
            "select {COLUMNS} from look_up where number > $1 {only} order by number limit $2"
        );
        let mut query = Statement::of(text)
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit));
        if let Some(enterprise) = enterprise {
            query = query.bind(enterprise.to_string());
        }
        let rows = query.all(&mut self.db().await?).await?;
        rows.iter().map(look_up).collect()
    }

    /// The banks to which scores were shown.
    pub async fn banks_shown(&self, scores: &[ScoreId]) -> Result<BTreeSet<BankId>, StoreError> {
        let mut banks = BTreeSet::new();
        for scores in scores.chunks(rows::LIST) {
            let (list, size) = rows::list(0, scores.len());
            let text = format!(
                "select distinct role from look_up where shown_id in {list} \
                 and shown_kind = 'score' and substr(role, 1, 5) = 'bank:'"
            );
            let found: Vec<String> = Statement::of(text)
                .bind_list(scores, size, |score| score.as_str().to_owned())
                .values(&mut self.db().await?)
                .await?;
            for role in found {
                let bank = role.trim_start_matches("bank:");
                let bank = BankId::parse(bank)
                    .map_err(|error| StoreError::damaged("look_up", &role, error))?;
                banks.insert(bank);
            }
        }
        Ok(banks)
    }
}

/// Appends look-ups within a transaction, and says the number of the last one that there is.
pub(super) async fn insert<'l>(
    tx: &mut Db,
    look_ups: impl Iterator<Item = &'l LookUp>,
) -> Result<i64, StoreError> {
    let last: i64 = Statement::of(LAST).value(tx).await?;
    let rows = part(last, look_ups);
    let now = last + i64::try_from(rows.rows.len()).expect("a batch has few rows");
    rows::insert_parts(tx, vec![rows]).await?;
    Ok(now)
}

/// Asks for the number of the last look-up.
pub(super) const LAST: &str = "select coalesce(max(number), 0) from look_up";

/// The rows of look-ups after the last one.
pub(super) fn part<'l>(last: i64, look_ups: impl Iterator<Item = &'l LookUp>) -> Part {
    let rows = (last + 1..).zip(look_ups).map(|(number, of)| {
        vec![
            number.into(),
            of.at.micros().into(),
            (&of.client).into(),
            (&of.person).into(),
            (&of.role).into(),
            of.enterprise.to_string().into(),
            of.purpose.word().into(),
            of.ground.to_string().into(),
            of.shown.kind.word().into(),
            (&of.shown.id).into(),
            of.shown.digest.to_string().into(),
            (&of.trace).into(),
        ]
    });
    Part::new(format!("look_up ({COLUMNS})"), rows.collect())
}

fn look_up(row: &Row) -> Result<NumberedLookUp, StoreError> {
    let number: i64 = row.get("number")?;
    let text = |column: &'static str| row.get::<String>(column);
    let damaged = |error: &dyn Display| StoreError::damaged("look_up", number, error);
    let enterprise = EnterpriseId::parse(&text("enterprise")?).map_err(|error| damaged(&error))?;
    let ground = Ground::parse(&text("ground")?).map_err(|error| damaged(&error))?;
    let purpose = word(Purpose::WORDS, &text("purpose")?).map_err(|error| damaged(&error))?;
    let kind = word(ShownKind::WORDS, &text("shown_kind")?).map_err(|error| damaged(&error))?;
    Ok(NumberedLookUp {
        number: rows::unsigned("look_up", number)?,
        look_up: LookUp {
            at: Moment::from_micros(row.get("at")?),
            client: text("client")?,
            person: text("person")?,
            role: text("role")?,
            enterprise,
            purpose,
            ground,
            shown: Shown {
                kind,
                id: text("shown_id")?,
                digest: rows::digest("look_up", &text("shown_digest")?)?,
            },
            trace: text("trace")?,
        },
    })
}

fn word<T: Copy>(words: &[(&str, T)], text: &str) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text);
    let found = found.map(|(_, value)| *value);
    found.ok_or_else(|| format!("`{text}` is a word of a later release"))
}
