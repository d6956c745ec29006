//! The shipped models and the checks that every model file goes through.

use toml::Value;
use zhixin::scoring::Model;
use zhixin::service::catalog;

/// The texts of all shipped models.
fn texts() -> impl Iterator<Item = (&'static str, String)> {
    catalog::shipped().map(|id| (id, catalog::find(id).unwrap().text))
}

#[test]
fn every_shipped_model_is_right_and_ready_to_run() {
    for (id, text) in texts() {
        let model = Model::parse(&text).unwrap_or_else(|problems| panic!("{id}:\n{problems}"));
        assert_eq!(model.id, id);
        assert_eq!(model.unknown_figures(), Vec::<String>::new(), "{id}");
        assert!(catalog::find(id).unwrap().program().is_ok(), "{id}");
    }
}

#[test]
fn what_is_not_a_rule_is_never_marked_as_one() {
    use zhixin::scoring::model::Mark;
    for (id, text) in texts() {
        let model = Model::parse(&text).unwrap();
        let published = ["hnte-2016", "technology-sme-2017", "innovative-sme"].contains(&id);
        assert_eq!(model.origin.mark == Mark::Rule, published, "{id}");
        if published {
            continue;
        }
        let says_so = (model.about.zh.contains("并非官方")
            && model.about.en.contains("not official"))
            || id == "listed-firms";
        assert!(says_so, "{id} must say that its figures are not official");
        assert!(
            model
                .tables
                .iter()
                .all(|table| table.origin.mark != Mark::Rule),
            "{id}"
        );
    }
}

#[test]
fn layout_and_comments_leave_the_digest_alone() {
    for (id, text) in texts() {
        let digest = Model::parse(&text).unwrap().digest();
        let value: Value = toml::from_str(&text).unwrap();
        let rewritten = toml::to_string(&value).unwrap();
        assert_ne!(rewritten, text);
        assert_eq!(
            Model::parse(&rewritten).unwrap().digest(),
            digest,
            "{id} rewritten"
        );
        let commented = text.replace('\n', "  # a remark\n\n");
        assert_eq!(
            Model::parse(&commented).unwrap().digest(),
            digest,
            "{id} commented"
        );
        let zeros = text.replace("\"0.1\"", "\"0.100\"");
        assert_eq!(
            Model::parse(&zeros).unwrap().digest(),
            digest,
            "{id} with more zeros"
        );
    }
}

