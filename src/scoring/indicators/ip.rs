//! Intellectual property 知识产权: the rights that stand on the day, counted by kind.

use super::Found;
use super::catalog::entries;
use super::prepared::{Prepared, Right, standing_facts};
use crate::evidence::facts::{Obtained, RightKind, Standing};
use crate::scoring::Value;
use crate::units::{PatentKind, Ratio};

entries! {
    "ip.inventions@1" Count |p| patents(p, |right| right.kind == Some(PatentKind::Invention));
    ["有效发明专利", "invention patents in force"] ["件有效发明专利", "invention patents in force"]
    ["截至日由企业拥有且有效的发明专利件数,每件申请计一次;已失效、已转出者不计,不分权利人数。",
     "Invention patents owned and in force on the day, one for each application; lapsed and transferred ones are left out, co-owned ones are whole."]
    "patent_filed, patent_granted, patent_status, patent_transfer" "the day" "unknown without any patent or other right" "ours"

    "ip.inventions_share@1" Count inventions_share;
    ["有效发明专利(按份额)", "invention patents in force, by share"] ["件有效发明专利(按份额)", "invention patents by share"]
    ["同上,按企业份额加权:有份额记载的从其记载,否则按申请人数均分;申请人数未知的不计入,结果为下限。",
     "The same, weighted by the enterprise's share: as stated, else equal among the applicants. A patent whose applicants are not known adds nothing, so the figure is a lower bound."]
    "patent_filed, patent_granted, patent_status, patent_transfer, patent_share" "the day" "unknown without any right, or where no patent counted has a share" "ours"

    "ip.utility_models@1" Count |p| patents(p, |right| right.kind == Some(PatentKind::UtilityModel));
    ["有效实用新型", "utility models in force"] ["件有效实用新型", "utility models in force"]
    ["截至日由企业拥有且有效的实用新型专利件数。", "Utility models owned and in force on the day."]
    "patent_filed, patent_granted, patent_status, patent_transfer" "the day" "unknown without any patent or other right" "ours"

    "ip.designs@1" Count |p| patents(p, |right| right.kind == Some(PatentKind::Design));
    ["有效外观设计", "designs in force"] ["件有效外观设计", "designs in force"]
    ["截至日由企业拥有且有效的外观设计专利件数。", "Designs owned and in force on the day."]
    "patent_filed, patent_granted, patent_status, patent_transfer" "the day" "unknown without any patent or other right" "ours"

    "ip.software@1" Count |p| rights(p, |_| false, |kind| kind == RightKind::Software);
    ["软件著作权", "software copyrights"] ["件软件著作权", "software copyrights"]
    ["截至日已登记且未终止的软件著作权件数。", "Software copyrights registered and not ended on the day."]
    "ip_right" "the day" "unknown without any patent or other right" "ours"

    "ip.class_one@1" Count |p| rights(p, is_class_one, class_one);
    ["Ⅰ类知识产权", "class I rights"] ["件Ⅰ类知识产权", "class I rights"]
    ["截至日有效的Ⅰ类知识产权件数:中国发明专利(含国防专利)、植物新品种、国家新药、国家一级中药保护品种、集成电路布图设计。",
     "Class I rights that stand on the day: Chinese invention patents (defence patents too), plant varieties, national new drugs, class-I protected medicines, layout-designs."]
    "patent_filed, patent_granted, patent_status, patent_transfer, ip_right" "the day" "unknown without any patent or other right" "国科发火〔2016〕195号"

    "ip.class_two@1" Count |p| rights(p, is_class_two, |kind| kind == RightKind::Software);
    ["Ⅱ类知识产权", "class II rights"] ["件Ⅱ类知识产权", "class II rights"]
    ["截至日有效的Ⅱ类知识产权件数:中国实用新型、外观设计、软件著作权。", "Class II rights that stand on the day: Chinese utility models, designs and software copyrights."]
    "patent_filed, patent_granted, patent_status, patent_transfer, ip_right" "the day" "unknown without any patent or other right" "国科发火〔2016〕195号"

    "ip.class_one_self@1" Count class_one_self;
    ["自主研发的Ⅰ类知识产权", "self-developed class I rights"] ["件自主研发的Ⅰ类知识产权", "self-developed class I rights"]
    ["Ⅰ类知识产权中自主研发者;有受让记录的专利不算自主研发。获得方式未知的不计,结果为下限。",
     "Class I rights of the enterprise's own research; a patent with a transfer to the enterprise is not its own. Rights of unknown origin add nothing, so the figure is a lower bound."]
    "as ip.class_one@1" "the day" "unknown without any right, or where none is known to be self-developed and the origin of some is not told" "创新型中小企业评价"

    "ip.obtained_self@1" Flag obtained_self;
    ["有自主研发的知识产权", "some right self-developed"] ["有自主研发的知识产权", "some right self-developed"]
    ["截至日有效的知识产权中至少一件为自主研发。", "At least one right that stands on the day is of the enterprise's own research."]
    "patent_filed, patent_granted, patent_status, patent_transfer, ip_right" "the day" "unknown without any right, or where none is known to be self-developed and the origin of some is not told" "国科发火〔2016〕195号"

    "ip.any@1" Count |p| rights(p, |_| true, |_| true);
    ["有效知识产权", "rights that stand"] ["件有效知识产权", "rights"]
    ["截至日有效的全部专利与其他知识产权件数,不含商标。", "All patents and other rights that stand on the day, trademarks left out."]
    "patent_filed, patent_granted, patent_status, patent_transfer, ip_right" "the day" "unknown without any patent or other right" "ours"

    "ip.recent_grants@1" Count recent_grants;
    ["近三年授权专利", "patents granted in 36 months"] ["件近三年授权专利", "patents granted in 36 months"]
    ["截至日由企业拥有且有效、授权公告日在近36个月内的专利件数。", "Patents owned and in force on the day that were granted in the last 36 months."]
    "patent_filed, patent_granted, patent_status, patent_transfer" "36 months" "unknown without any patent or other right" "ours"

    "ip.main_business@1" Count main_business;
    ["与主营业务相关的知识产权", "rights of the main business"] ["件与主营业务相关的知识产权", "rights of the main business"]
    ["截至日有效且与主营业务相关的专利与其他知识产权件数;相关性未知的不计,结果为下限。",
     "Patents and other rights that stand on the day and belong to the main business. Those of which this is not told add nothing, so the figure is a lower bound."]
    "patent_filed, patent_granted, patent_status, patent_transfer, ip_right" "the day" "unknown without any right, or where none is known to belong and of some it is not told" "ours"

    "ip.restorable@1" Count restorable;
    ["等恢复的专利", "patents that can be restored"] ["件等恢复的专利", "patents that can be restored"]
    ["截至日由企业拥有、因欠费失效但尚可恢复的专利件数;登记簿未载期限的按两个月。",
     "Patents owned that lapsed for fees and can still be restored on the day; two months where the register gives no day."]
    "patent_filed, patent_granted, patent_status, patent_transfer" "the day" "unknown without any patent or other right" "ours"
}

