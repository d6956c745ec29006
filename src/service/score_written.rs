//! A score written down: its id, its event, and the document beside it.

use super::assessed::Assessed;
use super::score::{Asked, ISSUE, Request, Run, Scored, Used};
use crate::journal::{Event, EventKind, IdempotencyKey, WrittenEvent, canonical_digest_with};
use crate::store::IssuedScore;
use crate::units::Digest;
use serde_json::{Map, Value, json};

/// Where the event of a score says what it was made from.
const SUBJECT: &str = "subject";

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

    /// The id of a score, and what is written where it is issued, of which the subject was written once for all scores of
    /// this assessment.
    pub(super) fn issued(&self, assessed: &Assessed) -> (String, WrittenEvent, IssuedScore) {
        let id = score_id(&assessed.digest, self.ready.head, &self.request);
        let (mut before, after) = self.said(&id, assessed);
        let subject = assessed.subject_written();
        let (opened, closed) = (json_of(&before), json_of(&after));
        let body = format!(
            "{},\"{SUBJECT}\":{},{}",
            &opened[..opened.len() - 1],
            subject.text,
            &closed[1..]
        );
        before.extend(after);
        let digest = canonical_digest_with(&before, SUBJECT, &subject.bytes);
        let event = WrittenEvent {
            event: self.about(&id, assessed),
            body,
            digest: digest.expect("what is said of a score has no fractions"),
        };
        let issued = self.kept(&id, assessed);
        (id, event, issued)
    }

    fn event(&self, id: &str, assessed: &Assessed) -> (Event, IssuedScore) {
        let (mut body, after) = self.said(id, assessed);
        body.insert(SUBJECT.to_owned(), json!(assessed.subject));
        body.extend(after);
        let event = Event {
            body: Value::Object(body),
            ..self.about(id, assessed)
        };
        (event, self.kept(id, assessed))
    }

    /// What the event says before the subject, and after it.
    fn said(&self, id: &str, assessed: &Assessed) -> (Map<String, Value>, Map<String, Value>) {
        let assessment = &assessed.assessment;
        let before = json!({
            "score": id,
            "model": self.ready.program.model.id,
            "model_version": self.ready.program.model.version,
            "model_digest": self.ready.program.digest,
            "evidence_head": self.ready.head,
        });
        let mut after = json!({
            "assessment_digest": assessed.digest,
            "status": assessment.status,
            "grade": assessment.grade,
            "points": assessment.points,
            "recommended_limit": assessment.recommended_limit,
        });
        if let Some(reader) = &self.request.reader {
            after["reader"] = json!(reader);
        }
        if let Some(approval) = &self.request.approval {
            after["approval"] = json!(approval);
        }
        if self.request.used != Used::default() {
            after["used"] = json!(self.request.used);
        }
        if let Some(asked) = &self.request.asked {
            after["request"] = json!(asked.digest);
        }
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => (before, after),
            _ => unreachable!("both were made as objects"),
        }
    }

    /// The event without its body.
    fn about(&self, id: &str, assessed: &Assessed) -> Event {
        Event {
            kind: EventKind::ScoreIssued.into(),
            subject: assessed.assessment.enterprise.to_string(),
            effective_on: self.request.as_of,
            booked_on: self.request.today,
            recorded_at: self.request.now,
            actor: self.request.actor.clone(),
            key: match &self.request.asked {
                Some(asked) => asked.key.clone(),
                None => IdempotencyKey::new(self.request.actor.as_str(), ISSUE, id),
            },
            body: Value::Null,
        }
    }

    fn kept(&self, id: &str, assessed: &Assessed) -> IssuedScore {
        let assessment = &assessed.assessment;
        IssuedScore {
            id: id.to_owned(),
            enterprise: assessment.enterprise.clone(),
            model_digest: self.ready.program.digest,
            as_of: assessment.as_of,
            basis: self.request.basis,
            reader: self.request.reader.as_ref().map(ToString::to_string),
            evidence_head: self.ready.head,
            // Its event has it.
            vector: String::new(),
            assessment: assessed.text.clone(),
            assessment_digest: assessed.digest,
        }
    }
}

fn json_of(map: &Map<String, Value>) -> String {
    serde_json::to_string(map).expect("a map of values is JSON")
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
        if key.operation != ISSUE {
            // A line of a batch has a name that a client could give to a score of its own.
            text.push_str("\nby ");
            text.push_str(&key.operation);
        }
    }
    if let Some(approval) = &request.approval {
        text.push_str("\nunder ");
        text.push_str(approval.as_str());
    }
    format!("score-{}", &Digest::of(text.as_bytes()).to_string()[7..31])
}
