//! Which room may use which, and what of the world each may touch.

use crate::paths::{lines_with, paths};
use crate::tree::{self, Source};

/// Every room, and the rooms that it may use.
const ROOMS: [(&str, &[&str]); 20] = [
    ("units", &[]),
    ("statistics", &[]),
    ("journal", &["units"]),
    ("evidence", &["units"]),
    ("scoring", &["units", "evidence"]),
    ("fitting", &["units", "statistics", "scoring"]),
    ("validation", &["units", "statistics", "scoring"]),
    ("pool", &["units", "journal"]),
    (
        "simulation",
        &["units", "statistics", "scoring", "validation", "pool"],
    ),
    ("identity", &["units", "journal"]),
    ("governance", &["units", "journal", "identity"]),
    ("webhooks", &["units", "journal", "identity"]),
    (
        "store",
        &[
            "units",
            "journal",
            "evidence",
            "scoring",
            "pool",
            "identity",
            "governance",
            "webhooks",
        ],
    ),
    (
        "service",
        &[
            "units",
            "journal",
            "evidence",
            "scoring",
            "fitting",
            "validation",
            "pool",
            "simulation",
            "identity",
            "governance",
            "webhooks",
            "store",
        ],
    ),
    (
        "api",
        &[
            "units",
            "journal",
            "evidence",
            "scoring",
            "pool",
            "identity",
            "governance",
            "webhooks",
            "service",
        ],
    ),
    ("config", &["units"]),
    (
        "server",
        &[
            "units", "journal", "identity", "webhooks", "service", "api", "config",
        ],
    ),
    (
        "cli",
        &[
            "units",
            "journal",
            "evidence",
            "scoring",
            "fitting",
            "validation",
            "pool",
            "simulation",
            "identity",
            "governance",
            "service",
            "config",
            "server",
        ],
    ),
    ("main", &["cli"]),
    (
        "lib",
        &[
            "units",
            "statistics",
            "journal",
            "evidence",
            "scoring",
            "fitting",
            "validation",
            "pool",
            "simulation",
            "identity",
            "governance",
            "webhooks",
            "store",
            "service",
            "api",
            "config",
            "server",
            "cli",
        ],
    ),
];

/// The rooms that are functions of their arguments.
const DOMAIN: [&str; 12] = [
    "units",
    "statistics",
    "journal",
    "evidence",
    "scoring",
    "fitting",
    "validation",
    "pool",
    "simulation",
    "identity",
    "governance",
    "webhooks",
];

/// What no domain room may name: the world and its accidents.
const WORLD: [&str; 13] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::time",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "tokio",
    "sqlx",
    "tracing",
    "log",
    "rand",
];

/// The one room that reads and writes files.
const FILES: &str = "service";

/// Where no floating point may stand.
const EXACT: [&str; 3] = ["src/units/amount.rs", "src/journal/", "src/pool/"];

/// Uses of a room by a room that must not know it.
pub(crate) fn layering(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let Some(room) = source.room() else { continue };
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            found.push(format!(
                "{}: room `{room}` is not in the table of rooms",
                source.path
            ));
            continue;
        };
        for (line, path) in paths(&source.code) {
            let Some(used) = room_named(&path, source.depth()) else {
                continue;
            };
            if used != room && !allowed.contains(&used) {
                let at = source.at(line);
                found.push(format!("{at}: `{room}` must not use `{used}` ({path})"));
            }
        }
    }
    found
}

/// The room that a path leads to, where it goes through the root of the crate.
fn room_named(path: &str, depth: usize) -> Option<&str> {
    let mut parts = path.split("::");
    let mut first = parts.next()?;
    if first == "crate" || first == "zhixin" {
        return parts.next();
    }
    let mut climbed = 0;
    while first == "super" {
        climbed += 1;
        first = parts.next()?;
    }
    (climbed > 0 && climbed == depth).then_some(first)
}

/// Where SQL is written that nothing here runs: it is what a model becomes for others.
const EXPORTED_SQL: &str = "src/scoring/export/sql";

/// SQL, and the driver that runs it, outside the store.
pub(crate) fn sql(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.room() != Some("store"))
    {
        let exported = source.path.starts_with(EXPORTED_SQL);
        for literal in source
            .strings
            .iter()
            .filter(|literal| !exported && is_sql(&literal.text))
        {
            found.push(format!(
                "{}: SQL belongs in src/store",
                source.at(literal.line)
            ));
        }
        for (line, path) in paths(&source.code) {
            if path.split("::").next() == Some("sqlx") {
                found.push(format!("{}: sqlx belongs in src/store", source.at(line)));
            }
        }
    }
    let schemas = tree::files("src")
        .into_iter()
        .filter(|path| tree::has_kind(path, "sql"));
    let stray = schemas.filter(|path| !path.starts_with("src/store/"));
    found.extend(stray.map(|path| format!("{path}: SQL belongs in src/store")));
    found
}

