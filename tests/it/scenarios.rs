//! Scenarios of pools as text: a header row, one command a line, the expected answer last; run on the
//! ledger in memory and through the program on SQLite and PostgreSQL.

use crate::place::{Place, cells};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;
use zhixin::journal::IdempotencyKey;
use zhixin::pool::{Done, Ledger, Refusal, Rules, State};
use zhixin::service::pool::{Fields, Who, command};
use zhixin::service::terms;
use zhixin::units::Date;

/// One line of a scenario.
pub(crate) struct Step {
    pub(crate) line: usize,
    /// Where the program finds it in a file of commands.
    pub(crate) fields: Fields,
    pub(crate) expect: String,
}

pub(crate) fn scenarios() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/scenarios");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    assert!(found.len() >= 5, "{} scenarios", found.len());
    found
}

pub(crate) fn steps(text: &str) -> Vec<Step> {
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let header = lines.next().unwrap().1;
    let names: Vec<&str> = header.split('|').map(str::trim).collect();
    assert_eq!(names, ["on", "as", "action", "fields", "expect"]);
    lines
        .map(|(line, text)| {
            let parts: Vec<&str> = text.split('|').map(str::trim).collect();
            let [on, by, action, said, expect] = parts[..] else {
                panic!("line {line} has {} parts", parts.len());
            };
            let mut fields: Fields = said
                .split(',')
                .filter_map(|pair| pair.trim().split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            for (name, value) in [("booked-on", on), ("as", by), ("action", action)] {
                fields.insert(name.to_owned(), value.to_owned());
            }
            Step {
                line,
                fields,
                expect: expect.to_owned(),
            }
        })
        .collect()
}

fn rules() -> Rules {
    let schemes = [
        "cq-knowledge-value",
        "hubei-knowledge-value",
        "hunan-knowledge-value",
        "anhui-pool",
        "shandong-register",
        "sized-guarantee",
        "layered-guarantee",
    ];
    let histories = schemes
        .iter()
        .filter_map(|scheme| terms::history(scheme).ok());
    let mut rules = Rules::new(histories);
    rules.calendar = terms::calendar().unwrap();
    rules.lpr = Some(terms::lpr().unwrap());
    rules
}

/// What the records know of keys.
type Keys = HashMap<IdempotencyKey, Done>;

pub(crate) fn is_check(step: &Step) -> bool {
    step.fields["action"] == "balance"
}

/// What the ledger in memory answers to a step. A ledger that is read back from a snapshot before every step,
/// and knows keys from the records alone, gives the same answer.
fn in_memory(ledger: &mut Ledger, keys: &mut Keys, step: &Step) -> String {
    let who = Who {
        actor: None,
        today: Date::constant(2022, 1, 1),
        client: "scenario".to_owned(),
        key: step.line.to_string(),
    };
    let asked = match command(&step.fields, &who) {
        Ok(asked) => asked,
        Err(problems) => return format!("unread: {problems}"),
    };
    let state = State::from_bytes(&ledger.state().to_bytes()).unwrap();
    let mut twin = Ledger::resume(ledger.rules.clone(), state);
    let number = ledger.state().sequence() + 1;
    let answer = ledger.run(&asked.command);
    let known = keys.get(&asked.command.key).copied().into();
    assert_eq!(twin.run_knowing(&asked.command, &known), answer);
    assert_eq!(twin.state().digest(), ledger.state().digest());
    if answer.is_ok() {
        let request = asked.command.request;
        keys.insert(asked.command.key, Done { number, request });
    }
    match answer {
        Ok(events) => events
            .iter()
            .map(|event| event.what.kind())
            .collect::<Vec<_>>()
            .join(", "),
        Err(refusal) => match *refusal {
            Refusal::AlreadyDone { .. } => "done before".to_owned(),
            refusal => format!("refused {}", refusal.code()),
        },
    }
}

fn balances(ledger: &Ledger) -> BTreeMap<(String, String), String> {
    let positions = zhixin::service::pool::positions(ledger.state());
    let rows = positions.iter().flat_map(|of| {
        let at = of.compartment.to_string();
        let net = [
            ("net-assets", of.net_assets),
            ("called", of.called),
            ("called-overdue", of.overdue),
        ];
        let net = net.map(|(name, sum)| ((at.clone(), name.to_owned()), sum.to_string()));
        let each = of.balances.iter().map(move |(code, balance)| {
            ((at.clone(), code.number().to_string()), balance.to_string())
        });
        each.chain(net).collect::<Vec<_>>()
    });
    rows.collect()
}

pub(crate) fn checked(step: &Step, balances: &BTreeMap<(String, String), String>) -> String {
    let key = (step.fields["at"].clone(), step.fields["account"].clone());
    balances
        .get(&key)
        .cloned()
        .unwrap_or_else(|| "no such account".to_owned())
}

#[test]
fn scenarios_hold_on_the_ledger_in_memory() {
    let mut wrong = Vec::new();
    for path in scenarios() {
        let mut ledger = Ledger::new(rules());
        let mut keys = Keys::new();
        for step in steps(&fs::read_to_string(&path).unwrap()) {
            let got = if is_check(&step) {
                checked(&step, &balances(&ledger))
            } else {
                in_memory(&mut ledger, &mut keys, &step)
            };
            if got != step.expect {
                let name = path.file_name().unwrap().to_string_lossy();
                wrong.push(format!(
                    "{name}:{}: expected {}, got {got}",
                    step.line, step.expect
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn scenarios_hold_through_the_program_on_sqlite() {
    through_all(Place::on_sqlite);
}

#[test]
fn scenarios_hold_through_the_program_on_postgres() {
    // Where there is no server, that was told.
    if Place::on_postgres().is_some() {
        through_all(|| Place::on_postgres().unwrap());
    }
}

fn through_all(place: impl Fn() -> Place) {
    let mut wrong = Vec::new();
    for path in scenarios() {
        let place = place();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let all = steps(&fs::read_to_string(&path).unwrap());
        let mut rest = &all[..];
        while !rest.is_empty() {
            let commands = rest.iter().take_while(|step| !is_check(step)).count();
            let (now, later) = rest.split_at(commands);
            let checks = later.iter().take_while(|step| is_check(step)).count();
            wrong.extend(through_the_program(&place, &name, now));
            let position = cells(&place.ok(&["pool", "position", "--format=csv"]));
            let balances = position
                .into_iter()
                .map(|row| ((row[0].clone(), row[1].clone()), row[3].clone()))
                .collect();
            for step in &later[..checks] {
                let got = checked(step, &balances);
                if got != step.expect {
                    wrong.push(format!(
                        "{name}:{}: expected {}, got {got}",
                        step.line, step.expect
                    ));
                }
            }
            rest = &later[checks..];
        }
        place.ok(&["ledger", "verify"]);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The commands of a scenario as a file of JSON lines, its checks of balances left out.
pub(crate) fn commands_of(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/scenarios");
    let text = fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let commands = steps(&text).into_iter().filter(|step| !is_check(step));
    let lines = commands.map(|step| serde_json::to_string(&step.fields).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn through_the_program(place: &Place, name: &str, steps: &[Step]) -> Vec<String> {
    if steps.is_empty() {
        return Vec::new();
    }
    let lines: Vec<String> = steps
        .iter()
        .map(|step| {
            let mut fields = step.fields.clone();
            fields
                .entry("key".to_owned())
                .or_insert_with(|| step.line.to_string());
            serde_json::to_string(&fields).unwrap()
        })
        .collect();
    place.file("commands.jsonl", lines.join("\n"));
    let ran = place.run(&["pool", "run", "commands.jsonl", "--format=json"]);
    let answers = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut wrong = Vec::new();
    for (step, answer) in steps.iter().zip(answers) {
        let got = match answer["answer"].as_str().unwrap() {
            "done" => {
                let events = answer["events"].as_array().unwrap().iter();
                let kinds = events.map(|event| event["what"]["kind"].as_str().unwrap().to_owned());
                kinds.collect::<Vec<_>>().join(", ")
            }
            "before" => "done before".to_owned(),
            "refused" => format!("refused {}", answer["code"].as_str().unwrap()),
            _ => answer.to_string(),
        };
        if got != step.expect {
            wrong.push(format!(
                "{name}:{}: expected {}, got {got}",
                step.line, step.expect
            ));
        }
    }
    wrong
}
