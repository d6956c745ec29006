//! Files of pool commands: CSV with the names of fields in its header, or JSON lines.

use super::Error;
use super::pool::Fields;
use crate::units::{Digest, Problems};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
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
        match serde_json::from_str::<Named>(line) {
            Ok(Named(fields)) => found.push((u64::from(number), fields)),
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

/// The fields of an object, of which none is said twice.
struct Named(Fields);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Naming)
    }
}

/// Reads an object field by field.
struct Naming;

impl<'de> Visitor<'de> for Naming {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the names of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
        let mut fields = Fields::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if fields.contains_key(&name) {
                let told = format!("`{name}` is said twice; say it once");
                return Err(A::Error::custom(told));
            }
            fields.insert(name, text(value));
        }
        Ok(Named(fields))
    }
}

fn text(value: Value) -> String {
    match value {
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
    }
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
    let twice = (header.iter().enumerate())
        .filter(|(at, name)| header.iter().take(*at).any(|before| before == *name));
    for (_, name) in twice {
        let told = format!("`{name}` is there twice; a field has one column");
        problems.add("header", "csv.twice", told);
    }
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
