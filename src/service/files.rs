//! Reading files that people name, and writing files and folders that they ask for.

use super::Error;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
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

/// Writes a file that must not be there yet; a secret one may be read by its owner alone.
pub fn write_new(path: &Path, bytes: &[u8], secret: bool) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options
        .open(path)
        .map_err(|source| Error::file(path, source))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|source| Error::file(path, source))
}

/// Reads a text whole.
pub fn read_text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::file(path, source))
}

/// The text of what is shipped under an id, or of the TOML file at a path; `what` and `short` say what it is, as in "there is no
/// policy".
pub(super) fn shipped_or_read(
    asked: &str,
    (what, short): (&str, &str),
    shipped: &[(&str, &str)],
) -> Result<String, Error> {
    if let Some((_, text)) = shipped.iter().find(|(id, _)| *id == asked) {
        return Ok((*text).to_owned());
    }
    let path = Path::new(asked);
    if path.extension().is_none_or(|end| end != "toml") && !asked.contains('/') {
        let known: Vec<&str> = shipped.iter().map(|(id, _)| *id).collect();
        return Err(Error::Usage(format!(
            "there is no {what} `{asked}`; there are: {} — or give the path of a {short} file",
            known.join(", ")
        )));
    }
    read_text(path)
}

/// Reads bytes whole.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::file(path, source))
}

/// Opens a file to be read line by line; `-` is standard input.
pub fn read_lines(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(path).map_err(|source| Error::file(path, source))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}
