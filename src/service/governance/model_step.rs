//! The steps in the life of a model as people take them: read, decided on what stands, and kept.

use super::body::{Body, any};
use super::kept::{Answer, Request};
use super::models::{life, named, unknown};
use crate::governance::{
    Governed, Purpose, Registered, Scope, Stopped, Suitability, UsedAs, Validated, approving,
    duties,
};
use crate::identity::Caller;
use crate::service::Error;
use crate::service::catalog::{self, Loaded};
use crate::service::recorded_model::put_on_record;
use crate::store::Store;
use crate::units::names::{ApprovalId, District, PoolId, ProductId};
use crate::units::{Digest, Moment, Problems};
use serde_json::{Value, json};

/// A step that is taken by a body 模型管理步骤.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelStep {
    /// A version is registered 登记: `purposes`, `developer` (who asks, if absent), and the file as `text` where the
    /// model is none of those that are shipped. The file joins the records with it.
    Register,
    /// A validation goes on record 验证: `digest` of the version, `report` (the digest of the report), `finding` (`fit`
    /// or `unfit`), and `conditions`.
    Validate,
    /// The first signature for the use of a version 报批: `digest`, `purposes`, `scopes` (objects of `pool`, `product`,
    /// `district`, each of which may be absent), `from`, and `used_as` (`in-force`, or `shadow`).
    Propose,
    /// A version is stopped until it is approved anew 暂停: `digest`, `on`, `reason`.
    Suspend,
    /// A version is stopped for ever 退役: `digest`, `on`, `reason`.
    Retire,
}

impl ModelStep {
    /// What it is called among the keys of clients.
    fn operation(self) -> &'static str {
        match self {
            Self::Register => "model.register",
            Self::Validate => "model.validate",
            Self::Propose => "model.propose",
            Self::Suspend => "model.suspend",
            Self::Retire => "model.retire",
        }
    }
}

/// Takes a step in the life of a model by what a body says.
pub async fn take_step(
    store: &Store,
    caller: &Caller,
    (step, model, body): (ModelStep, &str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let said = json!({"model": model, "body": body});
    let request = Request::new((store, caller), (step.operation(), key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let today = now.business_day();
    let what = match step {
        ModelStep::Register => register(store, caller, (model, body), now).await?,
        ModelStep::Validate => {
            let life = life(store, &named(model)?).await?;
            approving::validate(caller, &life, validated(body)?, today)?
        }
        ModelStep::Propose => {
            let life = life(store, &named(model)?).await?;
            let asked = asked(body, &request.id("approval"))?;
            approving::propose(caller, &life, asked, today)?
        }
        ModelStep::Suspend => {
            let life = life(store, &named(model)?).await?;
            approving::suspend(caller, &life, stopped(body)?, today)?
        }
        ModelStep::Retire => {
            let life = life(store, &named(model)?).await?;
            approving::retire(caller, &life, stopped(body)?, today)?
        }
    };
    request.keep(what, None).await
}

/// Signs second for an approval.
pub async fn sign_model(
    store: &Store,
    caller: &Caller,
    (model, approval): (&str, &str),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let said = json!({"model": model, "body": {"approval": approval}});
    let request = Request::new((store, caller), ("model.sign", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let life = life(store, &named(model)?).await?;
    let id = ApprovalId::parse(approval).map_err(|_| unknown("approval", approval))?;
    let what = approving::sign(caller, &life, &id, now.business_day())?;
    request.keep(what, None).await
}

/// Reads a version of a model, and puts its file on record.
async fn register(
    store: &Store,
    caller: &Caller,
    (model, body): (&str, &Value),
    now: Moment,
) -> Result<Governed, Error> {
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
    Ok(what)
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

/// A validation, as a body says it.
fn validated(body: &Value) -> Result<Validated, Error> {
    let mut read = Body::new(body)?;
    let digest = read.must("digest", Digest::parse);
    let report = read.must("report", Digest::parse);
    let finding = read.word("finding", Suitability::WORDS);
    let conditions = read.may("conditions", any);
    let whole = digest.zip(report).zip(finding);
    read.finish(whole.map(|((digest, report), finding)| Validated {
        digest,
        report,
        finding,
        conditions,
    }))
}

/// What is signed for first, as a body says it, and the id of the approval that it is to become.
fn asked(body: &Value, id: &str) -> Result<approving::Asked, Error> {
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
    read.finish(whole.map(|((digest, from), used_as)| approving::Asked {
        id: ApprovalId::parse(id).expect("such an id is a name"),
        digest,
        used_as,
        purposes: purposes.into_iter().collect(),
        scopes,
        from,
    }))
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
        other => Problems::one("", "field.scope", other.to_string()),
    })
}
