//! The encoding of a text file, decided from all of its bytes, and its digest in the same reading.

use crate::units::{Digest, Problems};
use encoding_rs::{DecoderResult, GB18030, UTF_8};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::io::Read;

/// How the bytes of a text file are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
}

/// The byte-order mark of UTF-8.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";
const CHUNK: usize = 64 * 1024;

/// What one reading of all bytes tells.
#[derive(Debug)]
pub(in crate::service) struct Scan {
    /// The digest of the bytes.
    pub(in crate::service) digest: Digest,
    /// How many there are.
    pub(in crate::service) bytes: u64,
    /// Sequences that are no UTF-8.
    pub(in crate::service) not_utf8: u64,
    /// The first bytes.
    pub(in crate::service) head: Vec<u8>,
}

/// Counts sequences that an encoding does not have, chunk by chunk.
struct Misfits {
    decoder: encoding_rs::Decoder,
    scratch: Vec<u8>,
    count: u64,
}

impl Misfits {
    fn of(encoding: &'static encoding_rs::Encoding) -> Self {
        Self {
            decoder: encoding.new_decoder_without_bom_handling(),
            scratch: vec![0; CHUNK * 4],
            count: 0,
        }
    }

    fn take(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            let (result, read, _) =
                self.decoder
                    .decode_to_utf8_without_replacement(bytes, &mut self.scratch, last);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(_, _) => self.count += 1,
            }
        }
    }
}

/// Reads everything once: digest, length, and how far it is from UTF-8.
pub(in crate::service) fn scan(mut reader: impl Read) -> Result<Scan, Problems> {
    let mut sha = Sha256::new();
    let mut misfits = Misfits::of(UTF_8);
    let mut head = Vec::new();
    let mut bytes = 0;
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = read_some(&mut reader, &mut chunk)?;
        let part = &chunk[..read];
        misfits.take(part, read == 0);
        if read == 0 {
            break;
        }
        sha.update(part);
        if head.len() < CHUNK {
            head.extend_from_slice(&part[..read.min(CHUNK - head.len())]);
        }
        bytes += u64::try_from(read).unwrap_or(0);
    }
    Ok(Scan {
        digest: Digest::from_bytes(sha.finalize().into()),
        bytes,
        not_utf8: misfits.count,
        head,
    })
}

/// Chooses the encoding under which fewer sequences make no sense; UTF-8 where both are as good.
pub(in crate::service) fn decide(scan: &Scan, mut reader: impl Read) -> Result<Encoding, Problems> {
    if scan.not_utf8 == 0 || scan.head.starts_with(BOM) {
        return Ok(Encoding::Utf8);
    }
    let mut misfits = Misfits::of(GB18030);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = read_some(&mut reader, &mut chunk)?;
        misfits.take(&chunk[..read], read == 0);
        if read == 0 || misfits.count >= scan.not_utf8 {
            break;
        }
    }
    Ok(if misfits.count < scan.not_utf8 {
        Encoding::Gb18030
    } else {
        Encoding::Utf8
    })
}

fn read_some(reader: &mut impl Read, chunk: &mut [u8]) -> Result<usize, Problems> {
    loop {
        match reader.read(chunk) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(io_problem("", &error)),
        }
    }
}

/// An error of the file system as a problem.
pub(in crate::service) fn io_problem(file: &str, error: &std::io::Error) -> Problems {
    Problems::one(file, "input.io", format!("cannot be read: {error}"))
}

impl Encoding {
    /// The text, or `None` where the bytes are none in this encoding.
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// The name, for notices.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decided(bytes: &[u8]) -> Encoding {
        decide(&scan(bytes).unwrap(), bytes).unwrap()
    }

    #[test]
    fn the_bytes_decide_even_when_only_the_last_row_is_chinese() {
        let mut bytes = b"a,b\n1,2\n".repeat(40_000);
        assert_eq!(decided(&bytes), Encoding::Utf8);
        let (gb, _, _) = GB18030.encode("重庆市,知识价值\n");
        bytes.extend_from_slice(&gb);
        assert_eq!(decided(&bytes), Encoding::Gb18030);
    }

    #[test]
    fn one_bad_byte_does_not_change_the_encoding_of_the_rest() {
        let mut utf8 = "企业名称,金额\n重庆某某科技有限公司,1\n"
            .repeat(20)
            .into_bytes();
        utf8.extend_from_slice(b"\xff,2\n");
        assert_eq!(decided(&utf8), Encoding::Utf8);
        let (gb, _, _) = GB18030.encode("企业名称,金额\n重庆某某科技有限公司,1\n");
        let mut gb = gb.repeat(20);
        gb.extend_from_slice(b"\xff,2\n");
        assert_eq!(decided(&gb), Encoding::Gb18030);
        assert_eq!(Encoding::Gb18030.decode(b"\xff"), None);
    }

    proptest! {
        #[test]
        fn the_streamed_digest_is_the_digest(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let scan = scan(bytes.as_slice()).unwrap();
            prop_assert_eq!(scan.digest, Digest::of(&bytes));
            prop_assert_eq!(scan.not_utf8 == 0, std::str::from_utf8(&bytes).is_ok());
        }
    }
}
