//! Tests of mappings: foreign files read by them, what they refuse, and what no model may read.

use super::assumptions::Assumption;
use super::mapping::Mapping;
use super::read_loans::{Loans, Rows};
use crate::units::{Date, Problems};

const CASE: &str = include_str!("../../../fixtures/backtest/sba-case.mapping.toml");

/// Rows like those of the file that the mapping is for.
const HEADER: [&str; 12] = [
    "LoanNr_ChkDgt",
    "State",
    "Bank",
    "NAICS",
    "ApprovalDate",
    "Term",
    "DisbursementDate",
    "DisbursementGross",
    "MIS_Status",
    "ChgOffDate",
    "ChgOffPrinGr",
    "GrAppv",
];

fn read(mapping: &Mapping, header: &[&str], rows: &[&[&str]]) -> Result<Loans, Problems> {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<(u32, Vec<String>)> = (2..)
        .zip(
            rows.iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()),
        )
        .collect();
    let end: Date = "2014-12-31".parse().unwrap();
    let table = Rows {
        header: &header,
        rows: &rows,
    };
    Loans::read(table, mapping, None, end)
}

fn case(rows: &[&[&str]]) -> Result<Loans, Problems> {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| [*row, &["25000"]].concat()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let header = [&HEADER[..], &["SBA_Appv"]].concat();
    read(&Mapping::parse(CASE).unwrap(), &header, &rows)
}

