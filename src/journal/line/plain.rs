//! A line of an export as this program writes it, read without looking for any other spelling: nearly all are so. What
//! is spelled otherwise, and what is wrong, is left to the reader that takes everything and says what is wrong.

use super::{Body, EventLine, KeyLine, Line, Pairs};
use crate::journal::canonical::{Canonical, MAX_DEPTH};
use crate::journal::strict::{is_plain_date, is_plain_moment};
use crate::units::Digest;
use std::borrow::Cow;

/// The line, if it is spelled plainly: fields in their order, no blanks, no escapes.
pub(super) fn read(line: &str) -> Option<Line<'_>> {
    let mut rest = Rest(line);
    let read = Line {
        sequence: rest.after(r#"{"sequence":"#)?.natural()?,
        algorithm: rest.after(r#","algorithm":"#)?.text()?,
        previous: rest.after(r#","previous":"#)?.digest()?,
        hash: rest.after(r#","hash":"#)?.digest()?,
        event: EventLine {
            kind: rest.after(r#","event":{"kind":"#)?.text()?,
            subject: rest.after(r#","subject":"#)?.text()?,
            effective_on: rest.after(r#","effective_on":"#)?.spelled(is_plain_date)?,
            booked_on: rest.after(r#","booked_on":"#)?.spelled(is_plain_date)?,
            recorded_at: rest.after(r#","recorded_at":"#)?.spelled(is_plain_moment)?,
            actor: rest.after(r#","actor":"#)?.text()?,
            key: KeyLine {
                client: rest.after(r#","key":{"client":"#)?.text()?,
                operation: rest.after(r#","operation":"#)?.text()?,
                key: rest.after(r#","key":"#)?.text()?,
            },
            body: rest.after(r#"},"body":"#)?.body()?,
        },
    };
    (rest.0 == "}}").then_some(read)
}

/// What is not read yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// The rest behind what must stand there.
    fn after(&mut self, spelled: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(spelled)?;
        Some(self)
    }

    /// A byte, if it is the next.
    fn is_next(&mut self, byte: u8) -> bool {
        let next = self.0.as_bytes().first() == Some(&byte);
        if next {
            self.0 = &self.0[1..];
        }
        next
    }

    /// A text without escapes, between its quotes.
    fn plain(&mut self) -> Option<&'a str> {
        let text = self.0.strip_prefix('"')?;
        let end = plain_length(text.as_bytes());
        self.0 = text.get(end..)?.strip_prefix('"')?;
        Some(&text[..end])
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        self.plain().map(Cow::Borrowed)
    }

    fn spelled(&mut self, so: fn(&[u8]) -> bool) -> Option<Cow<'a, str>> {
        let text = self.plain()?;
        so(text.as_bytes()).then_some(Cow::Borrowed(text))
    }

    fn digest(&mut self) -> Option<Digest> {
        Digest::parse(self.plain()?).ok()
    }

    /// A number of up to 64 bits, without a nought before it.
    fn natural(&mut self) -> Option<u64> {
        let bytes = self.0.as_bytes();
        let other = bytes.iter().position(|byte| !byte.is_ascii_digit());
        let (digits, rest) = self.0.split_at(other.unwrap_or(bytes.len()));
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        self.0 = rest;
        digits.parse().ok()
    }

    fn body(&mut self) -> Option<Body> {
        let mut out = Canonical::after(b"");
        self.value(&mut out, 0)?;
        Some(Body(out))
    }

    /// Writes the canonical bytes of a value.
    fn value(&mut self, out: &mut Canonical, depth: usize) -> Option<()> {
        match self.0.as_bytes().first()? {
            b'"' => out.text(self.plain()?),
            b'0'..=b'9' => out.integer(self.natural()?),
            b'-' => {
                // Nought has no sign.
                let size = self.after("-")?.natural().filter(|size| *size > 0)?;
                let below = i64::try_from(-i128::from(size)).ok()?;
                out.integer(below);
            }
            b'[' if depth < MAX_DEPTH => self.list(out, depth)?,
            b'{' if depth < MAX_DEPTH => self.map(out, depth)?,
            b'n' => self.after("null").map(|_| out.flag(None))?,
            b't' => self.after("true").map(|_| out.flag(Some(true)))?,
            b'f' => self.after("false").map(|_| out.flag(Some(false)))?,
            _ => return None,
        }
        Some(())
    }

    fn list(&mut self, out: &mut Canonical, depth: usize) -> Option<()> {
        let (from, mut count) = (out.len(), 0);
        self.after("[")?;
        while !self.is_next(b']') {
            if count > 0 {
                self.after(",")?;
            }
            self.value(out, depth + 1)?;
            count += 1;
        }
        out.enclose(from, b'l', count);
        Some(())
    }

    fn map(&mut self, out: &mut Canonical, depth: usize) -> Option<()> {
        let mut pairs = Pairs::after(out);
        self.after("{")?;
        while !self.is_next(b'}') {
            if pairs.any() {
                self.after(",")?;
            }
            let start = out.len();
            out.text(self.plain()?);
            let key = pairs.key(out, start);
            self.after(":")?.value(out, depth + 1)?;
            pairs.end(out, key);
        }
        pairs.enclose(out).ok()
    }
}

/// How many bytes come before a quote, a backslash, a control character or the end, eight at a time.
fn plain_length(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    // The high bit of each byte that is nought, or below a bound; above the first such byte there may be false ones.
    let nought = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let below = |bytes: u64, bound: u64| bytes.wrapping_sub(ONES * bound) & !bytes;
    let (eights, rest) = text.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let bytes = u64::from_le_bytes(*eight);
        let quote = nought(bytes ^ (ONES * u64::from(b'"')));
        let escape = nought(bytes ^ (ONES * u64::from(b'\\')));
        let found = (quote | escape | below(bytes, 0x20)) & (ONES << 7);
        if found != 0 {
            return at * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let end = rest.iter().position(special);
    text.len() - rest.len() + end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::{journal, record};
    use proptest::prelude::*;

    /// All that is read of a line.
    fn told(line: &Line<'_>) -> impl PartialEq + std::fmt::Debug {
        let texts = [&line.algorithm, &line.event.kind].map(ToString::to_string);
        let digests = (line.previous, line.hash, line.computed_hash());
        (line.sequence, texts, digests, line.is_redacted())
    }

    #[test]
    fn lines_of_this_program_are_plain() {
        for record in journal(9) {
            let line = record.to_line().unwrap();
            let plain = read(&line).expect("it is spelled plainly");
            assert_eq!(plain.computed_hash(), record.hash);
        }
    }

    #[test]
    fn what_is_no_plain_value_is_left_to_the_other_reader() {
        for text in [
            "",
            " 1",
            "01",
            "-0",
            "-01",
            "1.0x",
            "-",
            "-9223372036854775809",
            "18446744073709551616",
            "nul",
            "[1,]",
            "[,1]",
            "[1 ]",
            "{\"a\":1,}",
            "{\"a\" :1}",
            "{a:1}",
            "{\"a\":1,\"a\":2}",
            "\"\\n\"",
            "\"\t\"",
            "\"",
            "[",
            "{",
        ] {
            let mut rest = Rest(text);
            let whole = rest.body().filter(|_| rest.0.is_empty());
            assert!(whole.is_none(), "{text}");
        }
        let deep = |n| "[".repeat(n) + &"]".repeat(n);
        assert!(Rest(&deep(64)).body().is_some() && Rest(&deep(65)).body().is_none());
    }

    proptest! {
        #[test]
        fn the_end_of_a_plain_text_is_found(text in prop::collection::vec(any::<u8>(), 0..40)) {
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
            let end = text.iter().position(special).unwrap_or(text.len());
            prop_assert_eq!(plain_length(&text), end);
        }

        #[test]
        fn what_is_read_is_what_the_other_reader_reads(
            record in record(),
            at in any::<prop::sample::Index>(),
            gone in 0..3usize,
            new in "[-0-9a-z\"\\\\{}\\[\\],: é\t]{0,3}",
        ) {
            let mut line = record.to_line().unwrap();
            let at = at.index(line.len());
            let (from, to) = (line.floor_char_boundary(at), line.floor_char_boundary(line.len().min(at + gone)));
            line.replace_range(from..to.max(from), &new);
            let other = serde_json::from_str::<Line<'_>>(&line).ok();
            if let Some(plain) = read(&line) {
                prop_assert_eq!(Some(told(&plain)), other.as_ref().map(told));
            }
        }
    }
}
