//! What the documents promise: that the map is of this tree, and the first page tells how to begin.

use crate::tree;

/// No map is longer than this.
const MAP_LINES: usize = 200;
/// How far down the first page of a README reaches.
const FIRST_PAGE: usize = 60;
/// What the first page must tell the reader to type.
const FIRST_COMMANDS: [&str; 2] = ["cargo run --release -- demo", "cargo test"];
/// What a run makes, and media types: written like paths of the tree, but not in it.
const NOT_IN_TREE: [&str; 4] = ["target/", "zhixin-demo/", "application/", "text/"];

/// What is wrong with ARCHITECTURE.md: too long, a path that is gone, a folder it does not name.
pub(crate) fn architecture() -> Vec<String> {
    let text = match tree::read("ARCHITECTURE.md") {
        Ok(text) => text,
        Err(missing) => return vec![missing],
    };
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > MAP_LINES {
        found.push(format!(
            "ARCHITECTURE.md: {lines} lines, more than {MAP_LINES}"
        ));
    }
    for path in paths_in(&text).filter(|path| !exists(path)) {
        found.push(format!("ARCHITECTURE.md: `{path}` does not exist"));
    }
    for folder in tree::folders() {
        let inner = folder.trim_start_matches("src/");
        if !text.contains(&folder) && !text.contains(&format!("{inner}/")) {
            found.push(format!("ARCHITECTURE.md: does not name {folder}"));
        }
    }
    found
}

/// The words in backticks that are written like paths.
fn paths_in(text: &str) -> impl Iterator<Item = &str> {
    let spans = text
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    spans.filter(|span| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-./*".contains(c);
        let file = [".rs", ".toml", ".md", ".sql", ".sh"]
            .iter()
            .any(|end| span.ends_with(end));
        span.chars().all(plain)
            && (span.contains('/') || file)
            && !span.starts_with(['/', '-', '.', '*'])
            || span.starts_with(".ci/")
    })
}

/// Whether a path is in the tree, from its top or from `src`. A pattern needs one file that fits.
fn exists(path: &str) -> bool {
    if NOT_IN_TREE.iter().any(|made| path.starts_with(made)) {
        return true;
    }
    let Some((before, after)) = path.split_once('*') else {
        return tree::root().join(path).exists() || tree::root().join("src").join(path).exists();
    };
    let folder = before.rsplit_once('/').map_or("", |(folder, _)| folder);
    let ending = after.rsplit('*').next().unwrap_or_default();
    ["", "src/"].iter().any(|top| {
        let fits =
            |file: &String| file.starts_with(&format!("{top}{before}")) && file.ends_with(ending);
        !folder.is_empty() && tree::files(&format!("{top}{folder}")).iter().any(fits)
    })
}

/// READMEs that are missing, or do not tell on their first page how to begin.
pub(crate) fn readmes() -> Vec<String> {
    let mut found = Vec::new();
    for name in ["README.md", "README.zh-CN.md"] {
        match tree::read(name) {
            Err(missing) => found.push(missing),
            Ok(text) => {
                let page: Vec<&str> = text.lines().take(FIRST_PAGE).collect();
                for command in FIRST_COMMANDS {
                    if !page.iter().any(|line| line.contains(command)) {
                        found.push(format!(
                            "{name}: `{command}` is not in its first {FIRST_PAGE} lines"
                        ));
                    }
                }
            }
        }
    }
    found
}

/// A release without its paragraph in the changelog, a licence without its text, a gap in the decisions.
pub(crate) fn records() -> Vec<String> {
    let mut found = Vec::new();
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    match tree::read("CHANGELOG.md") {
        Err(missing) => found.push(missing),
        Ok(text) if !text.lines().any(|line| line.starts_with(&heading)) => {
            found.push(format!("CHANGELOG.md: no heading `{heading}`"));
        }
        Ok(_) => {}
    }
    let licences = ["LICENSE-MIT", "LICENSE-APACHE"];
    found.extend(licences.iter().filter_map(|name| tree::read(name).err()));
    for (number, path) in (1..).zip(tree::files("docs/decisions")) {
        if !path.starts_with(&format!("docs/decisions/{number:04}-")) {
            found.push(format!("{path}: decision {number:04} was expected here"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_other_words() {
        let text = "`src/units/mod.rs` `GET /v1` `/v1/scores` `a::b` `Cargo.toml` `.ci/run` `x`";
        let found: Vec<_> = paths_in(text).collect();
        assert_eq!(found, ["src/units/mod.rs", "Cargo.toml", ".ci/run"]);
    }

    #[test]
    fn a_path_exists_from_the_top_or_from_src() {
        for path in ["src/units/", "units/mod.rs", "tests/tidy/*.rs", "target/x"] {
            assert!(exists(path), "{path}");
        }
        for path in ["src/attic", "units/attic.rs", "tests/tidy/*.sql"] {
            assert!(!exists(path), "{path}");
        }
    }
}
