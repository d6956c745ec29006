//! `zhixin models register`, `validate-record`, `approve`, `suspend`, `retire` and `life`: the life of models.

use super::governance::{Asker, told};
use super::models::rows;
use super::{Failure, Format, clock, output};
use crate::governance::{ModelStage, UsedAs};
use crate::identity::Caller;
use crate::service::governance::{self as desk, ModelStep};
use crate::service::records::Store;
use crate::service::{catalog, files};
use crate::units::Digest;
use crate::units::names::{District, PoolId, ProductId};
use clap::Args;
use serde_json::{Value, json};
use std::path::Path;

/// Who does it, and the key that makes it happen once.
#[derive(Debug, Args)]
pub(super) struct Under {
    /// The key; the same key with the same words has the effect of once.
    #[arg(long)]
    key: String,
    #[command(flatten)]
    asker: Asker,
}

/// A version of a model.
#[derive(Debug, Args)]
pub(super) struct Version {
    /// The model, by its id.
    model: String,
    /// The version; the last that is registered if not given.
    #[arg(long = "version-number", value_name = "NUMBER")]
    version: Option<i64>,
}

#[derive(Debug, Args)]
pub(super) struct Register {
    /// A shipped id or the path of a file.
    model: String,
    /// What it is made for, with commas, such as credit-assessment,cover-monitoring.
    #[arg(long, value_delimiter = ',', required = true)]
    purposes: Vec<String>,
    /// Who made it; who registers it if not given.
    #[arg(long)]
    developer: Option<String>,
    #[command(flatten)]
    under: Under,
}

#[derive(Debug, Args)]
pub(super) struct ValidateRecord {
    #[command(flatten)]
    version: Version,
    /// The validation report: its file, or its digest.
    #[arg(long)]
    report: String,
    /// What it came to: fit or unfit.
    #[arg(long)]
    finding: String,
    /// On what conditions it is fit.
    #[arg(long)]
    conditions: Option<String>,
    #[command(flatten)]
    under: Under,
}

#[derive(Debug, Args)]
pub(super) struct Approve {
    #[command(flatten)]
    version: Version,
    /// Signs second, for an approval that somebody signed for first.
    #[arg(long, conflicts_with_all = ["purposes", "scope", "from", "shadow"])]
    approval: Option<String>,
    /// Signs first: for what, with commas.
    #[arg(long, value_delimiter = ',')]
    purposes: Vec<String>,
    /// Where, such as pool=cq,product=loan,district=渝北区; may stand several times; everywhere if not given.
    #[arg(long)]
    scope: Vec<String>,
    /// From which day; today if not given.
    #[arg(long)]
    from: Option<String>,
    /// Scores beside the model in force, and nobody but analysts and auditors sees it.
    #[arg(long)]
    shadow: bool,
    #[command(flatten)]
    under: Under,
}

#[derive(Debug, Args)]
pub(super) struct Stop {
    #[command(flatten)]
    version: Version,
    /// The first day on which it may not be used; today if not given.
    #[arg(long)]
    on: Option<String>,
    /// Why.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    under: Under,
}

#[derive(Debug, Args)]
pub(super) struct Life {
    /// The model; all of them if not given.
    model: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    asker: Asker,
}

impl Register {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (store, caller) = self.under.asker.open().await?;
        let loaded = catalog::find(&self.model)?;
        let mut body = json!({"purposes": self.purposes, "text": loaded.text});
        if let Some(developer) = &self.developer {
            body["developer"] = json!(developer);
        }
        let said = (ModelStep::Register, loaded.model.id.as_str(), &body);
        let key = &self.under.key;
        told(&desk::take_step(&store, &caller, said, key, clock::now()).await?);
        Ok(())
    }
}

impl ValidateRecord {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (store, caller) = self.under.asker.open().await?;
        let report = match Digest::parse(&self.report) {
            Ok(digest) => digest,
            Err(_) => Digest::of(&files::read_bytes(Path::new(&self.report))?),
        };
        let mut body = json!({
            "digest": self.version.digest(&store, &caller).await?,
            "report": report,
            "finding": self.finding,
        });
        if let Some(conditions) = &self.conditions {
            body["conditions"] = json!(conditions);
        }
        let said = (ModelStep::Validate, self.version.model.as_str(), &body);
        let key = &self.under.key;
        told(&desk::take_step(&store, &caller, said, key, clock::now()).await?);
        Ok(())
    }
}

