//! Documents of scores, kept packed: each against the first one of its model, which is kept whole.

use super::db::Db;
use super::statement::Statement;
use super::{StoreError, rows};
use crate::units::Digest;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// How hard documents are packed: harder takes twice as long for a third less. [ours]
const LEVEL: i32 = -5;

/// The longest document that is packed, in bytes, and so the longest base: one that is longer is kept whole. A hundred times
/// as long as any is today; what is read into memory for a row that somebody forged stays small. [ours]
const LONGEST: usize = 1 << 20;

/// How many bases are kept at hand.
const AT_HAND: usize = 64;

/// A document that others are packed against.
pub(super) struct Base {
    packs: EncoderDictionary<'static>,
    unpacks: DecoderDictionary<'static>,
}

impl Base {
    fn of(body: &str) -> Arc<Self> {
        Arc::new(Self {
            packs: EncoderDictionary::copy(body.as_bytes(), LEVEL),
            unpacks: DecoderDictionary::copy(body.as_bytes()),
        })
    }

    /// Packs documents of which none is longer than [`packs`] says, one after another.
    pub(super) fn packer(&self) -> Result<Compressor<'_>, StoreError> {
        Compressor::with_prepared_dictionary(&self.packs).map_err(unpacked)
    }

    /// A document as it was before it was packed.
    pub(super) fn unpack(&self, packed: &[u8]) -> Result<String, StoreError> {
        let size = zstd::zstd_safe::get_frame_content_size(packed);
        let size = size
            .ok()
            .flatten()
            .and_then(|size| usize::try_from(size).ok());
        let size = size.filter(|size| *size <= LONGEST);
        let size = size.ok_or_else(|| unpacked("it does not say how long it is"))?;
        let bytes = Decompressor::with_prepared_dictionary(&self.unpacks)
            .and_then(|mut unpacker| unpacker.decompress(packed, size))
            .map_err(unpacked)?;
        String::from_utf8(bytes).map_err(unpacked)
    }
}

/// Whether a document is short enough to be packed, and to be a base.
pub(super) fn packs(document: &str) -> bool {
    document.len() <= LONGEST
}

/// What went wrong with the packing of a document.
pub(super) fn unpacked(why: impl fmt::Display) -> StoreError {
    StoreError::damaged("issued_score", "packed", why)
}

/// The bases that are on record for certain, by the digests of their models; clones share them.
#[derive(Clone, Default)]
pub(super) struct Documents(Arc<Mutex<HashMap<Digest, Arc<Base>>>>);

impl Documents {
    /// The base of a model, if it has one.
    pub(super) async fn base(
        &self,
        db: &mut Db,
        model: &Digest,
    ) -> Result<Option<Arc<Base>>, StoreError> {
        let known = self.at_hand(|bases| bases.get(model).cloned());
        if known.is_some() {
            return Ok(known);
        }
        let body: Option<String> =
            Statement::of("select body from document_base where model_digest = $1")
                .bind(model.to_string())
                .value_if_any(db)
                .await?;
        let base = body.as_deref().map(Base::of);
        if let Some(base) = &base {
            self.at_hand(|bases| {
                if bases.len() >= AT_HAND {
                    bases.clear();
                }
                bases.insert(*model, Arc::clone(base));
            });
        }
        Ok(base)
    }

    /// The base of a model; where it has none this document, which is short enough, becomes it once the transaction is kept.
    /// Called once for a model within a transaction: what it found twice might be what it wrote itself, and come to nothing.
    pub(super) async fn base_or(
        &self,
        tx: &mut Db,
        model: &Digest,
        document: &str,
    ) -> Result<Arc<Base>, StoreError> {
        if let Some(base) = self.base(tx, model).await? {
            return Ok(base);
        }
        let into = "document_base (model_digest, body)";
        rows::insert(
            tx,
            into,
            &[(model, document)],
            |query, (model, document)| query.bind(model.to_string()).bind(*document),
        )
        .await?;
        Ok(Base::of(document))
    }

    fn at_hand<T>(&self, with: impl FnOnce(&mut HashMap<Digest, Arc<Base>>) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_bases_serve_as_well_as_any() {
        let long = "知".repeat(LONGEST / 3 - 9);
        assert!(packs(&long) && !packs(&long.repeat(2)));
        for body in [
            "",
            "x",
            "\u{0}\u{0}",
            "7\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
            &long,
        ] {
            let base = Base::of(body);
            let text = format!("{body}, and more");
            let packed = base.packer().unwrap().compress(text.as_bytes()).unwrap();
            assert_eq!(base.unpack(&packed).unwrap(), text);
        }
        // What says that it is longer than any document is not unpacked.
        let bomb = zstd::bulk::compress(&vec![b' '; LONGEST + 1], 1).unwrap();
        assert!(Base::of("x").unpack(&bomb).is_err());
    }

    #[test]
    fn what_is_packed_unpacks_to_the_byte_against_its_own_base_alone() {
        let document = |points: u32| {
            let lines =
                (0..200).map(|line| format!("{{\"line\": {line}, \"名\": \"知识价值\"}}\r\n"));
            format!("{points} {}", lines.collect::<String>())
        };
        let base = Base::of(&document(1));
        for text in [document(1), document(77), "x".to_owned(), String::new()] {
            let packed = base.packer().unwrap().compress(text.as_bytes()).unwrap();
            assert!(packed.len() < 100, "{} bytes", packed.len());
            assert_eq!(base.unpack(&packed).unwrap(), text);
        }
        let packed = base
            .packer()
            .unwrap()
            .compress(document(3).as_bytes())
            .unwrap();
        let other = Base::of("another").unpack(&packed);
        assert!(other.is_err() || other.unwrap() != document(3));
        assert!(base.unpack(&packed[..packed.len() - 1]).is_err());
        assert!(base.unpack(b"").is_err());
    }
}
