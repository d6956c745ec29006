//! The arguments of `zhixin client`: who asks which service, and a command for each thing that may be asked.

use super::Format;
use super::client_batches::{self, BatchAsked};
use super::client_scenarios::{ConformanceAsked, conformance, conformance_asked};
use super::pool_arguments::{fields, of_verb};
use crate::service::client::ClientSettings;
use crate::service::pool::{Fields, VERBS};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use std::path::PathBuf;

/// What was asked of `zhixin client`.
#[derive(Clone)]
pub(crate) struct Client {
    /// Whom, and as whom.
    pub(super) settings: ClientSettings,
    /// How to write the result.
    pub(super) format: Format,
    /// The key that was given.
    pub(super) key: Option<String>,
    /// What.
    pub(super) asked: ClientAsked,
}

// Not what it holds: a secret may be among it.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("asked", &self.asked)
            .finish_non_exhaustive()
    }
}

/// What.
#[derive(Debug, Clone)]
pub(super) enum ClientAsked {
    /// An access token.
    Token,
    /// One command of the books, by its fields.
    Do(Fields),
    /// A path.
    Get(String),
    /// A file of JSON to a path.
    Post { path: String, file: PathBuf },
    /// All pages of a list, by its path and its name in the answer.
    List { path: String, name: &'static str },
    /// The feed after a number.
    Events { after: u64 },
    /// A score.
    Score {
        body: Vec<(&'static str, String)>,
        preview: bool,
    },
    /// Scores of many enterprises.
    Batch(BatchAsked),
    /// A monthly report.
    Report {
        file: PathBuf,
        as_of: String,
        sheet: Option<String>,
    },
    /// The scenarios of a sandbox.
    Conformance(Box<ConformanceAsked>),
}

pub(super) fn text(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("TEXT").help(help)
}

pub(super) fn file(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

pub(super) fn place(name: &'static str) -> Arg {
    Arg::new(name).required(true)
}

fn place_file() -> Arg {
    place("file").value_parser(value_parser!(PathBuf))
}

pub(super) fn key() -> Arg {
    text(
        "key",
        "The key that makes it happen once; a new one, which is told, if not given",
    )
}

/// Whom to ask and as whom, for every command.
fn connection() -> [Arg; 8] {
    let format = Arg::new("format")
        .long("format")
        .value_parser(value_parser!(Format))
        .default_value("table")
        .help("How to write the result");
    [
        text("server", "The address of the service").env("ZHIXIN_CLIENT_SERVER"),
        text("client-id", "The client, as the operator registered it").env("ZHIXIN_CLIENT_ID"),
        file(
            "secret-file",
            "The file of its secret; or the secret in ZHIXIN_CLIENT_SECRET, which no list of processes shows",
        )
        .env("ZHIXIN_CLIENT_SECRET_FILE"),
        file("key-file", "Its private key as PEM, for private_key_jwt")
            .env("ZHIXIN_CLIENT_KEY_FILE"),
        file("ca", "The authority of the service's certificate, the only one trusted then")
            .env("ZHIXIN_CLIENT_CA"),
        file("certificate", "The client's certificate, as PEM").env("ZHIXIN_CLIENT_CERTIFICATE"),
        file("certificate-key", "The key of that certificate, as PEM")
            .env("ZHIXIN_CLIENT_CERTIFICATE_KEY"),
        format,
    ]
    .map(|argument| argument.global(true).help_heading("Connection"))
}

fn readings() -> [Command; 7] {
    let stage = text("stage", "At this stage only, such as filed or paid");
    [
        Command::new("token").about("Get an access token 访问令牌"),
        Command::new("get")
            .about("Read any path")
            .arg(place("path")),
        Command::new("loans")
            .about("List the loans under cover 备案贷款")
            .arg(text("pool", "Of this pool only")),
        Command::new("claims")
            .about("List the claims 补偿申请")
            .arg(stage),
        Command::new("events")
            .about("Read the feed of events to its end 事项")
            .arg(
                text("after", "After this number")
                    .value_parser(value_parser!(u64))
                    .default_value("0"),
            ),
        Command::new("breakers").about("List the breakers that are tripped 熔断"),
        Command::new("position")
            .about("Show how a pool stands 头寸")
            .arg(place("pool")),
    ]
}

fn consent() -> Command {
    let body = || place_file().help("Its fields as JSON; docs/governance.md names them");
    Command::new("consent")
        .about("Record, take back or list consents 授权")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("record")
                .about("Record a consent 授权登记")
                .arg(body())
                .arg(key()),
        )
        .subcommand(
            Command::new("revoke")
                .about("Take one back 撤回授权")
                .args([place("consent"), body(), key()]),
        )
        .subcommand(
            Command::new("list")
                .about("List consents")
                .arg(text("enterprise", "Of this enterprise only")),
        )
}

/// The fields of a score's body, and their flags.
const SCORE: [(&str, &str, &str); 5] = [
    (
        "purpose",
        "purpose",
        "For what, such as credit-assessment 用途",
    ),
    (
        "model",
        "model",
        "The model; that of knowledge value if not given",
    ),
    ("as-of", "as_of", "As of which day; today if not given"),
    (
        "segment",
        "segment",
        "The segment, for models that have stages",
    ),
    (
        "evidence",
        "evidence",
        "shared, or own to read the bank's private evidence as well",
    ),
];

/// The flags of what is said of a score.
pub(super) fn score_flags() -> [Arg; 5] {
    SCORE.map(|(flag, _, help)| text(flag, help).required(flag == "purpose"))
}

/// What was said of a score, by the names of its body.
pub(super) fn score_terms(of: &ArgMatches) -> impl Iterator<Item = (&'static str, String)> {
    let flags = SCORE.iter();
    flags.filter_map(|(flag, json, _)| Some((*json, given(of, flag)?)))
}

fn writings() -> [Command; 5] {
    let preview = Arg::new("preview")
        .long("preview")
        .action(ArgAction::SetTrue)
        .help("Show it without issuing it");
    [
        Command::new("post")
            .about("Send a file of JSON to any path")
            .args([place("path"), place_file(), key()]),
        Command::new("score")
            .about("Ask for a score 评分")
            .args([place("enterprise"), preview, key()])
            .args(score_flags()),
        client_batches::command(),
        consent(),
        Command::new("report")
            .about("Hand a month's loans in and see where the books differ 贷款月报")
            .args([
                place_file(),
                text("as-of", "The day of which it tells").required(true),
                text("sheet", "The sheet of a workbook"),
                key(),
            ]),
    ]
}

impl Args for Client {
    fn augment_args(command: Command) -> Command {
        let verbs = VERBS.iter().map(of_verb);
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .args(connection())
            .subcommands(readings())
            .subcommands(writings())
            .subcommand(conformance())
            .subcommands(verbs)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// A text that a command may not even have.
pub(super) fn given(of: &ArgMatches, name: &str) -> Option<String> {
    of.try_get_one::<String>(name).ok().flatten().cloned()
}

pub(super) fn path_of(of: &ArgMatches, name: &str) -> Option<PathBuf> {
    of.try_get_one::<PathBuf>(name).ok().flatten().cloned()
}

fn asked(name: &str, of: &ArgMatches) -> ClientAsked {
    let text = |name: &str| given(of, name).unwrap_or_default();
    let file = || path_of(of, "file").unwrap_or_default();
    let filter = |path: &str, name: &str| match given(of, name) {
        Some(value) => format!("{path}?{name}={}", crate::service::wire::escaped(&value)),
        None => path.to_owned(),
    };
    match name {
        "token" => ClientAsked::Token,
        "get" => ClientAsked::Get(text("path")),
        "post" => ClientAsked::Post {
            path: text("path"),
            file: file(),
        },
        "loans" => ClientAsked::List {
            path: filter("/v1/loans", "pool"),
            name: "loans",
        },
        "claims" => ClientAsked::List {
            path: filter("/v1/claims", "stage"),
            name: "claims",
        },
        "events" => ClientAsked::Events {
            after: of.get_one::<u64>("after").copied().unwrap_or(0),
        },
        "breakers" => ClientAsked::Get("/v1/breakers".to_owned()),
        "position" => ClientAsked::Get(format!(
            "/v1/pools/{}/position",
            crate::service::wire::escaped(&text("pool"))
        )),
        "score" => {
            let mut body = vec![("enterprise", text("enterprise"))];
            body.extend(score_terms(of));
            let preview = of.get_flag("preview");
            ClientAsked::Score { body, preview }
        }
        "score-batch" => ClientAsked::Batch(client_batches::asked(of)),
        "consent" => consent_asked(of),
        "report" => ClientAsked::Report {
            file: file(),
            as_of: text("as-of"),
            sheet: given(of, "sheet"),
        },
        "conformance" => ClientAsked::Conformance(Box::new(conformance_asked(of))),
        verb => ClientAsked::Do(fields(verb, of)),
    }
}

fn consent_asked(of: &ArgMatches) -> ClientAsked {
    let escaped = |text: Option<String>| crate::service::wire::escaped(&text.unwrap_or_default());
    match of.subcommand() {
        Some(("revoke", of)) => ClientAsked::Post {
            path: format!("/v1/consents/{}/revocation", escaped(given(of, "consent"))),
            file: path_of(of, "file").unwrap_or_default(),
        },
        Some(("list", of)) => ClientAsked::Get(match given(of, "enterprise") {
            None => "/v1/consents".to_owned(),
            some => format!("/v1/consents?enterprise={}", escaped(some)),
        }),
        other => ClientAsked::Post {
            path: "/v1/consents".to_owned(),
            file: other
                .and_then(|(_, of)| path_of(of, "file"))
                .unwrap_or_default(),
        },
    }
}

/// The innermost command, which has the flags of all above it.
fn innermost(mut of: &ArgMatches) -> &ArgMatches {
    while let Some((_, inner)) = of.subcommand() {
        of = inner;
    }
    of
}

impl FromArgMatches for Client {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (name, of) = matches.subcommand().ok_or_else(|| {
            clap::Error::raw(clap::error::ErrorKind::MissingSubcommand, "say what to do")
        })?;
        let inner = innermost(of);
        let settings = ClientSettings {
            server: given(inner, "server").unwrap_or_default(),
            client: given(inner, "client-id").unwrap_or_default(),
            secret: None,
            secret_file: path_of(inner, "secret-file"),
            key_file: path_of(inner, "key-file"),
            authority: path_of(inner, "ca"),
            certificate: path_of(inner, "certificate"),
            certificate_key: path_of(inner, "certificate-key"),
        };
        let format = inner.get_one::<Format>("format").copied();
        Ok(Self {
            settings,
            format: format.unwrap_or(Format::Table),
            key: given(inner, "key"),
            asked: asked(name, of),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
