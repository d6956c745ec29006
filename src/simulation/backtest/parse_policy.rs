//! Reading a policy from its file.

use super::definition::Definition;
use super::policy::{Approve, Claims, Close, PaidIn, Policy, Size, SizeBy};
use crate::units::form::{Form, Table};
use crate::units::names::{ContributorId, District, GradeName, ItemId, NameError};
use crate::units::{Amount, Problems, Ratio};

/// The definition of default of a policy that names none.
const DEFINITION: &str = "overdue-90-or-charge-off";
/// The most days that a step of a claim may take.
const MOST_DAYS: i64 = 3_650;

impl Policy {
    /// Reads and checks a policy file; `definition` finds a definition of default by its id or path, or tells why there is
    /// none. Every problem is told at once, with its line.
    pub fn parse(
        text: &str,
        definition: &dyn Fn(&str) -> Result<Definition, String>,
    ) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let root = form.root();
        let id = id(&root);
        let name = root.bilingual("name");
        let approve = root.opt_table("approve").as_ref().map(approve);
        let approve = approve.unwrap_or_default();
        let grades = grades(&root);
        if let Some(last) = &approve.grade_to
            && !grades.is_empty()
            && !grades.iter().any(|(grade, _)| grade == last)
        {
            let known: Vec<&str> = grades.iter().map(|(grade, _)| grade.as_str()).collect();
            let why = format!(
                "`[[grades]]` has no grade `{last}`; it has: {}",
                known.join(", ")
            );
            root.problem("approve", "name.unknown", why);
        }
        let size = root.table("size").and_then(|table| size(&table));
        let definition = default(&root, definition);
        let claims = claims(root.opt_table("claims").as_ref());
        let (close, reset_breakers, contributions) = pool(root.opt_table("pool").as_ref());
        root.close();
        let whole = (|| {
            Some(Self {
                id: id?,
                name: name?,
                approve,
                grades,
                size: size?,
                definition: definition?,
                claims: claims?,
                close: close?,
                reset_breakers,
                contributions,
            })
        })();
        form.finish(whole)
    }
}

/// The id of a file, by which reports name it.
pub(super) fn id(root: &Table<'_>) -> Option<String> {
    let text = root.text("id")?;
    named(root, "id", &text, ItemId::parse).map(|_| text)
}

fn named<T>(
    table: &Table<'_>,
    key: &'static str,
    text: &str,
    parse: fn(&str) -> Result<T, NameError>,
) -> Option<T> {
    let read = parse(text);
    read.map_err(|error| table.problem(key, error.rule(), error.to_string()))
        .ok()
}

/// Amounts are texts: a bare number would leave open whether it is yuan or fen.
fn amount(table: &Table<'_>, key: &'static str, text: &str) -> Option<Amount> {
    match Amount::parse(text) {
        Ok(amount) if amount > Amount::ZERO => Some(amount),
        Ok(amount) => {
            let why = format!("it is {amount}; an amount above nought would pass");
            table.problem(key, "figure.range", why);
            None
        }
        Err(error) => {
            table.problem(key, error.rule(), error.to_string());
            None
        }
    }
}

/// A probability of default in parts per million, a finer one rounded down: what is approved up to it stays below it.
fn ppm(table: &Table<'_>, given: Ratio) -> Option<i64> {
    let most = Ratio::ONE;
    if !(Ratio::ZERO..=most).contains(&given) {
        let why = format!("it is {given}; a probability from 0 to 1 would pass, such as 0.05");
        table.problem("pd_up_to", "figure.range", why);
        return None;
    }
    let ppm = given.checked_mul(Ratio::from_int(1_000_000))?.floor();
    i64::try_from(ppm).ok()
}

fn approve(table: &Table<'_>) -> Approve {
    let grade_to = table.opt_text("grade_to");
    let grade_to = grade_to.and_then(|text| named(table, "grade_to", &text, GradeName::parse));
    let points_from = table.opt_integer("points_from").and_then(|points| {
        let read = i32::try_from(points);
        if read.is_err() {
            let why = format!("it is {points}; no model gives so many points");
            table.problem("points_from", "figure.range", why);
        }
        read.ok()
    });
    let ppm_up_to = table.opt_decimal("pd_up_to");
    let ppm_up_to = ppm_up_to.and_then(|given| ppm(table, given));
    table.close();
    Approve {
        grade_to,
        points_from,
        ppm_up_to,
    }
}

