//! Operation and growth 经营与成长: the figures of the latest financial years.

use super::Found;
use super::catalog::entries;
use super::periods::{amount, mean_growth, quotient, yearly_growth};
use super::prepared::Prepared;
use crate::evidence::facts::FinancialYear;
use crate::scoring::Value;
use crate::units::Amount;

entries! {
    "fin.revenue@1" Amount |p| figure(p, |year| year.revenue);
    ["营业收入", "revenue"] ["营业收入", "revenue"]
    ["最近财务年度的营业收入。", "Revenue of the latest financial year."]
    "financial_year" "latest year" "unknown without the figure" "国科发火〔2016〕32号"

    "fin.assets@1" Amount |p| figure(p, |year| year.assets);
    ["资产总额", "total assets"] ["资产总额", "total assets"]
    ["最近财务年度末的资产总额。", "Total assets at the end of the latest financial year."]
    "financial_year" "latest year" "unknown without the figure" "国科发政〔2017〕115号"

    "fin.net_profit@1" Amount |p| figure(p, |year| year.net_profit);
    ["净利润", "net profit"] ["净利润", "net profit"]
    ["最近财务年度的净利润,可为负。", "Net profit of the latest financial year; may be negative."]
    "financial_year" "latest year" "unknown without the figure" "ours"

    "fin.growth@1" Percent |p| mean_growth(p.dossier.finance(), |year| year.revenue);
    ["销售收入平均增长率", "mean growth of sales"] ["销售收入", "sales"]
    ["½ ×(第二年/第一年 + 第三年/第二年)− 1,营业收入;只有两年的按两年。", "½ (y2/y1 + y3/y2) − 1 on revenue; y3/y2 − 1 with two years on record."]
    "financial_year" "three full years that follow each other" "unknown with one year; not computable from a base of zero or less, or where the latest year is short" "国科发火〔2016〕195号"

    "fin.net_assets_growth@1" Percent |p| mean_growth(p.dossier.finance(), |year| year.net_assets);
    ["净资产平均增长率", "mean growth of net assets"] ["净资产", "net assets"]
    ["½ ×(第二年/第一年 + 第三年/第二年)− 1,年末净资产;只有两年的按两年。", "½ (y2/y1 + y3/y2) − 1 on net assets at the year's end; y3/y2 − 1 with two years on record."]
    "financial_year" "three full years that follow each other" "unknown with one year; not computable from a base of zero or less, or where the latest year is short" "国科发火〔2016〕195号"

    "fin.revenue_growth@1" Percent |p| yearly_growth(p.dossier.finance(), |year| year.revenue);
    ["营业收入增长率", "growth of revenue"] ["营业收入", "revenue"]
    ["(最近年度营业收入 − 上年度)÷ 上年度。", "Revenue of the latest year less that of the year before, over the latter."]
    "financial_year" "two full years that follow each other" "unknown with one year; not computable from a base of zero or less, or where the latest year is short" "创新型中小企业评价"

    "fin.net_assets_growth_1y@1" Percent |p| yearly_growth(p.dossier.finance(), |year| year.net_assets);
    ["净资产增长率", "growth of net assets"] ["净资产", "net assets"]
    ["(最近年末净资产 − 上年末)÷ 上年末。", "Net assets at the end of the latest year less those of the year before, over the latter."]
    "financial_year" "two full years that follow each other" "unknown with one year; not computable from a base of zero or less, or where the latest year is short" "ours"

    "fin.debt_ratio@1" ShareOfMoney debt_ratio;
    ["资产负债率", "debt ratio"] ["负债总额", "liabilities"]
    ["最近年末负债总额 ÷ 资产总额;负债未报的以资产减净资产计。", "Liabilities over total assets at the end of the latest year; assets less net assets where liabilities are not told."]
    "financial_year" "latest year" "unknown without the figures; not computable where assets are zero or negative" "创新型中小企业评价"

    "fin.main_share@1" ShareOfMoney |p| over(p, |year| year.main_revenue, |year| year.revenue);
    ["主营业务收入占比", "share of the main business"] ["主营业务收入", "revenue of the main business"]
    ["最近年度主营业务收入 ÷ 营业收入。", "Revenue of the main business over all revenue, of the latest year."]
    "financial_year" "latest year" "unknown without both figures; not computable where revenue is zero or negative" "创新型中小企业评价"

    "fin.return_on_net_assets@1" ShareOfMoney |p| over(p, |year| year.net_profit, |year| year.net_assets);
    ["净资产利润率", "return on net assets"] ["净利润", "net profit"]
    ["最近年度净利润 ÷ 年末净资产。", "Net profit of the latest year over net assets at its end."]
    "financial_year" "latest year" "unknown without both figures; not computable where net assets are zero or negative" "企业创新积分制 2024"

    "fin.super_deduction@1" Amount |p| figure(p, |year| year.super_deduction);
    ["研发费用加计扣除减免税额", "tax relief by super-deduction"] ["加计扣除减免税额", "tax relief by super-deduction"]
    ["最近年度研发费用加计扣除所得税减免额。", "Tax relief of the latest year by super-deduction of R&D."]
    "financial_year" "latest year" "unknown without the figure" "企业创新积分制 2024"
}

fn figure(prepared: &Prepared<'_>, read: fn(&FinancialYear) -> Option<Amount>) -> Found {
    latest(prepared, |year| amount(read(year)))
}

fn over(
    prepared: &Prepared<'_>,
    num: fn(&FinancialYear) -> Option<Amount>,
    den: fn(&FinancialYear) -> Option<Amount>,
) -> Found {
    latest(prepared, |year| quotient(num(year), den(year)))
}

fn latest(prepared: &Prepared<'_>, read: impl Fn(&FinancialYear) -> Value) -> Found {
    prepared
        .dossier
        .finance()
        .last()
        .map_or_else(Found::unknown, |year| {
            Found::new(read(&year.value), year.from.clone())
        })
}

fn debt_ratio(prepared: &Prepared<'_>) -> Found {
    latest(prepared, |year| {
        let owed = || year.assets?.checked_sub(year.net_assets?);
        quotient(year.liabilities.or_else(owed), year.assets)
    })
}
