//! Figures of research files: yearly counts of innovation, for studies of firms over many years.

use super::Found;
use super::catalog::entries;
use super::periods::{days_between, quotient};
use super::prepared::Prepared;
use crate::evidence::Held;
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

    "research.patents_per_staff@2" Number known_patents_per_staff;
    ["人均专利(已可得)", "patents known for each of the staff"] ["件专利", "patents"]
    ["近60个月内结束、专利数已可得的最近创新年度:专利数 ÷ 该期末前后183天内最近一次人员统计的职工总数。专利授权后才可得,故常早于最近年度。", "Patents of the newest innovation year that tells them, of those that ended in the last 60 months, over the staff of the newest count within 183 days of its end. Patents are known only when granted, so this is often not the newest year."]
    "innovation_year, talent" "60 months" "unknown without both figures; not computable with no staff" "ours"

    "research.prior_citations_per_staff@1" Number prior_citations_per_staff;
    ["人均前期被引", "prior citations for each of the staff"] ["次前期被引", "prior citations"]
    ["最近创新年度按此前被引次数加权的专利 ÷ 该期末前后183天内最近一次人员统计的职工总数。", "Patents of the newest innovation year weighted by the citations they had drawn before, over the staff of the newest count within 183 days of its end."]
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
    per_staff(prepared, prepared.dossier.innovation().last(), |year| {
        year.patents
    })
}

fn known_patents_per_staff(prepared: &Prepared<'_>) -> Found {
    let since = prepared.months_ago(60);
    let told = prepared
        .dossier
        .innovation()
        .iter()
        .rev()
        .take_while(|year| year.period_end > since)
        .find(|year| year.patents.is_some());
    per_staff(prepared, told, |year| year.patents)
}

fn prior_citations_per_staff(prepared: &Prepared<'_>) -> Found {
    per_staff(prepared, prepared.dossier.innovation().last(), |year| {
        year.prior_citations
    })
}

/// A count of a year over the staff near its end.
fn per_staff(
    prepared: &Prepared<'_>,
    year: Option<&Held<InnovationYear>>,
    read: fn(&InnovationYear) -> Option<u32>,
) -> Found {
    let Some(year) = year else {
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
    let value = match (read(&year.value), staff) {
        (Some(count), Some(staff)) => {
            Ratio::new(count.into(), staff.into()).map_or(Value::NotComputable, Value::Number)
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

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, day, value};
    use crate::evidence::Fact;
    use crate::evidence::facts::{InnovationYear, Talent};
    use crate::scoring::Value;
    use crate::units::Ratio;

    fn year(end: &str, patents: Option<u32>, prior: Option<u32>) -> Fact {
        Fact::InnovationYear(InnovationYear {
            period_end: day(end),
            patents,
            prior_citations: prior,
            later_citations: None,
            rnd_stock: None,
            patent_stock: None,
        })
    }

    fn staff(on: &str, staff: u32) -> Fact {
        Fact::Talent(Talent {
            counted_on: day(on),
            staff: Some(staff),
            technical: None,
            rnd_staff: None,
            postgraduates: None,
            awardees: None,
            graduates_hired: None,
            rnd_stayed: None,
        })
    }

    fn number(num: i128, den: i128) -> Value {
        Value::Number(Ratio::new(num, den).unwrap())
    }

    /// Three years of a firm: prior citations known with the accounts, patents three years on.
    fn firm() -> Sample {
        let mut firm = Sample::default();
        for (end, accounts, grants, patents, heads) in [
            ("2010-12-31", "2011-06-30", "2013-12-31", 4, 100),
            ("2011-12-31", "2012-06-30", "2014-12-31", 9, 150),
            ("2013-12-31", "2014-06-30", "2016-12-31", 70, 200),
        ] {
            firm = firm
                .known(staff(end, heads), day(accounts))
                .known(year(end, None, Some(50)), day(accounts))
                .known(year(end, Some(patents), None), day(grants));
        }
        firm
    }

    #[test]
    fn patents_that_are_not_granted_yet_leave_the_word_to_an_older_year() {
        let id = "research.patents_per_staff@2";
        for (as_of, expected) in [
            ("2013-12-30", Value::Unknown),
            ("2013-12-31", number(4, 100)),
            ("2014-12-30", number(4, 100)),
            ("2014-12-31", number(9, 150)),
            ("2016-12-30", number(9, 150)),
            ("2016-12-31", number(70, 200)),
            ("2018-12-30", number(70, 200)),
            ("2018-12-31", Value::Unknown),
        ] {
            assert_eq!(value(id, &firm().on(as_of)), expected, "{as_of}");
        }
        let newest = value("research.patents_per_staff@1", &firm().on("2014-12-31"));
        assert_eq!(newest, Value::Unknown);
    }

    #[test]
    fn prior_citations_go_by_the_staff_of_their_year() {
        let id = "research.prior_citations_per_staff@1";
        assert_eq!(value(id, &firm().on("2011-06-29")), Value::Unknown);
        assert_eq!(value(id, &firm().on("2012-06-29")), number(50, 100));
        assert_eq!(value(id, &firm().on("2014-06-30")), number(50, 200));
        let nobody = Sample::default().with(staff("2010-12-31", 0)).with(year(
            "2010-12-31",
            Some(1),
            Some(1),
        ));
        assert_eq!(value(id, &nobody.on("2011-01-01")), Value::NotComputable);
        let uncounted = Sample::default().with(year("2010-12-31", Some(1), Some(1)));
        assert_eq!(value(id, &uncounted.on("2011-01-01")), Value::Unknown);
    }
}
