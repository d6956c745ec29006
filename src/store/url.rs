//! The address of a database: which engine, and where.

use super::StoreError;
use sqlx::postgres::PgConnectOptions;
use std::path::PathBuf;
use std::str::FromStr;

const WRITE: &str = "write sqlite://zhixin.db, sqlite:///var/lib/zhixin/zhixin.db, or postgres://user@host/database";

/// What may stand after the `?` of an address of `PostgreSQL`: a name that is misspelt is not passed over, for it may
/// be the one that asks for encryption.
const OPTIONS: [&str; 11] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Where a database is.
#[derive(Debug)]
pub(super) enum Address {
    /// A file of SQLite.
    File(PathBuf),
    /// A database of a `PostgreSQL` server.
    Server(Box<PgConnectOptions>),
}

/// What `url` names.
pub(super) fn address(url: &str) -> Result<Address, StoreError> {
    let refuse = |reason: &str| {
        Err(StoreError::Url {
            url: shown(url),
            reason: reason.to_owned(),
        })
    };
    let Some((scheme, rest)) = url.split_once(':') else {
        return refuse(WRITE);
    };
    match scheme {
        "sqlite" => {}
        "postgres" | "postgresql" => return server(url).or_else(|reason| refuse(&reason)),
        _ => return refuse(WRITE),
    }
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.contains('?') {
        return refuse("options after `?` are not understood");
    }
    if path.is_empty() || path.starts_with(':') {
        return refuse("the records need a file: write sqlite://zhixin.db");
    }
    Ok(Address::File(PathBuf::from(path)))
}

/// The server and database of an address; or what is wrong with it.
fn server(url: &str) -> Result<Address, String> {
    let asked = url.split_once('?').map_or("", |(_, asked)| asked);
    for pair in asked.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if !OPTIONS.contains(&name) {
            let known = OPTIONS.join(", ");
            return Err(format!("there is no option `{name}`, only {known}"));
        }
    }
    // What the driver says may hold a part of the address, and so of a password.
    let wrong = |_| "it does not read as postgres://user@host:port/database?sslmode=…".to_owned();
    let options = PgConnectOptions::from_str(url).map_err(wrong)?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err("it names no database: write postgres://user@host/database".to_owned());
    }
    Ok(Address::Server(Box::new(options)))
}

/// An address as it may be shown: without a password.
pub(super) fn shown(url: &str) -> String {
    let (before, asked) = url.split_once('?').unwrap_or((url, ""));
    let before = match before.split_once("//") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((who, place)) => {
                let name = who.split_once(':').map_or(who, |(name, _)| name);
                format!("{scheme}//{name}@{place}")
            }
            None => before.to_owned(),
        },
        None => before.to_owned(),
    };
    let kept: Vec<&str> = asked
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("password"))
        .collect();
    if kept.is_empty() {
        return before;
    }
    format!("{before}?{}", kept.join("&"))
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
            let Address::File(file) = address(url).unwrap() else {
                panic!("{url} is a file")
            };
            assert_eq!(file, PathBuf::from(path));
        }
    }

    #[test]
    fn a_url_names_a_server() {
        let url = "postgresql://zhixin:s%40fe@db.example:5433/credit?sslmode=verify-full";
        let Address::Server(options) = address(url).unwrap() else {
            panic!("{url} is a server")
        };
        assert_eq!(options.get_host(), "db.example");
        assert_eq!(options.get_port(), 5433);
        assert_eq!(options.get_database(), Some("credit"));
        assert!(matches!(
            options.get_ssl_mode(),
            sqlx::postgres::PgSslMode::VerifyFull
        ));
    }

    #[test]
    fn no_password_is_shown() {
        for (url, told) in [
            ("postgres://u:secret@h/d", "postgres://u@h/d"),
            ("postgres://u:se@cr:et@h:1/d", "postgres://u@h:1/d"),
            (
                "postgres://u@h/d?password=secret&sslmode=require",
                "postgres://u@h/d?sslmode=require",
            ),
            ("postgres://h/d?password=secret", "postgres://h/d"),
            ("sqlite://z.db", "sqlite://z.db"),
        ] {
            assert_eq!(shown(url), told);
        }
    }

    #[test]
    fn other_addresses_are_refused_with_what_to_write() {
        let said: Vec<String> = [
            "mysql://localhost/zhixin",
            "zhixin.db",
            "sqlite://:memory:",
            "sqlite://z.db?mode=ro",
            "postgres://u:secret@localhost",
            "postgres://u:secret@localhost/zhixin?sslmod=require",
            "postgres://u:secret@localhost/zhixin?sslmode=perhaps",
            "postgres://u:secret@local host:x/zhixin",
        ]
        .iter()
        .map(|url| address(url).unwrap_err().to_string())
        .collect();
        let said = said.join("\n");
        assert!(!said.contains("secret"), "{said}");
        insta::assert_snapshot!(said, @"
        `mysql://localhost/zhixin` is no database of this release: write sqlite://zhixin.db, sqlite:///var/lib/zhixin/zhixin.db, or postgres://user@host/database
        `zhixin.db` is no database of this release: write sqlite://zhixin.db, sqlite:///var/lib/zhixin/zhixin.db, or postgres://user@host/database
        `sqlite://:memory:` is no database of this release: the records need a file: write sqlite://zhixin.db
        `sqlite://z.db?mode=ro` is no database of this release: options after `?` are not understood
        `postgres://u@localhost` is no database of this release: it names no database: write postgres://user@host/database
        `postgres://u@localhost/zhixin?sslmod=require` is no database of this release: there is no option `sslmod`, only sslmode, sslrootcert, sslcert, sslkey, host, port, dbname, user, password, application_name, options
        `postgres://u@localhost/zhixin?sslmode=perhaps` is no database of this release: it does not read as postgres://user@host:port/database?sslmode=…
        `postgres://u@local host:x/zhixin` is no database of this release: it does not read as postgres://user@host:port/database?sslmode=…
        ");
    }
}
