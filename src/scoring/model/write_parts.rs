//! Writing the parts that several places of a model file share: texts, intervals, points and tests.

use super::{Edge, Interval, Points, PointsBySegment, Test, Tested};
use crate::units::{Bilingual, Origin};
use std::fmt::{Display, Write};

/// The lines of a file so far.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Begins a table.
    pub(super) fn section(&mut self, head: &str) {
        let _ = writeln!(self.0, "\n{head}");
    }

    /// A key and its value.
    pub(super) fn pair(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    /// A key and its value, where there is one.
    pub(super) fn maybe(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.pair(key, &value.to_string());
        }
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// A text between quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

pub(super) fn bilingual(text: &Bilingual) -> String {
    format!("{{ zh = {}, en = {} }}", quoted(&text.zh), quoted(&text.en))
}

pub(super) fn words(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("[{}]", words.join(", "))
}

/// One item a line.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    let mut lines = String::new();
    for item in items {
        let _ = writeln!(lines, "  {item},");
    }
    if lines.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n{lines}]")
}

pub(super) fn origin(origin: &Origin, out: &mut Lines) {
    out.pair("mark", &quoted(origin.mark.word()));
    out.pair("source", &quoted(&origin.source));
}

/// The key of an edge by its side, and its number with every digit.
pub(super) fn edge_key<'k>(edge: Edge, above: &'k str, from: &'k str) -> (&'k str, String) {
    let key = if edge.above { above } else { from };
    (key, quoted(&edge.at.exact()))
}

/// The ends that an interval has.
pub(super) fn interval(interval: &Interval) -> Vec<String> {
    let low = interval.low.map(|edge| edge_key(edge, "above", "from"));
    let high = interval.high.map(|edge| edge_key(edge, "up_to", "below"));
    let ends = low.into_iter().chain(high);
    ends.map(|(key, at)| format!("{key} = {at}")).collect()
}

pub(super) fn points(points: &PointsBySegment) -> String {
    match points {
        PointsBySegment::All(points) => one(*points),
        PointsBySegment::Each(map) => {
            let each = map.iter();
            let each = each.map(|(id, points)| format!("{} = {}", quoted(id), one(*points)));
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
    }
}

fn one(points: Points) -> String {
    if points.low == points.high {
        points.low.to_string()
    } else {
        format!("[{}, {}]", points.low, points.high)
    }
}

pub(super) fn tests(tests: &[Test]) -> String {
    let each: Vec<String> = tests.iter().map(test).collect();
    format!("[{}]", each.join(", "))
}

fn test(test: &Test) -> String {
    let mut parts = vec![match &test.tested {
        Tested::Indicator(id) => format!("indicator = {}", quoted(id.as_str())),
        Tested::Group(id) => format!("group = {}", quoted(id)),
        Tested::Total => "total = true".to_owned(),
    }];
    parts.extend(interval(&test.interval));
    if !test.words.is_empty() {
        parts.push(format!("one_of = {}", words(&test.words)));
    }
    if let Some(absent) = test.absent {
        parts.push(format!("absent = {}", quoted(absent.word())));
    }
    format!("{{ {} }}", parts.join(", "))
}

#[cfg(test)]
mod tests_of_files {
    use crate::scoring::Model;

    /// Every shipped model, written and read back, means the same.
    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models/evaluation");
        let mut count = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let model = Model::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let text = model.to_text();
            let again = Model::parse(&text).unwrap_or_else(|e| panic!("{path:?}: {e}\n{text}"));
            assert_eq!(again, model, "{path:?}");
            assert_eq!(again.digest(), model.digest());
            assert_eq!(again.to_text(), text);
            count += 1;
        }
        assert!(count >= 8, "{count}");
    }

    const GIVEN: &str = r#"
id = "given"
version = 2
kind = "ranking"
name = { zh = "名", en = "a \"name\" \\ and\tmore" }
about = { zh = "说明", en = "about" }
mark = "ours"
source = "a test"

[revision]
of = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
reason = "a band that nobody could explain"

[[inputs]]
indicator = "given.age@1"
column = "Age, years"
name = { zh = "年龄", en = "age" }
kind = "number"
missing = ["NA"]

[[inputs]]
indicator = "given.home@1"
column = "Home"
name = { zh = "住房", en = "home" }
kind = "category"
words = ["rent", "own", "自有"]

[[groups]]
id = "g"
name = { zh = "组", en = "group" }

[[tables]]
id = "age"
group = "g"
name = { zh = "年龄", en = "age" }
indicator = "given.age@1"
direction = "up"
max = 9
bands = [{ below = "25.00000000000001", points = 1 }, { from = "25.00000000000001", points = 9 }]
codes = [{ is = "-999", points = 4 }, { is = "-0.5", points = 5 }]
unknown = 3

[[tables]]
id = "home"
group = "g"
name = { zh = "住房", en = "home" }
max = 6
rows = [
  { name = { zh = "不适用", en = "not applicable" }, when = [{ indicator = "given.home@1", absent = "not_applicable" }], points = 3 },
  { name = { zh = "自有", en = "own" }, when = [{ indicator = "given.home@1", one_of = ["own", "自有"] }], points = 6 },
  { name = { zh = "未见过", en = "never seen" }, points = 2 },
]
unknown = 1

[outcome]
max = 15
"#;

    #[test]
    fn a_model_of_given_figures_reads_back_and_its_mistakes_are_told() {
        let model = Model::parse(GIVEN).unwrap();
        assert_eq!(Model::parse(&model.to_text()).unwrap(), model);
        let wrong = GIVEN
            .replace("given.age@1", "ip.age@1")
            .replace("\"-0.5\"", "-999.0")
            .replace("[\"own\", \"自有\"]", "[\"owned\"]")
            .replace("kind = \"number\"", "kind = \"number\"\nwords = [\"a\"]")
            .replace("a band that nobody could explain", " ");
        insta::assert_snapshot!(Model::parse(&wrong).unwrap_err(), @"
        line 12: revision.reason: a change needs its reason [revision.reason]
        line 14: inputs.indicator: `ip.age@1` is no name of an input; it begins with `given.` [input.name]
        line 14: inputs.words: a category lists its known words; a number has none [input.words]
        line 33: age: the special code -999 is given twice [codes.twice]
        line 44: tables.rows.when: `owned` is none of the words of `given.home@1` [input.word]
        ");
        let absent = GIVEN
            .replace("\"not_applicable\"", "\"perhaps\"")
            .replace("one_of =", "absent = \"unknown\", one_of =");
        insta::assert_snapshot!(Model::parse(&absent).unwrap_err(), @"
        line 49: tables[2].rows[1].when[1].absent: `perhaps` is none of: unknown, not_applicable, not_computable [form.word]
        line 50: tables[2].rows[2].when[1].absent: absent asks of an indicator why it has no value, and stands alone: what has none is neither a number nor a word [test.absent]
        ");
    }
}
