//! Roles: which column of a table is the target, the weight, the time, and which are variables.

use super::Spec;
use super::spec::Exclusion;
use crate::units::Problems;

/// What each column of a table is for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roles {
    /// The outcome.
    pub target: Option<usize>,
    /// What each row counts.
    pub weight: Option<usize>,
    /// The day.
    pub time: Option<usize>,
    /// Whom it is about.
    pub id: Option<usize>,
    /// A known part of the log-odds.
    pub offset: Option<usize>,
    /// What tells the refused from the accepted.
    pub reject: Option<usize>,
    /// The variables, with their names.
    pub variables: Vec<(usize, String)>,
    /// Columns that are left out, with the reason.
    pub excluded: Vec<Exclusion>,
}

impl Roles {
    /// Finds the columns that a spec names; every one that is not there is told.
    pub fn of(header: &[String], spec: &Spec) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        for (at, name) in header.iter().enumerate() {
            if header[..at].contains(name) {
                let message = format!("the column `{name}` stands twice in the header");
                problems.add(name, "column.twice", message);
            }
        }
        let mut find = |name: &str, role: &str| {
            let at = header.iter().position(|known| known == name);
            if at.is_none() {
                let message = format!(
                    "the spec's {role} is no column; there are: {}",
                    shown(header)
                );
                problems.add(name, "column.unknown", message);
            }
            at
        };
        let columns = &spec.columns;
        let mut role =
            |name: &Option<String>, role: &str| name.as_ref().and_then(|name| find(name, role));
        let (weight, time) = (role(&columns.weight, "weight"), role(&columns.time, "time"));
        let (id, offset) = (role(&columns.id, "id"), role(&columns.offset, "offset"));
        // Records tell the outcome themselves.
        let named = !spec.target.column.is_empty();
        let target = named.then(|| find(&spec.target.column, "target")).flatten();
        let out = columns.exclude.iter();
        let out = out.map(|out| (&out.column, "excluded column"));
        let allowed = columns.allow_separating.iter();
        let allowed = allowed.map(|column| (column, "column that may separate"));
        let variables = spec.variables.iter().map(|of| (&of.column, "variable"));
        for (column, role) in out.chain(allowed).chain(variables) {
            find(column, role);
        }
        let reject = spec.reject.as_ref().and_then(|rules| rules.column.as_ref());
        let reject = reject.and_then(|column| find(column, "column of the refused"));
        let taken = [target, weight, time, id, offset, reject];
        let mut roles = Self {
            target,
            weight,
            time,
            id,
            offset,
            reject,
            ..Self::default()
        };
        for (at, name) in header.iter().enumerate() {
            let has_role = taken.contains(&Some(at));
            if has_role && spec.variable(name).is_some() {
                let message = "a column is a variable or has a role of its own, not both";
                problems.add(name, "column.role", message);
            }
            if has_role {
                continue;
            }
            if let Some(reason) = spec.excluded(name) {
                roles.excluded.push(Exclusion {
                    column: name.clone(),
                    reason: reason.to_owned(),
                });
            } else if !spec.only_named || spec.variable(name).is_some() {
                roles.variables.push((at, name.clone()));
            }
        }
        problems.or(roles)
    }
}

fn shown(header: &[String]) -> String {
    const MOST: usize = 40;
    let names: Vec<&str> = header.iter().take(MOST).map(String::as_str).collect();
    let more = if header.len() > MOST { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
