//! The custodian's statement 托管行对账单: uploaded, held against the books, and what nothing explains put in suspense.

use super::commands::told;
use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::money::Money;
use crate::api::page::Parameters;
use crate::api::problem::{FieldProblem, Problem};
use crate::api::state::Api;
use crate::api::turn::{created, under_key};
use crate::api::upload;
use crate::identity::Role;
use crate::pool::CompartmentId;
use crate::pool::reconcile::CustodianStatement;
use crate::pool::statement::Scope;
use crate::service::custodian::{CustodianChoice, read_custodian};
use crate::service::pool::{
    Asking, CUSTODIAN, ReceivedStatement, StatementFile, ToSuspend, Who, command,
    receive_statement, reconciled, to_suspend,
};
use crate::units::names::{District, PoolId};
use crate::units::{Amount, Date, DateStyle, Problems, parse_date};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// A line that nothing explained.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SuspendedLine {
    /// Its number.
    line: String,
    /// Its day.
    #[schema(format = Date)]
    on: String,
    /// The amount; money out is negative.
    amount: Money,
    /// The event that put it in suspense, where it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<u64>,
    /// Why it could not be put there.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<FieldProblem>,
}

/// A statement held against the books.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct HeldStatement {
    /// The first day.
    #[schema(format = Date)]
    from: String,
    /// The last day.
    #[schema(format = Date)]
    to: String,
    /// The balance before the first line.
    opening: Money,
    /// The balance after the last.
    closing: Money,
    /// How many lines it has.
    lines: usize,
    /// The reconciliation as it was before anything went to suspense: matched and unmatched lines, bookings without a
    /// line, and the proof of cash. Amounts are decimal texts in yuan.
    #[schema(value_type = Object)]
    reconciliation: Value,
    /// Whether everything is explained.
    explained: bool,
    /// The lines that went to suspense now; empty of a whole pool, whose lines are of no one compartment.
    suspended: Vec<SuspendedLine>,
    /// The record that says that it came in: it is held against the books as they stood then.
    head: JournalHead,
}

/// What is asked.
struct Asked {
    scope: Scope,
    choice: CustodianChoice,
    booked_on: Option<Date>,
    name: String,
}

/// Uploads a statement of the custodian, CSV or a workbook: it is held against the books, and with a `district` the
/// lines that nothing explains are put in suspense. A line goes there once, however often and by whom it is sent. The
/// same again under its key is held against the books of the first time; another file under the key is refused.
#[utoipa::path(
    post, path = "/v1/bank-statements", tag = "bank-statements",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "the file, CSV or XLSX"),
    params(
        ("pool" = String, Query, description = "the pool"),
        ("district" = Option<String>, Query, description = "the compartment whose account it is; without it nothing goes to suspense"),
        ("from" = Option<String>, Query, description = "the first day, where it is not that of the first line"),
        ("to" = Option<String>, Query, description = "the last day, where it is not that of the last line"),
        ("opening" = Option<String>, Query, description = "the balance before the first line, in yuan, where the file has no column of balances"),
        ("booked_on" = Option<String>, Query, description = "the accounting day of what goes to suspense; today if not given"),
        ("name" = Option<String>, Query, description = "the name of the file"),
        ("sheet" = Option<String>, Query, description = "the sheet of a workbook; the first that is not empty if not given"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = HeldStatement))
)]
pub(super) async fn receive(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    parameters: Parameters,
    body: Body,
) -> Result<Response, Problem> {
    if *asker.role() != Role::Operator {
        return Err(Problem::forbidden(asker.role().word(), "operator"));
    }
    let asked = asked(&parameters)?;
    known(&api, &asked.scope).await?;
    let input = upload::file(&api, &asked.name, body).await?;
    let custodian = read_custodian(&input, &asked.choice);
    let custodian = custodian.map_err(|problems| Problem::fields(rows(&problems)))?;
    let work = Arc::new((
        StatementFile {
            input,
            scope: asked.scope,
            choice: asked.choice,
            booked_on: asked.booked_on,
        },
        custodian,
    ));
    let noted = Arc::clone(&work);
    let received = under_key(&api, &asker, key, async move |store, caller, key, now| {
        let (file, custodian) = &*noted;
        receive_statement(&store, &caller, (file, custodian), &key, now).await
    })
    .await?;
    let (file, custodian) = &*work;
    let found = reconciled(&api.store, &file.scope, custodian, received.at).await;
    let found = found.map_err(|error| failed(&error))?;
    let suspended = suspended(&api, &asker, (&file.scope, custodian), &received).await?;
    let held = HeldStatement {
        from: custodian.from.to_string(),
        to: custodian.to.to_string(),
        opening: custodian.opening.into(),
        closing: custodian.closing.into(),
        lines: custodian.lines.len(),
        explained: found.is_explained(),
        reconciliation: json!(found),
        suspended,
        head: JournalHead::of(received.at.sequence, &received.at.hash),
    };
    Ok(created(received.before, held))
}

