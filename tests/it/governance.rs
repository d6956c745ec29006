//! Consents, look-ups, objections, decisions and monthly reports through the use cases, on records of a file.

use crate::place::Place;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use zhixin::evidence::Basis;
use zhixin::governance::{Governed, Purpose, Shown, ShownKind};
use zhixin::identity::{Caller, Role};
use zhixin::service::governance as desk;
use zhixin::service::import::Input;
use zhixin::service::pool::{Answer, Books, Fields, Who};
use zhixin::service::records::{Store, open};
use zhixin::service::score::{Request, Run, Scored};
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
    let url = format!("sqlite://{}", place.path().join("zhixin.db").display());
    open(&url).await.unwrap()
}

async fn records() -> (Place, Store) {
    let place = Place::new();
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
    let seen = async |who: &Caller| desk::consents(&store, who, None).await.unwrap().len();
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
async fn an_objection_that_is_upheld_mends_the_score_and_tells_who_received_it() {
    let (place, store) = records().await;
    consent(&store, "bank-a").await;
    consent(&store, "bank-b").await;
    let old = score(&store, None).await;
    show(&store, &banker("bank-a"), &old).await;
    let body = json!({"enterprise": FIRM, "scores": [old.id], "statement": paper("营收有误")});
    let missing = json!({"enterprise": FIRM, "scores": ["score-x", old.id], "facts": [paper("x")], "statement": paper("s")});
    let error = desk::object(&store, &boss(), &missing, "o0", now())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"
    /scores/0: there is no score `score-x` of this enterprise [score.unknown]
    /facts/0: there is no fact of this digest about this enterprise [fact.unknown]
    ");
    let answer = desk::object(&store, &boss(), &body, "o1", now())
        .await
        .unwrap();
    let Governed::ObjectionReceived { received } = answer.event.what else {
        panic!()
    };
    assert_eq!(received.due_on.to_string(), "2022-07-21");
    let id = received.id.as_str();
    // Everything read is marked, and the score may still be read.
    let marks = show(&store, &banker("bank-b"), &old).await.marks;
    assert_eq!((marks.len(), marks[0].objection.as_str()), (1, id));

    let li = caller(Role::Maker, "li");
    let verify = json!({"finding": "founded", "evidence": [paper("register")]});
    desk::verify_objection(&store, &li, (id, &verify), "v1", now())
        .await
        .unwrap();
    let uphold = json!({"batches": [2]});
    let uphold = async |store: &Store, who: &Caller| {
        desk::uphold_objection(store, who, (id, &uphold), "u1", now()).await
    };
    let zhao = caller(Role::Checker, "zhao");
    let early = uphold(&store, &zhao).await.unwrap_err();
    insta::assert_snapshot!(early, @"/batches/0: no sealed batch of this ordinal has a fact about the enterprise that all may see [batch.unknown]");
    import(
        &place,
        "corrected",
        "shared",
        &(year(2020, "9000000") + "\n"),
    );
    let store = reopen(&place).await;
    assert_eq!(
        code(
            &uphold(&store, &caller(Role::Checker, "Li"))
                .await
                .unwrap_err()
        ),
        "person.same"
    );
    let upheld = uphold(&store, &zhao).await.unwrap();
    let Governed::ObjectionUpheld { upheld: what, .. } = &upheld.event.what else {
        panic!()
    };
    assert_eq!(what.told, [bank("bank-a"), bank("bank-b")]);
    let pair = &what.superseded[0];
    assert_eq!(pair.old.as_str(), old.id);
    assert!(uphold(&store, &zhao).await.unwrap().replayed);
    // The old score stays to the byte, and names the one in its place.
    let stays = replay::replay(&store, &old.id).await.unwrap();
    assert_eq!(stays.assessment.as_bytes(), old.assessment.to_bytes());
    let new = replay::rebuild(&store, pair.new.as_str(), now())
        .await
        .unwrap();
    assert_ne!(new.assessment, stays.assessment);
    let by = store.superseded_by(&pair.old).await.unwrap();
    assert_eq!(by.as_ref(), Some(&pair.new));
    let approve = json!({"outcome": "approved", "amount": {"amount": "1000", "currency": "CNY"}, "rate": "0.04", "months": 12});
    let late = desk::decide(&store, &banker("bank-a"), (&old.id, &approve), "d", now()).await;
    assert_eq!(code(&late.unwrap_err()), "score.superseded");

    // An objection to the old score again goes on from its successor.
    let again = desk::object(&store, &boss(), &body, "o2", now())
        .await
        .unwrap();
    let Governed::ObjectionReceived { received: second } = again.event.what else {
        panic!()
    };
    let second = second.id.as_str();
    desk::verify_objection(&store, &li, (second, &verify), "v2", now())
        .await
        .unwrap();
    import(
        &place,
        "corrected-again",
        "shared",
        &(year(2021, "9500000") + "\n"),
    );
    let store = reopen(&place).await;
    let batches = json!({"batches": [3]});
    let next = desk::uphold_objection(&store, &zhao, (second, &batches), "u2", now())
        .await
        .unwrap();
    let Governed::ObjectionUpheld { upheld: next, .. } = next.event.what else {
        panic!()
    };
    assert_eq!(next.superseded[0].old, pair.new);

    let answer = json!({"answer": paper("letter")});
    for (id, key) in [(id, "a1"), (second, "a2")] {
        let late = Moment::parse("2022-07-23T02:00:00Z").unwrap();
        let said = desk::answer_objection(&store, &li, (id, &answer), key, late)
            .await
            .unwrap();
        let Governed::ObjectionAnswered { answered, .. } = said.event.what else {
            panic!()
        };
        assert!(answered.late);
    }
    assert_eq!(desk::marks(&store, &firm()).await.unwrap(), []);
    let seen = async |who: &Caller| {
        desk::objections(&store, who, None, None)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(
        (
            seen(&boss()).await,
            seen(&li).await,
            seen(&banker("bank-a")).await
        ),
        (2, 2, 0)
    );
}

#[tokio::test]
async fn the_enterprise_is_given_its_log_and_the_seals_find_what_was_changed() {
    let (place, store) = records().await;
    consent(&store, "bank-a").await;
    let scored = score(&store, None).await;
    for _ in 0..3 {
        show(&store, &banker("bank-a"), &scored).await;
    }
    let own = desk::look_ups(&store, &boss(), &firm(), (1, 10))
        .await
        .unwrap();
    let told: Vec<_> = own
        .iter()
        .map(|row| {
            (
                row.number,
                row.look_up.role.as_str(),
                row.look_up.person.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [(2, "bank:bank-a", ""), (3, "bank:bank-a", "")]);
    let auditor = caller(Role::Auditor, "sun");
    let all = desk::look_ups(&store, &auditor, &firm(), (0, 10))
        .await
        .unwrap();
    assert_eq!(all[0].look_up.person, "w-bank-a");
    let stranger = caller(Role::Enterprise(EnterpriseId::parse("x:two").unwrap()), "b");
    assert!(
        desk::look_ups(&store, &stranger, &firm(), (0, 10))
            .await
            .is_err()
    );
    assert!(
        desk::look_ups(&store, &banker("bank-a"), &firm(), (0, 10))
            .await
            .is_err()
    );

    let operator = caller(Role::Operator, "ou");
    let sealed = desk::seal_look_ups(&store, &operator, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((sealed.from, sealed.through, sealed.count), (1, 3, 3));
    assert_eq!(
        desk::seal_look_ups(&store, &operator, now()).await.unwrap(),
        None
    );
    show(&store, &banker("bank-a"), &scored).await;
    desk::seal_look_ups(&store, &operator, now()).await.unwrap();
    let seals = desk::verify_seals(&store).await.unwrap();
    assert_eq!((seals.seals, seals.through), (2, 4));
    drop(store);
    // Behind the triggers a row loses its purpose, and then one is gone.
    for change in [
        "update look_up set purpose = 'claim' where number = 2",
        "delete from look_up where number in (2, 3)",
    ] {
        let store = tampered(&place, change).await;
        let error = desk::verify_seals(&store).await.unwrap_err();
        assert!(
            error.to_string().contains("look-ups 1 to 3 are not those"),
            "{error}"
        );
    }
}

async fn tampered(place: &Place, change: &'static str) -> Store {
    use sqlx::{Connection, Executor};
    let url = format!("sqlite://{}", place.path().join("zhixin.db").display());
    let mut db = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for text in [
        "drop trigger if exists look_up_is_never_updated",
        "drop trigger if exists look_up_is_never_deleted",
        change,
    ] {
        db.execute(text).await.unwrap();
    }
    db.close().await.unwrap();
    open(&url).await.unwrap()
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

const COMMANDS: &str = "\
create,maker:ma,2022-01-04,pool=cq;scheme=cq-knowledge-value
open-district,maker:ma,2022-01-04,pool=cq;district=渝北区
contribute,maker:ma,2022-01-04,pool=cq;district=渝北区;contributor=city;amount=4000000
contribute,maker:ma,2022-01-04,pool=cq;district=渝北区;contributor=district;amount=6000000";

fn fields(action: &str, by: &str, on: &str, rest: &[(&str, &str)]) -> Fields {
    let first = [
        ("action", action),
        ("as", by),
        ("on", on),
        ("booked-on", on),
    ];
    let all = first.iter().chain(rest);
    all.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

async fn ask(books: &mut Books, line: u64, fields: Fields) -> Answer {
    let who = Who {
        actor: None,
        today: TODAY,
        client: "desk".to_owned(),
        key: format!("k-{line}"),
    };
    books.ask(&fields, &who, now()).await.unwrap()
}

async fn pool(store: &Store) -> Books {
    let mut books = Books::open(store).await.unwrap();
    for (line, text) in (1..).zip(COMMANDS.lines()) {
        let parts: Vec<&str> = text.split(',').collect();
        let rest: Vec<(&str, &str)> = parts[3]
            .split(';')
            .map(|pair| pair.split_once('=').unwrap())
            .collect();
        let answer = ask(
            &mut books,
            line,
            fields(parts[0], parts[1], parts[2], &rest),
        )
        .await;
        assert!(answer.stands(), "{answer:?}");
    }
    books
}

fn enrol(loan: &str, limit: &str, more: &[(&str, &str)]) -> Fields {
    let mut all = fields(
        "enrol",
        "bank:bank-a:bai",
        "2022-01-24",
        &[
            ("pool", "cq"),
            ("district", "渝北区"),
            ("loan", loan),
            ("bank", "bank-a"),
            ("enterprise", FIRM),
            ("product", "knowledge-value"),
            ("limit", limit),
            ("rate", "0.037"),
            ("approved-on", "2022-01-24"),
            ("matures-on", "2022-12-20"),
            ("classes", "technology-enterprise"),
            ("requirements", "technology-enterprise;clean-record"),
            ("score", "s-L1"),
            ("score-model", "cq-knowledge-value-2017"),
            ("score-as-of", "2022-01-04"),
            ("grade", "A"),
            ("score-limit", "3000000"),
            ("consent-until", "2023-06-30"),
        ],
    );
    all.extend(
        more.iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
    );
    all
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Done(events) => events[0].what.kind().to_owned(),
        Answer::Missing(why) => why.clone(),
        Answer::Before(number) => format!("done before, as {number}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_loan_rests_on_its_banks_decision() {
    let (_place, store) = records().await;
    consent(&store, "bank-a").await;
    consent(&store, "bank-b").await;
    let scored = score(&store, None).await;
    let approve = json!({"outcome": "approved", "amount": {"amount": "1000000", "currency": "CNY"}, "rate": "0.037", "months": 11, "override_reason": "母公司担保"});
    // It recommends no limit, for it has no grade: whoever lends all the same says why.
    let mut bare = approve.clone();
    bare.as_object_mut().unwrap().remove("override_reason");
    let bare = desk::decide(&store, &banker("bank-a"), (&scored.id, &bare), "d0", now()).await;
    assert_eq!(code(&bare.unwrap_err()), "decision.override");
    let mut ids = Vec::new();
    for to in ["bank-a", "bank-b"] {
        let answer = desk::decide(&store, &banker(to), (&scored.id, &approve), "d1", now())
            .await
            .unwrap();
        let Governed::LoanDecided { decision } = answer.event.what else {
            panic!()
        };
        ids.push(decision.id.to_string());
    }
    let twice = desk::decide(
        &store,
        &banker("bank-a"),
        (&scored.id, &approve),
        "d2",
        now(),
    )
    .await;
    assert_eq!(code(&twice.unwrap_err()), "state");
    // Another bank's decision is not there.
    assert_eq!(
        code(
            &desk::decision(&store, &banker("bank-b"), &ids[0])
                .await
                .unwrap_err()
        ),
        "unknown"
    );
    let seen = desk::decisions(&store, &boss(), &firm()).await.unwrap();
    assert_eq!(seen.len(), 2);

    let mut books = pool(&store).await;
    let mine = [("decision", ids[0].as_str())];
    let first = enrol("L1", "1000000", &mine);
    let mut said = vec![
        told(&ask(&mut books, 11, enrol("L0", "1000000.01", &mine)).await),
        told(&ask(&mut books, 12, enrol("L0", "1", &[("decision", &ids[1])])).await),
        told(
            &ask(
                &mut books,
                13,
                enrol("L0", "1", &[("decision", "decision-x")]),
            )
            .await,
        ),
        told(&ask(&mut books, 14, first.clone()).await),
    ];
    let withdraw = json!({"outcome": "withdrawn", "reason": "企业不再需要"});
    desk::decide(
        &store,
        &banker("bank-a"),
        (&scored.id, &withdraw),
        "d3",
        now(),
    )
    .await
    .unwrap();
    said.push(told(&ask(&mut books, 15, enrol("L2", "1", &mine)).await));
    // What was enrolled stays so, and the same request again is answered as before.
    said.push(told(&ask(&mut books, 14, first).await));
    let said = said.join("\n").replace(&ids[0], "A").replace(&ids[1], "B");
    insta::assert_snapshot!(said, @"
    the decision `A` approves 1,000,000.00; that much would pass
    there is no decision `B` of `bank-a` on x:firm
    there is no decision `decision-x` of `bank-a` on x:firm
    pool.loan.enrolled
    the decision `A` is withdrawn; a loan rests on one that is approved
    done before, as 5
    ");
    assert!(books.state().has_live_cover(&bank("bank-a"), &firm()));
    assert!(!books.state().has_live_cover(&bank("bank-b"), &firm()));
}

fn said(found: &desk::Differences) -> String {
    let list = found.list.iter().map(|of| {
        let settle = of.settle.as_ref().map_or_else(
            || format!("- {}", of.look.unwrap()),
            |fields| fields.values().cloned().collect::<Vec<_>>().join(" "),
        );
        format!(
            "{} {} {} -> {}: {settle}",
            of.loan,
            of.kind.word(),
            of.books,
            of.report
        )
    });
    let end = format!(
        "agreed {} claimed {} outside {:?}",
        found.agreed, found.claimed, found.outside
    );
    list.chain([end]).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_monthly_report_is_held_against_the_books_and_settled_on_confirmation() {
    let (_place, store) = records().await;
    let mut books = pool(&store).await;
    let mut line = 20;
    for (loan, drawn) in [
        ("L1", "100000"),
        ("L2", "100000"),
        ("L3", "100000"),
        ("L4", "100000"),
        ("L5", "100000"),
        ("L6", "100000"),
    ] {
        let draw = fields(
            "draw",
            "bank:bank-a:bai",
            "2022-01-25",
            &[("loan", loan), ("principal", drawn)],
        );
        for one in [enrol(loan, "200000", &[]), draw] {
            line += 1;
            let answer = ask(&mut books, line, one).await;
            assert!(answer.stands(), "{answer:?}");
        }
    }
    let overdue = fields(
        "overdue",
        "bank:bank-a:bai",
        "2022-05-01",
        &[("loan", "L3"), ("since", "2022-05-01")],
    );
    assert!(ask(&mut books, 40, overdue).await.stands());
    let after = fields(
        "repay",
        "bank:bank-a:bai",
        "2022-07-01",
        &[("loan", "L6"), ("principal", "10000")],
    );
    assert!(ask(&mut books, 42, after).await.stands());
    // L1 drew 50,000 and matures later; L2 repaid 40,000 and is overdue; L3 is well again; L4 is above its limit and
    // classed; L5 is missing; HT-9 is under no cover; L6 repaid 10,000 on the day after.
    let text = "loan,balance,overdue_since,matures_on,class\n\
        L1,150000,,2022-12-30,\nL2,60000,2022-06-15,2022-12-20,\nL3,100000,,,\nL4,200000.01,,,次级\nHT-9,1,,,\nL6,100000,,,\n";
    let input = Input::from_bytes("六月.csv", text.as_bytes().to_vec()).unwrap();
    let file = desk::ReportFile {
        input: &input,
        sheet: None,
        as_of: Date::constant(2022, 6, 30),
    };
    let a = banker("bank-a");
    let answer = desk::receive_report(&store, &a, &file, "m1", now())
        .await
        .unwrap();
    assert!(
        desk::receive_report(&store, &a, &file, "m1", now())
            .await
            .unwrap()
            .replayed
    );
    let Governed::LoanReportReceived { report } = answer.event.what else {
        panic!()
    };
    let id = report.id.as_str();
    let other = desk::differences(&store, books.state(), &banker("bank-b"), id).await;
    assert_eq!(code(&other.unwrap_err()), "unknown");
    let found = desk::differences(&store, books.state(), &a, id)
        .await
        .unwrap();
    insta::assert_snapshot!(said(&found), @"
    L1 drawn 100000.00 -> 150000.00: draw L1 2022-06-30 50000.00
    L1 matures-later 2022-12-20 -> 2022-12-30: extend L1 2022-12-30 2022-06-30
    L2 repaid 100000.00 -> 60000.00: repay L2 2022-06-30 40000.00
    L2 overdue - -> 2022-06-15: overdue L2 2022-06-30 2022-06-15
    L3 cured 2022-05-01 -> -: cure L3 2022-06-30
    L4 above-limit 100000.00 -> 200000.01: - more is unpaid than the limit and the days of drawing allow; only what was undrawn is covered
    L4 class normal -> substandard: - the books class by days overdue at each day's end; the bank's class is told and changes nothing
    L5 missing 100000.00 -> -: - a loan with unpaid principal must stand in the report; add it, or repay it in the books
    agreed 0 claimed 0 outside [6]
    ");

    // The books move before the bank confirms: the list is another, and it is told which.
    let repay = fields(
        "repay",
        "bank:bank-a:bai",
        "2022-06-30",
        &[("loan", "L2"), ("principal", "10000")],
    );
    assert!(ask(&mut books, 41, repay).await.stands());
    let stale = desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "y"), now()).await;
    assert_eq!(code(&stale.unwrap_err()), "report.changed");
    let found = desk::differences(&store, books.state(), &a, id)
        .await
        .unwrap();
    let done = desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "y"), now())
        .await
        .unwrap();
    let answers: Vec<String> = done.lines.iter().map(|line| told(&line.answer)).collect();
    insta::assert_snapshot!(answers.join("\n"), @"
    Refused(DrawnLate { by: 2022-04-24 })
    pool.loan.extended
    pool.loan.repaid
    pool.loan.overdue
    pool.loan.cured
    ");
    let again = desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "y"), now())
        .await
        .unwrap();
    assert!(again.answer.replayed && again.lines.is_empty());
    let other_key =
        desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "z"), now()).await;
    assert_eq!(code(&other_key.unwrap_err()), "state");
    // What the books took is settled; what they refused, and what no command settles, is still told.
    let left = desk::differences(&store, books.state(), &a, id)
        .await
        .unwrap();
    let kinds: BTreeSet<&str> = left.list.iter().map(|of| of.kind.word()).collect();
    assert_eq!(kinds, ["above-limit", "class", "drawn", "missing"].into());
}

#[tokio::test]
async fn a_report_with_a_wrong_row_leaves_nothing_behind() {
    let (_place, store) = records().await;
    let input = Input::from_bytes("六月.csv", b"loan,balance\nL1,x\nL2,1\n".to_vec()).unwrap();
    let file = desk::ReportFile {
        input: &input,
        sheet: None,
        as_of: TODAY,
    };
    let before = store.journal_head().await.unwrap();
    let error = desk::receive_report(&store, &banker("bank-a"), &file, "m", now()).await;
    insta::assert_snapshot!(error.unwrap_err(), @"
    六月.csv:
    line 2: 贷款余额: `x` is not an amount; write 1234.56, 1.2万 or 3亿 [amount.number]
    ");
    assert_eq!(store.journal_head().await.unwrap(), before);
    let nobody: Value = json!({});
    let error =
        desk::record_consent(&store, &caller(Role::Analyst, "x"), &nobody, "k", now()).await;
    assert!(matches!(error, Err(Error::Request(_))));
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
        "from": "2022-01-01", "until": "2999-12-31", "evidence": paper("signed"), "obtained": "online",
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
    .join("\n"), @"");
    assert_eq!(
        place.ok(&["look-ups", "verify"]),
        "{\"seals\":0,\"through\":0}\n"
    );
    assert_eq!(place.run(&["look-ups", "seal", "--as=operator:ou"]).code, 0);
}
