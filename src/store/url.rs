//! The address of a database: which engine, and where.

use super::StoreError;
use std::path::PathBuf;

const WRITE: &str = "write sqlite://zhixin.db, or sqlite:///var/lib/zhixin/zhixin.db";

/// The file that `url` names.
pub(super) fn file(url: &str) -> Result<PathBuf, StoreError> {
    let refuse = |reason| {
        Err(StoreError::Url {
            url: url.to_owned(),
            reason,
        })
    };
    let Some((scheme, rest)) = url.split_once(':') else {
        return refuse(WRITE);
    };
    match scheme {
        "sqlite" => {}
        "postgres" | "postgresql" => return refuse("postgres arrives in a later release"),
        _ => return refuse(WRITE),
    }
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.contains('?') {
        return refuse("options after `?` are not understood");
    }
    if path.is_empty() || path.starts_with(':') {
        return refuse("the records need a file: write sqlite://zhixin.db");
    }
    Ok(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file() {
        for (url, path) in [
            ("sqlite://zhixin.db", "zhixin.db"),
            ("sqlite:///var/lib/zhixin.db", "/var/lib/zhixin.db"),
            ("sqlite:data/z.db", "data/z.db"),
        ] {
            assert_eq!(file(url).unwrap(), PathBuf::from(path));
        }
    }

    #[test]
    fn other_engines_are_refused_with_what_to_write() {
        let said: Vec<String> = [
            "postgres://localhost/zhixin",
            "mysql://localhost/zhixin",
            "zhixin.db",
            "sqlite://:memory:",
            "sqlite://z.db?mode=ro",
        ]
        .iter()
        .map(|url| file(url).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        `postgres://localhost/zhixin` is no database of this release: postgres arrives in a later release
        `mysql://localhost/zhixin` is no database of this release: write sqlite://zhixin.db, or sqlite:///var/lib/zhixin/zhixin.db
        `zhixin.db` is no database of this release: write sqlite://zhixin.db, or sqlite:///var/lib/zhixin/zhixin.db
        `sqlite://:memory:` is no database of this release: the records need a file: write sqlite://zhixin.db
        `sqlite://z.db?mode=ro` is no database of this release: options after `?` are not understood
        ");
    }
}
