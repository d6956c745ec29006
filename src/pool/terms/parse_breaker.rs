//! Reading circuit breakers, and whether their levels and measures make sense.

use super::Figure;
use super::breaker::{
    Breaker, BreakerScope, Effect, Level, Measure, Resume, ResumeBy, Trips, Window,
};
use super::parse::Named;
use super::section::Section;
use crate::units::names::ItemId;

pub(super) fn breaker(section: &Section<'_>, named: &Named) -> Option<Breaker> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let scope = section.word("scope", BreakerScope::WORDS);
    let numerator = section.words("numerator", Measure::WORDS);
    let denominator = section.word("denominator", Measure::WORDS);
    let window = section.part("window", window);
    let minimum_book = section.opt_amount("minimum_book");
    let minimum_loans = section.opt_count("minimum_loans");
    let trips = section.word_or("trips", Trips::WORDS, Trips::AtOrAbove);
    let levels = section.each("levels", level);
    let resume = section.part("resume", resume);
    if let (Some(scope), Some(denominator)) = (scope, denominator) {
        check_measures(section, scope, &numerator, denominator, named);
    }
    if let Some(trips) = trips {
        check_levels(section, trips, &levels, resume.as_ref());
    }
    Some(Breaker {
        id: id?,
        name: name?,
        scope: scope?,
        numerator,
        denominator: denominator?,
        window: window?,
        minimum_book,
        minimum_loans,
        trips: trips?,
        levels,
        resume: resume?,
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Ever,
    Year,
    Months,
}

fn window(section: &Section<'_>) -> Option<Window> {
    let kinds = [
        ("ever", Kind::Ever),
        ("year", Kind::Year),
        ("months", Kind::Months),
    ];
    Some(match section.kind(&kinds)? {
        Kind::Ever => Window::Ever,
        Kind::Year => Window::Year,
        Kind::Months => Window::Months {
            months: section.count("months")?,
        },
    })
}

fn level(section: &Section<'_>) -> Option<Level> {
    let at = section.share("at");
    let effect = section.word("effect", Effect::WORDS);
    let payments_share = section.opt_share("payments_share");
    match effect {
        Some(Effect::CapPayments) if !section.has("payments_share") => {
            section.needs(
                "payments_share",
                "`cap-payments` needs the most that is paid",
            );
        }
        Some(Effect::Warn | Effect::StopEnrolment | Effect::StopClaims)
            if section.has("payments_share") =>
        {
            section.needless("payments_share", "only `cap-payments` caps what is paid");
        }
        _ => {}
    }
    Some(Level {
        at: at?,
        effect: effect?,
        payments_share,
    })
}

fn resume(section: &Section<'_>) -> Option<Resume> {
    let by = section.word("by", ResumeBy::WORDS);
    let at = section.opt_share("at");
    let held_days = section.opt_count("held_days");
    Some(Resume {
        by: by?,
        at,
        held_days,
    })
}

fn check_measures(
    section: &Section<'_>,
    scope: BreakerScope,
    numerator: &[Measure],
    denominator: Measure,
    named: &Named,
) {
    let all_read = numerator.len() == section.items("numerator");
    if all_read
        && numerator
            .iter()
            .all(|measure| *measure == Measure::Recovered)
    {
        let message = "nothing is added up above the line";
        section.problem("numerator", "breaker.numerator", message);
    }
    if numerator.contains(&denominator) {
        let message = format!("`{}` stands above and below the line", denominator.word());
        section.problem("denominator", "breaker.denominator", message);
    }
    if denominator == Measure::Recovered {
        let message = "what was recovered is no book to measure against";
        section.problem("denominator", "breaker.denominator", message);
    }
    if denominator == Measure::NetAssets {
        let message = "net assets may be nought or below; let them stand above the line";
        section.problem("denominator", "breaker.denominator", message);
    }
    let money = [Measure::NetAssets, Measure::PaidIn];
    let of_money = money.contains(&denominator) || numerator.iter().any(|m| money.contains(m));
    let has_money = matches!(scope, BreakerScope::Pool | BreakerScope::Compartment);
    if of_money && (named.budget || !has_money) {
        let message = "only a pool or a compartment has money of its own";
        section.problem("scope", "breaker.scope", message);
    }
}

/// Each level lies further out than the one before, and recovery lies inside the first that stops.
fn check_levels(section: &Section<'_>, trips: Trips, levels: &[Level], resume: Option<&Resume>) {
    if section.items("levels") == 0 {
        section.problem("levels", "list.empty", "a breaker needs one level or more");
    }
    let further = |from, to| match trips {
        Trips::AtOrAbove => from < to,
        Trips::Below => from > to,
    };
    let at: Vec<_> = levels.iter().filter_map(|level| level.at.value()).collect();
    if !at.windows(2).all(|pair| further(pair[0], pair[1])) {
        let message = match trips {
            Trips::AtOrAbove => "the levels must rise, the mildest first",
            Trips::Below => "the levels must fall, the mildest first",
        };
        section.problem("levels", "breaker.order", message);
    }
    let stop = levels
        .iter()
        .find(|level| level.effect != Effect::Warn)
        .and_then(|level| level.at.value());
    let well = resume
        .and_then(|resume| resume.at.as_ref())
        .and_then(Figure::value);
    if let (Some(stop), Some(well)) = (stop, well)
        && further(stop, well)
    {
        let message = format!("at {well} it would be reset while still tripped at {stop}");
        section.problem("resume", "breaker.resume", message);
    }
}
