//! Risk 风险: what must be absent for an enterprise to be covered at all.

use super::Found;
use super::catalog::entries;
use super::prepared::Prepared;
use crate::evidence::facts::{AdverseEvent, AdverseKind, Severity, Status};
use crate::scoring::Value;
use jiff::civil::date;

entries! {
    "risk.dishonest@1" Flag |p| listed(p, AdverseKind::DishonestDebtor);
    ["列入失信被执行人", "listed as a dishonest judgment debtor"] ["失信被执行人记录", "listings as a dishonest judgment debtor"]
    ["截至日在失信被执行人名单上,尚未移出。", "On the list of dishonest judgment debtors on the day, not yet taken off."]
    "adverse_event, enterprise" "the day" "unknown without registry evidence or any adverse event" "ours"

    "risk.tax_arrears@1" Flag |p| listed(p, AdverseKind::TaxArrears);
    ["存在欠税", "taxes overdue"] ["欠税记录", "taxes overdue"]
    ["截至日有未移出的欠税记录。", "Taxes overdue on record on the day, not yet cleared."]
    "adverse_event, enterprise" "the day" "unknown without registry evidence or any adverse event" "ours"

    "risk.serious_breach_12m@1" Flag serious_breach_12m;
    ["近一年重大安全、质量、环境违法", "serious safety, quality or environment breach in 12 months"] ["重大违法行为", "serious breaches"]
    ["近12个月内发生重大安全、重大质量事故或严重环境违法行为;事后移出不影响。",
     "A serious breach of safety, quality or environment law decided in the last 12 months, whether or not it was mended since."]
    "adverse_event, enterprise" "12 months" "unknown without registry evidence or any adverse event, or where the gravity of the only breaches is not told" "国科发火〔2016〕32号"

    "risk.serious_breach_prior_year@1" Flag serious_breach_prior_year;
    ["填报当年及上年重大违法或列入名单", "serious breach or listing this year or last"] ["重大违法或列入名单", "serious breaches or listings"]
    ["自上一自然年1月1日起发生重大安全、质量事故或严重环境违法,或在此期间曾列入经营异常名录、失信名单。",
     "Since 1 January of the year before: a serious breach of safety, quality or environment law, or any time on the list of abnormal operations or of dishonest debtors."]
    "adverse_event, enterprise" "this calendar year and the one before" "unknown without registry evidence or any adverse event, or where the gravity of the only breaches is not told" "国科发政〔2017〕115号"

    "risk.not_in_business@1" Flag not_in_business;
    ["已注销、吊销或经营异常", "deregistered, revoked or abnormal"] ["非正常经营状态", "a status other than in business"]
    ["截至日登记状态为注销、吊销、经营异常,或在经营异常名录上尚未移出。", "The registry's latest status is deregistered, revoked or abnormal, or the enterprise is on the list of abnormal operations on the day."]
    "enterprise, adverse_event" "the day" "unknown where neither a status nor such a listing is told" "ours"
}

/// Whether events were looked for: the registry knows the enterprise, or some event is on record.
fn is_watched(prepared: &Prepared<'_>) -> bool {
    prepared.is_registered() || !prepared.dossier.adverse().is_empty()
}

/// A flag from events, each of which says yes, no, or not told.
fn any(prepared: &Prepared<'_>, says: impl Fn(&AdverseEvent) -> Option<bool>) -> Found {
    if !is_watched(prepared) {
        return Found::unknown();
    }
    let (mut yes, mut untold) = (Vec::new(), Vec::new());
    for event in prepared.dossier.adverse() {
        match says(&event.value) {
            Some(true) => yes.extend_from_slice(&event.from),
            Some(false) => {}
            None => untold.extend_from_slice(&event.from),
        }
    }
    if yes.is_empty() && !untold.is_empty() {
        return Found::new(Value::Unknown, untold);
    }
    if yes.is_empty() {
        // That nothing is on record is known from the registry's having looked.
        let newest = prepared.dossier.registry().last();
        return Found::new(
            Value::flag(false),
            newest.map_or_else(Vec::new, |held| held.from.clone()),
        );
    }
    Found::new(Value::flag(true), yes)
}

fn listed(prepared: &Prepared<'_>, kind: AdverseKind) -> Found {
    any(prepared, |event| {
        Some(event.kind == kind && event.ended_on.is_none_or(|end| end > prepared.day))
    })
}

/// Whether an event is a serious breach; not told where its gravity is not.
fn is_serious_breach(event: &AdverseEvent) -> Option<bool> {
    let kinds = [
        AdverseKind::Environment,
        AdverseKind::Quality,
        AdverseKind::Safety,
    ];
    if !kinds.contains(&event.kind) {
        return Some(false);
    }
    event.severity.map(|severity| severity == Severity::Serious)
}

fn serious_breach_12m(prepared: &Prepared<'_>) -> Found {
    let since = prepared.months_ago(12);
    any(prepared, |event| {
        if event.on > since {
            is_serious_breach(event)
        } else {
            Some(false)
        }
    })
}

fn serious_breach_prior_year(prepared: &Prepared<'_>) -> Found {
    let first = date(prepared.day.year() - 1, 1, 1);
    let lists = [
        AdverseKind::AbnormalOperations,
        AdverseKind::DishonestDebtor,
    ];
    any(prepared, |event| {
        if lists.contains(&event.kind) {
            return Some(event.ended_on.is_none_or(|end| end >= first));
        }
        if event.on >= first {
            is_serious_breach(event)
        } else {
            Some(false)
        }
    })
}

fn not_in_business(prepared: &Prepared<'_>) -> Found {
    let list = listed(prepared, AdverseKind::AbnormalOperations);
    if list.value == Value::flag(true) {
        return list;
    }
    prepared
        .registry(|seen| seen.status)
        .map_or_else(Found::unknown, |(status, from)| {
            let gone = matches!(
                status,
                Status::Deregistered | Status::Revoked | Status::Abnormal
            );
            Found::new(Value::flag(gone), from.to_vec())
        })
}
