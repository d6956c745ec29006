//! Reading a spec file: every problem at once, each with its line.

use super::parse_additive::{additive, challengers};
use super::parse_calibration::calibration;
use super::parse_reject::{reject, sampling};
use super::parse_variable::{MOST_CODES, variable};
use super::spec::{
    BinningRules, ColumnRoles, Exclusion, Method, Population, Scale, Selection, SelectionWay, Spec,
    Target, Untold, VariableSpec,
};
use super::{Layout, Objective, Trend};
use crate::scoring::model::Revision;
use crate::units::form::{Form, Node, Table};
use crate::units::{Bilingual, Digest, Problems, Ratio};

impl Spec {
    /// Reads a spec file; every problem is told at once, with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let spec = read(&form.root(), Digest::of(text.as_bytes()));
        form.finish(spec)
    }
}

fn read(root: &Table<'_>, digest: Digest) -> Option<Spec> {
    let id = root.text("id");
    let version = root.opt_integer("version").unwrap_or(1);
    let (name, about) = (root.bilingual("name"), root.bilingual("about"));
    let methods = [
        ("scorecard", Method::Scorecard),
        ("additive", Method::Additive),
    ];
    let method = word_or(root, "method", &methods, Method::Scorecard);
    let seed = root.opt_integer("seed").unwrap_or(1).unsigned_abs();
    let target = root.table("target").and_then(|table| target(&table));
    let population = root
        .table("population")
        .and_then(|table| population(&table));
    let columns = root.opt_table("columns").map(|table| columns(&table));
    let binning = root.opt_table("binning").map(|table| binning(&table));
    let read_variables = root.tables("variables");
    let variables: Vec<VariableSpec> = read_variables.iter().filter_map(variable).collect();
    twice(root, &variables);
    let only_named = root.flag("only_named");
    let selection = root.opt_table("selection").map(|table| selection(&table));
    let scale = root.opt_table("points").map(|table| scale(&table));
    let l2 = number(root, "l2", 0.0, (0.0, 1e9));
    let boosted = root.opt_table("additive").map(|table| additive(&table));
    let calibrated = root
        .opt_table("calibration")
        .map(|table| calibration(&table));
    let against = root
        .opt_table("challengers")
        .map(|table| challengers(&table));
    let refused = root.opt_table("reject");
    let refused = refused.and_then(|table| reject(&table, seed));
    let drawn = population.as_ref().is_some_and(|of| of.sampling.is_some());
    if drawn && refused.is_some() {
        let message = "the refused are not drawn as the rows of a case-control sample are: give the rate of all applicants as population.rate";
        root.problem("reject", "reject.sampling", message);
    }
    let revision = root
        .opt_table("revision")
        .and_then(|table| revision(&table));
    by_hand(root, &variables, revision.as_ref());
    root.close();
    Some(Spec {
        id: id?,
        version,
        name: name?,
        about: about?,
        method,
        seed,
        target: target?,
        population: population?,
        columns: columns.unwrap_or_default(),
        binning: binning.unwrap_or_default(),
        variables,
        only_named,
        selection: selection.unwrap_or_default(),
        scale: scale.unwrap_or_default(),
        l2,
        additive: boosted.unwrap_or_default(),
        calibration: calibrated.unwrap_or_default(),
        challengers: against,
        reject: refused,
        revision,
        digest,
    })
}

pub(super) fn word_or<T: Copy>(
    table: &Table<'_>,
    key: &'static str,
    words: &[(&str, T)],
    otherwise: T,
) -> T {
    match table.node(key) {
        None => otherwise,
        Some(_) => table.word(key, words).unwrap_or(otherwise),
    }
}

/// A number within bounds, or what stands for it.
pub(super) fn number(
    table: &Table<'_>,
    key: &'static str,
    otherwise: f64,
    within: (f64, f64),
) -> f64 {
    let Some(number) = table.opt_decimal(key).map(Ratio::to_f64) else {
        return otherwise;
    };
    if !(within.0..=within.1).contains(&number) {
        let message = format!("{number} does not lie from {} to {}", within.0, within.1);
        table.problem(key, "spec.range", message);
    }
    number
}

