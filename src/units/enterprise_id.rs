//! The identity of an enterprise: its code, an older number, or an id of another scheme.

use super::id_error::IdError;
use super::text::{is_scientific, normalise};
use super::written::written;
use super::{ForeignId, OrganisationCode, RegistrationNumber, Uscc};
use std::fmt;

/// Whom evidence is about 企业标识. Written as the bare code, or with its scheme: `reg:`, `org:`,
/// `lei:`, `x:` for samples, or any other scheme of lower-case letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EnterpriseId {
    /// Unified social credit code 统一社会信用代码.
    Uscc(Uscc),
    /// The 15-digit registration number of before 2015 工商注册号.
    Registration(RegistrationNumber),
    /// The 9-character organisation code 组织机构代码.
    Organisation(OrganisationCode),
    /// An id of another scheme.
    Foreign(ForeignId),
}

impl EnterpriseId {
    /// Reads an id by its shape: 18 characters, 15 digits, 9 characters, or `scheme:value`.
    pub fn parse(given: &str) -> Result<Self, IdError> {
        let id = normalise(given);
        let id = id.as_ref();
        if let Some((scheme, value)) = id.split_once(':') {
            return Self::in_scheme(scheme, value);
        }
        if is_scientific(id) {
            return Err(IdError::Spreadsheet(id.to_owned()));
        }
        match id.len() {
            15 if id.bytes().all(|byte| byte.is_ascii_digit()) => Self::in_scheme("reg", id),
            9 => Self::in_scheme("org", id),
            10 if id.as_bytes()[8] == b'-' => Self::in_scheme("org", id),
            _ => Self::in_scheme("uscc", id),
        }
    }

    /// Reads a value of a stated scheme, as a mapping file gives it.
    pub fn in_scheme(scheme: &str, value: &str) -> Result<Self, IdError> {
        match scheme {
            "uscc" => Uscc::parse(value).map(Self::Uscc),
            "reg" => RegistrationNumber::parse(value).map(Self::Registration),
            "org" => OrganisationCode::parse(value).map(Self::Organisation),
            _ => ForeignId::new(scheme, value).map(Self::Foreign),
        }
    }

    /// The scheme: `uscc`, `reg`, `org`, or that of a foreign id.
    pub fn scheme(&self) -> &str {
        match self {
            Self::Uscc(_) => "uscc",
            Self::Registration(_) => "reg",
            Self::Organisation(_) => "org",
            Self::Foreign(id) => id.scheme(),
        }
    }
}

impl fmt::Display for EnterpriseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uscc(code) => fmt::Display::fmt(code, f),
            Self::Registration(number) => write!(f, "reg:{number}"),
            Self::Organisation(code) => write!(f, "org:{code}"),
            Self::Foreign(id) => fmt::Display::fmt(id, f),
        }
    }
}

written!(EnterpriseId, IdError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_by_their_shape() {
        for (text, canonical) in [
            ("914403001922038216", "914403001922038216"),
            (
                "９１４４０３００１９２２０３８２１６ ",
                "914403001922038216",
            ),
            ("110108000000016", "reg:110108000000016"),
            ("19220382-1", "org:192203821"),
            ("lei:5493001KJTIIGC8Y1R12", "lei:5493001KJTIIGC8Y1R12"),
            ("x:firm-7", "x:firm-7"),
            ("uscc:914403001922038216", "914403001922038216"),
        ] {
            let id = EnterpriseId::parse(text).map(|id| id.to_string());
            assert_eq!(id, Ok(canonical.to_owned()), "{text}");
            let id = EnterpriseId::parse(canonical).unwrap();
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{canonical}\""));
            assert_eq!(serde_json::from_str::<EnterpriseId>(&json).unwrap(), id);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said: Vec<String> = [
            "110108000000017",
            "192203822",
            "lei:5493001KJTIIGC8Y1R13",
            "x:a b",
            "firm 7",
            "9.15E+17",
        ]
        .iter()
        .map(|text| EnterpriseId::parse(text).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        `110108000000017`: character 15 should be `6` for the rest to be right, and is `7`
        `192203822`: character 9 should be `1` for the rest to be right, and is `2`
        `5493001KJTIIGC8Y1R13`: character 20 should be `2` for the rest to be right, and is `3`
        `x:a b` is not an enterprise id; write the 18-character code, or a scheme such as reg:, org:, lei: or x:
        `firm 7` has 6 characters; a unified social credit code (统一社会信用代码) has 18
        `9.15E+17` was turned into a number by a spreadsheet and has lost digits; export the column as text
        ");
    }
}
