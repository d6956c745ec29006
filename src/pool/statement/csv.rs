//! A statement as CSV: a table each for balances, movements, claims, calls and limits passed, each row with the
//! head of the journal. Text that a spreadsheet would take for a formula gets an apostrophe first.

use super::Statement;
use super::kind_name::kind_zh;
use super::row::{Row, Whose};
use std::borrow::Cow;

/// The balances: the rows of the list, then the accounts behind them.
pub fn balances(statement: &Statement) -> String {
    let mut table = Table::new(
        statement,
        &[
            "code",
            "name_zh",
            "name_en",
            "class",
            "side",
            "district",
            "holder_of",
            "holder",
            "opening",
            "debits",
            "credits",
            "closing",
        ],
    );
    for row in statement.rows.iter().chain(&statement.accounts) {
        table.row(balance(row));
    }
    table.done()
}

fn balance(row: &Row) -> Vec<String> {
    let (of, key) = whose(row.holder.as_ref());
    vec![
        row.code.to_string(),
        row.zh.to_owned(),
        row.en.to_owned(),
        word(&row.class),
        word(&row.side),
        row.district
            .as_ref()
            .map(|of| text(of.as_str()).into_owned())
            .unwrap_or_default(),
        of,
        key,
        row.opening.to_string(),
        row.debits.to_string(),
        row.credits.to_string(),
        row.closing.to_string(),
    ]
}

/// The movements.
pub fn movements(statement: &Statement) -> String {
    let mut table = Table::new(
        statement,
        &[
            "sequence",
            "booked_on",
            "effective_on",
            "kind",
            "kind_zh",
            "subject",
            "district",
            "code",
            "holder_of",
            "holder",
            "debit",
            "credit",
            "correction",
            "prior_period",
        ],
    );
    for movement in &statement.movements {
        let (of, key) = whose(movement.holder.as_ref());
        table.row(vec![
            movement.sequence.to_string(),
            movement.booked_on.to_string(),
            movement.effective_on.to_string(),
            movement.kind.to_owned(),
            kind_zh(movement.kind).to_owned(),
            text(&movement.subject).into_owned(),
            text(movement.district.as_str()).into_owned(),
            movement.code.to_string(),
            of,
            key,
            movement.debit.to_string(),
            movement.credit.to_string(),
            movement.correction.to_string(),
            movement.prior_period.to_string(),
        ]);
    }
    table.done()
}

/// The claims by stage and age.
pub fn claims(statement: &Statement) -> String {
    let mut table = Table::new(statement, &["stage", "stage_zh", "days", "count", "amount"]);
    for row in &statement.claims {
        table.row(vec![
            word(&row.stage),
            row.stage.zh().to_owned(),
            text(row.days).into_owned(),
            row.count.to_string(),
            row.amount.to_string(),
        ]);
    }
    table.done()
}

/// The calls for top-ups that are open.
pub fn calls(statement: &Statement) -> String {
    let mut table = Table::new(
        statement,
        &[
            "call",
            "district",
            "contributor",
            "called_on",
            "amount",
            "open",
            "due",
            "overdue",
        ],
    );
    for row in &statement.calls {
        table.row(vec![
            row.call.to_string(),
            text(row.district.as_str()).into_owned(),
            text(row.contributor.as_str()).into_owned(),
            row.called_on.to_string(),
            row.amount.to_string(),
            row.open.to_string(),
            row.due.map(|due| due.to_string()).unwrap_or_default(),
            row.overdue.to_string(),
        ]);
    }
    table.done()
}

/// The limits that are passed.
pub fn limits(statement: &Statement) -> String {
    let mut table = Table::new(
        statement,
        &[
            "limit", "over", "district", "bank", "since", "stands", "most", "by",
        ],
    );
    for row in &statement.limits {
        let district = row.district.as_ref().map_or("", |of| of.as_str());
        let bank = row.bank.as_ref().map_or("", |of| of.as_str());
        table.row(vec![
            text(&row.limit).into_owned(),
            text(&row.over).into_owned(),
            text(district).into_owned(),
            text(bank).into_owned(),
            row.since.to_string(),
            row.stands.to_string(),
            row.most.to_string(),
            row.by.to_string(),
        ]);
    }
    table.done()
}

fn whose(holder: Option<&Whose>) -> (String, String) {
    holder.map_or_else(Default::default, |Whose { of, key }| {
        ((*of).to_owned(), text(key).into_owned())
    })
}

/// The word by which serde names one of a closed list.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("one of a closed list has a name");
    value.as_str().unwrap_or_default().to_owned()
}

/// A text that a spreadsheet leaves alone.
fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

struct Table {
    writer: ::csv::Writer<Vec<u8>>,
    /// What every row ends with.
    tail: [String; 5],
}

impl Table {
    fn new(statement: &Statement, columns: &[&str]) -> Self {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        let tail = ["scope", "from", "to", "head_sequence", "head_hash"];
        writer
            .write_record(columns.iter().chain(&tail))
            .expect("memory takes all that is written");
        Self {
            writer,
            tail: [
                statement.scope.to_string(),
                statement.period.from.to_string(),
                statement.period.to.to_string(),
                statement.head.sequence.to_string(),
                statement.head.hash.to_string(),
            ],
        }
    }

    fn row(&mut self, mut cells: Vec<String>) {
        cells.extend(self.tail.iter().cloned());
        self.writer
            .write_record(cells)
            .expect("every row has the columns of the header");
    }

    fn done(self) -> String {
        let bytes = self
            .writer
            .into_inner()
            .expect("memory takes all that is written");
        String::from_utf8(bytes).expect("only text was written")
    }
}
