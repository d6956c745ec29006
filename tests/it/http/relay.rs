//! A relay before a server of PostgreSQL that cuts a connection at a commit: before the server has it, or between its
//! deed and its answer.

use sqlx::postgres::PgConnectOptions;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Where a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The server is not told to commit.
    BeforeCommit,
    /// It has committed, and nobody hears of it.
    AfterCommit,
    /// The same, and nobody gets through any more until the relay is mended.
    AfterCommitForGood,
}

#[derive(Debug)]
struct Plan {
    /// What the transaction that is struck writes, and where it is cut.
    next: Mutex<Option<(Vec<u8>, Cut)>>,
    /// Nobody gets through, on no connection.
    closed: watch::Sender<bool>,
}

impl Plan {
    fn next(&self) -> Option<(Vec<u8>, Cut)> {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        next.clone()
    }
}

/// The relay.
pub(super) struct Relay {
    /// The address of the records through it.
    pub(super) url: String,
    plan: Arc<Plan>,
    task: JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// Before the server of an address.
    pub(super) async fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = PgConnectOptions::from_str(url).unwrap();
        let (_, rest) = url.split_once("://").unwrap();
        let (user, _) = rest.split_once('@').unwrap();
        let database = server.get_database().unwrap().to_owned();
        let plan = Arc::new(Plan {
            next: Mutex::new(None),
            closed: watch::Sender::new(false),
        });
        let of = Arc::clone(&plan);
        let task = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                if !*of.closed.borrow() {
                    tokio::spawn(joined(client, server.clone(), Arc::clone(&of)));
                }
            }
        });
        Self {
            url: format!("postgres://{user}@127.0.0.1:{port}/{database}?sslmode=disable"),
            plan,
            task,
        }
    }

    /// The next transaction that writes a text is cut.
    pub(super) fn strike(&self, what: &str, cut: Cut) {
        let next = Some((what.as_bytes().to_vec(), cut));
        *self
            .plan
            .next
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Whether what was to be struck was.
    pub(super) fn struck(&self) -> bool {
        self.plan.next().is_none()
    }

    /// Lets everybody through again.
    pub(super) fn mend(&self) {
        self.plan.closed.send_replace(false);
    }
}

/// Joins a client to the server, by whichever way it listens.
async fn joined(client: TcpStream, server: PgConnectOptions, plan: Arc<Plan>) {
    let folder = server.get_host();
    if let Some(socket) = server.get_socket() {
        let socket = socket.join(format!(".s.PGSQL.{}", server.get_port()));
        let there = UnixStream::connect(socket).await.unwrap();
        between(client, tokio::io::split(there), &plan).await;
    } else {
        let there = TcpStream::connect((folder, server.get_port()));
        between(client, tokio::io::split(there.await.unwrap()), &plan).await;
    }
}

/// Hands messages over until one side goes or the connection is cut.
async fn between<R, W>(client: TcpStream, (mut from, mut to): (R, W), plan: &Plan)
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let (mut asks, mut answers) = client.into_split();
    let (silent, for_good) = (AtomicBool::new(false), AtomicBool::new(false));
    let there = async {
        let (mut begun, mut writes) = (false, false);
        while let Some(message) = message(&mut asks, begun).await {
            begun = true;
            let simple = message[0] == b'Q';
            let says = |word: &[u8]| {
                let text = &message[5..];
                simple && text.len() > word.len() && text[..word.len()].eq_ignore_ascii_case(word)
            };
            if says(b"begin") {
                writes = false;
            }
            if let Some((what, cut)) = plan.next() {
                writes |= message.windows(what.len()).any(|part| part == what);
                if writes && says(b"commit") {
                    *plan.next.lock().unwrap_or_else(PoisonError::into_inner) = None;
                    if cut == Cut::BeforeCommit {
                        return;
                    }
                    for_good.store(cut == Cut::AfterCommitForGood, Ordering::SeqCst);
                    silent.store(true, Ordering::SeqCst);
                }
            }
            if to.write_all(&message).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let (mut buffer, mut unheard) = (vec![0; 65_536], Vec::new());
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            if silent.load(Ordering::SeqCst) {
                unheard.extend_from_slice(&buffer[..count]);
                if unheard.windows(7).any(|part| part == b"COMMIT\0") {
                    if for_good.load(Ordering::SeqCst) {
                        plan.closed.send_replace(true);
                    }
                    return;
                }
            } else if answers.write_all(&buffer[..count]).await.is_err() {
                return;
            }
        }
    };
    let mut closed = plan.closed.subscribe();
    // Whichever ends first takes both sides down.
    tokio::select! {
        () = there => {}
        () = back => {}
        _ = closed.wait_for(|closed| *closed) => {}
    }
}

/// The next message of a client, whole; the first one has no letter before its length.
async fn message(asks: &mut (impl AsyncRead + Unpin), begun: bool) -> Option<Vec<u8>> {
    let head = if begun { 5 } else { 4 };
    let mut message = vec![0; head];
    asks.read_exact(&mut message).await.ok()?;
    let length = u32::from_be_bytes(message[head - 4..].try_into().unwrap()) as usize;
    message.resize(head + length - 4, 0);
    asks.read_exact(&mut message[head..]).await.ok()?;
    Some(message)
}
