//! The catalogue 指标目录: every indicator with its definition, found by its id.

use super::prepared::Prepared;
use super::{Cohorts, Found};
use super::{enterprise, finance, ip, ip_activity, product, research, risk, rnd, talent};
use crate::evidence::Dossier;
use crate::scoring::{Definition, IndicatorId, Unit};
use crate::units::Bilingual;
use hashbrown::HashMap;
use std::sync::LazyLock;

/// One indicator: what it means and how it is read.
#[derive(Debug)]
pub struct Indicator {
    /// What it means.
    pub definition: Definition,
    entry: &'static Entry,
}

impl Indicator {
    /// Reads this indicator alone; [`super::read`] reads many faster.
    pub fn compute(&self, dossier: &Dossier, cohorts: &Cohorts) -> Found {
        self.read_from(&Prepared::new(dossier, cohorts))
    }

    pub(super) fn read_from(&self, prepared: &Prepared<'_>) -> Found {
        (self.entry.read)(prepared)
    }

    /// The kinds of fact that it reads.
    pub fn reads(&self) -> &'static str {
        self.entry.reads
    }

    /// The time that it looks at.
    pub fn window(&self) -> &'static str {
        self.entry.window
    }

    /// When it is unknown, does not apply or cannot be computed.
    pub fn absent(&self) -> &'static str {
        self.entry.absent
    }

    /// Where its definition comes from.
    pub fn source(&self) -> &'static str {
        self.entry.source
    }
}

/// An indicator as its room declares it. Texts are Chinese, then English.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: &'static str,
    pub(super) unit: Unit,
    pub(super) name: [&'static str; 2],
    pub(super) noun: [&'static str; 2],
    pub(super) meaning: [&'static str; 2],
    pub(super) reads: &'static str,
    pub(super) window: &'static str,
    pub(super) absent: &'static str,
    pub(super) source: &'static str,
    pub(super) read: fn(&Prepared<'_>) -> Found,
}

/// Declares the indicators of a room: id, unit, reader; name, noun and meaning; then the facts read,
/// the window, when there is no value, and the source.
macro_rules! entries {
    ($( $id:literal $unit:ident $read:expr;
        $name:tt $noun:tt $meaning:tt
        $reads:literal $window:literal $absent:literal $source:literal )*) => {
        pub(super) const ENTRIES: &[$crate::scoring::indicators::catalog::Entry] = &[$(
            $crate::scoring::indicators::catalog::Entry {
                id: $id,
                unit: $crate::scoring::Unit::$unit,
                name: $name,
                noun: $noun,
                meaning: $meaning,
                reads: $reads,
                window: $window,
                absent: $absent,
                source: $source,
                read: $read,
            },
        )*];
    };
}

pub(super) use entries;

const ROOMS: [&[Entry]; 9] = [
    ip::ENTRIES,
    ip_activity::ENTRIES,
    rnd::ENTRIES,
    talent::ENTRIES,
    product::ENTRIES,
    enterprise::ENTRIES,
    finance::ENTRIES,
    risk::ENTRIES,
    research::ENTRIES,
];

static CATALOG: LazyLock<Vec<Indicator>> = LazyLock::new(|| {
    let two = |[zh, en]: [&str; 2]| Bilingual::new(zh, en);
    let entries = ROOMS.iter().flat_map(|room| room.iter());
    let indicators = entries.map(|entry| Indicator {
        definition: Definition {
            id: IndicatorId::parse(entry.id).expect("a test reads every id of the catalogue"),
            name: two(entry.name),
            meaning: two(entry.meaning),
            unit: entry.unit,
            noun: two(entry.noun),
        },
        entry,
    });
    indicators.collect()
});

static PLACES: LazyLock<HashMap<&'static str, usize, foldhash::fast::RandomState>> =
    LazyLock::new(|| {
        let ids = CATALOG.iter().enumerate();
        ids.map(|(at, known)| (known.entry.id, at)).collect()
    });

/// Every indicator, by room.
pub fn catalog() -> &'static [Indicator] {
    &CATALOG
}

/// The indicator of an id.
pub fn find(id: &IndicatorId) -> Option<&'static Indicator> {
    find_named(id.as_str())
}

/// The indicator that is so named.
pub fn find_named(id: &str) -> Option<&'static Indicator> {
    PLACES.get(id).map(|at| &CATALOG[*at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/indicators.md");

    const HEAD: &str = "# Indicators 指标\n\n\
        Every figure that a model may read, worked out from one enterprise's dossier as of a day. This page\n\
        is held to the catalogue in `src/scoring/indicators/` by a test; change the catalogue, then write the\n\
        page anew with `cargo test --lib indicators::catalog -- --ignored`.\n\n\
        Rules for all of them:\n\n\
        - Numbers are exact: counts, fen, days, or quotients that keep their own terms.\n\
        - *Unknown* is never zero. A count is zero only where the evidence could have told otherwise.\n\
        - *Not computable* means that the formula has no value here, such as a share of nothing or growth from\n  \
          a base that is zero or negative.\n\
        - A window of so many months ends on the day and leaves its first day out: (day − months, day].\n\
        - The latest year is the newest period end in the dossier. A figure that needs two kinds of year takes\n  \
          the newest period end that both have. A number missing in that year is unknown: an older year does\n  \
          not stand in for it.\n\
        - A full year lasts 350 to 380 days; where no first day is stated it is taken to be full. Years follow\n  \
          each other when their ends lie 350 to 380 days apart, in whatever month they end. Growth uses full\n  \
          years that follow each other, and nothing is scaled up to a year.\n\
        - A date without a source of its own for when it could be known carries its assumed lag beside it.\n\n";

    fn page() -> String {
        let mut page = HEAD.to_owned();
        let mut room = "";
        for indicator in catalog() {
            let (definition, entry) = (&indicator.definition, indicator.entry);
            let (now, _) = entry.id.split_once('.').unwrap();
            if now != room {
                room = now;
                let _ = writeln!(page, "## {room}\n");
            }
            let Bilingual { zh, en } = &definition.name;
            let _ = writeln!(page, "### `{}` {zh}: {en}\n", entry.id);
            let _ = writeln!(
                page,
                "{}\n\n{}\n",
                definition.meaning.zh, definition.meaning.en
            );
            for (what, text) in [
                ("unit", entry.unit.words()),
                ("facts", indicator.reads()),
                ("window", indicator.window()),
                ("no value", indicator.absent()),
                ("source", indicator.source()),
            ] {
                let _ = writeln!(page, "- {what}: {text}");
            }
            page.push('\n');
        }
        page.truncate(page.trim_end().len());
        page.push('\n');
        page
    }

    #[test]
    fn every_id_reads_is_alone_and_is_found() {
        for indicator in catalog() {
            let id = &indicator.definition.id;
            assert!(std::ptr::eq(find(id).unwrap(), indicator), "{id}");
            let definition = &indicator.definition;
            for text in [&definition.name, &definition.noun, &definition.meaning] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{id}");
            }
        }
        assert!(find(&IndicatorId::parse("ip.inventions@99").unwrap()).is_none());
    }

    #[test]
    fn the_reference_page_is_of_this_catalogue() {
        assert_eq!(std::fs::read_to_string(PAGE).unwrap(), page());
    }

    #[test]
    #[ignore = "writes the reference page"]
    fn write_the_reference_page() {
        std::fs::write(PAGE, page()).unwrap();
    }
}
