//! The file that tells which outside issuer is trusted, and whom its tokens stand for.

use super::outside::{KeysFrom, Outside};
use crate::identity::jwk::Algorithm;
use crate::identity::{Issuer, Rule};
use crate::service::{Error, files};
use crate::units::Problems;
use crate::units::form::{Form, Table};
use std::path::{Path, PathBuf};

/// Reads the file; everything wrong is told at once.
pub fn outside_issuer(path: &Path) -> Result<Outside, Error> {
    issuer_of(&files::read_text(path)?, path)
}

/// Reads the text of such a file, beside which files that it names are.
pub fn issuer_of(text: &str, path: &Path) -> Result<Outside, Error> {
    let checked = |problems: Problems| Error::Checked {
        file: path.display().to_string(),
        problems,
    };
    let form = Form::parse(text).map_err(checked)?;
    let root = form.root();
    let read = issuer(&root).zip(keys(&root, path));
    root.close();
    let (issuer, from) = form.finish(read).map_err(checked)?;
    Outside::new(issuer, from).map_err(Error::Usage)
}

fn issuer(root: &Table<'_>) -> Option<Issuer> {
    let name = root.text("issuer");
    let audience = root.text("audience");
    let person = root.opt_text("person").unwrap_or_else(|| "sub".to_owned());
    let mut algorithms = Vec::new();
    for word in root.texts("algorithms") {
        match Algorithm::parse(&word) {
            Some(algorithm) => algorithms.push(algorithm),
            None => root.problem(
                "algorithms",
                "issuer.algorithm",
                format!("`{word}` is none that is taken: EdDSA, ES256, RS256, PS256"),
            ),
        }
    }
    let mut rules = Vec::new();
    for text in root.texts("rules") {
        match Rule::parse(&text) {
            Ok(rule) => rules.push(rule),
            Err(error) => root.problem("rules", "issuer.rule", error.to_string()),
        }
    }
    Some(Issuer {
        issuer: name?,
        audience: audience?,
        algorithms,
        person,
        rules,
    })
}

/// Where its keys are: a file beside this one, or an address.
fn keys(root: &Table<'_>, beside: &Path) -> Option<KeysFrom> {
    let text = root.text("keys")?;
    if text.starts_with("https:") || text.starts_with("http:") {
        return Some(KeysFrom::Url(text));
    }
    let folder = beside.parent().map_or_else(PathBuf::new, Path::to_owned);
    Some(KeysFrom::File(folder.join(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Outside, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuer.toml");
        std::fs::write(&path, text).unwrap();
        outside_issuer(&path)
    }

    #[test]
    fn a_whole_file_is_read_and_everything_wrong_is_told() {
        let good = "issuer = \"https://id.example\"\naudience = \"zhixin\"\nkeys = \"https://id.example/jwks.json\"\n\
             algorithms = [\"ES256\"]\nrules = [\"groups=checkers => checker\"]\n";
        assert!(read(good).is_ok());
        let bad = "audience = 7\nkeys = \"jwks.json\"\nalgorithms = [\"HS256\", \"none\"]\nrules = [\"checker\"]\nsecret = \"x\"\n";
        let Err(Error::Checked { problems, .. }) = read(bad) else {
            panic!("it has mistakes");
        };
        insta::assert_snapshot!(problems, @"
        line 1: issuer: this key is required [form.missing]
        line 1: audience: expected a text, found the number 7 [form.type]
        line 3: algorithms: `HS256` is none that is taken: EdDSA, ES256, RS256, PS256 [issuer.algorithm]
        line 3: algorithms: `none` is none that is taken: EdDSA, ES256, RS256, PS256 [issuer.algorithm]
        line 4: rules: `checker` is no rule: write CLAIM=VALUE => ROLE, or => client:ID [issuer.rule]
        line 5: secret: this key is not known here; known are: issuer, audience, person, algorithms, rules, keys [form.unknown_key]
        ");
        let plain = good.replace("https://id.example/jwks", "http://id.example/jwks");
        assert!(read(&plain).is_err());
    }
}
