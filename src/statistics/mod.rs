//! Statistics 统计: the distributions that fitting and validation refer to, in one place.

mod distributions;

pub(crate) use distributions::binomial_density;
pub use distributions::{
    beta_cdf, beta_quantile, binomial_at_least, chi_squared_1, chi_squared_above, normal_above,
    normal_cdf, normal_quantile, normal_two_sided,
};
