//! The enterprise 创新企业: its age, titles, platforms, prizes, projects and field.

use super::Found;
use super::catalog::entries;
use super::periods::{days_between, plus_months};
use super::prepared::{Prepared, count};
use crate::evidence::facts::{Level, Qualification, QualificationKind};
use crate::scoring::Value;
use crate::units::Date;

entries! {
    "ent.age_days@1" Days age_days;
    ["成立天数", "days since registration"] ["成立天数", "days since registration"]
    ["成立日期至截至日的天数。", "Days from registration to the day."]
    "enterprise" "the day" "unknown without the day of registration" "国科发火〔2016〕32号"

    "ent.high_tech@1" Flag |p| holds(p, &[QualificationKind::HighTech]);
    ["高新技术企业", "high-tech enterprise"] ["高新技术企业资格", "the title of high-tech enterprise"]
    ["截至日持有有效的高新技术企业证书;未载有效期的按发证日起三年。", "Holds a valid certificate as a high-tech enterprise on the day; three years from its date are assumed where no end is stated."]
    "qualification, enterprise" "the day" "unknown without any title or registry evidence" "国科发火〔2016〕32号"

    "ent.technology_sme@1" Flag |p| holds(p, &[QualificationKind::TechnologySme]);
    ["科技型中小企业", "technology SME"] ["科技型中小企业资格", "the title of technology SME"]
    ["截至日持有有效的科技型中小企业入库编号;未载有效期的按一年。", "Holds a valid number as a technology SME on the day; one year is assumed where no end is stated."]
    "qualification, enterprise" "the day" "unknown without any title or registry evidence" "国科发政〔2017〕115号"

    "ent.specialised@1" Flag |p| holds(p, &[QualificationKind::Specialised, QualificationKind::LittleGiant]);
    ["专精特新企业", "specialised and new enterprise"] ["专精特新资格", "the title of specialised and new enterprise"]
    ["截至日持有有效的专精特新或小巨人称号;未载有效期的按三年。", "Holds a valid title as a specialised and new enterprise or little giant on the day; three years are assumed where no end is stated."]
    "qualification, enterprise" "the day" "unknown without any title or registry evidence" "ours"

    "ent.high_growth@1" Flag |p| holds(p, &[QualificationKind::HighGrowth]);
    ["高成长性科技企业", "high-growth technology enterprise"] ["高成长性科技企业资格", "the title of high-growth technology enterprise"]
    ["截至日持有有效的高成长性科技企业称号;未载有效期的按三年。", "Holds a valid title as a high-growth technology enterprise on the day; three years are assumed where no end is stated."]
    "qualification, enterprise" "the day" "unknown without any title or registry evidence" "ours"

    "ent.platforms@1" Count platforms;
    ["省级以上研发平台", "research platforms, provincial or above"] ["个省级以上研发平台", "provincial research platforms"]
    ["截至日未撤销的省级及以上研发平台数。", "Research platforms of provincial level or above that stand on the day."]
    "platform, enterprise" "the day" "unknown without any platform or registry evidence" "企业创新积分制 2024"

    "ent.awards_2y@1" Count awards_2y;
    ["近两年省级以上科技奖励", "provincial prizes in 24 months"] ["项省级以上科技奖励", "provincial science prizes"]
    ["近24个月内获得的省级及以上科技奖励项数。", "Science prizes of provincial level or above in the last 24 months."]
    "award, enterprise" "24 months" "unknown without any prize or registry evidence" "企业创新积分制 2024"

    "ent.national_award_top3_5y@1" Flag national_award;
    ["近五年国家级科技奖励前三名", "national prize in the top three in 5 years"] ["国家级科技奖励", "a national science prize in the top three"]
    ["近60个月内获得国家级科技奖励且排名前三。", "A national science prize in the last 60 months with a place among the first three."]
    "award, enterprise" "60 months" "unknown without any prize or registry evidence, or where the place in the only such prizes is not told" "国科发政〔2017〕115号"

    "ent.projects@1" Count projects;
    ["近三年省级以上科技项目", "provincial projects in 36 months"] ["项省级以上科技项目", "provincial projects"]
    ["近36个月内立项的省级及以上科技项目数。", "Publicly funded projects of provincial level or above approved in the last 36 months."]
    "project, enterprise" "36 months" "unknown without any project or registry evidence" "企业创新积分制 2024"

    "ent.investment@1" Amount investment;
    ["累计创业投资", "venture capital received"] ["创业投资", "venture capital"]
    ["截至日累计获得的创业投资金额;未报金额的不计,结果为下限。", "Venture capital received up to the day; rounds without an amount add nothing, so the figure is a lower bound."]
    "investment" "ever" "unknown where no round with an amount is on record, since rounds are filed by the enterprise" "企业创新积分制 2024"

    "ent.supported_field@1" Flag |p| flag(p, |seen| seen.supported_field);
    ["属国家重点支持领域", "in a field the state supports"] ["国家重点支持领域", "a field the state supports"]
    ["登记信息载明属于国家重点支持的高新技术领域。", "The registry says that the field is on the state's list."]
    "enterprise" "newest that tells" "unknown where it is not told" "国科发火〔2016〕32号"

    "ent.restricted@1" Flag |p| flag(p, |seen| seen.restricted);
    ["属禁止限制类", "prohibited or restricted business"] ["禁止限制类业务", "a prohibited or restricted business"]
    ["登记信息载明产品或服务属于禁止、限制或淘汰类。", "The registry says that the business is prohibited or restricted."]
    "enterprise" "newest that tells" "unknown where it is not told" "国科发政〔2017〕115号"

    "ent.strategic_industry@1" Flag |p| flag(p, |seen| seen.strategic_industry);
    ["属战略性新兴产业", "strategic emerging industry"] ["战略性新兴产业", "a strategic emerging industry"]
    ["登记信息载明属于战略性新兴产业。", "The registry says that the industry is a strategic emerging one."]
    "enterprise" "newest that tells" "unknown where it is not told" "创新型中小企业评价"

    "ent.status@1" Word status;
    ["登记状态", "registration status"] ["登记状态", "registration status"]
    ["最近登记状态:active、abnormal、deregistered、revoked、moved_away。", "The newest status: active, abnormal, deregistered, revoked or moved_away."]
    "enterprise" "newest that tells" "unknown where it is not told" "ours"

    "ent.field@1" Word field;
    ["技术领域", "field of technology"] ["技术领域", "field of technology"]
    ["最近登记的技术领域。", "The newest field of technology on record, in its own words."]
    "enterprise" "newest that tells" "unknown where it is not told" "ours"

    "ent.evidence_age_days@1" Days evidence_age;
    ["证据距今天数", "age of the evidence"] ["证据距今天数", "age of the evidence"]
    ["最近财务或研发年度期末至截至日的天数。", "Days from the newest end of a financial or R&D year to the day."]
    "financial_year, rnd_year" "the day" "unknown without either" "ours"
}

