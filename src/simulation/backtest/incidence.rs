//! Cumulative incidence 累计违约率: what share of loans had defaulted by each month on book, where some are watched for less
//! long than others, and some are paid up.
//!
//! A loan paid up can default no more: it is no loan of unknown outcome, and counts as sound for ever. So payment in full
//! is a competing event, and the estimator that of O. Aalen and S. Johansen (Scandinavian Journal of Statistics 5 (1978) 141):
//! F(t) = Σ S(u−) e(u) / n(u) over times u up to t, where e defaulted of n at risk, and S is the share that is still open, by
//! E. Kaplan and P. Meier (JASA 53 (1958) 457). Taken for censored instead, loans paid up would be thought to default
//! later like those still open, and the curve would stand too high. Without payments in full both are the same, and the
//! variance below, worked out by the delta method (E. Marubini and M. Valsecchi, 1995, 10.3), is that of Greenwood.

/// How a loan left those at risk; on one day in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// It defaulted.
    Defaulted,
    /// It was paid up.
    PaidUp,
    /// It was watched no longer.
    Censored,
}

/// A loan as far as it was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Watched {
    /// Time on book when it left.
    pub(super) time: u32,
    /// How.
    pub(super) exit: Exit,
    /// Its principal, in fen.
    pub(super) principal: i64,
}

/// The estimate at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct At {
    /// Loans still at risk after the time.
    pub(super) at_risk: u64,
    /// The share by number.
    pub(super) rate: f64,
    /// Its interval of 95%, where some defaulted and some did not.
    pub(super) interval: Option<[f64; 2]>,
    /// The share by principal.
    pub(super) of_principal: f64,
}

/// The 97.5% point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The estimate at each of `times`, which rise.
pub(super) fn incidence(mut loans: Vec<Watched>, times: impl Iterator<Item = u32>) -> Vec<At> {
    loans.sort_unstable();
    let mut left = loans.as_slice();
    let mut walk = Walk {
        at_risk: loans.len() as u64,
        principal: loans.iter().map(|loan| i128::from(loan.principal)).sum(),
        open: 1.0,
        open_principal: 1.0,
        ..Walk::default()
    };
    let estimates = times.map(|until| {
        while let Some(first) = left.first().filter(|loan| loan.time <= until) {
            let together = left.partition_point(|loan| loan.time == first.time);
            let (now, later) = left.split_at(together);
            walk.pass(now);
            left = later;
        }
        At {
            at_risk: walk.at_risk,
            rate: walk.rate,
            interval: walk.interval(),
            of_principal: walk.rate_of_principal,
        }
    });
    estimates.collect()
}

/// Sums along the times. With F the rate at the end and F(u) at each time u, the variance is
/// Σ (F − F(u))² g(u) + Σ c(u) − 2 Σ (F − F(u)) h(u); the sums of powers let F be put in later.
#[derive(Default)]
struct Walk {
    at_risk: u64,
    principal: i128,
    /// The share still open, by number and by principal.
    open: f64,
    open_principal: f64,
    rate: f64,
    rate_of_principal: f64,
    /// Σ g, Σ g F(u), Σ g F(u)², where g = d / (n (n − d)) and d left by default or payment.
    g: [f64; 3],
    /// Σ h, Σ h F(u), where h = S(u−) e / n².
    h: [f64; 2],
    /// Σ S(u−)² e (n − e) / n³.
    c: f64,
}

impl Walk {
    /// Passes a time at which these loans left.
    fn pass(&mut self, now: &[Watched]) {
        let of = |exit: Exit| {
            let those = now.iter().filter(move |loan| loan.exit == exit);
            those.fold((0_u64, 0_i128), |sum, loan| {
                (sum.0 + 1, sum.1 + i128::from(loan.principal))
            })
        };
        let (defaulted, paid, censored) =
            (of(Exit::Defaulted), of(Exit::PaidUp), of(Exit::Censored));
        let (n, e) = (self.at_risk as f64, defaulted.0 as f64);
        let d = e + paid.0 as f64;
        if d > 0.0 {
            self.rate += self.open * e / n;
            // Where all leave nothing is open any more, and F stays what it is: its term is nought for ever.
            let of_survival = if n > d { d / (n * (n - d)) } else { 0.0 };
            let of_both = self.open * e / (n * n);
            self.c += self.open * self.open * e * (n - e) / (n * n * n);
            for (power, sum) in [1.0, self.rate, self.rate * self.rate]
                .into_iter()
                .zip(&mut self.g)
            {
                *sum += of_survival * power;
            }
            for (power, sum) in [1.0, self.rate].into_iter().zip(&mut self.h) {
                *sum += of_both * power;
            }
            self.open *= (n - d) / n;
            let all = self.principal as f64;
            self.rate_of_principal += self.open_principal * defaulted.1 as f64 / all;
            self.open_principal *= (self.principal - defaulted.1 - paid.1) as f64 / all;
        }
        self.at_risk -= defaulted.0 + paid.0 + censored.0;
        self.principal -= defaulted.1 + paid.1 + censored.1;
    }

    /// The variance of the rate.
    fn variance(&self) -> f64 {
        let (rate, [g, g1, g2], [h, h1]) = (self.rate, self.g, self.h);
        let of_open = rate * rate * g - 2.0 * rate * g1 + g2;
        (of_open + self.c - 2.0 * (rate * h - h1)).max(0.0)
    }

