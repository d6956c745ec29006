//! The form of a file: its length and that of its functions, its opening words, its name, its leftovers.

use crate::paths::lines_with;
use crate::tree::{Source, item_end, line_of};

/// No file is longer than this, its test modules not counted.
const HARD_LINES: usize = 600;
/// No file is longer than this unless `LONG` lists it.
const SOFT_LINES: usize = 400;
/// Half of the files of `src` are no longer than this.
const MEDIAN_LINES: usize = 200;
/// No function is longer than this.
const FUNCTION_LINES: usize = 70;

/// Files above the soft limit. The list may only shrink.
const LONG: [&str; 0] = [];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 9] = [
    "utils", "util", "common", "helpers", "helper", "manager", "managers", "misc", "shared",
];

/// Files that are too long, and stale lines of the list of long ones.
pub(crate) fn file_lengths(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for Source { path, lines, .. } in sources {
        let listed = LONG.contains(&path.as_str());
        if *lines > HARD_LINES {
            found.push(format!("{path}: {lines} lines, more than {HARD_LINES}"));
        } else if *lines > SOFT_LINES && !listed {
            found.push(format!(
                "{path}: {lines} lines, more than {SOFT_LINES}; split it"
            ));
        } else if *lines <= SOFT_LINES && listed {
            found.push(format!(
                "{path}: {lines} lines; take it off the list of long files"
            ));
        }
    }
    for gone in LONG
        .iter()
        .filter(|long| !sources.iter().any(|source| source.path == **long))
    {
        found.push(format!("{gone}: gone; take it off the list of long files"));
    }
    let mut lengths: Vec<usize> = in_src(sources).map(|source| source.lines).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    if median > MEDIAN_LINES {
        found.push(format!(
            "src: the median file has {median} lines, more than {MEDIAN_LINES}"
        ));
    }
    found
}

/// Functions that are too long.
pub(crate) fn function_lengths(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let mut start = 0;
        for line in source.code.split_inclusive('\n') {
            if let Some(name) = function_named(line)
                && let Some(end) = item_end(&source.code, start)
            {
                let first = line_of(&source.code, start);
                let lines = line_of(&source.code, end) - first + 1;
                if lines > FUNCTION_LINES {
                    let at = source.at(first);
                    found.push(format!(
                        "{at}: `{name}` has {lines} lines, more than {FUNCTION_LINES}"
                    ));
                }
            }
            start += line.len();
        }
    }
    found
}

/// The name of the function that a line begins.
fn function_named(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let before = ["async", "const", "unsafe", "extern"];
    let word = words.find(|word| !before.contains(word) && !word.starts_with("pub"))?;
    if word != "fn" {
        return None;
    }
    words.next()?.split(['(', '<']).next()
}

/// Files that do not open with a sentence on what they are for.
pub(crate) fn opening_words(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        if !source.text.starts_with("//! ") {
            found.push(format!(
                "{}: must begin with `//! ` and what it is for",
                source.path
            ));
            continue;
        }
        let paragraph = source
            .text
            .lines()
            .map_while(|line| line.strip_prefix("//! "));
        let paragraph = paragraph.collect::<Vec<_>>().join(" ");
        let ended = paragraph.contains(['.', '?', '。']) || paragraph.ends_with(':');
        if !ended || paragraph.split_whitespace().count() < 4 {
            found.push(format!(
                "{}: its first words are no sentence: {paragraph}",
                source.path
            ));
        }
    }
    found
}

/// `unwrap()` outside tests.
pub(crate) fn unwraps(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for (line, text) in (1..).zip(source.code.lines()) {
            if text.contains(".unwrap()") {
                found.push(format!(
                    "{}: say why it holds: expect(\"…\")",
                    source.at(line)
                ));
            }
        }
    }
    found
}

/// Notes to oneself and scaffolding, tests included.
pub(crate) fn leftovers(sources: &[Source]) -> Vec<String> {
    // Spelled in parts, so that this file does not find itself.
    let words = [
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("TO", "DO"),
        concat!("dbg", "!"),
        concat!("todo", "!"),
        concat!("unimplemented", "!"),
    ];
    let mut found = Vec::new();
    for source in sources {
        for word in words {
            let lines = lines_with(&source.text, word).into_iter();
            found.extend(lines.map(|line| format!("{}: {word}", source.at(line))));
        }
    }
    found
}

/// Files and folders whose name says nothing; and a second integration binary.
pub(crate) fn names(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for Source { path, .. } in sources {
        let mut parts = path.split('/').map(|part| part.trim_end_matches(".rs"));
        if let Some(part) = parts.find(|part| EMPTY_NAMES.contains(part)) {
            found.push(format!(
                "{path}: `{part}` says nothing; name what is inside"
            ));
        }
        let binary = path
            .strip_prefix("tests/")
            .filter(|name| !name.contains('/'));
        if binary.is_some_and(|name| name != "tidy.rs") {
            found.push(format!(
                "{path}: integration tests are modules of tests/it/main.rs"
            ));
        }
    }
    found
}

fn in_src(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources
        .iter()
        .filter(|source| source.path.starts_with("src/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planted(path: &str, text: &str) -> [Source; 1] {
        [Source::new(path, text)]
    }

    #[test]
    fn test_modules_do_not_count_as_length() {
        let body = "fn f() {}\n".repeat(390);
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\n{}}}\n",
            "    fn g() {}\n".repeat(300)
        );
        assert!(file_lengths(&planted("benches/x.rs", &format!("{body}{tests}"))).is_empty());
        assert_eq!(
            file_lengths(&planted("benches/x.rs", &body.repeat(2))).len(),
            1
        );
        assert_eq!(
            file_lengths(&planted("src/x.rs", &body)).len(),
            1,
            "by the median"
        );
    }

    #[test]
    fn a_function_is_measured_from_its_name_to_its_brace() {
        let long = |lines: usize| {
            format!(
                "pub(crate) fn f(x: [u8; 2]) {{\n{}}}\n",
                "x;\n".repeat(lines)
            )
        };
        assert!(function_lengths(&planted("src/x.rs", &long(68))).is_empty());
        let found = function_lengths(&planted("src/x.rs", &long(69)));
        assert_eq!(found, ["src/x.rs:1: `f` has 71 lines, more than 70"]);
    }

    #[test]
    fn the_other_forms_are_found() {
        assert_eq!(opening_words(&planted("src/x.rs", "fn f() {}")).len(), 1);
        assert_eq!(
            opening_words(&planted("src/x.rs", "//! No sentence")).len(),
            1
        );
        assert!(opening_words(&planted("src/x.rs", "//! What it is for.")).is_empty());
        assert_eq!(
            unwraps(&planted("src/x.rs", "x.unwrap(); // y.unwrap()")).len(),
            1
        );
        assert_eq!(
            leftovers(&planted("src/x.rs", concat!("// FIX", "ME: x"))).len(),
            1
        );
        assert_eq!(names(&planted("src/store/utils/x.rs", "")).len(), 1);
        assert_eq!(names(&planted("tests/more.rs", "")).len(), 1);
    }
}
