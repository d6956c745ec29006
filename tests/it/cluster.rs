//! A throw-away PostgreSQL for tests: one server for the process, one database for each test.
//!
//! The server is started from the installed binaries, or it is the one that `ZHIXIN_TEST_POSTGRES_URL` names, on which
//! the role may create databases. Where there is neither, tests that need it say so on the terminal and are left out,
//! unless `ZHIXIN_TEST_REQUIRE_POSTGRES` asks that they fail. Unit tests and benches use this file too.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A server to make databases on.
struct Server {
    /// The address of a database of it, but for the name of the database.
    address: (String, String),
    /// The database to connect to for making others.
    first: String,
    /// While this process lives the other end of its standard input is open; then it ends the server.
    _watch: Option<Child>,
}

static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
static NUMBER: AtomicU32 = AtomicU32::new(1);

/// A database of its own, dropped with this.
pub(crate) struct Database {
    pub(crate) url: String,
    name: String,
}

#[allow(dead_code, reason = "tests and benches ask in their own way")]
impl Database {
    /// An empty database; `None`, told loudly, where there is no PostgreSQL.
    pub(crate) fn new() -> Option<Self> {
        match SERVER.get_or_init(|| start(false).inspect_err(|why| tell(why))) {
            Ok(server) => Some(server.database()),
            Err(_) => None,
        }
    }

    /// The same on a server that waits for the disk, for benches. The first database asked for decides.
    pub(crate) fn on_disk() -> Option<Self> {
        match SERVER.get_or_init(|| start(true).inspect_err(|why| tell(why))) {
            Ok(server) => Some(server.database()),
            Err(_) => None,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(Ok(server)) = SERVER.get() {
            // One that stays goes with the server.
            let _ = server.run(&format!("drop database \"{}\" with (force)", self.name));
        }
    }
}

impl Server {
    fn url(&self, database: &str) -> String {
        let (before, after) = &self.address;
        format!("{before}{database}{after}")
    }

    fn database(&self) -> Database {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("zhixin_test_{}_{number}", std::process::id());
        let made = self.run(&format!(
            "create database \"{name}\" template template0 encoding 'UTF8'"
        ));
        made.expect("the role may create databases");
        Database {
            url: self.url(&name),
            name,
        }
    }

    /// Runs a statement, from within a runtime or without one.
    fn run(&self, text: &str) -> Result<(), sqlx::Error> {
        let url = self.url(&self.first);
        let work = async {
            let mut db = PgConnection::connect(&url).await?;
            let statement = AssertSqlSafe(text.to_owned());
            sqlx::raw_sql(statement).execute(&mut db).await?;
            db.close().await
        };
        let run = || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(work)
        };
        std::thread::scope(|scope| scope.spawn(run).join()).expect("no panic")
    }
}

/// A setting of the test run.
pub(crate) fn setting(name: &str) -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "a setting of the test run")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Says, past the capture of tests, that there is no PostgreSQL; or fails where there must be one.
fn tell(why: &str) {
    let required = setting("ZHIXIN_TEST_REQUIRE_POSTGRES").is_some();
    assert!(!required, "PostgreSQL is required and is not there: {why}");
    let line = "!".repeat(72);
    let _ = writeln!(
        std::io::stderr(),
        "\n{line}\nNO POSTGRESQL: tests that need it ARE LEFT OUT. {why}\n\
         Install it, or name a server by ZHIXIN_TEST_POSTGRES_URL.\n{line}"
    );
}

fn start(on_disk: bool) -> Result<Server, String> {
    if let Some(url) = setting("ZHIXIN_TEST_POSTGRES_URL") {
        return named(&url);
    }
    let binaries = binaries().ok_or("there is no initdb under /usr/lib/postgresql")?;
    let owner = owner()?;
    let folder = tempfile::Builder::new()
        .prefix("zhixin-pg-")
        .tempdir()
        .map_err(|error| error.to_string())?
        .keep();
    if let Some(id) = owner {
        chown(&folder, Some(id), Some(id)).map_err(|error| error.to_string())?;
    }
    // Whatever becomes of this process, its end of the pipe closes, and the server and its folder go.
    let clean = "trap '' INT TERM HUP; cat >/dev/null; \
                 \"$1/pg_ctl\" -D \"$2/data\" -m immediate stop; rm -rf \"$2\"";
    let mut watch = command("sh", owner);
    watch.args(["-c", clean, "sh"]).arg(&binaries).arg(&folder);
    watch.stdin(Stdio::piped());
    watch.stdout(Stdio::null()).stderr(Stdio::null());
    let watch = watch.spawn().map_err(|error| error.to_string())?;
    let data = folder.join("data");
    let mut initdb = command(binaries.join("initdb"), owner);
    initdb.arg("-D").arg(&data);
    initdb.args("-U zhixin -A trust -E UTF8 --locale=C.UTF-8 --no-sync".split(' '));
    ran(&mut initdb)?;
    let mut settings = String::from("-c listen_addresses= -c max_connections=300");
    write!(settings, " -c unix_socket_directories={}", folder.display()).expect("text");
    if !on_disk {
        settings.push_str(" -c fsync=off -c full_page_writes=off");
    }
    let mut pg_ctl = command(binaries.join("pg_ctl"), owner);
    pg_ctl
        .arg("-D")
        .arg(&data)
        .arg("-l")
        .arg(folder.join("log"));
    pg_ctl.args(["-w", "-t", "120", "-o", &settings, "start"]);
    ran(&mut pg_ctl)?;
    let after = format!("?host={}", folder.display());
    Ok(Server {
        address: ("postgres://zhixin@localhost/".to_owned(), after),
        first: "postgres".to_owned(),
        _watch: Some(watch),
    })
}

/// The server of an address that names one of its databases.
fn named(url: &str) -> Result<Server, String> {
    let (before, after) = url
        .split_once('?')
        .map_or((url, String::new()), |(url, rest)| {
            (url, format!("?{rest}"))
        });
    let (server, first) = before
        .rsplit_once('/')
        .ok_or("ZHIXIN_TEST_POSTGRES_URL names no database")?;
    Ok(Server {
        address: (format!("{server}/"), after),
        first: first.to_owned(),
        _watch: None,
    })
}

/// Where the newest installed server is.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    let version = |folder: &Path| -> u32 {
        let name = folder.parent().and_then(Path::file_name);
        let name = name.and_then(|name| name.to_str()).unwrap_or_default();
        name.parse().unwrap_or(0)
    };
    folders
        .filter(|folder| folder.join("initdb").exists())
        .max_by_key(|folder| version(folder))
}

/// Whom the server runs as where this is root, which it refuses.
fn owner() -> Result<Option<u32>, String> {
    let id = |name: &[&str]| -> Result<u32, String> {
        let told = ran(Command::new("id").arg("-u").args(name))?;
        let text = String::from_utf8_lossy(&told.stdout);
        text.trim().parse().map_err(|_| format!("id: {text}"))
    };
    if id(&[])? != 0 {
        return Ok(None);
    }
    id(&["postgres"]).or_else(|_| id(&["nobody"])).map(Some)
}

fn command(program: impl AsRef<std::ffi::OsStr>, owner: Option<u32>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").stdin(Stdio::null());
    if let Some(id) = owner {
        command.uid(id).gid(id);
    }
    command
}

fn ran(command: &mut Command) -> Result<Output, String> {
    // A server that is started keeps what it was given open, so its words go to its log.
    let told = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .output();
    let told = told.map_err(|error| format!("{command:?}: {error}"))?;
    if told.status.success() {
        return Ok(told);
    }
    Err(format!("{command:?}: {}", told.status))
}