fn asked(parameters: &Parameters) -> Result<Asked, Problem> {
    let mut query = parameters.query();
    let day = |text: &str| parse_date(text, DateStyle::Auto);
    let pool = query.must("pool", PoolId::parse, "name the pool");
    let district = query.read("district", District::parse);
    let (from, to) = (query.read("from", day), query.read("to", day));
    let opening = query.read("opening", Amount::parse);
    let booked_on = query.read("booked_on", day);
    let name = upload::named(&mut query);
    let sheet = query.text("sheet").map(str::to_owned);
    if from.is_some() != to.is_some() {
        query.wrong("from", "name the first and the last day, or neither");
    }
    let pool = query.finish(pool)?;
    Ok(Asked {
        scope: match district {
            Some(district) => Scope::Compartment { pool, district },
            None => Scope::Pool { pool },
        },
        choice: CustodianChoice {
            sheet,
            days: from.zip(to),
            opening,
        },
        booked_on,
        name: name.unwrap_or_else(|| "statement".to_owned()),
    })
}

/// That the pool, and the compartment if one is named, are there.
async fn known(api: &Api, scope: &Scope) -> Result<(), Problem> {
    let books = api.writer.books().await;
    let mut all = books.state().compartments();
    let there = match scope {
        Scope::Compartment { pool, district } => {
            all.any(|at| at.pool == *pool && at.district == *district)
        }
        scope => all.any(|at| at.pool == *scope.pool()),
    };
    if there {
        return Ok(());
    }
    Err(Problem::not_found("account of", &scope.to_string()))
}

/// Problems of rows, each named by its line.
fn rows(problems: &Problems) -> Vec<FieldProblem> {
    let each = problems.0.iter().map(|problem| FieldProblem {
        pointer: match problem.line {
            Some(line) => format!("line {line}: {}", problem.field),
            None => problem.field.clone(),
        },
        code: problem.rule.clone(),
        detail: problem.message.clone(),
    });
    each.collect()
}

/// Puts in suspense what nothing explains, each line as a command of its own.
async fn suspended(
    api: &Api,
    asker: &Asker,
    (scope, custodian): (&Scope, &CustodianStatement),
    received: &ReceivedStatement,
) -> Result<Vec<SuspendedLine>, Problem> {
    let Scope::Compartment { pool, district } = scope else {
        return Ok(Vec::new());
    };
    let at = CompartmentId {
        pool: pool.clone(),
        district: district.clone(),
    };
    let today = received.booked_on;
    let lines = to_suspend(&api.store, &at, custodian, (today, received.at)).await;
    let mut done = Vec::new();
    for ToSuspend { line, fields, key } in lines.map_err(|error| failed(&error))? {
        let who = Who {
            actor: Some(format!("operator:{}", asker.0.person)),
            today,
            client: CUSTODIAN.to_owned(),
            key,
        };
        let asked = command(&fields, &who).map_err(|problems| Problem::of(&problems))?;
        let answer = api.writer.ask(Asking {
            asked,
            expected: None,
            about: None,
        });
        let (event, refused) = match told(answer.await) {
            Ok((done, _)) => (done.events.first().map(|event| event.number), None),
            // Whatever could not be written is sent again with the same file.
            Err(problem) if problem.status >= 500 => return Err(problem),
            Err(problem) => (
                None,
                Some(FieldProblem {
                    pointer: String::new(),
                    code: problem.code,
                    detail: problem.detail,
                }),
            ),
        };
        done.push(SuspendedLine {
            line: line.line,
            on: line.on.to_string(),
            amount: line.amount.into(),
            event,
            refused,
        });
    }
    Ok(done)
}
