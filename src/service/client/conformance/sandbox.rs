//! The sandbox that the scenarios run against: who is there, in which pool, on which days, under which names.

use super::report::Unmet;
use crate::service::client::{Call, ClientError, Connection, Reply};
use crate::units::Date;
use jiff::Span;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What a run of the scenarios is told.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The bank of the client, as the operator named it.
    pub bank: Option<String>,
    /// A pool and a district in which the bank may lend.
    pub place: Option<(String, String)>,
    /// The first of the days on which commands are booked; the sandbox has not closed it.
    pub first_day: Date,
    /// An enterprise of which the sandbox has evidence.
    pub enterprise: Option<String>,
    /// Fields of a loan that go before our own.
    pub loan: Map<String, Value>,
    /// What makes the names of this run its own: small letters and digits.
    pub run: String,
}

/// The sandbox.
#[derive(Debug)]
pub struct Sandbox {
    /// The bank that is tried.
    pub bank: Connection,
    /// Others, by their role: `maker`, `checker`, `payer`, `operator`; `other-bank` is another bank.
    pub others: BTreeMap<String, Connection>,
    /// What the run was told.
    pub setting: Setting,
}

impl Sandbox {
    /// Someone else who is needed.
    pub(super) fn other(&self, role: &str) -> Result<&Connection, Unmet> {
        let missing = || Unmet::skipped(format!("no credential of a `{role}` was given (--also)"));
        self.others.get(role).ok_or_else(missing)
    }

    /// So many days after the first.
    pub(super) fn day(&self, after: i64) -> String {
        let first = self.setting.first_day;
        let day = first.checked_add(Span::new().days(after));
        day.unwrap_or(first).to_string()
    }

    /// A name of this run.
    pub(super) fn name(&self, what: &str) -> String {
        format!("CF-{}-{what}", self.setting.run)
    }

    /// A key of this run.
    pub(super) fn key(&self, what: &str) -> String {
        format!("cf-{}-{what}", self.setting.run)
    }

    /// An enrolment of a loan of this run.
    pub(super) fn enrolment(
        &self,
        (pool, district): &(String, String),
        number: &str,
    ) -> Result<Value, Unmet> {
        let bank = self.setting.bank.as_deref();
        let bank = bank.ok_or_else(|| Unmet::skipped("name the bank's own id by --bank"))?;
        let mut body = json!({
            "loan": self.name(number), "pool": pool, "district": district, "bank": bank,
            "enterprise": format!("x:cf-{}-{number}", self.setting.run), "product": "knowledge-value",
            "limit": yuan("100000.00"), "rate": "0.02", "approved_on": self.day(0), "matures_on": self.day(330),
            "score": self.name("score"), "score_model": "cq-knowledge-value-2017", "score_as_of": self.day(-20),
            "grade": "A", "score_limit": yuan("3000000.00"), "consent_until": self.day(700),
            "classes": ["technology-enterprise"], "requirements": ["technology-enterprise", "clean-record"],
            "booked_on": self.day(0),
        });
        for (name, value) in &self.setting.loan {
            body[name] = value.clone();
        }
        Ok(body)
    }

    /// Sends a request of the bank.
    pub(super) async fn ask(&self, call: &Call) -> Result<Reply, Unmet> {
        asked(&self.bank, call).await
    }
}

/// Sends a request as someone, again where that may help.
pub(super) async fn asked(by: &Connection, call: &Call) -> Result<Reply, Unmet> {
    by.send(call).await.map_err(|why| lost(&why))
}

/// No answer is a failure, whatever kept it away.
pub(super) fn lost(why: &ClientError) -> Unmet {
    Unmet::failed(why.to_string())
}

/// An amount as bodies have it.
pub(super) fn yuan(amount: &str) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}
