//! The demonstration: the sample province taken in, every enterprise scored, and a report of it all.

use super::demo_pool::{self, PoolShown};
use super::intake::{self, Taken};
use super::province;
use super::report::{Page, Portfolio, html};
use super::score::{Request, Run, Scored, Used};
use super::{Error, catalog, experts::ExpertSheets};
use crate::evidence::Basis;
use crate::governance::Governed;
use crate::identity::{Caller, Role};
use crate::service::governance::{self as desk, ModelStep};
use crate::store::Store;
use crate::units::names::ClientId;
use crate::units::{Date, Digest, Moment};
use serde_json::{Value, json};

/// The model by which the province is scored.
pub const MODEL: &str = "cq-knowledge-value-2017";
/// As of when: after every file of the province was recorded.
pub const AS_OF: Date = Date::constant(2021, 10, 31);

/// Who asks, for the journal.
const ACTOR: &str = "demo";
/// The words that stand beside every figure of the report.
const CAUTION: &str = "虚构省份的示例数据；模型分值与额度为本项目建议，不是官方标准。 \
    A fictional province; points, cut-offs and limits are this project's proposal, not official.";

/// On what the validation of the demonstration rests, which is nothing but that it is one.
const CONDITIONS: &str = "示例：仅用于虚构省份 a demonstration, for the fictional province only";

/// What the demonstration did.
#[derive(Debug)]
pub struct Shown {
    /// What became of each file.
    pub taken: Vec<Taken>,
    /// All scores added up.
    pub portfolio: Portfolio,
    /// The enterprise that is explained.
    pub explained: Option<Scored>,
    /// What came of the pool that lent on the scores.
    pub pool: PoolShown,
    /// The report, a page that needs nothing else.
    pub report: String,
}

/// Takes the province in, scores it, and writes the page. `step` is told what is going on: the part
/// done, and of how much.
pub async fn run(
    store: &Store,
    now: Moment,
    today: Date,
    mut step: impl FnMut(u64, u64),
) -> Result<Shown, Error> {
    let files = province::files(ACTOR, today)?;
    let whole: u64 = files.iter().map(|file| file.input.bytes()).sum();
    let mut before = 0;
    let mut taken = Vec::new();
    for file in &files {
        let seen = |bytes| step(before + bytes, whole);
        taken.push(intake::take(store, &file.input, &file.request, seen).await?);
        before += file.input.bytes();
    }
    let loaded = catalog::find(MODEL)?;
    let request = Request {
        as_of: AS_OF,
        basis: Basis::Available,
        segment: None,
        experts: ExpertSheets::new(),
        reader: None,
        asked: None,
        used: Used::default(),
        approval: None,
        actor: ACTOR.to_owned(),
        now,
        today,
        issue: true,
    };
    approved(store, now).await?;
    let scoring = Run::prepare(store, &loaded, request).await?;
    let mut portfolio = Portfolio::default();
    let mut explained = None;
    let mut lendable = Vec::new();
    scoring
        .score_all(|_, scored| {
            for one in scored {
                let district = one.registered.district.as_deref().unwrap_or("—");
                portfolio.add(&one.assessment, district);
                if worth_explaining(&one)
                    > explained.as_ref().map(worth_explaining).unwrap_or_default()
                {
                    explained = Some(one.clone());
                }
                lendable.push(one);
            }
            Ok(())
        })
        .await?;
    let report = page(&portfolio, explained.as_ref());
    let pool = demo_pool::run(store, &lendable, now, today).await?;
    Ok(Shown {
        taken,
        portfolio,
        explained,
        pool,
        report,
    })
}

/// Takes the model through its life, by the persons of the demonstration, where nobody did before.
async fn approved(store: &Store, now: Moment) -> Result<(), Error> {
    let by = |role, person: &str| Caller {
        client: ClientId::parse(ACTOR).expect("letters are an id"),
        person: person.to_owned(),
        role,
    };
    let (analyst, auditor) = (
        by(Role::Analyst, "demo-analyst"),
        by(Role::Auditor, "demo-auditor"),
    );
    let (checker, supervisor) = (
        by(Role::Checker, "demo-checker"),
        by(Role::Supervisor, "demo-supervisor"),
    );
    let digest = catalog::find(MODEL)?.model.digest();
    let known = desk::lives(store, &auditor, None).await?;
    if known.iter().any(|life| life.version(&digest).is_some()) {
        return Ok(());
    }
    let key = format!("demo {}", digest.short());
    let purposes = json!([
        "credit-assessment",
        "cover-monitoring",
        "claim",
        "objection",
        "statistics"
    ]);
    let take = async |who: &Caller, step, body: &Value| {
        desk::take_step(store, who, (step, MODEL, body), &key, now).await
    };
    let new = json!({"purposes": purposes});
    take(&analyst, ModelStep::Register, &new).await?;
    let report = Digest::of(CAUTION.as_bytes());
    let fit =
        json!({"digest": digest, "report": report, "finding": "fit", "conditions": CONDITIONS});
    take(&auditor, ModelStep::Validate, &fit).await?;
    let from = now.business_day();
    let asked = json!({"digest": digest, "purposes": purposes, "scopes": [{}], "from": from});
    let first = take(&checker, ModelStep::Propose, &asked).await?;
    if let Governed::ModelProposed { proposed, .. } = &first.event.what {
        let approval = (MODEL, proposed.id.as_str());
        desk::sign_model(store, &supervisor, approval, &key, now).await?;
    }
    Ok(())
}

/// A graded enterprise that could rise by a grade tells the most; of those, the one that has the most
/// indicators with evidence and then the most points.
fn worth_explaining(scored: &Scored) -> (bool, usize, i32) {
    let assessment = &scored.assessment;
    let rises = assessment.grade.as_deref() != Some("A")
        && assessment.recommended_limit.is_some()
        && assessment
            .improvements
            .iter()
            .any(|better| better.grade.is_some());
    let with_evidence = |at: &&crate::scoring::assessment::IndicatorResult| {
        at.readings.iter().any(|reading| reading.evidence.facts > 0)
    };
    let known = assessment.indicators.iter().filter(with_evidence).count();
    (rises, known, assessment.points.low)
}

fn page(portfolio: &Portfolio, explained: Option<&Scored>) -> String {
    let explained = explained.map(|one| {
        let name = one.registered.name.as_deref().unwrap_or("");
        (name, &one.assessment)
    });
    html(&Page {
        portfolio,
        explained,
        subtitle: format!("模型 model {MODEL} · 截至 as of {AS_OF} · 依据 basis available"),
        caution: CAUTION.to_owned(),
    })
}