pub(super) fn count(table: &Table<'_>, key: &'static str, otherwise: usize, most: usize) -> usize {
    let Some(number) = table.opt_integer(key) else {
        return otherwise;
    };
    let count = usize::try_from(number).ok();
    count
        .filter(|count| (1..=most).contains(count))
        .unwrap_or_else(|| {
            let message = format!("{number} does not lie from 1 to {most}");
            table.problem(key, "spec.range", message);
            otherwise
        })
}

/// Values of a column, written as texts, numbers or flags.
pub(super) fn values(table: &Table<'_>, key: &'static str) -> Vec<String> {
    let mut values = Vec::new();
    for node in table.list(key) {
        let number = || Some(node.decimal()?.exact());
        match node.text().map(str::to_owned).or_else(number) {
            Some(value) => values.push(value),
            None => table.problem(
                key,
                "form.type",
                format!("a value is a text or a number, not {}", node.shown()),
            ),
        }
    }
    values
}

pub(super) fn decimals(table: &Table<'_>, key: &'static str) -> Vec<Ratio> {
    let mut numbers = Vec::new();
    for node in table.list(key) {
        match node.decimal() {
            Some(number) => numbers.push(number),
            None => table.problem(
                key,
                "form.type",
                format!("expected a decimal, found {}", node.shown()),
            ),
        }
    }
    numbers
}

fn target(table: &Table<'_>) -> Option<Target> {
    let column = table.opt_text("column").unwrap_or_default();
    let (event, other) = (values(table, "event"), values(table, "other"));
    let skip = values(table, "skip");
    let definition = table.text("definition");
    let horizon_months = table.integer("horizon_months");
    if !column.is_empty() && event.is_empty() {
        let message =
            "name the values that are the event, such as event = [1]; it is never guessed";
        table.problem("event", "target.event", message);
    }
    for value in event
        .iter()
        .filter(|value| other.contains(value) || skip.contains(value))
    {
        table.problem(
            "event",
            "target.twice",
            format!("`{value}` is listed in two ways"),
        );
    }
    if horizon_months.is_some_and(|months| !(1..=600).contains(&months)) {
        table.problem(
            "horizon_months",
            "spec.range",
            "a horizon is 1 to 600 months",
        );
    }
    table.close();
    Some(Target {
        column,
        event,
        other,
        skip,
        definition: definition?,
        horizon_months: horizon_months?,
    })
}

/// The rate is required, in words, in figures or by how the rows were drawn: a sample with as many bad rows as good ones
/// says nothing about how frequent the bad are.
fn population(table: &Table<'_>) -> Option<Population> {
    let name = table.text("name");
    let as_sampled = table.node("rate").and_then(Node::text) == Some("as_sampled");
    let rate = if as_sampled {
        None
    } else {
        table.opt_decimal("rate")
    };
    let drawn = table.opt_table("sampling");
    let within = rate.is_some_and(|rate| Ratio::ZERO < rate && rate < Ratio::ONE);
    if drawn.is_some() && table.node("rate").is_some() {
        let message =
            "the shares that were drawn tell the rate: give `rate` or `sampling`, not both";
        table.problem("rate", "population.rate", message);
    } else if drawn.is_none() && (table.node("rate").is_none() || (rate.is_some() && !within)) {
        let message = "how frequent the event is among those whom the rows stand for: \"as_sampled\" where the rows show it, else a rate between 0 and 1, such as \"0.021\"; or how the rows were drawn, as `sampling`";
        table.problem("rate", "population.rate", message);
    }
    let sampling = drawn.and_then(|table| sampling(&table));
    table.close();
    Some(Population {
        name: name?,
        rate,
        sampling,
    })
}

fn columns(table: &Table<'_>) -> ColumnRoles {
    let exclude = table.tables("exclude").into_iter().filter_map(|out| {
        let (column, reason) = (out.text("column"), out.text("reason"));
        out.close();
        Some(Exclusion {
            column: column?,
            reason: reason?,
        })
    });
    let roles = ColumnRoles {
        weight: table.opt_text("weight"),
        time: table.opt_text("time"),
        id: table.opt_text("id"),
        offset: table.opt_text("offset"),
        missing: table.texts("missing"),
        special: special(table),
        allow_separating: table.texts("allow_separating"),
        exclude: exclude.collect(),
    };
    table.close();
    roles
}