fn is_sql(text: &str) -> bool {
    let text = text
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let then = |verb: &str, word: &str| text.starts_with(verb) && text.contains(word);
    then("select ", " from ")
        || then("with ", " as (")
        || then("update ", " set ")
        || then("create ", "table ")
        || then("create ", "index ")
        || then("create ", "trigger ")
        || ["pragma ", "alter table ", "drop table "]
            .iter()
            .any(|verb| text.starts_with(verb))
        || ["insert into ", "delete from "]
            .iter()
            .any(|verb| text.contains(verb))
}

/// The world, met in a room that is a function of its arguments; and files, outside their room.
pub(crate) fn world(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let Some(room) = source.room() else { continue };
        let pure = DOMAIN.contains(&room);
        for (line, path) in paths(&source.code) {
            let within = |root: &str| {
                path.strip_prefix(root)
                    .is_some_and(|rest| rest.starts_with("::"))
                    || (root.contains("::") && path == root)
            };
            if pure && (WORLD.into_iter().any(within) || path.ends_with("::now")) {
                found.push(format!(
                    "{}: `{room}` must not touch {path}",
                    source.at(line)
                ));
            } else if !pure && room != FILES && (within("std::fs") || within("tokio::fs")) {
                found.push(format!("{}: files belong in src/{FILES}", source.at(line)));
            }
        }
        let prints = ["println", "print", "eprintln", "eprint"];
        for word in prints.iter().filter(|_| pure) {
            for line in lines_with(&source.code, &format!("{word}!")) {
                found.push(format!("{}: `{room}` must not print", source.at(line)));
            }
        }
    }
    found
}

/// Floating point where money and the journal are.
pub(crate) fn floats(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        if EXACT.iter().any(|exact| source.path.starts_with(exact)) {
            for word in ["f32", "f64"] {
                let lines = lines_with(&source.code, word).into_iter();
                found.extend(lines.map(|line| format!("{}: {word}", source.at(line))));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planted(path: &str, text: &str) -> [Source; 1] {
        [Source::new(path, text)]
    }

    #[test]
    fn a_use_against_the_order_is_found_however_it_is_spelled() {
        for text in [
            "use crate::store::Tx;",
            "use crate::{evidence::Fact, store};",
            "fn f() { super::super::store::open() }",
        ] {
            let found = layering(&planted("src/scoring/model.rs", text));
            assert_eq!(found.len(), 1, "{text}: {found:?}");
        }
        let fine = "use super::band::Band;\nuse crate::units::Amount; // crate::store";
        assert!(layering(&planted("src/scoring/model.rs", fine)).is_empty());
        assert_eq!(
            layering(&planted("src/cli/mod.rs", "use super::store;")).len(),
            1
        );
        assert_eq!(layering(&planted("src/attic/mod.rs", "")).len(), 1);
    }

    #[test]
    fn sql_is_found_outside_the_store_and_prose_is_not_sql() {
        let text = "const Q: &str = \"\n  select a\n  from t\";";
        assert_eq!(sql(&planted("src/service/x.rs", text)).len(), 1);
        assert!(sql(&planted("src/store/x.rs", text)).is_empty());
        let prose = "const Q: &str = \"pick a model; select one from the list\";";
        assert!(sql(&planted("src/service/x.rs", prose)).is_empty());
    }

    #[test]
    fn the_world_is_found_in_domain_rooms_but_not_in_their_tests() {
        let text = "use std::{fmt, fs};\nfn f() { println!(); jiff::Timestamp::now(); }";
        assert_eq!(world(&planted("src/units/x.rs", text)).len(), 3);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{text}\n}}\n");
        assert!(world(&planted("src/units/x.rs", &tests)).is_empty());
        assert_eq!(world(&planted("src/cli/x.rs", text)).len(), 1);
        assert!(world(&planted("src/units/x.rs", "let log = rand + 1;")).is_empty());
    }

    #[test]
    fn floats_are_found_in_money() {
        assert_eq!(
            floats(&planted("src/units/amount.rs", "// f64\nfn f(x: f64) {}")).len(),
            1
        );
        assert!(floats(&planted("src/units/ratio.rs", "fn f(x: f64) {}")).is_empty());
    }
}
