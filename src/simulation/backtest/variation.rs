//! What-if 敏感性: one term or the cut-off at other values, and every combination of them a full replay.

use crate::pool::Terms;
use crate::pool::terms::{Bound, Combine, Figure, ShareRole};
use crate::units::names::GradeName;
use crate::units::{Bilingual, Mark, Origin, Problems, Ratio};

/// The most points of a frontier: each is a full replay.
const MOST: usize = 400;

/// One point: what is other than asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Varied {
    /// The pool's share of every loss 分担比例.
    pub share: Option<Ratio>,
    /// The ceiling of leverage 放大倍数.
    pub leverage: Option<Ratio>,
    /// The last grade that is approved 准入等级.
    pub cut_off: Option<GradeName>,
}

/// Every point, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variation {
    /// The points.
    pub points: Vec<Varied>,
}

impl Variation {
    /// Reads `share=50..90,leverage=5..15,cut_off=B..D`: shares in percent by steps of 10, leverage by steps of 5, grades
    /// one by one; `50..90:5` states another step, and one value stands for itself.
    pub fn parse(text: &str, ladder: &[GradeName]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut points = vec![Varied::default()];
        let mut seen = Vec::new();
        for part in text.split(',') {
            let Some((key, range)) = part.split_once('=') else {
                let message = format!("`{part}` is no part such as share=50..90");
                problems.add("vary", "vary.form", message);
                continue;
            };
            if seen.contains(&key.trim()) {
                problems.add(
                    key.trim(),
                    "vary.twice",
                    "it is varied twice; once would pass",
                );
                continue;
            }
            seen.push(key.trim());
            let read = match key.trim() {
                "share" => numbers(range, 10, (1, 100)).map(|all| {
                    let all = all.into_iter().filter_map(|of| Ratio::new(of.into(), 100));
                    multiplied(&points, all, |point, share| point.share = Some(share))
                }),
                "leverage" => numbers(range, 5, (1, 1000)).map(|all| {
                    let all = all.into_iter().map(|of| Ratio::from_int(of.into()));
                    multiplied(&points, all, |point, times| point.leverage = Some(times))
                }),
                "cut_off" => grades(range, ladder).map(|all| {
                    multiplied(&points, all.into_iter(), |point, grade| {
                        point.cut_off = Some(grade);
                    })
                }),
                other => Err(format!(
                    "`{other}` cannot be varied; share, leverage and cut_off can"
                )),
            };
            match read {
                Ok(more) => points = more,
                Err(message) => problems.add(key.trim(), "vary.range", message),
            }
        }
        if points.len() > MOST {
            let message = format!(
                "these are {} replays; at most {MOST} would pass",
                points.len()
            );
            problems.add("vary", "vary.many", message);
        }
        problems.or(Self { points })
    }
}

fn multiplied<T: Clone>(
    points: &[Varied],
    values: impl Iterator<Item = T>,
    set: impl Fn(&mut Varied, T),
) -> Vec<Varied> {
    let values: Vec<T> = values.collect();
    let mut all = Vec::new();
    for point in points {
        for value in &values {
            let mut point = point.clone();
            set(&mut point, value.clone());
            all.push(point);
        }
    }
    all
}

fn numbers(range: &str, step: u32, (least, most): (u32, u32)) -> Result<Vec<u32>, String> {
    let wrong = || {
        format!(
            "it is `{range}`; whole numbers from {least} to {most} such as {least}..{most}:{step} would pass"
        )
    };
    let (range, step) = match range.split_once(':') {
        Some((range, step)) => (range, step.trim().parse().map_err(|_| wrong())?),
        None => (range, step),
    };
    let (from, to) = range.split_once("..").unwrap_or((range, range));
    let read = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
    let (from, to) = (read(from)?, read(to)?);
    if step == 0 || from > to || from < least || to > most {
        return Err(wrong());
    }
    let mut all: Vec<u32> = (from..=to).step_by(step as usize).collect();
    if all.last() != Some(&to) {
        all.push(to);
    }
    Ok(all)
}

fn grades(range: &str, ladder: &[GradeName]) -> Result<Vec<GradeName>, String> {
    let known: Vec<&str> = ladder.iter().map(GradeName::as_str).collect();
    let place = |text: &str| {
        let found = ladder.iter().position(|of| of.as_str() == text.trim());
        found.ok_or_else(|| {
            format!(
                "`{}` is no grade of the model; these are: {}",
                text.trim(),
                known.join(", ")
            )
        })
    };
    let (from, to) = range.split_once("..").unwrap_or((range, range));
    let (from, to) = (place(from)?, place(to)?);
    if from > to {
        return Err(format!(
            "`{range}` goes from worse to better; the other way round would pass"
        ));
    }
    Ok(ladder[from..=to].to_vec())
}

impl Varied {
    /// The words of what is other.
    pub fn label(&self) -> Bilingual {
        let percent = |of: Ratio| format!("{}%", of.to_f64() * 100.0);
        let mut zh = Vec::new();
        let mut en = Vec::new();
        if let Some(share) = self.share {
            zh.push(format!("分担 {}", percent(share)));
            en.push(format!("share {}", percent(share)));
        }
        if let Some(times) = self.leverage {
            zh.push(format!("放大 {times} 倍"));
            en.push(format!("leverage {times}"));
        }
        if let Some(grade) = &self.cut_off {
            zh.push(format!("准入 {grade}"));
            en.push(format!("up to {grade}"));
        }
        Bilingual::new(zh.join(","), en.join(", "))
    }

    /// Terms with the other figures; or why these cannot have them.
    pub fn terms(&self, terms: &Terms) -> Result<Terms, String> {
        let mut varied = terms.clone();
        let ours = Origin {
            mark: Mark::Ours,
            source: "varied in a backtest".to_owned(),
        };
        if let Some(share) = self.share {
            if terms.sharing.combine == Combine::Sum {
                return Err(format!(
                    "`{}` adds up several shares, and has not one that could be varied",
                    terms.id
                ));
            }
            let figure = || Figure::known(share, ours.clone());
            let base = |of: &crate::pool::terms::ShareRule| of.role == ShareRole::Base;
            varied.sharing.rules.retain(base);
            for rule in &mut varied.sharing.rules {
                rule.share = figure();
            }
            varied.sharing.ceiling = None;
            varied.sharing.lender_keeps = Ratio::ONE
                .checked_sub(share)
                .map(|kept| Figure::known(kept, ours.clone()));
        }
        if let Some(times) = self.leverage {
            let mut any = false;
            for leverage in &mut varied.leverage {
                if leverage.bound == Bound::Ceiling {
                    leverage.times = Figure::known(times, ours.clone());
                    any = true;
                }
            }
            if !any {
                return Err(format!("`{}` has no ceiling of leverage to vary", terms.id));
            }
        }
        Ok(varied)
    }
}
