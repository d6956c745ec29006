//! Addresses that lead into the network of the installation are called in no notation, and names that lead there are not
//! called at all.

use super::resolver::PublicNames;
use super::targets::{Allowed, Targets};
use reqwest::dns::{Name, Resolve};
use std::net::IpAddr;
use std::sync::Arc;

fn configured() -> Targets {
    Targets::new(vec![
        Allowed::Host("Hooks.Bank.internal.".to_owned()),
        Allowed::Net {
            address: "10.1.0.0".parse().unwrap(),
            bits: 16,
        },
        Allowed::Net {
            address: "fd00:1::".parse().unwrap(),
            bits: 32,
        },
    ])
}

#[test]
fn what_is_not_public_is_refused_in_every_notation() {
    let targets = Targets::default();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "0.0.0.0",
        "0",
        "10.0.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[2001:db8::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "localhost",
        "localhost.",
        "ｌocalhost",
        "printer",
    ] {
        let read = targets.read(&format!("https://{host}/hook"));
        assert!(read.is_err(), "{host} became {}", read.unwrap());
    }
}

#[test]
fn an_address_is_public_and_over_tls_and_has_no_password() {
    let targets = Targets::default();
    for good in [
        "https://hooks.example.com/zhixin?of=us",
        "https://hooks.example.com:8443/",
        "https://银行.example.com/通知",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ] {
        assert!(targets.read(good).is_ok(), "{good}");
    }
    let said = [
        "http://hooks.example.com/",
        "https://li:secret@hooks.example.com/",
        "https://hooks.example.com:22/",
        "https://hooks.example.com/#a",
        "ftp://hooks.example.com/",
        "hooks.example.com",
        "https://",
    ]
    .map(|text| format!("{text}: {}", targets.read(text).unwrap_err()))
    .join("\n");
    insta::assert_snapshot!(said, @"
    http://hooks.example.com/: messages are sent over TLS: write https://; plain http is for hosts that the operator configured
    https://li:secret@hooks.example.com/: an address has no name and no password in it: the signature proves who calls
    https://hooks.example.com:22/: the port is 443 or 8443; others are for hosts that the operator configured
    https://hooks.example.com/#a: an address has nothing after a #
    ftp://hooks.example.com/: an address is written https://HOST/PATH
    hooks.example.com: it is no address: relative URL without a base
    https://: it is no address: empty host
    ");
    assert!(
        targets
            .read(&format!("https://a.example.com/{}", "a".repeat(500)))
            .is_err()
    );
}

#[test]
fn what_is_configured_may_be_private_and_plain() {
    let targets = configured();
    for good in [
        "http://hooks.bank.internal:9000/",
        "http://HOOKS.BANK.INTERNAL./",
        "http://10.1.255.255:8080/",
        "http://[::ffff:10.1.0.1]/",
        "http://[fd00:1::7]/",
    ] {
        assert!(targets.read(good).is_ok(), "{good}");
    }
    for bad in [
        "http://10.2.0.1/",
        "http://[fd00:2::7]/",
        "http://other.bank.internal/",
        "http://hooks.bank.internal.example.com/",
    ] {
        assert!(targets.read(bad).is_err(), "{bad}");
    }
    let at = |text: &str| text.parse::<IpAddr>().unwrap();
    assert!(targets.may_call("hooks.bank.internal", at("127.0.0.1")));
    assert!(targets.may_call("any.example.com", at("10.1.2.3")));
    assert!(!targets.may_call("any.example.com", at("10.2.2.3")));
    assert!(!targets.may_call("any.example.com", at("::ffff:127.0.0.1")));
    let everything = Allowed::Net {
        address: at("::"),
        bits: 0,
    };
    assert!(Targets::new(vec![everything]).may_call("any.example.com", at("fe80::1")));
}

#[tokio::test]
async fn a_name_that_leads_into_the_network_is_not_called() {
    let leads = async |targets: Targets| {
        let names = PublicNames(Arc::new(targets));
        let name: Name = "localhost".parse().unwrap();
        names.resolve(name).await.map(Iterator::count)
    };
    let refused = leads(Targets::default()).await.unwrap_err();
    insta::assert_snapshot!(refused, @"the name leads to no address that may be called");
    let host = Allowed::Host("localhost".to_owned());
    assert!(leads(Targets::new(vec![host])).await.unwrap() >= 1);
}
