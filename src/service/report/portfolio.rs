//! A portfolio: many assessments of one model added up by grade, district and points.

use crate::scoring::{Assessment, Status};
use crate::units::Amount;
use std::collections::BTreeMap;

/// One grade, or one status where there is no grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeLine {
    /// The grade, or the status in words.
    pub label: String,
    /// How many enterprises.
    pub enterprises: u64,
    /// Their recommended limits together.
    pub limits: Amount,
}

/// One district.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DistrictLine {
    /// How many enterprises were scored.
    pub enterprises: u64,
    /// How many have a recommended limit.
    pub with_limit: u64,
    /// Their recommended limits together.
    pub limits: Amount,
    /// Their points together, for the mean.
    pub points: i64,
}

/// Assessments added up.
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    /// By grade, best first, then without a grade.
    pub grades: BTreeMap<(u8, String), GradeLine>,
    /// By district.
    pub districts: BTreeMap<String, DistrictLine>,
    /// How many enterprises have so many tenths of the most points.
    pub tenths: [u64; 10],
    /// How many enterprises.
    pub enterprises: u64,
    /// All recommended limits together.
    pub limits: Amount,
    /// Vetoes that struck, by name.
    pub vetoes: BTreeMap<String, u64>,
}

impl Portfolio {
    /// Adds one assessment of an enterprise in a district.
    pub fn add(&mut self, assessment: &Assessment, district: &str) {
        let limit = assessment.recommended_limit.unwrap_or_default();
        let sum = |total: Amount| {
            total
                .checked_add(limit)
                .expect("the limits of a portfolio fit 92 trillion yuan")
        };
        self.enterprises += 1;
        self.limits = sum(self.limits);
        let label = label(assessment);
        let key = (u8::from(assessment.grade.is_none()), label.clone());
        let line = self.grades.entry(key).or_insert_with(|| GradeLine {
            label,
            enterprises: 0,
            limits: Amount::ZERO,
        });
        line.enterprises += 1;
        line.limits = sum(line.limits);
        let district = self.districts.entry(district.to_owned()).or_default();
        district.enterprises += 1;
        district.with_limit += u64::from(assessment.recommended_limit.is_some());
        district.limits = sum(district.limits);
        district.points += i64::from(assessment.points.low);
        let max = assessment.points.max.max(1);
        let tenth = (assessment.points.low.clamp(0, max) * 10 / max).min(9);
        self.tenths[usize::try_from(tenth).unwrap_or(0)] += 1;
        for veto in assessment
            .vetoes
            .iter()
            .filter(|veto| veto.result == "struck")
        {
            *self
                .vetoes
                .entry(format!("{} · {}", veto.name.zh, veto.name.en))
                .or_default() += 1;
        }
    }
}

fn label(assessment: &Assessment) -> String {
    let word = match (&assessment.grade, assessment.status) {
        (Some(grade), _) => return grade.clone(),
        (None, Status::Ungraded) => "未评级 below E",
        (None, Status::Vetoed) => "被否决 vetoed",
        (None, Status::Ranked) => "已评分 ranked",
        (None, Status::Passes) => "通过 passes",
        (None, Status::Fails) => "不通过 fails",
        (None, Status::DependsOnExpert) => "取决于专家 depends on the expert",
        (None, Status::DependsOnEvidence) => "取决于证据 depends on evidence",
        (None, Status::Graded) => "—",
    };
    word.to_owned()
}
