//! Bytes as lower-case hexadecimal digits, for keys and signatures.

use std::fmt::Write as _;

/// Writes two digits for each byte.
pub(super) fn write(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a string takes any text");
        out
    })
}

/// Reads exactly `N` bytes; upper-case digits are refused, so that each value has one spelling.
pub(super) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_one_spelling() {
        assert_eq!(write(&[0, 0xAF]), "00af");
        assert_eq!(read("00af"), Some([0, 0xAF]));
        for bad in ["00AF", "0af", "00a", "00afff", "知a"] {
            assert_eq!(read::<2>(bad), None, "{bad}");
        }
    }
}
