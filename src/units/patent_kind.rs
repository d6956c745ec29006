//! The three kinds of Chinese patent.

use serde::{Deserialize, Serialize};

/// A kind of patent 专利类型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatentKind {
    /// Invention 发明: twenty years.
    Invention,
    /// Utility model 实用新型: ten years.
    UtilityModel,
    /// Design 外观设计: fifteen years, ten if filed before 2021-06-01.
    Design,
}
