//! The rating process 评级过程: how often figures are missing and people overrule the model, on the whole and period by period.

use super::material::Material;
use super::periods::partings;
use crate::units::Problems;
use crate::validation::rating_process::{Overrides, Rate, overrides};
use serde::Serialize;

/// The rating process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Process {
    /// How often each figure is missing.
    pub missing: Vec<(String, Rate)>,
    /// How often people overrule the model's grade.
    pub overrides: Option<Overrides>,
    /// The same month by month, then from cohort to cohort by each column that tells one.
    pub courses: Vec<ProcessCourse>,
}

/// The rating process from period to period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessCourse {
    /// `month`, or the column that tells the cohort.
    pub by: String,
    /// Its periods, in order.
    pub periods: Vec<ProcessPeriod>,
}

/// The rating process of one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessPeriod {
    /// The month, as 2017-05, or the cohort.
    pub name: String,
    /// Its rows.
    pub rows: usize,
    /// How often each figure is missing, in the order of `Process::missing`.
    pub missing: Vec<Rate>,
    /// How often people overrule the model's grade.
    pub overrides: Option<Overrides>,
}

impl Process {
    pub(super) fn of(now: &Material) -> Result<Self, Problems> {
        let all: Vec<usize> = (0..now.rows()).collect();
        let names = now.characteristics.iter().map(|figure| figure.name.clone());
        let courses = partings(now).into_iter().map(|parting| {
            let mut rows = vec![Vec::new(); parting.values.len()];
            for (row, part) in parting.of_rows.iter().enumerate() {
                rows[*part].push(row);
            }
            let named = parting.values.into_iter().zip(rows);
            let mut named: Vec<_> = named.filter(|(_, rows)| !rows.is_empty()).collect();
            named.sort();
            let periods = named.into_iter().map(|(name, rows)| {
                Ok(ProcessPeriod {
                    name,
                    rows: rows.len(),
                    missing: missing(now, &rows),
                    overrides: overruled(now, &rows)?,
                })
            });
            Ok(ProcessCourse {
                by: parting.name,
                periods: periods.collect::<Result<_, Problems>>()?,
            })
        });
        Ok(Self {
            missing: names.zip(missing(now, &all)).collect(),
            overrides: overruled(now, &all)?,
            courses: courses.collect::<Result<_, Problems>>()?,
        })
    }
}

/// How often some rows lack each figure.
fn missing(now: &Material, rows: &[usize]) -> Vec<Rate> {
    let each = now.characteristics.iter().map(|figure| {
        let lacks = |row: &&usize| figure.missing.contains(&usize::from(figure.of_rows[**row]));
        Rate::of(rows.iter().filter(lacks).count(), rows.len())
    });
    each.collect()
}

/// How often the model is overruled on some rows, where grades in force are known.
fn overruled(now: &Material, rows: &[usize]) -> Result<Option<Overrides>, Problems> {
    let Some(grades) = &now.grades else {
        return Ok(None);
    };
    let Some(in_force) = &grades.in_force else {
        return Ok(None);
    };
    let pick = |all: &[usize]| -> Vec<usize> { rows.iter().map(|row| all[*row]).collect() };
    overrides(&pick(&grades.of_rows), &pick(in_force)).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Date;
    use crate::validation::document::{Characteristic, Grades};

    /// Six rows in two months. The figure's band 2 is missing: in one of four rows of January, in both of February.
    /// February's first row is raised by two notches, January's last lowered by one.
    #[test]
    fn rates_of_each_month_add_up_to_those_of_all() {
        let day = |month| Date::new(2020, month, 9).unwrap();
        let now = Material {
            scores: vec![0.0; 6],
            outcomes: vec![false; 6],
            days: Some([2, 1, 1, 1, 1, 2].map(day).to_vec()),
            grades: Some(Grades {
                names: ["A", "B", "C"].map(str::to_owned).to_vec(),
                of_rows: vec![2, 0, 1, 1, 0, 1],
                in_force: Some(vec![0, 0, 1, 1, 1, 1]),
            }),
            characteristics: vec![Characteristic {
                name: "f".to_owned(),
                bands: ["low", "high", "unknown"].map(str::to_owned).to_vec(),
                of_rows: vec![2, 0, 1, 2, 1, 2],
                missing: vec![2],
            }],
            ..Material::default()
        };
        let process = Process::of(&now).unwrap();
        let [january, february] = process.courses[0].periods.as_slice() else {
            panic!("two months")
        };
        assert_eq!((january.name.as_str(), january.rows), ("2020-01", 4));
        assert_eq!((january.missing[0].rows, february.missing[0].rows), (1, 2));
        assert_eq!(process.missing[0].1.rows, 3);
        let of = |period: &ProcessPeriod| {
            let found = period.overrides.unwrap();
            (found.better.rows, found.worse.rows, found.mean_notches)
        };
        assert_eq!(of(january), (0, 1, Some(1.0)));
        assert_eq!(of(february), (1, 0, Some(-2.0)));
        assert_eq!(process.overrides.unwrap().better.rows, 1);
    }
}
