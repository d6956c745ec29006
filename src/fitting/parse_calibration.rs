//! Reading what a spec says of probabilities: curve, central tendency, grades, few defaults, margins.

use super::calibration::{Conservatism, Deficiency, Margin, MarginSize, Method as Curve};
use super::parse_spec::{count, number, word_or};
use super::spec::{
    CalibrationRules, CentralRule, GradeRules, LowDefaultMethod, LowDefaultRules, ScaleGrade, Tell,
};
use crate::units::Ratio;
use crate::units::form::Table;

/// `[calibration]`.
pub(super) fn calibration(table: &Table<'_>) -> CalibrationRules {
    let curves = [
        ("none", None),
        ("platt", Some(Curve::Platt)),
        ("isotonic", Some(Curve::Isotonic)),
        ("beta", Some(Curve::Beta)),
    ];
    let method = word_or(table, "by", &curves, None);
    let central = table.opt_table("central_tendency");
    let low_default = table.opt_table("low_default");
    let few = low_default.is_some();
    let grades = table.opt_table("grades");
    if few && grades.is_none() {
        let message = "estimates of few defaults are made for grades: give [calibration.grades]";
        table.problem("low_default", "low_default.grades", message);
    }
    let margins = table
        .tables("margins")
        .into_iter()
        .filter_map(|table| margin(&table));
    let rules = CalibrationRules {
        method,
        central_tendency: central.and_then(|table| central_tendency(&table)),
        grades: grades.and_then(|table| grade_rules(&table, few)),
        low_default: low_default.and_then(|table| low_default_rules(&table)),
        conservatism: Conservatism {
            margins: margins.collect(),
        },
    };
    table.close();
    rules
}

/// A rate between 0 and 1, neither included.
fn rate(table: &Table<'_>, key: &'static str) -> Option<f64> {
    let rate = table.opt_decimal(key);
    let within = rate.filter(|rate| Ratio::ZERO < *rate && *rate < Ratio::ONE);
    if within.is_none() {
        let message = "give a rate between 0 and 1, such as \"0.012\"";
        table.problem(key, "calibration.rate", message);
    }
    within.map(Ratio::to_f64)
}

fn central_tendency(table: &Table<'_>) -> Option<CentralRule> {
    let name = table.text("name");
    let rate = rate(table, "rate");
    let source = table.text("source");
    table.close();
    Some(CentralRule {
        name: name?,
        rate: rate?,
        source: source?,
    })
}

fn grade_rules(table: &Table<'_>, few: bool) -> Option<GradeRules> {
    let least = number(table, "least", 0.05, (0.0, 0.5));
    let reason = table.text("reason");
    let tells = [("points", Tell::Points), ("grade", Tell::Grade)];
    let usual = if few { Tell::Grade } else { Tell::Points };
    let tell = word_or(table, "tell", &tells, usual);
    if few && tell == Tell::Points {
        let message = "an estimate of few defaults is that of a grade: tell = \"grade\"";
        table.problem("tell", "low_default.tell", message);
    }
    let read = table.tables("scale");
    let scale: Vec<Option<ScaleGrade>> = read.iter().map(scale_grade).collect();
    let scale = scale.into_iter().collect::<Option<Vec<ScaleGrade>>>();
    if let Some(scale) = &scale {
        checked(table, scale);
    }
    table.close();
    Some(GradeRules {
        scale: scale?,
        least,
        tell,
        reason: reason?,
    })
}

fn scale_grade(table: &Table<'_>) -> Option<ScaleGrade> {
    let grade = table.text("grade");
    let pd = rate(table, "pd");
    let below = match table.node("below") {
        None => Some(None),
        Some(_) => rate(table, "below").map(Some),
    };
    table.close();
    Some(ScaleGrade {
        grade: grade?,
        pd: pd?,
        below: below?,
    })
}

/// A scale has two grades at least, each once; its probabilities rise, and its ends lie between them.
fn checked(table: &Table<'_>, scale: &[ScaleGrade]) {
    let problem = |message: String| table.problem("scale", "grades.scale", message);
    if !(2..=50).contains(&scale.len()) {
        problem("a scale has 2 to 50 grades, best first".to_owned());
        return;
    }
    for (at, grade) in scale.iter().enumerate() {
        if scale[..at].iter().any(|known| known.grade == grade.grade) {
            problem(format!("the grade {} is given twice", grade.grade));
        }
    }
    for pair in scale.windows(2).filter(|pair| pair[0].pd >= pair[1].pd) {
        let message = format!(
            "grades go from the best: pd must rise from {} to {}",
            pair[0].grade, pair[1].grade
        );
        problem(message);
    }
    let (last, before) = scale.split_last().expect("two grades at least");
    let given = before.iter().filter(|grade| grade.below.is_some()).count();
    if last.below.is_some() || (given > 0 && given < before.len()) {
        let message = "a scale that is given has `below` on every grade but the last; one that is fitted has it on none";
        problem(message.to_owned());
        return;
    }
    for pair in scale.windows(2) {
        if pair[0]
            .below
            .is_some_and(|end| !(pair[0].pd < end && end <= pair[1].pd))
        {
            let message = format!(
                "grade {} must end above its own pd and not above that of {}",
                pair[0].grade, pair[1].grade
            );
            problem(message);
        }
    }
}

fn low_default_rules(table: &Table<'_>) -> Option<LowDefaultRules> {
    let reason = table.text("reason");
    let words = [("pluto_tasche", true), ("quasi_moments", false)];
    let bounds = table.word("by", &words);
    let by = bounds.map(|bounds| {
        if bounds {
            let periods = count(table, "periods", 1, 30);
            LowDefaultMethod::PlutoTasche {
                confidence: number(table, "confidence", 0.75, (0.01, 0.9999)),
                correlation: number(table, "correlation", 0.12, (0.0, 0.99)),
                periods: u32::try_from(periods).unwrap_or(1),
                persistence: number(table, "persistence", 0.3, (0.0, 0.99)),
            }
        } else {
            let auc = table.node("auc");
            LowDefaultMethod::QuasiMoments {
                auc: auc.map(|_| number(table, "auc", 0.5, (0.5, 0.9999))),
            }
        }
    });
    if bounds.is_none() {
        table.leave();
    }
    table.close();
    Some(LowDefaultRules {
        by: by?,
        reason: reason?,
    })
}

fn margin(table: &Table<'_>) -> Option<Margin> {
    let kinds = [
        ("A", Deficiency::A),
        ("B", Deficiency::B),
        ("C", Deficiency::C),
    ];
    let deficiency = table.word("deficiency", &kinds);
    let reason = table.text("reason");
    let ppm = table
        .node("add_ppm")
        .map(|_| number(table, "add_ppm", 0.0, (0.0, 1e6)));
    let share = table
        .node("add_share")
        .map(|_| number(table, "add_share", 0.0, (0.0, 100.0)));
    let size = match (ppm, share) {
        (Some(ppm), None) => Some(MarginSize::AddPpm(ppm)),
        (None, Some(share)) => Some(MarginSize::AddShare(share)),
        _ => {
            let message = "a margin gives one of add_ppm and add_share";
            table.problem("add_ppm", "margin.size", message);
            None
        }
    };
    table.close();
    Some(Margin {
        deficiency: deficiency?,
        reason: reason?,
        size: size?,
    })
}
