//! Replaying a score from its event, and rebuilding its indicators from the evidence.

use super::score::{Request, Used, subject};
use super::{Error, catalog, cohorts};
use crate::evidence::{Basis, Dossier, View};
use crate::scoring::{Program, Subject, assess};
use crate::store::Store;
use crate::units::{Digest, Moment};

/// What a replay or rebuild gave.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// The document, the very bytes that were issued.
    pub assessment: String,
    /// The digest of those bytes.
    pub digest: Digest,
    /// The sequence of the event.
    pub sequence: u64,
}

struct Issued {
    program: Program,
    subject: Subject,
    assessment: String,
    digest: Digest,
    sequence: u64,
    head: i64,
    reader: Option<String>,
}

async fn issued(store: &Store, id: &str) -> Result<Issued, Error> {
    let unknown = || Error::UnknownScore(id.to_owned());
    let differs = |why: &str| Error::ReplayDiffers(id.to_owned(), why.to_owned());
    let stored = store.score_by_id(id).await?.ok_or_else(unknown)?;
    let (sequence, score) = (stored.sequence, stored.score);
    let record = store
        .records(sequence - 1, 1)
        .await?
        .pop()
        .ok_or_else(unknown)?;
    let subject = record.event.body.get("subject").cloned();
    let subject = subject.ok_or_else(|| differs("its event carries no indicator vector"))?;
    let subject: Subject = serde_json::from_value(subject)
        .map_err(|error| differs(&format!("its indicator vector cannot be read: {error}")))?;
    let model = store.model_by_digest(&score.model_digest).await?;
    let model = model.ok_or_else(|| differs("its model is not on record"))?;
    let loaded = catalog::read(model.text, format!("the model of {id}"))?;
    let program = loaded.program()?;
    if program.digest != score.model_digest {
        return Err(differs(
            "the model on record has another digest than the score names",
        ));
    }
    Ok(Issued {
        program,
        subject,
        assessment: score.assessment,
        digest: score.assessment_digest,
        sequence,
        head: score.evidence_head,
        reader: score.reader,
    })
}

/// Replays a score from its indicator vector and its model; other bytes are an error.
pub async fn replay(store: &Store, id: &str) -> Result<Replayed, Error> {
    let issued = issued(store, id).await?;
    compare(id, &issued, &issued.subject)
}

/// Rebuilds the indicator vector from the evidence as it stood, then replays from it.
pub async fn rebuild(store: &Store, id: &str, now: Moment) -> Result<Replayed, Error> {
    let issued = issued(store, id).await?;
    let asked = &issued.subject;
    let basis = Basis::parse(&asked.basis).map_err(|error| Error::Usage(error.to_string()))?;
    let view = View {
        as_of: asked.as_of,
        basis,
        reader: None,
    };
    let cohorts = cohorts::for_program(store, &issued.program, &view, issued.head).await?;
    let view = View {
        reader: issued.reader.clone(),
        ..view
    };
    let facts = store.facts_of(&asked.enterprise, issued.head).await?;
    let dossier = Dossier::assemble(asked.enterprise.clone(), facts, view);
    let request = Request {
        as_of: asked.as_of,
        basis,
        segment: asked.segment.clone(),
        experts: [(asked.enterprise.clone(), asked.expert.clone())].into(),
        reader: None,
        asked: None,
        used: Used::default(),
        approval: None,
        actor: String::new(),
        now,
        today: asked.as_of,
        issue: false,
    };
    let rebuilt = subject(&issued.program, &dossier, &cohorts, &request);
    if rebuilt.vector != asked.vector {
        let other = rebuilt.vector.readings.iter().zip(&asked.vector.readings);
        let names: Vec<&str> = other
            .filter(|(a, b)| a != b)
            .map(|(a, _)| a.indicator.as_str())
            .collect();
        let why = format!(
            "the evidence now gives other readings of: {}",
            names.join(", ")
        );
        return Err(Error::ReplayDiffers(id.to_owned(), why));
    }
    compare(id, &issued, &rebuilt)
}

fn compare(id: &str, issued: &Issued, subject: &Subject) -> Result<Replayed, Error> {
    let bytes = assess(&issued.program, subject).to_bytes();
    let digest = Digest::of(&bytes);
    if bytes != issued.assessment.as_bytes() || digest != issued.digest {
        let at = bytes
            .iter()
            .zip(issued.assessment.as_bytes())
            .position(|(a, b)| a != b);
        let why = match at {
            Some(at) => format!("byte {at} is the first that differs"),
            None => "one is longer than the other".to_owned(),
        };
        return Err(Error::ReplayDiffers(id.to_owned(), why));
    }
    let assessment = String::from_utf8(bytes).expect("JSON is UTF-8");
    Ok(Replayed {
        assessment,
        digest,
        sequence: issued.sequence,
    })
}
