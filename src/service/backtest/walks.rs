//! The walks of a backtest: the policy asked for, those that it is held against, the bounds and the frontier.

use super::inputs::Inputs;
use super::{Ask, Report, rules};
use crate::pool::{Terms, TermsHistory};
use crate::service::Error;
use crate::service::backtest::report::PolicyReport;
use crate::simulation::backtest::bounds::{Assumed, Bounds, assumed};
use crate::simulation::backtest::comparisons::{
    Comparison, approve_all, incumbent, perfect_foresight, research_alone,
};
use crate::simulation::backtest::intervals::Ground;
use crate::simulation::backtest::lent::{lent, watched_until};
use crate::simulation::backtest::{
    Application, Choice, Course, Figures, Horizon, Point, Policy, Rolls, Setting, Standing,
    Variation, Varied, Verdict, replay, vintages,
};
use crate::units::Bilingual;
use rayon::prelude::*;

/// A policy with what came of it.
struct Walked {
    id: String,
    name: Bilingual,
    choices: Vec<Choice>,
    course: Course,
}

/// Replays everything, and joins the report.
pub(super) fn report(ask: &Ask, inputs: &Inputs) -> Result<Report, Error> {
    let frontier = frontier(ask, inputs)?;
    let policy = &inputs.policy;
    let own = chosen(policy, &inputs.applications, &inputs.standings, inputs);
    let mut notes = inputs.notes.clone();
    let mut asked = vec![(policy.id.as_str(), policy.name.clone(), own)];
    let compared = comparisons(ask, inputs, &mut notes).into_iter();
    asked.extend(compared.map(|(of, choices)| (of.id(), of.name(), choices)));
    // Each walk has books of its own, so that any number of threads gives the same.
    let walked: Vec<(Walked, Figures)> = asked
        .into_par_iter()
        .map(|(id, name, choices)| {
            let walked = walk(inputs, id, name, choices);
            let figures = figures(ask, inputs, &inputs.applications, &walked);
            (walked, figures)
        })
        .collect();
    let (walked, figures): (Vec<Walked>, Vec<Figures>) = walked.into_iter().unzip();
    let ground = Ground {
        applications: &inputs.applications,
        definition: &policy.definition,
        horizon: Horizon::Months(crate::simulation::backtest::figures::YEAR),
        to: ask.to,
        replicates: ask.replicates,
        seed: ask.seed,
    };
    let fates: Vec<(&str, &[_])> = walked
        .iter()
        .map(|of| (of.id.as_str(), of.course.fates.as_slice()))
        .collect();
    let differences = ground.differences(&fates);
    let unknown = bounds(ask, inputs, &walked[0].choices, &figures[0]);
    notes.extend(standing_notes(ask, inputs));
    if let Some(why) = &walked[0].course.wanting {
        notes.push(Bilingual::new(
            format!("缺少数据,账本因此拒绝:{why}"),
            format!("the ledger refused for want of data: {why}"),
        ));
    }
    let watched = watched_until(&inputs.applications, ask.to);
    let policies = walked.into_iter().zip(figures).map(|(of, figures)| {
        let loans = lent(&inputs.applications, &of.choices, &of.course.fates);
        PolicyReport {
            id: of.id,
            name: of.name,
            figures,
            vintages: vintages::by_drawing(&loans, &policy.definition, [ask.from, ask.to], watched),
            by_grade: vintages::by_grade(&loans, &policy.definition, watched),
            rolls: Rolls::of(&loans, watched),
        }
    });
    Ok(Report {
        manifest: serde_json::to_value(&inputs.manifest).expect("text keys and no floats"),
        hindsight: ask.hindsight,
        from: ask.from,
        to: ask.to,
        terms: inputs
            .versions
            .last()
            .map(|of| of.name.clone())
            .expect("terms were named"),
        definition: policy.definition.clone(),
        horizon: ground.horizon,
        notes,
        policies: policies.collect(),
        differences,
        unknown,
        frontier,
    })
}

fn chosen(
    policy: &Policy,
    applications: &[Application],
    standings: &[Standing],
    inputs: &Inputs,
) -> Vec<Choice> {
    let all = applications.iter().zip(standings);
    all.map(|(of, standing)| policy.choose(of, standing, &inputs.ladder))
        .collect()
}

fn walk(inputs: &Inputs, id: &str, name: Bilingual, choices: Vec<Choice>) -> Walked {
    let course = replay(&setting(inputs, &inputs.applications), &choices);
    Walked {
        id: id.to_owned(),
        name,
        choices,
        course,
    }
}

fn setting<'a>(inputs: &'a Inputs, applications: &'a [Application]) -> Setting<'a> {
    Setting {
        rules: &inputs.rules,
        history: &inputs.history,
        from: inputs.manifest.from,
        to: inputs.manifest.to,
        policy: &inputs.policy,
        applications,
        standings: &inputs.standings,
    }
}

fn figures(ask: &Ask, inputs: &Inputs, applications: &[Application], of: &Walked) -> Figures {
    Figures::of(
        applications,
        &of.choices,
        &of.course,
        &inputs.policy.definition,
        ask.to,
    )
}

