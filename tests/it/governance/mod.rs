//! Consents, look-ups, objections, decisions and monthly reports through the use cases, on records of a file.

mod loans;
mod monitoring;
mod objections;

use crate::place::Place;
use serde_json::{Value, json};
use zhixin::evidence::Basis;
use zhixin::governance::{Governed, Purpose, Shown, ShownKind};
use zhixin::identity::{Caller, Role};
use zhixin::service::governance as desk;
use zhixin::service::records::{Store, open};
use zhixin::service::score::{Request, Run, Scored, Used};
use zhixin::service::{Error, catalog, experts, replay};
use zhixin::units::names::{BankId, ClientId};
use zhixin::units::{Date, Digest, EnterpriseId, Moment};

const FIRM: &str = "x:firm";
const TODAY: Date = Date::constant(2022, 7, 1);

fn now() -> Moment {
    Moment::parse("2022-07-01T02:00:00Z").unwrap()
}

fn firm() -> EnterpriseId {
    EnterpriseId::parse(FIRM).unwrap()
}

fn bank(id: &str) -> BankId {
    BankId::parse(id).unwrap()
}

fn caller(role: Role, person: &str) -> Caller {
    Caller {
        client: ClientId::parse(&format!("of-{}", person.to_lowercase())).unwrap(),
        person: person.to_owned(),
        role,
    }
}

fn banker(id: &str) -> Caller {
    caller(Role::Bank(bank(id)), &format!("w-{id}"))
}

fn boss() -> Caller {
    caller(Role::Enterprise(firm()), "boss")
}

pub(crate) fn paper(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string()
}

/// Takes JSON lines of a source in.
pub(crate) fn import(place: &Place, name: &str, visibility: &str, lines: &str) {
    let class = if visibility == "shared" {
        "registry"
    } else {
        "bank_private"
    };
    let mapping = format!(
        "name = \"{name}\"\n[source]\nname = \"{name}\"\nclass = \"{class}\"\nvisibility = \"{visibility}\"\n[enterprise]\ncolumn = \"enterprise\"\n[[facts]]\nkind = \"financial_year\"\n[facts.fields]\nperiod_end = \"period_end\"\nrevenue = \"revenue\"\n"
    );
    place.file(&format!("{name}.toml"), mapping);
    place.file(&format!("{name}.jsonl"), lines);
    let mapping = format!("--mapping={name}.toml");
    place.ok(&["import", &mapping, &format!("{name}.jsonl")]);
}

pub(crate) fn year(year: i32, revenue: &str) -> String {
    let end = format!("{year}-12-31");
    json!({
        "enterprise": FIRM, "fact": "financial_year", "period_end": end, "revenue": revenue,
        "net_profit": "300000", "assets": "9000000", "liabilities": "3000000",
        "available_on": format!("{}-04-01", year + 1),
    })
    .to_string()
}

/// The records as they are after another process wrote.
async fn reopen(place: &Place) -> Store {
    let url = place.records();
    open(&url).await.unwrap()
}

async fn records() -> (Place, Store) {
    records_at(Place::new()).await
}

async fn records_at(place: Place) -> (Place, Store) {
    import(
        &place,
        "register",
        "shared",
        &format!("{}\n{}\n", year(2019, "5000000"), year(2020, "6000000")),
    );
    let store = reopen(&place).await;
    (place, store)
}

async fn score(store: &Store, reader: Option<&str>) -> Scored {
    let loaded = catalog::find("cq-knowledge-value-2018").unwrap();
    let request = Request {
        as_of: TODAY,
        basis: Basis::Available,
        segment: None,
        experts: experts::ExpertSheets::new(),
        reader: reader.map(bank),
        asked: None,
        used: Used::default(),
        approval: None,
        actor: "bank-a".to_owned(),
        now: now(),
        today: TODAY,
        issue: true,
    };
    let run = Run::prepare(store, &loaded, request).await.unwrap();
    run.score(&[firm()]).await.unwrap().pop().unwrap()
}

fn asked(purpose: Purpose, live_cover: bool) -> desk::Asked {
    desk::Asked {
        enterprise: firm(),
        purpose,
        classes: desk::of_a_score(false),
        live_cover,
    }
}

