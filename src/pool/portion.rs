//! A share of an amount, rounded down to the fen: caps never round in favour of more cover.

use crate::units::{Amount, Ratio};

/// `share` of `amount`, rounded down; `None` when it cannot be held.
pub fn portion(share: Ratio, amount: Amount) -> Option<Amount> {
    let exact = share.checked_mul(Ratio::from_int(amount.fen().into()))?;
    i64::try_from(exact.floor()).ok().map(Amount::from_fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portion_never_rounds_up() {
        let third = Ratio::new(1, 3).unwrap();
        assert_eq!(
            portion(third, Amount::from_fen(100)),
            Some(Amount::from_fen(33))
        );
        assert_eq!(
            portion(third, Amount::from_fen(-100)),
            Some(Amount::from_fen(-34))
        );
        assert_eq!(portion(Ratio::from_int(2), Amount::MAX), None);
    }
}
