//! A gate between console and service that understands HTTP: it stops one request at one moment of
//! its life, so that a test can do something at exactly that moment, or refuses a path altogether.
//!
//! One life of a request: it comes whole from the console (`Leaving`), is passed on to the service
//! (`Sent`), is answered there (`Answered`), and the answer is handed to the console (`Delivered`).
//! Each request has a connection of its own, so that cutting one cuts no other.

use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// How long a test waits for a request that must come.
const PATIENCE: Duration = Duration::from_secs(30);
const REFUSAL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A moment in the life of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It has left the console and the service knows nothing of it.
    Leaving,
    /// The service has it and the console knows nothing of an answer.
    Sent,
    /// The service has answered and the console knows nothing of it.
    Answered,
    /// The console has the answer.
    Delivered,
}

/// The gate.
pub struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    target: Mutex<Option<SocketAddr>>,
    is_open: watch::Sender<bool>,
    refused: Mutex<Vec<String>>,
    traps: Mutex<Vec<Trap>>,
    passed: Mutex<BTreeMap<String, usize>>,
}

struct Trap {
    path: String,
    moment: Moment,
    saying: String,
    reached: oneshot::Sender<Held>,
}

/// A request that will be stopped.
pub struct Stop {
    what: String,
    reached: oneshot::Receiver<Held>,
}

impl Stop {
    /// Waits until it is.
    pub async fn reached(self) -> Result<Held> {
        let reached = tokio::time::timeout(PATIENCE, self.reached).await;
        let reached = reached.with_context(|| format!("waited in vain for {}", self.what))?;
        reached.with_context(|| format!("the gate fell before {}", self.what))
    }
}

/// A request that is stopped. Dropping it cuts the connection.
pub struct Held(oneshot::Sender<()>);

impl Held {
    /// Lets it go on.
    pub fn let_go(self) {
        let _cut_already = self.0.send(());
    }

    /// Cuts its connection.
    pub fn cut(self) {}
}

impl Gate {
    /// A gate on a free port that leads nowhere yet.
    pub async fn bind() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            target: Mutex::default(),
            is_open: watch::Sender::new(true),
            refused: Mutex::default(),
            traps: Mutex::default(),
            passed: Mutex::default(),
        });
        let of_all = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = Arc::clone(&of_all);
                tokio::spawn(async move {
                    let mut is_open = shared.is_open.subscribe();
                    tokio::select! {
                        biased;
                        _ = is_open.wait_for(|is_open| !is_open) => {}
                        // A connection that breaks has told both sides so.
                        _ = pass(client, &shared) => {}
                    }
                });
            }
        });
        Ok(Self { address, shared, accepting })
    }

    /// From now on leads to this service.
    pub fn lead_to(&self, service: SocketAddr) {
        *locked(&self.shared.target) = Some(service);
    }

    /// The address to give a console.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts every connection and takes no other: the network is gone.
    pub fn shut(&self) {
        self.shared.is_open.send_replace(false);
    }

    /// Lets everything pass again.
    pub fn open(&self) {
        self.shared.is_open.send_replace(true);
    }

    /// From now on answers that nobody is there whatever comes to a path that begins so.
    pub fn refuse(&self, path: &str) {
        locked(&self.shared.refused).push(path.to_owned());
    }

    /// Stops the next request to a path that begins so.
    pub fn stop(&self, path: &str, moment: Moment) -> Stop {
        self.stop_saying(path, moment, "")
    }

    /// The same, for the next whose request or answer holds `saying`.
    pub fn stop_saying(&self, path: &str, moment: Moment, saying: &str) -> Stop {
        let (reached, receiver) = oneshot::channel();
        let (path, saying) = (path.to_owned(), saying.to_owned());
        let what = format!("{path} {moment:?} {saying}");
        locked(&self.shared.traps).push(Trap { path, moment, saying, reached });
        Stop { what, reached: receiver }
    }

    /// How many requests to a path that begins so have been passed on.
    pub fn passed(&self, path: &str) -> usize {
        let passed = locked(&self.shared.passed);
        passed.iter().filter(|(of, _)| of.starts_with(path)).map(|(_, count)| count).sum()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.accepting.abort();
        self.shut();
    }
}

impl Shared {
    fn refuses(&self, path: &str) -> bool {
        locked(&self.refused).iter().any(|refused| path.starts_with(refused))
    }

    /// Waits where a trap says so; an error where it says that the connection is cut.
    async fn pause(&self, path: &str, moment: Moment, text: &[u8]) -> std::io::Result<()> {
        let trap = {
            let mut traps = locked(&self.traps);
            let fits = |trap: &Trap| {
                let is_named = path.starts_with(&trap.path) && trap.moment == moment;
                is_named && holds(text, trap.saying.as_bytes())
            };
            let place = traps.iter().position(fits);
            place.map(|place| traps.remove(place))
        };
        let Some(trap) = trap else { return Ok(()) };
        let (decide, decided) = oneshot::channel();
        // Whoever no longer waits for it wants nothing of it.
        if trap.reached.send(Held(decide)).is_err() {
            return Ok(());
        }
        decided.await.map_err(|_| Error::from(ErrorKind::ConnectionAborted))
    }
}

async fn pass(mut client: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let Some(request) = Request::read(&mut client).await? else { return Ok(()) };
    let path = request.path.as_str();
    shared.pause(path, Moment::Leaving, &request.bytes).await?;
    if shared.refuses(path) {
        client.write_all(REFUSAL).await?;
        return client.shutdown().await;
    }
    let target = *locked(&shared.target);
    let mut service = TcpStream::connect(target.ok_or(ErrorKind::NotConnected)?).await?;
    *locked(&shared.passed).entry(request.path.clone()).or_default() += 1;
    service.write_all(&request.bytes).await?;
    shared.pause(path, Moment::Sent, &request.bytes).await?;
    let mut answer = head_of(&mut service).await?;
    if holds(&answer, b"text/event-stream") {
        client.write_all(&answer).await?;
        return tokio::io::copy_bidirectional(&mut client, &mut service).await.map(drop);
    }
    service.read_to_end(&mut answer).await?;
    shared.pause(path, Moment::Answered, &answer).await?;
    client.write_all(&answer).await?;
    client.shutdown().await?;
    shared.pause(path, Moment::Delivered, &answer).await
}

struct Request {
    path: String,
    bytes: Vec<u8>,
}

impl Request {
    /// Reads a whole request; none if the client has hung up before it. It asks the service to
    /// close the connection after the answer, whose end is then known without counting.
    async fn read(client: &mut TcpStream) -> std::io::Result<Option<Self>> {
        let mut bytes = match head_of(client).await {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        };
        let ended = end_of_head(&bytes).ok_or(ErrorKind::InvalidData)?;
        let head = String::from_utf8_lossy(&bytes[..ended]).into_owned();
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let length = lines.find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let missing = (ended + length.unwrap_or(0usize)).saturating_sub(bytes.len());
        let mut rest = vec![0; missing];
        client.read_exact(&mut rest).await?;
        bytes.append(&mut rest);
        let after_first = first.len() + 2;
        bytes.splice(after_first..after_first, *b"connection: close\r\n");
        Ok(Some(Self { path, bytes }))
    }
}

/// Reads until a head is whole; what follows it may have come along.
async fn head_of(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while end_of_head(&bytes).is_none() {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(bytes)
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|place| place + 4)
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
