//! A list that grows without moving what it holds: it is kept in pieces of one size.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::de::DeserializeOwned;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

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

/// Each piece is written by itself, so that several can be read at once.
impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.pieces.len()))?;
        for piece in &self.pieces {
            let bytes = postcard::to_stdvec(piece).map_err(ser::Error::custom)?;
            list.serialize_element(&Bytes(&bytes))?;
        }
        list.end()
    }
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// All processors read: most of the time goes into finding memory for what is read.
impl<'de, T: DeserializeOwned + Send> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Vec::<&[u8]>::deserialize(deserializer)?;
        let last = written.len().saturating_sub(1);
        let read = written.par_iter().enumerate().map(|(at, bytes)| {
            let (piece, rest): (Vec<T>, _) =
                postcard::take_from_bytes(bytes).map_err(|error| error.to_string())?;
            let fits = match at == last {
                true => (1..=PIECE).contains(&piece.len()),
                false => piece.len() == PIECE,
            };
            match fits && rest.is_empty() {
                true => Ok(piece),
                false => Err(format!("piece {at} has another length")),
            }
        });
        let pieces: Result<_, String> = read.collect();
        Ok(Self {
            pieces: pieces.map_err(de::Error::custom)?,
        })
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
