//! The document of a score printed straight: the same bytes as those of an [`Assessment`](super::Assessment), for
//! requests that want nothing else. What is the same in all documents of a model is copied.

use super::assess::{Subject, forced_segment};
use super::document::{Assessment, PointsResult};
use super::improve::{self, Rise};
use super::reasons::{self, Told};
use super::step::{Line, Step};
use super::wording;
use crate::scoring::Value;
use crate::scoring::program::{self, Block, Program, Truth, Truths};
use crate::scoring::vector::Witnesses;
use crate::units::Bilingual;
use serde::Serialize;

/// Assesses one enterprise, and adds the document to what there is.
pub fn print(program: &Program, subject: &Subject, out: &mut Vec<u8>) {
    let mut block = Block::default();
    let segment = forced_segment(program, subject);
    let (vector, expert) = (&subject.vector, &subject.expert);
    let (verdict, truths) = program::worked(program, vector, expert, &mut block, segment);
    let step = Step::new(program, subject, &block, &verdict);
    let mut printer = Printer(out);
    printer.head(&step);
    printer.body(&step, &truths);
    let rises = improve::of(program, subject, &verdict, &mut block);
    printer.list("improvements", &rises, |printer, rise| {
        printer.rise(rise, subject);
    });
    printer.plain(",\"conflicts\":");
    printer.json(&subject.conflicts);
    if !subject.expert.is_empty() {
        printer.plain(",\"expert\":");
        printer.json(&subject.expert);
    }
    printer.plain("}");
}

/// Writes JSON in the order in which documents have it.
struct Printer<'o>(&'o mut Vec<u8>);

