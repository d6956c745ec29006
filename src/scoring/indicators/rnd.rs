//! Research and development 研发投入: how much, how steadily, and against what size of business.

use super::catalog::entries;
use super::periods::{Period, amount, paired, plus_months, quotient, yearly_growth};
use super::prepared::Prepared;
use super::{Found, knowledge_stock};
use crate::evidence::Held;
use crate::evidence::facts::{FinancialYear, RndYear};
use crate::scoring::Value;
use crate::units::{Amount, Date, Ratio};

entries! {
    "rnd.spend@1" Amount spend;
    ["研发费用", "R&D spending"] ["研发费用", "R&D spending"]
    ["最近研发年度的研发费用。", "R&D spending of the latest R&D year."]
    "rnd_year" "latest year" "unknown without an R&D year or its spending" "企业创新积分制 2024"

    "rnd.intensity@1" ShareOfMoney |p| to_finance(p, |year| year.revenue);
    ["研发费用占营业收入", "R&D over revenue"] ["研发费用", "R&D spending"]
    ["最近年度研发费用 ÷ 同年度营业收入。", "R&D spending of the latest year over the revenue of the same year."]
    "rnd_year, financial_year" "latest year that both have" "unknown without both figures; not computable where revenue is zero or negative" "国科发政〔2017〕115号"

    "rnd.intensity_3y@1" ShareOfMoney intensity_3y;
    ["近三年研发费用占销售收入", "R&D over revenue, 3 years"] ["近三年研发费用", "R&D spending of 3 years"]
    ["近三个会计年度中两项数据齐备的年度,研发费用之和 ÷ 营业收入之和;不足三年的按实际年度。",
     "Sums of R&D spending and of revenue over those of the latest three years in which both are known; a younger enterprise by the years it has."]
    "rnd_year, financial_year" "3 years back from the newest end of either kind of year" "unknown where no year has both figures; not computable where the revenue is zero or negative" "国科发火〔2016〕32号"

    "rnd.cost_share@1" ShareOfMoney |p| to_finance(p, |year| year.costs);
    ["研发费用占成本费用", "R&D over total costs"] ["研发费用", "R&D spending"]
    ["最近年度研发费用 ÷ 同年度成本费用总额。", "R&D spending of the latest year over the total costs of the same year."]
    "rnd_year, financial_year" "latest year that both have" "unknown without both figures; not computable where the costs are zero or negative" "国科发政〔2017〕115号"

    "rnd.growth@1" Percent |p| yearly_growth(p.dossier.rnd(), |year| year.spend);
    ["研发费用增长率", "growth of R&D spending"] ["研发费用", "R&D spending"]
    ["(最近年度研发费用 − 上年度)÷ 上年度。", "R&D spending of the latest year less that of the year before, over the latter."]
    "rnd_year" "two full years that follow each other" "unknown with one year; not computable from a base of zero or less, or where the latest year is short" "企业创新积分制 2024"

    "rnd.domestic_share_3y@1" ShareOfMoney domestic_share_3y;
    ["近三年境内研发费用占比", "domestic share of R&D, 3 years"] ["境内研发费用", "domestic R&D spending"]
    ["近三个研发年度中两项数据齐备的年度,境内研发费用之和 ÷ 研发费用之和。", "Sums of domestic and of all R&D spending over those of the latest three years in which both are known."]
    "rnd_year" "3 years back from the newest R&D year" "unknown where no year has both figures; not computable where nothing was spent" "国科发火〔2016〕32号"

    "rnd.stock@1" Amount |p| stock(p).map_or_else(Found::unknown, |(fen, facts)| Found::new(Value::whole(fen), facts));
    ["知识存量", "stock of knowledge"] ["知识存量", "stock of knowledge"]
    ["研发费用的永续盘存:上年存量 × 85%(向下取整到分)+ 当年研发费用;首年存量 = 首年研发费用 ÷ (5% + 15%)。",
     "Perpetual inventory of R&D spending: last year's stock × 85%, rounded down to the fen, and this year's spending; the first stock is the first year's spending over (5% + 15%). One missing year is the mean of its neighbours; a longer gap starts afresh; a short first period has no stock before it."]
    "rnd_year" "all years" "unknown without an R&D year, or where the newest does not tell its spending" "perpetual inventory with 15% depreciation (Hall); growth before the first year ours"

    "rnd.stock_to_sales@1" Number stock_to_sales;
    ["知识存量与营业收入之比", "stock of knowledge over revenue"] ["知识存量", "stock of knowledge"]
    ["知识存量 ÷ 最近研发年度同期的营业收入。", "The stock of knowledge over the revenue of the financial year that ends with the newest R&D year."]
    "rnd_year, financial_year" "all years" "unknown without the stock or the revenue; not computable where revenue is zero or negative" "ours, after Hall"
}

