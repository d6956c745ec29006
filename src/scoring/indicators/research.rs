//! Figures of research files: yearly counts of innovation, for studies of firms over many years.

use super::Found;
use super::catalog::entries;
use super::periods::{days_between, quotient};
use super::prepared::Prepared;
use crate::evidence::facts::InnovationYear;
use crate::scoring::Value;
use crate::units::Ratio;

entries! {
    "research.patents@1" Count |p| number(p, |year| year.patents);
    ["年度专利数", "patents of the year"] ["件专利", "patents"]
    ["截至日可得的最近创新年度的专利数。", "Patents of the newest innovation year that could be known on the day."]
    "innovation_year" "latest year" "unknown without the figure" "the research file"

    "research.prior_citations@1" Count |p| number(p, |year| year.prior_citations);
    ["前期被引加权专利", "patents weighted by prior citations"] ["次前期被引", "prior citations"]
    ["最近创新年度按此前被引次数加权的专利;其后的被引不用。", "Patents of the newest innovation year weighted by the citations they had drawn before; later citations are never used."]
    "innovation_year" "latest year" "unknown without the figure" "the research file"

    "research.patents_per_staff@1" Number patents_per_staff;
    ["人均专利", "patents for each of the staff"] ["件专利", "patents"]
    ["最近创新年度专利数 ÷ 该期末前后183天内最近一次人员统计的职工总数。", "Patents of the newest innovation year over the staff of the newest count within 183 days of its end."]
    "innovation_year, talent" "latest year" "unknown without both figures; not computable with no staff" "ours"

    "research.stock_to_sales@1" Number stock_to_sales;
    ["研发存量与营业收入之比", "stock of R&D over revenue"] ["研发存量", "stock of R&D"]
    ["最近创新年度的研发存量 ÷ 同期营业收入。", "The stock of R&D stated for the newest innovation year over the revenue of the financial year with the same end."]
    "innovation_year, financial_year" "latest year" "unknown without both figures; not computable where revenue is zero or negative" "ours"
}

/// How far a count of staff may lie from the end of the year, in days.
const NEAR_DAYS: u64 = 183;

fn number(prepared: &Prepared<'_>, read: fn(&InnovationYear) -> Option<u32>) -> Found {
    prepared
        .dossier
        .innovation()
        .last()
        .map_or_else(Found::unknown, |year| {
            let value =
                read(&year.value).map_or(Value::Unknown, |count| Value::whole(count.into()));
            Found::new(value, year.from.clone())
        })
}

fn patents_per_staff(prepared: &Prepared<'_>) -> Found {
    let Some(year) = prepared.dossier.innovation().last() else {
        return Found::unknown();
    };
    let mut facts = year.from.clone();
    let mut counts = prepared.dossier.talent().iter().rev();
    let near = counts.find(|talent| {
        days_between(year.period_end, talent.counted_on).unsigned_abs() <= NEAR_DAYS
    });
    let staff = near.and_then(|talent| {
        facts.extend_from_slice(&talent.from);
        talent.staff
    });
    let value = match (year.patents, staff) {
        (Some(patents), Some(staff)) => {
            Ratio::new(patents.into(), staff.into()).map_or(Value::NotComputable, Value::Number)
        }
        _ => Value::Unknown,
    };
    Found::new(value, facts)
}

fn stock_to_sales(prepared: &Prepared<'_>) -> Found {
    let Some(year) = prepared.dossier.innovation().last() else {
        return Found::unknown();
    };
    let mut facts = year.from.clone();
    let mut finance = prepared.dossier.finance().iter().rev();
    let same = finance.find(|finance| finance.period_end == year.period_end);
    let revenue = same.and_then(|finance| {
        facts.extend_from_slice(&finance.from);
        finance.revenue
    });
    Found::new(quotient(year.rnd_stock, revenue), facts)
}
