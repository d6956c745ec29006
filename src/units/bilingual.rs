//! A text in Chinese and English: every label a person may read is one of these.

use serde::{Deserialize, Serialize};

/// One text in both languages of the project; neither may be empty in a checked file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bilingual {
    /// Chinese text 中文.
    pub zh: String,
    /// English text.
    pub en: String,
}

impl Bilingual {
    /// Joins a Chinese and an English text.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }
}
