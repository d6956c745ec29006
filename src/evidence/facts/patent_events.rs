//! What happens to a patent after filing: status, transfer, licence, pledge, citations, shares.

use super::declare::fact;
use super::{CitationDirection, Direction, Standing};
use crate::units::{Amount, ApplicationNumber, Date, Ratio};

fact! {
    /// A legal-status event 法律状态事件.
    PatentStatus, "patent_status", "法律状态";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// Date of the event 法律状态公告日.
        on: Date = ["法律状态公告日", "法律状态日", "状态日期", "status date"],
        /// The standing after it 法律状态.
        standing: Standing = ["法律状态", "当前法律状态", "专利有效性", "简单法律状态", "Legal Status"],
    }
    optional {
        /// The words of the register 原文.
        text: String = ["法律状态原文"],
        /// Until when the right can be restored 恢复期限.
        restorable_until: Date = ["恢复期限"],
    }
}

fact! {
    /// A transfer of a patent 专利转让.
    PatentTransfer, "patent_transfer", "专利转让";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// Date of the transfer 转让执行日.
        on: Date = ["转让执行日", "转让日期"],
        /// Which way 转让方向.
        direction: Direction = ["转让方向"],
    }
    optional {
        /// The other side 对方.
        counterparty: String = ["转让人", "受让人"],
    }
}

fact! {
    /// A licence of a patent 专利许可.
    PatentLicence, "patent_licence", "专利许可";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// Date of its record 许可合同备案日期.
        on: Date = ["许可合同备案日期", "许可日期"],
    }
    optional {
        /// Licensee 被许可人.
        licensee: String = ["被许可人"],
        /// Fee 许可费.
        fee: Amount = ["许可费"],
    }
}

fact! {
    /// A pledge of a patent 专利质押.
    PatentPledge, "patent_pledge", "专利质押";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// Date of its record 质押登记日.
        on: Date = ["质押登记日", "质押日期"],
    }
    optional {
        /// Pledgee 质权人.
        pledgee: String = ["质权人"],
        /// Amount secured 质押金额.
        amount: Amount = ["质押金额"],
        /// When it was released 解除日.
        released_on: Date = ["质押解除日"],
    }
}

fact! {
    /// A citation between patents, with its own date 专利引证.
    PatentCitation, "patent_citation", "专利引证";
    required {
        /// Application number of the enterprise's patent 申请号.
        application: ApplicationNumber = ["申请号"],
        /// The other document 引证文献.
        other: String = ["引证文献", "施引专利"],
        /// When the citing document was published 引证日.
        on: Date = ["引证日", "引证日期"],
        /// Which way 引证方向.
        direction: CitationDirection = ["引证方向"],
    }
    optional {
        /// Technology class of the other document, four characters 引证分类.
        technology: String = ["引证分类", "引证IPC"],
    }
}

fact! {
    /// Counts of today, without the dates behind them 专利统计. They serve no view before `counted_on`.
    PatentCounts, "patent_counts", "专利统计";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// The day of the export 统计日.
        counted_on: Date = ["统计日"],
    }
    optional {
        /// Times cited 被引证次数.
        cited_by: u32 = ["被引证次数", "被引用专利数量", "Cited by Patent Count"],
        /// Documents cited 引证次数.
        cites: u32 = ["引证次数", "引用专利数量", "Cites Patent Count"],
        /// Size of the simple family 简单同族个数.
        family_size: u32 = ["简单同族个数", "Simple Family Size"],
    }
}

fact! {
    /// The enterprise's share of a patent from a date on 专利权份额.
    PatentShare, "patent_share", "专利权份额";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// From when 起始日.
        on: Date = ["份额起始日"],
        /// The share 份额.
        share: Ratio = ["份额", "权利份额"],
    }
    optional {
        /// Number of owners 权利人数量.
        owners: u32 = ["权利人数量"],
    }
}
