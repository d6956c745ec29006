//! A list that grows without moving what it holds: it is kept in pieces of one size.

use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// How many things a piece holds.
const PIECE: usize = 1 << SHIFT;
const SHIFT: usize = 10;

/// A list in pieces, all of them full but the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pool) struct Rows<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// How many there are.
    pub(in crate::pool) fn len(&self) -> usize {
        let before = self.pieces.len().saturating_sub(1) * PIECE;
        before + self.pieces.last().map_or(0, Vec::len)
    }

    /// The thing at a place.
    pub(in crate::pool) fn at(&self, place: usize) -> &T {
        &self.pieces[place >> SHIFT][place & (PIECE - 1)]
    }

    /// The same, to change.
    pub(in crate::pool) fn at_mut(&mut self, place: usize) -> &mut T {
        &mut self.pieces[place >> SHIFT][place & (PIECE - 1)]
    }

    /// Adds a thing at the end.
    pub(in crate::pool) fn push(&mut self, thing: T) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < PIECE => last.push(thing),
            None => self.pieces.push(vec![thing]),
            Some(_) => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(thing);
                self.pieces.push(piece);
            }
        }
    }

    /// All, in their order.
    pub(in crate::pool) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for thing in self.iter() {
            list.serialize_element(thing)?;
        }
        list.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List(PhantomData))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Rows<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows<T>, A::Error> {
        let mut rows = Rows::default();
        while let Some(thing) = list.next_element()? {
            rows.push(thing);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_stay_in_their_places_over_the_edges_of_pieces() {
        let mut rows = Rows::default();
        for thing in 0..=3 * PIECE {
            assert_eq!(rows.len(), thing);
            rows.push(thing);
        }
        for place in [0, PIECE - 1, PIECE, 2 * PIECE, 3 * PIECE] {
            assert_eq!(*rows.at(place), place);
        }
        *rows.at_mut(PIECE) = 0;
        assert!(
            rows.iter()
                .copied()
                .eq((0..=3 * PIECE).map(|at| if at == PIECE { 0 } else { at }))
        );
        assert_eq!(Rows::<u8>::default().len(), 0);
    }
}
