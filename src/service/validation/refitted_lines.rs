//! Lines of models that were made again and tried on what they had not seen.

use super::lines::{Lines, float};
use super::written::Refitted;
use crate::validation::Contest;
use crate::validation::document::Tried;

impl Lines {
    pub(super) fn refitted(&mut self, refitted: &Refitted) {
        for trials in &refitted.trials {
            let (zh, en) = trials.scheme.names();
            for fold in &trials.folds {
                let name = format!("{zh} {en}: {}", fold.name);
                let learned = Some(float(fold.learned));
                name.clone_into(&mut self.add(("建模行数", "rows learned from"), learned).part);
                let left_out = Some(float(fold.left_out));
                let line = self.add(("剔除的建模行数", "rows left out of learning"), left_out);
                name.clone_into(&mut line.part);
                match &fold.tried {
                    Some(tried) => self.tried(&name, tried),
                    None => self.add(("曲线下面积", "AUC"), None).part = name,
                }
            }
            if let Some(pooled) = &trials.pooled {
                self.tried(&format!("{zh} {en}: 合并 pooled"), pooled);
            }
            if let Some(contest) = &trials.challengers {
                self.contest(&format!("{zh} {en}"), contest);
            }
        }
    }

    /// What each challenger is worth on all rows that were tried, and by how much the model differs.
    fn contest(&mut self, scheme: &str, contest: &Contest) {
        for challenger in &contest.challengers {
            let name = format!("{scheme}: {} {}", challenger.name.zh, challenger.name.en);
            let against = challenger.against;
            let line = self.add(
                ("挑战模型曲线下面积", "AUC of the challenger"),
                against.map(|of| of.standing.auc),
            );
            line.interval = against.and_then(|of| of.standing.auc_interval);
            line.part = match &challenger.why {
                Some(why) => format!("{name}: {}", why.replace('\n', "; ")),
                None => name.clone(),
            };
            let Some(against) = against else { continue };
            let brier = Some(against.standing.brier);
            let line = self.add(
                ("挑战模型布里尔分数", "Brier score of the challenger"),
                brier,
            );
            name.clone_into(&mut line.part);
            let difference = Some(against.difference);
            let line = self.add(
                ("曲线下面积之差", "AUC of the model less the challenger's"),
                difference,
            );
            line.part = name;
            (line.interval, line.p) = (against.difference_interval, against.p);
        }
    }

    fn tried(&mut self, name: &str, tried: &Tried) {
        self.subgroup(name, &tried.part);
        if tried.brier.is_some() {
            name.clone_into(&mut self.add(("布里尔分数", "Brier score"), tried.brier).part);
        }
    }
}
