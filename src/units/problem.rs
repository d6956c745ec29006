//! What is wrong with an input, said all at once: every checked file, row and body reports in these.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing wrong with an input: where it stands, which rule it breaks, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line of the file (1-based), where the input is a text file.
    pub line: Option<u32>,
    /// The field, column or key, as its owner wrote it.
    pub field: String,
    /// The stable name of the rule that was broken.
    pub rule: String,
    /// A sentence for the person who must mend it.
    pub message: String,
}

/// Every problem found in one input, in the order of the input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// A problem alone, that has no line of its own.
    pub fn one(field: &str, rule: &str, message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(field, rule, message);
        problems
    }

    /// Adds a problem that has no line of its own.
    pub fn add(&mut self, field: &str, rule: &str, message: impl Into<String>) {
        self.push(None, field, rule, message);
    }

    /// Adds a problem found at a line.
    pub fn push(&mut self, line: Option<u32>, field: &str, rule: &str, message: impl Into<String>) {
        self.0.push(Problem {
            line,
            field: field.to_owned(),
            rule: rule.to_owned(),
            message: message.into(),
        });
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` when nothing is wrong, else all that is.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            if let Some(line) = problem.line {
                write!(f, "line {line}: ")?;
            }
            if !problem.field.is_empty() {
                write!(f, "{}: ", problem.field)?;
            }
            write!(f, "{} [{}]", problem.message, problem.rule)?;
        }
        Ok(())
    }
}
