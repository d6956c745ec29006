//! Printed documents are those that are assessed and then written, byte for byte: on every shipped model and on values
//! drawn at random.

use super::{EvidenceConflict, Subject, assess, print};
use crate::scoring::vector::{Witness, Witnesses};
use crate::scoring::{ExpertSheet, IndicatorVector, Model, Program, Reading, Value};
use crate::units::{Date, Digest, EnterpriseId, Ratio};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

/// Every shipped model that runs.
static PROGRAMS: LazyLock<Vec<Program>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models/evaluation");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let texts = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    let models = texts.map(|text| Arc::new(Model::parse(&text).unwrap()));
    models
        .filter_map(|model| Program::compile(model).ok())
        .collect()
});

fn value() -> impl Strategy<Value = Value> {
    let wide = 1_i128 << 90;
    prop_oneof![
        4 => (-3_i128..40).prop_map(Value::whole),
        4 => (0_i128..100_000_000_000).prop_map(Value::whole),
        4 => (-200_i128..2_000, 1_i128..1_000)
            .prop_map(|(num, den)| Value::Number(Ratio::new(num, den).unwrap())),
        1 => Just(Value::Number(Ratio::new(wide + 1, wide).unwrap())),
        1 => Just(Value::Unknown),
        1 => Just(Value::NotApplicable),
        1 => Just(Value::NotComputable),
        1 => prop_oneof![Just("growth"), Just("a\"b\\c\n"), Just("\"知识\u{1}价值\"")]
            .prop_map(|word| Value::Word(word.to_owned())),
    ]
}

fn witnesses(facts: u64) -> Arc<Witnesses> {
    let witness = Witness {
        fact: Digest::of(b"a fact"),
        kind: "patent_granted".to_owned(),
        happened_on: Date::constant(2017, 3, 31),
        available_on: Date::constant(2017, 3, 31),
        assumed: (facts > 1).then(|| "publication+18m".to_owned()),
        source: "columns \"a\"".to_owned(),
        file: "专利.csv".to_owned(),
        row: 7,
    };
    Arc::new(Witnesses {
        facts,
        shown: vec![witness; usize::try_from(facts).unwrap()],
    })
}

/// Values, the facts behind each, in which order they stand, whether experts spoke, and a segment.
type Drawn = (Vec<Value>, Vec<u64>, bool, bool, Option<usize>);

fn subject(program: &Program, (values, facts, turned, spoken, segment): Drawn) -> Subject {
    let read = program.indicators.iter().zip(values).zip(facts);
    let mut readings: Vec<Reading> = read
        .map(|((indicator, value), facts)| Reading {
            indicator: indicator.clone(),
            value,
            evidence: witnesses(facts),
        })
        .collect();
    if turned {
        readings.reverse();
        readings.pop();
    }
    let mut expert = ExpertSheet::default();
    if spoken {
        let tables = program.model.tables.iter();
        expert.points = tables.map(|table| (table.id.clone(), 3)).collect();
        let conditions = program.model.conditions.iter();
        expert.conditions = conditions.map(|of| (of.id.clone(), true)).collect();
    }
    let conflict = EvidenceConflict {
        kind: "financial_year".to_owned(),
        key: "2020".to_owned(),
        fields: vec!["revenue".to_owned()],
        followed: "a".to_owned(),
        set_aside: "b".to_owned(),
    };
    let segments = &program.model.segments;
    Subject {
        enterprise: EnterpriseId::parse("x:a").unwrap(),
        as_of: Date::constant(2021, 10, 31),
        basis: "available".to_owned(),
        evidence_digest: Digest::of(b"facts"),
        vector: IndicatorVector {
            readings,
            cohorts: turned.then(|| Digest::of(b"cohorts")),
        },
        conflicts: if spoken { vec![conflict] } else { Vec::new() },
        expert,
        segment: segment.and_then(|at| Some(segments.get(at)?.id.clone())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_printed_document_is_the_assessed_one(
        at in 0..PROGRAMS.len(),
        values in proptest::collection::vec(value(), 80),
        facts in proptest::collection::vec(0_u64..3, 80),
        turned in any::<bool>(),
        spoken in any::<bool>(),
        segment in proptest::option::of(0_usize..4),
    ) {
        let program = &PROGRAMS[at];
        let subject = subject(program, (values, facts, turned, spoken, segment));
        let mut printed = b"before".to_vec();
        print(program, &subject, &mut printed);
        let assessed = assess(program, &subject).to_bytes();
        prop_assert_eq!(
            String::from_utf8(printed).unwrap(),
            format!("before{}", String::from_utf8(assessed).unwrap())
        );
    }
}
