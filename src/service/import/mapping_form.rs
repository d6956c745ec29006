//! The reading of a mapping file: every problem at once, with its line.

use super::fact_form::{read_available, read_facts};
use super::header::unit_word;
use super::mapping::{DatesRule, EnterpriseRule, Layout, Mapping, SourceRule};
use super::names::Splitting;
use super::vocabulary::{Entry, Vocabulary};
use crate::evidence::{SourceClass, Visibility};
use crate::units::form::{Form, Table};
use crate::units::{DateStyle, EnterpriseId, Problems};

/// Reads a mapping from TOML.
pub(super) fn read_mapping(text: &str) -> Result<Mapping, Problems> {
    let form = Form::parse(text)?;
    let root = form.root();
    let mapping = read_root(&root);
    root.close();
    form.finish(mapping)
}

/// Reads a file of vocabularies alone.
pub(super) fn read_vocabularies(text: &str) -> Result<Vec<Vocabulary>, Problems> {
    let form = Form::parse(text)?;
    let root = form.root();
    let read: Vec<_> = root
        .tables("vocabularies")
        .iter()
        .map(read_vocabulary)
        .collect();
    root.close();
    form.finish(read.into_iter().collect())
}

fn read_root(root: &Table<'_>) -> Option<Mapping> {
    let name = root.text("name");
    let recognise = root.texts("recognise");
    let notes = root.texts("notes");
    let source = root.table("source").and_then(|table| read_source(&table));
    let layout = read_layout(root);
    let unit_fen = read_unit(root);
    let dates = read_dates(root);
    let missing = root.texts("missing");
    let counted_on = root.opt_date("counted_on");
    let enterprise = root
        .opt_table("enterprise")
        .map(|table| read_enterprise(&table));
    let applicants = read_applicants(root);
    let aliases = read_aliases(root);
    let vocabularies: Vec<_> = root
        .tables("vocabularies")
        .iter()
        .map(read_vocabulary)
        .collect();
    let available = root
        .opt_table("available")
        .map(|table| read_available(&table));
    let facts = read_facts(root);
    Some(Mapping {
        name: name?,
        source: source?,
        layout,
        enterprise: enterprise.flatten(),
        applicants,
        unit_fen,
        dates,
        missing,
        counted_on,
        available: available.flatten(),
        facts,
        recognise,
        aliases,
        vocabularies: vocabularies.into_iter().collect::<Option<_>>()?,
        notes,
    })
}

fn read_source(table: &Table<'_>) -> Option<SourceRule> {
    let name = table.text("name");
    let class = table.text("class").and_then(|word| {
        let class = SourceClass::from_word(&word);
        if class.is_none() {
            let known = SourceClass::WORDS.join(", ");
            let message = format!("`{word}` is none of: {known}");
            table.problem("class", "source.class", message);
        }
        class
    });
    let visibility = match table.opt_text("visibility").as_deref() {
        None | Some("shared") => Visibility::Shared,
        Some(text) => match text.strip_prefix("bank:").map(str::trim) {
            Some(bank) if !bank.is_empty() => Visibility::PrivateTo(bank.to_owned()),
            _ => {
                table.problem(
                    "visibility",
                    "source.visibility",
                    format!("`{text}` is neither `shared` nor `bank:NAME`"),
                );
                Visibility::Shared
            }
        },
    };
    table.close();
    Some(SourceRule {
        name: name?,
        class: class?,
        visibility,
    })
}

fn read_layout(root: &Table<'_>) -> Layout {
    let positive = |key: &'static str, least: i64| {
        let number = root.opt_integer(key)?;
        match u64::try_from(number) {
            Ok(fits) if number >= least => Some(fits),
            _ => {
                let message = format!("{number} is no count of rows from {least}");
                root.problem(key, "layout.rows", message);
                None
            }
        }
    };
    Layout {
        sheet: root.opt_text("sheet"),
        header_row: positive("header_row", 1),
        header_rows: positive("header_rows", 1).unwrap_or(1),
        skip_rows: positive("skip_rows", 0).unwrap_or(0),
    }
}

/// The key `unit` of a table.
pub(super) fn read_unit(table: &Table<'_>) -> Option<i64> {
    let word = table.opt_text("unit")?;
    let fen = unit_word(&word);
    if fen.is_none() {
        table.problem(
            "unit",
            "unit",
            format!("`{word}` is none of: 元, 千元, 万元, 百万元, 亿元, yuan, thousand, million"),
        );
    }
    fen
}