/// Counts patents in force that pass a test.
fn patents(prepared: &Prepared<'_>, test: fn(&Right<'_>) -> bool) -> Found {
    rights(prepared, test, |_| false)
}

/// Counts patents in force and other rights that pass their tests.
fn rights(
    prepared: &Prepared<'_>,
    patent: fn(&Right<'_>) -> bool,
    other: fn(RightKind) -> bool,
) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let (mut count, mut facts) = (0, Vec::new());
    for right in prepared.in_force().filter(|right| patent(right)) {
        count += 1;
        standing_facts(right.patent, &mut facts);
    }
    for right in prepared.rights().filter(|right| other(right.kind)) {
        count += 1;
        facts.extend_from_slice(&right.from);
    }
    Found::new(Value::count(count), facts)
}

fn is_class_one(right: &Right<'_>) -> bool {
    right.chinese && right.kind == Some(PatentKind::Invention)
}

fn is_class_two(right: &Right<'_>) -> bool {
    let kinds = [Some(PatentKind::UtilityModel), Some(PatentKind::Design)];
    right.chinese && kinds.contains(&right.kind)
}

fn class_one(kind: RightKind) -> bool {
    match kind {
        RightKind::LayoutDesign
        | RightKind::PlantVariety
        | RightKind::NewDrug
        | RightKind::ProtectedMedicine
        | RightKind::DefencePatent => true,
        RightKind::Software | RightKind::Trademark => false,
    }
}

