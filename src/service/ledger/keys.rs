//! Keys for checkpoints: made from the randomness of the operating system, and kept in files.

use super::LedgerError;
use crate::journal::{KeyError, PublicKey, SigningKey};
use crate::service::{Error, files};
use std::path::{Path, PathBuf};

/// Makes a key pair: the secret half in `path`, which nobody else may read, and the public half
/// beside it, its name ended by `.pub`. Neither file may exist.
pub fn new_key(path: &Path) -> Result<(PathBuf, PublicKey), Error> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(LedgerError::Random)?;
    let key = SigningKey::from_seed(&seed);
    let mut beside = path.as_os_str().to_owned();
    beside.push(".pub");
    let (beside, public) = (PathBuf::from(beside), key.public());
    // The public half first: where its file is taken, no secret is left behind.
    files::write_new(&beside, format!("{public}\n").as_bytes(), false)?;
    files::write_new(path, format!("{}\n", key.secret_text()).as_bytes(), true)?;
    Ok((beside, public))
}

/// Reads the secret half of a key pair.
pub fn read_signing_key(path: &Path) -> Result<SigningKey, Error> {
    read(path, SigningKey::parse)
}

/// Reads the public half of a key pair.
pub fn read_public_key(path: &Path) -> Result<PublicKey, Error> {
    read(path, PublicKey::parse)
}

fn read<K>(path: &Path, parse: impl Fn(&str) -> Result<K, KeyError>) -> Result<K, Error> {
    let text = files::read_text(path)?;
    let key = parse(&text).map_err(|reason| LedgerError::Key {
        file: path.display().to_string(),
        reason,
    });
    Ok(key?)
}
