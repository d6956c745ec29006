//! The sentence of an improvement, in the enterprise's own terms: how many more, how much more.

use super::assess::Subject;
use super::improve::Change;
use super::wording;
use crate::scoring::indicator::{Definition, Unit};
use crate::units::{Bilingual, Ratio};

/// Amounts to be added are told in steps of a hundred yuan, rounded up, so that both languages tell
/// the same amount and the amount told suffices.
const STEP_FEN: i128 = 10_000;

/// What must change, and the points that it brings.
pub(super) fn sentence(subject: &Subject, changes: &[Change<'_>], gain: i32) -> Bilingual {
    let mut words = Bilingual::new("", "");
    for (at, change) in changes.iter().enumerate() {
        if at > 0 {
            words.add(",", ", ");
        }
        change_words(&mut words, subject, change);
    }
    let gain = gain.to_string();
    words.add(":+", ": +");
    words.add(&gain, &gain);
    words.add(" 分", " points");
    words
}

fn change_words(words: &mut Bilingual, subject: &Subject, change: &Change<'_>) {
    let definition = change.definition;
    let reading = subject.vector.get_near(change.column, &definition.id);
    let now = reading.and_then(|reading| reading.value.number());
    let Some(now) = now else {
        return stretch(words, change, None);
    };
    let more = if change.upward {
        added(definition.unit, change, now)
    } else {
        None
    };
    match (definition.unit, more) {
        (Unit::Flag, _) => {
            words.add("达到:", "attain: ");
            words.add(&definition.name.zh, &definition.name.en);
        }
        (Unit::Count, Some(more)) => things(words, definition, "", more),
        (Unit::ShareOfHeads, Some(more)) => {
            things(words, definition, "名", more);
            beside(words, change, now);
        }
        (Unit::Amount, Some(more)) => money(words, definition, more),
        (Unit::ShareOfMoney, Some(more)) => {
            money(words, definition, more);
            beside(words, change, now);
        }
        _ => stretch(words, change, Some(now)),
    }
}

/// By how much what is counted must grow, all else as it is: things, people or fen, in whole numbers.
fn added(unit: Unit, change: &Change<'_>, now: Ratio) -> Option<i128> {
    let lacking = match unit {
        Unit::Count | Unit::Amount => change.to.checked_sub(now)?.ceil(),
        // The denominator stands still: `to` × denominator less the numerator.
        Unit::ShareOfMoney | Unit::ShareOfHeads => change
            .to
            .checked_mul(Ratio::from_int(now.den()))?
            .checked_sub(Ratio::from_int(now.num()))?
            .ceil(),
        _ => return None,
    };
    (lacking > 0).then_some(lacking)
}

/// So many more; a Chinese noun that is counted brings its measure word with it, people get theirs.
fn things(words: &mut Bilingual, definition: &Definition, measure: &str, more: i128) {
    let noun = &definition.noun;
    let number = more.to_string();
    for part in ["再增加 ", &number, " ", measure, &noun.zh] {
        words.zh.push_str(part);
    }
    if more == 1 {
        words.en.push_str("one more of ");
    } else {
        words.en.push_str(&number);
        words.en.push_str(" more ");
    }
    words.en.push_str(&noun.en);
}

fn money(words: &mut Bilingual, definition: &Definition, fen: i128) {
    let noun = &definition.noun;
    let steps = (fen - 1).div_euclid(STEP_FEN) + 1;
    words.add(&noun.zh, "");
    words.add("再增加 ", "");
    wording::add_amount(words, Ratio::from_int(steps.saturating_mul(STEP_FEN)));
    words.add("", " more of ");
    words.add("", &noun.en);
}

/// From where to where, in brackets.
fn beside(words: &mut Bilingual, change: &Change<'_>, now: Ratio) {
    words.add("(", " (");
    stretch(words, change, Some(now));
    words.add(")", ")");
}

/// From where to where.
fn stretch(words: &mut Bilingual, change: &Change<'_>, now: Option<Ratio>) {
    let definition = change.definition;
    let sign = match (change.upward, change.edge.above) {
        (true, true) => ">",
        (true, false) => "≥",
        (false, true) => "≤",
        (false, false) => "<",
    };
    words.add(&definition.name.zh, &definition.name.en);
    if let Some(now) = now {
        words.add("由 ", " from ");
        wording::add_number(words, definition, now);
        words.add(" ", "");
    }
    words.add("至 ", " to ");
    words.add(sign, sign);
    words.add(" ", " ");
    wording::add_number(words, definition, change.edge.at);
}