/// The style that a word names.
pub(super) fn style_word(word: &str) -> Option<DateStyle> {
    Some(match word {
        "auto" => DateStyle::Auto,
        "day_first" => DateStyle::DayFirst,
        "month_first" => DateStyle::MonthFirst,
        "excel_1904" => DateStyle::Excel1904,
        _ => return None,
    })
}

fn read_dates(root: &Table<'_>) -> DatesRule {
    let Some(word) = root.opt_text("dates") else {
        return DatesRule::Style(DateStyle::Auto);
    };
    if word == "detect" {
        return DatesRule::Detect;
    }
    let style = style_word(&word);
    if style.is_none() {
        root.problem(
            "dates",
            "dates",
            format!("`{word}` is none of: auto, detect, day_first, month_first, excel_1904"),
        );
    }
    DatesRule::Style(style.unwrap_or_default())
}

/// The keys `split` and `company_suffixes` of a table.
pub(super) fn read_splitting(table: &Table<'_>) -> Option<Splitting> {
    let separator = table.opt_text("split");
    let company_suffixes = table.flag("company_suffixes");
    if separator.as_deref() == Some("") {
        table.problem("split", "split", "a separator has at least one character");
        return None;
    }
    separator.map(|separator| Splitting {
        separator,
        company_suffixes,
    })
}

fn read_enterprise(table: &Table<'_>) -> Option<EnterpriseRule> {
    let column = table.opt_text("column");
    let scheme = table.opt_text("scheme");
    let constant = table.opt_text("constant");
    let names = table.opt_text("names");
    let split = read_splitting(table);
    table.close();
    if scheme.is_some() && column.is_none() {
        table.problem("scheme", "enterprise", "a scheme goes with a column of ids");
    }
    match (column, constant, names) {
        (Some(column), None, None) => Some(EnterpriseRule::Column { column, scheme }),
        (None, Some(id), None) => match EnterpriseId::parse(&id) {
            Ok(id) => Some(EnterpriseRule::Constant(id)),
            Err(error) => {
                table.problem("constant", "enterprise", error.to_string());
                None
            }
        },
        (None, None, Some(column)) => Some(EnterpriseRule::Names {
            column,
            split: split.unwrap_or(Splitting {
                separator: ";".to_owned(),
                company_suffixes: false,
            }),
        }),
        _ => {
            table.problem(
                "",
                "enterprise",
                "say exactly one of `column`, `constant` and `names`",
            );
            None
        }
    }
}

fn read_applicants(root: &Table<'_>) -> Vec<(String, EnterpriseId)> {
    let Some(table) = root.opt_table("applicants") else {
        return Vec::new();
    };
    let mut applicants = Vec::new();
    for (name, node) in table.entries() {
        match node.text().map(EnterpriseId::parse) {
            Some(Ok(id)) => applicants.push((name, id)),
            Some(Err(error)) => table.problem(&name, "enterprise", error.to_string()),
            None => table.problem(
                &name,
                "form.type",
                format!("expected a text, found {}", node.shown()),
            ),
        }
    }
    applicants
}

fn read_aliases(root: &Table<'_>) -> Vec<(String, Vec<String>)> {
    let Some(table) = root.opt_table("aliases") else {
        return Vec::new();
    };
    let mut aliases = Vec::new();
    for (name, node) in table.entries() {
        let others: Option<Vec<String>> = node.list().and_then(|list| {
            list.iter()
                .map(|item| item.text().map(str::to_owned))
                .collect()
        });
        match others {
            Some(others) => aliases.push((name, others)),
            None => table.problem(
                &name,
                "form.type",
                format!("expected a list of texts, found {}", node.shown()),
            ),
        }
    }
    aliases
}

