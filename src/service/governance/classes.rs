//! Which classes of data a score reads, and of which class a fact is.

use crate::evidence::{Fact, RecordedFact, Visibility};
use crate::governance::DataClass;
use std::collections::BTreeSet;

/// What a score reads, with or without what is private to the bank that reads. The models read all kinds of facts,
/// so that a consent must open all of them.
pub fn of_a_score(private: bool) -> BTreeSet<DataClass> {
    let all = DataClass::WORDS.iter().map(|(_, class)| *class);
    all.filter(|class| private || *class != DataClass::Private)
        .collect()
}

/// The class of a fact: what one bank knows is private whatever it says; else its kind decides.
pub fn class_of(fact: &RecordedFact) -> DataClass {
    if fact.source.visibility != Visibility::Shared {
        return DataClass::Private;
    }
    match &*fact.fact {
        Fact::Enterprise(_)
        | Fact::Retraction(_)
        | Fact::Qualification(_)
        | Fact::AdverseEvent(_) => DataClass::Registry,
        Fact::FinancialYear(_) | Fact::Loan(_) => DataClass::Financial,
        Fact::PatentFiled(_)
        | Fact::PatentPublished(_)
        | Fact::PatentGranted(_)
        | Fact::PatentFamilyMember(_)
        | Fact::PatentStatus(_)
        | Fact::PatentTransfer(_)
        | Fact::PatentLicence(_)
        | Fact::PatentPledge(_)
        | Fact::PatentCitation(_)
        | Fact::PatentCounts(_)
        | Fact::PatentShare(_)
        | Fact::IpRight(_) => DataClass::Patents,
        _ => DataClass::Filed,
    }
}
