//! Tests of what a pool bears: the shipped rules worked by hand, and rules made for the case.

use super::{Channel, Security, ShareError, ShareQuery, Terms, UsableTerms};
use crate::units::names::{BankId, ClassId, District, GradeName, ProductId};
use crate::units::{Amount, Ratio};

const ANHUI: &str = include_str!("../../../models/terms/anhui-2022.toml");
const HUNAN: &str = include_str!("../../../models/terms/hunan-2025.toml");
const SBA: &str = include_str!("../../../models/terms/sba-like.toml");
const CHONGQING: &str = include_str!("../../../models/terms/cq-2017.toml");

fn usable(text: &str) -> UsableTerms {
    let read = Terms::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
    read.usable().unwrap()
}

/// Replaces the table `[sharing]` and its rules.
fn with_sharing(sharing: &str) -> UsableTerms {
    let start = CHONGQING.find("[sharing]").unwrap();
    let end = CHONGQING.find("[[caps]]").unwrap();
    usable(&format!(
        "{}{sharing}\n{}",
        &CHONGQING[..start],
        &CHONGQING[end..]
    ))
}

struct Loan {
    product: ProductId,
    bank: BankId,
    district: District,
    grade: Option<GradeName>,
    classes: Vec<ClassId>,
    securities: Vec<Security>,
    channel: Channel,
    yuan: i64,
    first_loan: Option<bool>,
    credit_share: Option<Ratio>,
    other_public: Ratio,
    decided: Option<Ratio>,
}

impl Loan {
    fn of(product: &str, channel: Channel) -> Self {
        Self {
            product: ProductId::parse(product).unwrap(),
            bank: BankId::parse("bank-a").unwrap(),
            district: District::parse("渝北区").unwrap(),
            grade: None,
            classes: Vec::new(),
            securities: vec![Security::None],
            channel,
            yuan: 1_000_000,
            first_loan: Some(false),
            credit_share: None,
            other_public: Ratio::ZERO,
            decided: None,
        }
    }

    fn share(&self, terms: &UsableTerms) -> Result<Ratio, ShareError> {
        terms.share(&self.query())
    }

    fn query(&self) -> ShareQuery<'_> {
        ShareQuery {
            product: &self.product,
            channel: self.channel,
            bank: &self.bank,
            district: &self.district,
            grade: self.grade.as_ref(),
            classes: &self.classes,
            securities: &self.securities,
            amount: Amount::from_yuan(self.yuan).unwrap(),
            first_loan: self.first_loan,
            credit_share: self.credit_share,
            other_public: self.other_public,
            decided: self.decided,
        }
    }
}

fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

#[test]
fn anhui_adds_points_under_a_ceiling_on_public_money() {
    use Channel::{Credit, Guaranteed, IpPledge};
    let terms = usable(ANHUI);
    // channel, security, first loan, other public money → share, held by
    for (channel, security, first, other, share, held) in [
        (Credit, Security::None, false, "0", "0.35", "None"),
        (Credit, Security::Equipment, false, "0", "0.30", "None"),
        (Credit, Security::Equipment, true, "0", "0.35", "None"),
        (Credit, Security::None, true, "0", "0.35", "None"), // either, not both
        (IpPledge, Security::Ip, false, "0", "0.35", "None"),
        (Guaranteed, Security::Guarantor, false, "0", "0.20", "None"),
        (Guaranteed, Security::Guarantor, true, "0", "0.25", "None"),
        (Credit, Security::None, false, "0.45", "0.35", "None"), // exactly 80% in all
        (
            Credit,
            Security::None,
            false,
            "0.5",
            "0.30",
            "Some(PublicCeiling)",
        ),
        (
            Credit,
            Security::None,
            false,
            "0.9",
            "0",
            "Some(PublicCeiling)",
        ),
    ] {
        let loan = Loan {
            securities: vec![security],
            first_loan: Some(first),
            other_public: ratio(other),
            ..Loan::of("technology-loan", channel)
        };
        let found = terms.share_in_full(&loan.query()).unwrap();
        let said = format!("{channel:?} {security:?} {first} {other}");
        assert_eq!(found.ratio, ratio(share), "{said}");
        assert_eq!(format!("{:?}", found.held_by), held, "{said}");
    }
}

#[test]
fn what_is_not_known_and_matters_refuses() {
    let terms = usable(ANHUI);
    let unknown = Loan {
        securities: vec![Security::Equipment],
        first_loan: None,
        ..Loan::of("technology-loan", Channel::Credit)
    };
    let refused = unknown.share(&terms);
    assert_eq!(refused, Err(ShareError::Unanswered(vec!["first_loan"])));
    // A loan on credit has its points whether it is the first or not.
    let settled = Loan {
        first_loan: None,
        ..Loan::of("technology-loan", Channel::Credit)
    };
    assert_eq!(settled.share(&terms), Ok(ratio("0.35")));
}

#[test]
fn each_channel_of_hunan_has_its_share() {
    let terms = usable(HUNAN);
    let share = |channel| Loan::of("knowledge-value", channel).share(&terms);
    assert_eq!(share(Channel::Credit), Ok(ratio("0.6")));
    assert_eq!(share(Channel::Guaranteed), Ok(ratio("0.4")));
    assert_eq!(
        share(Channel::IpPledge),
        Err(ShareError::Channel(Channel::IpPledge))
    );
    let other = Loan::of("other", Channel::Credit).share(&terms);
    assert!(matches!(other, Err(ShareError::Product(_))));
}