    /// On the scale of ln(−ln(1 − F)), so that it stays within nought and one.
    fn interval(&self) -> Option<[f64; 2]> {
        let spared = 1.0 - self.rate;
        if self.rate <= 0.0 || spared <= 0.0 {
            return None;
        }
        let reach = Z * self.variance().sqrt() / (spared * spared.ln().abs());
        Some([-1.0, 1.0].map(|side: f64| 1.0 - spared.powf((side * reach).exp())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loan(time: u32, exit: Exit, principal: i64) -> Watched {
        Watched {
            time,
            exit,
            principal,
        }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-4
    }

    /// Six loans of 100, one of them of 700:
    ///
    /// | time | left | at risk | S before | F |
    /// |---|---|---|---|---|
    /// | 3 | default | 6 | 1 | 1/6 |
    /// | 4 | paid up | 5 | 5/6 | 1/6 |
    /// | 5 | censored | 4 | 2/3 | 1/6 |
    /// | 6 | default | 3 | 2/3 | 1/6 + 2/3 × 1/3 = 7/18 |
    /// | 8 | paid up (700) | 2 | 4/9 | 7/18 |
    /// | 10 | censored | 1 | 2/9 | 7/18 |
    ///
    /// By principal, 1200 in all: 100/1200 = 1/12; then S = 11/12 × 10/11 = 10/12, 900 at risk: 1/12 + 10/12 × 1/9 = 19/108.
    /// The variance at 6: (7/18 − 1/6)² (1/30 + 1/20) + (5/216 + 4/9 × 2/27) − 2 (7/18 − 1/6) / 36
    /// = 1/243 + 5/216 + 8/243 − 3/243 = 31/648. The root is 0.21872; over (11/18) ln(18/11) = 0.30096 it is 0.72675, times
    /// 1.95996 is 1.42441, and 1 − (11/18)^exp(∓1.42441) are 0.1118 and 0.8708.
    #[test]
    fn six_loans_by_hand() {
        let loans = vec![
            loan(10, Exit::Censored, 100),
            loan(3, Exit::Defaulted, 100),
            loan(8, Exit::PaidUp, 700),
            loan(4, Exit::PaidUp, 100),
            loan(6, Exit::Defaulted, 100),
            loan(5, Exit::Censored, 100),
        ];
        let found = incidence(loans, [2, 3, 5, 6, 10].into_iter());
        let rates: Vec<f64> = found.iter().map(|at| at.rate).collect();
        for (rate, hand) in rates
            .iter()
            .zip([0.0, 1.0 / 6.0, 1.0 / 6.0, 7.0 / 18.0, 7.0 / 18.0])
        {
            assert!((rate - hand).abs() < 1e-15, "{rates:?}");
        }
        let at_risk: Vec<u64> = found.iter().map(|at| at.at_risk).collect();
        assert_eq!(at_risk, [6, 5, 3, 2, 0]);
        assert!((found[1].of_principal - 1.0 / 12.0).abs() < 1e-15);
        assert!((found[4].of_principal - 19.0 / 108.0).abs() < 1e-15);
        assert_eq!(found[0].interval, None);
        let [low, high] = found[3].interval.expect("some defaulted, and some did not");
        assert!(near(low, 0.1118) && near(high, 0.8708), "{low} {high}");
    }

    /// Without payments in full 1 − F is the estimate of Kaplan and Meier, and the variance S² Σ d / (n (n − d)).
    #[test]
    fn without_payments_it_is_kaplan_meier_and_greenwood() {
        let loans: Vec<Watched> = (1..=20)
            .map(|time| {
                loan(
                    time,
                    [Exit::Defaulted, Exit::Censored][(time % 2) as usize],
                    5,
                )
            })
            .collect();
        let (mut open, mut sum, mut walk) = (1.0, 0.0, Walk::default());
        (walk.at_risk, walk.principal, walk.open, walk.open_principal) = (20, 100, 1.0, 1.0);
        for one in &loans {
            let n = f64::from(21 - one.time);
            if one.exit == Exit::Defaulted && one.time < 20 {
                open *= (n - 1.0) / n;
                sum += 1.0 / (n * (n - 1.0));
            }
            if one.time < 20 {
                walk.pass(std::slice::from_ref(one));
                assert!((1.0 - walk.rate - open).abs() < 1e-14);
                assert!((walk.rate_of_principal - walk.rate).abs() < 1e-14);
                assert!(
                    (walk.variance() - open * open * sum).abs() < 1e-14,
                    "{}",
                    one.time
                );
            }
        }
        assert_eq!(incidence(loans, std::iter::once(20))[0].rate, 1.0);
    }

    #[test]
    fn without_censoring_it_is_the_plain_share() {
        let loans = (0..10).map(|at| {
            loan(
                at,
                if at % 5 == 0 {
                    Exit::Defaulted
                } else {
                    Exit::PaidUp
                },
                1,
            )
        });
        let found = incidence(loans.collect(), std::iter::once(99));
        assert!((found[0].rate - 0.2).abs() < 1e-15);
        // Var = p (1 − p) / n = 0.016.
        let [low, _] = found[0].interval.expect("two of ten");
        let reach = Z * 0.016_f64.sqrt() / (0.8 * 0.8_f64.ln().abs());
        assert!((low - (1.0 - 0.8_f64.powf((-reach).exp()))).abs() < 1e-12);
    }
}
