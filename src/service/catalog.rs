//! The models at hand: those shipped in the binary, and any file.

use super::Error;
use crate::scoring::{Model, Program};
use crate::store::Store;
use crate::units::Digest;
use std::path::Path;
use std::sync::Arc;

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../../models/evaluation/", $id, ".toml")))),*]
    };
}

/// The shipped models: id and text.
const SHIPPED: &[(&str, &str)] = shipped![
    "cq-knowledge-value-2017",
    "cq-knowledge-value-2018",
    "hubei-2025",
    "hnte-2016",
    "technology-sme-2017",
    "innovative-sme",
    "innovation-points-2024",
    "listed-firms",
];

/// A model and the text it was read from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The model.
    pub model: Arc<Model>,
    /// Its file.
    pub text: String,
    /// Where the text stands, for messages.
    pub file: String,
}

impl Loaded {
    /// Compiles the model.
    pub fn program(&self) -> Result<Program, Error> {
        Ok(Program::compile(Arc::clone(&self.model))?)
    }
}

/// The ids of the shipped models.
pub fn shipped() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}

/// A model at hand: one that is shipped, or on record.
#[derive(Debug, Clone)]
pub struct AtHand {
    /// The model.
    pub loaded: Loaded,
    /// The digest of its meaning, by which scores name it.
    pub digest: Digest,
    /// Whether this release carries it.
    pub shipped: bool,
}

/// Every model at hand: the shipped ones first, then those on record that no release carries any more, or that were
/// put there from a file.
pub async fn at_hand(store: &Store) -> Result<Vec<AtHand>, Error> {
    let mut found = Vec::new();
    for id in shipped() {
        let loaded = find(id)?;
        found.push(AtHand {
            digest: loaded.model.digest(),
            loaded,
            shipped: true,
        });
    }
    for stored in store.models().await? {
        if found.iter().any(|of| of.digest == stored.digest) {
            continue;
        }
        let file = format!("model on record `{}`", stored.id);
        found.push(AtHand {
            loaded: read(stored.text, file)?,
            digest: stored.digest,
            shipped: false,
        });
    }
    Ok(found)
}

/// Finds a model by its id among the shipped ones, or reads it from a path.
pub fn find(asked: &str) -> Result<Loaded, Error> {
    if let Some((id, text)) = SHIPPED.iter().find(|(id, _)| *id == asked) {
        return read((*text).to_owned(), format!("models/evaluation/{id}.toml"));
    }
    let path = Path::new(asked);
    let is_path = path.extension().is_some_and(|end| end == "toml") || asked.contains('/');
    if !is_path {
        let known: Vec<&str> = shipped().collect();
        return Err(Error::UnknownModel {
            asked: asked.to_owned(),
            known: known.join(", "),
        });
    }
    read(text_of(path)?, asked.to_owned())
}

/// The text of a file.
pub fn text_of(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::file(path, source))
}

/// Reads and checks a model's text.
pub fn read(text: String, file: String) -> Result<Loaded, Error> {
    match Model::parse(&text) {
        Ok(model) => Ok(Loaded {
            model: Arc::new(model),
            text,
            file,
        }),
        Err(problems) => Err(Error::Checked { file, problems }),
    }
}
