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

    /// Adds to both texts.
    pub(crate) fn add(&mut self, zh: &str, en: &str) {
        self.zh.push_str(zh);
        self.en.push_str(en);
    }

    /// Empties both texts, for others to be written there.
    pub(crate) fn clear(&mut self) {
        self.zh.clear();
        self.en.clear();
    }
}
