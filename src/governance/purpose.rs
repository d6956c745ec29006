//! For what data are read, and which data: the two closed lists that a consent chooses from.

use crate::units::words::words;

words! {
    /// For what somebody reads 查询用途.
    Purpose {
        /// To decide on a loan, by a score or a dossier.
        CreditAssessment = "credit-assessment", "授信评估";
        /// To enrol a loan and to watch it while it is under cover.
        CoverMonitoring = "cover-monitoring", "备案及贷后监测";
        /// To file, check or decide a claim.
        Claim = "claim", "补偿申请";
        /// To verify an objection.
        Objection = "objection", "异议核查";
        /// To add up, nobody being named in what comes out.
        Statistics = "statistics", "统计";
    }

    /// Which data 数据类别.
    DataClass {
        /// What registers say: registration, qualifications, adverse events.
        Registry = "registry", "登记信息";
        /// What the enterprise filed itself: research, people, products.
        Filed = "filed", "企业填报";
        /// Financial years and taxes.
        Financial = "financial", "财务税务";
        /// Patents and other intellectual property.
        Patents = "patents", "知识产权";
        /// What one bank knows of its own customer.
        Private = "private", "银行自有";
    }
}