fn age_days(prepared: &Prepared<'_>) -> Found {
    let founded = prepared.registry(|seen| seen.founded_on);
    founded.map_or_else(Found::unknown, |(founded, from)| {
        let days = days_between(founded, prepared.day);
        Found::new(Value::whole(days.into()), from.to_vec())
    })
}

/// The end of a title: stated, or a usual term from its date, which is an assumption of ours where
/// no rule gives one.
fn title_ends(title: &Qualification) -> Date {
    let months = match title.kind {
        QualificationKind::TechnologySme => 12,
        QualificationKind::HighTech
        | QualificationKind::InnovativeSme
        | QualificationKind::Specialised
        | QualificationKind::LittleGiant
        | QualificationKind::HighGrowth => 36,
    };
    title
        .valid_until
        .unwrap_or_else(|| plus_months(title.granted_on, months))
}

fn holds(prepared: &Prepared<'_>, kinds: &[QualificationKind]) -> Found {
    let day = prepared.day;
    let mut found = prepared.count_listed(prepared.dossier.qualifications(), |title| {
        kinds.contains(&title.kind) && title.granted_on <= day && day < title_ends(title)
    });
    if let Some(titles) = found.value.number() {
        found.value = Value::flag(titles.num() > 0);
    }
    found
}

fn is_provincial(level: Level) -> bool {
    match level {
        Level::National | Level::Provincial | Level::International => true,
        Level::Municipal | Level::District => false,
    }
}