impl Printer<'_> {
    /// JSON that is written already.
    fn plain(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    fn json(&mut self, of: &(impl Serialize + ?Sized)) {
        serde_json::to_writer(&mut *self.0, of).expect("it has text keys and no floats");
    }

    fn field(&mut self, name: &str, of: &(impl Serialize + ?Sized)) {
        self.plain(",\"");
        self.plain(name);
        self.plain("\":");
        self.json(of);
    }

    /// A text in parts.
    fn text(&mut self, parts: &[&str]) {
        self.plain("\"");
        for part in parts {
            // Counted to the end, which goes many bytes at a time.
            let escaped = |byte: &u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
            let escapes = part.as_bytes().iter().filter(|byte| escaped(byte)).count() > 0;
            if escapes {
                let quoted = serde_json::to_string(part).expect("a text is JSON");
                self.plain(&quoted[1..quoted.len() - 1]);
            } else {
                self.plain(part);
            }
        }
        self.plain("\"");
    }

    /// A list that is a field.
    fn list<T>(&mut self, name: &str, of: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.plain(",\"");
        self.plain(name);
        self.plain("\":[");
        for (at, one) in of.iter().enumerate() {
            if at > 0 {
                self.plain(",");
            }
            each(self, one);
        }
        self.plain("]");
    }

    fn points(&mut self, points: PointsResult) {
        self.plain("{\"low\":");
        self.json(&points.low);
        self.plain(",\"high\":");
        self.json(&points.high);
        self.plain(",\"max\":");
        self.json(&points.max);
        self.plain("}");
    }

    /// Everything before the dimensions.
    fn head(&mut self, step: &Step<'_>) {
        let (subject, verdict) = (step.subject, step.verdict);
        self.plain("{\"schema\":\"");
        self.plain(Assessment::SCHEMA);
        self.plain("\"");
        self.field("enterprise", &subject.enterprise);
        self.plain(",");
        self.plain(&step.plates.model);
        self.field("evidence_digest", &subject.evidence_digest);
        self.field("cohorts_digest", &subject.vector.cohorts);
        self.field("as_of", &subject.as_of);
        self.field("basis", &subject.basis);
        self.field("segment", &step.segment_name());
        self.field("status", &verdict.status);
        self.field("grade", &step.grade());
        self.plain(",\"points\":");
        self.points(PointsResult {
            low: verdict.points.low,
            high: verdict.points.high,
            max: step.program.model.outcome.max,
        });
        self.field("recommended_limit", &verdict.limit);
        self.field("valid_until", &step.valid_until());
        let (probability, absent) = step.probability();
        self.field("probability_of_default", &probability);
        self.field("probability_absent", &absent);
    }

    /// From the dimensions to the reasons.
    fn body(&mut self, step: &Step<'_>, truths: &Truths) {
        let plates = step.plates;
        let mut at = 0;
        self.list("dimensions", &plates.groups, |printer, group| {
            printer.plain(group);
            printer.points(step.group_points(at));
            printer.plain("}");
            at += 1;
        });
        let lines = step.lines();
        let mut shown = Bilingual::new("", "");
        self.list("indicators", &lines, |printer, line| {
            printer.line(step, line, &mut shown);
        });
        let conditions = step.program.model.conditions.iter();
        let conditions = plates
            .conditions
            .iter()
            .zip(conditions.zip(&truths.conditions));
        let conditions: Vec<_> = conditions.collect();
        self.list(
            "conditions",
            &conditions,
            |printer, (plate, (condition, truth))| {
                printer.plain(plate);
                printer.text(&[reasons::of_condition(**truth)]);
                printer.field("expert", &condition.any.is_empty());
                printer.plain("}");
            },
        );
        let vetoes = plates.vetoes.iter().zip(&truths.vetoes);
        let vetoes = vetoes.filter(|(_, truth)| **truth != program::NO);
        let vetoes: Vec<(&String, &Truth)> = vetoes.collect();
        self.list("vetoes", &vetoes, |printer, (plate, truth)| {
            printer.plain(plate);
            printer.text(&[reasons::of_veto(**truth)]);
            printer.plain("}");
        });
        self.plain(",\"reasons\":[");
        let mut told = Reasons {
            printer: self,
            any: false,
        };
        reasons::tell(step, &lines, truths, &mut told);
        self.plain("]");
    }

    fn line(&mut self, step: &Step<'_>, line: &Line<'_>, shown: &mut Bilingual) {
        let plates = &step.plates.tables[line.at];
        self.plain(&plates.head);
        for (at, column) in plates.reads.iter().enumerate() {
            if at > 0 {
                self.plain(",");
            }
            let (value, evidence) = step.read(*column);
            shown.clear();
            wording::add_value(shown, step.definition(*column), value);
            self.plain(&step.plates.indicators[*column]);
            self.value(value);
            self.plain(",\"shown\":{\"zh\":");
            self.text(&[&shown.zh]);
            self.plain(",\"en\":");
            self.text(&[&shown.en]);
            match evidence {
                Some(evidence) if **evidence != Witnesses::default() => {
                    self.plain("}");
                    self.field("evidence", evidence);
                }
                _ => self.plain("},\"evidence\":{\"facts\":0,\"shown\":[]}"),
            }
            self.plain("}");
        }
        self.plain("],\"band\":");
        self.plain(&plates.bands[line.slot]);
        self.plain(",\"points\":");
        self.points(line.points);
        self.field("expert", &line.expert);
        self.plain("}");
    }

    fn value(&mut self, value: &Value) {
        let narrow = value.number().and_then(|number| {
            let num = i64::try_from(number.num()).ok()?;
            Some((num, i64::try_from(number.den()).ok()?))
        });
        let Some((num, den)) = narrow else {
            return self.json(value);
        };
        self.plain("{\"number\":\"");
        self.json(&num);
        if den != 1 {
            self.plain("/");
            self.json(&den);
        }
        self.plain("\"}");
    }

    fn rise(&mut self, rise: &Rise<'_>, subject: &Subject) {
        let Bilingual { zh, en } = rise.sentence(subject);
        self.plain("{\"table\":");
        self.text(&[rise.table()]);
        self.field("gain", &rise.gain);
        self.field("grade", &rise.grade);
        self.plain(",\"zh\":");
        self.text(&[&zh]);
        self.plain(",\"en\":");
        self.text(&[&en]);
        self.plain("}");
    }
}

/// Reasons on their way into a document.
struct Reasons<'p, 'o> {
    printer: &'p mut Printer<'o>,
    any: bool,
}

impl Told for Reasons<'_, '_> {
    fn reason(&mut self, code: &[&str], points_short: Option<i32>, zh: &[&str], en: &[&str]) {
        let printer = &mut *self.printer;
        printer.plain(if self.any {
            ",{\"code\":"
        } else {
            "{\"code\":"
        });
        self.any = true;
        printer.text(code);
        printer.field("points_short", &points_short);
        printer.plain(",\"zh\":");
        printer.text(zh);
        printer.plain(",\"en\":");
        printer.text(en);
        printer.plain("}");
    }
}
