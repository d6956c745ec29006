//! A reader of Rust text that is just good enough to tell code from comments and strings.

/// A string of the program.
pub(crate) struct Literal {
    /// The line, from 1, that it starts on.
    pub(crate) line: usize,
    /// Its contents, escapes as written.
    pub(crate) text: String,
}

/// The text with comments and strings blanked, line for line; and the strings.
pub(crate) fn lex(text: &str) -> (String, Vec<Literal>) {
    let mut lexer = Lexer {
        text: text.chars().collect(),
        at: 0,
        line: 1,
        code: String::with_capacity(text.len()),
        strings: Vec::new(),
    };
    lexer.run();
    (lexer.code, lexer.strings)
}

struct Lexer {
    text: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<Literal>,
}

impl Lexer {
    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => self.line_comment(),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('r', Some('"' | '#')) => self.raw_string(),
                ('\'', _) => self.quote(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        let Some(c) = self.peek(0) else { return };
        // The rest of the checks walk bytes, so what is kept is ASCII.
        self.code.push(if c.is_ascii() { c } else { '_' });
        self.step(c);
    }

    fn blank(&mut self) {
        let Some(c) = self.peek(0) else { return };
        self.code.push(if c == '\n' { '\n' } else { ' ' });
        self.step(c);
    }

    fn step(&mut self, c: char) {
        self.line += usize::from(c == '\n');
        self.at += 1;
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_u32;
        loop {
            let pair = (self.peek(0), self.peek(1));
            match pair {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (None, _) => return,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let (line, start) = (self.line, self.at + 1);
        self.blank();
        while let Some(c) = self.peek(0) {
            if c == '"' {
                break;
            }
            if c == '\\' {
                self.blank();
            }
            self.blank();
        }
        self.close(line, start, 1);
    }

    fn raw_string(&mut self) {
        let hashes = self.text[self.at + 1..]
            .iter()
            .take_while(|c| **c == '#')
            .count();
        if self.peek(1 + hashes) != Some('"') {
            return self.keep();
        }
        let (line, start) = (self.line, self.at + hashes + 2);
        for _ in 0..hashes + 2 {
            self.blank();
        }
        let ends = |this: &Self| (1..=hashes).all(|ahead| this.peek(ahead) == Some('#'));
        while self.peek(0).is_some_and(|c| c != '"' || !ends(self)) {
            self.blank();
        }
        self.close(line, start, hashes + 1);
    }

    fn close(&mut self, line: usize, start: usize, marks: usize) {
        let text = self.text[start.min(self.at)..self.at].iter().collect();
        self.strings.push(Literal { line, text });
        for _ in 0..marks {
            self.blank();
        }
    }

    /// A character or the name of a lifetime: only the first has a second quote.
    fn quote(&mut self) {
        match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => {
                for _ in 0..3 {
                    self.blank();
                }
                while self.peek(0).is_some_and(|c| c != '\'') {
                    self.blank();
                }
                self.blank();
            }
            (_, Some('\'')) => {
                for _ in 0..3 {
                    self.blank();
                }
            }
            _ => self.keep(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_and_strings_are_told_apart() {
        let text =
            "let a = '\"'; // \"no\"\nlet b: &'static str = r#\"x\"y\"#; /* /* */ fn */ \"é\\\"\"";
        let (code, strings) = lex(text);
        let found: Vec<_> = strings.iter().map(|s| (s.line, s.text.as_str())).collect();
        assert_eq!(found, [(2, "x\"y"), (2, "é\\\"")]);
        assert!(code.starts_with("let a =    ;"));
        assert!(code.contains("&'static str") && !code.contains("fn") && !code.contains("no"));
    }
}