fn inventions_share(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let (mut sum, mut facts) = (Some(Ratio::ZERO), Vec::new());
    let (mut inventions, mut shared) = (0, 0);
    let in_force = prepared.in_force();
    for right in in_force.filter(|right| right.kind == Some(PatentKind::Invention)) {
        inventions += 1;
        let Some(share) = right.patent.share(prepared.day) else {
            continue;
        };
        shared += 1;
        sum = sum.and_then(|sum| sum.checked_add(share));
        if share.den() != 1 {
            sum = sum.map(Ratio::reduced);
        }
        standing_facts(right.patent, &mut facts);
        if let Some(stated) = right.patent.shares.last() {
            facts.extend_from_slice(&stated.from);
        }
    }
    let value = match sum {
        _ if inventions > 0 && shared == 0 => Value::Unknown,
        Some(sum) => Value::Number(sum),
        None => Value::NotComputable,
    };
    Found::new(value, facts)
}

/// What is told of a property of some rights: how many have it, and how many may.
struct Tally {
    have: usize,
    untold: usize,
    facts: Vec<usize>,
}

impl Tally {
    /// A count that is a lower bound while some may still have it; unknown where all that may is
    /// untold.
    fn found(self) -> Found {
        let value = if self.have == 0 && self.untold > 0 {
            Value::Unknown
        } else {
            Value::count(self.have)
        };
        Found::new(value, self.facts)
    }
}

/// Tallies patents in force and other rights by a property that may not be told.
fn tally(
    prepared: &Prepared<'_>,
    patent: impl Fn(&Right<'_>) -> Option<bool>,
    other: impl Fn(&crate::evidence::facts::IpRight) -> Option<bool>,
) -> Tally {
    let (mut have, mut untold, mut facts) = (0, 0, Vec::new());
    for right in prepared.in_force() {
        match patent(right) {
            Some(true) => {
                have += 1;
                standing_facts(right.patent, &mut facts);
            }
            Some(false) => {}
            None => untold += 1,
        }
    }
    for right in prepared.rights() {
        match other(&right.value) {
            Some(true) => {
                have += 1;
                facts.extend_from_slice(&right.from);
            }
            Some(false) => {}
            None => untold += 1,
        }
    }
    Tally {
        have,
        untold,
        facts,
    }
}

/// Whether a patent is of the enterprise's own research; a transfer to it, which the register shows,
/// outweighs what was filed.
fn is_own(right: &Right<'_>) -> Option<bool> {
    if right.patent.came_by_transfer() {
        return Some(false);
    }
    own(right.patent.filed.as_ref().and_then(|filed| filed.obtained))
}

fn own(obtained: Option<Obtained>) -> Option<bool> {
    obtained.map(|obtained| obtained == Obtained::SelfDeveloped)
}

fn class_one_self(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let patent = |right: &Right<'_>| {
        if is_class_one(right) {
            is_own(right)
        } else {
            Some(false)
        }
    };
    tally(prepared, patent, |right| {
        if class_one(right.kind) {
            own(right.obtained)
        } else {
            Some(false)
        }
    })
    .found()
}

fn obtained_self(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let found = tally(prepared, is_own, |right| own(right.obtained)).found();
    let value = match found.value.number() {
        Some(count) => Value::flag(count > Ratio::ZERO),
        None => found.value,
    };
    Found::new(value, found.facts)
}

fn main_business(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let patent = |right: &Right<'_>| right.patent.filed.as_ref()?.main_business;
    tally(prepared, patent, |right| right.main_business).found()
}

fn recent_grants(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let since = prepared.months_ago(36);
    let (mut count, mut facts) = (0, Vec::new());
    for right in prepared.in_force() {
        let granted = right.patent.granted.as_ref();
        if granted.is_some_and(|grant| grant.granted_on > since && grant.granted_on <= prepared.day)
        {
            count += 1;
            standing_facts(right.patent, &mut facts);
        }
    }
    Found::new(Value::count(count), facts)
}

fn restorable(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let (mut count, mut facts) = (0, Vec::new());
    let patents = prepared.patents().iter();
    for right in patents.filter(|right| right.owned && right.standing == Standing::Restorable) {
        count += 1;
        standing_facts(right.patent, &mut facts);
    }
    Found::new(Value::count(count), facts)
}