/// Grades by probability, best first.
fn grades(root: &Table<'_>) -> Vec<(GradeName, i64)> {
    let mut grades: Vec<(GradeName, i64)> = Vec::new();
    for table in root.tables("grades") {
        let grade = table.text("grade");
        let grade = grade.and_then(|text| named(&table, "grade", &text, GradeName::parse));
        let given = table.opt_decimal("pd_up_to");
        if table.node("pd_up_to").is_none() {
            table.problem("pd_up_to", "form.missing", "this key is required");
        }
        let most = given.and_then(|given| ppm(&table, given));
        table.close();
        let (Some(grade), Some(most)) = (grade, most) else {
            continue;
        };
        if grades.iter().any(|(known, _)| *known == grade) {
            table.problem("grade", "id.twice", "this grade stands twice");
        }
        if let Some((before, least)) = grades.last()
            && most <= *least
        {
            let why = format!("grades stand best first, and `{before}` reaches as far already");
            table.problem("pd_up_to", "figure.order", why);
        }
        grades.push((grade, most));
    }
    grades
}

fn size(table: &Table<'_>) -> Option<Size> {
    let words = [("requested", SizeBy::Requested), ("limit", SizeBy::Limit)];
    let by = table.word("by", &words);
    let most = table.opt_text("most");
    let most = most.map(|text| amount(table, "most", &text));
    table.close();
    let most = match most {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Size { by: by?, most })
}

fn default(
    root: &Table<'_>,
    find: &dyn Fn(&str) -> Result<Definition, String>,
) -> Option<Definition> {
    let table = root.opt_table("default");
    let asked = table
        .as_ref()
        .and_then(|table| table.opt_text("definition"));
    let found = find(asked.as_deref().unwrap_or(DEFINITION));
    let found = found.map_err(|why| match &table {
        Some(table) => table.problem("definition", "definition.unknown", why),
        None => root.problem("default", "definition.unknown", why),
    });
    if let Some(table) = &table {
        table.close();
    }
    found.ok()
}

fn claims(table: Option<&Table<'_>>) -> Option<Claims> {
    let days = |key: &'static str, otherwise: u32| {
        let given = table.and_then(|table| table.opt_integer(key));
        let Some(given) = given else {
            return Some(otherwise);
        };
        let right = u32::try_from(given)
            .ok()
            .filter(|_| (0..=MOST_DAYS).contains(&given));
        if let (None, Some(table)) = (right, table) {
            let why = format!("it is {given}; 0 to {MOST_DAYS} days would pass");
            table.problem(key, "figure.range", why);
        }
        right
    };
    let read = (
        days("file_after_days", 0),
        days("decide_after_days", 10),
        days("pay_after_days", 10),
    );
    if let Some(table) = table {
        table.close();
    }
    Some(Claims {
        file_after_days: read.0?,
        decide_after_days: read.1?,
        pay_after_days: read.2?,
    })
}

fn pool(table: Option<&Table<'_>>) -> (Option<Close>, bool, Vec<PaidIn>) {
    let Some(table) = table else {
        return (Some(Close::Month), false, Vec::new());
    };
    let words = [("day", Close::Day), ("month", Close::Month)];
    let close = match table.node("close") {
        None => Some(Close::Month),
        Some(_) => table.word("close", &words),
    };
    let reset_breakers = table.flag("reset_breakers");
    let tables = table.tables("contributions");
    let contributions = tables.iter().filter_map(paid_in).collect();
    table.close();
    (close, reset_breakers, contributions)
}

