//! Sample events, journals and forgeries for the tests of this room.

use super::{
    Chain, Checkpoint, Event, EventKind, Head, IdempotencyKey, PathBuilder, Proof, PublicKey,
    Record, SigningKey, Tree,
};
use crate::units::{Date, Digest, Moment};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The event number `n` of the sample journal.
pub(crate) fn event(n: u64) -> Event {
    let kinds = EventKind::ALL;
    let second = i64::try_from(n).expect("samples are few");
    Event {
        kind: kinds[usize::try_from(n).expect("samples are few") % kinds.len()].into(),
        subject: "91500000MA5U000000".to_owned(),
        effective_on: Date::constant(2020, 6, 30),
        booked_on: Date::constant(2020, 7, 1),
        recorded_at: Moment::from_micros(1_593_504_000_000_000 + second * 1_000_000),
        actor: "重庆某银行:李".to_owned(),
        key: IdempotencyKey::new("bank-a", "score", format!("order-{n}")),
        body: json!({"points": 70 + n, "grade": "知识价值A", "limit": "3000000.00", "veto": null}),
    }
}

/// A journal of `length` sample events.
pub(super) fn journal(length: u64) -> Vec<Record> {
    let mut chain = Chain::default();
    (1..=length)
        .map(|n| chain.append(event(n)).expect("samples are canonical"))
        .collect()
}

/// The checkpoint of a journal of `length` sample events, and the key that it is checked with.
pub(super) fn checkpoint(length: u64) -> (Checkpoint, PublicKey) {
    let (mut tree, mut head) = (Tree::default(), Head::genesis());
    for record in journal(length) {
        tree.push(&record.hash);
        head = Head {
            sequence: record.sequence,
            hash: record.hash,
        };
    }
    let key = SigningKey::from_seed(&[7; 32]);
    let moment = Moment::from_micros(1_600_000_000_000_000);
    let checkpoint = Checkpoint::sign(head, tree.root(), moment, &key);
    (checkpoint, key.public())
}

/// The proof of one record of a journal of `length` sample events.
pub(super) fn proof(sequence: u64, length: u64) -> Proof {
    let records = journal(length);
    let mut path = PathBuilder::new(sequence, length).expect("it is among them");
    records.iter().for_each(|record| path.push(&record.hash));
    let at = usize::try_from(sequence - 1).expect("samples are few");
    Proof {
        record: records[at].clone(),
        path: path.finish().expect("all were handed over"),
        checkpoint: checkpoint(length).0,
    }
}

/// Values of every kind, with Chinese and awkward text.
pub(super) fn json_tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0..12i64).prop_map(Value::from),
        "[ab0:知]{0,3}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[ab值]{0,2}", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Records of any content, first in their journal.
pub(super) fn record() -> impl Strategy<Value = Record> {
    (
        any::<[String; 5]>(),
        json_tree(),
        -60_000_000_000_000_000..250_000_000_000_000_000i64,
    )
        .prop_map(|([subject, actor, client, operation, key], body, micros)| {
            let recorded_at = Moment::from_micros(micros);
            let day = recorded_at.utc_date();
            let key = IdempotencyKey::new(client, operation, key);
            let (effective_on, booked_on) = (day, day.last_of_month());
            let kind = EventKind::ModelRecorded.into();
            let event = Event {
                kind,
                subject,
                effective_on,
                booked_on,
                recorded_at,
                actor,
                key,
                body,
            };
            Chain::default().append(event).expect("trees are canonical")
        })
}

/// The JSON text of `value` with its keys backwards, everything escaped, and blanks between.
pub(super) fn escaped_backwards(value: &Value) -> String {
    match value {
        Value::String(text) => escaped(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(escaped_backwards).collect();
            format!("[ {} ]", items.join(" ,\t"))
        }
        Value::Object(pairs) => {
            let pair = |(key, item): (&String, &Value)| {
                format!("{} : {}", escaped(key), escaped_backwards(item))
            };
            let pairs: Vec<_> = pairs.iter().rev().map(pair).collect();
            format!("{{ {} }}", pairs.join(" , "))
        }
        plain => plain.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for unit in text.encode_utf16() {
        write!(out, "\\u{unit:04X}").expect("a String takes all that is written");
    }
    out + "\""
}

type Mutation = fn(&mut Record, &str, u64);

/// Every single field of a record, each changed for certain.
pub(super) fn mutations() -> Vec<Mutation> {
    vec![
        |record, _, n| record.sequence = record.sequence.wrapping_add(n),
        |record, text, _| record.algorithm.push_str(text),
        |record, _, n| flip(&mut record.previous, n),
        |record, _, n| flip(&mut record.hash, n),
        |record, text, _| {
            record.event.kind = super::KindName::stored(format!("{}{text}", record.event.kind));
        },
        |record, text, _| record.event.subject.push_str(text),
        |record, _, n| shift(&mut record.event.effective_on, n),
        |record, _, n| shift(&mut record.event.booked_on, n),
        |record, _, n| {
            let by = i64::try_from(n % 1_000_000).expect("below a million") + 1;
            record.event.recorded_at = Moment::from_micros(record.event.recorded_at.micros() + by);
        },
        |record, text, _| record.event.actor.push_str(text),
        |record, text, _| longer(&mut record.event.key.client, text),
        |record, text, _| longer(&mut record.event.key.operation, text),
        |record, text, _| longer(&mut record.event.key.key, text),
        |record, _, n| record.event.body["points"] = json!(n.saturating_add(1000)),
        |record, text, _| record.event.body["veto"] = json!(text),
        |record, text, _| record.event.body[format!("new{text}")] = Value::Null,
        |record, _, _| record.event.body = json!([record.event.body]),
    ]
}

fn flip(digest: &mut Digest, n: u64) {
    let mut bytes = *digest.bytes();
    bytes[usize::try_from(n % 32).expect("below 32")] ^= 1 << (n % 8);
    *digest = Digest::from_bytes(bytes);
}

fn shift(date: &mut Date, n: u64) {
    for _ in 0..=n % 400 {
        *date = date
            .tomorrow()
            .expect("a sample is far from the end of time");
    }
}

fn longer(of: &mut smol_str::SmolStr, text: &str) {
    *of = format!("{of}{text}").into();
}
