//! Names of hosts resolved for a call: the addresses that are looked at are those that are then connected to, so that a
//! name that leads elsewhere the next moment gains nothing.

use super::targets::Targets;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::Arc;

/// Names resolved to addresses that may be called.
#[derive(Debug, Clone)]
pub(super) struct PublicNames(pub(super) Arc<Targets>);

/// A name leads to nothing that may be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no address that may be called")]
pub(super) struct NowherePublic;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let targets = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let may = found.filter(|at| targets.may_call(name.as_str(), at.ip()));
            let may: Vec<SocketAddr> = may.collect();
            if may.is_empty() {
                return Err(NowherePublic.into());
            }
            Ok(Box::new(may.into_iter()) as Addrs)
        })
    }
}
