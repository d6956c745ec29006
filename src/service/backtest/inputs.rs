//! What a backtest is made from, read and checked: everything wrong with one of the files is told at once.

use super::manifest::{Head, Manifest, named};
use super::models::{Models, Used};
use super::read::{Read, of_file, of_records};
use super::ready::{not_newer, ready};
use super::refit::{Past, refitted};
use super::{Ask, rules, shipped, standings};
use crate::pool::{Rules, Terms, TermsHistory};
use crate::scoring::Model;
use crate::service::Error;
use crate::service::catalog::{self, Loaded};
use crate::simulation::backtest::{Application, Policy, Standing};
use crate::store::Store;
use crate::units::names::GradeName;
use crate::units::{Bilingual, Date};

/// All that was read.
pub(super) struct Inputs {
    pub(super) applications: Vec<Application>,
    pub(super) standings: Vec<Standing>,
    /// What the model of the incumbent said, where one was named.
    pub(super) incumbent: Option<Vec<Standing>>,
    pub(super) versions: Vec<Terms>,
    pub(super) history: TermsHistory,
    pub(super) rules: Rules,
    pub(super) policy: Policy,
    /// The grades of the model, best first.
    pub(super) ladder: Vec<GradeName>,
    pub(super) notes: Vec<Bilingual>,
    pub(super) manifest: Manifest,
}

/// What was named, each read by itself.
struct Given {
    versions: Vec<Terms>,
    history: TermsHistory,
    policy: Policy,
    model: Loaded,
    incumbent: Option<Loaded>,
    read: Read,
}

impl Given {
    /// Reads every file that was named; what is wrong with any of them is told together.
    async fn read(ask: &Ask, store: Option<&Store>) -> Result<Self, Error> {
        days(ask)?;
        let mut wrong = Vec::new();
        let versions = kept(&mut wrong, rules::versions(&ask.terms));
        let history = versions.clone().map(rules::history);
        let history = history.and_then(|of| kept(&mut wrong, of));
        let policy = kept(&mut wrong, shipped::policy(&ask.policy));
        let model = kept(&mut wrong, catalog::find(&ask.model));
        let incumbent = ask.incumbent.as_deref().map(catalog::find).transpose();
        let incumbent = kept(&mut wrong, incumbent);
        let read = match &ask.loans {
            Some(path) => of_file(ask, path),
            None => of_records(needed(store)?).await,
        };
        let read = kept(&mut wrong, read);
        let whole = (|| {
            Some(Self {
                versions: versions?,
                history: history?,
                policy: policy?,
                model: model?,
                incumbent: incumbent?,
                read: read?,
            })
        })();
        whole.ok_or_else(|| Error::together(wrong))
    }
}

impl Inputs {
    /// Reads everything, or tells what is wrong.
    pub(super) async fn read(ask: &Ask, store: Option<&Store>) -> Result<Self, Error> {
        let given = Given::read(ask, store).await?;
        let (rules, calendar) = rules::rules(&given.history, ask.from, ask.to)?;
        let read = &given.read;
        ready(
            ask,
            read,
            (&given.history, &given.model, given.incumbent.as_ref()),
        )?;
        let mut notes = read.notes.clone();
        notes.extend(calendar);
        let models = models(ask, read, &given.policy, given.model.clone(), &mut notes)?;
        not_newer(ask, read, &models, given.incumbent.as_ref())?;
        let scored = standing(ask, store, read, &models).await?;
        let then = match &given.incumbent {
            Some(loaded) => {
                let used = vec![Used {
                    from: Date::MIN,
                    loaded: loaded.clone(),
                }];
                Some(standing(ask, store, read, &Models { used }).await?)
            }
            None => None,
        };
        let manifest = manifest(ask, &given, store).await?;
        let within: Vec<usize> = (0..read.applications.len())
            .filter(|at| (ask.from..=ask.to).contains(&read.applications[*at].decided_on))
            .collect();
        told_outside(read.applications.len() - within.len(), &mut notes);
        let own = |at: &usize| read.applications[*at].clone();
        let taken = |of: &[Standing]| -> Vec<Standing> {
            within.iter().map(|at| of[*at].clone()).collect()
        };
        Ok(Self {
            standings: taken(&scored),
            incumbent: then.as_deref().map(taken),
            applications: within.iter().map(own).collect(),
            versions: given.versions,
            history: given.history,
            rules,
            ladder: ladder(&given.policy, &given.model.model),
            policy: given.policy,
            notes,
            manifest,
        })
    }
}

