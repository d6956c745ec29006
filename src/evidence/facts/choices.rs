//! The closed lists of words that fields may hold, with the words that real files use for them.

use super::declare::choice;
use crate::evidence::field::{Cell, FieldType, FieldValue};
use crate::units::PatentKind;

choice! {
    /// How a right came to the enterprise 获得方式.
    Obtained, "obtained";
    /// Its own research 自主研发.
    SelfDeveloped = "self_developed" ["自主研发", "原始取得", "2", "自主"],
    /// Bought 受让.
    Transferred = "transferred" ["受让", "3", "继受取得"],
    /// Given 受赠.
    Gifted = "gifted" ["受赠", "4"],
    /// By merger 并购.
    Merged = "merged" ["并购", "5"],
    /// Some other way 其他.
    Other = "other" ["其他", "1"],
}

choice! {
    /// Kinds of right other than patents 其他知识产权.
    RightKind, "right_kind";
    /// Software copyright 软件著作权 (class II).
    Software = "software" ["软件著作权", "软著", "计算机软件著作权", "4"],
    /// Integrated-circuit layout-design 集成电路布图设计 (class I).
    LayoutDesign = "layout_design" ["集成电路布图设计专有权", "集成电路布图设计", "布图设计", "11"],
    /// New plant variety 植物新品种 (class I).
    PlantVariety = "plant_variety" ["植物新品种", "国家级农作物品种", "7", "8"],
    /// National new drug 国家新药 (class I).
    NewDrug = "new_drug" ["国家新药", "9"],
    /// National class-I protection of a traditional medicine 国家一级中药保护品种 (class I).
    ProtectedMedicine = "protected_medicine" ["国家一级中药保护品种", "10"],
    /// Defence invention patent, whose number is not public 国防专利 (class I).
    DefencePatent = "defence_patent" ["发明专利(国防专利)", "国防专利", "6"],
    /// Trademark 商标, which no evaluation counts.
    Trademark = "trademark" ["商标", "注册商标"],
}

choice! {
    /// The legal standing of a patent 法律状态, after an event.
    Standing, "standing";
    /// Applied for, not decided 审中.
    Pending = "pending" ["审中", "PENDING"],
    /// Granted and alive 有效.
    InForce = "in_force" ["有效", "ACTIVE", "授权"],
    /// Lapsed for fees, and can still be restored 等恢复.
    Restorable = "restorable" ["等恢复"],
    /// Ended, refused or withdrawn 失效.
    Dead = "dead" ["失效", "INACTIVE", "EXPIRED", "DISCONTINUED"],
    /// Not told 未确认.
    Unknown = "unknown" ["未确认", "UNKNOWN"],
}

choice! {
    /// Which way a transfer went 转让方向.
    Direction, "direction";
    /// To the enterprise 转入.
    In = "in" ["转入", "受让"],
    /// Away from the enterprise 转出.
    Out = "out" ["转出", "出让"],
}

choice! {
    /// Which way a citation goes 引证方向.
    CitationDirection, "citation_direction";
    /// A later patent cites this one 被引.
    Received = "received" ["被引", "被引证"],
    /// This patent cites an earlier one 引用.
    Made = "made" ["引用", "引证"],
}

choice! {
    /// The level of an authority 级别.
    Level, "level";
    /// National 国家级.
    National = "national" ["国家级", "国家"],
    /// Provincial, or of a municipality such as Chongqing 省级.
    Provincial = "provincial" ["省级", "市级(直辖市)", "省部级"],
    /// Prefecture or city 市级.
    Municipal = "municipal" ["市级", "地市级"],
    /// District or county 区县级.
    District = "district" ["区级", "县级", "区县级"],
    /// International 国际.
    International = "international" ["国际"],
}

