//! The documents of a patent: filed, published, granted, and the family it belongs to.

use super::Obtained;
use super::declare::fact;
use crate::units::{ApplicationNumber, Date, PatentKind, PublicationNumber};

fact! {
    /// A patent application 专利申请. The application number is the identity of an invention: the
    /// published and the granted document of one application are one patent.
    PatentFiled, "patent_filed", "专利申请";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号", "专利号", "申请(专利)号", "Application Number", "application number"],
        /// Filing date 申请日.
        filed_on: Date = ["申请日", "申请日期", "Application Date", "filing date"],
    }
    optional {
        /// Kind 专利类型, where the number does not say it.
        kind: PatentKind = ["专利类型", "patent kind"],
        /// Title 名称.
        title: String = ["专利名称", "标题", "标题(中文)", "名称", "Title", "title"],
        /// Technology class, the first four characters of the main IPC 主分类号.
        technology: String = ["IPC主分类号", "主分类号", "主IPC分类号", "IPC主分类", "main ipc"],
        /// Number of applicants 申请人数量.
        applicants: u32 = ["申请人数量", "当前申请(专利权)人数量"],
        /// Number of claims 权利要求数量.
        claims: u32 = ["权利要求数量", "claims"],
        /// Whether it belongs to the main business 与主营业务相关.
        main_business: bool = ["与主营业务相关", "主营业务相关"],
        /// How it was obtained 获得方式.
        obtained: Obtained = ["获得方式", "取得方式"],
        /// Earliest priority date 最早优先权日.
        priority_on: Date = ["最早优先权日", "Earliest Priority Date", "priority date"],
        /// Whether it is an international application 国际申请(PCT).
        pct: bool = ["PCT", "国际申请"],
    }
}

fact! {
    /// Publication of an application 专利公开.
    PatentPublished, "patent_published", "专利公开";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// Publication date 公开日.
        published_on: Date = ["公开日", "公开(公告)日", "公开公告日", "Publication Date", "publication date"],
    }
    optional {
        /// Publication number 公开号.
        publication: PublicationNumber = ["公开号", "公开(公告)号", "公开公告号", "Publication Number"],
    }
}

fact! {
    /// Grant of a patent 专利授权.
    PatentGranted, "patent_granted", "专利授权";
    required {
        /// Application number 申请号.
        application: ApplicationNumber = ["申请号"],
        /// Grant date 授权公告日.
        granted_on: Date = ["授权公告日", "授权日", "授权日期", "grant date"],
    }
    optional {
        /// Number of the granted document 授权公告号.
        publication: PublicationNumber = ["授权公告号"],
        /// Number of granted claims 权利要求数量.
        claims: u32 = ["授权权利要求数量"],
        /// How it was obtained 获得方式, where the source gives no filing date to say it with.
        obtained: Obtained = ["获得方式", "取得方式"],
    }
}

fact! {
    /// A member of the same patent family 同族专利, in another country.
    PatentFamilyMember, "patent_family_member", "同族专利";
    required {
        /// Application number of the enterprise's own patent 申请号.
        application: ApplicationNumber = ["申请号"],
        /// The other document 同族公开号.
        member: PublicationNumber = ["同族公开号"],
        /// When that document was published 同族公开日.
        published_on: Date = ["同族公开日"],
    }
    optional {}
}
