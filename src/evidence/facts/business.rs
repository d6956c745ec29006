//! Products, platforms, awards, titles, standards, contracts, projects and investment.

use super::declare::fact;
use super::{Level, QualificationKind, Role};
use crate::units::{Amount, Date};

fact! {
    /// A certified high-tech or new product 高新技术产品.
    Product, "product", "产品";
    required {
        /// Certificate number 产品编号.
        number: String = ["产品编号", "PS编号", "product number"],
        /// Day of the certificate 认定日期.
        certified_on: Date = ["认定日期", "产品认定日期", "certified on"],
    }
    optional {
        /// Name 产品名称.
        name: String = ["产品名称", "product name"],
        /// End of validity 有效期至.
        valid_until: Date = ["有效期至", "valid until"],
    }
}

fact! {
    /// A result turned into a product or service 科技成果转化.
    Conversion, "conversion", "成果转化";
    required {
        /// Number of the result 成果编号.
        number: String = ["成果编号", "conversion number"],
        /// When it was converted 转化日期.
        on: Date = ["转化日期", "转化年份", "converted on"],
    }
    optional {
        /// Name 成果名称.
        name: String = ["成果名称", "conversion name"],
    }
}

fact! {
    /// A registered technology contract 技术合同.
    TechContract, "tech_contract", "技术合同";
    required {
        /// Registration number 合同登记号.
        number: String = ["合同登记号", "contract number"],
        /// Day of signature 签订日.
        signed_on: Date = ["签订日", "signed on"],
    }
    optional {
        /// Turnover 技术合同成交额.
        turnover: Amount = ["技术合同成交额", "成交额", "turnover"],
    }
}

fact! {
    /// A research platform 研发平台.
    Platform, "platform", "研发平台";
    required {
        /// Name 平台名称.
        name: String = ["平台名称", "platform"],
        /// Day of recognition 认定日期.
        recognised_on: Date = ["平台认定日期", "认定日期", "recognised on"],
        /// Level 级别.
        level: Level = ["平台级别", "级别", "level"],
    }
    optional {
        /// When it ended 撤销日.
        ended_on: Date = ["撤销日", "ended on"],
    }
}

fact! {
    /// A science prize 科技奖励.
    Award, "award", "科技奖励";
    required {
        /// Name 奖项.
        name: String = ["奖项", "奖励名称", "award"],
        /// Day of the award 获奖日期.
        awarded_on: Date = ["获奖日期", "awarded on"],
        /// Level 级别.
        level: Level = ["奖励级别", "级别", "level"],
    }
    optional {
        /// The enterprise's place among the winners 排名.
        rank: u32 = ["排名", "rank"],
    }
}

fact! {
    /// A title the enterprise holds 企业资质.
    Qualification, "qualification", "企业资质";
    required {
        /// Which 资质类别.
        kind: QualificationKind = ["资质类别", "qualification"],
        /// Day of the certificate 发证日期.
        granted_on: Date = ["发证日期", "granted on"],
    }
    optional {
        /// End of validity 有效期至.
        valid_until: Date = ["有效期至", "valid until"],
        /// Number of the certificate 证书编号.
        number: String = ["证书编号", "certificate"],
    }
}

fact! {
    /// A technical standard 技术标准.
    Standard, "standard", "技术标准";
    required {
        /// Number of the standard 标准号.
        number: String = ["标准号", "standard"],
        /// Day of issue 发布日期.
        issued_on: Date = ["发布日期", "issued on"],
        /// The enterprise's part 参与方式.
        role: Role = ["参与方式", "role"],
    }
    optional {
        /// Level 级别.
        level: Level = ["标准级别", "level"],
    }
}

fact! {
    /// A publicly funded project 科技项目.
    Project, "project", "科技项目";
    required {
        /// Number 项目编号.
        number: String = ["项目编号", "project number"],
        /// Day of approval 立项日期.
        approved_on: Date = ["立项日期", "approved on"],
        /// Level 级别.
        level: Level = ["项目级别", "level"],
    }
    optional {
        /// Grant 资助金额.
        grant: Amount = ["资助金额", "grant"],
    }
}

fact! {
    /// Venture capital received 创业投资.
    Investment, "investment", "创业投资";
    required {
        /// Reference of the round 轮次.
        round: String = ["轮次", "round"],
        /// Day of the investment 投资日期.
        on: Date = ["投资日期", "invested on"],
    }
    optional {
        /// Amount 投资金额.
        amount: Amount = ["投资金额", "invested"],
    }
}
