//! Tests over small files of each kind, from bytes to outcomes.

use super::{Choice, Input, Mapping, Plan, RowOutcome, read_rows};
use crate::evidence::Fact;
use crate::units::EnterpriseId;
use encoding_rs::GB18030;
use proptest::prelude::*;

fn input(text: &str) -> Input {
    Input::from_bytes("file", text.as_bytes().to_vec()).unwrap()
}

fn outcomes(input: &Input, choice: &Choice) -> Vec<RowOutcome> {
    let plan = Plan::choose(input, choice).unwrap();
    read_rows(input, &plan)
        .unwrap()
        .flat_map(Result::unwrap)
        .collect()
}

fn shown(input: &Input, choice: &Choice) -> String {
    let mut lines = Vec::new();
    for outcome in outcomes(input, choice) {
        match outcome {
            RowOutcome::Facts { row, facts } => {
                for (enterprise, fact, available) in facts {
                    let body = serde_json::to_string(&fact).unwrap();
                    let assumed = available.assumed.unwrap_or_else(|| "stated".to_owned());
                    lines.push(format!(
                        "{row} {enterprise} {body} {} {assumed}",
                        available.on
                    ));
                }
            }
            RowOutcome::Rejected { row, problems, .. } => {
                let said = problems.to_string().replace('\n', "; ");
                lines.push(format!("{row} rejected: {said}"));
            }
        }
    }
    lines.join("\n")
}

fn refused(text: &str, choice: &Choice) -> String {
    Plan::choose(&input(text), choice).unwrap_err().to_string()
}

fn mapped(toml: &str) -> Choice {
    Choice {
        mapping: Some(Mapping::parse(toml).unwrap()),
        ..Choice::default()
    }
}

fn of(id: &str) -> Choice {
    Choice {
        enterprise: Some(EnterpriseId::parse(id).unwrap()),
        ..Choice::default()
    }
}

