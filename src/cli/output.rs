//! Writing to the terminal: results to standard output, words about them to standard error.

use super::Failure;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Writes a line of result; a reader that has gone away ends the program quietly.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    if out
        .write_all(text.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .is_err()
    {
        std::process::exit(0);
    }
}

/// Writes bytes of result as they are.
pub(crate) fn bytes(bytes: &[u8]) {
    // A reader that has gone away ends the program within.
    let _ = Lines.write_all(bytes).and_then(|()| Lines.flush());
}

/// Standard output as a writer of lines, as quiet as [`line`] about a reader that has gone away.
pub(crate) struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = std::io::stdout().lock().write(bytes);
        if written.is_err() {
            std::process::exit(0);
        }
        written
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stdout().lock().flush()
    }
}

/// Writes a word about what is going on.
pub(crate) fn note(text: &str) {
    // A note that cannot be written is not worth failing for.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Tells a failure and gives its exit code.
pub(crate) fn failed(failure: &Failure) -> ExitCode {
    let (text, code) = match failure {
        Failure::Check(text) => (text, 1),
        Failure::Input(text) => (text, 2),
    };
    note(&format!("error: {text}"));
    ExitCode::from(code)
}

/// A progress bar on a terminal, nothing in a pipe.
pub(crate) fn progress(total: Option<u64>, what: &'static str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = match total {
        Some(total) => indicatif::ProgressBar::new(total),
        None => indicatif::ProgressBar::no_length(),
    };
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {percent}% {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// Columns set under one another; wide (Chinese) characters count two.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|cell| width(cell)).collect();
    for row in rows {
        for (at, cell) in row.iter().enumerate().take(widths.len()) {
            widths[at] = widths[at].max(width(cell));
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::new();
        for (cell, width_of) in cells.zip(&widths) {
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', width_of - width(cell) + 2));
        }
        out.trim_end().to_owned()
    };
    let mut lines = vec![line(&mut header.iter().copied())];
    lines.extend(
        rows.iter()
            .map(|row| line(&mut row.iter().map(String::as_str))),
    );
    lines.join("\n")
}

/// How many columns a text takes on a terminal.
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a character takes two columns: those that Unicode (UAX #11) calls wide or fullwidth. `—`, `∞` and `≥` take one.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0x33FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF
        | 0xA960..=0xA97C
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE10..=0xFE19
        | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_take_one_column_and_chinese_characters_two() {
        assert_eq!(width("∞ — − ≥ …"), 9);
        assert_eq!(width("组合（权重）"), 12);
        let rows = [
            vec!["−∞".to_owned(), "1".to_owned()],
            vec!["中文".to_owned(), "2".to_owned()],
        ];
        insta::assert_snapshot!(table(&["at", "n"], &rows), @r"
        at    n
        −∞    1
        中文  2
        ");
    }
}
