//! Several tests at once: probabilities raised so that one of many is not low by chance alone.

/// Holm's adjustment of the probabilities of tests (S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70): those
/// that stay below 5% hold together, with at most 5% that any of them is there by chance, however the tests depend on
/// each other.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        least = least
            .max(p[at] * super::sample::count(p.len() - rank))
            .min(1.0);
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_counts_most_often_and_the_order_is_kept() {
        // By hand: 0.01·4 = 0.04; 0.02·3 = 0.06; 0.03·2 = 0.06, not below the one before; 0.9.
        let found = holm(&[0.03, 0.9, 0.01, 0.02]);
        for (found, expected) in found.iter().zip([0.06, 0.9, 0.04, 0.06]) {
            assert!(
                (found - expected).abs() < 1e-15,
                "{found} is not {expected}"
            );
        }
        assert_eq!(holm(&[0.6, 0.7]), [1.0, 1.0]);
        assert_eq!(holm(&[]), [0.0; 0]);
    }
}
