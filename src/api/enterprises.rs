//! What is known of an enterprise, to those who may read it: with leave, and logged before it is shown.

use super::asker::Asker;
use super::failure::failed;
use super::page::{PageQuery, Parameters};
use super::problem::Problem;
use super::scores::leaving::{Leaving, Unshown};
use super::scores::{live_cover, purpose};
use super::state::Api;
use super::watch::TraceId;
use crate::evidence::{Basis, View};
use crate::governance::{DataClass, Shown, ShownKind};
use crate::identity::Caller;
use crate::service::governance::{
    Asked, Mark, Reading, ShownFacts, facts_about, look_up, of_a_score,
};
use crate::service::writer::{RestsOn, ToShow};
use crate::units::{DateStyle, Digest, EnterpriseId, Moment, parse_date};
use axum::Json;
use axum::extract::{Extension, Path, State};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of it, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(one))
}

/// What is known of an enterprise 企业档案.
#[derive(Debug, Serialize, ToSchema)]
struct EnterpriseDossier {
    /// Whom it is about.
    enterprise: String,
    /// As of which day.
    #[schema(format = Date)]
    as_of: String,
    /// Which classes of data are shown.
    classes: Vec<String>,
    /// On what ground it is shown: `consent:ID`, `own-data`, `supervision` or `audit`.
    ground: String,
    /// Objections that are open.
    #[schema(value_type = Vec<Object>)]
    marks: Vec<Mark>,
    /// Facts in the order of recording, each with its kind, class, days, source and the digest by which an objection
    /// names it.
    #[schema(value_type = Vec<Object>)]
    facts: Vec<Value>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
    /// The digest of the facts of this page, as the log of look-ups names it.
    digest: String,
}

/// What the caller may see of an enterprise: a bank and the commission by its consent, the enterprise its own. Each
/// page is logged.
#[utoipa::path(
    get, path = "/v1/enterprises/{enterprise}", tag = "enterprises",
    params(
        ("enterprise" = String, Path, description = "the enterprise"),
        ("purpose" = String, Query, description = "for what it is read; logged"),
        ("as_of" = Option<String>, Query, description = "as of which day; today if not given"),
        ("classes" = Option<String>, Query, description = "which classes of data, with commas: `registry`, `filed`, `financial`, `patents`; all four if not given"),
        ("evidence" = Option<String>, Query, description = "`shared`, or `own` to show a bank what it alone knows as well"),
        PageQuery,
    ),
    responses((status = 200, body = EnterpriseDossier), (status = 404, body = Problem))
)]
async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
) -> Result<Json<EnterpriseDossier>, Problem> {
    let enterprise =
        EnterpriseId::parse(&name).map_err(|_| Problem::not_found("enterprise", &name))?;
    let mut query = parameters.query();
    let purpose = purpose(&mut query);
    let as_of = query.read("as_of", |text| parse_date(text, DateStyle::Auto));
    let classes = query.read("classes", classes);
    let own = query.read("evidence", |text| match text {
        "shared" => Ok(false),
        "own" => Ok(true),
        other => Err(format!("`{other}` is neither shared nor own")),
    });
    let page = query.page(&api);
    let purpose = query.finish(purpose)?;
    let caller = &*asker.0;
    let now = (api.now)();
    let today = now.business_day();
    let reader = caller.role.bank().filter(|_| own == Some(true));
    let mut classes = classes.unwrap_or_else(|| of_a_score(false));
    if reader.is_some() {
        classes.insert(DataClass::Private);
    }
    let asked = Asked {
        enterprise: enterprise.clone(),
        purpose,
        classes,
        live_cover: live_cover(&api, caller, &enterprise, purpose).await,
    };
    let view = View {
        as_of: as_of.unwrap_or(today),
        basis: Basis::Available,
        reader: reader.map(ToString::to_string),
    };
    let as_of = view.as_of.to_string();
    let page = (page.after, page.limit);
    let asker = (caller, &asked, (&trace, now));
    let (reading, found, digest) = known(&api, asker, view, page).await?;
    let words = DataClass::WORDS.iter();
    let shown = words.filter(|(_, class)| asked.classes.contains(class));
    Ok(Json(EnterpriseDossier {
        enterprise: enterprise.to_string(),
        as_of,
        classes: shown.map(|(word, _)| (*word).to_owned()).collect(),
        ground: reading.leave.ground.to_string(),
        marks: reading.marks,
        facts: found.facts,
        next: found.next,
        digest: digest.to_string(),
    }))
}

/// What is known by leave, logged before, and its digest.
async fn known(
    api: &Api,
    (caller, asked, (trace, now)): (&Caller, &Asked, (&TraceId, Moment)),
    view: View,
    page: (u64, u32),
) -> Result<(Reading, ShownFacts, Digest), Problem> {
    let (today, as_of) = (now.business_day(), view.as_of.to_string());
    let mut leaving = Leaving::of(api, (caller, asked), now);
    loop {
        let (reading, governed) = leaving.look().await.map_err(Unshown::problem)?;
        let what = (view.clone(), &asked.classes);
        let found = facts_about(&api.store, &asked.enterprise, what, page, today).await;
        let found = found.map_err(|error| failed(&error))?;
        let text = serde_json::to_vec(&found.facts).map_err(|_| Problem::internal())?;
        let digest = Digest::of(&text);
        let (kind, id) = (ShownKind::Dossier, as_of.clone());
        let shown = Shown { kind, id, digest };
        let show = ToShow {
            issue: None,
            look_up: look_up(caller, asked, &reading.leave, shown, (&trace.0, now)),
            rests_on: RestsOn {
                governed,
                evidence: None,
                models: None,
            },
        };
        if leaving.show(show).await?.is_some() {
            return Ok((reading, found, digest));
        }
    }
}

fn classes(text: &str) -> Result<BTreeSet<DataClass>, String> {
    let open = || {
        DataClass::WORDS
            .iter()
            .filter(|(_, class)| *class != DataClass::Private)
    };
    let one = |word: &str| {
        let found = open().find(|(known, _)| *known == word);
        found.map(|(_, class)| *class).ok_or_else(|| {
            let known: Vec<&str> = open().map(|(word, _)| *word).collect();
            format!("`{word}` is none of: {}", known.join(", "))
        })
    };
    text.split(',').map(|word| one(word.trim())).collect()
}
