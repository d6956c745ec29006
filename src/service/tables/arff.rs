//! The head of an ARFF file, Weka's format: its attributes are the columns.

use super::super::import::encoding::io_problem;

use crate::units::Problems;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Whether the first line that says anything is `@relation`.
pub(super) fn is_arff(head: &[u8]) -> bool {
    let lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut telling = lines.filter(|line| !line.is_empty() && !line.starts_with(b"%"));
    let first = telling.next().unwrap_or_default();
    first.len() >= 9 && first[..9].eq_ignore_ascii_case(b"@relation")
}

/// Where the data begin, and the names of the attributes.
pub(super) fn header(path: &Path) -> Result<(u64, Vec<String>), Problems> {
    let wrong = |error: &std::io::Error| io_problem(&path.display().to_string(), error);
    let file = File::open(path).map_err(|error| wrong(&error))?;
    let mut reader = BufReader::new(file);
    let (mut at, mut names, mut line, mut number) = (0_u64, Vec::new(), Vec::new(), 0_u64);
    loop {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(|error| wrong(&error))?;
        at += read as u64;
        number += 1;
        if read == 0 {
            return Err(Problems::one("", "table.arff", "the file has no @data"));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        let keyword = text
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        match keyword.as_str() {
            "@data" => return Ok((at, names)),
            "@attribute" => match attribute(text["@attribute".len()..].trim()) {
                Some(name) => names.push(name),
                None => {
                    let message = format!("line {number}: an attribute has a name and a type");
                    return Err(Problems::one("", "table.arff", message));
                }
            },
            _ => {}
        }
    }
}

/// The name of an attribute, quoted or not. Types are found out from the rows, as with any other file.
fn attribute(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| "'\"".contains(*c));
    let (name, rest) = match quote {
        Some(quote) => text[1..].split_once(quote)?,
        None => text.split_once(char::is_whitespace)?,
    };
    (!name.is_empty() && !rest.trim().is_empty()).then(|| name.to_owned())
}
