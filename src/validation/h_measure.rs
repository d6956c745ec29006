//! The H-measure: how much a model saves of the loss of doing without one, over a stated distribution of costs.
//!
//! D. J. Hand, Machine Learning 77 (2009) 103–123: costs by beta(2, 2). D. J. Hand and C. Anagnostopoulos, Pattern
//! Recognition Letters 40 (2014) 41–46: by beta(1 + π₁, 1 + π₀), whose mode is the share of events. The AUC weighs costs
//! by a distribution that depends on the model itself, so two models are measured by two rulers; this one does not.

use super::curves;
use super::ranked::Ranked;
use crate::statistics::beta_cdf;

/// The H-measure with costs by beta(2, 2).
pub fn symmetric(ranked: &Ranked) -> f64 {
    with_costs(ranked, 2.0, 2.0)
}

/// The H-measure with costs by beta(1 + π₁, 1 + π₀), where π₁ is the share of events.
pub fn by_prior(ranked: &Ranked) -> f64 {
    with_costs(ranked, 1.0 + ranked.prior(), 2.0 - ranked.prior())
}

/// The H-measure where the cost of calling another row an event, as a share of both costs, has the density
/// beta(`a`, `b`). From 0, no better than chance, to 1.
pub fn with_costs(ranked: &Ranked, a: f64, b: f64) -> f64 {
    let (events, others) = (ranked.prior(), 1.0 - ranked.prior());
    // Up to x: the mean of c, and of 1 − c, over the costs.
    let of_cost = |x: f64| a / (a + b) * beta_cdf(x, a + 1.0, b);
    let of_rest = |x: f64| b / (a + b) * beta_cdf(x, a, b + 1.0);
    let hull = hull(&curves::roc(ranked));
    let mut loss = 0.0;
    // The hull is walked from calling nobody to calling everybody; as the cost of a false alarm falls, more are called.
    let mut dear = 1.0;
    for (at, [alarms, caught]) in hull.iter().enumerate() {
        let cheap = hull.get(at + 1).map_or(0.0, |[next_alarms, next_caught]| {
            let gained = events * (next_caught - caught);
            let paid = others * (next_alarms - alarms);
            gained / (gained + paid)
        });
        loss += others * alarms * (of_cost(dear) - of_cost(cheap))
            + events * (1.0 - caught) * (of_rest(dear) - of_rest(cheap));
        dear = cheap;
    }
    let without = others * of_cost(events) + events * (of_rest(1.0) - of_rest(events));
    (1.0 - loss / without).max(0.0)
}

/// The upper convex hull of a curve whose points come with neither coordinate falling.
fn hull(curve: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut hull: Vec<[f64; 2]> = Vec::new();
    for point in curve {
        while let [.., before, last] = hull[..] {
            let turn = (last[0] - before[0]) * (point[1] - before[1])
                - (last[1] - before[1]) * (point[0] - before[0]);
            if turn < 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(*point);
    }
    hull
}
