//! The stress of a pool: files read whole, paths walked, and the report of them as lines, JSON and a page.

mod inputs;
mod lines;
mod page;

pub use inputs::{scenarios, shipped_scenario};
pub use lines::{Line, lines};
pub use page::html;

use super::{Error, files};
use crate::simulation::plan::judge_years;
use crate::simulation::{Manifest, Plan, Settings, Stress};
use crate::units::{Bilingual, Digest, Problem, Problems};
use inputs::Inputs;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Shipped terms or the path of a terms file.
    pub terms: String,
    /// The book: CSV, ARFF or Parquet.
    pub book: PathBuf,
    /// The pool's money: a TOML file.
    pub pool: PathBuf,
    /// A shipped scenario or the path of a scenario file.
    pub scenario: String,
    /// A shipped model or the path of a model file, for probabilities of default by grade.
    pub model: Option<String>,
    /// The seed.
    pub seed: u64,
    /// How many paths.
    pub paths: u32,
    /// Over how many years.
    pub years: u32,
    /// The probability of running short that is aimed at, in parts per million.
    pub target_ppm: u32,
}

/// A report of a stress 压力测试报告.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// From what it was made.
    pub manifest: Manifest,
    /// What the terms are called.
    pub terms: Bilingual,
    /// What the scenario is called.
    pub scenario: Bilingual,
    /// What must be read with the figures.
    pub notes: Vec<Bilingual>,
    /// The figures.
    pub stress: Stress,
}

impl Report {
    /// The report as one line of JSON: the same manifest gives the same bytes.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and lists make JSON")
    }

    /// The digest of these bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(self.json().as_bytes())
    }
}

impl Ask {
    fn settings(&self) -> Settings {
        Settings {
            seed: self.seed,
            paths: self.paths,
            target_ppm: self.target_ppm,
        }
    }
}

/// Reads what is asked, walks the paths, and tells what they come to; or everything that stands against it at once.
pub fn stress(ask: &Ask) -> Result<Report, Error> {
    match Inputs::read(ask) {
        Ok(inputs) => made(&inputs, ask),
        Err(wrong) => {
            let mut problems = ask.settings().problems();
            judge_years(ask.years as usize, &mut problems);
            Err(Error::together(
                told(&ask.book, problems).chain(wrong).collect(),
            ))
        }
    }
}

/// Does again what a manifest names: the bytes of its report are the same, or it says which input is another.
pub fn rerun(path: &Path) -> Result<Report, Error> {
    let text = files::read_text(path)?;
    let wrong = |why: String| Error::Usage(format!("{}: {why}", path.display()));
    let mut value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| wrong(format!("it is no manifest: {error}")))?;
    // A report has its manifest within.
    if let Some(within) = value.get_mut("manifest") {
        value = within.take();
    }
    let manifest: Manifest = serde_json::from_value(value)
        .map_err(|error| wrong(format!("it is no manifest: {error}")))?;
    let ask = Ask {
        terms: manifest.terms.clone(),
        book: manifest.book.clone().into(),
        pool: manifest.pool.clone().into(),
        scenario: manifest.scenario.clone(),
        model: manifest.model.clone(),
        seed: manifest.seed,
        paths: manifest.paths,
        years: manifest.years,
        target_ppm: manifest.target_ppm,
    };
    let inputs = Inputs::read(&ask).map_err(Error::together)?;
    let now = inputs.manifest(&ask);
    let differing = differing(&manifest, &now);
    if !differing.is_empty() {
        return Err(wrong(format!(
            "another run would come of it: {}",
            differing.join("; ")
        )));
    }
    made(&inputs, &ask)
}

fn made(inputs: &Inputs, ask: &Ask) -> Result<Report, Error> {
    let settings = ask.settings();
    let (terms, book, opening) = (&inputs.terms, &inputs.book, &inputs.opening);
    let years = ask.years as usize;
    let planned = Plan::new(terms, book, opening, &inputs.scenario, years);
    let mut problems = settings.problems();
    let stress = match planned {
        Ok(plan) if problems.is_empty() => Stress::of(&plan, terms, book, opening, settings),
        Ok(_) => Err(problems),
        Err(of_plan) => {
            problems.0.extend(of_plan.0);
            Err(problems)
        }
    };
    let stress = stress.map_err(|all| Error::together(told(&ask.book, all).collect()))?;
    Ok(Report {
        manifest: inputs.manifest(ask),
        terms: terms.name.clone(),
        scenario: inputs.scenario.name.clone(),
        notes: notes(inputs),
        stress,
    })
}

/// Problems of what was asked, and behind them those of the book under its name.
fn told(book: &Path, problems: Problems) -> impl Iterator<Item = Error> + use<> {
    let of_ask =
        |problem: &Problem| ["paths", "years", "target", "terms"].contains(&problem.field.as_str());
    let (asked, rows): (Vec<Problem>, Vec<Problem>) = problems.0.into_iter().partition(of_ask);
    let asked = (!asked.is_empty()).then(|| Error::Usage(Problems(asked).to_string()));
    let rows = (!rows.is_empty()).then(|| Error::Checked {
        file: book.display().to_string(),
        problems: Problems(rows),
    });
    asked.into_iter().chain(rows)
}

fn differing(then: &Manifest, now: &Manifest) -> Vec<String> {
    let mut told = Vec::new();
    if then.version != now.version {
        told.push(format!(
            "the version was {}, and is {}",
            then.version, now.version
        ));
    }
    let pairs = [
        ("terms", &then.terms_digest, &now.terms_digest),
        ("the book", &then.book_digest, &now.book_digest),
        ("the pool's money", &then.pool_digest, &now.pool_digest),
        ("the scenario", &then.scenario_digest, &now.scenario_digest),
    ];
    for (what, then, now) in pairs.into_iter().filter(|(_, then, now)| then != now) {
        told.push(format!("{what} was {then}, and is {now}"));
    }
    if then.model_digest != now.model_digest {
        told.push("the model is another".to_owned());
    }
    told
}

fn notes(inputs: &Inputs) -> Vec<Bilingual> {
    let mut notes = vec![Bilingual::new(
        "封闭组合:期初在保贷款逐笔到期,不再新增;出资方不再补足,各分账之间不垫付。",
        "a closed book: its loans run off and none is added; nobody tops up, and no compartment advances to another",
    )];
    if inputs.scenario.origin.mark == crate::units::Mark::Ours {
        notes.push(Bilingual::new(
            format!(
                "情景参数为我们的建议,并非官方数字:{}",
                inputs.scenario.origin.source
            ),
            format!(
                "the figures of the scenario are our own proposal: {}",
                inputs.scenario.origin.source
            ),
        ));
    }
    if inputs
        .book
        .loans
        .iter()
        .any(|loan| loan.industry.is_empty())
    {
        notes.push(Bilingual::new(
            "部分贷款未注明行业,视为同一行业",
            "some loans name no industry, and are taken for one industry",
        ));
    }
    notes
}
