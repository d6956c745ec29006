//! `zhixin access`: clients of the service, what they prove themselves with, and the keys that sign tokens.

use super::access_arguments::{Access, AccessCommand, Addition};
use super::models::rows;
use super::{Failure, Format, clock, output};
use crate::identity::{Client, Credential, Proof};
use crate::service::identity::{self, By, KeyFolder, NewClient, NewProof};
use crate::service::{files, records};
use crate::units::Moment;
use std::path::Path;

pub(crate) async fn run(access: &Access) -> Result<(), Failure> {
    match &access.command {
        AccessCommand::Register {
            client,
            role,
            person,
            decided,
        } => {
            let new = NewClient {
                id: client,
                role,
                person,
            };
            register(access, new, &decided.by).await
        }
        AccessCommand::List { all } => list(access, *all).await,
        AccessCommand::AddSecret(addition) => add(access, addition, NewProof::Secret).await,
        AccessCommand::AddKey { addition, file } => {
            let text = files::read_text(Path::new(file))?;
            add(access, addition, NewProof::Key(&text)).await
        }
        AccessCommand::AddCertificate {
            addition,
            file,
            thumbprint,
        } => {
            let text = match file {
                Some(file) => files::read_text(Path::new(file))?,
                None => thumbprint.clone().unwrap_or_default(),
            };
            add(access, addition, NewProof::Certificate(&text)).await
        }
        AccessCommand::EndCredential {
            credential,
            decided,
        } => end(access, credential, &decided.by).await,
        AccessCommand::Revoke { client, decided } => revoke(access, client, &decided.by).await,
        AccessCommand::OneTimeCode {
            enterprise,
            hours,
            by,
        } => one_time_code(access, enterprise, *hours, by).await,
        AccessCommand::RotateKeys { keys, all } => {
            let folder = KeyFolder::at(keys);
            let ring = if *all {
                folder.replace()?
            } else {
                folder.rotate(clock::now())?
            };
            told(access, ring.current(), "signs tokens from now on");
            Ok(())
        }
    }
}

async fn register(access: &Access, new: NewClient<'_>, by: &str) -> Result<(), Failure> {
    let by = who(by)?;
    let store = records::open(&access.database).await?;
    let is_new = identity::register(&store, new, &by, clock::now()).await?;
    let words = ["was registered before", "registered"];
    told(access, new.id, words[usize::from(is_new)]);
    Ok(())
}

async fn end(access: &Access, credential: &str, by: &str) -> Result<(), Failure> {
    let by = who(by)?;
    let store = records::open_existing(&access.database).await?;
    let counted = identity::end(&store, credential, &by, clock::now()).await?;
    let words = ["had ended before", "ended"];
    told(access, credential, words[usize::from(counted)]);
    Ok(())
}

async fn revoke(access: &Access, client: &str, by: &str) -> Result<(), Failure> {
    let by = who(by)?;
    let store = records::open_existing(&access.database).await?;
    let counted = identity::revoke(&store, client, &by, clock::now()).await?;
    let words = ["was revoked before", "revoked"];
    told(access, client, words[usize::from(counted)]);
    Ok(())
}

fn who(text: &str) -> Result<By, Failure> {
    By::parse(text).map_err(|why| Failure::Input(format!("--as: {why}")))
}

/// Tells what became of one thing.
fn told(access: &Access, name: &str, what: &str) {
    if access.format == Format::Table {
        output::line(&format!("{name}: {what}"));
    } else {
        let row = vec![name.to_owned(), what.to_owned()];
        rows(&["name", "state"], &[row], access.format);
    }
}

async fn add(access: &Access, addition: &Addition, proof: NewProof<'_>) -> Result<(), Failure> {
    let by = who(&addition.decided.by)?;
    let until = addition.until.as_deref().map(Moment::parse).transpose();
    let until = until.map_err(|why| Failure::Input(format!("--until: {why}")))?;
    let store = records::open_existing(&access.database).await?;
    let client = &addition.client;
    let added = identity::add(&store, client, proof, until, &by, clock::now()).await?;
    match &added.secret {
        None => told(access, &added.id.to_string(), "added"),
        Some(secret) => {
            let row = vec![added.id.to_string(), secret.text().to_owned()];
            rows(&["credential", "secret"], &[row], access.format);
            output::note("the secret is shown this once; nobody can show it again");
        }
    }
    Ok(())
}

async fn one_time_code(
    access: &Access,
    enterprise: &str,
    hours: u32,
    by: &str,
) -> Result<(), Failure> {
    let by = who(by)?;
    let store = records::open_existing(&access.database).await?;
    let made = identity::one_time_code(&store, enterprise, hours, &by, clock::now()).await?;
    let row = vec![
        made.id.to_string(),
        made.code.text().to_owned(),
        made.until.to_string(),
    ];
    rows(&["credential", "code", "until"], &[row], access.format);
    output::note("the code is shown this once and is good for one token");
    Ok(())
}

async fn list(access: &Access, all: bool) -> Result<(), Failure> {
    let store = records::open_existing(&access.database).await?;
    let (registry, now) = (identity::list(&store).await?, clock::now());
    let mut found = Vec::new();
    for client in registry.clients() {
        let of_code = |of: &Credential| matches!(of.proof, Proof::Code(_));
        let gone = client.credentials.iter().any(of_code) && client.live(now).next().is_none();
        if gone && !all {
            continue;
        }
        if client.credentials.is_empty() {
            found.push(row(client, None, now));
        }
        let credentials = client.credentials.iter();
        found.extend(credentials.map(|of| row(client, Some(of), now)));
    }
    let header = [
        "client",
        "role",
        "person",
        "credential",
        "proof",
        "added",
        "until",
        "state",
    ];
    rows(&header, &found, access.format);
    Ok(())
}

fn row(client: &Client, credential: Option<&Credential>, now: Moment) -> Vec<String> {
    let state = match credential {
        _ if client.revoked => "client revoked",
        None => "no credential",
        Some(of) => match of.ended {
            Some(why) => why.word(),
            None if of.is_live(now) => "counts",
            None => "too old",
        },
    };
    let text = |of: Option<String>| of.unwrap_or_default();
    let caller = &client.caller;
    vec![
        caller.client.to_string(),
        caller.role.to_string(),
        caller.person.clone(),
        text(credential.map(|of| format!("{}.{}", caller.client, of.number))),
        text(credential.map(|of| of.proof.word().to_owned())),
        text(credential.map(|of| of.added_at.to_string())),
        text(
            credential
                .and_then(|of| of.until)
                .map(|until| until.to_string()),
        ),
        state.to_owned(),
    ]
}