#[test]
fn a_foreign_file_is_read_by_its_mapping() {
    // 15,095 days after 1 January 1960 is 30 April 2001: 41 years have 14,975 days with their eleven leap days of 1960 to 2000,
    // and 120 days later it is 1 May less one.
    let loans = case(&[
        &[
            "1",
            "CA",
            "CALIFORNIA BANK & TRUST",
            "532420",
            "15074",
            "36",
            "15095.0",
            "32812",
            "P I F",
            "",
            "0",
            "30000",
        ],
        &[
            "2", "CA", "", "532420", "15074", "84", "15095.0", "30000", "CHGOFF", "16000.0",
            "12345", "30000",
        ],
        &[
            "3", "CA", "B", "532420", "15074", "300", "", "20000", "P I F", "", "0", "50000",
        ],
        &[
            "4", "CA", "B", "532420", "15074", "12", "15095.0", "50000", "P I F", "15500.0",
            "5000", "50000",
        ],
    ])
    .unwrap();
    let shown: Vec<String> = loans
        .applications
        .iter()
        .map(|of| serde_json::to_string(of).unwrap())
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
{"row":2,"loan":"1","bank":"california-bank-trust","district":"CA","enterprise":"x:1","product":null,"industry":"532420","decided_on":"2001-04-09","requested":"30000.00","matures_on":"2026-04-09","rate":null,"share":"5/6","first_loan":null,"incumbent":null,"research":null,"life":{"drawn_on":"2001-04-30","drawn":"30000.00","flows":[["2004-04-30",{"repaid":"30000.00"}]],"known_until":"2014-08-01"}}
{"row":3,"loan":"2","bank":"not-named","district":"CA","enterprise":"x:2","product":null,"industry":"532420","decided_on":"2001-04-09","requested":"30000.00","matures_on":"2026-04-09","rate":null,"share":"5/6","first_loan":null,"incumbent":null,"research":null,"life":{"drawn_on":"2001-04-30","drawn":"30000.00","flows":[["2003-07-23",{"repaid":"17655.00"}],["2003-07-24","overdue"],["2003-10-22",{"charged-off":"12345.00"}]],"known_until":"2014-08-01"}}
{"row":4,"loan":"3","bank":"b","district":"CA","enterprise":"x:3","product":null,"industry":"532420","decided_on":"2001-04-09","requested":"50000.00","matures_on":"2026-04-09","rate":null,"share":"0.5","first_loan":null,"incumbent":null,"research":null,"life":{"drawn_on":"2001-04-09","drawn":"20000.00","flows":[["2014-08-01",{"repaid":"20000.00"}]],"known_until":"2014-08-01"}}
{"row":5,"loan":"4","bank":"b","district":"CA","enterprise":"x:4","product":null,"industry":"532420","decided_on":"2001-04-09","requested":"50000.00","matures_on":"2026-04-09","rate":null,"share":"0.5","first_loan":null,"incumbent":null,"research":null,"life":{"drawn_on":"2001-04-30","drawn":"50000.00","flows":[["2002-03-10",{"repaid":"45000.00"}],["2002-03-11","overdue"],["2002-06-09",{"charged-off":"5000.00"}]],"known_until":"2014-08-01"}}
"#);
    let notes: Vec<&str> = loans.notes.iter().map(|note| note.en.as_str()).collect();
    insta::assert_snapshot!(notes.join("\n"), @"
amounts are US dollars, booked as if they were yuan and not converted
[assumed] 1 row: an empty cell has what the mapping says stands for it
[assumed] 2 rows: columns of money differ, and the least counts, as the mapping says
[assumed] 1 row: no day of drawing: taken as drawn on the day of the decision
[assumed] 2 rows: charged off and no day overdue: taken as overdue from 90 days before, and not before the drawing
[assumed] 2 rows: what was not charged off is taken as repaid the day before it became overdue
[assumed] 2 rows: the day of repayment is reckoned in months from the drawing, as the mapping says
");
    assert_eq!(loans.assumptions.of(Assumption::Least), 2);
}

#[test]
fn what_is_known_only_after_the_outcome_is_no_model_s() {
    let mapping = Mapping::parse(CASE).unwrap();
    let header: Vec<String> = HEADER.iter().map(|name| (*name).to_owned()).collect();
    assert!(
        mapping
            .allow(&header, ["NAICS", "GrAppv", "NoEmp", "New", "State"])
            .is_ok()
    );
    let problems = mapping.allow(
        &header,
        [
            "Term",
            "New",
            "DisbursementGross",
            "RealEstate",
            "MIS_Status",
        ],
    );
    insta::assert_snapshot!(problems.unwrap_err(), @"
Term: the model reads `Term`, which is known only after the outcome; a model that does not read it would pass [model.outcome]
DisbursementGross: the model reads `DisbursementGross`, which is known only after the outcome; a model that does not read it would pass [model.outcome]
RealEstate: the model reads `RealEstate`, which is known only after the outcome; a model that does not read it would pass [model.outcome]
MIS_Status: the model reads `MIS_Status`, which is known only after the outcome; a model that does not read it would pass [model.outcome]
");
    // A file with our own columns: what tells the outcome is no model's either.
    let header = ["loan", "requested", "drawn", "charged_off", "sales"].map(str::to_owned);
    let plain = Mapping::plain();
    let forbidden: Vec<String> = plain.forbidden(&header).into_iter().collect();
    assert_eq!(forbidden, ["charged_off", "drawn"]);
}

#[test]
fn days_of_sas_are_days_since_1960() {
    for (text, day) in [
        ("0", "1960-01-01"),
        ("-1", "1959-12-31"),
        ("15095.0", "2001-04-30"),
        ("21915", "2020-01-01"),
    ] {
        assert_eq!(
            super::bound::sas_day(text),
            Some(day.parse().unwrap()),
            "{text}"
        );
    }
    for text in ["15095.5", "soon", "", "1e4", "99999999999"] {
        assert_eq!(super::bound::sas_day(text), None, "{text}");
    }
}

#[test]
fn every_problem_of_a_mapping_is_told_with_its_line() {
    let text = "id = \"All wrong\"
name = { zh = \"错\", en = \"wrong\" }
dates = \"lunar\"
never = [\"Term\"]
colour = 1
[columns]
loan = 5
bank = { column = \"Bank\", scheme = \"x\" }
district = { slug = true, constant = true }
enterprise = { column = \"A\", constant = \"b\" }
months = \"Term\"
matures_on = \"End\"
share = { least = [\"A\"] }
drawn = { part = \"A\", whole = \"B\" }
drawn_on = { months_after_drawing = \"Term\" }
repaid_on = { column = \"R\", at_most = 2020-01-01, only = { A = 5 } }
made = { column = \"M\", yes = [\"J\"], words = 1 }
principal = \"P\"
";
    insta::assert_snapshot!(Mapping::parse(text).unwrap_err(), @r#"
line 1: id: `All wrong`: character 1 is `A`; an item's id (事项) is written in small letters, digits and hyphens, a hyphen not first [name.character]
line 3: dates: `lunar` is none of: iso, day_first, month_first, excel_1900, excel_1904, sas_days [form.word]
line 4: never: `months` is known on the day of the decision, and is read from `Term`, which `never` says is known only after the outcome [mapping.outcome]
line 5: colour: this key is not known here; known are: id, name, currency, dates, missing, never, columns [form.unknown_key]
line 6: columns: `loan` comes from nowhere; a file of loans has it [column.missing]
line 6: columns: `district` comes from nowhere; a file of loans has it [column.missing]
line 6: columns: `enterprise` comes from nowhere; a file of loans has it [column.missing]
line 6: columns: `decided_on` comes from nowhere; a file of loans has it [column.missing]
line 6: columns: `requested` comes from nowhere; a file of loans has it [column.missing]
line 6: columns: one of `months` and `matures_on` tells when a loan matures; exactly one is mapped [column.either]
line 7: columns.loan: it is the number 5; the name of a column, or a table such as { constant = "…" }, would pass [form.type]
line 8: columns.bank.scheme: it says nothing of this column [form.needless]
line 9: columns.district.constant: expected a text, a number or a day, found true [form.type]
line 9: columns.district: exactly one of these says where it comes from: `column`, `constant`, `least`, `part` with `whole`, `months_after_drawing` [mapping.one]
line 9: columns.district.slug: it says nothing of this column [form.needless]
line 10: columns.enterprise: exactly one of these says where it comes from: `column`, `constant`, `least`, `part` with `whole`, `months_after_drawing` [mapping.one]
line 13: columns.share.least: it says nothing of this column [form.needless]
line 14: columns.drawn.part: it says nothing of this column [form.needless]
line 15: columns.drawn_on.months_after_drawing: it says nothing of this column [form.needless]
line 16: columns.repaid_on.at_most: it says nothing of this column [form.needless]
line 16: columns.repaid_on.only.A: expected a text or a list of texts [form.type]
line 17: columns.made.words: this key is not known here; known are: column, constant, least, part, whole, months_after_drawing, at_most, only, otherwise, slug, scheme, yes, no [form.unknown_key]
line 18: columns.principal: a file of loans has no such column; it may have: loan, bank, district, enterprise, decided_on, requested, months, matures_on, product, industry, rate, share, first_loan, incumbent_grade, research, made, drawn_on, drawn, repaid_on, overdue_since, cured_on, charged_off_on, charged_off, recovered_on, recovered, recovery_costs, known_until [column.unknown]
"#);
}

#[test]
fn what_a_file_does_not_have_is_told_before_any_row() {
    let mapping = Mapping::parse(CASE).unwrap();
    insta::assert_snapshot!(read(&mapping, &["Bank", "Bank", "State"], &[]).unwrap_err(), @"
line 1: LoanNr_ChkDgt: `loan` is read from the column `LoanNr_ChkDgt`, which the file does not have [column.missing]
line 1: Bank: two columns have this name; only one may [column.twice]
line 1: LoanNr_ChkDgt: `enterprise` is read from the column `LoanNr_ChkDgt`, which the file does not have [column.missing]
line 1: ApprovalDate: `decided_on` is read from the column `ApprovalDate`, which the file does not have [column.missing]
line 1: GrAppv: `requested` is read from the column `GrAppv`, which the file does not have [column.missing]
line 1: NAICS: `industry` is read from the column `NAICS`, which the file does not have [column.missing]
line 1: SBA_Appv: `share` is read from the column `SBA_Appv`, which the file does not have [column.missing]
line 1: DisbursementDate: `drawn_on` is read from the column `DisbursementDate`, which the file does not have [column.missing]
line 1: DisbursementGross: `drawn` is read from the column `DisbursementGross`, which the file does not have [column.missing]
line 1: MIS_Status: `repaid_on` is read from the column `MIS_Status`, which the file does not have [column.missing]
line 1: Term: `repaid_on` is read from the column `Term`, which the file does not have [column.missing]
line 1: ChgOffDate: `charged_off_on` is read from the column `ChgOffDate`, which the file does not have [column.missing]
line 1: ChgOffPrinGr: `charged_off` is read from the column `ChgOffPrinGr`, which the file does not have [column.missing]
");
}

#[test]
fn words_and_stand_ins_are_those_of_the_mapping() {
    let text = "id = \"words\"
name = { zh = \"词\", en = \"words\" }
dates = \"day_first\"
missing = [\"n/a\"]
[columns]
loan = \"Nr\"
bank = { column = \"Bank\", slug = true, otherwise = \"nobody\" }
district = { constant = \"d\" }
enterprise = { column = \"Nr\", scheme = \"x\" }
decided_on = \"Day\"
requested = \"Sum\"
months = { constant = 12 }
made = { column = \"Made\", yes = [\"J\"], no = [\"N\"] }
known_until = { constant = 2024-12-31 }
";
    let mapping = Mapping::parse(text).unwrap();
    let header = ["Nr", "Bank", "Day", "Sum", "Made"];
    let loans = read(
        &mapping,
        &header,
        &[
            &["1", "n/a", "1/3/2020", "5", "J"],
            &["2", "Bank B", "2/3/2020", "5", "N"],
        ],
    );
    let loans = loans.unwrap();
    let said: Vec<String> = loans
        .applications
        .iter()
        .map(|of| {
            format!(
                "{} {} {} {}",
                of.bank,
                of.decided_on,
                of.enterprise,
                of.life.is_some()
            )
        })
        .collect();
    assert_eq!(
        said,
        ["nobody 2020-03-01 x:1 true", "bank-b 2020-03-02 x:2 false"]
    );
    let wrong = read(&mapping, &header, &[&["1", "n/a", "1/3/2020", "5", "yes"]]).unwrap_err();
    insta::assert_snapshot!(wrong, @"line 2: made: `yes` is none of: J, N [word.unknown]");
}