/// The policies to compare with; one that cannot be made is told.
fn comparisons(
    ask: &Ask,
    inputs: &Inputs,
    notes: &mut Vec<Bilingual>,
) -> Vec<(Comparison, Vec<Choice>)> {
    let (policy, applications, standings) =
        (&inputs.policy, &inputs.applications, &inputs.standings);
    let mut all = vec![(
        Comparison::ApproveAll,
        approve_all(policy, applications, standings),
    )];
    if applications.iter().any(|of| of.research.is_some()) {
        all.push((
            Comparison::ResearchAlone,
            research_alone(policy, applications, standings),
        ));
    } else {
        notes.push(Bilingual::new(
            "未给出研发费用,未与“仅凭研发费用”比较",
            "no loan tells research expense: nothing is held against research alone",
        ));
    }
    if let Some(then) = &inputs.incumbent {
        all.push((
            Comparison::Incumbent,
            chosen(policy, applications, then, inputs),
        ));
    } else if applications.iter().any(|of| of.incumbent.is_some()) {
        let choices = incumbent(policy, applications, standings, &inputs.ladder);
        all.push((Comparison::Incumbent, choices));
    } else {
        notes.push(Bilingual::new(
            "未给出原模型或原等级,未与原有做法比较",
            "neither a model nor grades of the incumbent were given: nothing is held against it",
        ));
    }
    let until = (&policy.definition, ask.to);
    all.push((
        Comparison::PerfectForesight,
        perfect_foresight(policy, applications, standings, until),
    ));
    all
}

/// The best and the worst that approvals without a known outcome could have come to.
fn bounds(ask: &Ask, inputs: &Inputs, choices: &[Choice], known: &Figures) -> Option<Bounds> {
    let unknown = |(of, choice): (&Application, &Choice)| {
        of.life.is_none() && choice.verdict == Verdict::Approved
    };
    if !inputs.applications.iter().zip(choices).any(unknown) {
        return None;
    }
    let [good, bad] = [Assumed::Good, Assumed::Bad].map(|what| {
        let applications = assumed(&inputs.applications, what, ask.to);
        let course = replay(&setting(inputs, &applications), choices);
        Figures::of(
            &applications,
            choices,
            &course,
            &inputs.policy.definition,
            ask.to,
        )
    });
    Some(Bounds::of(known, &good, &bad))
}

/// A full replay for each point of what is varied.
fn frontier(ask: &Ask, inputs: &Inputs) -> Result<Vec<Point>, Error> {
    let Some(text) = &ask.vary else {
        return Ok(Vec::new());
    };
    let wrong = |problems: crate::units::Problems| Error::Usage(format!("--vary: {problems}"));
    let variation = Variation::parse(text, &inputs.ladder).map_err(wrong)?;
    // Terms that cannot be varied so are told before anything is walked.
    let varied: Result<Vec<(&Varied, Vec<Terms>)>, Error> = variation
        .points
        .iter()
        .map(|varied| Ok((varied, varied_terms(inputs, varied)?)))
        .collect();
    let points = varied?.into_par_iter();
    points
        .map(|(varied, terms)| point(ask, inputs, varied, terms))
        .collect()
}

fn varied_terms(inputs: &Inputs, varied: &Varied) -> Result<Vec<Terms>, Error> {
    let terms = inputs.versions.iter().map(|of| varied.terms(of));
    let terms: Result<Vec<Terms>, String> = terms.collect();
    terms.map_err(|why| Error::Usage(format!("--vary: {why}")))
}

/// One point of the frontier.
fn point(ask: &Ask, inputs: &Inputs, varied: &Varied, terms: Vec<Terms>) -> Result<Point, Error> {
    let history: TermsHistory = rules::history(terms)?;
    let rules = rules::under(&history, &inputs.rules);
    let mut policy = inputs.policy.clone();
    if let Some(grade) = &varied.cut_off {
        policy.approve.grade_to = Some(grade.clone());
    }
    let mut applications = inputs.applications.clone();
    if varied.share.is_some() {
        applications.iter_mut().for_each(|of| of.share = None);
    }
    let choices = chosen(&policy, &applications, &inputs.standings, inputs);
    let setting = Setting {
        rules: &rules,
        history: &history,
        policy: &policy,
        ..setting(inputs, &applications)
    };
    let course = replay(&setting, &choices);
    let figures = Figures::of(&applications, &choices, &course, &policy.definition, ask.to);
    Ok(Point {
        label: varied.label().en,
        lent: figures.lent.fen(),
        borrowers: figures.borrowers,
        net_cost: figures.cost.net.fen(),
        default_rate: figures.within_year.loans.rate.unwrap_or(f64::NAN),
    })
}

/// What every reader of the figures must know.
fn standing_notes(ask: &Ask, inputs: &Inputs) -> Vec<Bilingual> {
    let mut notes = vec![Bilingual::new(
        "企业条件、材料和前置步骤均视为满足;模型视为条款认可的模型;结果按批准额占申请额的比例折算。",
        "requirements, documents and prior steps are taken as met, the model as one that the terms admit; what came of a loan is scaled to what was approved of it",
    )];
    if inputs.policy.contributions.is_empty() {
        notes.push(Bilingual::new(
            "策略未给出出资:各区期初按其申请总额出资,放大倍数与现金余额以此为准。",
            "the policy names no money: each district begins with as much as is asked for in it, on which leverage and cash rest",
        ));
    }
    if ask.hindsight {
        notes.push(Bilingual::new(
            "事后模型:模型晚于决策日,结果偏乐观,不能作为效果证明。",
            "hindsight: the model is newer than the decisions, so that the figures flatter it and prove nothing",
        ));
    }
    notes
}
