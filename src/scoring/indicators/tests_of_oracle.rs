//! Patent value against an oracle: marks worked out in Python with fractions, and the properties that
//! cohorts must have.

use super::patent_value::of_patent;
use super::prepared::Prepared;
use super::sample::{Sample, application, day, enterprise, filed};
use super::{Cohorts, CohortsBuilder, find, read};
use crate::evidence::facts::{
    CitationDirection, PatentCounts, PatentFamilyMember, PatentLicence, PatentPublished,
};
use crate::evidence::{Dossier, Fact, View};
use crate::scoring::{IndicatorId, Value};
use crate::units::PublicationNumber;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Oracle {
    as_of: String,
    patents: Vec<Drawn>,
    marks: BTreeMap<String, Option<u64>>,
    owner: i128,
}

#[derive(Deserialize)]
struct Drawn {
    application: String,
    filed_on: String,
    published_on: String,
    granted_on: String,
    technology: Option<String>,
    claims: Option<u32>,
    applicants: Option<u32>,
    family: Vec<(String, String)>,
    received: Vec<(String, String, Option<String>)>,
    made: Vec<(String, String, Option<String>)>,
    licences: Vec<String>,
    counted_on: Option<String>,
    cited_by: Option<u32>,
    family_size: Option<u32>,
}

impl Drawn {
    fn add(&self, sample: Sample) -> Sample {
        let number = &self.application;
        let mut told = filed(number, &self.filed_on);
        told.technology.clone_from(&self.technology);
        (told.claims, told.applicants) = (self.claims, self.applicants);
        let published = PatentPublished {
            application: application(number),
            published_on: day(&self.published_on),
            publication: None,
        };
        let mut sample = sample
            .with(Fact::PatentFiled(told))
            .with(Fact::PatentPublished(published))
            .granted(number, &self.granted_on);
        for (member, on) in &self.family {
            sample = sample.with(Fact::PatentFamilyMember(PatentFamilyMember {
                application: application(number),
                member: PublicationNumber::parse(member).unwrap(),
                published_on: day(on),
            }));
        }
        for (direction, citations) in [
            (CitationDirection::Received, &self.received),
            (CitationDirection::Made, &self.made),
        ] {
            for (other, on, technology) in citations {
                sample = sample.citation(number, other, on, direction, technology.as_deref());
            }
        }
        for on in &self.licences {
            sample = sample.with(Fact::PatentLicence(PatentLicence {
                application: application(number),
                on: day(on),
                licensee: None,
                fee: None,
            }));
        }
        if let Some(on) = &self.counted_on {
            sample = sample.with(Fact::PatentCounts(PatentCounts {
                application: application(number),
                counted_on: day(on),
                cited_by: self.cited_by,
                cites: None,
                family_size: self.family_size,
            }));
        }
        sample
    }
}

fn oracle() -> Oracle {
    let text = include_str!("../../../fixtures/oracle/patent_value.json");
    serde_json::from_str(text).unwrap()
}

fn cohorts_of(dossiers: &[Dossier]) -> Cohorts {
    let mut builder = CohortsBuilder::default();
    dossiers.iter().for_each(|dossier| builder.add(dossier));
    builder.finish()
}

fn indicator() -> IndicatorId {
    IndicatorId::parse("ip.patent_value@1").unwrap()
}

#[test]
fn every_mark_is_that_of_the_oracle() {
    let oracle = oracle();
    let sample = oracle
        .patents
        .iter()
        .fold(Sample::default(), |sample, drawn| drawn.add(sample));
    let dossier = sample.on(&oracle.as_of);
    let cohorts = cohorts_of(std::slice::from_ref(&dossier));
    let prepared = Prepared::new(&dossier, &cohorts);
    let mut marked = 0;
    for right in prepared.in_force() {
        let mark = of_patent(right.patent, &prepared);
        let number = right.patent.application.as_str();
        let plain = number.split('.').next().unwrap();
        assert_eq!(mark, oracle.marks[plain], "{number}");
        marked += 1;
    }
    assert_eq!(marked, oracle.marks.len());
    let vector = read(&[indicator()], &dossier, &cohorts);
    assert_eq!(vector.readings[0].value, Value::whole(oracle.owner));
    assert_eq!(vector.cohorts, Some(cohorts.digest()));
}

#[test]
fn cohorts_are_the_same_in_any_order_and_in_parts() {
    let oracle = oracle();
    let one = |drawn: &Drawn| drawn.add(Sample::default()).on(&oracle.as_of);
    let mut dossiers: Vec<Dossier> = oracle.patents.iter().map(one).collect();
    let forward = cohorts_of(&dossiers);
    dossiers.reverse();
    let backward = cohorts_of(&dossiers);
    assert_eq!(forward.digest(), backward.digest());
    let (mut left, mut right) = (CohortsBuilder::default(), CohortsBuilder::default());
    dossiers[..30].iter().for_each(|dossier| left.add(dossier));
    // The parts overlap: a patent of two owners is one.
    dossiers[20..].iter().for_each(|dossier| right.add(dossier));
    right.merge(left);
    let merged = right.finish();
    assert_eq!(forward.digest(), merged.digest());
    assert_eq!(forward.patents(), merged.patents());
    assert_ne!(forward.digest(), Cohorts::default().digest());
}

#[test]
fn what_happened_after_the_day_moves_no_cohort_and_no_mark() {
    let oracle = oracle();
    let early = "2017-06-30";
    let sample = oracle
        .patents
        .iter()
        .fold(Sample::default(), |sample, drawn| drawn.add(sample));
    let whole = sample.on(early);
    let later = sample.on(&oracle.as_of);
    assert!(later.facts().len() > whole.facts().len());
    let known = later
        .facts()
        .iter()
        .filter(|fact| fact.happened_on <= day(early));
    let known = known.cloned().collect();
    let cut = Dossier::assemble(enterprise(), known, View::available(day(early)));
    let (of_whole, of_cut) = (
        cohorts_of(std::slice::from_ref(&whole)),
        cohorts_of(std::slice::from_ref(&cut)),
    );
    assert_eq!(of_whole.digest(), of_cut.digest());
    let ids = [indicator()];
    assert_eq!(read(&ids, &whole, &of_whole), read(&ids, &cut, &of_cut));
    assert_ne!(of_whole.digest(), cohorts_of(&[later]).digest());
}

#[test]
fn without_cohorts_or_patents_there_is_no_mark() {
    let found = |sample: &Sample| {
        let known = find(&indicator()).unwrap();
        known.compute(&sample.on("2020-01-01"), &Cohorts::default())
    };
    let one = Sample::default().patent("CN201510000001", "2015-01-01", "2017-01-01");
    assert_eq!(found(&one).value, Value::Unknown);
    let lapsed = Sample::default().patent("CN95100001", "1995-01-01", "1997-01-01");
    assert_eq!(found(&lapsed).value, Value::NotApplicable);
    let view = View::available(day("2020-01-01"));
    let nothing = Dossier::assemble(enterprise(), Vec::new(), view);
    let known = find(&indicator()).unwrap();
    assert_eq!(
        known.compute(&nothing, &Cohorts::default()).value,
        Value::Unknown
    );
}
