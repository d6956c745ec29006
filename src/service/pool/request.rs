//! From texts to a command: every field read, and everything wrong told at once.

use super::field::{Field, Kind, Need};
use super::verb::Verb;
use super::verbs::{VERBS, verb};
use crate::journal::IdempotencyKey;
use crate::pool::{Action, Actor, BankId, Command, CompartmentId, Done, Known, PoolEvent, Role};
use crate::units::names::{ContributorId, District, NameError, PoolId};
use crate::units::{Date, DateStyle, Digest, Problems, parse_date};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The texts of a request by the names of their fields.
pub type Fields = BTreeMap<String, String>;

/// What a request may say beside the fields of its verb.
const COMMON: [&str; 6] = ["action", "as", "on", "booked-on", "key", "documents"];

/// Who asks, when, and under which key, where the request does not say it.
#[derive(Debug, Clone)]
pub struct Who {
    /// Who: `maker:NAME`, `bank:ID:NAME` and the like.
    pub actor: Option<String>,
    /// The accounting day.
    pub today: Date,
    /// The client of the key.
    pub client: String,
    /// The key.
    pub key: String,
}

/// A request that was read: its command is whole but for what the records have to tell.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The verb.
    pub verb: &'static Verb,
    /// The command.
    pub command: Command,
    /// The event that a correction names, once it was read from the books.
    pub original: Option<PoolEvent>,
}

impl Asked {
    /// What the records know of it, with what they know of its key.
    pub(super) fn known(&self, earlier: Option<Done>) -> Known {
        Known {
            earlier,
            original: self.original.clone(),
        }
    }
}

/// Reads a request.
pub fn command(fields: &Fields, who: &Who) -> Result<Asked, Problems> {
    written(fields)?;
    let mut problems = Problems::default();
    let named = fields.get("action").map_or("", String::as_str);
    let Some(verb) = verb(named) else {
        let known: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
        let message = format!(
            "`{named}` is nothing that can be asked; there are: {}",
            known.join(", ")
        );
        problems.add("action", "pool.action", message);
        return Err(problems);
    };
    let action = action(verb, fields, &mut problems);
    let actor = actor(fields.get("as").or(who.actor.as_ref()), verb, &mut problems);
    let booked_on = day(fields, "booked-on", &mut problems).unwrap_or(who.today);
    let effective_on = day(fields, "on", &mut problems).unwrap_or(booked_on);
    let documents = fields
        .get("documents")
        .map_or(Ok(Vec::new()), |text| Kind::documents(text));
    let documents = documents
        .map_err(|error| problems.add("documents", "pool.field", error))
        .ok();
    let key = fields.get("key").unwrap_or(&who.key);
    let (Some(action), Some(actor), Some(documents)) = (action, actor, documents) else {
        return Err(problems);
    };
    let command = Command {
        key: IdempotencyKey::new(who.client.as_str(), "pool.command", key.as_str()),
        request: request(fields),
        actor,
        effective_on,
        booked_on,
        documents,
        action,
    };
    problems.or(Asked {
        verb,
        command,
        original: None,
    })
}

/// The longest text of a field.
const LONGEST: usize = 10_000;

/// That every text is one line of a length that a person may read: what breaks lines breaks statements too.
fn written(fields: &Fields) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for (name, text) in fields {
        let long = text.chars().nth(LONGEST).is_some();
        let broken = text.trim().chars().position(char::is_control);
        let told = match broken {
            _ if long => format!("it is longer than {LONGEST} characters; write it shorter"),
            Some(at) => format!(
                "character {} is a line break or another sign that nobody sees; write one line, and close every quote",
                at + 1
            ),
            None => continue,
        };
        let name: String = name.chars().take(40).collect();
        problems.add(&name, "pool.field", told);
    }
    problems.or(())
}

/// The digest of a request as it was received, its key left out.
fn request(fields: &Fields) -> Digest {
    let mut text = String::from("zhixin/pool/request/1\n");
    for (name, value) in fields.iter().filter(|(name, _)| *name != "key") {
        let (named, told) = (name.len(), value.len());
        writeln!(text, "{named}:{name}={told}:{value}").expect("a string takes any text");
    }
    Digest::of(text.as_bytes())
}

/// That an accounting day is not later than today: what is booked ahead would keep everything before it out.
pub(super) fn not_to_come(booked_on: Date, today: Date) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if booked_on > today {
        let message = format!(
            "{booked_on} is later than today, {today} in Asia/Shanghai; {today} or an earlier day would pass, and if that is not today, set the machine's clock first"
        );
        problems.add("booked-on", "pool.day-to-come", message);
    }
    problems.or(())
}

fn day(fields: &Fields, name: &str, problems: &mut Problems) -> Option<Date> {
    let text = fields.get(name)?;
    match parse_date(text, DateStyle::Auto) {
        Ok(day) => Some(day),
        Err(error) => {
            problems.add(name, "pool.field", error.to_string());
            None
        }
    }
}

