//! Exported models give the very points of the core: SQL is run on both engines, on the cases at every edge and on the
//! figures of the fixtures.

use crate::cluster::Database;
use crate::place::demo;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use std::fmt::Write as _;
use zhixin::scoring::export::{Case, Dialect, FieldKind, Unsaid, cases, fields, sql};
use zhixin::scoring::model::{PointsBySegment, Rule};
use zhixin::scoring::{Program, Subject, Value};
use zhixin::service::catalog;
use zhixin::service::records::{self, ScorePage};

/// The columns of the table, each with the type of its cells.
fn columns(program: &Program) -> Vec<(String, &'static str)> {
    let mut all = vec![("id".to_owned(), "bigint")];
    if program.model.segments.len() > 1 {
        all.push(("segment".to_owned(), "text"));
    }
    for table in &program.model.tables {
        all.push((format!("\"{}_given\"", table.id), "bigint"));
    }
    for field in fields(program) {
        let kind = match field.kind {
            FieldKind::Word => "text",
            _ => "bigint",
        };
        all.push((field.column.clone(), kind));
        if field.kind == FieldKind::Quotient {
            all.push((format!("{}_den", field.column), "bigint"));
        }
        all.push((format!("{}_state", field.column), "text"));
    }
    all
}

fn literal(number: i128) -> Option<String> {
    (number.abs() <= 4_000_000_000_000_000_000).then(|| number.to_string())
}

/// A row as SQL writes it; none where a number leaves what SQL holds.
fn row(program: &Program, id: usize, case: &Case) -> Option<String> {
    let mut cells = vec![id.to_string()];
    if program.model.segments.len() > 1 {
        cells.push("null".to_owned());
    }
    cells.extend(program.model.tables.iter().map(|_| "null".to_owned()));
    for (field, value) in fields(program).iter().zip(&case.values) {
        let (number, den, state) = match value {
            Value::Number(number) => (literal(number.num())?, literal(number.den())?, "known"),
            Value::Word(word) => (
                format!("'{}'", word.replace('\'', "''")),
                "null".to_owned(),
                "known",
            ),
            Value::Unknown => ("null".to_owned(), "null".to_owned(), "unknown"),
            Value::NotApplicable => ("null".to_owned(), "null".to_owned(), "not_applicable"),
            Value::NotComputable => ("null".to_owned(), "null".to_owned(), "not_computable"),
        };
        cells.push(number);
        if field.kind == FieldKind::Quotient {
            cells.push(den);
        }
        cells.push(format!("'{state}'"));
    }
    Some(format!("({})", cells.join(", ")))
}

fn script(program: &Program, cases: &[Case]) -> (String, usize) {
    let columns = columns(program);
    let declared = columns.iter().map(|(name, kind)| format!("{name} {kind}"));
    let declared: Vec<String> = declared.collect();
    let mut text = format!("create table firms ({});\n", declared.join(", "));
    let numbered = cases.iter().enumerate();
    let rows: Vec<String> = numbered
        .filter_map(|(id, case)| row(program, id, case))
        .collect();
    for rows in rows.chunks(200) {
        let _ = writeln!(text, "insert into firms values {};", rows.join(",\n"));
    }
    (text, rows.len())
}

fn select(program: &Program, dialect: Dialect) -> String {
    let text = sql(program, "firms", dialect, Unsaid::Named).unwrap();
    // A format that does not say the grade is asked for none.
    let grade = if text.contains(" as grade") {
        "grade"
    } else {
        "'unsaid'"
    };
    format!(
        "select id, cast(points_low as bigint), cast(points_high as bigint), cast({grade} as text) \
         from ({text}) scored order by id"
    )
}

type Got = (i64, Option<i64>, Option<i64>, Option<String>);

fn held(program: &Program, cases: &[Case], got: &[Got], rows: usize) {
    assert_eq!(got.len(), rows);
    for (id, low, high, grade) in got {
        let case = &cases[usize::try_from(*id).unwrap()];
        let expected = (Some(case.points.low.into()), Some(case.points.high.into()));
        assert_eq!(
            (*low, *high),
            expected,
            "{} {:?}",
            program.model.id,
            case.values
        );
        let grades = &program.model.outcome.grades;
        let expected = case.grade.map(|at| grades[usize::from(at)].grade.as_str());
        assert!(
            grade.as_deref() == Some("unsaid") || grade.as_deref() == expected,
            "{} {:?}: {grade:?} is not {expected:?}",
            program.model.id,
            case.values
        );
    }
}

