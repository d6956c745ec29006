//! A field of a request: its name, how its text is read, and where it stands in the command.

use crate::pool::terms::{Channel, Proof, Security};
use crate::pool::tier::Tier;
use crate::pool::{
    BankId, ClaimId, ClassId, ContributorId, District, GradeName, GroupId, ItemId, LoanId,
    PaymentId, PoolId, ProductId, Scheme, ZoneId,
};
use crate::units::names::DecisionId;
use crate::units::{Amount, DateStyle, Digest, EnterpriseId, Ratio, parse_date};
use serde_json::{Value, json};
use std::fmt::Display;

/// How the text of a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A pool's id.
    Pool,
    /// A district.
    District,
    /// A programme.
    Scheme,
    /// A contributor.
    Contributor,
    /// A bank.
    Bank,
    /// A loan's number.
    Loan,
    /// A claim's number.
    Claim,
    /// A payment's number.
    Payment,
    /// A bank's decision on a score.
    Decision,
    /// A product.
    Product,
    /// A grade.
    Grade,
    /// A group of borrowers.
    Group,
    /// A zone.
    Zone,
    /// An item of the terms.
    Item,
    /// Items of the terms, `;` between them.
    Items,
    /// Classes of enterprises, `;` between them.
    Classes,
    /// Kinds of security, `;` between them.
    Securities,
    /// A channel.
    Channel,
    /// `given` or `later`.
    Proof,
    /// An enterprise.
    Enterprise,
    /// An amount in yuan.
    Amount,
    /// A share or a rate, such as 0.045.
    Ratio,
    /// A day.
    Day,
    /// `yes` or `no`.
    Flag,
    /// A whole number.
    Number,
    /// A digest.
    Digest,
    /// Tiers by amount, such as `1000000:1;above:2`.
    Tiers,
    /// Any text.
    Text,
}

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Must,
    /// It may; without it the command says that there is none.
    May,
    /// It may; without it this text stands.
    Else(&'static str),
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name, as a flag and as the header of a column.
    pub name: &'static str,
    /// How it is read.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
    /// Where it stands in the command, with points between the parts.
    pub place: &'static str,
    /// What it is.
    pub about: &'static str,
}

fn checked<T, E: Display>(read: Result<T, E>, text: &str) -> Result<Value, String> {
    read.map(|_| json!(text)).map_err(|error| error.to_string())
}

fn list<T, E: Display>(text: &str, read: impl Fn(&str) -> Result<T, E>) -> Result<Value, String> {
    let parts = text
        .split([';', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let read: Result<Vec<Value>, String> = parts.map(|part| checked(read(part), part)).collect();
    read.map(Value::Array)
}

fn word<T: Copy>(words: &[(&'static str, T)], text: &str) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("`{text}` is none of: {}", known.join(", "))
    })
}

impl Kind {
    /// Reads a text into the value that a command has in this place.
    pub(super) fn read(self, text: &str) -> Result<Value, String> {
        match self {
            Self::Pool => checked(PoolId::parse(text), text),
            Self::District => checked(District::parse(text), text),
            Self::Scheme => checked(Scheme::parse(text), text),
            Self::Contributor => checked(ContributorId::parse(text), text),
            Self::Bank => checked(BankId::parse(text), text),
            Self::Loan => checked(LoanId::parse(text), text),
            Self::Claim => checked(ClaimId::parse(text), text),
            Self::Payment => checked(PaymentId::parse(text), text),
            Self::Decision => checked(DecisionId::parse(text), text),
            Self::Product => checked(ProductId::parse(text), text),
            Self::Grade => checked(GradeName::parse(text), text),
            Self::Group => checked(GroupId::parse(text), text),
            Self::Zone => checked(ZoneId::parse(text), text),
            Self::Item => checked(ItemId::parse(text), text),
            Self::Items => list(text, ItemId::parse),
            Self::Classes => list(text, ClassId::parse),
            Self::Securities => list(text, |part| word(Security::WORDS, part)),
            Self::Channel => checked(word(Channel::WORDS, text), text),
            Self::Proof => checked(word(Proof::WORDS, text), text),
            Self::Enterprise => match EnterpriseId::parse(text) {
                Ok(id) => Ok(json!(id)),
                Err(error) => Err(error.to_string()),
            },
            Self::Amount => match Amount::parse(text) {
                Ok(amount) => Ok(json!(amount)),
                Err(error) => Err(error.to_string()),
            },
            Self::Ratio => match Ratio::parse(text) {
                Ok(ratio) => Ok(json!(ratio)),
                Err(error) => Err(error.to_string()),
            },
            Self::Day => match parse_date(text, DateStyle::Auto) {
                Ok(day) => Ok(json!(day)),
                Err(error) => Err(error.to_string()),
            },
            Self::Flag => match text {
                "yes" | "true" | "是" => Ok(json!(true)),
                "no" | "false" | "否" => Ok(json!(false)),
                _ => Err(format!("`{text}` is neither yes nor no")),
            },
            Self::Number => match text.parse::<u64>() {
                Ok(number) => Ok(json!(number)),
                Err(_) => Err(format!("`{text}` is no whole number from 0")),
            },
            Self::Digest => checked(Digest::parse(text), text),
            Self::Tiers => Tier::parse_all(text).map(|tiers| json!(tiers)),
            Self::Text => Ok(json!(text)),
        }
    }

    /// Reads digests of documents, `;` between them.
    pub(super) fn documents(text: &str) -> Result<Vec<Digest>, String> {
        let parts = text
            .split([';', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let read = parts.map(|part| Digest::parse(part).map_err(|error| error.to_string()));
        read.collect()
    }

    /// What stands in a command where an optional field is absent.
    pub(super) fn nothing(self) -> Value {
        match self {
            Self::Items | Self::Classes | Self::Securities | Self::Tiers => json!([]),
            Self::Flag => json!(false),
            _ => Value::Null,
        }
    }
}