async fn consent(store: &Store, to: &str) -> String {
    let body = json!({
        "enterprise": FIRM, "grantee": format!("bank:{to}"),
        "purposes": ["credit-assessment", "cover-monitoring"],
        "classes": ["registry", "filed", "financial", "patents"],
        "from": "2022-01-01", "until": "2023-12-31", "evidence": paper("signed"), "obtained": "paper",
    });
    let (by, key) = (banker(to), format!("c-{to}"));
    let answer = desk::record_consent(store, &by, &body, &key, now()).await;
    let answer = answer.unwrap();
    let Governed::ConsentRecorded { consent } = answer.event.what else {
        panic!()
    };
    consent.id.to_string()
}

/// Shows a score to a bank, as the service does: leave, the row of the log, and then the document.
async fn show(store: &Store, to: &Caller, scored: &Scored) -> desk::Reading {
    let asked = asked(Purpose::CreditAssessment, false);
    let reading = desk::leave(store, to, &asked, TODAY).await.unwrap();
    let shown = Shown {
        kind: ShownKind::Score,
        id: scored.id.clone(),
        digest: Digest::of(&scored.assessment.to_bytes()),
    };
    let row = desk::look_up(to, &asked, &reading.leave, shown, ("trace-1", now()));
    desk::log(store, &[row]).await.unwrap();
    reading
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code(),
        _ => panic!("{error}"),
    }
}

#[tokio::test]
async fn without_a_consent_nothing_is_read_and_after_its_end_only_cover_is_watched() {
    let (_place, store) = records().await;
    let a = banker("bank-a");
    let leave = async |purpose, live| desk::leave(&store, &a, &asked(purpose, live), TODAY).await;
    let none = leave(Purpose::CreditAssessment, false).await.unwrap_err();
    assert_eq!(code(&none), "consent.none");
    let id = consent(&store, "bank-a").await;
    let given = leave(Purpose::CreditAssessment, false).await.unwrap();
    assert_eq!(given.leave.ground.to_string(), format!("consent:{id}"));
    let body = json!({"on": "2022-06-30", "reason": "不再申请贷款"});
    // Another bank's and another enterprise's consents are not there.
    let other = desk::revoke_consent(&store, &banker("bank-b"), (&id, &body), "r", now()).await;
    assert_eq!(code(&other.unwrap_err()), "unknown");
    let gone = desk::revoke_consent(&store, &boss(), (&id, &body), "r", now()).await;
    assert!(!gone.unwrap().replayed);
    let again = desk::revoke_consent(&store, &boss(), (&id, &body), "r", now()).await;
    assert!(
        again.unwrap().replayed,
        "the same request has the effect of once"
    );
    let read = leave(Purpose::CreditAssessment, true).await.unwrap_err();
    assert_eq!(code(&read), "consent.revoked");
    assert!(leave(Purpose::CoverMonitoring, true).await.is_ok());
    assert_eq!(
        code(&leave(Purpose::CoverMonitoring, false).await.unwrap_err()),
        "consent.revoked"
    );
    let seen = async |who: &Caller| {
        let held = desk::consents(&store, who, None, desk::EVERY).await;
        held.unwrap().0.len()
    };
    assert_eq!(
        (
            seen(&a).await,
            seen(&banker("bank-b")).await,
            seen(&boss()).await
        ),
        (1, 0, 1)
    );
}

#[tokio::test]
async fn a_bad_consent_is_told_whole() {
    let (_place, store) = records().await;
    let body = json!({"enterprise": "9.15E+17", "grantee": "bank", "purposes": ["fun"], "from": "2022-02-30", "sign": 1});
    let error = desk::record_consent(&store, &boss(), &body, "k", now())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"
    /enterprise: `9.15E+17` was turned into a number by a spreadsheet and has lost digits; export the column as text [field.value]
    /grantee: `bank` is no grantee; write `bank:` and the bank's id, or `commission` [field.value]
    /purposes/0: `fun` is none of: credit-assessment, cover-monitoring, claim, objection, statistics [field.value]
    /from: `2022-02-30` is not a day of the calendar [field.value]
    /until: this field is needed [field.missing]
    /evidence: this field is needed [field.missing]
    /obtained: this field is needed [field.missing]
    /sign: no such field; there are: enterprise, grantee, purposes, classes, from, until, evidence, obtained [field.unknown]
    ");
    let nothing = store.journal_head().await.unwrap().sequence;
    assert_eq!(nothing, 1, "the batch alone is on record");
}

