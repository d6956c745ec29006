//! The paths that code names, with `use` groups spelled out: what the checks of layering read.

use crate::tree::line_of;

/// Every path of the code, `a::{b, c::d}` as `a::b` and `a::c::d`, with its line.
pub(crate) fn paths(code: &str) -> Vec<(usize, String)> {
    let mut walk = Walk {
        code: code.as_bytes(),
        at: 0,
        found: Vec::new(),
    };
    while walk.at < walk.code.len() {
        if walk.at_name() {
            walk.path(String::new());
        } else {
            // A number's suffix, as in 0_u8, is no name.
            walk.skip_number();
            walk.at += 1;
        }
    }
    walk.found
        .into_iter()
        .map(|(at, path)| (line_of(code, at), path))
        .collect()
}

/// Whether a word stands in the code, not as a part of a longer one.
pub(crate) fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let whole = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part)
        })
    };
    (1..)
        .zip(code.lines())
        .filter(|(_, line)| whole(line))
        .map(|(number, _)| number)
        .collect()
}

struct Walk<'a> {
    code: &'a [u8],
    at: usize,
    found: Vec<(usize, String)>,
}

impl Walk<'_> {
    fn at_name(&self) -> bool {
        self.code
            .get(self.at)
            .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
    }

    fn skip_number(&mut self) {
        if self.code[self.at].is_ascii_digit() {
            while self
                .code
                .get(self.at + 1)
                .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
            {
                self.at += 1;
            }
        }
    }

    fn path(&mut self, mut path: String) {
        let start = self.at;
        loop {
            while self
                .code
                .get(self.at)
                .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
            {
                path.push(char::from(self.code[self.at]));
                self.at += 1;
            }
            if !self.code[self.at..].starts_with(b"::") {
                break;
            }
            self.at += 2;
            match self.code.get(self.at) {
                Some(b'{') => return self.group(&path),
                Some(b'*') => path.push_str("::*"),
                _ if self.at_name() => {
                    path.push_str("::");
                    continue;
                }
                _ => {}
            }
            break;
        }
        self.found.push((start, path));
    }

    fn group(&mut self, prefix: &str) {
        self.at += 1;
        while self.at < self.code.len() {
            if self.at_name() {
                self.path(format!("{prefix}::"));
            } else if self.code[self.at] == b'}' {
                self.at += 1;
                return;
            } else {
                self.at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_spelled_out() {
        let code = "use crate::{units::{self, Amount},\n store::Tx};\nlet x = 1_u8 + std::fs::read::<T>(y);";
        let found: Vec<_> = paths(code)
            .into_iter()
            .filter(|(_, path)| path.contains("::"))
            .collect();
        let wanted = [
            (1, "crate::units::self"),
            (1, "crate::units::Amount"),
            (2, "crate::store::Tx"),
            (3, "std::fs::read"),
        ];
        assert_eq!(found, wanted.map(|(line, path)| (line, path.to_owned())));
    }

    #[test]
    fn only_whole_words_count() {
        assert_eq!(lines_with("a_f64\nlet x: f64;\nf64s", "f64"), [2]);
    }
}