fn read_vocabulary(table: &Table<'_>) -> Option<Vocabulary> {
    let name = table.text("name");
    let otherwise = table.opt_text("otherwise");
    let mut entries = Vec::new();
    for words in table.tables("words") {
        let means = words.opt_text("means");
        let silent = words.flag("silent");
        let exact = words.texts("exact");
        let contains = words.texts("contains");
        words.close();
        if silent == means.is_some() {
            words.problem(
                "",
                "vocabulary",
                "say either what the words mean (`means`) or that they say nothing (`silent = true`)",
            );
        }
        if exact.is_empty() && contains.is_empty() {
            words.problem("", "vocabulary", "name the words in `exact` or `contains`");
        }
        entries.push(Entry {
            means,
            exact,
            contains,
        });
    }
    table.close();
    Some(Vocabulary {
        name: name?,
        entries,
        otherwise,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_with_many_mistakes_tells_them_all() {
        let text = r#"
name = "x"
unit = "万"
dates = "yesterday"
header_row = 0
colour = "red"
[source]
name = "x"
class = "rumour"
visibility = "nobody"
[enterprise]
column = "id"
constant = "x:a"
[applicants]
"A" = "not an id"
[[facts]]
kind = "financial_years"
[[facts]]
kind = "financial_year"
[facts.fields]
revenu = "sales"
revenue = { column = "sales", unit = "斤", take = 4 }
[[facts]]
kind = "talent"
[facts.fields]
counted_on = { column = "day", constant = "2017-01-01" }
staff = { column = "staff", unit = "万元" }
[[facts]]
kind = "patent_status"
when = { column = "s" }
available = { after = "nothing", months = 2 }
[facts.fields]
application = "n"
on = "d"
standing = { column = "s", dictionary = { "活" = "alive" }, vocabulary = "none_such" }
"#;
        insta::assert_snapshot!(read_mapping(text).unwrap_err(), @"
        line 4: dates: `yesterday` is none of: auto, detect, day_first, month_first, excel_1904 [dates]
        line 5: header_row: 0 is no count of rows from 1 [layout.rows]
        line 6: colour: this key is not known here; known are: name, recognise, notes, source, sheet, header_row, header_rows, skip_rows, unit, dates, missing, counted_on, enterprise, applicants, aliases, vocabularies, available, facts [form.unknown_key]
        line 9: source.class: `rumour` is none of: bank_private, filed, audited, registry [source.class]
        line 10: source.visibility: `nobody` is neither `shared` nor `bank:NAME` [source.visibility]
        line 11: enterprise.: say exactly one of `column`, `constant` and `names` [enterprise]
        line 15: applicants.A: `not an id`: character 4 is ` `, which an organisation code (组织机构代码) never has there [enterprise]
        line 16: facts[1].fields: this key is required [form.missing]
        line 17: facts[1].kind: `financial_years` is no kind of fact; there are: enterprise, retraction, patent_filed, patent_published, patent_granted, patent_family_member, patent_status, patent_transfer, patent_licence, patent_pledge, patent_citation, patent_counts, patent_share, ip_right, rnd_year, financial_year, talent, innovation_year, adverse_event, loan, product, conversion, tech_contract, platform, award, qualification, standard, project, investment [facts.kind]
        line 20: facts[2].fields: financial_year cannot do without `period_end` [facts.required]
        line 21: facts[2].fields.revenu: financial_year has no such field; it has: period_end, period_start, revenue, main_revenue, high_tech_revenue, total_income, costs, assets, liabilities, net_assets, net_profit, super_deduction, fixed_capital, market_value [facts.field]
        line 22: facts[2].fields.revenue.unit: `斤` is none of: 元, 千元, 万元, 百万元, 亿元, yuan, thousand, million [unit]
        line 26: facts[3].fields.counted_on.: say exactly one of `column`, `constant` and `given` [facts.from]
        line 27: facts[3].fields.staff.unit: only a field that holds an amount has a unit [unit]
        line 30: facts[4].when.: say exactly one of `is`, `not`, `present`, `empty`, `granted` and `published` [when]
        line 31: facts[4].available: `nothing` is no field of this kind that holds a date [available.after]
        line 35: facts[4].fields.standing.dictionary.活: `alive` is none of: pending, in_force, restorable, dead, unknown [facts.dictionary]
        line 35: facts[4].fields.standing.vocabulary: there is no vocabulary `none_such` [vocabulary]
        ");
    }

    #[test]
    fn the_least_mapping_is_small() {
        let text = r#"
name = "least"
source = { name = "test", class = "filed" }
[[facts]]
kind = "financial_year"
[facts.fields]
period_end = "year"
revenue = "sales"
"#;
        let mapping = read_mapping(text).unwrap();
        assert_eq!(mapping.facts.len(), 1);
        assert_eq!(mapping.facts[0].fields.len(), 2);
    }
}
