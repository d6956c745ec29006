//! The bytes of a snapshot as they come, part by part, so that never all of them are in memory.

use postcard::de_flavors::Flavor;
use postcard::{Error, Result};

/// Parts of one text of bytes, read in their order.
pub(super) struct Parts<I> {
    rest: I,
    /// The part that is being read, and how far.
    part: Vec<u8>,
    at: usize,
    /// What was asked for in one piece and lies in several parts.
    joined: Vec<u8>,
}

impl<I: Iterator<Item = Vec<u8>>> Parts<I> {
    pub(super) fn new(parts: I) -> Self {
        Self {
            rest: parts,
            part: Vec::new(),
            at: 0,
            joined: Vec::new(),
        }
    }

    /// The bytes of the part at hand that were not read, of which there are none only at the end of all parts.
    fn ahead(&mut self) -> &[u8] {
        while self.at == self.part.len() {
            let Some(next) = self.rest.next() else {
                break;
            };
            (self.part, self.at) = (next, 0);
        }
        &self.part[self.at..]
    }
}

impl<'de, I: Iterator<Item = Vec<u8>> + 'de> Flavor<'de> for Parts<I> {
    /// How many bytes are left over.
    type Remainder = usize;
    type Source = ();

    fn pop(&mut self) -> Result<u8> {
        let byte = *self
            .ahead()
            .first()
            .ok_or(Error::DeserializeUnexpectedEnd)?;
        self.at += 1;
        Ok(byte)
    }

    /// Nothing of a state outlives the part in which it was.
    fn try_take_n(&mut self, _: usize) -> Result<&'de [u8]> {
        Err(Error::WontImplement)
    }

    fn try_take_n_temp<'a>(&'a mut self, count: usize) -> Result<&'a [u8]>
    where
        'de: 'a,
    {
        if self.ahead().len() >= count {
            let from = self.at;
            self.at += count;
            return Ok(&self.part[from..self.at]);
        }
        self.joined.clear();
        while self.joined.len() < count {
            let missing = count - self.joined.len();
            let ahead = self.ahead();
            if ahead.is_empty() {
                return Err(Error::DeserializeUnexpectedEnd);
            }
            let taken = missing.min(ahead.len());
            let from = self.at;
            self.at += taken;
            self.joined.extend_from_slice(&self.part[from..self.at]);
        }
        Ok(&self.joined)
    }

    fn finalize(self) -> Result<usize> {
        let here = self.part.len() - self.at;
        Ok(here + self.rest.map(|part| part.len()).sum::<usize>())
    }
}