/// Special codes of every number.
fn special(table: &Table<'_>) -> Vec<Ratio> {
    let codes = decimals(table, "special");
    if codes.len() > MOST_CODES {
        let message = format!("at most {MOST_CODES} special codes");
        table.problem("special", "spec.size", message);
    }
    codes
}

const OBJECTIVES: [(&str, Objective); 2] = [
    ("iv", Objective::InformationValue),
    ("js", Objective::JensenShannon),
];

fn binning(table: &Table<'_>) -> BinningRules {
    let own = BinningRules::default();
    let untold = [("worst", Untold::Worst), ("neutral", Untold::Neutral)];
    let rules = BinningRules {
        max_prebins: count(table, "max_prebins", own.max_prebins, Layout::MOST - 40),
        max_bins: count(table, "max_bins", own.max_bins, 50),
        min_size: number(table, "min_size", own.min_size, (0.0, 0.5)),
        min_events: number(table, "min_events", own.min_events, (0.0, 1e12)),
        min_others: number(table, "min_others", own.min_others, (0.0, 1e12)),
        objective: word_or(table, "objective", &OBJECTIVES, own.objective),
        trend: word_or(table, "trend", &Trend::WORDS, own.trend),
        rare: number(table, "rare", own.rare, (0.0, 0.5)),
        untold: word_or(table, "untold", &untold, own.untold),
    };
    table.close();
    rules
}

fn selection(table: &Table<'_>) -> Selection {
    let own = Selection::default();
    let ways = [
        ("all", SelectionWay::All),
        ("iv", SelectionWay::InformationValue),
        ("stepwise", SelectionWay::Stepwise),
    ];
    let selection = Selection {
        way: word_or(table, "by", &ways, own.way),
        min_iv: number(table, "min_iv", own.min_iv, (0.0, 10.0)),
        max_correlation: number(table, "max_correlation", own.max_correlation, (0.0, 1.0)),
        max_vif: number(table, "max_vif", own.max_vif, (1.0, 1e6)),
        enter: number(table, "enter", own.enter, (0.0, 1.0)),
        leave: number(table, "leave", own.leave, (0.0, 1.0)),
        most: count(table, "most", own.most, 150),
    };
    table.close();
    selection
}

fn scale(table: &Table<'_>) -> Scale {
    let own = Scale::default();
    let scale = Scale {
        base: number(table, "base", own.base, (-100_000.0, 100_000.0)),
        odds: number(table, "odds", own.odds, (1e-6, 1e6)),
        pdo: number(table, "pdo", own.pdo, (1.0, 10_000.0)),
    };
    table.close();
    scale
}

fn revision(table: &Table<'_>) -> Option<Revision> {
    let (of, reason) = (table.text("of"), table.text("reason"));
    table.close();
    let of = Digest::parse(&of?).map_err(|error| table.problem("of", "digest", error.to_string()));
    Some(Revision {
        of: of.ok()?,
        reason: reason?,
    })
}

/// Each variable is named once.
fn twice(root: &Table<'_>, variables: &[VariableSpec]) {
    for (at, variable) in variables.iter().enumerate() {
        if variables[..at]
            .iter()
            .any(|known| known.column == variable.column)
        {
            let message = format!("the column `{}` is named twice", variable.column);
            root.problem("variables", "variables.twice", message);
        }
    }
}

/// What is set by hand makes a new version, which tells what it takes the place of.
fn by_hand(root: &Table<'_>, variables: &[VariableSpec], revision: Option<&Revision>) {
    let edited = variables
        .iter()
        .find(|v| v.cuts.is_some() || v.groups.is_some());
    if let (Some(edited), None) = (edited, revision) {
        let message = format!(
            "the bins of `{}` are set by hand: give [revision] with `of`, the digest of the model that this version takes the place of, and a reason",
            edited.column
        );
        root.problem("variables", "revision.missing", message);
    }
}

/// A name where a spec gives none.
pub(super) fn name_of(spec: Option<&VariableSpec>, column: &str) -> Bilingual {
    let given = spec.and_then(|spec| spec.name.clone());
    given.unwrap_or_else(|| Bilingual::new(column, column))
}
