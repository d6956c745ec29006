//! Which rows are held out, so that a fit knows when to stop: whole enterprises, the latest where time is known.

/// What tells rows apart for holding out.
#[derive(Debug, Clone, Copy)]
pub struct Holdout<'a> {
    /// The enterprise of each row; rows of one are never on both sides. Each row its own if none is given.
    pub groups: Option<&'a [u64]>,
    /// When each row was, in any unit.
    pub times: Option<&'a [i64]>,
    /// About which share of rows is held out.
    pub share: f64,
    /// Where chance begins.
    pub seed: u64,
}

/// An enterprise: its rows, whether any had the event, and the last time of any.
struct Group {
    rows: Vec<usize>,
    event: bool,
    last: i64,
    lot: u64,
}

impl Holdout<'_> {
    /// For each bag the rows held out. With times, every bag holds out the enterprises seen last, and those seen
    /// last at the same time by lot; without, enterprises by lot, with and without the event in equal shares.
    pub fn bags(&self, outcomes: &[bool], bags: usize) -> Vec<Vec<bool>> {
        (0..bags as u64)
            .map(|bag| self.bag(outcomes, bag))
            .collect()
    }

    fn bag(&self, outcomes: &[bool], bag: u64) -> Vec<bool> {
        let mut held = vec![false; outcomes.len()];
        let mut groups = self.groups(outcomes, bag);
        if self.times.is_some() {
            groups.sort_by(|a, b| b.last.cmp(&a.last).then(a.lot.cmp(&b.lot)));
            self.take(&groups, &mut held);
        } else {
            groups.sort_by_key(|group| group.lot);
            for event in [false, true] {
                let (of_class, rest) = groups.into_iter().partition(|group| group.event == event);
                groups = rest;
                self.take(&of_class, &mut held);
            }
        }
        held
    }

    /// Holds out from the front, up to the share of rows.
    fn take(&self, groups: &[Group], held: &mut [bool]) {
        let rows: usize = groups.iter().map(|group| group.rows.len()).sum();
        let wanted = (rows as f64 * self.share).round() as usize;
        let mut taken = 0;
        for group in groups {
            if taken >= wanted {
                break;
            }
            taken += group.rows.len();
            group.rows.iter().for_each(|row| held[*row] = true);
        }
    }

    fn groups(&self, outcomes: &[bool], bag: u64) -> Vec<Group> {
        let name = |row: usize| self.groups.map_or(row as u64, |groups| groups[row]);
        let mut order: Vec<usize> = (0..outcomes.len()).collect();
        order.sort_by_key(|row| name(*row));
        order
            .chunk_by(|a, b| name(*a) == name(*b))
            .map(|rows| Group {
                rows: rows.to_vec(),
                event: rows.iter().any(|row| outcomes[*row]),
                last: rows
                    .iter()
                    .map(|row| self.times.map_or(0, |times| times[*row]))
                    .max()
                    .unwrap_or(0),
                lot: lot(lot(self.seed, bag), name(rows[0])),
            })
            .collect()
    }
}

/// A number that a seed and a name draw (Steele, Lea and Flood 2014, `SplitMix64`).
pub(crate) fn lot(seed: u64, name: u64) -> u64 {
    let mut mixed = seed.wrapping_add(name.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
