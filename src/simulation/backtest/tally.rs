//! Problems of rows: the first of each kind with their rows, the rest counted, so that a file wrong all through can be read.

use crate::units::{Problem, Problems};
use std::collections::BTreeMap;

/// How many problems of a kind are told one by one.
const TOLD: u64 = 20;

/// Problems by kind.
#[derive(Debug, Default)]
pub(super) struct Tally {
    told: Vec<Problem>,
    kinds: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    /// Adds a problem of a row.
    pub(super) fn add(
        &mut self,
        line: u32,
        field: &'static str,
        rule: &'static str,
        message: impl FnOnce() -> String,
    ) {
        let count = self.kinds.entry((field, rule)).or_default();
        *count += 1;
        if *count <= TOLD {
            self.told.push(Problem {
                line: Some(line),
                field: field.to_owned(),
                rule: rule.to_owned(),
                message: message(),
            });
        }
    }

    /// `value` when nothing is wrong, else all that is, in the order of the file.
    pub(super) fn finish<T>(mut self, value: T) -> Result<T, Problems> {
        self.told.sort_by_key(|problem| problem.line);
        for ((field, rule), count) in &self.kinds {
            if *count > TOLD {
                self.told.push(Problem {
                    line: None,
                    field: (*field).to_owned(),
                    rule: (*rule).to_owned(),
                    message: format!("and the same in {} more rows", count - TOLD),
                });
            }
        }
        Problems(self.told).or(value)
    }
}
