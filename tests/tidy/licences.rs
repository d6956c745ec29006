//! That everything built into the program may be used as freely as the program itself.

use crate::tree;
use serde_json::Value;
use std::process::Command;

/// Licences that ask for no more than their notice, or (MPL) for changes to their own files.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages whose licence is not on the list.
pub(crate) fn licences() -> Vec<String> {
    let packages = match packages() {
        Ok(packages) => packages,
        Err(failure) => return vec![failure],
    };
    let mut found = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence) {
            let (name, version) = (&package["name"], &package["version"]);
            found.push(format!(
                "{name} {version}: licence `{licence}` is not on the list"
            ));
        }
    }
    found
}

/// What cargo knows of every package that this machine builds.
fn packages() -> Result<Vec<Value>, String> {
    let about = cargo(&["-vV"])?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("cargo -vV names no host")?;
    let tail = ["--format-version", "1", "--filter-platform", host];
    let answer = cargo(&[&["metadata", "--offline", "--locked"], tail.as_slice()].concat())?;
    let mut answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    match answer["packages"].take() {
        Value::Array(packages) if !packages.is_empty() => Ok(packages),
        _ => Err("cargo metadata lists no packages".to_owned()),
    }
}

fn cargo(arguments: &[&str]) -> Result<String, String> {
    let run = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(tree::root())
        .output();
    let run = run.map_err(|error| format!("cargo: {error}"))?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into_owned());
    }
    String::from_utf8(run.stdout).map_err(|error| error.to_string())
}

/// Whether a licence expression leaves us a choice of allowed licences only.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest) && rest.is_empty()
}

fn any_of(rest: &mut &[&str]) -> bool {
    let mut allowed = all_of(rest);
    while let ["OR", tail @ ..] = rest {
        *rest = tail;
        // Not `||`: the words of the other side must be read in any case.
        allowed |= all_of(rest);
    }
    allowed
}

fn all_of(rest: &mut &[&str]) -> bool {
    let mut allowed = one(rest);
    while let ["AND", tail @ ..] = rest {
        *rest = tail;
        allowed &= one(rest);
    }
    allowed
}

fn one(rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let allowed = any_of(rest);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            allowed && closed
        }
        [licence, "WITH", exception, tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(&format!("{licence} WITH {exception}").as_str())
        }
        [licence, tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(licence)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_expressions_are_read_as_choices_and_duties() {
        for free in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "(Apache-2.0 OR MIT) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
        ] {
            assert!(is_allowed(free), "{free}");
        }
        for bound in [
            "",
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "(MIT",
            "MIT MIT",
        ] {
            assert!(!is_allowed(bound), "{bound}");
        }
    }
}