/// Every figure of a file, each raised by a little in a copy of its own.
fn changed(value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(number) => vec![Value::Integer(number + 1)],
        Value::String(text) if text.parse::<f64>().is_ok() => {
            vec![Value::String(format!("1{text}"))]
        }
        Value::Array(items) => {
            let each = items.iter().enumerate().flat_map(|(at, item)| {
                changed(item).into_iter().map(move |new| {
                    let mut copy = items.clone();
                    copy[at] = new;
                    Value::Array(copy)
                })
            });
            each.collect()
        }
        Value::Table(entries) => {
            let each = entries.iter().flat_map(|(key, item)| {
                changed(item).into_iter().map(move |new| {
                    let mut copy = entries.clone();
                    copy.insert(key.clone(), new);
                    Value::Table(copy)
                })
            });
            each.collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn each_changed_figure_is_refused_or_changes_the_digest() {
    let (mut refused, mut accepted) = (0, 0);
    for (id, text) in texts() {
        let digest = Model::parse(&text).unwrap().digest();
        for copy in changed(&toml::from_str(&text).unwrap()) {
            match Model::parse(&toml::to_string(&copy).unwrap()) {
                Ok(model) => {
                    assert_ne!(model.digest(), digest, "{id}: {:?}", model.outcome);
                    accepted += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(
        refused > 500 && accepted > 50,
        "{refused} refused, {accepted} accepted"
    );
}

const TEN_MISTAKES: &str = r#"id = "wrong"
version = 1
kind = "recognition"
name = { zh = "错", en = "wrong" }
about = { zh = "十处错误", en = "" }
mark = "ours"
source = "a test"

[[groups]]
id = "ip"
name = { zh = "知识产权", en = "intellectual property" }

[[tables]]
id = "gap"
group = "ip"
name = { zh = "缺口", en = "gap" }
indicator = "ip.class_two@1"
direction = "up"
max = 4
bands = [
  { below = 1, points = 0 },
  { from = 2, points = 4 },
]

[[tables]]
id = "overlap"
group = "ip"
name = { zh = "重叠" }
indicator = "rnd.intensity@1"
direction = "up"
max = 4
bands = [
  { up_to = "0.05", points = 0 },
  { from = "0.05", points = 4 },
]

[[tables]]
id = "order"
group = "ip"
name = { zh = "方向", en = "order" }
indicator = "fin.debt_ratio@1"
direction = "up"
max = 4
bands = [
  { below = "0.5", points = 4 },
  { from = "0.5", points = 2 },
]

[[tables]]
id = "version"
group = "ip"
name = { zh = "版本", en = "version" }
indicator = "ip.standards@9"
direction = "up"
max = 1
bands = [{ below = 1, points = 0 }, { from = 1, points = 2 }]

[[tables]]
id = "gap"
group = "people"
name = { zh = "两次", en = "twice" }
indicator = "talent.genius@1"
direction = "up"
max = 0
bands = [{ points = 0 }]

[outcome]
max = 13
pass_from = 60
"#;

#[test]
fn ten_mistakes_are_ten_problems_each_with_its_line() {
    let problems = Model::parse(TEN_MISTAKES).unwrap_err();
    assert_eq!(problems.0.len(), 10);
    insta::assert_snapshot!(problems.to_string(), @"
    line 5: about: the text in `en` is empty [text.both_languages]
    line 22: gap: a gap: no band holds what is ≥ 1 and not ≥ 2 [bands.gap]
    line 28: tables[2].name.en: this key is required [form.missing]
    line 34: overlap: an overlap: two bands hold what is ≥ 0.05 and not > 0.05 [bands.overlap]
    line 46: order: points run against the declared direction: 2 after 4 [bands.direction]
    line 49: version: max is 1, and the most that can be earned is 2 [points.max]
    line 49: tables.indicator: there is no indicator `ip.standards@9`; its version is `ip.standards@1` [indicator.unknown]
    line 58: tables: the id `gap` is used twice [id.twice]
    line 58: tables.group: there is no group `people` [group.unknown]
    line 58: tables.indicator: there is no indicator `talent.genius@1` [indicator.unknown]
    ");
    assert!(problems.0.iter().all(|problem| problem.line.is_some()));
}

#[test]
fn an_unknown_limit_is_read_and_refuses_to_run() {
    let text = catalog::find("cq-knowledge-value-2017").unwrap().text;
    let text = text.replace("limit = \"1200000.00\"", "limit = \"unknown\"");
    let loaded = catalog::read(text, "a test".to_owned()).unwrap();
    let refusal = loaded.program().unwrap_err().to_string();
    insta::assert_snapshot!(refusal, @"model `cq-knowledge-value-2017` will not run, since these figures are unknown: outcome.grades: the limit of grade C");
}

#[test]
fn a_cap_that_caps_nothing_and_a_grade_given_twice_are_told() {
    let text = catalog::find("cq-knowledge-value-2017").unwrap().text;
    let text = text.replacen("cap = 50", "cap = 60", 1);
    let text = text.replace("grade = \"D\"", "grade = \"C\"");
    let problems = Model::parse(&text).unwrap_err();
    insta::assert_snapshot!(problems.to_string(), @"
    line 12: ip: the cap is 60, and the most that its tables give is 52 [cap.idle]
    line 404: outcome.max: max is 130, and the most that can be earned is 132 [outcome.max]
    line 404: outcome.grades: the grade C is given twice [grades.twice]
    ");
}
