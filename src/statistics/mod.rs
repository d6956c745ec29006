//! Statistics 统计: the distributions that fitting and validation refer to, in one place.

#![allow(
    clippy::float_cmp,
    reason = "a series has converged when its sum no longer moves"
)]

mod distributions;

pub(crate) use distributions::binomial_density;
pub use distributions::{
    beta_cdf, beta_quantile, binomial_at_least, chi_squared_1, chi_squared_above, normal_above,
    normal_cdf, normal_quantile, normal_two_sided,
};
