//! A subject assessed: the document, and what every event of it has in common, each written once.

use super::score::Registered;
use crate::journal::canonical_bytes;
use crate::scoring::{Assessment, Subject};
use crate::units::Digest;
use std::sync::OnceLock;

/// A subject assessed, before it is issued.
#[derive(Debug)]
pub(super) struct Assessed {
    pub(super) assessment: Assessment,
    /// The document as it is written.
    pub(super) text: String,
    pub(super) digest: Digest,
    pub(super) subject: Subject,
    pub(super) registered: Registered,
    /// The subject as every event writes it, once one does.
    written: OnceLock<SubjectWritten>,
}

/// A subject as it is written into events.
#[derive(Debug)]
pub(super) struct SubjectWritten {
    /// Its JSON.
    pub(super) text: String,
    /// Its canonical bytes.
    pub(super) bytes: Vec<u8>,
}

impl Assessed {
    pub(super) fn of(assessment: Assessment, subject: Subject, registered: Registered) -> Self {
        let text = String::from_utf8(assessment.to_bytes()).expect("JSON is UTF-8");
        Self {
            digest: Digest::of(text.as_bytes()),
            assessment,
            text,
            subject,
            registered,
            written: OnceLock::new(),
        }
    }

    /// The subject as it is written into events.
    pub(super) fn subject_written(&self) -> &SubjectWritten {
        self.written.get_or_init(|| {
            let plain = "a subject has text keys and no floats";
            let value = serde_json::to_value(&self.subject).expect(plain);
            SubjectWritten {
                text: value.to_string(),
                bytes: canonical_bytes(&value).expect(plain),
            }
        })
    }
}