fn paid_in(table: &Table<'_>) -> Option<PaidIn> {
    let text = |key| table.text(key);
    let district =
        text("district").and_then(|text| named(table, "district", &text, District::parse));
    let contributor = text("contributor")
        .and_then(|text| named(table, "contributor", &text, ContributorId::parse));
    let on = table.opt_date("on");
    if table.node("on").is_none() {
        table.problem("on", "form.missing", "this key is required");
    }
    let amount = text("amount").and_then(|text| amount(table, "amount", &text));
    table.close();
    Some(PaidIn {
        district: district?,
        contributor: contributor?,
        on: on?,
        amount: amount?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(asked: &str) -> Result<Definition, String> {
        match asked {
            DEFINITION => {
                let text =
                    include_str!("../../../models/definitions/overdue-90-or-charge-off.toml");
                Definition::parse(text).map_err(|problems| problems.to_string())
            }
            _ => Err(format!("there is no definition of default `{asked}`")),
        }
    }

    fn read(text: &str) -> Result<Policy, Problems> {
        Policy::parse(text, &definition)
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let policy = read(
            "id = \"all\"\nname = { zh = \"全部\", en = \"all\" }\n[size]\nby = \"requested\"\n",
        );
        let policy = policy.unwrap();
        assert_eq!(policy.approve, Approve::default());
        assert_eq!(policy.definition.id, DEFINITION);
        let claims = policy.claims;
        let days = (
            claims.file_after_days,
            claims.decide_after_days,
            claims.pay_after_days,
        );
        assert_eq!(days, (0, 10, 10));
        assert_eq!((policy.close, policy.reset_breakers), (Close::Month, false));
        assert!(policy.contributions.is_empty() && policy.grades.is_empty());
    }

    #[test]
    fn everything_that_may_be_said_is_read() {
        let policy = read(include_str!(
            "../../../models/policies/grades-and-limits.toml"
        ))
        .unwrap();
        assert_eq!(policy.size.by, SizeBy::Limit);
        assert!(policy.approve.grade_to.is_some() && !policy.grades.is_empty());
        let all = read(include_str!(
            "../../../models/policies/approve-what-scores.toml"
        ))
        .unwrap();
        assert_eq!((all.size.by, all.size.most), (SizeBy::Requested, None));
        assert_eq!(all.approve, Approve::default());
        assert_ne!(all.digest(), policy.digest());
        let paid = read(
            "id = \"paid\"\nname = { zh = \"出资\", en = \"paid in\" }\n[size]\nby = \"requested\"\nmost = \"300万\"\n[pool]\nclose = \"day\"\nreset_breakers = true\n[[pool.contributions]]\ndistrict = \"渝北区\"\ncontributor = \"city\"\non = 2020-01-01\namount = \"1000万\"\n",
        )
        .unwrap();
        assert_eq!((paid.close, paid.reset_breakers), (Close::Day, true));
        assert_eq!(
            paid.contributions[0].amount,
            Amount::from_fen(1_000_000_000)
        );
        assert_eq!(paid.size.most, Some(Amount::from_fen(300_000_000)));
    }

    #[test]
    fn every_problem_is_told_with_its_line() {
        let text = "id = \"All wrong\"
name = { zh = \"\", en = \"x\" }
[approve]
grade_to = \"Z\"
points_from = 3000000000
pd_up_to = 5
[[grades]]
grade = \"A\"
pd_up_to = 0.05
[[grades]]
grade = \"A\"
pd_up_to = 0.05
[[grades]]
grade = \"B b\"
[size]
by = \"mood\"
most = \"-3\"
[default]
definition = \"late\"
[claims]
file_after_days = -1
pay_after_days = 10000
wait = 3
[pool]
close = \"year\"
[[pool.contributions]]
district = \"d\"
contributor = \"C\"
amount = \"0\"
";
        insta::assert_snapshot!(read(text).unwrap_err(), @"
line 1: id: `All wrong`: character 1 is `A`; an item's id (事项) is written in small letters, digits and hyphens, a hyphen not first [name.character]
line 2: name: the text in `zh` is empty [text.both_languages]
line 3: approve: `[[grades]]` has no grade `Z`; it has: A, A [name.unknown]
line 5: approve.points_from: it is 3000000000; no model gives so many points [figure.range]
line 6: approve.pd_up_to: it is 5; a probability from 0 to 1 would pass, such as 0.05 [figure.range]
line 11: grades[2].grade: this grade stands twice [id.twice]
line 12: grades[2].pd_up_to: grades stand best first, and `A` reaches as far already [figure.order]
line 13: grades[3].pd_up_to: this key is required [form.missing]
line 14: grades[3].grade: `B b`: character 2 is ` `; a grade (等级) is written without spaces and control characters [name.character]
line 16: size.by: `mood` is none of: requested, limit [form.word]
line 17: size.most: it is -3.00; an amount above nought would pass [figure.range]
line 19: default.definition: there is no definition of default `late` [definition.unknown]
line 21: claims.file_after_days: it is -1; 0 to 3650 days would pass [figure.range]
line 22: claims.pay_after_days: it is 10000; 0 to 3650 days would pass [figure.range]
line 23: claims.wait: this key is not known here; known are: file_after_days, decide_after_days, pay_after_days [form.unknown_key]
line 25: pool.close: `year` is none of: day, month [form.word]
line 26: pool.contributions[1].on: this key is required [form.missing]
line 28: pool.contributions[1].contributor: `C`: character 1 is `C`; a contributor's id (出资方) is written in small letters, digits and hyphens, a hyphen not first [name.character]
line 29: pool.contributions[1].amount: it is 0.00; an amount above nought would pass [figure.range]
");
    }
}
