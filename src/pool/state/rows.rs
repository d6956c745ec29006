//! A list that grows without moving what it holds: it is kept in pieces of one size.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::fmt;
use std::marker::PhantomData;

/// How many things a piece holds.
const PIECE: usize = 1 << SHIFT;
const SHIFT: usize = 10;

/// How many pieces are read at once.
const TOGETHER: usize = 32;

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

    /// The thing at a place, if there are so many.
    pub(in crate::pool) fn get(&self, place: usize) -> Option<&T> {
        self.pieces.get(place >> SHIFT)?.get(place & (PIECE - 1))
    }

    /// The same, to change.
    pub(in crate::pool) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        self.pieces
            .get_mut(place >> SHIFT)?
            .get_mut(place & (PIECE - 1))
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

    /// How many of them come before the first of which something does not hold, where it holds of none behind that.
    pub(in crate::pool) fn while_it_holds(&self, holds: impl Fn(&T) -> bool) -> usize {
        let whole = |piece: &Vec<T>| piece.last().is_some_and(&holds);
        let full = self.pieces.partition_point(whole);
        let part = self.pieces.get(full);
        full * PIECE + part.map_or(0, |part| part.partition_point(&holds))
    }

    /// Those from a place on, in their order.
    pub(in crate::pool) fn starting_at(&self, place: usize) -> impl Iterator<Item = &T> {
        (place..self.len()).map(|place| self.at(place))
    }

    /// All, in their order.
    pub(in crate::pool) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }
}

/// Each piece is written by itself, so that several can be read at once.
impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.pieces.len()))?;
        for piece in &self.pieces {
            let bytes = postcard::to_stdvec(piece).map_err(ser::Error::custom)?;
            list.serialize_element(&Written(bytes))?;
        }
        list.end()
    }
}

/// A piece as bytes.
struct Written(Vec<u8>);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Written;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Written, E> {
                Ok(Written(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}

impl<'de, T: DeserializeOwned + Send> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Pieces(PhantomData))
    }
}

struct Pieces<T>(PhantomData<T>);

/// All processors read: most of the time goes into finding memory for what is read.
impl<'de, T: DeserializeOwned + Send> Visitor<'de> for Pieces<T> {
    type Value = Rows<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pieces")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows<T>, A::Error> {
        let mut rows = Rows::default();
        let mut written = Vec::with_capacity(TOGETHER);
        loop {
            while written.len() < TOGETHER
                && let Some(piece) = list.next_element::<Written>()?
            {
                written.push(piece);
            }
            if written.is_empty() {
                return Ok(rows);
            }
            let read: Result<Vec<Vec<T>>, String> = written.par_iter().map(read).collect();
            for piece in read.map_err(de::Error::custom)? {
                if rows
                    .pieces
                    .last()
                    .is_some_and(|before| before.len() < PIECE)
                {
                    return Err(de::Error::custom("a piece before the last is not full"));
                }
                rows.pieces.push(piece);
            }
            written.clear();
        }
    }
}

/// The things of a piece.
fn read<T: DeserializeOwned>(piece: &Written) -> Result<Vec<T>, String> {
    let read = postcard::take_from_bytes::<Vec<T>>(&piece.0);
    match read.map_err(|error| error.to_string())? {
        (things, []) if (1..=PIECE).contains(&things.len()) => Ok(things),
        (things, rest) => Err(format!(
            "a piece of {} things and {} bytes more",
            things.len(),
            rest.len()
        )),
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

    #[test]
    fn a_place_among_things_in_their_order_is_found_over_the_edges_of_pieces() {
        let mut rows = Rows::default();
        assert_eq!(rows.while_it_holds(|_: &usize| true), 0);
        for thing in 0..2 * PIECE {
            rows.push(thing);
        }
        for end in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
            assert_eq!(rows.while_it_holds(|thing| *thing < end), end);
            assert!(rows.starting_at(end).copied().eq(end..2 * PIECE));
        }
    }

    #[test]
    fn pieces_are_read_as_they_were_written_and_no_others() {
        for count in [0, 1, PIECE, PIECE + 1, 3 * PIECE] {
            let mut rows = Rows::default();
            for thing in 0..count {
                rows.push((thing, thing.to_string()));
            }
            let bytes = postcard::to_stdvec(&rows).unwrap();
            let read: Rows<(usize, String)> = postcard::from_bytes(&bytes).unwrap();
            assert_eq!(read, rows, "{count} things");
        }
        let no_rows = |pieces: &[&[u8]]| {
            let bytes = postcard::to_stdvec(pieces).unwrap();
            postcard::from_bytes::<Rows<u8>>(&bytes).is_err()
        };
        assert!(no_rows(&[&[0]]), "nothing in the last piece");
        assert!(no_rows(&[&[1, 7], &[1, 7]]), "the first is not full");
        assert!(no_rows(&[&[1, 7, 7]]), "more than it says");
        assert!(!no_rows(&[&[2, 7, 7]]));
    }
}
