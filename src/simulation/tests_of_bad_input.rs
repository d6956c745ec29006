//! What is said of books, money and scenarios that will not do.

use super::opening::Opening;
use super::plan::Plan;
use super::read_book::{Otherwise, within_a_year};
use super::samples::*;
use super::{Book, Scenario};
use std::collections::BTreeMap;

fn read(text: &str) -> Result<Book, String> {
    let terms = terms(CQ, &[]);
    let pd = BTreeMap::from([("A".to_owned(), 0.01), ("B".to_owned(), 0.02)]);
    let mut lines = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let rows: Vec<(u32, Vec<String>)> = (2..).zip(lines).collect();
    Book::read(
        &header,
        &rows,
        &Otherwise {
            terms: &terms,
            pd: &pd,
            opening: None,
        },
    )
    .map_err(|problems| problems.to_string())
}

#[test]
fn every_problem_of_a_book_is_told_with_its_row() {
    let text = "\
loan,bank,district,enterprise,principal,months,grade,pd,share,product
L1,bank-a,渝北区,f1,1000000.00,12,A,,,
L1,bank-a,渝北区,f2,100,12,B,,,
L2,bank-a,渝北区,f3,-5,12,A,,,
L3,,渝北区,f4,100,0,Z,,,
L4,bank-b,渝北区,f5,1.234,12,,1.5,2,other
";
    insta::assert_snapshot!(read(text).unwrap_err(), @r#"
    line 3: loan: `L1` of `bank-a` stands in line 2 already [id.twice]
    line 4: principal: it is -5.00; an amount above nought would pass [figure.range]
    line 5: bank: a loan says this [cell.missing]
    line 5: months: it is `0`; a whole number of months from 1 to 600 would pass [figure.range]
    line 5: grade: nothing says the probability of default of the grade `Z`; it is said of: A, B [pd.unknown]
    line 6: principal: `1.234` is finer than one fen (two decimals of a yuan) [amount.decimals]
    line 6: pd: it is `1.5`; a decimal from 0 to 1 would pass, such as 0.015 [pd.unknown]
    line 6: product: these terms do not govern `other`; they do: knowledge-value [product.unknown]
    line 6: share: it is `2`; a share from 0 to 1 would pass [figure.range]
    "#);
}

#[test]
fn a_book_needs_its_columns_and_no_others() {
    insta::assert_snapshot!(read("loan,bank,colour,bank\n").unwrap_err(), @r#"
    line 1: colour: a book has no such column; it may have: loan, bank, district, principal, months, enterprise, industry, group, share, grade, pd, product, age [column.unknown]
    line 1: bank: two columns have this name; only one may [column.twice]
    line 1: district: a book has this column [column.missing]
    line 1: principal: a book has this column [column.missing]
    line 1: months: a book has this column [column.missing]
    line 1: enterprise: a book has this column [column.missing]
    "#);
}

#[test]
fn a_right_book_takes_share_product_and_probability_from_elsewhere() {
    let book = read(
        "loan,bank,district,enterprise,principal,months,grade\nL1,bank-a,渝北区,f1,100万,12,B\n",
    )
    .unwrap();
    let loan = &book.loans[0];
    assert_eq!(
        (loan.share, loan.pd, loan.principal),
        (ratio("0.8"), 0.02, yuan("1000000"))
    );
    assert_eq!(loan.product.as_str(), "knowledge-value");
}

#[test]
fn a_probability_of_two_years_is_less_in_one() {
    // 1 − √(1 − 0.19) = 1 − 0.9
    assert!((within_a_year(0.19, 24) - 0.1).abs() < 1e-12);
    // 1 − (1 − 0.1)² = 0.19
    assert!((within_a_year(0.1, 6) - 0.19).abs() < 1e-12);
    assert_eq!(within_a_year(0.02, 12), 0.02);
    assert_eq!((within_a_year(0.0, 36), within_a_year(1.0, 36)), (0.0, 1.0));
}

#[test]
fn every_problem_of_a_scenario_is_told_with_its_line() {
    let text = "\
id = \"x\"
name = { zh = \"情景\", en = \"\" }
mark = \"ours\"
source = \"a test\"
colour = 1
[dependence]
asset_correlation = 0.9
industry = 0.2
[pd]
A = 2
[[years]]
default_rate = -1
recovery_delay = 0
";
    insta::assert_snapshot!(Scenario::parse(text).unwrap_err().to_string(), @r#"
    line 2: name: the text in `en` is empty [text.both_languages]
    line 5: colour: this key is not known here; known are: id, name, mark, source, dependence, pd, rates, industries, years [form.unknown_key]
    line 7: dependence.asset_correlation: the shares of the factors come to 1.1000; at most 0.99 would pass [dependence.sum]
    line 10: pd.A: it is the number 2; a decimal from 0 to 1 would pass [figure.range]
    line 11: years[1].recovery_rate: this key is required [form.missing]
    line 12: years[1].default_rate: it is -1; 0 to 100 would pass [figure.range]
    line 13: years[1].recovery_delay: recoveries come in 1 to 50 whole years later [figure.range]
    "#);
}

#[test]
fn every_problem_of_the_money_is_told_with_its_line() {
    let text = "\
[[compartments]]
district = \"渝北区\"
paid_in = \"1.2.3\"
[[compartments]]
district = \"渝北区\"
cash = 5
";
    insta::assert_snapshot!(Opening::parse(text).unwrap_err().to_string(), @r#"
    line 3: compartments[1].paid_in: `1.2.3` is not an amount; write 1234.56, 1.2万 or 3亿 [amount.number]
    line 4: compartments[2].paid_in: this key is required [form.missing]
    line 6: compartments[2].cash: expected a text, found the number 5 [form.type]
    "#);
}

#[test]
fn what_no_path_can_be_walked_of_is_told_at_once() {
    let terms = terms(include_str!("../../models/terms/sba-like.toml"), &[]);
    let book = Book { loans: vec![] };
    let scenario = scenario(super::dependence::Dependence::NONE, 0.3);
    let found = Plan::new(&terms, &book, &money("1"), &scenario, 0);
    let told = found.err().unwrap().to_string();
    insta::assert_snapshot!(told, @r#"
    book: the book has no loan; one or more would pass [book.empty]
    years: 0 years were asked for; 1 to 30 would pass [years.range]
    terms: these terms have a yearly budget and no pool, so that no money of it can run short; terms with a pool would pass [terms.budget]
    "#);
}
