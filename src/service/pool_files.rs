//! Files of pool commands: CSV with the names of fields in its header, or JSON lines.

use super::Error;
use super::pool::Fields;
use crate::units::{Digest, Problems};
use serde_json::{Map, Value};
use std::path::Path;

/// The lines of a file by their numbers, and the digest of the file.
pub fn read(path: &Path) -> Result<(Vec<(u64, Fields)>, Digest), Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::file(path, source))?;
    let digest = Digest::of(&bytes);
    let lines = lines(&bytes).map_err(|problems| Error::Checked {
        file: path.display().to_string(),
        problems,
    })?;
    Ok((lines, digest))
}

/// The lines of commands; every line that is none is told.
pub fn lines(bytes: &[u8]) -> Result<Vec<(u64, Fields)>, Problems> {
    let mut problems = Problems::default();
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else {
        problems.add("", "pool.encoding", "the file is not UTF-8");
        return Err(problems);
    };
    let lines = if text.trim_start().starts_with('{') {
        json_lines(text, &mut problems)
    } else {
        csv_lines(text, &mut problems)
    };
    if lines.is_empty() && problems.is_empty() {
        problems.add("", "pool.empty", "the file has no commands");
    }
    problems.or(lines)
}

fn json_lines(text: &str, problems: &mut Problems) -> Vec<(u64, Fields)> {
    let mut found = Vec::new();
    for (number, line) in (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let object = serde_json::from_str::<Map<String, Value>>(line);
        match object {
            Ok(object) => found.push((u64::from(number), object.into_iter().map(field).collect())),
            Err(error) => problems.push(
                Some(number),
                "",
                "json",
                format!("is no JSON object: {error}"),
            ),
        }
    }
    found
}

fn field((name, value): (String, Value)) -> (String, String) {
    let text = match value {
        Value::String(text) => text,
        Value::Bool(flag) => if flag { "yes" } else { "no" }.to_owned(),
        Value::Null => String::new(),
        Value::Array(items) => {
            let texts = items.iter().map(|item| {
                item.as_str()
                    .map_or_else(|| item.to_string(), str::to_owned)
            });
            texts.collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    };
    (name, text)
}

fn csv_lines(text: &str, problems: &mut Problems) -> Vec<(u64, Fields)> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            problems.add("header", "csv", error.to_string());
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.add("", "csv", error.to_string());
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > header.len() {
            let line = u32::try_from(line).ok();
            problems.push(
                line,
                "",
                "csv.width",
                "the line has more cells than the header",
            );
        }
        let named = header
            .iter()
            .zip(record.iter())
            .filter(|(_, text)| !text.is_empty());
        let fields: Fields = named
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        if !fields.is_empty()
            && !fields
                .values()
                .next()
                .is_some_and(|text| text.starts_with('#'))
        {
            found.push((line, fields));
        }
    }
    found
}
