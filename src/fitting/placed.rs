//! A column on its way into slots: its layout, and the slot of each row so far.

use super::chunk::{Given, word_of};
use super::{Layout, Places, Trend};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// A column on its way into slots.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) layout: Layout,
    pub(super) trend: Trend,
    pub(super) fixed: bool,
    places: Option<Places>,
    words: HashMap<String, u8, FixedState>,
    pub(super) slots: Vec<u8>,
    pub(super) refused: Vec<u8>,
}

impl Placed {
    pub(super) fn new(at: usize, name: &str, layout: Layout, trend: Trend, fixed: bool) -> Self {
        let mut words = HashMap::default();
        if let Layout::Words { groups, .. } = &layout {
            for (slot, group) in (0_u8..).zip(groups) {
                words.extend(group.iter().map(|word| (word.clone(), slot)));
            }
        }
        Self {
            at,
            name: name.to_owned(),
            places: Places::of(&layout),
            words,
            layout,
            trend,
            fixed,
            slots: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The slot of what does not apply (0) or cannot be computed (1), where the layout has them.
    fn state(&self, which: usize) -> Option<u8> {
        let first = self.layout.not_applicable()?;
        u8::try_from(first + which).ok()
    }

    pub(super) fn slot(&self, given: Given<'_>) -> u8 {
        let missing = u8::try_from(self.layout.missing()).expect("a layout has at most 200 bands");
        let word = |word: &str| self.words.get(word).copied().unwrap_or(missing + 1);
        match (given, &self.places) {
            (Given::Missing, _) => missing,
            (Given::NotApplicable, _) => self.state(0).unwrap_or(missing),
            (Given::NotComputable, _) => self.state(1).unwrap_or(missing),
            (Given::Number(number), Some(places)) => places.slot(number),
            (Given::Number(number), None) => word(&word_of(number)),
            (Given::Word(text), _) => word(text),
        }
    }
}