async fn on_sqlite(program: &Program, cases: &[Case]) {
    let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let (text, rows) = script(program, cases);
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(&mut db)
        .await
        .unwrap();
    let select = sqlx::query(AssertSqlSafe(select(program, Dialect::Sqlite)));
    let got = select.fetch_all(&mut db).await.unwrap();
    let got: Vec<_> = got
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)))
        .collect();
    held(program, cases, &got, rows);
}

async fn on_postgres(database: &Database, program: &Program, cases: &[Case]) {
    let mut db = PgConnection::connect(&database.url).await.unwrap();
    let (text, rows) = script(program, cases);
    let text = format!("drop table if exists firms;\n{text}");
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(&mut db)
        .await
        .unwrap();
    let select = sqlx::query(AssertSqlSafe(select(program, Dialect::Postgres)));
    let got = select.fetch_all(&mut db).await.unwrap();
    let got: Vec<_> = got
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)))
        .collect();
    held(program, cases, &got, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_gives_the_points_of_the_core_at_every_edge_of_every_shipped_model() {
    let database = Database::new();
    for id in catalog::shipped() {
        let program = catalog::find(id).unwrap().program().unwrap();
        let cases = cases(&program, &[]);
        on_sqlite(&program, &cases).await;
        if let Some(database) = &database {
            on_postgres(database, &program, &cases).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_gives_the_points_of_the_core_for_an_odd_model() {
    // Special codes, points below nought, words with signs that SQL and XML give a meaning, caps upon caps.
    let text = include_str!("odd_model.toml").to_owned();
    let program = catalog::read(text, "odd".to_owned())
        .unwrap()
        .program()
        .unwrap();
    let cases = cases(&program, &[]);
    on_sqlite(&program, &cases).await;
    if let Some(database) = Database::new() {
        on_postgres(&database, &program, &cases).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_gives_the_points_of_the_core_on_the_figures_of_the_fixtures() {
    let (place, _) = demo();
    let url = format!(
        "sqlite://{}",
        place.path().join("zhixin-demo/zhixin.db").display()
    );
    let store = records::open_existing(&url).await.unwrap();
    let page = ScorePage {
        after: 0,
        limit: 1_000,
        enterprise: None,
    };
    let program = catalog::find("cq-knowledge-value-2017")
        .unwrap()
        .program()
        .unwrap();
    let issued = store.scores(&page).await.unwrap();
    let values = |text: &str| {
        let subject: Subject = serde_json::from_str(text).unwrap();
        let each = program.indicators.iter().map(|id| {
            let reading = subject.vector.get(id);
            reading.map_or(Value::Unknown, |reading| reading.value.clone())
        });
        each.collect::<Vec<Value>>()
    };
    let rows: Vec<Vec<Value>> = issued.iter().map(|of| values(&of.score.vector)).collect();
    assert!(rows.len() > 50, "{}", rows.len());
    on_sqlite(&program, &cases(&program, &rows)[..rows.len()]).await;
}

#[tokio::test]
async fn an_expert_narrows_a_range_in_sql_and_no_more() {
    let program = catalog::find("hnte-2016").unwrap().program().unwrap();
    let table = program
        .model
        .tables
        .iter()
        .find(|of| matches!(of.rule, Rule::Expert { .. }));
    let table = table.unwrap();
    let PointsBySegment::All(most) = &table.max else {
        panic!("one for all segments")
    };
    let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let unknown = vec![Value::Unknown; program.indicators.len()];
    let (text, _) = script(&program, &cases(&program, &[unknown])[..1]);
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(&mut db)
        .await
        .unwrap();
    let mut told = Vec::new();
    for given in ["null", "2", "-5", "999"] {
        let update = format!("update firms set \"{}_given\" = {given}", table.id);
        sqlx::raw_sql(AssertSqlSafe(update))
            .execute(&mut db)
            .await
            .unwrap();
        let text = sql(&program, "firms", Dialect::Sqlite, Unsaid::Named).unwrap();
        let shown = format!(
            "select \"table.{0}.low\", \"table.{0}.high\" from ({text})",
            table.id
        );
        let row = sqlx::query(AssertSqlSafe(shown))
            .fetch_one(&mut db)
            .await
            .unwrap();
        told.push((row.get::<i64, _>(0), row.get::<i64, _>(1)));
    }
    let high = i64::from(most.high);
    assert_eq!(told, [(0, high), (2, 2), (0, 0), (high, high)]);
}
