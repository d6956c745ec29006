//! The margin of conservatism 保守边际: each addition to a best estimate by itself, with its reason.

use serde::{Deserialize, Serialize};

/// What kind of deficiency a margin answers (EBA/GL/2017/16, paragraphs 36 to 52).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Deficiency {
    /// Data and methods.
    A,
    /// Changes of standards, appetite or policies.
    B,
    /// The general error of estimation.
    C,
}

/// How large a margin is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarginSize {
    /// Parts per million added.
    AddPpm(f64),
    /// A share of the best estimate added: 0.1 is a tenth more.
    AddShare(f64),
}

/// One margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// What it answers.
    pub deficiency: Deficiency,
    /// Why, in a sentence.
    pub reason: String,
    /// How much.
    pub size: MarginSize,
}

/// All margins of an estimate, added to the best estimate and never to each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Conservatism {
    /// The margins.
    pub margins: Vec<Margin>,
}

impl Conservatism {
    /// What is wrong with the margins: each must have a reason and a size that is not below zero.
    pub fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, margin) in (1..).zip(&self.margins) {
            let (MarginSize::AddPpm(size) | MarginSize::AddShare(size)) = margin.size;
            if !(size.is_finite() && size >= 0.0) {
                found.push(format!(
                    "margin {at}: its size must be a number, not below zero"
                ));
            }
            if margin.reason.trim().is_empty() {
                found.push(format!("margin {at}: it needs a reason"));
            }
        }
        found
    }

    /// What each margin adds to a best estimate, in their order.
    pub fn parts(&self, best_estimate: f64) -> Vec<f64> {
        let sizes = self.margins.iter().map(|margin| margin.size);
        sizes
            .map(|size| match size {
                MarginSize::AddPpm(ppm) => ppm / 1e6,
                MarginSize::AddShare(share) => best_estimate * share,
            })
            .collect()
    }

    /// The estimate with all margins, at most 1.
    pub fn prudent(&self, best_estimate: f64) -> f64 {
        let added: f64 = self.parts(best_estimate).iter().sum();
        (best_estimate + added).min(1.0)
    }
}
