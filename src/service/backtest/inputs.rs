//! What a backtest is made from, read and checked: everything wrong with one of the files is told at once.

use super::from_records::{self, Recorded};
use super::manifest::{Head, Manifest, Named};
use super::models::{Models, Used};
use super::refit::{Past, refitted};
use super::{Ask, rules, shipped, standings};
use crate::pool::{Rules, Terms, TermsHistory};
use crate::scoring::Program;
use crate::service::catalog::{self, Loaded};
use crate::service::tables::TableFile;
use crate::service::{Error, files};
use crate::simulation::backtest::{Application, Loans, Mapping, Policy, Rows, Standing};
use crate::store::Store;
use crate::units::names::GradeName;
use crate::units::{Bilingual, Date, Digest, Problems};
use std::collections::BTreeSet;
use std::path::Path;

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

/// Loans as they were read, before anything is asked of them.
struct Read {
    applications: Vec<Application>,
    notes: Vec<Bilingual>,
    loans: Option<Named>,
    mapping: Option<(Named, Mapping)>,
    flows: Option<Named>,
    events: u64,
    forbidden: BTreeSet<String>,
    table: Option<TableFile>,
}

impl Inputs {
    /// Reads everything, or tells what is wrong.
    pub(super) async fn read(ask: &Ask, store: Option<&Store>) -> Result<Self, Error> {
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
        let (Some(versions), Some(history), Some(policy), Some(model), Some(incumbent), Some(read)) =
            (versions, history, policy, model, incumbent, read)
        else {
            return Err(together(wrong));
        };
        let (rules, calendar) = rules::rules(&history, ask.from, ask.to)?;
        let program = model.program()?;
        ready(ask, &read, &program, &history, &model)?;
        let mut notes = read.notes.clone();
        notes.extend(calendar);
        let models = models(ask, &read, &policy, model.clone(), &mut notes)?;
        let scored = standing(ask, store, &read, &models).await?;
        let incumbent_named = incumbent
            .as_ref()
            .map(|of| named(ask.incumbent.as_deref().unwrap_or(""), of.model.digest()));
        let then = match incumbent {
            Some(loaded) => {
                let used = vec![Used {
                    from: Date::MIN,
                    loaded,
                }];
                Some(standing(ask, store, &read, &Models { used }).await?)
            }
            None => None,
        };
        let manifest = manifest(
            ask,
            &read,
            (&versions, &policy, &model),
            incumbent_named,
            store,
        )
        .await?;
        let within: Vec<usize> = (0..read.applications.len())
            .filter(|at| (ask.from..=ask.to).contains(&read.applications[*at].decided_on))
            .collect();
        told_outside(read.applications.len() - within.len(), &mut notes);
        let taken = |of: &[Standing]| -> Vec<Standing> {
            within.iter().map(|at| of[*at].clone()).collect()
        };
        Ok(Self {
            standings: taken(&scored),
            incumbent: then.as_deref().map(taken),
            applications: within
                .iter()
                .map(|at| read.applications[*at].clone())
                .collect(),
            versions,
            history,
            rules,
            ladder: ladder(&policy, &program),
            policy,
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

fn together(mut wrong: Vec<Error>) -> Error {
    if wrong.len() == 1 {
        return wrong.remove(0);
    }
    let told: Vec<String> = wrong.iter().map(Error::to_string).collect();
    Error::Usage(told.join("\n"))
}

fn named(asked: &str, digest: Digest) -> Named {
    Named {
        asked: asked.to_owned(),
        digest,
    }
}

fn checked<T>(file: &Path, read: Result<T, Problems>) -> Result<T, Error> {
    read.map_err(|problems| Error::Checked {
        file: file.display().to_string(),
        problems,
    })
}

/// The grades by which a policy goes: the model's, else those of the policy.
fn ladder(policy: &Policy, program: &Program) -> Vec<GradeName> {
    let own = standings::ladder(program);
    if own.is_empty() {
        return policy
            .grades
            .iter()
            .map(|(grade, _)| grade.clone())
            .collect();
    }
    own
}

type RowsRead = (TableFile, Vec<(u32, Vec<String>)>);

fn rows(path: &Path) -> Result<RowsRead, Error> {
    let table = checked(path, TableFile::open(path))?;
    let mut rows = Vec::new();
    let mut line = 2_u32;
    let read = table.read(|chunk| {
        for row in 0..chunk.rows {
            let cells = chunk.columns.iter().map(|column| column.text(row));
            rows.push((line, cells.collect()));
            line = line.saturating_add(1);
        }
    });
    checked(path, read)?;
    Ok((table, rows))
}

fn of_file(ask: &Ask, path: &Path) -> Result<Read, Error> {
    let mapping = ask.mapping.as_ref().map(|file| {
        let text = files::read_text(file)?;
        let mapping = checked(file, Mapping::parse(&text))?;
        Ok::<_, Error>((
            named(&file.display().to_string(), mapping.digest()),
            mapping,
        ))
    });
    let mapping = mapping.transpose()?;
    let (table, own) = rows(path)?;
    let flows = ask
        .flows
        .as_ref()
        .map(|path| rows(path).map(|read| (path, read)));
    let flows = flows.transpose()?;
    let plain = Mapping::plain();
    let by = mapping.as_ref().map_or(&plain, |(_, mapping)| mapping);
    let of = Rows {
        header: &table.header,
        rows: &own,
    };
    let exact = flows.as_ref().map(|(_, (table, rows))| Rows {
        header: &table.header,
        rows,
    });
    let loans = checked(path, Loans::read(of, by, exact, ask.to))?;
    Ok(Read {
        applications: loans.applications,
        notes: loans.notes,
        loans: Some(named(&path.display().to_string(), table.digest)),
        flows: flows.map(|(path, (table, _))| named(&path.display().to_string(), table.digest)),
        events: 0,
        forbidden: by.forbidden(&table.header),
        table: Some(table),
        mapping,
    })
}

async fn of_records(store: &Store) -> Result<Read, Error> {
    let Recorded {
        applications,
        notes,
        events,
    } = from_records::applications(store).await?;
    Ok(Read {
        applications,
        notes,
        loans: None,
        mapping: None,
        flows: None,
        events,
        forbidden: BTreeSet::new(),
        table: None,
    })
}

/// What stands against the walk before anything is scored.
fn ready(
    ask: &Ask,
    read: &Read,
    program: &Program,
    history: &TermsHistory,
    model: &Loaded,
) -> Result<(), Error> {
    let within: Vec<Application> = {
        let days = ask.from..=ask.to;
        let own = read.applications.iter();
        own.filter(|of| days.contains(&of.decided_on))
            .cloned()
            .collect()
    };
    let mut problems = rules::in_force(history, &within);
    if within.is_empty() {
        let message = format!("nothing was decided from {} to {}", ask.from, ask.to);
        problems.add("decided_on", "walk.empty", message);
    }
    let first = within.iter().map(|of| of.decided_on).min();
    if let Some(first) = first.filter(|_| !ask.hindsight) {
        let message = match model.model.effective_from {
            Some(from) if from <= first => None,
            Some(from) => Some(format!(
                "the model may be used from {from}, and the first decision is of {first}: it knows what came later"
            )),
            None => Some(format!(
                "the model does not say from when it may be used, and the first decision is of {first}: it may know what came later"
            )),
        };
        if let Some(message) = message.filter(|_| ask.refit.is_none()) {
            let message =
                format!("{message}; --hindsight would let it, and every page would say so");
            problems.add("model", "model.newer", message);
        }
    }
    match &read.table {
        Some(table) if standings::reads_rows(program) => {
            problems.0.extend(standings::has_columns(program, table).0);
            for column in standings::columns(program).filter(|of| read.forbidden.contains(*of)) {
                let message = "it is known only after the decision, and no model may read it";
                problems.add(column, "model.outcome", message);
            }
        }
        None if standings::reads_rows(program) => {
            let message = "the model reads rows, and the loans come from the records; one that reads the records would pass";
            problems.add("model", "model.inputs", message);
        }
        _ if ask.refit.is_some() => {
            let message = "a model is fitted anew from the columns of a file of loans, and this one reads the records";
            problems.add("refit", "refit.rows", message);
        }
        _ => {}
    }
    let file = ask
        .loans
        .as_ref()
        .map_or_else(|| "records".to_owned(), |path| path.display().to_string());
    problems
        .or(())
        .map_err(|problems| Error::Checked { file, problems })
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
    let program = models.used[0].loaded.program()?;
    match &ask.loans {
        Some(data) if standings::reads_rows(&program) => {
            standings::of_rows(models, data, &read.applications)
        }
        _ => standings::of_records(needed(store)?, models, &read.applications).await,
    }
}

async fn manifest(
    ask: &Ask,
    read: &Read,
    (versions, policy, model): (&[Terms], &Policy, &Loaded),
    incumbent: Option<Named>,
    store: Option<&Store>,
) -> Result<Manifest, Error> {
    let batches = match store {
        Some(store) => Some(store.head().await?.sealed_batches),
        None => None,
    };
    let refit = ask.refit.as_ref().map(|of| {
        let spec = crate::service::fit::spec(&of.spec)?;
        Ok::<_, Error>(named(&of.spec.display().to_string(), spec.digest))
    });
    let terms = ask.terms.iter().zip(versions);
    Ok(Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: named(&ask.model, model.model.digest()),
        loans: read.loans.clone(),
        mapping: read.mapping.as_ref().map(|(named, _)| named.clone()),
        flows: read.flows.clone(),
        records: batches.map(|batches| Head {
            events: read.events,
            batches,
        }),
        terms: terms.map(|(asked, of)| named(asked, of.digest())).collect(),
        policy: named(&ask.policy, policy.digest()),
        incumbent,
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
