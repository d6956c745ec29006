//! What an enterprise does with its knowledge: applications on their way, transfers and pledges,
//! standards, and what its patents are worth among their like.

use super::Found;
use super::catalog::entries;
use super::patent_value;
use super::prepared::Prepared;
use crate::evidence::Held;
use crate::evidence::facts::{Direction, Level, PatentFiled, Role};
use crate::scoring::Value;
use crate::units::PatentKind;

entries! {
    "ip.value_events@1" Count value_events;
    ["近三年转让许可质押", "transfers, licences and pledges in 36 months"] ["次专利转让、许可或质押", "transfers, licences or pledges of patents"]
    ["近36个月内专利转出、许可、质押的登记次数,含现已转出或失效的专利。", "Transfers away, licences and pledges of patents on record in the last 36 months, of patents gone or lapsed since too."]
    "patent_transfer, patent_licence, patent_pledge" "36 months" "unknown without any patent or other right" "ours; dimensions of GB/T 42748-2023"

    "ip.patent_value@1" Mark patent_value::of_enterprise;
    ["专利价值", "patent value"] ["专利价值", "patent value"]
    ["企业拥有且有效的专利按份额加权的平均价值分(0–10,000),各分量按同类型、同技术类、同申请年的专利比较;公式见 patent-value.md。",
     "The mean mark (0 to 10,000) of the patents owned and in force, weighted by share; each component is compared with patents of the same kind, class and filing year. The formulae are in patent-value.md."]
    "every patent fact, and the reference cohorts" "the day; citations within 5 years of publication" "unknown without any right, or where no patent in force can be valued; not applicable where none is in force" "OECD STI Working Paper 2013/03; composition and weights ours"

    "ip.standards@1" Count |p| p.count_listed(p.dossier.standards(), |_| true);
    ["参与制定标准", "standards taken part in"] ["项技术标准", "technical standards"]
    ["截至日已发布、企业主导或参与制定的技术标准项数。", "Technical standards issued by the day that the enterprise led or took part in."]
    "standard, enterprise" "ever" "unknown without any standard or registry evidence" "国科发火〔2016〕195号"

    "ip.standards_led_5y@1" Count standards_led;
    ["近五年主导制定标准", "standards led in 5 years"] ["项主导制定的标准", "standards led"]
    ["近60个月内发布、企业主导制定的国际、国家或行业标准项数;地市及以下级别的不计,级别未知的计入。",
     "International, national or industry standards issued in the last 60 months that the enterprise led; those of a city or district are left out, those of unknown level count."]
    "standard, enterprise" "60 months" "unknown without any standard or registry evidence" "国科发政〔2017〕115号"

    "ip.invention_applications@1" Count |p| applications(p, invention_of_main_business);
    ["近一年主营业务发明申请", "invention applications of the main business in 12 months"] ["件与主营业务相关的发明专利申请", "invention applications of the main business"]
    ["近12个月内与主营业务相关的发明专利申请件数;相关性未知的不计,结果为下限。",
     "Invention applications filed in the last 12 months that belong to the main business. Those of which this is not told add nothing, so the figure is a lower bound."]
    "patent_filed" "12 months" "unknown where the evidence shows no application of any kind filed in the window, since unpublished ones cannot be seen; or where none is known to belong and of some it is not told" "企业创新积分制 2024"

    "ip.pct_applications@1" Count |p| applications(p, pct_of_main_business);
    ["近一年主营业务PCT申请", "PCT applications of the main business in 12 months"] ["件与主营业务相关的PCT申请", "PCT applications of the main business"]
    ["近12个月内与主营业务相关的PCT国际申请件数;相关性未知的不计,结果为下限。",
     "International applications filed in the last 12 months that belong to the main business. Those of which this is not told add nothing, so the figure is a lower bound."]
    "patent_filed" "12 months" "as ip.invention_applications@1" "企业创新积分制 2024"
}

fn value_events(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let since = prepared.months_ago(36);
    let (mut count, mut facts) = (0, Vec::new());
    let mut add = |from: &[usize]| {
        count += 1;
        facts.extend_from_slice(from);
    };
    for patent in prepared.dossier.patents() {
        let away = |on, direction| on > since && direction == Direction::Out;
        let transfers = patent.transfers.iter();
        transfers
            .filter(|event| away(event.on, event.direction))
            .for_each(|event| add(&event.from));
        let licences = patent.licences.iter();
        licences
            .filter(|event| event.on > since)
            .for_each(|event| add(&event.from));
        let pledges = patent.pledges.iter();
        pledges
            .filter(|event| event.on > since)
            .for_each(|event| add(&event.from));
    }
    Found::new(Value::count(count), facts)
}

fn standards_led(prepared: &Prepared<'_>) -> Found {
    let since = prepared.months_ago(60);
    prepared.count_listed(prepared.dossier.standards(), |standard| {
        let local = matches!(standard.level, Some(Level::Municipal | Level::District));
        standard.role == Role::Led && standard.issued_on > since && !local
    })
}

/// Counts applications of the last twelve months by a property that may not be told.
fn applications(
    prepared: &Prepared<'_>,
    counts: fn(&PatentFiled, Option<PatentKind>) -> Option<bool>,
) -> Found {
    let since = prepared.months_ago(12);
    let (mut have, mut untold, mut facts) = (0, 0, Vec::new());
    let mut seen = Vec::new();
    for right in prepared.patents() {
        let filed: Option<&Held<PatentFiled>> = right.patent.filed.as_ref();
        let Some(filed) = filed.filter(|filed| filed.filed_on > since) else {
            continue;
        };
        seen.extend_from_slice(&filed.from);
        match counts(filed, right.kind) {
            Some(true) => {
                have += 1;
                facts.extend_from_slice(&filed.from);
            }
            Some(false) => {}
            None => untold += 1,
        }
    }
    if have == 0 && (untold > 0 || seen.is_empty()) {
        return Found::new(Value::Unknown, seen);
    }
    Found::new(Value::count(have), facts)
}

fn invention_of_main_business(filed: &PatentFiled, kind: Option<PatentKind>) -> Option<bool> {
    both(
        kind.map(|kind| kind == PatentKind::Invention),
        filed.main_business,
    )
}

fn pct_of_main_business(filed: &PatentFiled, _: Option<PatentKind>) -> Option<bool> {
    let international = filed.application.country() == "WO";
    both(
        filed.pct.or(international.then_some(true)),
        filed.main_business,
    )
}

/// Whether both hold: one that does not settles it.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
