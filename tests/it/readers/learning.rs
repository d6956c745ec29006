//! Readers of what models are learned from, tried on, and written in: specs, tables, models, sheets of experts.

use super::text;
use std::io::Write;
use std::sync::{Arc, LazyLock};
use tempfile::NamedTempFile;
use zhixin::fitting::Spec;
use zhixin::scoring::Model;
use zhixin::service::fit::gather;
use zhixin::service::tables::TableFile;
use zhixin::service::validation::{Ask, Group, validate};
use zhixin::service::{catalog, experts as sheets};
use zhixin::validation::document::Settings;

/// Evaluation models.
pub(super) fn models(bytes: &[u8]) {
    let _ = Model::parse(&text(bytes));
}

/// What is to be learned, and how.
pub(super) fn specs(bytes: &[u8]) {
    let _ = Spec::parse(&text(bytes));
}

/// Points and findings of experts.
pub(super) fn experts(bytes: &[u8]) {
    static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| {
        let found = catalog::find("hnte-2016");
        found.expect("a model that is shipped").model
    });
    let _ = sheets::parse(&text(bytes), &MODEL);
}

/// A file, which tables are read from.
fn filed(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file can be made");
    file.write_all(bytes).expect("it can be written");
    file
}

/// Every row of CSV, ARFF and Parquet.
pub(super) fn tables(bytes: &[u8]) {
    let file = filed(bytes);
    if let Ok(table) = TableFile::open(file.path()) {
        let mut rows = 0;
        let _ = table.read(|chunk| {
            rows += chunk.rows;
            for cells in &chunk.columns {
                (0..chunk.rows).for_each(|row| drop(cells.text(row)));
            }
        });
    }
}

const SPEC: &str = r#"
id = "made-up"
name = { zh = "示例", en = "made up" }
about = { zh = "示例", en = "made up" }
[target]
column = "outcome"
event = ["bad"]
definition = "made up"
horizon_months = 12
[population]
name = "made-up firms"
rate = "as_sampled"
[columns]
weight = "weight"
missing = ["NA"]
special = [-999]
"#;

/// Tables as samples to learn from.
pub(super) fn learning(bytes: &[u8]) {
    static READ: LazyLock<Spec> = LazyLock::new(|| Spec::parse(SPEC).expect("a spec"));
    let file = filed(bytes);
    let _ = gather(file.path(), None, &READ);
}

/// Tables that a model is tried on.
pub(super) fn validation(bytes: &[u8]) {
    static MODEL: LazyLock<NamedTempFile> =
        LazyLock::new(|| filed(include_bytes!("../validate/model.toml")));
    let file = filed(bytes);
    let named = |name: &str| Some(name.to_owned());
    let ask = Ask {
        model: MODEL.path().display().to_string(),
        data: file.path().to_owned(),
        outcome: "outcome".to_owned(),
        event: "bad".to_owned(),
        weight: named("weight"),
        enterprise: named("firm"),
        date: named("day"),
        groups: Group::parse("district").into_iter().collect(),
        cohorts: vec!["district".to_owned()],
        final_grade: named("final"),
        challenger: None,
        refit: None,
        settings: Settings {
            replicates: 0,
            folds: 2,
            ..Settings::default()
        },
    };
    let _ = validate(&ask);
}