#[tokio::test]
async fn what_a_bank_knows_changes_its_own_bytes_and_nobody_elses() {
    let (place, store) = records().await;
    let bytes = async |store: &Store, reader| score(store, reader).await.assessment.to_bytes();
    let before = bytes(&store, None).await;
    assert_eq!(
        bytes(&store, Some("bank-b")).await,
        before,
        "there is nothing that is only its own"
    );
    import(
        &place,
        "own-of-a",
        "bank:bank-a",
        &(year(2021, "7777777") + "\n"),
    );
    let store = reopen(&place).await;
    assert_eq!(bytes(&store, None).await, before);
    assert_eq!(bytes(&store, Some("bank-b")).await, before);
    assert_ne!(bytes(&store, Some("bank-a")).await, before);
    // The score for bank a is its own: another id, and to be rebuilt for it alone.
    let own = score(&store, Some("bank-a")).await;
    let shared = score(&store, None).await;
    assert_ne!(own.id, shared.id);
    replay::replay(&store, &own.id).await.unwrap();
    replay::rebuild(&store, &own.id, now()).await.unwrap();
    replay::rebuild(&store, &shared.id, now()).await.unwrap();
    for to in ["bank-a", "bank-b"] {
        consent(&store, to).await;
    }
    let decline = json!({"outcome": "declined", "reason": "行业限额已满"});
    let decide = async |who: &str, id: &str| {
        desk::decide(&store, &banker(who), (id, &decline), id, now()).await
    };
    assert_eq!(
        code(&decide("bank-b", &own.id).await.unwrap_err()),
        "unknown"
    );
    // Its consent opens nothing private, so that bank a must have been shown it.
    assert_eq!(
        code(&decide("bank-a", &own.id).await.unwrap_err()),
        "unknown"
    );
    show(&store, &banker("bank-a"), &own).await;
    assert!(decide("bank-a", &own.id).await.is_ok());
    // An enterprise that only one bank knows of is not there for others, and no day of it is told.
    let line = year(2021, "1").replace(FIRM, "x:hidden");
    import(&place, "hidden", "bank:bank-a", &(line + "\n"));
    let hidden = EnterpriseId::parse("x:hidden").unwrap();
    let error = place.refused(&[
        "score",
        "--model=cq-knowledge-value-2018",
        "--preview",
        &hidden.to_string(),
    ]);
    assert!(error.contains("there is no enterprise"), "{error}");
}

#[test]
fn the_same_is_done_from_the_command_line() {
    let place = Place::new();
    import(
        &place,
        "register",
        "shared",
        &(year(2020, "6000000") + "\n"),
    );
    let body = json!({
        "enterprise": FIRM, "grantee": "bank:bank-a", "purposes": ["credit-assessment"], "classes": ["registry"],
        "from": "2022-01-01", "until": "2099-12-31", "evidence": paper("signed"), "obtained": "online",
    });
    place.file("consent.json", body.to_string());
    let record = [
        "consent",
        "record",
        "consent.json",
        "--key=1",
        "--as=enterprise:x:firm:boss",
    ];
    let first: Value = serde_json::from_str(&place.ok(&record)).unwrap();
    assert_eq!(
        (&first["sequence"], &first["replayed"]),
        (&json!(2), &json!(false))
    );
    let again: Value = serde_json::from_str(&place.ok(&record)).unwrap();
    assert_eq!(
        (&again["hash"], &again["replayed"]),
        (&first["hash"], &json!(true))
    );
    let list = ["consent", "list", "--as=bank:bank-a:wang"];
    assert_eq!(place.ok(&list).lines().count(), 1);
    place.file(
        "objection.json",
        json!({"enterprise": FIRM, "statement": paper("s")}).to_string(),
    );
    insta::assert_snapshot!([
        place.refused(&["objection", "receive", "objection.json", "--key=1", "--as=maker:li"]),
        place.refused(&["objection", "verify", "o", "objection.json", "--key=1", "--as=maker:li"]),
        place.refused(&["consent", "list", "--as=li"]),
        place.refused(&["look-ups", "seal", "--as=maker:li"]),
    ]
    .join("\n"), @"
    error: name at least one score or fact that is objected to
    exit code 2
    error: there is no objection `o`
    exit code 2
    error: --as: `li` does not read ROLE:NAME
    exit code 2
    error: in the role of maker this cannot be done; an operator can do it
    exit code 2
    ");
    assert_eq!(
        place.ok(&["look-ups", "verify"]),
        "{\"seals\":0,\"through\":0}\n"
    );
    assert_eq!(place.run(&["look-ups", "seal", "--as=operator:ou"]).code, 0);
}
