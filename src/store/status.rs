//! The state of a database: its engine, its version, its size, and whether what is committed is on the disk.

use super::engine::Engine;
use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows, schema};

/// How a database is 数据库状态.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The engine and its version.
    pub engine: String,
    /// The version of the schema.
    pub version: i64,
    /// The size of all that it keeps, in bytes.
    pub bytes: u64,
    /// The settings by which a commit waits for the disk.
    pub durable: String,
}

impl Store {
    /// How the database is.
    pub async fn status(&self) -> Result<Status, StoreError> {
        let [engine, bytes, durable] = match self.engine {
            Engine::Sqlite(_) => [
                "select 'SQLite ' || sqlite_version()",
                "select page_count * page_size from pragma_page_count, pragma_page_size",
                "select 'synchronous ' || synchronous from pragma_synchronous",
            ],
            Engine::Postgres(..) => [
                "select 'PostgreSQL ' || current_setting('server_version')",
                "select pg_database_size(current_database())",
                "select 'fsync ' || current_setting('fsync') || ', full_page_writes ' || \
                 current_setting('full_page_writes') || ', synchronous_commit ' || \
                 current_setting('synchronous_commit')",
            ],
        };
        let mut db = self.db().await?;
        Ok(Status {
            engine: Statement::of(engine).value(&mut db).await?,
            version: schema::newest(&self.engine),
            bytes: rows::unsigned("schema_version", Statement::of(bytes).value(&mut db).await?)?,
            durable: Statement::of(durable).value(&mut db).await?,
        })
    }
}
