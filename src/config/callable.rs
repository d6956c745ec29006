//! What the operator opens to webhooks, though it is not public.

use std::net::IpAddr;

/// What may be called, though it is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callable {
    /// A host, wherever it leads.
    Host(String),
    /// A network.
    Net {
        /// An address of it.
        address: IpAddr,
        /// How many bits of it are those of the network.
        bits: u8,
    },
}

impl Callable {
    /// A host by its name, an address or a network.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        if let Ok(address) = address.parse::<IpAddr>() {
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
            return (bits <= most).then_some(Self::Net { address, bits });
        }
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        let name = bits.is_none() && text.len() <= 253 && text.bytes().all(fits);
        // What ends in digits is an address that was mistyped.
        let named = text
            .rsplit('.')
            .next()?
            .bytes()
            .any(|byte| byte.is_ascii_alphabetic());
        (name && named).then(|| Self::Host(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_addresses_and_networks_are_told_apart() {
        let net = |address: &str, bits| {
            let address = address.parse().unwrap();
            Some(Callable::Net { address, bits })
        };
        assert_eq!(Callable::parse("10.1.0.0/16"), net("10.1.0.0", 16));
        assert_eq!(Callable::parse("127.0.0.1"), net("127.0.0.1", 32));
        assert_eq!(Callable::parse("fd00:1::/32"), net("fd00:1::", 32));
        let host = "hooks.bank.internal";
        assert_eq!(Callable::parse(host), Some(Callable::Host(host.to_owned())));
        for bad in [
            "10.1.0.0/33",
            "10.1.0",
            "10.1.0.0.1",
            "hooks/8",
            "http://a.b",
            "",
            "银行",
        ] {
            assert_eq!(Callable::parse(bad), None, "{bad}");
        }
    }
}
