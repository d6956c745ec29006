//! The arguments of `zhixin pool`, made from the table of verbs: a command for each, a flag for each field.

use super::pool_incentives::{self, IncentivesAsked};
use super::pool_statement::{self, StatementAsked};
use super::{DATABASE, Format, RECORDS};
use crate::service::pool::{Fields, Need, VERBS, Verb};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueEnum, value_parser};
use std::path::PathBuf;

/// What was asked of `zhixin pool`.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    /// What.
    pub(super) asked: Asked,
    /// Where the records are.
    pub(super) database: String,
    /// How to write the result.
    pub(super) format: Format,
}

/// What.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    /// One command, by its fields.
    Do(Fields),
    /// A file of commands.
    Run {
        /// The file.
        file: PathBuf,
        /// All or none.
        atomic: bool,
        /// Who asks, where a line does not say it.
        actor: Option<String>,
    },
    /// Balances, net assets and cover of every compartment.
    Position,
    /// What happened, oldest first.
    Events,
    /// Breakers that are tripped.
    Breakers,
    /// Statements that were issued.
    Statements,
    /// A statement.
    Statement(Box<StatementAsked>),
    /// What incentives of a period come to.
    Incentives(Box<IncentivesAsked>),
    /// The custodian's statement held against the books.
    Reconcile(Box<ReconcileAsked>),
}

/// Which statement of the custodian, and against which books.
#[derive(Debug, Clone, Default)]
pub(super) struct ReconcileAsked {
    /// The pool.
    pub(super) pool: String,
    /// One district of it.
    pub(super) district: Option<String>,
    /// The custodian's file.
    pub(super) file: PathBuf,
    /// Its first day.
    pub(super) from: Option<String>,
    /// Its last day.
    pub(super) to: Option<String>,
    /// The balance before its first line.
    pub(super) opening: Option<String>,
    /// Whether lines that nothing explains go to suspense.
    pub(super) apply: bool,
    /// Who puts them there.
    pub(super) actor: Option<String>,
    /// On which accounting day.
    pub(super) booked_on: Option<String>,
}

fn reconcile() -> Command {
    Command::new("reconcile")
        .about("Hold the custodian's statement against the books 托管对账")
        .arg(
            Arg::new("file")
                .required(true)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(option("pool", "The pool").required(true))
        .arg(option("district", "One district of it"))
        .arg(
            option(
                "from",
                "The statement's first day; that of its first line if not given",
            )
            .requires("to"),
        )
        .arg(option("to", "Its last day").requires("from"))
        .arg(option(
            "opening",
            "The balance before its first line, where it has no column of balances",
        ))
        .arg(
            flag(
                "apply",
                "Put the lines that nothing explains in suspense, each as an event; the same file again changes nothing",
            )
            .requires("district")
            .requires("as"),
        )
        .arg(option("as", "Who puts them there, as operator:NAME").requires("apply"))
        .arg(
            option("booked-on", "The accounting day; today if not given").requires("apply"),
        )
}

fn reconcile_asked(of: &ArgMatches) -> ReconcileAsked {
    let text = |name: &str| of.get_one::<String>(name).cloned();
    ReconcileAsked {
        pool: text("pool").unwrap_or_default(),
        district: text("district"),
        file: of.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
        from: text("from"),
        to: text("to"),
        opening: text("opening"),
        apply: of.get_flag("apply"),
        actor: text("as"),
        booked_on: text("booked-on"),
    }
}

const VIEWS: [(&str, &str); 4] = [
    ("position", "Show every account of every compartment 头寸"),
    ("events", "List what happened, oldest first 事项"),
    ("breakers", "List the breakers that are tripped 熔断"),
    (
        "statements",
        "List the statements that were issued 已签发对账单",
    ),
];

impl Args for Pool {
    fn augment_args(command: Command) -> Command {
        let who = option("as", "Who asks: maker:NAME, bank:BANK:NAME and the like");
        let verbs = VERBS.iter().map(|verb| of_verb(verb).arg(&who));
        let views = VIEWS.map(|(name, about)| Command::new(name).about(about));
        let run = Command::new("run")
            .about("Run a file of commands, CSV or JSON lines, one a line 批量执行")
            .arg(
                Arg::new("file")
                    .required(true)
                    .value_parser(value_parser!(PathBuf)),
            )
            .arg(flag("atomic", "Do all of them or none"))
            .arg(option("as", "Who asks, where a line does not say it"));
        let commands = verbs
            .chain(views)
            .chain([
                run,
                pool_statement::arguments(),
                reconcile(),
                pool_incentives::arguments(),
            ])
            .map(shared);
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(commands)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

pub(super) fn option(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).value_name("TEXT")
}

pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help)
        .action(ArgAction::SetTrue)
}

