//! One field of a plan: from the cell of a row to the text that the field reads.

use super::mapping::{Shape, Test};
use super::missing::{says_no_number, says_nothing};
use super::scale::Scale;
use super::vocabulary::Vocabulary;
use crate::evidence::FieldType;
use crate::units::text::normalise;
use crate::units::{DateStyle, PatentKind, PublicationNumber};
use csv::StringRecord;
use std::borrow::Cow;
use std::collections::HashMap;

/// A field bound to a column or a constant.
#[derive(Debug, Clone)]
pub(super) struct BoundCell {
    pub(super) place: Place,
    pub(super) holds: FieldType,
    pub(super) unit_fen: i64,
    pub(super) dates: DateStyle,
    pub(super) dictionary: HashMap<String, String>,
    pub(super) vocabulary: Option<Vocabulary>,
    pub(super) shape: Shape,
    pub(super) scale: Option<Scale>,
}

/// Where a cell stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In this column.
    Column(usize),
    /// In the mapping.
    Constant(String),
}

/// What a cell comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CellText<'a> {
    /// It says nothing.
    Missing,
    /// It says something, and not about this field.
    Silent,
    /// The text for the field.
    Text(Cow<'a, str>),
    /// It cannot be what it should: rule and message.
    Wrong(&'static str, String),
}

/// The normalised text of a column, unless it says nothing.
pub(super) fn told<'a>(
    record: &'a StringRecord,
    at: usize,
    missing: &[String],
) -> Option<Cow<'a, str>> {
    let text = normalise(record.get(at)?);
    let silent = says_nothing(&text) || missing.iter().any(|word| *word == *text);
    (!silent).then_some(text)
}

impl BoundCell {
    /// The text for the field from a row.
    pub(super) fn text<'a>(&'a self, record: &'a StringRecord, missing: &[String]) -> CellText<'a> {
        let text = match &self.place {
            Place::Constant(text) => return CellText::Text(Cow::Borrowed(text)),
            Place::Column(at) => match told(record, *at, missing) {
                Some(text) if says_no_number(&text, self.holds) => return CellText::Missing,
                Some(text) => text,
                None => return CellText::Missing,
            },
        };
        if let Some(meaning) = self.dictionary.get(text.as_ref()) {
            return CellText::Text(Cow::Borrowed(meaning));
        }
        if let Some(vocabulary) = &self.vocabulary {
            let meaning = vocabulary.meaning(&text).map(str::to_owned);
            return meaning.map_or(CellText::Silent, |word| CellText::Text(Cow::Owned(word)));
        }
        let text = match shaped(&self.shape, text) {
            Ok(Some(text)) => text,
            Ok(None) => return CellText::Missing,
            Err(message) => return CellText::Wrong("publication", message),
        };
        match &self.scale {
            Some(scale) => match scale.apply(&text) {
                Ok(scaled) => CellText::Text(Cow::Owned(scaled)),
                Err(message) => CellText::Wrong("scale", message),
            },
            None => CellText::Text(text),
        }
    }
}

fn shaped<'a>(shape: &Shape, text: Cow<'a, str>) -> Result<Option<Cow<'a, str>>, String> {
    Ok(Some(match shape {
        Shape::Plain => text,
        Shape::Take(length) => text.chars().take(*length).collect::<String>().into(),
        Shape::First(splitting) => match splitting.names(&text).first() {
            Some(first) => Cow::Owned((*first).to_owned()),
            None => return Ok(None),
        },
        Shape::Count(splitting) => Cow::Owned(splitting.names(&text).len().to_string()),
        Shape::Publication => Cow::Owned(document(&text)?.to_string()),
        Shape::PublicationIdentity => {
            let whole = document(&text)?;
            let kind = whole.kind_code().len();
            let number = whole.to_string();
            Cow::Owned(format!("pub:{}", &number[..number.len() - kind]))
        }
        Shape::DocumentKind => match document(&text)?.patent_kind() {
            Some(PatentKind::Invention) => Cow::Borrowed("invention"),
            Some(PatentKind::UtilityModel) => Cow::Borrowed("utility_model"),
            Some(PatentKind::Design) => Cow::Borrowed("design"),
            None => return Ok(None),
        },
    }))
}

/// Reads the number of a document. A United States application has a year and seven digits, of which
/// some exports drop the first zero.
fn document(text: &str) -> Result<PublicationNumber, String> {
    let number = PublicationNumber::parse(text).map_err(|error| error.to_string())?;
    let written = number.to_string();
    let digits = &written[2..written.len() - number.kind_code().len()];
    let dropped = number.country() == "US"
        && number.kind_code().starts_with('A')
        && digits.len() == 10
        && digits.starts_with(['1', '2']);
    if !dropped {
        return Ok(number);
    }
    let (year, rest) = digits.split_at(4);
    let whole = format!("US{year}0{rest}{}", number.kind_code());
    PublicationNumber::parse(&whole).map_err(|error| error.to_string())
}

impl Test {
    /// Whether a cell passes, from its text unless it says nothing.
    pub(super) fn passes(&self, text: Option<&str>) -> bool {
        let granted = |text: Option<&str>| {
            let number = PublicationNumber::parse(text?).ok()?;
            Some(number.is_grant())
        };
        match self {
            Self::Is(words) => text.is_some_and(|text| words.iter().any(|word| word == text)),
            Self::Not(words) => !text.is_some_and(|text| words.iter().any(|word| word == text)),
            Self::Present => text.is_some(),
            Self::Empty => text.is_none(),
            Self::Granted => granted(text) == Some(true),
            Self::Published => granted(text) != Some(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_give_identity_number_and_kind() {
        let of = |shape, text: &str| {
            shaped(&shape, Cow::Owned(text.to_owned()))
                .unwrap()
                .map(Cow::into_owned)
        };
        let identity = |text| of(Shape::PublicationIdentity, text).unwrap();
        assert_eq!(identity("CN-110364031-B"), "pub:CN110364031");
        assert_eq!(identity("CN-110364031-A"), "pub:CN110364031");
        assert_eq!(identity("US-2016232121-A1"), "pub:US20160232121");
        assert_eq!(identity("US-20160232121-A1"), "pub:US20160232121");
        assert_eq!(
            of(Shape::Publication, "US-9836047-B2").as_deref(),
            Some("US9836047B2")
        );
        assert_eq!(
            of(Shape::DocumentKind, "CN 204304334 U").as_deref(),
            Some("utility_model")
        );
        assert_eq!(of(Shape::DocumentKind, "EP-3035558-B1"), None);
        assert_eq!(
            of(Shape::Take(4), "A01M21/02;;B25J").as_deref(),
            Some("A01M")
        );
    }

    #[test]
    fn conditions_ask_the_cell() {
        let word = vec!["2".to_owned()];
        assert!(Test::Is(word.clone()).passes(Some("2")));
        assert!(Test::Not(word.clone()).passes(None));
        assert!(!Test::Is(word).passes(None));
        assert!(Test::Present.passes(Some("x")) && Test::Empty.passes(None));
        assert!(Test::Granted.passes(Some("CN-110364031-B")));
        assert!(Test::Published.passes(Some("CN 104521936 A")));
    }
}
