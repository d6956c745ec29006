//! A model against its challengers, shown on the terminal.

use super::output;
use crate::service::challenged::Challenged;
use crate::validation::contest::{Against, Standing};

/// What the model and each challenger are worth on the rows held out.
pub(super) fn shown(challenged: &Challenged) {
    output::line("\nchallengers 挑战模型 (on rows that none of them had learned from)");
    for note in &challenged.notes {
        output::line(&format!("note 说明: {note}"));
    }
    let Some(contest) = &challenged.contest else {
        let why = challenged.why.as_deref().unwrap_or_default();
        output::line(&format!("not made 未能拟合: {why}"));
        return;
    };
    output::line(&format!(
        "learned from {} rows, judged on {} with {} events; a forest of {} trees of at most {} cuts in a row",
        challenged.learned, contest.rows, contest.events, challenged.trees, challenged.depth
    ));
    let mut rows = vec![cells("model 模型", Some(&contest.model), None, None)];
    for challenger in &contest.challengers {
        let against = challenger.against.as_ref();
        let standing = against.map(|against| &against.standing);
        let name = format!("{} {}", challenger.name.en, challenger.name.zh);
        rows.push(cells(&name, standing, against, challenger.why.as_deref()));
    }
    let header = [
        "model",
        "auc",
        "from",
        "to",
        "brier",
        "difference",
        "from",
        "to",
        "p",
        "note",
    ];
    output::line(&output::table(&header, &rows));
}

fn cells(
    name: &str,
    standing: Option<&Standing>,
    against: Option<&Against>,
    why: Option<&str>,
) -> Vec<String> {
    let number = |value: Option<f64>| value.map(|value| format!("{value:.4}")).unwrap_or_default();
    let auc = standing.and_then(|of| of.auc_interval);
    let difference = against.and_then(|of| of.difference_interval);
    vec![
        name.to_owned(),
        number(standing.map(|of| of.auc)),
        number(auc.map(|of| of[0])),
        number(auc.map(|of| of[1])),
        number(standing.map(|of| of.brier)),
        number(against.map(|of| of.difference)),
        number(difference.map(|of| of[0])),
        number(difference.map(|of| of[1])),
        number(against.and_then(|of| of.p)),
        why.unwrap_or_default().replace('\n', "; "),
    ]
}
