//! A first mapping for a file, written for a person to edit.

use super::generic::{Candidate, enterprise_column, fit};
use super::header::{Found, Header, unit_name};
use super::input::{Format, Input, open};
use super::missing::says_nothing;
use crate::evidence::{Fact, FieldType};
use crate::units::text::normalise;
use crate::units::{
    Amount, ApplicationNumber, DateStyle, EnterpriseId, Problems, PublicationNumber, Ratio,
    parse_date,
};
use std::fmt::Write as _;
use std::path::Path;

/// How many rows are looked at.
const LOOKED_AT: usize = 1_000;

/// Writes a first mapping for a file: what was seen in each column as comments, and the kind of fact
/// that fits best.
pub fn guess(path: &Path) -> Result<String, Problems> {
    guess_input(&open(path)?)
}

fn guess_input(input: &Input) -> Result<String, Problems> {
    if input.format() == Format::JsonLines {
        let mut problems = Problems::default();
        let message = "JSON lines say their fields themselves and need no mapping";
        problems.add(input.name(), "input.format", message);
        return Err(problems);
    }
    let rows = input.head(None, LOOKED_AT)?;
    let (mut at, mut best) = (0, 0);
    for (place, (_, cells)) in rows.iter().take(20).enumerate() {
        let told = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let fits = fit(&Header::new(&[cells]), &[]) * 100 + told.min(99);
        if fits > best {
            (at, best) = (place, fits);
        }
    }
    let empty = (1, Vec::new());
    let (row, names) = rows.get(at).unwrap_or(&empty);
    let header = Header::new(&[names]);
    let columns: Vec<Column> = header
        .names()
        .enumerate()
        .map(|(place, name)| Column::look(name, place, rows.get(at + 1..).unwrap_or(&[])))
        .collect();
    Ok(write(input, *row, &header, &columns))
}

/// What was seen in a column.
struct Column {
    name: String,
    holds: &'static str,
    examples: Vec<String>,
    missing: usize,
    of: usize,
}

impl Column {
    fn look(name: &str, place: usize, rows: &[(u64, Vec<String>)]) -> Self {
        let mut told: Vec<String> = Vec::new();
        for (_, cells) in rows {
            let text = normalise(cells.get(place).map_or("", String::as_str));
            if !says_nothing(&text) {
                told.push(text.into_owned());
            }
        }
        let mut examples: Vec<String> = Vec::new();
        for text in &told {
            if examples.len() < 3 && !examples.contains(text) {
                examples.push(text.clone());
            }
        }
        Self {
            name: name.to_owned(),
            holds: type_of(&told),
            missing: rows.len() - told.len(),
            of: rows.len(),
            examples,
        }
    }

    fn comment(&self, header_unit: Option<i64>) -> String {
        let shown: Vec<String> = self
            .examples
            .iter()
            .map(|text| text.chars().take(30).collect())
            .collect();
        let share = (self.missing * 100).checked_div(self.of).unwrap_or(0);
        let unit = match header_unit {
            Some(fen) => format!(", in {}", unit_name(fen)),
            None if self.holds == "amounts or decimals" => ", 元 or 万元?".to_owned(),
            None => String::new(),
        };
        format!(
            "#   {}: {}{unit}, {share}% missing, such as {}",
            quoted(&self.name),
            self.holds,
            shown.join(" | ")
        )
    }
}

/// What nine tenths of the cells can be read as.
fn type_of(told: &[String]) -> &'static str {
    type Reads = fn(&str) -> bool;
    let tries: [(&str, Reads); 8] = [
        ("years", |text| {
            matches!(text.parse::<u16>(), Ok(1900..=2100)) && text.len() == 4
        }),
        ("codes of enterprises", |text| {
            text.len() >= 15 && EnterpriseId::parse(text).is_ok()
        }),
        ("counts", |text| {
            text.len() < 8 && text.parse::<u32>().is_ok()
        }),
        ("dates", |text| {
            parse_date(text, DateStyle::MonthFirst).is_ok()
        }),
        ("percentages", |text| {
            text.strip_suffix('%')
                .is_some_and(|text| Ratio::parse(text).is_ok())
        }),
        ("amounts or decimals", |text| {
            Ratio::parse(text).is_ok() || Amount::parse(text).is_ok()
        }),
        ("application numbers", |text| {
            text.contains(|c: char| c.is_ascii_digit()) && ApplicationNumber::parse(text).is_ok()
        }),
        ("publication numbers", |text| {
            PublicationNumber::parse(text).is_ok()
        }),
    ];
    if told.is_empty() {
        return "nothing";
    }
    tries
        .iter()
        .find(|(_, reads)| told.iter().filter(|text| reads(text)).count() * 10 >= told.len() * 9)
        .map_or("text", |(name, _)| name)
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}