fn platforms(prepared: &Prepared<'_>) -> Found {
    prepared.count_listed(prepared.dossier.platforms(), |platform| {
        let stands = platform.ended_on.is_none_or(|end| end > prepared.day);
        stands && is_provincial(platform.level)
    })
}

fn awards_2y(prepared: &Prepared<'_>) -> Found {
    let since = prepared.months_ago(24);
    prepared.count_listed(prepared.dossier.awards(), |award| {
        award.awarded_on > since && is_provincial(award.level)
    })
}

fn national_award(prepared: &Prepared<'_>) -> Found {
    let since = prepared.months_ago(60);
    let awards = prepared.dossier.awards();
    if awards.is_empty() && !prepared.is_registered() {
        return Found::unknown();
    }
    let (national, all) = count(awards, |award| {
        award.awarded_on > since
            && award.level == Level::National
            && award.rank.is_none_or(|rank| rank <= 3)
    });
    let (placed, facts) = count(awards, |award| {
        award.awarded_on > since
            && award.level == Level::National
            && award.rank.is_some_and(|rank| rank <= 3)
    });
    if placed == 0 && national > 0 {
        return Found::new(Value::Unknown, all);
    }
    Found::new(Value::flag(placed > 0), facts)
}

fn projects(prepared: &Prepared<'_>) -> Found {
    let since = prepared.months_ago(36);
    prepared.count_listed(prepared.dossier.projects(), |project| {
        project.approved_on > since && is_provincial(project.level)
    })
}

fn investment(prepared: &Prepared<'_>) -> Found {
    let (mut fen, mut facts) = (None, Vec::new());
    for round in prepared.dossier.investments() {
        if let Some(amount) = round.amount {
            fen = Some(fen.unwrap_or(0) + i128::from(amount.fen()));
            facts.extend_from_slice(&round.from);
        }
    }
    Found::new(fen.map_or(Value::Unknown, Value::whole), facts)
}

fn flag(
    prepared: &Prepared<'_>,
    read: fn(&crate::evidence::facts::Enterprise) -> Option<bool>,
) -> Found {
    prepared
        .registry(read)
        .map_or_else(Found::unknown, |(yes, from)| {
            Found::new(Value::flag(yes), from.to_vec())
        })
}

fn status(prepared: &Prepared<'_>) -> Found {
    let newest = prepared.registry(|seen| seen.status);
    newest.map_or_else(Found::unknown, |(status, from)| {
        Found::new(Value::Word(status.word().to_owned()), from.to_vec())
    })
}

fn field(prepared: &Prepared<'_>) -> Found {
    let newest = prepared.registry(|seen| seen.field.as_ref());
    newest.map_or_else(Found::unknown, |(field, from)| {
        Found::new(Value::Word(field.clone()), from.to_vec())
    })
}

fn evidence_age(prepared: &Prepared<'_>) -> Found {
    let finance = prepared
        .dossier
        .finance()
        .last()
        .map(|year| (year.period_end, &year.from));
    let rnd = prepared
        .dossier
        .rnd()
        .last()
        .map(|year| (year.period_end, &year.from));
    let newest = finance.into_iter().chain(rnd).max_by_key(|(end, _)| *end);
    newest.map_or_else(Found::unknown, |(end, from)| {
        let days = days_between(end, prepared.day);
        Found::new(Value::whole(days.into()), from.clone())
    })
}
