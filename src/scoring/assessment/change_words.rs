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
    let parts: Vec<Bilingual> = changes
        .iter()
        .map(|change| change_words(subject, change))
        .collect();
    let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    Bilingual::new(
        format!("{}:+{gain} 分", zh.join(",")),
        format!("{}: +{gain} points", en.join(", ")),
    )
}

fn change_words(subject: &Subject, change: &Change<'_>) -> Bilingual {
    let definition = change.definition;
    let reading = subject.vector.get(change.indicator);
    let now = reading.and_then(|reading| reading.value.number());
    let Some(now) = now else {
        return stretch(definition, change, None);
    };
    let more = if change.upward {
        added(definition.unit, change, now)
    } else {
        None
    };
    match (definition.unit, more) {
        (Unit::Flag, _) => {
            let name = &definition.name;
            Bilingual::new(format!("达到:{}", name.zh), format!("attain: {}", name.en))
        }
        (Unit::Count, Some(more)) => things(definition, "", more),
        (Unit::ShareOfHeads, Some(more)) => beside(
            &things(definition, "名", more),
            &stretch(definition, change, Some(now)),
        ),
        (Unit::Amount, Some(more)) => money(definition, more),
        (Unit::ShareOfMoney, Some(more)) => beside(
            &money(definition, more),
            &stretch(definition, change, Some(now)),
        ),
        _ => stretch(definition, change, Some(now)),
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
fn things(definition: &Definition, measure: &str, more: i128) -> Bilingual {
    let noun = &definition.noun;
    let en = if more == 1 {
        format!("one more of {}", noun.en)
    } else {
        format!("{more} more {}", noun.en)
    };
    Bilingual::new(format!("再增加 {more} {measure}{}", noun.zh), en)
}

fn money(definition: &Definition, fen: i128) -> Bilingual {
    let noun = &definition.noun;
    let steps = (fen - 1).div_euclid(STEP_FEN) + 1;
    let more = wording::amount(Ratio::from_int(steps.saturating_mul(STEP_FEN)));
    Bilingual::new(
        format!("{}再增加 {}", noun.zh, more.zh),
        format!("{} more of {}", more.en, noun.en),
    )
}

fn beside(what: &Bilingual, stretch: &Bilingual) -> Bilingual {
    Bilingual::new(
        format!("{}({})", what.zh, stretch.zh),
        format!("{} ({})", what.en, stretch.en),
    )
}

/// From where to where.
fn stretch(definition: &Definition, change: &Change<'_>, now: Option<Ratio>) -> Bilingual {
    let name = &definition.name;
    let to = wording::number_of(definition, change.edge.at);
    let sign = match (change.upward, change.edge.above) {
        (true, true) => ">",
        (true, false) => "≥",
        (false, true) => "≤",
        (false, false) => "<",
    };
    let from = now.map(|now| wording::number_of(definition, now));
    let (from_zh, from_en) = from.map_or_else(Default::default, |from| {
        (format!("由 {} ", from.zh), format!(" from {}", from.en))
    });
    Bilingual::new(
        format!("{}{from_zh}至 {sign} {}", name.zh, to.zh),
        format!("{}{from_en} to {sign} {}", name.en, to.en),
    )
}
