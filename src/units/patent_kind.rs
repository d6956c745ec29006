//! The three kinds of Chinese patent.

use serde::{Deserialize, Serialize};

/// A kind of patent 专利类型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatentKind {
    /// Invention 发明: twenty years.
    Invention,
    /// Utility model 实用新型: ten years.
    UtilityModel,
    /// Design 外观设计: fifteen years, ten if filed before 2021-06-01.
    Design,
}

impl PatentKind {
    /// The kind that a kind code 文献种类代码 of the Chinese office tells: A, B and C an invention, U
    /// and Y a utility model, S and D a design. A digit behind the letter says nothing more.
    pub fn from_kind_code(code: &str) -> Option<Self> {
        match code.bytes().next()? {
            b'A' | b'B' | b'C' => Some(Self::Invention),
            b'U' | b'Y' => Some(Self::UtilityModel),
            b'S' | b'D' => Some(Self::Design),
            _ => None,
        }
    }

    /// The kind that the digit of a Chinese application number tells: 1 and 8 (through the PCT) an
    /// invention, 2 and 9 (through the PCT) a utility model, 3 a design.
    pub(super) fn from_digit(digit: u8) -> Option<Self> {
        match digit {
            b'1' | b'8' => Some(Self::Invention),
            b'2' | b'9' => Some(Self::UtilityModel),
            b'3' => Some(Self::Design),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_code_tells_the_kind() {
        for (code, kind) in [
            ("A", Some(PatentKind::Invention)),
            ("B", Some(PatentKind::Invention)),
            ("C", Some(PatentKind::Invention)),
            ("U", Some(PatentKind::UtilityModel)),
            ("Y", Some(PatentKind::UtilityModel)),
            ("S", Some(PatentKind::Design)),
            ("D", Some(PatentKind::Design)),
            ("B2", Some(PatentKind::Invention)),
            ("W", None),
            ("", None),
        ] {
            assert_eq!(PatentKind::from_kind_code(code), kind, "{code}");
        }
    }
}
