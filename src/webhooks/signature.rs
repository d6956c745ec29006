//! Signatures of messages over id, timestamp and body (Standard Webhooks): HMAC-SHA256 (`v1`) or Ed25519 (`v1a`).

use super::signing_secret::SigningSecret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The length of a block of SHA-256.
const BLOCK: usize = 64;

/// The value of the header `webhook-signature`: one signature for each secret, with blanks between.
pub fn sign(secrets: &[SigningSecret], id: &str, timestamp: i64, body: &[u8]) -> String {
    let head = format!("{id}.{timestamp}.");
    let each = secrets.iter().map(|secret| {
        let signature = match secret.signature(&[head.as_bytes(), body].concat()) {
            Some(signature) => STANDARD.encode(signature.to_bytes()),
            None => STANDARD.encode(hmac(secret.bytes(), &[head.as_bytes(), body])),
        };
        format!("{},{signature}", secret.scheme().word())
    });
    each.collect::<Vec<_>>().join(" ")
}

/// HMAC-SHA256 (RFC 2104) of parts that stand one after the other.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = parts
        .iter()
        .fold(Sha256::new_with_prefix(pad(0x36)), Sha256::chain_update);
    let outer = Sha256::new_with_prefix(pad(0x5c)).chain_update(inner.finalize());
    outer.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhooks::Scheme;
    use ed25519_dalek::{Signature, Verifier, VerifyingKey};

    #[test]
    fn it_is_the_hmac_of_rfc_4231() {
        // Cases 1, 2 and 6: a short key, a text key, and one longer than a block.
        let told = [
            hmac(&[0x0b; 20], &[b"Hi There"]),
            hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]),
            hmac(
                &[0xaa; 131],
                &[b"Test Using Larger Than Block-Size Key - Hash Key First"],
            ),
        ]
        .map(|of| crate::units::Digest::from_bytes(of).to_string()[7..].to_owned())
        .join("\n");
        insta::assert_snapshot!(told, @"
        b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7
        5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
        60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54
        ");
    }

    #[test]
    fn every_secret_signs() {
        let secrets = [1, 2].map(|of| SigningSecret::of(Scheme::Shared, [of; 32]));
        let both = sign(&secrets, "msg_1", 1_700_000_000, b"{}");
        let (new, old) = both.split_once(' ').unwrap();
        assert_eq!(new, sign(&secrets[..1], "msg_1", 1_700_000_000, b"{}"));
        assert_eq!(old, sign(&secrets[1..], "msg_1", 1_700_000_000, b"{}"));
        assert!(new.starts_with("v1,") && new != old);
    }

    #[test]
    fn a_key_signs_what_its_public_half_verifies() {
        let key = SigningSecret::of(Scheme::Public, [3; 32]);
        let shared = SigningSecret::of(Scheme::Shared, [4; 32]);
        let both = sign(&[key.clone(), shared], "msg_1", 1_700_000_000, b"{}");
        let (own, other) = both.split_once(' ').unwrap();
        assert!(other.starts_with("v1,"));
        let bytes = STANDARD.decode(own.strip_prefix("v1a,").unwrap()).unwrap();
        let signature = Signature::from_slice(&bytes).unwrap();
        let public = key.public().unwrap();
        let public = STANDARD.decode(&public["whpk_".len()..]).unwrap();
        let public = VerifyingKey::try_from(&public[..]).unwrap();
        public.verify(b"msg_1.1700000000.{}", &signature).unwrap();
        public
            .verify(b"msg_1.1700000001.{}", &signature)
            .unwrap_err();
    }
}
