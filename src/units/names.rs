//! The names by which pools, banks, loans and claims are told apart: one type for each, so that none can
//! be taken for another, and each read with a sentence on what is wrong.

use super::written::written;
use smol_str::SmolStr;
use std::fmt;

/// Why a text will not do as a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing stands there, or too much.
    #[error("`{text}` has {found} characters; {what} has 1 to {most}")]
    Length {
        /// The text.
        text: String,
        /// What it should be.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The greatest length.
        most: usize,
    },
    /// A character that this kind of name never has.
    #[error("`{text}`: character {position} is `{found}`; {what} is written {with}")]
    Character {
        /// The text.
        text: String,
        /// What it should be.
        what: &'static str,
        /// Where, from 1.
        position: usize,
        /// What stands there.
        found: char,
        /// What may stand there.
        with: &'static str,
    },
}

impl NameError {
    /// The stable name of the rule that was broken.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Length { .. } => "name.length",
            Self::Character { .. } => "name.character",
        }
    }
}

fn checked(
    text: &str,
    what: &'static str,
    most: usize,
    with: &'static str,
    may: impl Fn(usize, char) -> bool,
) -> Result<SmolStr, NameError> {
    let found = text.chars().count();
    if found == 0 || found > most {
        return Err(NameError::Length {
            text: text.to_owned(),
            what,
            found,
            most,
        });
    }
    match text.chars().enumerate().find(|(at, c)| !may(*at, *c)) {
        None => Ok(text.into()),
        Some((at, found)) => Err(NameError::Character {
            text: text.to_owned(),
            what,
            position: at + 1,
            found,
            with,
        }),
    }
}

/// A name that we give: small letters, digits and hyphens, such as `cq-2017`.
fn slug(text: &str, what: &'static str) -> Result<SmolStr, NameError> {
    let with = "in small letters, digits and hyphens, a hyphen not first";
    checked(text, what, 40, with, |at, c| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || (c == '-' && at > 0)
    })
}

/// A name that others give: anything that can be seen, without spaces.
fn given(text: &str, what: &'static str) -> Result<SmolStr, NameError> {
    let with = "without spaces and control characters";
    checked(text, what, 64, with, |_, c| {
        !c.is_whitespace() && !c.is_control()
    })
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $read:ident, $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(SmolStr);

        impl $name {
            /// Reads it, or tells what is wrong.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                $read(text, $what).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        written!($name, NameError);
    )+};
}

names! {
    /// A pool 资金池.
    PoolId: slug, "a pool's id (资金池)";
    /// A programme 方案, of which terms are the versions.
    Scheme: slug, "a scheme's id (方案)";
    /// One version of terms: the name of its file.
    TermsId: slug, "an id of terms (条款)";
    /// A product 产品.
    ProductId: slug, "a product's id (产品)";
    /// A bank or other lender 银行.
    BankId: slug, "a bank's id (银行)";
    /// Who pays into a pool 出资方.
    ContributorId: slug, "a contributor's id (出资方)";
    /// A zone in which terms hold 适用区域.
    ZoneId: slug, "a zone's id (区域)";
    /// A class of enterprises, such as `high-tech` 企业类别.
    ClassId: slug, "a class of enterprises (企业类别)";
    /// A document of a claim, a step before it, a reason or a requirement, named in the terms 事项.
    ItemId: slug, "an item's id (事项)";
    /// A district 区县: its code of GB/T 2260 or its name, written the same everywhere.
    District: given, "a district (区县)";
    /// A grade of an evaluation 等级, such as `A`.
    GradeName: given, "a grade (等级)";
    /// A group of connected borrowers 关联企业集团.
    GroupId: given, "a group of borrowers (集团)";
    /// A loan 贷款, by the bank's own number.
    LoanId: given, "a loan's number (贷款编号)";
    /// A claim 补偿申请.
    ClaimId: given, "a claim's number (补偿申请编号)";
    /// A payment 付款.
    PaymentId: given, "a payment's number (付款编号)";
    /// A client of the service: a program or a person that proves itself 客户端.
    ClientId: slug, "a client's id (客户端)";
    /// A score that was issued 评分.
    ScoreId: given, "a score's id (评分编号)";
    /// Scores of many enterprises, asked for at once 批量评分.
    ScoreBatchId: given, "a score batch's id (批量评分编号)";
    /// A consent of an enterprise 授权.
    ConsentId: given, "a consent's id (授权编号)";
    /// An objection of an enterprise 异议.
    ObjectionId: given, "an objection's id (异议编号)";
    /// A bank's decision on a score 授信决定.
    DecisionId: given, "a decision's id (授信决定编号)";
    /// A bank's monthly report of its loans 贷款月报.
    ReportId: given, "a report's id (月报编号)";
    /// An evaluation model 评价模型, of which files are the versions.
    ModelId: given, "a model's id (评价模型)";
    /// An approval of a model 模型批准.
    ApprovalId: given, "an approval's id (批准编号)";
    /// An endpoint that is told of what happened 通知端点.
    WebhookId: slug, "a webhook's id (通知端点)";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let said = [
            TermsId::parse("CQ-2017").unwrap_err(),
            TermsId::parse("").unwrap_err(),
            BankId::parse("-a").unwrap_err(),
            PoolId::parse("重庆").unwrap_err(),
            LoanId::parse("HT 2021").unwrap_err(),
            District::parse(&"区".repeat(65)).unwrap_err(),
        ]
        .map(|error| format!("{error} [{}]", error.rule()))
        .join("\n");
        insta::assert_snapshot!(said, @"
        `CQ-2017`: character 1 is `C`; an id of terms (条款) is written in small letters, digits and hyphens, a hyphen not first [name.character]
        `` has 0 characters; an id of terms (条款) has 1 to 40 [name.length]
        `-a`: character 1 is `-`; a bank's id (银行) is written in small letters, digits and hyphens, a hyphen not first [name.character]
        `重庆`: character 1 is `重`; a pool's id (资金池) is written in small letters, digits and hyphens, a hyphen not first [name.character]
        `HT 2021`: character 3 is ` `; a loan's number (贷款编号) is written without spaces and control characters [name.character]
        `区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区区` has 65 characters; a district (区县) has 1 to 64 [name.length]
        ");
    }

    #[test]
    fn names_read_back() {
        for text in ["渝北区", "500112", "HT-2021/0001"] {
            assert_eq!(District::parse(text).unwrap().to_string(), text);
        }
        let id: TermsId = "cq-2017".parse().unwrap();
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"cq-2017\"");
        assert_eq!(serde_json::from_str::<TermsId>(&json).unwrap(), id);
    }
}
