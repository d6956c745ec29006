//! Which addresses may be called: public ones over TLS, and those that are configured.

use super::address::{is_public, plain};
use reqwest::Url;
use std::net::IpAddr;

/// The longest address.
const LONGEST: usize = 500;
/// The ports that are called where the host is not configured.
const PORTS: [u16; 2] = [443, 8443];

/// One that is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// A host, wherever it leads.
    Host(String),
    /// Every address of a network.
    Net {
        /// An address of it.
        address: IpAddr,
        /// How many bits of it are those of the network.
        bits: u8,
    },
}

impl Allowed {
    fn holds(&self, address: IpAddr) -> bool {
        let Self::Net { address: of, bits } = self else {
            return false;
        };
        match (plain(*of), plain(address)) {
            (IpAddr::V4(of), IpAddr::V4(address)) => {
                let bits = 32 - u32::from(*bits).min(32);
                u64::from(of.to_bits()) >> bits == u64::from(address.to_bits()) >> bits
            }
            (IpAddr::V6(of), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(*bits).min(128);
                let top = |bits: u128| bits.checked_shr(shift).unwrap_or(0);
                top(of.to_bits()) == top(address.to_bits())
            }
            _ => false,
        }
    }
}

/// The rules for addresses.
#[derive(Debug, Clone, Default)]
pub struct Targets(Vec<Allowed>);

impl Targets {
    /// With those that are configured.
    pub fn new(allowed: Vec<Allowed>) -> Self {
        Self(allowed)
    }

    /// Reads the address of an endpoint, or says what would pass. Where its name leads is looked at with every call anew.
    pub fn read(&self, text: &str) -> Result<Url, String> {
        let too_long = |text: &str| {
            let why = format!("an address has at most {LONGEST} bytes, other scripts written in %");
            if text.len() > LONGEST {
                Err(why)
            } else {
                Ok(())
            }
        };
        too_long(text)?;
        // Reading writes numbers in any notation as one address, and names and paths in any script as ASCII.
        let url = Url::parse(text).map_err(|why| format!("it is no address: {why}"))?;
        too_long(url.as_str())?;
        let host = url.host_str().unwrap_or("");
        if host.is_empty() || !matches!(url.scheme(), "https" | "http") {
            return Err("an address is written https://HOST/PATH".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "an address has no name and no password in it: the signature proves who calls"
                    .to_owned(),
            );
        }
        if url.fragment().is_some() {
            return Err("an address has nothing after a #".to_owned());
        }
        let literal = literal(host);
        let configured = match literal {
            Some(address) => self.0.iter().any(|of| of.holds(address)),
            None => self.lists(host),
        };
        if configured {
            return Ok(url);
        }
        if url.scheme() == "http" {
            return Err("messages are sent over TLS: write https://; plain http is for hosts that the operator configured".to_owned());
        }
        if !url
            .port_or_known_default()
            .is_some_and(|port| PORTS.contains(&port))
        {
            return Err(
                "the port is 443 or 8443; others are for hosts that the operator configured"
                    .to_owned(),
            );
        }
        match literal {
            Some(address) if !is_public(address) => Err(
                "an address that is not of the public network is for the operator to configure"
                    .to_owned(),
            ),
            None if !name(host).contains('.') => {
                Err("a name without a dot is for the operator to configure".to_owned())
            }
            _ => Ok(url),
        }
    }

    /// Whether a host may be called at an address to which its name leads.
    pub fn may_call(&self, host: &str, address: IpAddr) -> bool {
        self.lists(host) || self.0.iter().any(|of| of.holds(address)) || is_public(address)
    }

    fn lists(&self, host: &str) -> bool {
        let mut hosts = self.0.iter();
        hosts.any(|of| matches!(of, Allowed::Host(listed) if name(listed) == name(host)))
    }
}

/// The one way of writing a name.
fn name(host: &str) -> String {
    host.trim_end_matches('.').to_lowercase()
}

fn literal(host: &str) -> Option<IpAddr> {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    bare.unwrap_or(host).parse().ok()
}
