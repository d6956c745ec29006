//! The folder of the signing keys: made at the first start, changed by command, read again when it changed.

use super::random;
use crate::identity::KeyRing;
use crate::service::{Error, files};
use crate::units::{Digest, Moment};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The file of the keys, which its owner alone may read.
const KEYS: &str = "token-keys.json";
/// The file by which two changes at once wait for one another.
const LOCK: &str = "token-keys.lock";

/// Where the signing keys are 签名密钥目录.
#[derive(Debug, Clone)]
pub struct KeyFolder(PathBuf);

impl KeyFolder {
    /// At a place, which need not be there yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The keys, made where there are none; and the digest of their file, by which a change is seen.
    pub fn open(&self) -> Result<(KeyRing, Digest), Error> {
        if let Some(found) = self.read()? {
            return Ok(found);
        }
        files::make_folder(&self.0)?;
        let _lock = self.lock()?;
        // Looked at again, now that nobody else makes them.
        if let Some(found) = self.read()? {
            return Ok(found);
        }
        let ring = KeyRing::new(&random()?, &random()?);
        let digest = self.write(&ring)?;
        Ok((ring, digest))
    }

    /// The keys, if they are others than those of the digest.
    pub(super) fn changed(&self, since: &Digest) -> Result<Option<(KeyRing, Digest)>, Error> {
        Ok(self.read()?.filter(|(_, digest)| digest != since))
    }

    /// Changes keys: the next one signs, the one in use is retired, a new one comes next. A service that runs sees it by
    /// itself.
    pub fn rotate(&self, now: Moment) -> Result<KeyRing, Error> {
        self.open()?;
        let _lock = self.lock()?;
        let (mut ring, _) = self.open()?;
        ring.rotate(&random()?, now);
        self.write(&ring)?;
        Ok(ring)
    }

    /// Makes all keys anew: those of before count no more, nor does any token that they signed. For after a theft.
    pub fn replace(&self) -> Result<KeyRing, Error> {
        self.open()?;
        let _lock = self.lock()?;
        let ring = KeyRing::new(&random()?, &random()?);
        self.write(&ring)?;
        Ok(ring)
    }

    fn read(&self) -> Result<Option<(KeyRing, Digest)>, Error> {
        let path = self.0.join(KEYS);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::file(path, error)),
        };
        only_its_owners(&path)?;
        let ring = KeyRing::parse(&text)
            .map_err(|why| Error::Usage(format!("{}: {why}", path.display())))?;
        Ok(Some((ring, Digest::of(text.as_bytes()))))
    }

    /// Writes the file whole: beside its place first, then over it, so that nobody reads half of it.
    fn write(&self, ring: &KeyRing) -> Result<Digest, Error> {
        let (path, beside) = (self.0.join(KEYS), self.0.join("token-keys.part"));
        let text = ring.secret_text();
        // One that a broken change left behind.
        let _ = std::fs::remove_file(&beside);
        files::write_new(&beside, text.as_bytes(), true)?;
        std::fs::rename(&beside, &path).map_err(|source| Error::file(&path, source))?;
        Ok(Digest::of(text.as_bytes()))
    }

    fn lock(&self) -> Result<File, Error> {
        let path = self.0.join(LOCK);
        let locked = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .and_then(|file| file.lock().map(|()| file));
        locked.map_err(|source| Error::file(path, source))
    }
}

/// That others cannot read a file of secrets.
fn only_its_owners(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let about = path
            .metadata()
            .map_err(|source| Error::file(path, source))?;
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let path = path.display();
            return Err(Error::Usage(format!(
                "{path}: others may read these keys (mode {mode:o}); make it 600, and change the keys if they did"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn keys_are_made_once_and_changed_by_command() {
        let place = tempfile::tempdir().unwrap();
        let folder = KeyFolder::at(place.path().join("deep/keys"));
        let (first, digest) = folder.open().unwrap();
        assert_eq!(folder.open().unwrap().1, digest);
        assert!(folder.changed(&digest).unwrap().is_none());
        let now = Moment::from_micros(1_798_848_000_000_000);
        let rotated = folder.rotate(now).unwrap();
        assert_ne!(rotated.current(), first.current());
        let (seen, _) = folder.changed(&digest).unwrap().unwrap();
        assert_eq!(seen.current(), rotated.current());
        let published = |ring: &KeyRing| ring.jwks(now)["keys"].as_array().map(Vec::len);
        assert_eq!(published(&seen), Some(3));
        let replaced = folder.replace().unwrap();
        assert_eq!(published(&replaced), Some(2));
        let kid = |at: usize| rotated.jwks(now)["keys"][at]["kid"].clone();
        let jwks = replaced.jwks(now).to_string();
        assert!((0..3).all(|at| !jwks.contains(kid(at).as_str().unwrap())));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let folder = KeyFolder::at(place.path());
        folder.open().unwrap();
        let path = place.path().join(KEYS);
        assert_eq!(mode(&path), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let told = folder.open().unwrap_err().to_string();
        assert!(
            told.contains("others may read these keys (mode 640)"),
            "{told}"
        );
    }
}
