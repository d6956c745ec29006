//! What people write where they say nothing: not told is missing, and never zero.

use crate::evidence::FieldType;

/// Whether a cell says nothing in any file.
pub(super) fn says_nothing(text: &str) -> bool {
    if text.len() > 36 {
        return false;
    }
    matches!(
        text,
        "" | "-"
            | "--"
            | "---"
            | "—"
            | "——"
            | "/"
            | "\\"
            | "NA"
            | "N/A"
            | "n/a"
            | "#N/A"
            | "null"
            | "NULL"
            | "Null"
            | "None"
            | "none"
            | "nan"
            | "NaN"
            | "***"
            | "****"
            | "未公示"
            | "不公示"
            | "未披露"
            | "不详"
            | "未匹配到相关企业"
            | "企业选择不公示"
            | "个体户选择不公示"
            | "农专社选择不公示"
            | "选择不公示"
    )
}

/// Whether a cell says nothing in a field of numbers: `无`, or a unit without a number.
pub(super) fn says_no_number(text: &str, holds: FieldType) -> bool {
    match holds {
        FieldType::Amount => matches!(text, "无" | "元" | "万元" | "None万元" | "亿元"),
        FieldType::Count => matches!(text, "无" | "人" | "件" | "项" | "个"),
        _ => false,
    }
}

/// Whether the first cell of a row makes it a total of the rows above.
pub(super) fn is_total(text: &str) -> bool {
    let plain = text.trim_end_matches([':', ' ']);
    matches!(
        plain,
        "合计"
            | "总计"
            | "小计"
            | "共计"
            | "合 计"
            | "总 计"
            | "小 计"
            | "本页合计"
            | "Total"
            | "total"
            | "TOTAL"
            | "Grand Total"
            | "Sum"
    )
}

/// Whether the only cell of a row is a note under the table.
pub(super) fn is_note(text: &str) -> bool {
    [
        "注:",
        "注1",
        "注 ",
        "备注",
        "说明",
        "数据来源",
        "资料来源",
        "数据使用声明",
        "填表",
        "制表",
        "审核",
        "单位负责人",
        "*",
        "Note",
        "NOTE",
        "note:",
        "Source:",
        "Generated",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_told_is_missing_and_zero_is_zero() {
        for text in ["", "-", "企业选择不公示", "***", "NA"] {
            assert!(says_nothing(text), "{text}");
        }
        assert!(!says_nothing("0") && !says_nothing("无"));
        assert!(says_no_number("None万元", FieldType::Amount));
        assert!(says_no_number("人", FieldType::Count));
        assert!(!says_no_number("0人", FieldType::Count));
        assert!(!says_no_number("无", FieldType::Flag));
        assert!(is_total("合计：".replace('：', ":").as_str()) && !is_total("合计科技有限公司"));
        assert!(is_note("注:金额以万元计") && !is_note("91500108MA5U00000X"));
    }
}
