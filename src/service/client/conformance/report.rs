//! What came of the scenarios: a line for each, passed, failed or skipped, and why.

use crate::service::client::Reply;
use crate::units::words::words;

words! {
    /// How a scenario came out.
    Verdict {
        /// As it should.
        Passed = "passed", "通过";
        /// Otherwise.
        Failed = "failed", "未通过";
        /// It could not be tried.
        Skipped = "skipped", "未执行";
    }
}

/// Why a scenario did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// The service answered otherwise than it should.
    Failed(String),
    /// Something is not there that the scenario needs.
    Skipped(String),
}

impl Unmet {
    pub(super) fn failed(why: impl Into<String>) -> Self {
        Self::Failed(why.into())
    }

    pub(super) fn skipped(why: impl Into<String>) -> Self {
        Self::Skipped(why.into())
    }
}

/// A scenario that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name, for programs.
    pub name: &'static str,
    /// What must hold.
    pub about: &'static str,
    /// How it came out.
    pub verdict: Verdict,
    /// Why it did not pass; empty where it did.
    pub why: String,
}

/// All scenarios in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub lines: Vec<Line>,
}

impl Report {
    /// Writes down how a scenario came out, and gives what it found.
    pub(super) fn add<T>(
        &mut self,
        name: &'static str,
        about: &'static str,
        outcome: Result<T, Unmet>,
    ) -> Option<T> {
        let (found, verdict, why) = match outcome {
            Ok(found) => (Some(found), Verdict::Passed, String::new()),
            Err(Unmet::Failed(why)) => (None, Verdict::Failed, why),
            Err(Unmet::Skipped(why)) => (None, Verdict::Skipped, why),
        };
        self.lines.push(Line {
            name,
            about,
            verdict,
            why,
        });
        found
    }

    /// How many lines came out in a way.
    pub fn count(&self, verdict: Verdict) -> usize {
        let of = self.lines.iter().filter(|line| line.verdict == verdict);
        of.count()
    }
}

/// An answer with a status, or what came instead.
pub(super) fn status(reply: Reply, status: u16) -> Result<Reply, Unmet> {
    if reply.status == status {
        return Ok(reply);
    }
    let told = reply.told();
    Err(Unmet::failed(format!(
        "{status} was expected; what came: {told}"
    )))
}

/// A problem with a status and a code.
pub(super) fn problem(reply: Reply, of: u16, code: &str) -> Result<Reply, Unmet> {
    let reply = status(reply, of)?;
    let body = reply.json();
    same(
        "content-type",
        reply.header("content-type"),
        "application/problem+json",
    )?;
    same("code", body["code"].as_str().unwrap_or(""), code)?;
    same(
        "status in the body",
        &body["status"].to_string(),
        &of.to_string(),
    )?;
    Ok(reply)
}

/// Two texts that must be the same.
pub(super) fn same(what: &str, found: &str, expected: &str) -> Result<(), Unmet> {
    if found == expected {
        return Ok(());
    }
    Err(Unmet::failed(format!(
        "{what}: `{expected}` was expected, and `{found}` came"
    )))
}

/// Something that must hold.
pub(super) fn holds(it: bool, otherwise: impl FnOnce() -> String) -> Result<(), Unmet> {
    if it {
        Ok(())
    } else {
        Err(Unmet::Failed(otherwise()))
    }
}
