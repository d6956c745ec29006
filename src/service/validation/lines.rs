//! The report as lines, one figure each, in the order of its chapters: what the terminal and CSV show.

use super::written::Report;
use crate::validation::document::{Discrimination, General, Parts, Predictive, Process, Stability};
use crate::validation::psi::Psi;
use crate::validation::rating_process::{Overrides, Rate};
use crate::validation::recalibration::Coefficient;
use crate::validation::subgroups::Subgroup;

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The chapter of the ECB's instructions.
    pub chapter: &'static str,
    /// The statistic in Chinese.
    pub zh: &'static str,
    /// The statistic in English.
    pub en: &'static str,
    /// Of which part: a grade, a month, a value of a column; empty for all rows.
    pub part: String,
    /// The figure; none where there is none to give.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<[f64; 2]>,
    /// The probability of what was seen, or worse, if the model is in order.
    pub p: Option<f64>,
}

/// Lines as they are gathered.
pub(super) struct Lines {
    chapter: &'static str,
    lines: Vec<Line>,
}

/// Every figure of a report.
pub fn lines(report: &Report) -> Vec<Line> {
    let validation = &report.validation;
    let mut lines = Lines {
        chapter: "2.4",
        lines: Vec::new(),
    };
    lines.general(&validation.general);
    lines.chapter = "2.5.2";
    lines.process(&validation.process);
    lines.chapter = "2.5.3";
    if let Some(predictive) = &validation.predictive {
        lines.predictive(predictive);
    }
    lines.chapter = "2.5.4";
    let found = &validation.discrimination;
    lines.discrimination(found);
    for parts in found.courses.iter().chain(&found.partings) {
        lines.parts(parts);
    }
    if let Some(refitted) = &report.refitted {
        lines.refitted(refitted);
    }
    lines.chapter = "2.5.5";
    lines.stability(&validation.stability);
    lines.lines
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are exact")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

impl Lines {
    pub(super) fn add(
        &mut self,
        names: (&'static str, &'static str),
        value: Option<f64>,
    ) -> &mut Line {
        let (zh, en) = names;
        let chapter = self.chapter;
        let line = Line {
            chapter,
            zh,
            en,
            part: String::new(),
            value,
            interval: None,
            p: None,
        };
        self.lines.push(line);
        self.lines.last_mut().expect("a line was just added")
    }

    fn general(&mut self, general: &General) {
        self.add(("样本行数", "rows"), Some(float(general.rows)));
        self.add(("权重合计", "weight"), Some(general.weight));
        self.add(("违约", "events"), Some(general.events));
        if let Some(enterprises) = general.enterprises {
            self.add(("企业数", "enterprises"), Some(float(enterprises)));
        }
        if general.development_rows > 0 {
            self.add(
                ("开发样本行数", "rows of development"),
                Some(float(general.development_rows)),
            );
            let both = float(general.on_both_sides);
            self.add(
                (
                    "两侧都有的企业的开发行数",
                    "rows of development of enterprises on both sides",
                ),
                Some(both),
            );
        }
    }

    fn rate(&mut self, names: (&'static str, &'static str), part: &str, rate: &Rate) {
        let line = self.add(names, rate.share);
        part.clone_into(&mut line.part);
        line.interval = rate.interval;
    }

    fn process(&mut self, process: &Process) {
        for (name, rate) in &process.missing {
            self.rate(("缺失率", "missing"), name, rate);
        }
        self.overruled("", process.overrides.as_ref());
        for course in &process.courses {
            for period in &course.periods {
                let part = format!("{} = {}", course.by, period.name);
                for ((name, _), rate) in process.missing.iter().zip(&period.missing) {
                    self.rate(("缺失率", "missing"), &format!("{name}, {part}"), rate);
                }
                self.overruled(&part, period.overrides.as_ref());
            }
        }
    }

    fn overruled(&mut self, part: &str, overrides: Option<&Overrides>) {
        let Some(overrides) = overrides else { return };
        self.rate(("调优率", "overridden to better"), part, &overrides.better);
        self.rate(("调劣率", "overridden to worse"), part, &overrides.worse);
        let notches = overrides.mean_notches;
        let line = self.add(("平均调整级数", "mean notches of overrides"), notches);
        part.clone_into(&mut line.part);
    }

    fn coefficient(&mut self, names: (&'static str, &'static str), found: &Coefficient) {
        let line = self.add(names, Some(found.value));
        let reach = 1.959_963_984_540_054 * found.error;
        line.interval = Some([found.value - reach, found.value + reach]);
        line.p = Some(found.p);
    }

    fn predictive(&mut self, predictive: &Predictive) {
        for grade in predictive.grades.iter().chain([&predictive.portfolio]) {
            let line = self.add(("违约概率", "probability of default"), Some(grade.pd));
            line.part.clone_from(&grade.grade);
            let line = self.add(
                ("违约率 (杰弗里斯检验)", "default rate (Jeffreys test)"),
                grade.rate,
            );
            line.part.clone_from(&grade.grade);
            (line.interval, line.p) = (grade.interval, grade.jeffreys);
            let line = self.add(
                ("违约数 (二项检验)", "defaults (binomial test)"),
                Some(grade.defaults),
            );
            line.part.clone_from(&grade.grade);
            line.p = grade.binomial;
            if let Some((jeffreys, binomial)) = grade.jeffreys_of_all.zip(grade.binomial_of_all) {
                let line = self.add(("杰弗里斯检验 (Holm)", "Jeffreys test (Holm)"), grade.rate);
                grade.grade.clone_into(&mut line.part);
                line.p = Some(jeffreys);
                let line = self.add(
                    ("二项检验 (Holm)", "binomial test (Holm)"),
                    Some(grade.defaults),
                );
                grade.grade.clone_into(&mut line.part);
                line.p = Some(binomial);
            }
        }
        let tested = [
            (
                ("霍斯默—莱梅肖检验", "Hosmer–Lemeshow"),
                &predictive.hosmer_lemeshow,
            ),
            (
                ("施皮格哈尔特检验", "Spiegelhalter z"),
                &predictive.spiegelhalter,
            ),
        ];
        for (names, test) in tested {
            let p = test.map(|test| test.p);
            self.add(names, test.map(|test| test.statistic)).p = p;
        }
        for bin in &predictive.bins {
            let line = self.add(("校准分组违约率", "default rate of bin"), Some(bin.rate()));
            line.part = format!("mean probability {:.6}", bin.mean);
            line.interval = Some(bin.interval(0.95));
        }
        let brier = &predictive.brier;
        self.add(("布里尔分数", "Brier score"), Some(brier.score));
        self.add(("可靠性", "reliability"), Some(brier.reliability));
        self.add(("分辨率", "resolution"), Some(brier.resolution));
        self.add(("不确定性", "uncertainty"), Some(brier.uncertainty));
        self.add(("组内", "within bins"), Some(brier.within));
        self.add(("布里尔技巧", "Brier skill"), brier.skill);
        self.add(("对数损失", "logarithmic loss"), predictive.log_loss);
        if let Some(fitted) = &predictive.recalibration {
            self.coefficient(("校准截距", "calibration intercept"), &fitted.intercept);
            self.coefficient(("校准斜率", "calibration slope"), &fitted.slope);
            self.coefficient(
                ("总体校准", "calibration in the large"),
                &fitted.in_the_large,
            );
            let names = ("截距与斜率联合检验", "intercept and slope together");
            self.add(names, Some(fitted.together)).p = Some(fitted.p);
        }
    }

    fn discrimination(&mut self, found: &Discrimination) {
        self.add(("曲线下面积", "AUC"), Some(found.auc.value))
            .interval = found.auc_interval;
        if let Some(test) = &found.against_initial {
            self.add(
                ("初始曲线下面积", "AUC at initial validation"),
                Some(test.initial),
            );
            self.add(
                ("与初始值比较", "S against initial AUC"),
                Some(test.statistic),
            )
            .p = Some(test.p);
        }
        self.add(
            ("基尼系数 (准确率)", "Gini (accuracy ratio)"),
            Some(found.gini),
        );
        self.add(("KS 统计量", "KS"), Some(found.ks.value));
        self.add(("KS 所在分值", "KS at points"), Some(-found.ks.at));
        self.add(("H 度量 beta(2,2)", "H-measure beta(2,2)"), Some(found.h));
        self.add(
            ("H 度量 (先验)", "H-measure by prior"),
            Some(found.h_by_prior),
        );
        if let Some(spread) = &found.bootstrap {
            self.add(
                ("自助法重复次数", "bootstrap replicates"),
                Some(float(spread.replicates)),
            );
            self.add(("曲线下面积 (自助法)", "AUC by bootstrap"), None)
                .interval = spread.auc;
            self.add(("KS (自助法)", "KS by bootstrap"), None).interval = spread.ks;
            if spread.brier.is_some() {
                self.add(("布里尔分数 (自助法)", "Brier by bootstrap"), None)
                    .interval = spread.brier;
            }
        }
        for (at, fold) in (1..).zip(&found.folds) {
            self.add(("分折曲线下面积", "AUC of fold"), *fold).part = format!("{at}");
        }
        if let Some(compared) = &found.challenger {
            let names = ("挑战模型曲线下面积", "AUC of challenger");
            self.add(names, Some(compared.second.value)).interval = compared.second.interval(0.95);
            let line = self.add(
                ("两模型之差", "AUC less challenger's"),
                Some(compared.difference),
            );
            (line.interval, line.p) = (compared.interval(0.95), compared.p);
        }
    }

    /// The default rate seen and expected, and how well defaults are told, in each part of a column.
    fn parts(&mut self, parts: &Parts) {
        for part in &parts.parts {
            let name = format!("{} = {}", parts.name, part.name);
            self.subgroup(&name, part);
        }
    }

    pub(super) fn subgroup(&mut self, name: &str, part: &Subgroup) {
        let rows = Some(float(part.rows));
        name.clone_into(&mut self.add(("样本行数", "rows"), rows).part);
        if part.mean_pd.is_some() {
            let names = ("违约概率", "probability of default");
            name.clone_into(&mut self.add(names, part.mean_pd).part);
        }
        let line = self.add(
            ("违约率 (杰弗里斯检验)", "default rate (Jeffreys test)"),
            part.rate,
        );
        name.clone_into(&mut line.part);
        (line.interval, line.p) = (part.interval, part.jeffreys);
        let line = self.add(("曲线下面积", "AUC"), part.auc.map(|auc| auc.value));
        name.clone_into(&mut line.part);
        line.interval = part.auc_interval;
        name.clone_into(&mut self.add(("KS 统计量", "KS"), part.ks).part);
    }

    fn index(&mut self, names: (&'static str, &'static str), part: String, psi: &Psi) {
        let line = self.add(names, Some(psi.value));
        line.part = part;
        line.interval = Some([0.0, psi.band_99]);
        line.p = Some(psi.p);
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of moves are exact")]
    fn stability(&mut self, found: &Stability) {
        if let Some(moves) = &found.migration {
            self.add(("上带宽", "upper MWB"), moves.upper);
            self.add(("下带宽", "lower MWB"), moves.lower);
            for (from, row) in moves.counts.iter().enumerate() {
                for (to, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
                    let line = self.add(("迁移数", "moves"), Some(*count as f64));
                    line.part = format!("{} → {}", found.grades[from], found.grades[to]);
                }
            }
            for (from, row) in moves.z.iter().enumerate() {
                for (to, z) in row.iter().enumerate().filter(|(_, z)| z.is_some()) {
                    let line = self.add(("迁移矩阵检验", "migration z"), *z);
                    line.part = format!("{} → {}", found.grades[from], found.grades[to]);
                    line.p = moves.p[from][to];
                }
            }
        }
        if let Some(held) = &found.concentration {
            self.add(("赫芬达尔指数", "Herfindahl index"), Some(held.now.index))
                .p = held.p;
            if let Some(initial) = &held.initial {
                self.add(
                    ("初始赫芬达尔指数", "Herfindahl index of development"),
                    Some(initial.index),
                );
            }
        }
        for drift in &found.drifts {
            for period in &drift.population {
                let part = format!("{} = {}", drift.by, period.name);
                self.index(("群体稳定性", "PSI (null band)"), part, &period.psi);
            }
            let names = ("特征稳定性", "CSI (null band)");
            for moved in &drift.characteristics {
                let part = format!("{}, {}", moved.name, drift.by);
                self.index(names, part, &moved.csi);
                for (period, csi) in drift.population.iter().zip(&moved.periods) {
                    let part = format!("{}, {} = {}", moved.name, drift.by, period.name);
                    self.index(names, part, csi);
                }
            }
        }
    }
}
