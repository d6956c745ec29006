//! A folder of a test's own, and the program run in it.

use crate::cluster::{Database, setting};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A folder that goes away with the test, and records that the program uses in it if no others are named: a file
/// of SQLite in the folder, or a database of PostgreSQL.
pub(crate) struct Place {
    folder: TempDir,
    database: Option<Database>,
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    /// On the engine that `ZHIXIN_TEST_ENGINE` names: SQLite unless it is `postgres`.
    pub(crate) fn new() -> Self {
        match setting("ZHIXIN_TEST_ENGINE").as_deref() {
            None | Some("sqlite") => Self::on_sqlite(),
            Some("postgres") => Self::on_postgres().expect("PostgreSQL for ZHIXIN_TEST_ENGINE"),
            Some(other) => panic!("ZHIXIN_TEST_ENGINE is sqlite or postgres, not {other}"),
        }
    }

    pub(crate) fn on_sqlite() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            database: None,
        }
    }

    /// None where there is no server, which is told.
    pub(crate) fn on_postgres() -> Option<Self> {
        Some(Self {
            folder: TempDir::new().unwrap(),
            database: Some(Database::new()?),
        })
    }

    /// The address of the records.
    pub(crate) fn records(&self) -> String {
        match &self.database {
            Some(database) => database.url.clone(),
            None => format!("sqlite://{}", self.path().join("zhixin.db").display()),
        }
    }

    /// Runs statements on the records behind the back of the program; how many rows the last of them changed.
    pub(crate) async fn sql(&self, statements: &[&str]) -> Result<u64, sqlx::Error> {
        let mut changed = 0;
        if self.database.is_some() {
            let mut db = PgConnection::connect(&self.records()).await?;
            for text in statements {
                let text = sqlx::raw_sql(AssertSqlSafe((*text).to_owned()));
                changed = text.execute(&mut db).await?.rows_affected();
            }
            db.close().await?;
        } else {
            let mut db = SqliteConnection::connect(&self.records()).await?;
            for text in statements {
                let text = sqlx::raw_sql(AssertSqlSafe((*text).to_owned()));
                changed = text.execute(&mut db).await?.rows_affected();
            }
            db.close().await?;
        }
        Ok(changed)
    }

    /// Runs statements that must do on the records, behind the back of the program and outside of a runtime.
    pub(crate) fn change(&self, statements: &[&str]) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(self.sql(statements)).unwrap();
    }

    /// Takes away what defends a table: the statement that does it.
    pub(crate) fn unguarded(&self, trigger: &str, table: &str) -> String {
        match self.database {
            Some(_) => format!("drop trigger {trigger} on {table}"),
            None => format!("drop trigger {trigger}"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program, about to run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhixin"));
        command.current_dir(self.path()).args(arguments);
        match &self.database {
            Some(database) => command.env("ZHIXIN_DATABASE", &database.url),
            None => command.env_remove("ZHIXIN_DATABASE"),
        };
        command
    }

    /// Runs the program in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs the program, which must succeed, and gives what it wrote.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        ran.out
    }

    /// Runs the program, which must refuse, and gives its code and words.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.out, "", "{arguments:?} wrote a result");
        format!("{}exit code {}", ran.err, ran.code)
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The demonstration, run once for all tests that only read what it left.
pub(crate) fn demo() -> &'static (Place, Ran) {
    static DEMO: OnceLock<(Place, Ran)> = OnceLock::new();
    DEMO.get_or_init(|| {
        let place = Place::new();
        let ran = place.run(&["demo"]);
        (place, ran)
    })
}

/// What takes records on SQLite back to version 7 of the schema, where they hold nothing that came after it.
pub(crate) const BACK_TO_7: &str = "drop table document_base; alter table issued_score drop column packed; drop table score_batch_end; drop table score_batch_outcome; drop table score_batch_part; drop table score_batch; drop table webhook_attempt; drop table webhook_place; drop table webhook_secret; drop table webhook_change; drop table webhook; drop table superseded_score; drop table governed; drop table look_up; \
     drop table denial; drop table loan_report; drop table credential_end; drop table credential; \
     drop table client; drop table spent_token; drop table writer_lease; delete from schema_version where version > 7";

/// Where the demonstration keeps its records.
pub(crate) const DEMO_RECORDS: &str = "--database=sqlite://zhixin-demo/zhixin.db";

/// The cells of CSV, the header left out.
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records = reader.records();
    records
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}
