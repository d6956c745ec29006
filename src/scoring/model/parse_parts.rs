//! Reading the parts that several places of a model file share: intervals, points and tests.

use super::parse::{each, indicator};
use super::rules::{Absent, Test, Tested};
use super::{Edge, Interval, Points, PointsBySegment};
use crate::units::Ratio;
use crate::units::form::{Node, Table as FormTable};
use std::collections::BTreeMap;

/// `from`/`above` below and `below`/`up_to` above; an absent edge is open.
pub(super) fn interval(table: &FormTable<'_>) -> Option<Interval> {
    let end = |closed: &'static str, open: &'static str, closed_above: bool| {
        let (closed_at, open_at) = (table.opt_decimal(closed), table.opt_decimal(open));
        match (closed_at, open_at) {
            (Some(_), Some(_)) => {
                table.problem(
                    closed,
                    "interval.twice",
                    format!("give `{closed}` or `{open}`, not both"),
                );
                None
            }
            (Some(at), None) => Some(Some(Edge {
                at,
                above: closed_above,
            })),
            (None, Some(at)) => Some(Some(Edge {
                at,
                above: !closed_above,
            })),
            (None, None) => Some(None),
        }
    };
    let low = end("from", "above", false);
    let high = end("up_to", "below", true);
    let (low, high) = (low?, high?);
    if let (Some(low), Some(high)) = (low, high)
        && low >= high
    {
        table.problem(
            "from",
            "interval.empty",
            "no number lies between these two ends",
        );
        return None;
    }
    Some(Interval { low, high })
}

/// Points: `6`, `[5, 6]`, or a table of those by segment.
pub(super) fn points(
    table: &FormTable<'_>,
    key: &'static str,
    required: bool,
) -> Option<PointsBySegment> {
    let Some(node) = table.node(key) else {
        if required {
            table.problem(key, "form.missing", "this key is required");
        }
        return None;
    };
    if let Some(points) = one_points(node) {
        return Some(PointsBySegment::All(points));
    }
    if let Some(by_segment) = node.table(table.path(key)) {
        let map: Option<BTreeMap<String, Points>> = by_segment
            .entries()
            .into_iter()
            .map(|(segment, node)| Some((segment, one_points(node)?)))
            .collect();
        if let Some(map) = map {
            return Some(PointsBySegment::Each(map));
        }
    }
    table.problem(
        key,
        "points.shape",
        format!(
            "points are a whole number, [low, high], or one of these by segment; found {}",
            node.shown()
        ),
    );
    None
}

pub(super) fn points_or_zero(table: &FormTable<'_>, key: &'static str) -> Option<PointsBySegment> {
    if table.node(key).is_none() {
        return Some(PointsBySegment::All(Points::default()));
    }
    points(table, key, true)
}

fn one_points(node: Node<'_>) -> Option<Points> {
    let small = |node: Node<'_>| {
        node.integer()
            .and_then(|n| i32::try_from(n).ok())
            .filter(|n| n.abs() <= 1_000_000)
    };
    if let Some(points) = small(node) {
        return Some(Points::exactly(points));
    }
    match node.list()?.as_slice() {
        [low, high] => Some(Points {
            low: small(*low)?,
            high: small(*high)?,
        }),
        _ => None,
    }
}

/// A list of tests, all of which must hold.
pub(super) fn tests(table: &FormTable<'_>, key: &'static str) -> Option<Vec<Test>> {
    each(table, key, &mut Vec::new(), test)
}

pub(super) fn test(table: &FormTable<'_>) -> Option<Test> {
    let named = table.node("indicator").is_some();
    let group = table.opt_text("group");
    let total = table.flag("total");
    let tested = match (named, group, total) {
        (true, None, false) => Tested::Indicator(indicator(table, "indicator")?),
        (false, Some(group), false) => Tested::Group(group),
        (false, None, true) => Tested::Total,
        _ => {
            table.problem(
                "indicator",
                "test.subject",
                "a test names an indicator, a group, or total = true; one of them",
            );
            return None;
        }
    };
    let mut words = table.texts("one_of");
    words.extend(table.opt_text("is"));
    if table.node("absent").is_some() {
        return absent(table, tested, &words);
    }
    if let Some(yes) = table.node("yes").map(|_| table.flag("yes")) {
        let number = Ratio::from_int(i128::from(yes));
        let interval = Interval {
            low: Some(Edge {
                at: number,
                above: false,
            }),
            high: Some(Edge {
                at: number,
                above: true,
            }),
        };
        return Some(Test {
            tested,
            interval,
            words,
            absent: None,
        });
    }
    let interval = interval(table)?;
    if words.is_empty() && interval == Interval::default() {
        table.problem(
            "indicator",
            "test.empty",
            "a test needs from, above, below, up_to, is, one_of, yes or absent",
        );
        return None;
    }
    Some(Test {
        tested,
        interval,
        words,
        absent: None,
    })
}

/// A test of why an indicator has no value.
fn absent(table: &FormTable<'_>, tested: Tested, words: &[String]) -> Option<Test> {
    let absent = table.word("absent", &Absent::WORDS);
    let asks_more =
        !words.is_empty() || table.node("yes").is_some() || interval(table)? != Interval::default();
    if asks_more || !matches!(tested, Tested::Indicator(_)) {
        let message = "absent asks of an indicator why it has no value, and stands alone: what has none is neither a number nor a word";
        table.problem("absent", "test.absent", message);
        return None;
    }
    Some(Test {
        tested,
        interval: Interval::default(),
        words: Vec::new(),
        absent: Some(absent?),
    })
}