#[test]
fn the_size_of_a_loan_has_exact_ends() {
    let terms = usable(SBA);
    let share = |product, yuan| {
        let loan = Loan {
            yuan,
            ..Loan::of(product, Channel::Credit)
        };
        loan.share(&terms).unwrap()
    };
    assert_eq!(share("standard", 999_999), ratio("0.85"));
    assert_eq!(share("standard", 1_000_000), ratio("0.85"));
    assert_eq!(share("standard", 1_000_001), ratio("0.75"));
    assert_eq!(share("express", 5_000_000), ratio("0.5"));
    assert_eq!(share("export", 1), ratio("0.9"));
}

/// Zhuhai 2022: by the part on credit 50% or 70%, 90% for a first loan, the highest when several fit.
const ZHUHAI: &str = r#"
[sharing]
base = "principal"
combine = "highest"
rules = [
  { id = "half", name = { zh = "过半", en = "above half" }, any = [{ credit_share_above = 0.5, credit_share_below = 0.7 }], share = 0.5 },
  { id = "most", name = { zh = "七成及以上", en = "seven tenths and more" }, any = [{ credit_share_from = 0.7 }], share = 0.7 },
  { id = "first", name = { zh = "首贷", en = "first loan" }, any = [{ first_loan = true }], share = 0.9 },
]
"#;

#[test]
fn the_highest_counts_or_all_add_up() {
    let highest = with_sharing(ZHUHAI);
    let sum = with_sharing(&ZHUHAI.replace("\"highest\"", "\"sum\""));
    let kept = with_sharing(&ZHUHAI.replace("\"highest\"", "\"sum\"\nlender_keeps = 0.2"));
    let capped = with_sharing(&ZHUHAI.replace("\"highest\"", "\"sum\"\nceiling = 0.75"));
    // part on credit, first loan → highest, sum, sum with the lender keeping 20%, sum up to 75%
    for (credit, first, expected) in [
        ("0.5", false, None),
        ("0.500001", false, Some(["0.5", "0.5", "0.5", "0.5"])),
        ("0.699999", true, Some(["0.9", "1", "0.8", "0.75"])),
        ("0.7", false, Some(["0.7", "0.7", "0.7", "0.7"])),
        ("1", true, Some(["0.9", "1", "0.8", "0.75"])),
        ("0.2", true, Some(["0.9", "0.9", "0.8", "0.75"])),
    ] {
        let loan = Loan {
            credit_share: Some(ratio(credit)),
            first_loan: Some(first),
            ..Loan::of("knowledge-value", Channel::Credit)
        };
        let found = [&highest, &sum, &kept, &capped].map(|terms| loan.share(terms));
        match expected {
            None => assert!(found.iter().all(|share| *share == Err(ShareError::NoRule))),
            Some(expected) => {
                assert_eq!(
                    found,
                    expected.map(|text| Ok(ratio(text))),
                    "{credit} {first}"
                );
            }
        }
    }
}

#[test]
fn an_up_to_share_needs_a_decision_within_it() {
    let terms = with_sharing(
        r#"
[sharing]
base = "principal"
rules = [{ id = "most", name = { zh = "最高", en = "at most" }, share = 0.8, up_to = true }]
"#,
    );
    let share = |decided: Option<&str>| {
        let loan = Loan {
            decided: decided.map(ratio),
            ..Loan::of("knowledge-value", Channel::Credit)
        };
        loan.share(&terms)
    };
    assert_eq!(share(None), Err(ShareError::NeedsDecision(ratio("0.8"))));
    assert_eq!(share(Some("0.8")), Ok(ratio("0.8")));
    assert_eq!(share(Some("0.55")), Ok(ratio("0.55")));
    assert!(matches!(
        share(Some("0.800001")),
        Err(ShareError::Decision { .. })
    ));
    assert!(matches!(
        share(Some("-0.1")),
        Err(ShareError::Decision { .. })
    ));
}

#[test]
fn grades_classes_banks_and_districts_narrow() {
    let terms = with_sharing(
        r#"
[sharing]
base = "principal"
rules = [
  { id = "all", name = { zh = "一般", en = "all" }, share = 0.5 },
  { id = "good", name = { zh = "好等级", en = "good grades" }, any = [{ grades = ["A", "B"], classes = ["high-tech"] }], share = 0.7 },
  { id = "pilot", name = { zh = "试点", en = "pilot" }, any = [{ banks = ["bank-a"], districts = ["渝北区"] }], share = 0.6 },
]
"#,
    );
    let loan = |grade: &str, class: &str, bank: &str, district: &str| {
        let loan = Loan {
            grade: GradeName::parse(grade).ok(),
            classes: ClassId::parse(class).into_iter().collect(),
            bank: BankId::parse(bank).unwrap(),
            district: District::parse(district).unwrap(),
            ..Loan::of("knowledge-value", Channel::Credit)
        };
        loan.share(&terms).unwrap()
    };
    assert_eq!(loan("A", "high-tech", "bank-a", "渝北区"), ratio("0.7"));
    assert_eq!(
        loan("A", "technology-sme", "bank-a", "渝北区"),
        ratio("0.6")
    );
    assert_eq!(loan("C", "high-tech", "bank-b", "渝北区"), ratio("0.5"));
    assert_eq!(loan("", "high-tech", "bank-a", "江北区"), ratio("0.5"));
}
