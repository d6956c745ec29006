//! The life of models as people move it: registered, validated, signed for twice, stopped, and read.

use super::body::{Body, any};
use super::kept::{Answer, Request, all};
use crate::governance::{
    Governed, InForce, ModelLife, Monitored, Purpose, Refusal, Registered, Scope, Stopped,
    Suitability, Topic, Use, UsedAs, Validated, approving, duties, standing,
};
use crate::identity::Caller;
use crate::service::Error;
use crate::service::catalog::{self, Loaded};
use crate::service::recorded_model::put_on_record;
use crate::store::{About, Store};
use crate::units::names::{ApprovalId, District, ModelId, PoolId, ProductId};
use crate::units::{Digest, Moment, Problems};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A step that is asked for: of which model, and what the body says.
type Said<'a> = (&'a str, &'a Value);

/// Registers a version of a model: `purposes`, `developer` (who asks, if absent), and the file as `text` where the
/// model is none of those that are shipped. The file joins the records with it.
pub async fn register_model(
    store: &Store,
    caller: &Caller,
    (model, body): Said<'_>,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let said = json!({"model": model, "body": body});
    let request = Request::new((store, caller), ("model.register", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    duties::analyst(caller)?;
    let id = named(model)?;
    let text = body["text"].as_str();
    let loaded = file(model, text)?;
    let mut rest = body.clone();
    if let Some(fields) = rest.as_object_mut() {
        fields.shift_remove("text");
    }
    let mut read = Body::new(&rest)?;
    let developer = read.may("developer", any);
    let purposes = read.words("purposes", Purpose::WORDS);
    if body
        .get("text")
        .is_some_and(|text| !text.is_string() && !text.is_null())
    {
        read.wrong(
            "text",
            "field.text",
            "the file of the model, as one text, is needed",
        );
    }
    if loaded.model.id != model {
        let message = format!("the file is of the model `{}`", loaded.model.id);
        read.wrong("text", "model.id", message);
    }
    let registered = read.finish(Some(Registered {
        version: loaded.model.version,
        digest: loaded.model.digest(),
        developer: developer.unwrap_or_else(|| caller.person.clone()),
        purposes: purposes.into_iter().collect(),
    }))?;
    let life = life(store, &id).await?;
    let what = approving::register(caller, &life, registered)?;
    // A model that cannot run is refused before anybody validates it.
    let program = loaded.program()?;
    let when = (now, now.business_day());
    put_on_record(store, (&loaded, &program), &caller.to_string(), when).await?;
    request.keep(what, None).await
}

fn file(model: &str, text: Option<&str>) -> Result<Loaded, Error> {
    match text {
        Some(text) => catalog::read(text.to_owned(), "text".to_owned()),
        None if catalog::shipped().any(|id| id == model) => catalog::find(model),
        None => Err(Error::UnknownModel {
            asked: model.to_owned(),
            known: format!(
                "{}; of another one send its file as `text`",
                catalog::shipped().collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}

/// Puts a validation on record: `digest` of the version, `report` (the digest of the report), `finding` (`fit` or
/// `unfit`), and `conditions`.
pub async fn validate_model(
    store: &Store,
    caller: &Caller,
    asked: Said<'_>,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let today = now.business_day();
    step(
        store,
        caller,
        ("model.validate", asked),
        (key, now),
        |life, body, _| {
            let mut read = Body::new(body)?;
            let digest = read.must("digest", Digest::parse);
            let report = read.must("report", Digest::parse);
            let finding = read.word("finding", Suitability::WORDS);
            let conditions = read.may("conditions", any);
            let whole = digest.zip(report).zip(finding);
            let validated = read.finish(whole.map(|((digest, report), finding)| Validated {
                digest,
                report,
                finding,
                conditions,
            }))?;
            Ok(approving::validate(caller, life, validated, today)?)
        },
    )
    .await
}

/// Signs first for the use of a version: `digest`, `purposes`, `scopes` (objects of `pool`, `product`, `district`, each
/// of which may be absent), `from`, and `used_as` (`in-force`, or `shadow`).
pub async fn propose_model(
    store: &Store,
    caller: &Caller,
    asked: Said<'_>,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let today = now.business_day();
    step(
        store,
        caller,
        ("model.propose", asked),
        (key, now),
        |life, body, id| {
            let mut read = Body::new(body)?;
            let digest = read.must("digest", Digest::parse);
            let purposes = read.words("purposes", Purpose::WORDS);
            let scopes = scopes(&mut read);
            let from = read.day("from");
            let used_as = match body.get("used_as") {
                None => Some(UsedAs::InForce),
                Some(_) => read.word("used_as", UsedAs::WORDS),
            };
            let whole = digest.zip(from).zip(used_as);
            let asked = read.finish(whole.map(|((digest, from), used_as)| approving::Asked {
                id: ApprovalId::parse(&id).expect("such an id is a name"),
                digest,
                used_as,
                purposes: purposes.into_iter().collect(),
                scopes,
                from,
            }))?;
            Ok(approving::propose(caller, life, asked, today)?)
        },
    )
    .await
}

/// Signs second for an approval.
pub async fn sign_model(
    store: &Store,
    caller: &Caller,
    (model, approval): (&str, &str),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let today = now.business_day();
    let body = json!({"approval": approval});
    let asked = ("model.sign", (model, &body));
    step(store, caller, asked, (key, now), |life, _, _| {
        let id = ApprovalId::parse(approval).map_err(|_| unknown("approval", approval))?;
        Ok(approving::sign(caller, life, &id, today)?)
    })
    .await
}

/// Stops a version until it is approved anew: `digest`, `on`, `reason`.
pub async fn suspend_model(
    store: &Store,
    caller: &Caller,
    asked: Said<'_>,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let today = now.business_day();
    step(
        store,
        caller,
        ("model.suspend", asked),
        (key, now),
        |life, body, _| Ok(approving::suspend(caller, life, stopped(body)?, today)?),
    )
    .await
}

/// Stops a version for ever: `digest`, `on`, `reason`.
pub async fn retire_model(
    store: &Store,
    caller: &Caller,
    asked: Said<'_>,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let today = now.business_day();
    step(
        store,
        caller,
        ("model.retire", asked),
        (key, now),
        |life, body, _| Ok(approving::retire(caller, life, stopped(body)?, today)?),
    )
    .await
}

/// The life of one model, or of all.
pub async fn lives(
    store: &Store,
    caller: &Caller,
    model: Option<&str>,
) -> Result<Vec<ModelLife>, Error> {
    duties::read_models(caller)?;
    let Some(model) = model else {
        return lives_of_models(store).await;
    };
    let held = life(store, &named(model)?).await?;
    if held.versions.is_empty() {
        return Err(unknown("registered model", model));
    }
    Ok(vec![held])
}

/// What stands for a use, what goes first before the rest. Everybody may know by which models scores are made.
pub async fn models_in_force(store: &Store, of: &Use) -> Result<Vec<InForce>, Error> {
    Ok(standing(&lives_of_models(store).await?, of))
}

/// The versions that a caller may not know of: those that nobody approved for use, unless it is one who reads the lives
/// of models.
pub async fn hidden_models(store: &Store, caller: &Caller) -> Result<HashSet<Digest>, Error> {
    if duties::read_models(caller).is_ok() {
        return Ok(HashSet::new());
    }
    let lives = lives_of_models(store).await?;
    let versions = lives.iter().flat_map(|life| &life.versions);
    let never = versions.filter(|version| {
        let mut all = version.approvals.iter();
        !all.any(|of| of.signed_by.is_some() && of.proposed.said.used_as == UsedAs::InForce)
    });
    Ok(never
        .map(|version| version.registered.said.digest)
        .collect())
}

/// The lives of all models.
pub(in crate::service) async fn lives_of_models(store: &Store) -> Result<Vec<ModelLife>, Error> {
    Ok(ModelLife::fold(
        &all(store, Topic::Model, About::All).await?,
    ))
}

/// Takes a step in the life of a model: reads what stands, decides, and keeps.
async fn step(
    store: &Store,
    caller: &Caller,
    (operation, (model, body)): (&'static str, Said<'_>),
    (key, now): (&str, Moment),
    decide: impl FnOnce(&ModelLife, &Value, String) -> Result<Governed, Error>,
) -> Result<Answer, Error> {
    let said = json!({"model": model, "body": body});
    let request = Request::new((store, caller), (operation, key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let life = life(store, &named(model)?).await?;
    let what = decide(&life, body, request.id("approval"))?;
    request.keep(what, None).await
}

async fn life(store: &Store, model: &ModelId) -> Result<ModelLife, Error> {
    let events = all(store, Topic::Model, About::Id(model.as_str())).await?;
    let held = ModelLife::fold(&events).pop();
    Ok(held.unwrap_or_else(|| ModelLife::new(model.clone())))
}

fn named(model: &str) -> Result<ModelId, Error> {
    ModelId::parse(model).map_err(|_| unknown("model", model))
}

fn unknown(what: &'static str, name: &str) -> Error {
    Error::Refused(Refusal::Unknown {
        what,
        name: name.to_owned(),
    })
}

fn stopped(body: &Value) -> Result<Stopped, Error> {
    let mut read = Body::new(body)?;
    let digest = read.must("digest", Digest::parse);
    let (on, reason) = (read.day("on"), read.must("reason", any));
    let whole = digest.zip(on).zip(reason);
    read.finish(whole.map(|((digest, on), reason)| Stopped { digest, on, reason }))
}

/// A list of scopes.
fn scopes(read: &mut Body<'_>) -> Vec<Scope> {
    let Some(given) = read.field("scopes") else {
        return Vec::new();
    };
    let Some(items) = given.as_array().filter(|items| items.len() <= SCOPES) else {
        let message =
            format!("a list of at most {SCOPES} objects of pool, product and district would pass");
        read.wrong("scopes", "field.list", message);
        return Vec::new();
    };
    let mut found = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        match scope(item) {
            Ok(scope) => found.push(scope),
            Err(problems) => problems.0.iter().for_each(|problem| {
                let field = format!("scopes/{at}{}", problem.field);
                read.wrong(&field, &problem.rule, problem.message.clone());
            }),
        }
    }
    found
}

/// The most scopes of one approval [ours].
const SCOPES: usize = 200;

fn scope(item: &Value) -> Result<Scope, Problems> {
    let read = || {
        let mut read = Body::new(item)?;
        let scope = Scope {
            pool: read.may("pool", PoolId::parse),
            product: read.may("product", ProductId::parse),
            district: read.may("district", District::parse),
        };
        read.finish(Some(scope))
    };
    read().map_err(|error| match error {
        Error::Request(problems) => problems,
        other => {
            let mut problems = Problems::default();
            problems.add("", "field.scope", other.to_string());
            problems
        }
    })
}

/// Puts the tests of a month on record.
pub(in crate::service) async fn keep_monitored(
    store: &Store,
    caller: &Caller,
    monitored: Monitored,
    now: Moment,
) -> Result<Answer, Error> {
    let key = format!("{} {}", monitored.id(), monitored.run);
    let said = json!({"monitored": monitored});
    let request = Request::new((store, caller), ("model.monitor", &key), &said, now)?;
    request
        .keep(Governed::ModelMonitored { monitored }, None)
        .await
}
