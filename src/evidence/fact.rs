//! One fact of any kind: its key, when it happened, and the lag assumed where no source says when
//! it could be known.

use super::facts::{
    AdverseEvent, Award, Conversion, Enterprise, FinancialYear, InnovationYear, Investment,
    IpRight, Loan, PatentCitation, PatentCounts, PatentFamilyMember, PatentFiled, PatentGranted,
    PatentLicence, PatentPledge, PatentPublished, PatentShare, PatentStatus, PatentTransfer,
    Platform, Product, Project, Qualification, Retraction, RndYear, Standard, Talent, TechContract,
};
use super::field::{Cell, Field, Fields};
use crate::units::{Date, Problems};
use serde::{Deserialize, Serialize};

/// How long after it happened a fact is assumed to have been known, where no source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Whole months.
    pub months: u8,
    /// The name of the policy, written beside every date that it made. `None`: the event is public
    /// on its day by its nature, so nothing is assumed.
    pub policy: Option<&'static str>,
}

impl Lag {
    const NONE: Self = Self {
        months: 0,
        policy: None,
    };
    /// Annual accounts are filed by the end of June.
    const ACCOUNTS: Self = Self {
        months: 6,
        policy: Some("annual-accounts+6m"),
    };
    /// An application is published eighteen months after filing.
    const FILING: Self = Self {
        months: 18,
        policy: Some("publication+18m"),
    };

    /// The day that this lag gives.
    pub fn after(self, day: Date) -> Date {
        day.saturating_add(jiff::Span::new().months(i64::from(self.months)))
    }
}

macro_rules! kinds {
    ($( $name:ident { key: |$k:ident| $key:expr, on: |$o:ident| $on:expr, lag: $lag:expr } ),* $(,)?) => {
        /// A fact of any kind 证据事实.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "fact", rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub enum Fact { $( $name($name), )* }

        impl Fact {
            /// The names of all kinds.
            pub const KINDS: &'static [&'static str] = &[$( <$name as Fields>::KIND ),*];

            /// The name of this kind.
            pub fn kind(&self) -> &'static str {
                match self { $( Self::$name(_) => <$name as Fields>::KIND, )* }
            }

            /// The Chinese name of a kind.
            pub fn kind_zh(kind: &str) -> Option<&'static str> {
                $( if kind == <$name as Fields>::KIND { return Some(<$name as Fields>::KIND_ZH); } )*
                None
            }

            /// What a fact of a kind is.
            pub fn meaning(kind: &str) -> Option<&'static str> {
                $( if kind == <$name as Fields>::KIND { return Some(<$name as Fields>::MEANING.trim_ascii()); } )*
                None
            }

            /// Of each kind, how the day it happened and its key are worked out, for the reference page.
            #[cfg(test)]
            pub(super) const SPELLED: &'static [(&'static str, &'static str, &'static str, Lag)] =
                &[$( (<$name as Fields>::KIND, stringify!($on), stringify!($key), $lag) ),*];

            /// The fields of a kind.
            pub fn fields(kind: &str) -> Option<&'static [Field]> {
                $( if kind == <$name as Fields>::KIND { return Some(<$name as Fields>::FIELDS); } )*
                None
            }

            /// Reads a fact of a kind from cells in the order of its fields.
            pub fn read(kind: &str, cells: &[Option<Cell<'_>>], problems: &mut Problems) -> Option<Self> {
                $( if kind == <$name as Fields>::KIND {
                    return <$name as Fields>::read(cells, problems).map(Self::$name);
                } )*
                None
            }

            /// What two facts of one kind must share to be about the same thing.
            pub fn key(&self) -> String {
                match self { $( Self::$name($k) => $key, )* }
            }

            /// When it happened.
            pub fn happened_on(&self) -> Date {
                match self { $( Self::$name($o) => $on, )* }
            }

            /// The lag assumed where no source says when it could be known.
            pub fn lag(&self) -> Lag {
                match self { $( Self::$name(_) => $lag, )* }
            }
        }

        /// The kinds, numbered in their order.
        #[derive(Clone, Copy)]
        enum Number { $( $name, )* }

        impl Fact {
            /// The place of this kind in [`Fact::KINDS`].
            pub(super) fn number(&self) -> u8 {
                match self { $( Self::$name(_) => Number::$name as u8, )* }
            }
        }

        $( impl TypedFact for $name {
            const NUMBER: u8 = Number::$name as u8;

            fn of(fact: &Fact) -> Option<&Self> {
                if let Fact::$name(typed) = fact { Some(typed) } else { None }
            }
        } )*
    };
}