fn spend(prepared: &Prepared<'_>) -> Found {
    prepared
        .dossier
        .rnd()
        .last()
        .map_or_else(Found::unknown, |year| {
            Found::new(amount(year.spend), year.from.clone())
        })
}

fn to_finance(prepared: &Prepared<'_>, den: fn(&FinancialYear) -> Option<Amount>) -> Found {
    let mut pairs = paired(prepared.dossier.rnd(), prepared.dossier.finance());
    pairs.next().map_or_else(Found::unknown, |(rnd, finance)| {
        Found::new(quotient(rnd.spend, den(finance)), joined(rnd, finance))
    })
}

fn joined(rnd: &Held<RndYear>, finance: &Held<FinancialYear>) -> Vec<usize> {
    let mut facts = Vec::with_capacity(rnd.from.len() + finance.from.len());
    facts.extend_from_slice(&rnd.from);
    facts.extend_from_slice(&finance.from);
    facts
}

/// Sums of two amounts over years, and the facts behind them.
#[derive(Default)]
struct Sums {
    num: i128,
    den: i128,
    facts: Vec<usize>,
}

impl Sums {
    fn found(self) -> Found {
        let value = match Ratio::new(self.num, self.den) {
            _ if self.facts.is_empty() => Value::Unknown,
            Some(ratio) if self.den > 0 => Value::Number(ratio),
            _ => Value::NotComputable,
        };
        Found::new(value, self.facts)
    }
}

/// The last day that the latest three years leave out.
fn three_years_before(newest: Date) -> Date {
    plus_months(newest, -36)
}

fn intensity_3y(prepared: &Prepared<'_>) -> Found {
    let (rnd, finance) = (prepared.dossier.rnd(), prepared.dossier.finance());
    let ends = rnd
        .last()
        .map(|year| year.end())
        .max(finance.last().map(|year| year.end()));
    let Some(newest) = ends else {
        return Found::unknown();
    };
    let since = three_years_before(newest);
    let mut sums = Sums::default();
    for (rnd, finance) in paired(rnd, finance).take_while(|(rnd, _)| rnd.end() > since) {
        if let Some((spend, revenue)) = rnd.spend.zip(finance.revenue) {
            sums.num += i128::from(spend.fen());
            sums.den += i128::from(revenue.fen());
            sums.facts.extend_from_slice(&rnd.from);
            sums.facts.extend_from_slice(&finance.from);
        }
    }
    sums.found()
}

fn domestic_share_3y(prepared: &Prepared<'_>) -> Found {
    let years = prepared.dossier.rnd();
    let Some(newest) = years.last() else {
        return Found::unknown();
    };
    let since = three_years_before(newest.end());
    let mut sums = Sums::default();
    for year in years.iter().rev().take_while(|year| year.end() > since) {
        if let Some((domestic, spend)) = year.domestic.zip(year.spend) {
            sums.num += i128::from(domestic.fen());
            sums.den += i128::from(spend.fen());
            sums.facts.extend_from_slice(&year.from);
        }
    }
    sums.found()
}

fn stock(prepared: &Prepared<'_>) -> Option<(i128, Vec<usize>)> {
    knowledge_stock::stock(prepared.dossier.rnd())
}

fn stock_to_sales(prepared: &Prepared<'_>) -> Found {
    let Some((fen, mut facts)) = stock(prepared) else {
        return Found::unknown();
    };
    let newest = prepared.dossier.rnd().last().map(|year| year.end());
    let mut finance = prepared.dossier.finance().iter().rev();
    let revenue = finance
        .find(|year| Some(year.end()) == newest)
        .and_then(|year| {
            facts.extend_from_slice(&year.from);
            year.revenue
        });
    let value = match revenue {
        None => Value::Unknown,
        Some(revenue) if revenue <= Amount::ZERO => Value::NotComputable,
        Some(revenue) => {
            Ratio::new(fen, revenue.fen().into()).map_or(Value::NotComputable, Value::Number)
        }
    };
    Found::new(value, facts)
}
