//! What makes borrowers default together: shares of the variance that a common factor, an industry and a district have.

use serde::Serialize;

/// Shares of the variance of each borrower's latent value; what is left is its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Dependence {
    /// That of the one factor common to all: the asset correlation 资产相关性.
    pub common: f64,
    /// That of the industry beside it 行业因子.
    pub industry: f64,
    /// That of the district beside both 区域因子.
    pub district: f64,
    /// The correlation of each factor with itself a year later 持续性.
    pub persistence: f64,
}

impl Dependence {
    /// Nobody defaults because of others.
    pub const NONE: Self = Self {
        common: 0.0,
        industry: 0.0,
        district: 0.0,
        persistence: 0.0,
    };

    /// The standard deviation of what is a borrower's own.
    pub fn own(&self) -> f64 {
        (1.0 - self.common - self.industry - self.district).sqrt()
    }
}
