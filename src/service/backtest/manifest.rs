//! The manifest of a backtest 运行清单: from what it was made, so that the same again gives the same bytes.

use crate::units::{Date, Digest};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A file, as it was asked for, and the digest of what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The id or path.
    pub asked: String,
    /// The digest.
    pub digest: Digest,
}

/// What was asked for, with its digest.
pub(super) fn named(asked: &str, digest: Digest) -> Named {
    Named {
        asked: asked.to_owned(),
        digest,
    }
}

/// The records, as far as they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The last event of pools that was read; nought where loans came from a file.
    pub events: u64,
    /// Sealed batches of evidence.
    pub batches: i64,
}

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the program.
    pub version: String,
    /// The model.
    pub model: Named,
    /// The file of loans; none where the records tell them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loans: Option<Named>,
    /// The mapping of its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Named>,
    /// The file of exact flows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flows: Option<Named>,
    /// The records, where loans or evidence came from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<Head>,
    /// The versions of terms.
    pub terms: Vec<Named>,
    /// The policy.
    pub policy: Named,
    /// The model of the incumbent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incumbent: Option<Named>,
    /// The spec by which models are fitted anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refit: Option<Named>,
    /// Every how many months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_months: Option<u32>,
    /// The first day of decisions.
    pub from: Date,
    /// The last day of the walk.
    pub to: Date,
    /// What is varied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vary: Option<String>,
    /// Whether a model may be newer than the decisions.
    pub hindsight: bool,
    /// The seed of the bootstrap.
    pub seed: u64,
    /// How often it draws.
    pub replicates: u32,
}

impl Manifest {
    /// What was asked, to be asked again.
    pub(super) fn ask(&self) -> super::Ask {
        let path = |of: &Option<Named>| of.as_ref().map(|of| PathBuf::from(&of.asked));
        super::Ask {
            model: self.model.asked.clone(),
            loans: path(&self.loans),
            mapping: path(&self.mapping),
            flows: path(&self.flows),
            terms: self.terms.iter().map(|of| of.asked.clone()).collect(),
            policy: self.policy.asked.clone(),
            incumbent: self.incumbent.as_ref().map(|of| of.asked.clone()),
            refit: path(&self.refit)
                .zip(self.every_months)
                .map(|(spec, every_months)| super::Schedule { spec, every_months }),
            from: self.from,
            to: self.to,
            vary: self.vary.clone(),
            hindsight: self.hindsight,
            seed: self.seed,
            replicates: self.replicates,
        }
    }

    /// What is another now than it was then.
    pub(super) fn differing(&self, now: &Self) -> Vec<String> {
        let mut told = Vec::new();
        if self.version != now.version {
            told.push(format!(
                "the version was {}, and is {}",
                self.version, now.version
            ));
        }
        let mut hold = |what: &str, then: Option<&Named>, now: Option<&Named>| {
            if let (Some(then), Some(now)) = (then, now)
                && then.digest != now.digest
            {
                told.push(format!("{what} was {}, and is {}", then.digest, now.digest));
            }
        };
        hold("the model", Some(&self.model), Some(&now.model));
        hold("the file of loans", self.loans.as_ref(), now.loans.as_ref());
        hold("the mapping", self.mapping.as_ref(), now.mapping.as_ref());
        hold("the file of flows", self.flows.as_ref(), now.flows.as_ref());
        hold("the policy", Some(&self.policy), Some(&now.policy));
        hold(
            "the incumbent",
            self.incumbent.as_ref(),
            now.incumbent.as_ref(),
        );
        hold("the spec", self.refit.as_ref(), now.refit.as_ref());
        for (then, now) in self.terms.iter().zip(&now.terms) {
            hold(&format!("terms `{}`", then.asked), Some(then), Some(now));
        }
        if let (Some(then), Some(now)) = (self.records, now.records)
            && then != now
        {
            told.push(format!(
                "the records had {} events and {} batches, and have {} and {}",
                then.events, then.batches, now.events, now.batches
            ));
        }
        told
    }
}
