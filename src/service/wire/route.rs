//! The routes of commands: which verb each asks, what of it stands in the path, and what the body chooses.

use crate::service::pool::Fields;
use std::fmt::Write as _;

/// A route of commands.
#[derive(Debug)]
pub struct CommandRoute {
    /// The path, whose parameters are fields of the verb.
    pub path: &'static str,
    /// The word in the body that chooses among several verbs.
    pub choice: Option<&'static str>,
    /// The verbs, each with the word that chooses it.
    pub verbs: &'static [(&'static str, &'static str)],
}

macro_rules! commands {
    ($($path:literal $([$choice:literal])? { $($word:literal => $verb:literal),+ $(,)? })+) => {
        /// Every route of commands, in the order of the life of a pool.
        pub const COMMANDS: &[CommandRoute] = &[$(CommandRoute {
            path: $path,
            choice: { let choice: &[&str] = &[$($choice)?]; if let [choice, ..] = choice { Some(choice) } else { None } },
            verbs: &[$(($word, $verb)),+],
        }),+];
    };
}

commands! {
    "/v1/pools" { "" => "create" }
    "/v1/pools/{pool}/districts" { "" => "open-district" }
    "/v1/pools/{pool}/subscriptions" { "" => "subscribe" }
    "/v1/contributions" { "" => "contribute" }
    "/v1/pools/{pool}/calls" { "" => "call-top-up" }
    "/v1/pools/{pool}/returns" { "" => "return-contribution" }
    "/v1/loans" { "" => "enrol" }
    "/v1/loans/{loan}/events" ["type"] {
        "proved" => "prove", "drawn" => "draw", "repaid" => "repay", "lapsed" => "lapse", "extended" => "extend",
        "renewed" => "renew", "accelerated" => "accelerate", "overdue" => "overdue", "cured" => "cure",
    }
    "/v1/claims" { "" => "claim" }
    "/v1/claims/{claim}/checks" { "" => "check" }
    "/v1/claims/{claim}/decisions" ["decision"] { "approved" => "approve", "refused" => "refuse" }
    "/v1/claims/{claim}/withdrawal" { "" => "withdraw" }
    "/v1/claims/{claim}/appeal" { "" => "appeal" }
    "/v1/claims/{claim}/documents" { "" => "document" }
    "/v1/claims/{claim}/payments" { "" => "pay" }
    "/v1/payments/{payment}/confirmations" ["outcome"] { "confirmed" => "confirm", "returned" => "return-payment" }
    "/v1/recoveries" { "" => "recover" }
    "/v1/recoveries/{recovery}/reversal" { "" => "reverse-recovery" }
    "/v1/claims/{claim}/remittances" { "" => "remit" }
    "/v1/claims/{claim}/clawbacks" { "" => "claw-back" }
    "/v1/claims/{claim}/clawbacks/receipts" { "" => "receive-clawback" }
    "/v1/claims/{claim}/write-off" { "" => "write-off" }
    "/v1/pools/{pool}/treasury" ["type"] {
        "interest-accrued" => "accrue-interest", "interest-received" => "receive-interest",
        "fee-charged" => "charge-fee", "guarantee-fee-received" => "receive-guarantee-fee", "deposit-placed" => "place-deposit", "deposit-matured" => "mature-deposit",
        "line-suspended" => "suspend-line", "line-explained" => "explain-line",
        "advance" => "advance", "advance-repaid" => "repay-advance",
        "contributor-paid" => "pay-contributor", "bank-paid" => "pay-bank",
    }
    "/v1/pools/{pool}/incentives" ["type"] { "accrued" => "accrue-incentive", "paid" => "pay-incentive", "enterprise-paid" => "pay-enterprise" }
    "/v1/breakers/resets" { "" => "reset-breaker" }
    "/v1/days/{date}/close" { "" => "close-day" }
    "/v1/pools/{pool}/periods" { "" => "close-period" }
    "/v1/pools/{pool}/statements/{statement}/signatures" { "" => "sign" }
    "/v1/corrections" { "" => "correct" }
}

impl CommandRoute {
    /// The route that asks a verb, and the word that chooses it there.
    pub fn of(verb: &str) -> Option<(&'static Self, &'static str)> {
        COMMANDS.iter().find_map(|route| {
            let (word, _) = route.verbs.iter().find(|(_, name)| *name == verb)?;
            Some((route, *word))
        })
    }

    /// The path with the fields that stand in it.
    pub fn filled(&self, fields: &Fields) -> String {
        let part = |part: &str| match part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            Some(name) => escaped(fields.get(name).map_or("", String::as_str)),
            None => part.to_owned(),
        };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// The parameters of the path, each a field of the verb.
    pub fn parameters(&self) -> Vec<&'static str> {
        let parts = self.path.split('/');
        parts
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }
}

/// A text as a part of a path (RFC 3986): what is not unreserved is written as its bytes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => write!(out, "%{byte:02X}").expect("a string takes any text"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::pool::{VERBS, verb};

    #[test]
    fn every_verb_has_one_route_and_every_parameter_is_a_field_of_it() {
        let mut routed: Vec<&str> = Vec::new();
        for route in COMMANDS {
            for (_, name) in route.verbs {
                let verb = verb(name).unwrap();
                for parameter in route.parameters() {
                    assert!(
                        verb.field(parameter).is_some(),
                        "{} {parameter}",
                        route.path
                    );
                }
                routed.push(name);
            }
            assert_eq!(
                route.choice.is_some(),
                route.verbs.len() > 1,
                "{}",
                route.path
            );
        }
        routed.sort_unstable();
        let mut verbs: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
        verbs.sort_unstable();
        assert_eq!(routed, verbs);
    }
}
