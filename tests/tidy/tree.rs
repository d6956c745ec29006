//! The tree as the checks see it: each source file, with code, strings and test modules told apart.

use crate::lexer::{self, Literal};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// One Rust file.
pub(crate) struct Source {
    /// Its path from the top of the checkout, with `/` between the parts.
    pub(crate) path: String,
    /// The file as it stands.
    pub(crate) text: String,
    /// The text with comments, strings and test modules blanked, line for line.
    pub(crate) code: String,
    /// The strings outside test modules.
    pub(crate) strings: Vec<Literal>,
    /// How many lines stand outside test modules.
    pub(crate) lines: usize,
    /// The test modules that it declares and keeps in files of their own.
    tests_elsewhere: Vec<String>,
}

impl Source {
    /// Reads a file's text as the checks need it.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let (mut code, mut strings) = lexer::lex(text);
        let (tests, tests_elsewhere) = cut_tests(&mut code);
        strings.retain(|literal| !tests.iter().any(|lines| lines.contains(&literal.line)));
        let cut: usize = tests.iter().map(|lines| lines.clone().count()).sum();
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            strings,
            lines: text.lines().count() - cut,
            tests_elsewhere,
        }
    }

    /// The path, without its ending, of the folder in which the file's modules stand.
    fn inner(&self) -> &str {
        let bare = self.path.trim_end_matches(".rs");
        let own = ["/mod", "/lib", "/main"];
        own.iter()
            .find_map(|name| bare.strip_suffix(name))
            .unwrap_or(bare)
    }

    /// Makes the file one that only tests see: its code and strings are looked at no more.
    fn set_aside(&mut self) {
        self.code = "\n".repeat(self.text.lines().count());
        self.strings.clear();
    }

    /// The room of the file: its folder under `src`, or its name if it stands in `src` itself.
    pub(crate) fn room(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        inner
            .split('/')
            .next()
            .map(|name| name.trim_end_matches(".rs"))
    }

    /// How many modules the file is below the root of the crate.
    pub(crate) fn depth(&self) -> usize {
        match self.path.as_str() {
            "src/lib.rs" | "src/main.rs" => 0,
            path => path.matches('/').count() - usize::from(path.ends_with("/mod.rs")),
        }
    }

    /// The place of a finding, as compilers print it.
    pub(crate) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

/// Blanks every item under `#[cfg(test)]` and gives back the lines that it stood on, and the names of
/// test modules whose text is in files of their own.
fn cut_tests(code: &mut String) -> (Vec<RangeInclusive<usize>>, Vec<String>) {
    let mut cut = Vec::new();
    let mut elsewhere = Vec::new();
    while let Some(start) = code.find("#[cfg(test)]") {
        let end = item_end(code, start).unwrap_or(code.len() - 1);
        let first = line_of(code, start);
        if let Some((_, name)) = code[start..end].split_once("mod ")
            && code[end..].starts_with(';')
        {
            elsewhere.push(name.trim().to_owned());
        }
        cut.push(first..=line_of(code, end));
        let blank: String = code[start..=end]
            .chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect();
        code.replace_range(start..=end, &blank);
    }
    (cut, elsewhere)
}

/// Where the item that starts at `start` ends: its closing brace, or its semicolon if it has none.
pub(crate) fn item_end(code: &str, start: usize) -> Option<usize> {
    let (mut nested, mut braces) = (0_i32, 0_i32);
    for (at, byte) in code.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => nested += 1,
            b')' | b']' => nested -= 1,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces <= 0 {
                    return Some(at);
                }
            }
            b';' if nested == 0 && braces == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// The line, from 1, of a place in a text.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

/// The top of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the checkout, or why it cannot be read.
pub(crate) fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

/// Every file below a folder of the checkout, in order, as paths from the top.
pub(crate) fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for path in children(&folder) {
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(shown(&path));
            }
        }
    }
    found.sort();
    found
}

/// Every folder below `src`, in order, as paths from the top.
pub(crate) fn folders() -> Vec<String> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open = vec![root().join("src")];
    while let Some(folder) = open.pop() {
        let inner = children(&folder).into_iter().filter(|path| path.is_dir());
        for path in inner {
            found.push(path.clone());
            open.push(path);
        }
    }
    let mut found: Vec<String> = found.iter().map(|path| shown(path)).collect();
    found.sort();
    found
}

/// Every Rust file below the given folders.
pub(crate) fn sources(folders: &[&str]) -> Vec<Source> {
    let paths = folders.iter().flat_map(|folder| files(folder));
    let rust = paths.filter(|path| has_kind(path, "rs"));
    let mut sources: Vec<Source> = rust
        .map(|path| {
            let text = read(&path).expect("a listed file can be read");
            Source::new(&path, &text)
        })
        .collect();
    let tests: Vec<String> = sources
        .iter()
        .flat_map(|source| {
            let modules = source.tests_elsewhere.iter();
            modules.map(|name| format!("{}/{name}", source.inner()))
        })
        .collect();
    for source in &mut sources {
        let bare = source.path.trim_end_matches(".rs");
        let inside = |test: &String| {
            bare.strip_prefix(test.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let named = bare
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with("tests_of_"));
        if named || tests.iter().any(inside) {
            source.set_aside();
        }
    }
    sources
}

/// Whether a file is of a kind, by the end of its name.
pub(crate) fn has_kind(path: &str, kind: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == kind)
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.expect("a listed entry can be read").path())
        .collect()
}

fn shown(path: &Path) -> String {
    let inner = path
        .strip_prefix(root())
        .expect("every listed path is below the root");
    inner.to_string_lossy().replace('\\', "/")
}
