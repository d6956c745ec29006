//! Innovative products 创新产品: income from them, certificates, results converted, contracts.

use super::Found;
use super::catalog::entries;
use super::periods::{amount, quotient};
use super::prepared::{Prepared, count};
use crate::scoring::Value;
use crate::units::Ratio;

entries! {
    "product.high_tech_share@1" ShareOfMoney high_tech_share;
    ["高新技术产品收入占比", "share of high-tech product income"] ["高新技术产品(服务)收入", "high-tech product income"]
    ["最近年度高新技术产品(服务)收入 ÷ 总收入;总收入未报的用营业收入。",
     "High-tech product and service income of the latest year over total income; over revenue where total income is not told."]
    "financial_year" "latest year" "unknown without both figures; not computable where the income is zero or negative" "国科发火〔2016〕32号"

    "product.high_tech_revenue@1" Amount high_tech_revenue;
    ["高新技术产品收入", "high-tech product income"] ["高新技术产品(服务)收入", "high-tech product income"]
    ["最近年度高新技术产品(服务)收入。", "High-tech product and service income of the latest year."]
    "financial_year" "latest year" "unknown without the figure" "企业创新积分制 2024"

    "product.certified@1" Count certified;
    ["有效高新技术产品", "certified products"] ["项高新技术产品", "certified products"]
    ["截至日证书在有效期内的高新技术产品、新产品项数;未载有效期的视为有效。", "High-tech and new products whose certificate is valid on the day; one without an end is valid."]
    "product, enterprise" "the day" "unknown without any product or registry evidence" "ours"

    "product.conversions_per_year@1" Number conversions;
    ["年均科技成果转化", "results converted a year"] ["项科技成果转化", "results converted"]
    ["近36个月科技成果转化项数 ÷ 3。", "Results turned into products or services in the last 36 months, over 3."]
    "conversion" "36 months" "unknown where no conversion was ever on record, since they are filed by the enterprise" "国科发火〔2016〕195号"

    "product.contract_turnover@1" Amount contract_turnover;
    ["近一年技术合同成交额", "technology contract turnover in 12 months"] ["技术合同成交额", "technology contract turnover"]
    ["近12个月内登记的技术合同成交额之和;未报金额的不计,结果为下限。", "Turnover of the technology contracts signed in the last 12 months; those without an amount add nothing, so the figure is a lower bound."]
    "tech_contract, enterprise" "12 months" "unknown without any contract or registry evidence, or where no contract in the window tells its amount" "企业创新积分制 2024"
}

fn high_tech_share(prepared: &Prepared<'_>) -> Found {
    let Some(year) = prepared.dossier.finance().last() else {
        return Found::unknown();
    };
    let whole = year.total_income.or(year.revenue);
    Found::new(quotient(year.high_tech_revenue, whole), year.from.clone())
}

fn high_tech_revenue(prepared: &Prepared<'_>) -> Found {
    prepared
        .dossier
        .finance()
        .last()
        .map_or_else(Found::unknown, |year| {
            Found::new(amount(year.high_tech_revenue), year.from.clone())
        })
}

fn certified(prepared: &Prepared<'_>) -> Found {
    let day = prepared.day;
    prepared.count_listed(prepared.dossier.products(), |product| {
        product.valid_until.is_none_or(|until| day < until)
    })
}

fn conversions(prepared: &Prepared<'_>) -> Found {
    let all = prepared.dossier.conversions();
    if all.is_empty() {
        return Found::unknown();
    }
    let since = prepared.months_ago(36);
    let (number, facts) = count(all, |conversion| conversion.on > since);
    let number = i128::try_from(number).expect("a count fits 127 bits");
    let mean = Ratio::new(number, 3).expect("three is not zero");
    Found::new(Value::Number(mean), facts)
}

fn contract_turnover(prepared: &Prepared<'_>) -> Found {
    let all = prepared.dossier.contracts();
    if all.is_empty() && !prepared.is_registered() {
        return Found::unknown();
    }
    let since = prepared.months_ago(12);
    let (mut fen, mut told, mut untold, mut facts) = (0, 0, 0, Vec::new());
    for contract in all.iter().filter(|contract| contract.signed_on > since) {
        facts.extend_from_slice(&contract.from);
        match contract.turnover {
            Some(turnover) => {
                told += 1;
                fen += i128::from(turnover.fen());
            }
            None => untold += 1,
        }
    }
    let value = if told == 0 && untold > 0 {
        Value::Unknown
    } else {
        Value::whole(fen)
    };
    Found::new(value, facts)
}
