//! What the registry knows of an enterprise, and the taking back of a fact that was wrong.

use super::Status;
use super::declare::fact;
use crate::units::{Amount, Date, Digest};

fact! {
    /// The enterprise as the registry saw it on a day 企业登记信息. Names and status are facts with
    /// dates; the enterprise's code is its identity.
    Enterprise, "enterprise", "企业登记信息";
    required {
        /// The day this was so 登记日.
        observed_on: Date = ["核准日期", "登记日", "observed on"],
    }
    optional {
        /// Name 企业名称.
        name: String = ["企业名称", "公司名称", "系统匹配企业名称", "单位名称", "name"],
        /// Day of registration 成立日期.
        founded_on: Date = ["成立日期", "注册时间", "注册日期", "founded on"],
        /// District 所属区县.
        district: String = ["所属区县", "区县", "district"],
        /// Park 所属园区.
        park: String = ["所属园区", "园区", "park"],
        /// Industry 国标行业.
        industry: String = ["国标行业", "国标行业门类", "行业", "industry"],
        /// Field in the list the state supports 高新技术领域.
        field: String = ["技术领域", "高新技术领域", "所属领域", "field"],
        /// Whether the field is on the state's list 属于国家重点支持领域.
        supported_field: bool = ["国家重点支持领域", "supported field"],
        /// Whether its business is prohibited or restricted 限制类.
        restricted: bool = ["禁止限制类", "限制类"],
        /// Strategic emerging industry 战略性新兴产业.
        strategic_industry: bool = ["战略性新兴产业", "战略新兴产业"],
        /// Status 登记状态.
        status: Status = ["登记状态", "经营状态", "企业状态", "status"],
        /// Registered capital 注册资本.
        capital: Amount = ["注册资本", "registered capital"],
        /// Whether shares are listed 上市.
        listed: bool = ["是否上市", "listed"],
    }
}

fact! {
    /// A fact taken back, naming it by its digest 更正. The fact stays; views after this one's date
    /// leave it out.
    Retraction, "retraction", "更正";
    required {
        /// The fact taken back 被更正事实.
        retracts: Digest = ["被更正事实", "retracts"],
        /// When it was taken back 更正日.
        on: Date = ["更正日", "retracted on"],
    }
    optional {
        /// Why 原因.
        reason: String = ["更正原因", "reason"],
    }
}
