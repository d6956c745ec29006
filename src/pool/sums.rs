//! Sums and differences of amounts in a ledger: the admission of commands keeps all of them within 64 bits.

use crate::units::Amount;

/// The sum.
pub(super) fn plus(a: Amount, b: Amount) -> Amount {
    Amount::from_fen(a.fen() + b.fen())
}

/// The difference.
pub(super) fn minus(a: Amount, b: Amount) -> Amount {
    Amount::from_fen(a.fen() - b.fen())
}

/// The same amount with the other sign.
pub(super) fn negated(amount: Amount) -> Amount {
    Amount::from_fen(-amount.fen())
}
