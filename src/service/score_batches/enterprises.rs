//! The enterprises of a batch: from a body or from a file, each once, everything wrong told with its place.

use crate::service::governance::body::Body;
use crate::service::import::Input;
use crate::service::import::table::{TextTable, told};
use crate::units::{EnterpriseId, Problems};
use std::collections::HashMap;

/// What the column of enterprises may be called.
const ENTERPRISE: &[&str] = &["统一社会信用代码", "社会信用代码", "uscc", "enterprise"];

/// So many mistakes are told; a file that has more is another file. [ours]
const TOLD: usize = 1_000;

/// Enterprises as they are read.
struct Reading {
    most: usize,
    list: Vec<EnterpriseId>,
    /// The place of each.
    seen: HashMap<EnterpriseId, String>,
    wrong: usize,
}

impl Reading {
    fn new(most: usize) -> Self {
        Self {
            most,
            list: Vec::new(),
            seen: HashMap::new(),
            wrong: 0,
        }
    }

    /// Reads one at a place; what is wrong with it, if there is still room to tell.
    fn take(&mut self, place: String, text: &str) -> Option<(&'static str, String)> {
        let wrong = match EnterpriseId::parse(text) {
            Ok(id) => match self.seen.get(&id) {
                None => {
                    self.seen.insert(id.clone(), place);
                    self.list.push(id);
                    return None;
                }
                Some(first) => (
                    "score-batch.twice",
                    format!("`{id}` stands at {first} already"),
                ),
            },
            Err(error) => ("field.value", error.to_string()),
        };
        self.wrong += 1;
        (self.wrong <= TOLD).then_some(wrong)
    }

    /// What is wrong with the whole.
    fn whole(&self, rows: usize) -> Option<(&'static str, String)> {
        if rows == 0 {
            return Some((
                "score-batch.empty",
                "name at least one enterprise".to_owned(),
            ));
        }
        if rows > self.most {
            let most = self.most;
            let message = format!("{rows} enterprises are too many; {most} at once would pass");
            return Some(("score-batch.rows", message));
        }
        let more = self.wrong.saturating_sub(TOLD);
        (more > 0).then(|| {
            let message = format!("{more} more are wrong, of which nothing is told here");
            ("score-batch.more", message)
        })
    }
}

/// Reads the list `enterprises` of a body.
pub(super) fn of_body(body: &mut Body<'_>, most: usize) -> Vec<EnterpriseId> {
    const FIELD: &str = "enterprises";
    let Some(value) = body.field(FIELD) else {
        body.wrong(FIELD, "field.missing", "this field is needed");
        return Vec::new();
    };
    let Some(items) = value.as_array() else {
        body.wrong(FIELD, "field.list", "a list of texts would pass");
        return Vec::new();
    };
    let mut reading = Reading::new(most);
    // More than may be are not looked at one by one.
    for (at, item) in items.iter().enumerate().take(most) {
        let place = format!("{FIELD}/{at}");
        let wrong = match item.as_str() {
            Some(text) => reading.take(format!("/{place}"), text),
            None => Some(("field.text", "a text is needed".to_owned())),
        };
        if let Some((rule, message)) = wrong {
            body.wrong(&place, rule, message);
        }
    }
    if let Some((rule, message)) = reading.whole(items.len()) {
        body.wrong(FIELD, rule, message);
    }
    reading.list
}

/// Reads the column of enterprises of a file, at most so many.
pub fn enterprises_of(
    input: &Input,
    sheet: Option<&str>,
    most: usize,
) -> Result<Vec<EnterpriseId>, Problems> {
    let table = TextTable::read(input, sheet, &[ENTERPRISE], "score-batch.header")?;
    let at = table.column(ENTERPRISE);
    let mut reading = Reading::new(most);
    let mut problems = Problems::default();
    for (row, cells) in table.rows.iter().take(most) {
        let line = u32::try_from(*row).ok();
        let text = told(cells, at).unwrap_or("");
        if let Some((rule, message)) = reading.take(format!("row {row}"), text) {
            problems.push(line, "enterprise", rule, message);
        }
    }
    if let Some((rule, message)) = reading.whole(table.rows.len()) {
        problems.add(input.name(), rule, message);
    }
    problems.or(reading.list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn body(value: &Value, most: usize) -> String {
        let mut body = Body::new(value).unwrap();
        let list = of_body(&mut body, most);
        let told = |list: Vec<EnterpriseId>| {
            let each: Vec<String> = list.iter().map(ToString::to_string).collect();
            each.join(" ")
        };
        body.finish(Some(list))
            .map_or_else(|error| error.to_string(), told)
    }

    fn file(text: &str, most: usize) -> String {
        let input = Input::from_bytes("firms.csv", text.as_bytes().to_vec()).unwrap();
        match enterprises_of(&input, None, most) {
            Ok(list) => list
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            Err(problems) => problems.to_string(),
        }
    }

    #[test]
    fn each_is_read_once_and_everything_wrong_is_told() {
        let fine = json!({"enterprises": ["x:a", "91350100M000100Y43"]});
        assert_eq!(body(&fine, 2), "x:a 91350100M000100Y43");
        let wrong = json!({"enterprises": ["x:a", "x:a", 7, "91350100M000100Y44", "x:b"]});
        insta::assert_snapshot!(body(&wrong, 4), @"
        /enterprises/1: `x:a` stands at /enterprises/0 already [score-batch.twice]
        /enterprises/2: a text is needed [field.text]
        /enterprises/3: `91350100M000100Y44`: character 18 should be `3` for the rest to be right, and is `4` [field.value]
        /enterprises: 5 enterprises are too many; 4 at once would pass [score-batch.rows]
        ");
        insta::assert_snapshot!(body(&json!({"enterprises": []}), 4), @"/enterprises: name at least one enterprise [score-batch.empty]");
        insta::assert_snapshot!(body(&json!({}), 4), @"/enterprises: this field is needed [field.missing]");
    }

    #[test]
    fn a_file_is_read_by_its_column() {
        assert_eq!(file("enterprise\nx:a\nx:b\n", 5), "x:a x:b");
        let table = "客户清单\n序号,企业名称,统一社会信用代码\n1,甲,x:a\n2,乙,x:b\n合计,2,\n";
        assert_eq!(file(table, 5), "x:a x:b");
        insta::assert_snapshot!(file("name,enterprise\na,x:a\nb,\nc,x:a\n", 2), @"
        line 3: enterprise: `` has 0 characters; a unified social credit code (统一社会信用代码) has 18 [field.value]
        firms.csv: 3 enterprises are too many; 2 at once would pass [score-batch.rows]
        ");
        insta::assert_snapshot!(file("name,firm\na,x:a\n", 2), @"firms.csv: no row is a header; it needs 统一社会信用代码/社会信用代码/uscc/enterprise [score-batch.header]");
    }

    #[test]
    fn of_very_many_mistakes_some_are_told() {
        let text = format!("enterprise\n{}", "!\n".repeat(1_500));
        let told = file(&text, 5_000);
        assert_eq!(told.lines().count(), 1_001);
        assert!(
            told.ends_with(
                "firms.csv: 500 more are wrong, of which nothing is told here [score-batch.more]"
            ),
            "{told}"
        );
    }
}