#[test]
fn columns_are_found_by_alias_with_their_units_totals_and_notes() {
    let text = "财务表,,,\n单位：万元,,,\nenterprise,年度,营业收入,净利润（元）\n\
                x:a,2017,12.5,企业选择不公示\nx:a,2018,15,-7\nx:b,2018,一些,\n合计,,27.5,\n注：以上为合并口径,,,\n";
    insta::assert_snapshot!(shown(&input(text), &Choice::default()), @r#"
    4 x:a {"fact":"financial_year","period_end":"2017-12-31","revenue":"125000.00"} 2018-06-30 annual-accounts+6m
    5 x:a {"fact":"financial_year","period_end":"2018-12-31","revenue":"150000.00","net_profit":"-7.00"} 2019-06-30 annual-accounts+6m
    6 rejected: revenue: `一些` is not an amount; write 1234.56, 1.2万 or 3亿 [amount]
    7 rejected: a total of other rows is no fact of its own [row.total]
    8 rejected: a note beside the table is no fact [row.note]
    "#);
}

#[test]
fn several_kinds_are_asked_for_and_can_be_named_together() {
    let text = "enterprise,年度,营业收入,研发费用\nx:a,2017,100,9\nx:a,2018,,8\n";
    insta::assert_snapshot!(refused(text, &Choice::default()), @"header: the columns would do for several kinds; say --as with one or more of: rnd_year,financial_year [kind.ambiguous]");
    let both = Choice {
        kind: Some("financial_year,rnd_year".to_owned()),
        ..Choice::default()
    };
    assert_eq!(outcomes(&input(text), &both).len(), 2);
    let plan = Plan::choose(&input(text), &both).unwrap();
    assert_eq!(plan.kinds(), ["financial_year", "rnd_year"]);
}

#[test]
fn what_cannot_be_planned_says_what_to_do() {
    let one = Choice {
        kind: Some("loans".to_owned()),
        ..Choice::default()
    };
    let lacking = Choice {
        kind: Some("loan".to_owned()),
        ..Choice::default()
    };
    let said = [
        refused("a,b\n1,2\n", &Choice::default()),
        refused("a,b\n1,2\n", &one)[..60].to_owned(),
        refused("enterprise,金额\nx:a,2\n", &lacking),
        refused("年度,营业收入\n2017,2\n", &Choice::default()),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    header: no kind of fact fits the columns (a, b); say --as KIND, or write a mapping (import --guess FILE begins one) [kind.none]
    --as: `loans` is no kind of fact; there are: enterprise, ret
    number: loan needs a column for `number`, such as: 借据号, 合同号, loan number [header.missing]
    drawn_on: loan needs a column for `drawn_on`, such as: 放款日, 发放日期, drawn on [header.missing]
    enterprise: the file does not say whom its rows are about; give --enterprise ID, or `enterprise` in a mapping [enterprise.missing]
    ");
}

#[test]
fn a_lens_export_gives_one_patent_for_two_documents() {
    let text = "\"#\",Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Application Number,Application Date,Earliest Priority Date,Title,Applicants,Document Type,Cites Patent Count,Cited by Patent Count,Simple Family Size,IPCR Classifications,Legal Status\n\
1,CN,A,CN 104521936 A,1-2,4/22/2015,CN 201510021220 A,1/15/2015,1/15/2015,Weeding,A CO LTD;;B UNIV,Patent Application,6,4,2,A01M21/02,ACTIVE\n\
2,CN,B,CN 104521936 B,1-3,6/7/2017,CN 201510021220 A,1/15/2015,1/15/2015,Weeding,A CO LTD;;B UNIV,Granted Patent,6,4,2,A01M21/02,ACTIVE\n\
3,CN,U,CN 204304334 U,1-4,4/29/2015,2.01520E+11,1/7/2015,1/7/2015,Tractor,INDIVIDUAL 1,Limited Patent,0,1,1,H02G1/08,INACTIVE\n";
    let lens = input(text);
    let plan = Plan::choose(&lens, &Choice::default()).unwrap();
    assert_eq!(plan.name(), "lens");
    insta::assert_snapshot!(plan.notices().join("\n"), @"
    a published and a granted document of one application are one patent: the application number is the identity
    what was filed is known from the day of the document that tells it
    no enterprise was named: every name in `Applicants` becomes an id of scheme x: made from it; give --enterprise ID or a mapping with [applicants] for real ones
    patent_counts is left out: `counted_on` is required and the day of the export was not given (--counted-on, or `counted_on` in a mapping)
    patent_status is left out: `on` is required and the day of the export was not given (--counted-on, or `counted_on` in a mapping)
    columns that nothing reads: #, Jurisdiction, Kind, Lens ID, Document Type, Cites Patent Count, Cited by Patent Count, Simple Family Size, Legal Status
    dates are month/day/year in this file
    ");
    insta::assert_snapshot!(shown(&lens, &Choice::default()), @r#"
    2 x:b-univ {"fact":"patent_filed","application":"CN201510021220.7","filed_on":"2015-01-15","kind":"invention","title":"Weeding","technology":"A01M","applicants":2,"priority_on":"2015-01-15"} 2015-04-22 stated
    2 x:a-co-ltd {"fact":"patent_filed","application":"CN201510021220.7","filed_on":"2015-01-15","kind":"invention","title":"Weeding","technology":"A01M","applicants":2,"priority_on":"2015-01-15"} 2015-04-22 stated
    2 x:b-univ {"fact":"patent_published","application":"CN201510021220.7","published_on":"2015-04-22","publication":"CN104521936A"} 2015-04-22 stated
    2 x:a-co-ltd {"fact":"patent_published","application":"CN201510021220.7","published_on":"2015-04-22","publication":"CN104521936A"} 2015-04-22 stated
    3 x:b-univ {"fact":"patent_filed","application":"CN201510021220.7","filed_on":"2015-01-15","kind":"invention","title":"Weeding","technology":"A01M","applicants":2,"priority_on":"2015-01-15"} 2017-06-07 stated
    3 x:a-co-ltd {"fact":"patent_filed","application":"CN201510021220.7","filed_on":"2015-01-15","kind":"invention","title":"Weeding","technology":"A01M","applicants":2,"priority_on":"2015-01-15"} 2017-06-07 stated
    3 x:b-univ {"fact":"patent_granted","application":"CN201510021220.7","granted_on":"2017-06-07","publication":"CN104521936B"} 2017-06-07 stated
    3 x:a-co-ltd {"fact":"patent_granted","application":"CN201510021220.7","granted_on":"2017-06-07","publication":"CN104521936B"} 2017-06-07 stated
    4 rejected: application: `2.01520E+11` was turned into a number by a spreadsheet and has lost digits; export the column as text [application]; application: `2.01520E+11` was turned into a number by a spreadsheet and has lost digits; export the column as text [application]
    "#);
    let dated = Choice {
        counted_on: Some(jiff::civil::date(2021, 5, 1)),
        ..Choice::default()
    };
    let counts = outcomes(&lens, &dated)
        .iter()
        .filter(|outcome| {
            matches!(outcome, RowOutcome::Facts { facts, .. }
                if facts.iter().any(|(_, fact, _)| matches!(fact, Fact::PatentCounts(_)))
                && facts.iter().any(|(_, fact, _)| matches!(fact, Fact::PatentStatus(_))))
        })
        .count();
    assert_eq!(counts, 2);
}

#[test]
fn a_google_export_is_known_by_its_documents() {
    let text = "search URL:,https://patents.google.com/?q=x\n\
id,title,assignee,inventor/author,priority date,filing/creation date,publication date,grant date,result link\n\
CN-110364031-B,Path planning ,北京交通大学,P,2019-07-11,2019-07-11,2020-12-15,2020-12-15,https://x\n\
CN-110364031-A,Path planning ,北京交通大学,P,2019-07-11,2019-07-11,2019-10-22,,https://x\n\
US-2016232121-A1,Switch ,\"Kespry, Inc.\",P,2015-02-08,2015-02-08,2016-08-11,,https://x\n";
    insta::assert_snapshot!(shown(&input(text), &Choice::default()), @r#"
    3 x:name-1f44069a5196 {"fact":"patent_filed","application":"pub:CN110364031","filed_on":"2019-07-11","kind":"invention","title":"Path planning","applicants":1,"priority_on":"2019-07-11"} 2020-12-15 stated
    3 x:name-1f44069a5196 {"fact":"patent_granted","application":"pub:CN110364031","granted_on":"2020-12-15","publication":"CN110364031B"} 2020-12-15 stated
    4 x:name-1f44069a5196 {"fact":"patent_filed","application":"pub:CN110364031","filed_on":"2019-07-11","kind":"invention","title":"Path planning","applicants":1,"priority_on":"2019-07-11"} 2019-10-22 stated
    4 x:name-1f44069a5196 {"fact":"patent_published","application":"pub:CN110364031","published_on":"2019-10-22","publication":"CN110364031A"} 2019-10-22 stated
    5 x:kespry-inc {"fact":"patent_filed","application":"pub:US20160232121","filed_on":"2015-02-08","title":"Switch","applicants":1,"priority_on":"2015-02-08"} 2016-08-11 stated
    5 x:kespry-inc {"fact":"patent_published","application":"pub:US20160232121","published_on":"2016-08-11","publication":"US20160232121A1"} 2016-08-11 stated
    "#);
}

#[test]
fn a_table_of_rights_is_read_for_one_enterprise() {
    let text = "高新技术企业认定申请书,,,,,\n知识产权编号,知识产权名称,类别,授权日期,专利号/著作权号,获得方式\n\
IP01,一种装置,发明专利（非国防专利）,2017年3月1日,ZL 201510021220.1,自主研发\n\
IP02,一种结构,2,2018.05.01,ZL201520850832.X,受让\n\
IP03,管理软件,4,2018-06-01,2018SR123456,2\n\
IP04,一种装置,6,2018-06-01,国防0001,1\n";
    insta::assert_snapshot!(refused(text, &Choice::default()), @"enterprise: the file does not say whom its rows are about; give --enterprise ID, or `enterprise` in a mapping [enterprise.missing]");
    insta::assert_snapshot!(shown(&input(text), &of("x:a")), @r#"
    3 rejected: application: `ZL 201510021220.1`: character 13 should be `7` for the rest to be right, and is `1` [application]
    4 rejected: application: `ZL201520850832.X`: character 13 should be `2` for the rest to be right, and is `X` [application]
    5 x:a {"fact":"ip_right","number":"2018SR123456","kind":"software","registered_on":"2018-06-01","name":"管理软件","obtained":"self_developed"} 2018-06-01 stated
    6 x:a {"fact":"ip_right","number":"国防0001","kind":"defence_patent","registered_on":"2018-06-01","name":"一种装置","obtained":"other"} 2018-06-01 stated
    "#);
}

const MILLIONS: &str = r#"
name = "millions"
source = { name = "test", class = "audited" }
enterprise = { column = "firm", scheme = "x" }
available = { after = "period_end", months = 3, policy = "annual-report+3m" }
[[facts]]
kind = "financial_year"
when = { column = "kept", is = ["yes"] }
[facts.fields]
period_end = "year"
revenue = { column = "sales", multiply = "1000000", round = true }
[[facts]]
kind = "talent"
optional = true
available = { after = "counted_on", months = 3, policy = "annual-report+3m" }
[facts.fields]
counted_on = "year"
staff = { column = "staff", multiply = 1000, round = true }
"#;

#[test]
fn a_mapping_scales_lags_and_chooses() {
    let text = "firm,year,sales,staff,kept\n7,1991,408.38792598643727,1.896000044941231,yes\n8,1991,1,,no\n9,1991,NA,x,yes\n";
    insta::assert_snapshot!(shown(&input(text), &mapped(MILLIONS)), @r#"
    2 x:7 {"fact":"financial_year","period_end":"1991-12-31","revenue":"408387925.99"} 1992-03-31 annual-report+3m
    2 x:7 {"fact":"talent","counted_on":"1991-12-31","staff":1896} 1992-03-31 annual-report+3m
    3 x:8 {"fact":"talent","counted_on":"1991-12-31"} 1992-03-31 annual-report+3m
    4 rejected: staff: `x` is not a number to scale [scale]
    "#);
    insta::assert_snapshot!(refused("firm,year,staff\n", &mapped(MILLIONS)), @"kept: there is no column `kept`, which financial_year needs; the columns are: firm, year, staff [header.missing]");
}

#[test]
fn rows_of_gb18030_that_are_no_text_are_rejected() {
    let (good, _, _) = GB18030.encode("enterprise,年度,营业收入\nx:a,2017,1.2万\n");
    let mut bytes = good.into_owned();
    bytes.extend_from_slice(b"x:b,2017,\xff\nx:c,2017,3\n");
    let input = Input::from_bytes("file", bytes).unwrap();
    insta::assert_snapshot!(shown(&input, &Choice::default()), @r#"
    2 x:a {"fact":"financial_year","period_end":"2017-12-31","revenue":"12000.00"} 2018-06-30 annual-accounts+6m
    3 rejected: the row has bytes that are no text in the encoding of the file [encoding]
    4 x:c {"fact":"financial_year","period_end":"2017-12-31","revenue":"3.00"} 2018-06-30 annual-accounts+6m
    "#);
}

#[test]
fn json_lines_say_everything_themselves() {
    let text = r#"{"enterprise":"x:a","fact":"financial_year","period_end":"2017-12-31","revenue":12.5,"available_on":"2018-04-01"}

{"enterprise":"x:a","fact":"ip_right","number":"1","kind":"software","registered_on":"2017-01-01"}
{"enterprise":"x:a","fact":"loan","number":[1],"colour":"red"}
{"fact":"loans"}
{"enterprise":
"#;
    insta::assert_snapshot!(shown(&input(text), &Choice::default()), @r#"
    1 x:a {"fact":"financial_year","period_end":"2017-12-31","revenue":"12.50"} 2018-04-01 stated
    3 x:a {"fact":"ip_right","number":"1","kind":"software","registered_on":"2017-01-01"} 2017-01-01 stated
    4 rejected: colour: loan has no such field; it has: number, drawn_on, principal, outstanding, due_on, bank, days_overdue [json.unknown_key]; number: expected a text, a number or true/false [json.type]; number: this field is required and is empty [field.required]; drawn_on: this field is required and is empty [field.required]
    5 rejected: enterprise: the line does not say whom it is about [enterprise.missing]; fact: `loans` is no kind of fact; there are: enterprise, retraction, patent_filed, patent_published, patent_granted, patent_family_member, patent_status, patent_transfer, patent_licence, patent_pledge, patent_citation, patent_counts, patent_share, ip_right, rnd_year, financial_year, talent, innovation_year, adverse_event, loan, product, conversion, tech_contract, platform, award, qualification, standard, project, investment [facts.kind]
    6 rejected: is no JSON object: EOF while parsing a value at line 1 column 14 [json]
    "#);
}

#[test]
fn a_jump_of_ten_thousand_is_a_notice() {
    let text = "enterprise,年度,营业收入\nx:a,2016,1200\nx:a,2017,13000000\nx:a,2018,14000000\n";
    let input = input(text);
    let plan = Plan::choose(&input, &Choice::default()).unwrap();
    let mut rows = read_rows(&input, &plan).unwrap();
    rows.by_ref().for_each(drop);
    insta::assert_snapshot!(rows.notices().join("\n"), @"row 3: revenue of x:a is 1200.00 on 2016-12-31 and 13000000.00 on 2017-12-31, some ten thousand times apart; is the unit the same?");
}

#[test]
fn a_workbook_is_read_like_a_text_and_its_claim_of_size_is_not_believed() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "数据使用声明").unwrap();
    for (at, name) in [
        "企业名称",
        "统一社会信用代码",
        "核准日期",
        "注册资本",
        "登记状态",
    ]
    .iter()
    .enumerate()
    {
        sheet.write(1, u16::try_from(at).unwrap(), *name).unwrap();
    }
    sheet.write(2, 0, "某某公司").unwrap();
    sheet.write(2, 1, "x:a").unwrap();
    sheet.write(2, 2, 43_000).unwrap();
    sheet.write(2, 3, "100万人民币").unwrap();
    sheet.write(2, 4, "存续").unwrap();
    let input = Input::from_bytes("q.csv", book.save_to_buffer().unwrap()).unwrap();
    insta::assert_snapshot!(shown(&input, &Choice::default()), @r#"3 x:a {"fact":"enterprise","observed_on":"2017-09-22","name":"某某公司","status":"active","capital":"1000000.00"} 2017-09-22 stated"#);
}

proptest! {
    #[test]
    fn every_row_that_is_not_blank_has_one_outcome(
        cells in proptest::collection::vec(("[a-zA-Z0-9:\u{4e00}-\u{4e10}\"-]{0,6}", "[0-9x./-]{1,6}", "[0-9.万,-]{0,8}"), 0..40)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["enterprise", "年度", "营业收入"]).unwrap();
        for (a, b, c) in &cells {
            writer.write_record([a, b, c]).unwrap();
        }
        let input = Input::from_bytes("f", writer.into_inner().unwrap()).unwrap();
        let plan = Plan::choose(&input, &Choice::default()).unwrap();
        let rows: Vec<u64> = read_rows(&input, &plan)
            .unwrap()
            .flat_map(Result::unwrap)
            .map(|outcome| outcome.row())
            .collect();
        let all: Vec<u64> = (2..).take(cells.len()).collect();
        prop_assert_eq!(rows, all);
    }
}
