//! A backup of the records 备份: copied, flushed, verified to its last record, and only then given its name.

use super::{Error, ledger};
use crate::store::{Backup, Store};
use crate::units::Moment;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Copies the records to a file that is not there yet. A copy that is not whole leaves nothing behind.
pub async fn backup(store: &Store, to: &Path, now: Moment) -> Result<Backup, Error> {
    if to.exists() {
        return Err(Error::Usage(format!(
            "{} is there already; a backup never takes the place of a file",
            to.display()
        )));
    }
    let unwritten = |error: std::io::Error| Error::Usage(format!("{}: {error}", to.display()));
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let part = PathBuf::from(format!("{}.part", to.display()));
    match fs::remove_file(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unwritten(error)),
        _ => {}
    }
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(Error::Usage(format!("there is no folder {folder}")));
    }
    let made = copy(store, &part).await;
    let named = made.and_then(|head| {
        File::open(&part)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&part, to))
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(unwritten)?;
        Ok(head)
    });
    let head = match named {
        Ok(head) => head,
        Err(error) => {
            // What could not be removed is written over by the next attempt.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
    };
    let whole = fs::canonicalize(to).map_err(unwritten)?;
    let backup = Backup {
        made_at: now,
        file: whole.display().to_string(),
        head,
    };
    store.note_backup(&backup).await?;
    Ok(backup)
}

/// Copies and verifies; the head of the journal in the copy.
async fn copy(store: &Store, part: &Path) -> Result<crate::journal::Head, Error> {
    store.copy_into(part).await?;
    let copy = Store::open_existing(&format!("sqlite://{}", part.display())).await?;
    let found = match copy.check_file().await? {
        Some(wrong) => Err(Error::Usage(format!("the copy is not whole: {wrong}"))),
        None => ledger::verify(&copy, ledger::Expected::default()).await,
    };
    copy.close().await;
    Ok(found?.head)
}