impl Approve {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (store, caller) = self.under.asker.open().await?;
        let (model, key, now) = (self.version.model.as_str(), &self.under.key, clock::now());
        if let Some(approval) = &self.approval {
            let asked = (model, approval.as_str());
            told(&desk::sign_model(&store, &caller, asked, key, now).await?);
            return Ok(());
        }
        let scopes = self.scope.iter().map(|text| scope(text));
        let mut scopes = scopes.collect::<Result<Vec<Value>, Failure>>()?;
        if scopes.is_empty() {
            scopes.push(json!({}));
        }
        let used_as = if self.shadow {
            UsedAs::Shadow
        } else {
            UsedAs::InForce
        };
        let today = clock::business_day(now).to_string();
        let body = json!({
            "digest": self.version.digest(&store, &caller).await?,
            "purposes": self.purposes,
            "scopes": scopes,
            "from": self.from.as_ref().unwrap_or(&today),
            "used_as": used_as.word(),
        });
        told(
            &desk::take_step(
                &store,
                &caller,
                (ModelStep::Propose, model, &body),
                key,
                now,
            )
            .await?,
        );
        Ok(())
    }
}

impl Stop {
    pub(super) async fn suspend(&self) -> Result<(), Failure> {
        let (store, caller, body) = self.said().await?;
        let said = (ModelStep::Suspend, self.version.model.as_str(), &body);
        let key = &self.under.key;
        told(&desk::take_step(&store, &caller, said, key, clock::now()).await?);
        Ok(())
    }

    pub(super) async fn retire(&self) -> Result<(), Failure> {
        let (store, caller, body) = self.said().await?;
        let said = (ModelStep::Retire, self.version.model.as_str(), &body);
        let key = &self.under.key;
        told(&desk::take_step(&store, &caller, said, key, clock::now()).await?);
        Ok(())
    }

    async fn said(&self) -> Result<(Store, Caller, Value), Failure> {
        let (store, caller) = self.under.asker.open().await?;
        let today = clock::business_day(clock::now()).to_string();
        let body = json!({
            "digest": self.version.digest(&store, &caller).await?,
            "on": self.on.as_ref().unwrap_or(&today),
            "reason": self.reason,
        });
        Ok((store, caller, body))
    }
}

impl Version {
    /// The digest of the version, as it is registered.
    async fn digest(&self, store: &Store, caller: &Caller) -> Result<Digest, Failure> {
        let lives = desk::lives(store, caller, Some(&self.model)).await?;
        let versions = lives.iter().flat_map(|life| &life.versions);
        let registered = versions.map(|held| &held.registered.said);
        let asked = |number: i64| self.version.is_none_or(|asked| asked == number);
        let found = registered.rev().find(|of| asked(of.version));
        found.map(|of| of.digest).ok_or_else(|| {
            let number = self.version.unwrap_or_default();
            Failure::Input(format!(
                "`{}` has no registered version {number}",
                self.model
            ))
        })
    }
}

impl Life {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (store, caller) = self.asker.open().await?;
        let lives = desk::lives(&store, &caller, self.model.as_deref()).await?;
        if self.format == Format::Json {
            lives
                .iter()
                .for_each(|life| output::line(&json!(life).to_string()));
            return Ok(());
        }
        let today = clock::business_day(clock::now());
        let mut table = Vec::new();
        for life in &lives {
            for version in &life.versions {
                let stage: ModelStage = version.stage(today);
                let registered = &version.registered;
                let approvals = version.approvals.iter().map(|approval| {
                    let until = approval
                        .ends_on
                        .map_or(String::new(), |on| format!(" until {on}"));
                    match approval.begins_on {
                        Some(from) => format!(
                            "{} {} from {from}{until}",
                            approval.proposed.said.id,
                            approval.proposed.said.used_as.word()
                        ),
                        None => format!("{} signed for once", approval.proposed.said.id),
                    }
                });
                table.push(vec![
                    life.model.to_string(),
                    registered.said.version.to_string(),
                    format!("{} {}", stage.zh(), stage.word()),
                    registered.said.digest.short(),
                    registered.said.developer.clone(),
                    version.fit().map_or(String::new(), |fit| fit.by.clone()),
                    approvals.collect::<Vec<_>>().join("; "),
                ]);
            }
        }
        let header = [
            "model",
            "version",
            "stage",
            "digest",
            "developer",
            "found fit by",
            "approvals",
        ];
        rows(&header, &table, self.format);
        Ok(())
    }
}

/// A scope as requests have it, from `pool=cq,product=loan,district=渝北区`.
pub(super) fn scope(text: &str) -> Result<Value, Failure> {
    let mut scope = json!({});
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let read = part
            .split_once('=')
            .ok_or_else(|| "it reads NAME=VALUE".to_owned());
        let read = read.and_then(|(name, value)| {
            let known = match name {
                "pool" => PoolId::parse(value).map(drop),
                "product" => ProductId::parse(value).map(drop),
                "district" => District::parse(value).map(drop),
                _ => return Err(format!("`{name}` is none of: pool, product, district")),
            };
            known.map_err(|error| error.to_string())?;
            Ok((name, value))
        });
        let (name, value) =
            read.map_err(|why| Failure::Input(format!("--scope: `{part}`: {why}")))?;
        scope[name] = json!(value);
    }
    Ok(scope)
}
