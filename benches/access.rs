//! The speed of recognising callers: a token that was found good before, and one that is new.
//!
//! `cargo bench --bench access`. One thread; figures are per request. The goal is 200,000 known tokens a second.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::sync::LazyLock;
use tempfile::TempDir;
use zhixin::identity::Realm;
use zhixin::service::identity::{
    Access, AccessSettings, Asked, By, Desk, KeyFolder, NewClient, NewProof, add, register,
};
use zhixin::service::records;
use zhixin::units::Moment;

/// So many clients are registered.
const CLIENTS: usize = 200;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn now() -> Moment {
    Moment::from_micros(1_798_848_000_000_000)
}

struct Service {
    _place: TempDir,
    access: Access,
    tokens: Vec<String>,
}

/// A service with a token of each client.
static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(open())
});

async fn open() -> Service {
    let place = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", place.path().join("zhixin.db").display());
    let store = records::open(&url).await.expect("records");
    let settings = AccessSettings {
        realm: Realm {
            issuer: "https://pool.example".to_owned(),
            audience: "zhixin".to_owned(),
        },
        keys: KeyFolder::at(place.path()),
        outside: None,
        remembered: 10_000,
    };
    let access = Access::open(&store, settings, now()).await;
    let desk = Desk::new(access.expect("a service"), store.clone());
    let by = By::parse("operator:li").expect("somebody");
    let mut tokens = Vec::new();
    for n in 0..CLIENTS {
        let (id, role) = (format!("client-{n}"), format!("bank:bank-{n}"));
        let new = NewClient {
            id: &id,
            role: &role,
            person: "core",
        };
        let registered = register(&store, new, &by, now()).await;
        registered.expect("a client");
        let added = add(&store, &id, NewProof::Secret, None, &by, now()).await;
        let secret = added.expect("a credential").secret.expect("a secret");
        let asked = Asked {
            grant: Some("client_credentials"),
            client: Some(&id),
            secret: Some(secret.text()),
            ..Asked::default()
        };
        tokens.push(desk.grant(asked, now()).await.expect("a token").token);
    }
    Service {
        _place: place,
        access: desk.access().clone(),
        tokens,
    }
}

fn recognise(access: &Access, tokens: &[String]) {
    for token in tokens {
        let caller = access.authenticate(black_box(token), None, now());
        black_box(caller.expect("a good token"));
    }
}

#[divan::bench]
fn known(bencher: Bencher<'_, '_>) {
    let service = &*SERVICE;
    recognise(&service.access, &service.tokens);
    bencher
        .counter(ItemsCount::new(CLIENTS))
        .bench(|| recognise(&service.access, &service.tokens));
}

#[divan::bench]
fn forged(bencher: Bencher<'_, '_>) {
    let service = &*SERVICE;
    let forged: Vec<String> = service
        .tokens
        .iter()
        .map(|token| {
            let (signed, signature) = token.rsplit_once('.').expect("three parts");
            let other = if signature.starts_with('A') { 'B' } else { 'A' };
            format!("{signed}.{other}{}", &signature[1..])
        })
        .collect();
    bencher.counter(ItemsCount::new(CLIENTS)).bench(|| {
        for token in &forged {
            let denied = service.access.authenticate(black_box(token), None, now());
            black_box(denied.expect_err("a forged token"));
        }
    });
}
