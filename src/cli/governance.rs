//! `zhixin consent`, `zhixin objection` and `zhixin look-ups`: what the service takes as JSON, from files, and what is
//! on record, as lines of JSON.

use super::{DATABASE, Failure, RECORDS, clock, output};
use crate::identity::{Caller, Role};
use crate::service::governance::{self as desk, Answer};
use crate::service::records::Store;
use crate::service::{files, records};
use crate::units::EnterpriseId;
use crate::units::names::ClientId;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The client whose keys they are that the command line makes.
const CLIENT: &str = "cli";

/// Who asks, and where the records are.
#[derive(Debug, Args)]
pub(crate) struct Asker {
    /// Who asks, as ROLE:NAME, such as maker:li, bank:bank-a:wang or enterprise:91500105MA5U000000:boss.
    #[arg(long = "as", value_name = "WHO")]
    by: String,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
}

/// A change: its fields as a file of JSON, and the key that makes it happen once.
#[derive(Debug, Args)]
pub(crate) struct Change {
    /// The file; docs/governance.md names its fields.
    body: PathBuf,
    /// The key; the same key with the same file has the effect of once.
    #[arg(long)]
    key: String,
    #[command(flatten)]
    asker: Asker,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Consent {
    /// Record a consent 授权登记.
    Record(Change),
    /// Take one back 撤回授权.
    Revoke {
        /// The consent.
        consent: String,
        #[command(flatten)]
        change: Change,
    },
    /// List consents.
    List {
        /// Of one enterprise.
        #[arg(long)]
        enterprise: Option<EnterpriseId>,
        #[command(flatten)]
        asker: Asker,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Objection {
    /// Take an objection in 异议受理.
    Receive(Change),
    /// Verify one 异议核查.
    Verify(Step),
    /// Uphold one: scores are made again, and who received them is told 异议成立.
    Uphold(Step),
    /// Refuse one 异议不成立.
    Refuse(Step),
    /// Answer the enterprise 异议答复.
    Answer(Step),
    /// List objections.
    List {
        /// Of one enterprise.
        #[arg(long)]
        enterprise: Option<EnterpriseId>,
        /// Only those whose day has passed.
        #[arg(long)]
        late: bool,
        #[command(flatten)]
        asker: Asker,
    },
}

/// A step of an objection.
#[derive(Debug, Args)]
pub(crate) struct Step {
    /// The objection.
    objection: String,
    #[command(flatten)]
    change: Change,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LookUps {
    /// List who looked at an enterprise 查询记录.
    List {
        /// The enterprise.
        enterprise: EnterpriseId,
        /// After this number.
        #[arg(long, default_value_t = 0)]
        after: u64,
        /// At most so many.
        #[arg(long, default_value_t = 1_000)]
        limit: u32,
        #[command(flatten)]
        asker: Asker,
    },
    /// Seal the look-ups since the last seal into the journal; once a day.
    Seal(Asker),
    /// Hold every look-up against its seal.
    Verify {
        /// Where the records are.
        #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
        database: String,
    },
}

impl Asker {
    pub(super) async fn open(&self) -> Result<(Store, Caller), Failure> {
        let shape = || {
            let by = &self.by;
            Failure::Input(format!("--as: `{by}` does not read ROLE:NAME"))
        };
        let (role, person) = self.by.rsplit_once(':').ok_or_else(shape)?;
        let role = Role::parse(role).map_err(|error| Failure::Input(format!("--as: {error}")))?;
        let person = person.trim();
        if person.is_empty() || person.contains(char::is_control) {
            return Err(shape());
        }
        let caller = Caller {
            client: ClientId::parse(CLIENT).expect("letters are an id"),
            person: person.to_owned(),
            role,
        };
        Ok((records::open_existing(&self.database).await?, caller))
    }
}

impl Change {
    fn body(&self) -> Result<Value, Failure> {
        let text = files::read_text(Path::new(&self.body))?;
        serde_json::from_str(&text)
            .map_err(|error| Failure::Input(format!("{}: {error}", self.body.display())))
    }
}

impl Consent {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let now = clock::now();
        let answer = match self {
            Self::Record(change) => {
                let (store, caller) = change.asker.open().await?;
                desk::record_consent(&store, &caller, &change.body()?, &change.key, now).await?
            }
            Self::Revoke { consent, change } => {
                let (store, caller) = change.asker.open().await?;
                let asked = (consent.as_str(), &change.body()?);
                desk::revoke_consent(&store, &caller, asked, &change.key, now).await?
            }
            Self::List { enterprise, asker } => {
                let (store, caller) = asker.open().await?;
                let of = enterprise.as_ref();
                let (held, _) = desk::consents(&store, &caller, of, desk::EVERY).await?;
                held.iter()
                    .for_each(|held| output::line(&json!(held).to_string()));
                return Ok(());
            }
        };
        told(&answer);
        Ok(())
    }
}

impl Objection {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let now = clock::now();
        let answer = match self {
            Self::Receive(change) => {
                let (store, caller) = change.asker.open().await?;
                desk::object(&store, &caller, &change.body()?, &change.key, now).await?
            }
            Self::Verify(step) | Self::Uphold(step) | Self::Refuse(step) | Self::Answer(step) => {
                let change = &step.change;
                let (store, caller) = change.asker.open().await?;
                let (asked, key) = ((step.objection.as_str(), &change.body()?), &change.key);
                match self {
                    Self::Verify(_) => {
                        desk::verify_objection(&store, &caller, asked, key, now).await
                    }
                    Self::Uphold(_) => {
                        desk::uphold_objection(&store, &caller, asked, key, now).await
                    }
                    Self::Refuse(_) => {
                        desk::refuse_objection(&store, &caller, asked, key, now).await
                    }
                    _ => desk::answer_objection(&store, &caller, asked, key, now).await,
                }?
            }
            Self::List {
                enterprise,
                late,
                asker,
            } => {
                let (store, caller) = asker.open().await?;
                let day = late.then(|| now.business_day());
                let of = enterprise.as_ref();
                let (held, _) = desk::objections(&store, &caller, of, day, desk::EVERY).await?;
                for objection in &held {
                    let line = json!({"stage": objection.stage(), "objection": objection});
                    output::line(&line.to_string());
                }
                return Ok(());
            }
        };
        told(&answer);
        Ok(())
    }
}

impl LookUps {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match self {
            Self::List {
                enterprise,
                after,
                limit,
                asker,
            } => {
                let (store, caller) = asker.open().await?;
                let page = (*after, *limit);
                for row in desk::look_ups(&store, &caller, enterprise, page).await? {
                    let line = json!({"number": row.number, "look_up": row.look_up});
                    output::line(&line.to_string());
                }
            }
            Self::Seal(asker) => {
                let (store, caller) = asker.open().await?;
                match desk::seal_look_ups(&store, &caller, clock::now()).await? {
                    Some(sealed) => output::line(&json!(sealed).to_string()),
                    None => output::note("there is no look-up that is not sealed"),
                }
            }
            Self::Verify { database } => {
                let store = records::open_existing(database).await?;
                let found = desk::verify_seals(&store).await?;
                let line = json!({"seals": found.seals, "through": found.through});
                output::line(&line.to_string());
            }
        }
        Ok(())
    }
}

/// Writes what was done.
pub(super) fn told(answer: &Answer) {
    let line = json!({
        "sequence": answer.sequence,
        "hash": answer.hash,
        "replayed": answer.replayed,
        "event": answer.event.what,
    });
    output::line(&line.to_string());
}