/// The command of a verb, without who asks.
pub(super) fn of_verb(verb: &'static Verb) -> Command {
    let fields = verb.fields.iter().map(|field| {
        let need = if field.need == Need::Must {
            ""
        } else {
            " (optional)"
        };
        Arg::new(field.name)
            .long(field.name)
            .value_name("TEXT")
            .allow_hyphen_values(true)
            .help(format!("{}{need}", field.about))
    });
    Command::new(verb.name)
        .about(verb.about)
        .args(fields)
        .arg(option(
            "on",
            "The day from which it counts; the accounting day if not given",
        ))
        .arg(option(
            "booked-on",
            "The accounting day; today if not given",
        ))
        .arg(option(
            "key",
            "The key that makes it happen once; a new one if not given",
        ))
        .arg(option(
            "documents",
            "Digests of the documents, `;` between them",
        ))
}

fn shared(command: Command) -> Command {
    let command = command.arg(
        Arg::new("database")
            .long("database")
            .value_name("URL")
            .default_value(RECORDS)
            .env(DATABASE)
            .hide_env_values(true)
            .help("Where the records are"),
    );
    // A statement has more forms than a table.
    if command.get_arguments().any(|arg| arg.get_id() == "format") {
        return command;
    }
    command.arg(
        Arg::new("format")
            .long("format")
            .value_parser(value_parser!(Format))
            .default_value("table")
            .help("How to write the result"),
    )
}

impl FromArgMatches for Pool {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (name, of) = matches.subcommand().ok_or_else(|| {
            clap::Error::raw(clap::error::ErrorKind::MissingSubcommand, "say what to do")
        })?;
        let text = |field: &str| of.get_one::<String>(field).cloned();
        let asked = match name {
            "position" => Asked::Position,
            "events" => Asked::Events,
            "breakers" => Asked::Breakers,
            "statements" => Asked::Statements,
            "statement" => Asked::Statement(Box::new(pool_statement::asked(of))),
            "incentives" => Asked::Incentives(Box::new(pool_incentives::asked(of))),
            "reconcile" => Asked::Reconcile(Box::new(reconcile_asked(of))),
            "run" => Asked::Run {
                file: of.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
                atomic: of.get_flag("atomic"),
                actor: text("as"),
            },
            verb => Asked::Do(fields(verb, of)),
        };
        let format = of.try_get_one::<Format>("format");
        let format = format.ok().flatten().copied();
        Ok(Self {
            asked,
            database: text("database").unwrap_or_default(),
            format: format.unwrap_or(Format::value_variants()[0]),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The fields of a verb, as its flags give them.
pub(super) fn fields(name: &str, of: &ArgMatches) -> Fields {
    let mut fields = Fields::from([("action".to_owned(), name.to_owned())]);
    let own = VERBS
        .iter()
        .filter(|verb| verb.name == name)
        .flat_map(|verb| verb.fields);
    let common = ["as", "on", "booked-on", "key", "documents"];
    for name in own.map(|field| field.name).chain(common) {
        if let Some(text) = of.try_get_one::<String>(name).ok().flatten() {
            fields.insert(name.to_owned(), text.clone());
        }
    }
    fields
}
