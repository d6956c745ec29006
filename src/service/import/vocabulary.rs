//! A vocabulary: what the words of a register or vendor mean, tried in a stated order.

/// Texts and their meanings 词表. The first entry that fits a text wins, so dead words stand first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Vocabulary {
    /// Its name in mapping files.
    pub(super) name: String,
    /// The entries in the order in which they are tried.
    pub(super) entries: Vec<Entry>,
    /// The meaning of a text that no entry fits; `None` leaves the text as it is.
    pub(super) otherwise: Option<String>,
}

/// One meaning and the texts that have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The word of the field; `None`: the text says nothing about it.
    pub(super) means: Option<String>,
    /// Whole texts.
    pub(super) exact: Vec<String>,
    /// Parts of texts.
    pub(super) contains: Vec<String>,
}

impl Vocabulary {
    /// The meaning of a text: `None` when it says nothing about the field.
    pub(super) fn meaning<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        let fits = |entry: &&Entry| {
            entry.exact.iter().any(|whole| whole == text)
                || entry
                    .contains
                    .iter()
                    .any(|part| text.contains(part.as_str()))
        };
        match self.entries.iter().find(fits) {
            Some(entry) => entry.means.as_deref(),
            None => Some(self.otherwise.as_deref().unwrap_or(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::service::import::profile;

    #[test]
    fn the_register_s_words_have_one_standing_each() {
        let vocabulary = profile::vocabulary("legal_status").unwrap();
        for (standing, texts) in [
            (
                Some("pending"),
                &[
                    "公开",
                    "实质审查的生效",
                    "等待实审提案",
                    "一通出案待答复",
                    "驳回等复审请求",
                    "等年登印费",
                    "等待颁证公告",
                    "审中",
                ][..],
            ),
            (
                Some("in_force"),
                &[
                    "授权",
                    "专利权维持",
                    "等年费滞纳金",
                    "有效",
                    "授权 | 质押 | 权利转移",
                    "部分无效",
                    "权利恢复",
                ],
            ),
            (
                Some("restorable"),
                &["未缴年费专利权终止,等恢复", "未缴年费专利权终止，等恢复"],
            ),
            (
                Some("dead"),
                &[
                    "发明专利申请公布后的撤回",
                    "发明专利申请公布后的驳回",
                    "发明专利申请公布后的视为撤回",
                    "专利申请的视为撤回",
                    "被视为撤回的申请",
                    "驳回的专利申请",
                    "未缴年费专利权终止",
                    "专利权的终止",
                    "专利权的终止(未缴年费专利权终止)",
                    "专利权的终止专利权有效期届满",
                    "专利权有效期届满",
                    "避免重复授权放弃专利权",
                    "其他有关事项(避免重复授权放弃专利权)",
                    "专利权的主动放弃",
                    "专利权的视为放弃",
                    "专利权全部无效",
                    "专利权的无效、部分无效宣告专利权全部无效",
                    "专利权的撤销专利权全部撤销",
                    "未缴年费终止失效",
                    "届满终止失效",
                    "视为放弃失效",
                    "驳回失效",
                    "逾期视撤失效",
                    "放弃专利权(重复授权)",
                    "无效宣告失效",
                    "撤回专利申请",
                    "授权 | 未缴年费",
                    "失效",
                ],
            ),
            (
                None,
                &[
                    "专利权的转移",
                    "著录事项变更",
                    "专利权质押合同登记的生效",
                    "专利权质押合同登记的注销",
                    "专利实施许可合同备案的生效",
                ],
            ),
            (Some("unknown"), &["未确认", "某种从未见过的话"]),
        ] {
            for text in texts {
                assert_eq!(vocabulary.meaning(text), standing, "{text}");
            }
        }
    }
}
