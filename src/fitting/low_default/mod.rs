//! Low-default portfolios 低违约组合: probabilities of default where defaults are few or none.

mod binomial;
mod one_factor;
mod pluto_tasche;
mod quasi_moments;
#[cfg(test)]
mod tests_of_low_default;

pub use one_factor::{OneFactor, Periods};
pub use pluto_tasche::{MostPrudent, PlutoTasche, Unestimable};
pub use quasi_moments::QuasiMoments;