fn write(input: &Input, row: u64, header: &Header, columns: &[Column]) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!(
        "# A first mapping for {}; read it and mend it.",
        input.name()
    ));
    line(&format!("name = {}", quoted(input.name())));
    line(&format!("header_row = {row}"));
    line("# unit = \"万元\"        # what a bare amount counts, where the header does not say it");
    line("# dates = \"detect\"     # auto, detect, day_first, month_first, excel_1904");
    line("# missing = [\"***\"]    # more words that mean: not told");
    line("");
    line("[source]");
    line(&format!("name = {}", quoted(input.name())));
    line("class = \"filed\"        # bank_private, filed, audited, registry");
    line("");
    line("[enterprise]");
    line(&enterprise(header, columns));
    line("");
    line("# Seen in the columns:");
    for (at, column) in columns.iter().enumerate() {
        line(&column.comment(header.unit_fen(at)));
    }
    line("");
    facts(header, columns, &mut out);
    out
}

fn enterprise(header: &Header, columns: &[Column]) -> String {
    if let Some(name) = enterprise_column(header) {
        return format!("column = {}", quoted(name));
    }
    let is_id = |text: &String| EnterpriseId::parse(text).is_ok();
    let ids = |column: &&Column| !column.examples.is_empty() && column.examples.iter().all(is_id);
    match columns.iter().find(ids) {
        Some(column) => format!("column = {}", quoted(&column.name)),
        None => format!(
            "column = {}   # is this the column of ids? scheme = \"x\" for ids that are no codes\nscheme = \"x\"",
            quoted(columns.first().map_or("", |column| &column.name))
        ),
    }
}

fn facts(header: &Header, columns: &[Column], out: &mut String) {
    let best = Fact::KINDS
        .iter()
        .map(|kind| Candidate::of(kind, header))
        .max_by_key(|candidate| {
            let whole = usize::from(candidate.lacking.is_empty());
            whole * 1_000
                + candidate.fields.len() * 10
                + usize::from(candidate.kind == "financial_year")
        })
        .expect("there are kinds");
    let fields = Fact::fields(best.kind).expect("the kind is one that there is");
    let zh = Fact::kind_zh(best.kind).unwrap_or("");
    let _ = writeln!(
        out,
        "[[facts]]\nkind = \"{}\"   # {zh}\n[facts.fields]",
        best.kind
    );
    for (at, field) in fields.iter().enumerate() {
        let found = best.fields.iter().find(|(place, _)| *place == at);
        let _ = match found {
            Some((_, column)) => {
                writeln!(out, "{} = {}", field.name, quoted(&columns[*column].name))
            }
            None if field.required => {
                let dated = field.holds == FieldType::Date;
                let likely = columns
                    .iter()
                    .find(|column| dated && matches!(column.holds, "years" | "dates"))
                    .or(columns.first());
                let name = likely.map_or("", |column| &column.name);
                writeln!(
                    out,
                    "{} = {}   # required: is this the column?",
                    field.name,
                    quoted(name)
                )
            }
            None => writeln!(out, "# {} = \"\"", field.name),
        };
    }
    debug_assert!(
        header.find("") == Found::Nowhere,
        "an empty name is no column"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::import::Mapping;

    #[test]
    fn the_first_mapping_is_one_that_can_be_read() {
        let text = "查询结果\n统一社会信用代码,年度,营业收入（万元）,净利润,备注\n\
                    91500108MA5U3X0000,2017,12.5,-1.5,\n91500108MA5U3X0000,2018,15.0,-,好\n";
        let input = Input::from_bytes("报表.csv", text.as_bytes().to_vec()).unwrap();
        let toml = guess_input(&input).unwrap();
        insta::assert_snapshot!(toml, @r#"
        # A first mapping for 报表.csv; read it and mend it.
        name = "报表.csv"
        header_row = 2
        # unit = "万元"        # what a bare amount counts, where the header does not say it
        # dates = "detect"     # auto, detect, day_first, month_first, excel_1904
        # missing = ["***"]    # more words that mean: not told

        [source]
        name = "报表.csv"
        class = "filed"        # bank_private, filed, audited, registry

        [enterprise]
        column = "统一社会信用代码"

        # Seen in the columns:
        #   "统一社会信用代码": text, 0% missing, such as 91500108MA5U3X0000
        #   "年度": years, 0% missing, such as 2017 | 2018
        #   "营业收入(万元)": amounts or decimals, in 万元, 0% missing, such as 12.5 | 15.0
        #   "净利润": amounts or decimals, 元 or 万元?, 50% missing, such as -1.5
        #   "备注": text, 50% missing, such as 好

        [[facts]]
        kind = "financial_year"   # 财务年度
        [facts.fields]
        period_end = "年度"
        # period_start = ""
        revenue = "营业收入(万元)"
        # main_revenue = ""
        # high_tech_revenue = ""
        # total_income = ""
        # costs = ""
        # assets = ""
        # liabilities = ""
        # net_assets = ""
        net_profit = "净利润"
        # super_deduction = ""
        # fixed_capital = ""
        # market_value = ""
        "#);
        assert_eq!(Mapping::parse(&toml).unwrap().name(), "报表.csv");
    }

    #[test]
    fn a_file_that_fits_no_kind_still_gives_a_mapping() {
        let input = Input::from_bytes("a.csv", b"a,\"b \"\"c\"\"\"\n1,x\n2,y\n".to_vec()).unwrap();
        Mapping::parse(&guess_input(&input).unwrap()).unwrap();
    }
}