choice! {
    /// Titles that enterprises hold 企业资质.
    QualificationKind, "qualification_kind";
    /// High-tech enterprise 高新技术企业.
    HighTech = "high_tech" ["高新技术企业", "HNTE"],
    /// Technology small or medium enterprise 科技型中小企业.
    TechnologySme = "technology_sme" ["科技型中小企业", "科技型企业"],
    /// Innovative small or medium enterprise 创新型中小企业.
    InnovativeSme = "innovative_sme" ["创新型中小企业"],
    /// Specialised and new 专精特新.
    Specialised = "specialised" ["专精特新", "专精特新中小企业"],
    /// National little giant 专精特新小巨人.
    LittleGiant = "little_giant" ["小巨人", "专精特新小巨人"],
    /// High-growth technology enterprise 高成长性科技企业.
    HighGrowth = "high_growth" ["高成长性科技企业", "高成长性科技型企业", "瞪羚企业"],
}

choice! {
    /// The registration status of an enterprise 登记状态.
    Status, "status";
    /// In business 存续.
    Active = "active" ["存续", "在业", "开业", "在营", "在册", "正常", "存续(在营、开业、在册)"],
    /// On the list of abnormal operations 经营异常.
    Abnormal = "abnormal" ["经营异常", "异常"],
    /// Deregistered 注销.
    Deregistered = "deregistered" ["注销", "已注销"],
    /// Licence revoked 吊销.
    Revoked = "revoked" ["吊销", "吊销,未注销", "吊销未注销"],
    /// Moved away 迁出.
    MovedAway = "moved_away" ["迁出"],
}

choice! {
    /// Kinds of adverse event 不良事件.
    AdverseKind, "adverse_kind";
    /// On the list of dishonest judgment debtors 失信被执行人.
    DishonestDebtor = "dishonest_debtor" ["失信被执行人", "失信"],
    /// Taxes overdue 欠税.
    TaxArrears = "tax_arrears" ["欠税", "重大税收违法"],
    /// Breach of environmental law 环境违法.
    Environment = "environment" ["环境违法", "环保处罚"],
    /// Breach of quality law 质量事故.
    Quality = "quality" ["质量事故", "重大质量事故"],
    /// Breach of safety law 安全事故.
    Safety = "safety" ["安全事故", "重大安全事故"],
    /// Listed for abnormal operations 经营异常名录.
    AbnormalOperations = "abnormal_operations" ["经营异常名录", "经营异常"],
    /// Any other 其他.
    Other = "other" ["其他", "行政处罚"],
}

choice! {
    /// How grave an adverse event is 严重程度.
    Severity, "severity";
    /// Grave: the rules stop for it 重大.
    Serious = "serious" ["重大", "严重"],
    /// Ordinary 一般.
    Ordinary = "ordinary" ["一般", "轻微"],
}

choice! {
    /// The part an enterprise had in a standard 参与方式.
    Role, "role";
    /// Led 主导.
    Led = "led" ["主导", "牵头", "主持"],
    /// Took part 参与.
    TookPart = "took_part" ["参与", "参加"],
}

/// Each kind of patent, its stable word, and the words that people write for it.
pub(super) const PATENT_KINDS: &[(PatentKind, &str, &[&str])] = &[
    (
        PatentKind::Invention,
        "invention",
        &["发明", "发明专利", "发明申请", "发明授权", "12"],
    ),
    (
        PatentKind::UtilityModel,
        "utility_model",
        &["实用新型", "实用新型专利", "2"],
    ),
    (
        PatentKind::Design,
        "design",
        &["外观设计", "外观设计专利", "外观", "3"],
    ),
];

impl FieldValue for PatentKind {
    const HOLDS: FieldType = FieldType::Choice(&["invention", "utility_model", "design"]);
    const RULE: &'static str = "patent_kind";
    fn read(cell: &Cell<'_>) -> Result<Self, String> {
        let text = cell.text;
        PATENT_KINDS
            .iter()
            .find(|(_, word, written)| text == *word || written.contains(&text))
            .map(|(kind, ..)| *kind)
            .ok_or_else(|| format!("`{text}` is none of: invention, utility_model, design"))
    }
}
