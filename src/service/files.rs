//! Writing files and folders that people asked for.

use super::Error;
use std::path::Path;

/// Makes a folder, and those above it, where there is none.
pub fn make_folder(folder: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|source| Error::file(folder, source))
}

/// Writes a file whole: beside its place first, so that nobody reads half of it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes).map_err(|source| Error::file(&beside, source))?;
    std::fs::rename(&beside, path).map_err(|source| Error::file(path, source))
}
