//! People 科技人才: the latest count of staff, and the shares of those who make knowledge.

use super::Found;
use super::catalog::entries;
use super::prepared::Prepared;
use crate::evidence::facts::Talent;
use crate::scoring::Value;
use crate::units::Ratio;

entries! {
    "talent.staff@1" Count |p| number(p, |talent| talent.staff);
    ["职工总数", "staff"] ["名职工", "staff"]
    ["最近人员统计的职工总数。", "All staff of the latest count."]
    "talent" "latest count" "unknown without a count" "国科发政〔2017〕115号"

    "talent.technical_share@1" ShareOfHeads |p| share(p, |t| t.technical, |t| t.staff);
    ["科技人员占比", "share of science and technology staff"] ["科技人员", "science and technology staff"]
    ["最近人员统计的科技人员数 ÷ 职工总数。", "Science and technology staff over all staff, of the latest count."]
    "talent" "latest count" "unknown without both counts; not computable with no staff" "国科发火〔2016〕32号; 国科发政〔2017〕115号"

    "talent.rnd_share@1" ShareOfHeads |p| share(p, |t| t.rnd_staff, |t| t.staff);
    ["研发人员占比", "share of R&D staff"] ["研发人员", "R&D staff"]
    ["最近人员统计的研发人员数 ÷ 职工总数。", "R&D staff over all staff, of the latest count."]
    "talent" "latest count" "unknown without both counts; not computable with no staff" "企业创新积分制 2024"

    "talent.postgraduate_share@1" ShareOfHeads |p| share(p, |t| t.postgraduates, |t| t.staff);
    ["硕士及以上人员占比", "share of postgraduates"] ["硕士及以上人员", "postgraduates"]
    ["最近人员统计的硕士及以上人数 ÷ 职工总数。", "Staff with a master's or doctor's degree over all staff, of the latest count."]
    "talent" "latest count" "unknown without both counts; not computable with no staff" "ours"

    "talent.awardees@1" Count |p| number(p, |talent| talent.awardees);
    ["人才计划入选人数", "awardees of talent programmes"] ["名人才计划入选者", "awardees of talent programmes"]
    ["最近人员统计的人才计划入选人数。", "Awardees of talent programmes, of the latest count."]
    "talent" "latest count" "unknown without the figure" "ours"

    "talent.stability@1" ShareOfHeads |p| share(p, |t| t.rnd_stayed, |t| t.rnd_staff);
    ["研发人员稳定率", "R&D staff who stayed"] ["稳定研发人员", "R&D staff who stayed"]
    ["最近人员统计中全年在岗的研发人员数 ÷ 研发人员数。", "R&D staff who stayed through the year over all R&D staff, of the latest count."]
    "talent" "latest count" "unknown without both counts; not computable with no R&D staff" "ours"

    "talent.graduates_hired@1" Count |p| number(p, |talent| talent.graduates_hired);
    ["吸纳应届毕业生", "graduates hired"] ["名应届毕业生", "graduates hired"]
    ["最近人员统计年度吸纳的应届毕业生人数。", "New graduates hired in the year of the latest count."]
    "talent" "latest count" "unknown without the figure" "企业创新积分制 2024"
}

fn number(prepared: &Prepared<'_>, read: fn(&Talent) -> Option<u32>) -> Found {
    let Some(latest) = prepared.dossier.talent().last() else {
        return Found::unknown();
    };
    let value = read(latest).map_or(Value::Unknown, |count| Value::whole(count.into()));
    Found::new(value, latest.from.clone())
}

fn share(
    prepared: &Prepared<'_>,
    part: fn(&Talent) -> Option<u32>,
    whole: fn(&Talent) -> Option<u32>,
) -> Found {
    let Some(latest) = prepared.dossier.talent().last() else {
        return Found::unknown();
    };
    let value = match (part(latest), whole(latest)) {
        (Some(part), Some(whole)) => {
            Ratio::new(part.into(), whole.into()).map_or(Value::NotComputable, Value::Number)
        }
        _ => Value::Unknown,
    };
    Found::new(value, latest.from.clone())
}
