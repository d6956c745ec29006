//! The one sign that no text may have, U+0000: PostgreSQL keeps none, and so nothing here takes one.

use super::problem::FieldProblem;
use serde_json::Value;

/// The stable code of the rule.
pub(super) const NUL: &str = "text.nul";

/// What to do about it.
pub(super) const NO_NUL: &str = "the sign U+0000 is in it, which no text may have; leave it out";

/// Every text of a body that has the sign, by its pointer.
pub(super) fn texts_with(value: &Value) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    walk(value, String::new(), &mut found);
    found
}

fn walk(value: &Value, at: String, found: &mut Vec<FieldProblem>) {
    match value {
        Value::String(text) if text.contains('\0') => found.push(problem(at)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, format!("{at}/{index}"), found);
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                if name.contains('\0') {
                    found.push(problem(at.clone()));
                }
                walk(value, at, found);
            }
        }
        _ => {}
    }
}

fn problem(pointer: String) -> FieldProblem {
    FieldProblem {
        pointer,
        code: NUL.to_owned(),
        detail: NO_NUL.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_text_with_the_sign_is_named() {
        let body = json!({"a": "x\0", "b": [{"c": "fine"}, {"d/e": "\0"}], "n": 1});
        let found = texts_with(&body);
        let found: Vec<&str> = found.iter().map(|of| of.pointer.as_str()).collect();
        assert_eq!(found, ["/a", "/b/1/d~1e"]);
        assert!(texts_with(&json!({"a": "\u{1}␀"})).is_empty());
    }
}