fn actor(text: Option<&String>, verb: &Verb, problems: &mut Problems) -> Option<Actor> {
    let Some(text) = text else {
        let shape = match verb.by {
            "bank" => "bank:BANK:NAME",
            "contributor" => "contributor:POOL:DISTRICT:CONTRIBUTOR:NAME",
            _ => "ROLE:NAME",
        };
        let message = format!("say who asks, as {shape}; this is usually a {}", verb.by);
        problems.add("as", "pool.actor", message);
        return None;
    };
    let read = parse_actor(text);
    read.map_err(|message| problems.add("as", "pool.actor", message))
        .ok()
}

/// Reads who acts, `maker:NAME`, `bank:BANK:NAME` and the like, or tells how it is written.
pub fn parse_actor(text: &str) -> Result<Actor, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let shape = || {
        format!(
            "`{text}` does not read maker:NAME, checker:NAME, payer:NAME, supervisor:NAME, operator:NAME, bank:BANK:NAME or contributor:POOL:DISTRICT:CONTRIBUTOR:NAME"
        )
    };
    let (role, person) = match parts[..] {
        ["bank", bank, person] => {
            let bank = BankId::parse(bank).map_err(|error| error.to_string())?;
            (Role::Bank(bank), person)
        }
        ["contributor", pool, ref district @ .., contributor, person] => (
            contributing(pool, &district.join(":"), contributor)?,
            person,
        ),
        ["maker", person] => (Role::Maker, person),
        ["checker", person] => (Role::Checker, person),
        ["payer", person] => (Role::Payer, person),
        ["supervisor", person] => (Role::Supervisor, person),
        ["operator", person] => (Role::Operator, person),
        _ => return Err(shape()),
    };
    // A person is the same whatever blanks are written around it, and blanks that nobody sees make no other one.
    let person = person.trim();
    let unseen = |sign: char| {
        sign.is_control() || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    if person.is_empty() || person.contains(unseen) {
        return Err(shape());
    }
    Ok(Actor::new(role, person))
}

/// For which contributor of which compartment somebody acts.
fn contributing(pool: &str, district: &str, contributor: &str) -> Result<Role, String> {
    let said = |error: NameError| error.to_string();
    Ok(Role::Contributor {
        compartment: CompartmentId {
            pool: PoolId::parse(pool).map_err(said)?,
            district: District::parse(district).map_err(said)?,
        },
        contributor: ContributorId::parse(contributor).map_err(said)?,
    })
}

fn action(verb: &Verb, fields: &Fields, problems: &mut Problems) -> Option<Action> {
    for name in fields.keys() {
        if !COMMON.contains(&name.as_str()) && verb.field(name).is_none() {
            let known: Vec<&str> = verb.fields.iter().map(|field| field.name).collect();
            let message = format!(
                "`{}` has no such field; it has: {}",
                verb.name,
                known.join(", ")
            );
            problems.add(name, "pool.unknown-field", message);
        }
    }
    let mut whole = Map::new();
    whole.insert("action".to_owned(), json!(verb.action));
    let mut right = true;
    for field in verb.fields {
        match value(field, fields) {
            Ok(value) => place(&mut whole, field.place, value),
            Err(message) => {
                problems.add(field.name, "pool.field", message);
                right = false;
            }
        }
    }
    if !right {
        return None;
    }
    finish(verb, &mut whole);
    match serde_json::from_value(Value::Object(whole)) {
        Ok(action) => Some(action),
        Err(error) => {
            problems.add("action", "pool.action", error.to_string());
            None
        }
    }
}

fn value(field: &Field, fields: &Fields) -> Result<Value, String> {
    let text = fields
        .get(field.name)
        .map(|text| text.trim())
        .filter(|text| !text.is_empty());
    match (text, field.need) {
        (Some(text), _) => field.kind.read(text),
        (None, Need::Must) => Err(format!("this is needed: {}", field.about)),
        (None, Need::May) => Ok(field.kind.nothing()),
        (None, Need::Else(text)) => field.kind.read(text),
    }
}

fn place(whole: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            whole.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = whole.entry(first).or_insert_with(|| json!({}));
            if let Value::Object(inner) = inner {
                place(inner, rest, value);
            }
        }
    }
}

/// What a verb leaves unsaid because it cannot be otherwise.
fn finish(verb: &Verb, whole: &mut Map<String, Value>) {
    match verb.action {
        "advance" | "repay-advance" => {
            let pool = whole.get("from").and_then(|from| from.get("pool")).cloned();
            place(whole, "to.pool", pool.unwrap_or(Value::Null));
        }
        "enrol" => {
            let score = whole
                .get_mut("enrolment")
                .and_then(|of| of.get_mut("score"));
            if let Some(score) = score.filter(|score| score["id"].is_null()) {
                *score = Value::Null;
            } else if let Some(score) = whole
                .get_mut("enrolment")
                .and_then(|of| of.get_mut("score"))
            {
                super::resting::stand_in(score);
            }
        }
        _ => {}
    }
}