fn days(ask: &Ask) -> Result<(), Error> {
    if ask.from > ask.to {
        return Err(Error::Usage(format!(
            "the walk goes from {} to {}; a first day that is not after the last would pass",
            ask.from, ask.to
        )));
    }
    Ok(())
}

fn needed(store: Option<&Store>) -> Result<&Store, Error> {
    store.ok_or_else(|| Error::Usage("the records are needed, and none were opened".to_owned()))
}

fn kept<T>(wrong: &mut Vec<Error>, read: Result<T, Error>) -> Option<T> {
    read.map_err(|error| wrong.push(error)).ok()
}

/// The grades by which a policy goes: the model's, else those of the policy.
fn ladder(policy: &Policy, model: &Model) -> Vec<GradeName> {
    let own = standings::ladder(model);
    if own.is_empty() {
        return policy
            .grades
            .iter()
            .map(|(grade, _)| grade.clone())
            .collect();
    }
    own
}

/// The models in use: the one asked for, and those fitted anew behind it.
fn models(
    ask: &Ask,
    read: &Read,
    policy: &Policy,
    loaded: Loaded,
    notes: &mut Vec<Bilingual>,
) -> Result<Models, Error> {
    let mut used = vec![Used {
        from: Date::MIN,
        loaded,
    }];
    if let (Some(schedule), Some(data)) = (&ask.refit, &ask.loans) {
        let past = Past {
            data,
            applications: &read.applications,
            definition: &policy.definition,
            forbidden: &read.forbidden,
            from: ask.from,
            to: ask.to,
        };
        let (fitted, told) = refitted(schedule, &past)?;
        notes.push(Bilingual::new(
            format!("滚动重训:{} 个模型,每个仅见其日期前已知结果", fitted.len()),
            format!(
                "{} models were fitted anew on their days, each by the outcomes known then",
                fitted.len()
            ),
        ));
        notes.extend(told);
        used.extend(fitted);
    }
    Ok(Models { used })
}

async fn standing(
    ask: &Ask,
    store: Option<&Store>,
    read: &Read,
    models: &Models,
) -> Result<Vec<Standing>, Error> {
    match &ask.loans {
        Some(data) if standings::reads_rows(&models.used[0].loaded.model) => {
            standings::of_rows(models, data, &read.applications)
        }
        _ => standings::of_records(needed(store)?, models, &read.applications).await,
    }
}

async fn manifest(ask: &Ask, given: &Given, store: Option<&Store>) -> Result<Manifest, Error> {
    let batches = match store {
        Some(store) => Some(store.head().await?.sealed_batches),
        None => None,
    };
    let refit = ask.refit.as_ref().map(|of| {
        let spec = crate::service::fit::spec(&of.spec)?;
        Ok::<_, Error>(named(&of.spec.display().to_string(), spec.digest))
    });
    let terms = ask.terms.iter().zip(&given.versions);
    let incumbent = ask.incumbent.as_deref().zip(given.incumbent.as_ref());
    Ok(Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: named(&ask.model, given.model.model.digest()),
        loans: given.read.loans.clone(),
        mapping: given.read.mapping.clone(),
        flows: given.read.flows.clone(),
        records: batches.map(|batches| Head {
            events: given.read.events,
            batches,
        }),
        terms: terms.map(|(asked, of)| named(asked, of.digest())).collect(),
        policy: named(&ask.policy, given.policy.digest()),
        incumbent: incumbent.map(|(asked, of)| named(asked, of.model.digest())),
        refit: refit.transpose()?,
        every_months: ask.refit.as_ref().map(|of| of.every_months),
        from: ask.from,
        to: ask.to,
        vary: ask.vary.clone(),
        hindsight: ask.hindsight,
        seed: ask.seed,
        replicates: ask.replicates,
    })
}

fn told_outside(count: usize, notes: &mut Vec<Bilingual>) {
    if count > 0 {
        notes.push(Bilingual::new(
            format!("{count} 笔申请的决策日不在回测区间内,未计入"),
            format!("{count} applications were decided on other days than those of the walk, and are left out"),
        ));
    }
}
