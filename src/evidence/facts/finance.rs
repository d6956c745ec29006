//! Years and snapshots: R&D, finance, people, innovation counts, adverse events and loans.

use super::declare::fact;
use super::{AdverseKind, Severity};
use crate::units::{Amount, Date};

fact! {
    /// One year's research and development 研发投入年度.
    RndYear, "rnd_year", "研发年度";
    required {
        /// Last day of the period 期末.
        period_end: Date = ["年度", "会计年度", "期末", "period end", "year"],
    }
    optional {
        /// First day of the period 期初.
        period_start: Date = ["期初", "period start"],
        /// R&D spending 研发费用.
        spend: Amount = ["研发费用", "研究开发费用", "研发费用总额", "研发投入", "rnd spend", "R&D"],
        /// Of it, spent inside the country 境内研发费用.
        domestic: Amount = ["境内研发费用", "中国境内研发费用", "rnd domestic"],
        /// Of it, spent by others on contract 委托外部研发费用.
        outsourced: Amount = ["委托外部研究开发费用", "委外研发费用"],
    }
}

fact! {
    /// One financial year 财务年度.
    FinancialYear, "financial_year", "财务年度";
    required {
        /// Last day of the period 期末.
        period_end: Date = ["年度", "会计年度", "期末", "period end", "year"],
    }
    optional {
        /// First day of the period 期初.
        period_start: Date = ["期初", "period start"],
        /// Sales 营业收入.
        revenue: Amount = ["营业收入", "销售收入", "营业总收入", "revenue", "sales"],
        /// Sales of the main business 主营业务收入.
        main_revenue: Amount = ["主营业务收入", "main revenue"],
        /// High-tech product income 高新技术产品(服务)收入.
        high_tech_revenue: Amount = ["高新技术产品收入", "高新技术产品(服务)收入", "high-tech revenue"],
        /// Total income 总收入.
        total_income: Amount = ["总收入", "同期总收入", "total income"],
        /// Total costs 成本费用总额.
        costs: Amount = ["成本费用总额", "成本费用", "costs"],
        /// Total assets 资产总额.
        assets: Amount = ["资产总额", "资产总计", "total assets"],
        /// Liabilities 负债总额.
        liabilities: Amount = ["负债总额", "负债合计", "liabilities"],
        /// Net assets 净资产.
        net_assets: Amount = ["净资产", "所有者权益合计", "net assets"],
        /// Net profit 净利润.
        net_profit: Amount = ["净利润", "net profit"],
        /// Tax relief by super-deduction of R&D 研发费用加计扣除减免税额.
        super_deduction: Amount = ["加计扣除减免税额", "加计扣除减免", "super deduction"],
        /// Fixed capital 固定资产.
        fixed_capital: Amount = ["固定资产", "capital stock"],
        /// Market value, for a listed firm 市值.
        market_value: Amount = ["市值", "market value"],
    }
}

fact! {
    /// The people of an enterprise on a day 人员快照; counts only, never names.
    Talent, "talent", "人员快照";
    required {
        /// The day of the count 统计日.
        counted_on: Date = ["统计日", "人员统计日", "counted on"],
    }
    optional {
        /// Staff 职工总数.
        staff: u32 = ["职工总数", "从业人数", "职工人数", "staff"],
        /// Science and technology staff 科技人员数.
        technical: u32 = ["科技人员数", "科技人员", "technical staff"],
        /// R&D staff 研发人员数.
        rnd_staff: u32 = ["研发人员数", "研发人员", "rnd staff"],
        /// Staff with a master's or doctor's degree 硕士及以上人数.
        postgraduates: u32 = ["硕士及以上人数", "硕博人数", "postgraduates"],
        /// Awardees of talent programmes 人才计划入选人数.
        awardees: u32 = ["人才计划入选人数", "高层次人才数", "awardees"],
        /// Graduates hired in the year 当年吸纳应届毕业生.
        graduates_hired: u32 = ["吸纳应届毕业生数", "应届毕业生", "graduates hired"],
        /// R&D staff who stayed through the year 稳定研发人员数.
        rnd_stayed: u32 = ["稳定研发人员数", "rnd stayed"],
    }
}

fact! {
    /// A year's counts of innovation, from a research file 创新年度统计.
    InnovationYear, "innovation_year", "创新年度统计";
    required {
        /// Last day of the period 期末.
        period_end: Date = ["年度", "period end", "year"],
    }
    optional {
        /// Patents 专利数.
        patents: u32 = ["专利数", "patents"],
        /// Patents weighted by the citations they had drawn before the year 前期被引专利.
        prior_citations: u32 = ["前期被引", "precites"],
        /// Citations drawn later by the year's patents 后续被引, known only long after.
        later_citations: u32 = ["后续被引", "cites"],
        /// Stock of past R&D 研发存量.
        rnd_stock: Amount = ["研发存量", "rnd stock"],
        /// Stock of patents of earlier years 专利存量.
        patent_stock: u32 = ["专利存量", "patent stock"],
    }
}

fact! {
    /// Something that counts against an enterprise 不良事件.
    AdverseEvent, "adverse_event", "不良事件";
    required {
        /// Reference of the case 案号.
        reference: String = ["案号", "文号", "reference"],
        /// Day of the decision 决定日.
        on: Date = ["决定日", "列入日期", "处罚日期", "date"],
        /// Kind 类别.
        kind: AdverseKind = ["事件类别", "类别", "kind"],
    }
    optional {
        /// How grave 严重程度.
        severity: Severity = ["严重程度", "severity"],
        /// When it ended 移出日.
        ended_on: Date = ["移出日", "移出日期", "ended on"],
        /// Amount 金额.
        amount: Amount = ["涉及金额", "amount"],
    }
}

fact! {
    /// A loan 贷款.
    Loan, "loan", "贷款";
    required {
        /// Number of the contract 借据号.
        number: String = ["借据号", "合同号", "loan number"],
        /// Day of the drawdown 放款日.
        drawn_on: Date = ["放款日", "发放日期", "drawn on"],
    }
    optional {
        /// Principal 本金.
        principal: Amount = ["本金", "贷款金额", "principal"],
        /// Outstanding principal 余额.
        outstanding: Amount = ["余额", "贷款余额", "outstanding"],
        /// Last day 到期日.
        due_on: Date = ["到期日", "due on"],
        /// Bank 贷款行.
        bank: String = ["贷款银行", "贷款行", "bank"],
        /// Days overdue 逾期天数.
        days_overdue: u32 = ["逾期天数", "days overdue"],
    }
}
