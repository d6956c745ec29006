//! Who and what may come under cover: zones, requirements of the enterprise and the bank, uses of money,
//! and how a loan is enrolled.

use super::figure::Figure;
use crate::units::names::{ClassId, District, ItemId, ZoneId};
use crate::units::words::words;
use crate::units::{Amount, Bilingual};
use serde::Serialize;

words! {
    /// The tax credit grade 纳税信用等级, best first.
    TaxGrade {
        /// A.
        A = "A", "A 级";
        /// B.
        B = "B", "B 级";
        /// M: a new enterprise.
        M = "M", "M 级";
        /// C.
        C = "C", "C 级";
        /// D.
        D = "D", "D 级";
    }

    /// Whom a requirement is about 对象.
    RequirementOf {
        /// The enterprise.
        Enterprise = "enterprise", "企业";
        /// The bank or its branch.
        Bank = "bank", "银行";
    }

    /// What an enrolment says of a proof that may follow 补证情况.
    Proof {
        /// It is given with the enrolment.
        Given = "given", "已提交";
        /// It comes later; until then cover is provisional.
        Later = "later", "后补";
    }
}

/// Who and what may come under cover 准入.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Eligibility {
    /// Where the terms hold; empty means everywhere.
    pub zones: Vec<Zone>,
    /// What is required; all must be met.
    pub requirements: Vec<Requirement>,
    /// What the money must not be used for.
    pub banned_purposes: Vec<Item>,
    /// Only loans newly made, none that repays an older one.
    pub new_loans_only: bool,
    /// One loan under cover for an enterprise at a time.
    pub one_loan_at_a_time: bool,
    /// Whether less than the whole loan may be enrolled.
    pub partial_enrolment: bool,
    /// Within how many days of its approval a loan is enrolled.
    pub enrol_within_days: Option<Figure<u32>>,
    /// A proof that may follow, and until when; without it the cover lapses.
    pub provisional: Option<Provisional>,
}

/// A zone 区域: a name for districts, or an area within one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Zone {
    /// Its id.
    pub id: ZoneId,
    /// What it is called.
    pub name: Bilingual,
    /// The districts that lie in it wholly; an area within a district names none, and the loan names it.
    pub districts: Vec<District>,
}

/// Something required 条件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// Its id.
    pub id: ItemId,
    /// What it says.
    pub name: Bilingual,
    /// Whom it is about.
    pub of: RequirementOf,
    /// The test.
    pub test: Requires,
    /// Whether experts may excuse from it 专家评审豁免.
    pub waivable: bool,
}

/// What a requirement tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Requires {
    /// It belongs to any one of these classes.
    AnyClass {
        /// The classes.
        classes: Vec<ClassId>,
    },
    /// Its age, in whole months.
    Age {
        /// The least.
        months_from: Option<Figure<u32>>,
        /// The most.
        months_up_to: Option<Figure<u32>>,
    },
    /// Its tax credit grade or better.
    TaxGrade {
        /// The grade.
        at_least: TaxGrade,
    },
    /// No serious breach for so many months.
    CleanRecord {
        /// How many.
        months: Figure<u32>,
    },
    /// Its staff.
    Staff {
        /// The most.
        up_to: Figure<u32>,
    },
    /// Its revenue of the last year.
    Revenue {
        /// The most.
        up_to: Figure<Amount>,
    },
    /// It is registered in one of the zones.
    RegisteredInZone,
    /// Somebody states that it is so.
    Statement,
}

/// A thing with an id and a name: a document, a step, a reason, a use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub name: Bilingual,
}

/// Cover given before a proof is there 先备案后补证.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provisional {
    /// What must follow.
    pub proof: Bilingual,
    /// Within how many days of enrolment.
    pub within_days: Figure<u32>,
}
