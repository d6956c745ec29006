//! `zhixin serve`: the service, from its settings to its last answer.

use super::{Failure, clock, output};
use crate::config::{SETTINGS, Settings, Texts};
use crate::server::Server;
use crate::service::{files, records};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// The settings that flags give.
#[derive(Debug)]
pub(crate) struct Serve {
    flags: Texts,
    file: Option<PathBuf>,
}

impl FromArgMatches for Serve {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = SETTINGS.iter().filter_map(|setting| {
            let text = matches.get_one::<String>(setting.name)?;
            Some((setting.name.to_owned(), text.clone()))
        });
        Ok(Self {
            flags: given.collect(),
            file: matches.get_one::<PathBuf>("config").cloned(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Serve {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("a file of settings, TOML; flags and ZHIXIN_… variables go before it");
        SETTINGS
            .iter()
            .fold(command.arg(config), |command, setting| {
                let help = match setting.default {
                    "" => setting.about.to_owned(),
                    default => format!("{} [default: {default}]", setting.about),
                };
                command.arg(
                    Arg::new(setting.name)
                        .long(setting.name)
                        .value_name("TEXT")
                        .help(help),
                )
            })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl Serve {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let file = self.file.as_deref().map(files::read_text).transpose()?;
        let environment = variable;
        let settings = Settings::read(&self.flags, environment, file.as_deref())
            .map_err(|problems| Failure::Input(problems.to_string()))?;
        log(&settings)?;
        let store = records::open(&settings.database).await?;
        let server = Server::bind(&settings, &store, clock::now).await?;
        if let Some(first) = &server.first {
            // Once, to the one who starts the service; it is stored as a hash only.
            output::line(&format!(
                "client_id={} client_secret={}",
                first.id.client,
                first.secret.text()
            ));
            output::note("the first operator's credential is printed this once; keep it");
        }
        let scheme = if settings.tls.is_some() {
            "https"
        } else {
            "http"
        };
        output::note(&format!("listening on {scheme}://{}", server.address));
        server.run(told_to_stop()).await?;
        store.close().await;
        Ok(())
    }
}

/// A variable of the environment: settings of the service are looked up here, and nowhere else.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one door of settings"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Sets the log up: lines to standard error, without personal data.
fn log(settings: &Settings) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&settings.log)
        .map_err(|error| Failure::Input(format!("log: {error}")))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(BoxMakeWriter::new(std::io::stderr));
    let set = if settings.log_json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
    // In one process it is set up once.
    set.map_err(|error| Failure::Input(format!("log: {error}")))
}

/// Waits for an interrupt or, where there are such signals, for being told to terminate.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