/// A kind of fact that can be taken out of the enum.
pub trait TypedFact: Fields + Clone {
    /// The place of the kind in [`Fact::KINDS`].
    const NUMBER: u8;

    /// The fact, if it is of this kind.
    fn of(fact: &Fact) -> Option<&Self>;
}

kinds! {
    Enterprise { key: |f| f.observed_on.to_string(), on: |f| f.observed_on, lag: Lag::NONE },
    Retraction { key: |f| f.retracts.to_string(), on: |f| f.on, lag: Lag::NONE },
    PatentFiled { key: |f| f.application.to_string(), on: |f| f.filed_on, lag: Lag::FILING },
    PatentPublished { key: |f| f.application.to_string(), on: |f| f.published_on, lag: Lag::NONE },
    PatentGranted { key: |f| f.application.to_string(), on: |f| f.granted_on, lag: Lag::NONE },
    PatentFamilyMember {
        key: |f| format!("{} {}", f.application, f.member), on: |f| f.published_on, lag: Lag::NONE
    },
    PatentStatus { key: |f| format!("{} {}", f.application, f.on), on: |f| f.on, lag: Lag::NONE },
    PatentTransfer { key: |f| format!("{} {}", f.application, f.on), on: |f| f.on, lag: Lag::NONE },
    PatentLicence {
        key: |f| format!("{} {} {}", f.application, f.on, f.licensee.as_deref().unwrap_or("")),
        on: |f| f.on, lag: Lag::NONE
    },
    PatentPledge { key: |f| format!("{} {}", f.application, f.on), on: |f| f.on, lag: Lag::NONE },
    PatentCitation {
        key: |f| format!("{} {} {}", f.application, f.direction.word(), f.other),
        on: |f| f.on, lag: Lag::NONE
    },
    PatentCounts { key: |f| format!("{} {}", f.application, f.counted_on), on: |f| f.counted_on, lag: Lag::NONE },
    PatentShare { key: |f| format!("{} {}", f.application, f.on), on: |f| f.on, lag: Lag::NONE },
    IpRight { key: |f| format!("{} {}", f.kind.word(), f.number), on: |f| f.registered_on, lag: Lag::NONE },
    RndYear { key: |f| f.period_end.to_string(), on: |f| f.period_end, lag: Lag::ACCOUNTS },
    FinancialYear { key: |f| f.period_end.to_string(), on: |f| f.period_end, lag: Lag::ACCOUNTS },
    Talent { key: |f| f.counted_on.to_string(), on: |f| f.counted_on, lag: Lag::ACCOUNTS },
    InnovationYear { key: |f| f.period_end.to_string(), on: |f| f.period_end, lag: Lag::ACCOUNTS },
    AdverseEvent { key: |f| f.reference.clone(), on: |f| f.on, lag: Lag::NONE },
    Loan { key: |f| f.number.clone(), on: |f| f.drawn_on, lag: Lag::NONE },
    Product { key: |f| f.number.clone(), on: |f| f.certified_on, lag: Lag::NONE },
    Conversion { key: |f| f.number.clone(), on: |f| f.on, lag: Lag::NONE },
    TechContract { key: |f| f.number.clone(), on: |f| f.signed_on, lag: Lag::NONE },
    Platform { key: |f| f.name.clone(), on: |f| f.recognised_on, lag: Lag::NONE },
    Award { key: |f| format!("{} {}", f.name, f.awarded_on), on: |f| f.awarded_on, lag: Lag::NONE },
    Qualification { key: |f| format!("{} {}", f.kind.word(), f.granted_on), on: |f| f.granted_on, lag: Lag::NONE },
    Standard { key: |f| f.number.clone(), on: |f| f.issued_on, lag: Lag::NONE },
    Project { key: |f| f.number.clone(), on: |f| f.approved_on, lag: Lag::NONE },
    Investment { key: |f| f.round.clone(), on: |f| f.on, lag: Lag::NONE },
}
