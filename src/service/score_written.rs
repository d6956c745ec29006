//! A score written down: its id, its event, and the document beside it.

use super::score::{Asked, Assessed, ISSUE, Request, Run, Scored};
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::store::IssuedScore;
use crate::units::Digest;
use serde_json::json;

impl Run {
    /// What is shown of a score, and what is written where it is issued.
    pub(super) fn written(&self, assessed: &Assessed) -> (Scored, Event, IssuedScore) {
        let id = score_id(&assessed.digest, self.ready.head, &self.request);
        let (event, issued) = self.event(&id, assessed);
        let scored = Scored {
            id,
            registered: assessed.registered.clone(),
            assessment: assessed.assessment.clone(),
        };
        (scored, event, issued)
    }

    fn event(&self, id: &str, assessed: &Assessed) -> (Event, IssuedScore) {
        let (assessment, subject) = (&assessed.assessment, &assessed.subject);
        let (text, digest) = (assessed.text.clone(), assessed.digest);
        let mut body = json!({
            "score": id,
            "model": self.ready.program.model.id,
            "model_version": self.ready.program.model.version,
            "model_digest": self.ready.program.digest,
            "evidence_head": self.ready.head,
            "subject": subject,
            "assessment_digest": digest,
            "status": assessment.status,
            "grade": assessment.grade,
            "points": assessment.points,
            "recommended_limit": assessment.recommended_limit,
        });
        if let Some(reader) = &self.request.reader {
            body["reader"] = json!(reader);
        }
        if let Some(approval) = &self.request.approval {
            body["approval"] = json!(approval);
        }
        if let Some(asked) = &self.request.asked {
            body["request"] = json!(asked.digest);
        }
        let event = Event {
            kind: EventKind::ScoreIssued.into(),
            subject: assessment.enterprise.to_string(),
            effective_on: self.request.as_of,
            booked_on: self.request.today,
            recorded_at: self.request.now,
            actor: self.request.actor.clone(),
            key: match &self.request.asked {
                Some(asked) => asked.key.clone(),
                None => IdempotencyKey::new(self.request.actor.as_str(), ISSUE, id),
            },
            body,
        };
        let issued = IssuedScore {
            id: id.to_owned(),
            enterprise: assessment.enterprise.clone(),
            model_digest: self.ready.program.digest,
            as_of: assessment.as_of,
            basis: self.request.basis,
            reader: self.request.reader.as_ref().map(ToString::to_string),
            evidence_head: self.ready.head,
            vector: serde_json::to_string(subject).expect("a subject has text keys and no floats"),
            assessment: text,
            assessment_digest: digest,
        };
        (event, issued)
    }
}

/// The same document on the same evidence head, asked for by the same actor for the same reader, is the same score; what
/// is asked for under another key, or stands by another approval, is another.
fn score_id(digest: &Digest, head: i64, request: &Request) -> String {
    let mut text = format!("zhixin/score/1\n{digest}\n{head}\n{}", request.actor);
    if let Some(reader) = &request.reader {
        text.push_str("\nread by ");
        text.push_str(reader.as_str());
    }
    if let Some(Asked { key, .. }) = &request.asked {
        text.push_str("\nasked for as ");
        text.push_str(&key.key);
    }
    if let Some(approval) = &request.approval {
        text.push_str("\nunder ");
        text.push_str(approval.as_str());
    }
    format!("score-{}", &Digest::of(text.as_bytes()).to_string()[7..31])
}
