//! The sample province: a fictional province's files, as people have them, carried in the binary.

use super::Error;
use super::import::{Choice, Input, Mapping};
use super::intake::Request;
use crate::units::{Date, Moment};
use serde::Deserialize;

macro_rules! carried {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../fixtures/", $path)).as_slice())),*]
    };
}

/// What is imported, in which order and how.
const MANIFEST: &str = include_str!("../../fixtures/province/MANIFEST.toml");

/// Every file and mapping that the manifest names.
const CARRIED: &[(&str, &[u8])] = carried![
    "mappings/02_financial_years_2012_2017.toml",
    "mappings/04_financial_corrections.toml",
    "mappings/10_patent_status.toml",
    "mappings/12_patents_bought.toml",
    "mappings/14_hnte_ip/ip_table_1.toml",
    "mappings/14_hnte_ip/ip_table_2.toml",
    "mappings/15_loans.toml",
    "mappings/16_lens_sample.toml",
    "province/01_enterprises.csv",
    "province/02_financial_years_2012_2017.csv",
    "province/03_financial_years_2018_2020.xlsx",
    "province/04_financial_corrections.csv",
    "province/05_rnd_years.csv",
    "province/06_talent.csv",
    "province/07_patents.csv",
    "province/08_patents_published.tsv",
    "province/09_patent_grants.csv",
    "province/10_patent_status.csv",
    "province/11_patent_citations.csv",
    "province/12_patent_family.csv",
    "province/12_patent_licences.csv",
    "province/12_patent_pledges.csv",
    "province/12_patent_shares.csv",
    "province/12_patent_transfers.csv",
    "province/12_patents_bought.csv",
    "province/13_ip_rights.csv",
    "province/14_hnte_ip/ip_table_1.xlsx",
    "province/14_hnte_ip/ip_table_2.xlsx",
    "province/15_adverse_events.csv",
    "province/15_conversions.csv",
    "province/15_innovation.jsonl",
    "province/15_loans.csv",
    "province/15_products.csv",
    "province/15_qualifications.csv",
    "province/15_tech_contracts.csv",
    "province/16_lens_sample.csv",
];

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    mapping: Option<String>,
    recorded_at: String,
}

/// A file of the province, and how it is taken in.
#[derive(Debug)]
pub struct ProvinceFile {
    /// The file.
    pub input: Input,
    /// How.
    pub request: Request,
}

/// The files in the order of import.
pub fn files(actor: &str, today: Date) -> Result<Vec<ProvinceFile>, Error> {
    let manifest: Manifest =
        toml::from_str(MANIFEST).expect("the shipped manifest is read in a test");
    manifest
        .files
        .iter()
        .map(|entry| open(entry, actor, today))
        .collect()
}

fn open(entry: &Entry, actor: &str, today: Date) -> Result<ProvinceFile, Error> {
    let checked = |problems| Error::Checked {
        file: entry.path.clone(),
        problems,
    };
    let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
    let input = Input::from_bytes(name, carried(&entry.path)).map_err(checked)?;
    let mapping_text = entry.mapping.as_deref().map(|path| {
        std::str::from_utf8(carried(path))
            .expect("a shipped mapping is UTF-8")
            .to_owned()
    });
    let mapping = mapping_text.as_deref().map(Mapping::parse).transpose();
    let recorded_at =
        Moment::parse(&entry.recorded_at).expect("the shipped manifest is read in a test");
    Ok(ProvinceFile {
        input,
        request: Request {
            choice: Choice {
                mapping: mapping.map_err(checked)?,
                ..Choice::default()
            },
            mapping_text,
            recorded_at,
            today,
            actor: actor.to_owned(),
            strict: false,
            asked: None,
        },
    })
}

fn carried(path: &str) -> &'static [u8] {
    CARRIED
        .iter()
        .find(|(name, _)| *name == path)
        .map(|(_, bytes)| *bytes)
        .expect("a test holds that every file of the manifest is carried")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_and_the_carried_files_are_the_same() {
        let manifest: Manifest = toml::from_str(MANIFEST).unwrap();
        let mut named: Vec<&str> = manifest
            .files
            .iter()
            .flat_map(|entry| [Some(entry.path.as_str()), entry.mapping.as_deref()])
            .flatten()
            .collect();
        named.sort_unstable();
        let carried: Vec<&str> = CARRIED.iter().map(|(path, _)| *path).collect();
        assert_eq!(named, carried);
        assert_eq!(
            files("test", Date::constant(2021, 10, 31)).unwrap().len(),
            manifest.files.len()
        );
    }
}
