//! The way back from the browser to the purchase.
//!
//! A payment in the browser ends at the provider, which sends the browser on to an address of ours
//! on this computer. One listener waits there for one purchase: its address holds a word that
//! nobody else can know. Who comes with it is told to go back to the console, which comes to the
//! front; the first time the purchase is asked about at once as well. What the browser brings along
//! decides nothing. A browser can come more than once, by "back" at the provider and later by a
//! payment, and finds the same words each time.

use crate::i18n::I18n;
use crate::tasks::Task;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How long a browser may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);
/// No browser says more before it gets to the point.
const LONGEST_REQUEST: usize = 16 * 1024;

/// How often the browser has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coming {
    /// For the first time.
    First,
    /// Once more.
    Again,
}

/// A listener for one purchase; dropping it closes its address.
pub(crate) struct WayBack {
    url: String,
    _listening: Task,
}

impl WayBack {
    /// Opens an address that nobody can guess; `returned` is called when the browser comes.
    pub(crate) fn open(
        i18n: &I18n,
        language: &str,
        returned: impl Fn(Coming) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = TcpListener::from_std(listener)?;
        let path =
            format!("/back/{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
        let url = format!("http://{address}{path}");
        let door = Arc::new(Door {
            address,
            path,
            page: page(i18n, language),
            has_come: AtomicBool::new(false),
            returned: Box::new(returned),
        });
        Ok(Self { url, _listening: Task::start("way back", listen(listener, door)) })
    }

    /// The address to give to the provider.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

struct Door {
    address: SocketAddr,
    path: String,
    page: String,
    has_come: AtomicBool,
    returned: Box<dyn Fn(Coming) + Send + Sync>,
}

async fn listen(listener: TcpListener, door: Arc<Door>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let door = Arc::clone(&door);
                tokio::spawn(async move {
                    let served = tokio::time::timeout(PATIENCE, door.serve(stream)).await;
                    if let Ok(Err(error)) = served {
                        tracing::debug!(%error, "a visitor at the way back was cut off");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the way back is closed");
                return;
            }
        }
    }
}

impl Door {
    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let request = read_request(&mut stream).await?;
        if self.is_the_one(&request) {
            let has_come = self.has_come.swap(true, Ordering::SeqCst);
            (self.returned)(if has_come { Coming::Again } else { Coming::First });
            return answer(&mut stream, "200 OK", &self.page).await;
        }
        answer(&mut stream, "404 Not Found", "").await
    }

    /// Whether this is the browser coming back. A page elsewhere can make the browser ask here
    /// under another name (DNS rebinding): the name must be the address itself.
    fn is_the_one(&self, request: &str) -> bool {
        let mut lines = request.split("\r\n");
        let mut start = lines.next().unwrap_or_default().split(' ');
        let (method, target) = (start.next(), start.next().unwrap_or_default());
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        let mut hosts = lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("host").then(|| value.trim())
        });
        let host = hosts.next();
        method == Some("GET")
            && path == self.path
            && host.is_some_and(|host| host == self.address.to_string())
            && hosts.next().is_none()
    }
}

async fn read_request(stream: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    let mut chunk = [0; 2048];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        let count = stream.read(&mut chunk).await?;
        if count == 0 || request.len() + count > LONGEST_REQUEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        request.extend_from_slice(&chunk[..count]);
    }
    Ok(String::from_utf8_lossy(&request).into_owned())
}

async fn answer(stream: &mut TcpStream, status: &str, page: &str) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
         Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(page.as_bytes()).await?;
    stream.shutdown().await
}

/// A page made of our own sentences alone.
fn page(i18n: &I18n, language: &str) -> String {
    let (title, text) = (i18n.text("browser-return-title"), i18n.text("browser-return-text"));
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><title>{title}</title>\
         <style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;\
         display:grid;place-content:center;min-height:90vh;text-align:center}}\
         h1{{font-size:20px;margin:0}}p{{opacity:.7}}</style>\
         <h1>{title}</h1><p>{text}</p></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    async fn get(url: &str, host: Option<&str>) -> String {
        let rest = url.strip_prefix("http://").unwrap();
        let (address, path) = rest.split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let host = host.unwrap_or(address);
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn open() -> (WayBack, mpsc::UnboundedReceiver<Coming>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let returned = move |coming| sender.send(coming).expect("the test listens");
        (WayBack::open(&I18n::new("ja"), "ja", returned).unwrap(), receiver)
    }

    #[tokio::test]
    async fn the_browser_is_let_in_with_whatever_it_brings_along_and_told_the_same_each_time() {
        let (way, mut returned) = open();
        let url = format!("{}?token=5O190127&PayerID=X", way.url());
        let answer = get(&url, None).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("lang=\"ja\""));
        assert_eq!(returned.recv().await, Some(Coming::First));
        for _ in 0..2 {
            assert_eq!(get(way.url(), None).await, answer);
            assert_eq!(returned.recv().await, Some(Coming::Again));
        }
    }

    #[tokio::test]
    async fn nobody_else_is_let_in() {
        let (way, mut returned) = open();
        let (other, _) = open();
        let (base, word) = way.url().rsplit_once('/').unwrap();
        let foreign_word = other.url().rsplit_once('/').unwrap().1;
        for url in [
            format!("{base}/{foreign_word}"),
            format!("{base}/"),
            format!("{base}/{}", &word[1..]),
            format!("{base}/{word}/x"),
            format!("{}/favicon.ico", base.rsplit_once('/').unwrap().0),
        ] {
            assert!(get(&url, None).await.starts_with("HTTP/1.1 404"), "{url}");
        }
        assert!(get(way.url(), Some("evil.example")).await.starts_with("HTTP/1.1 404"));
        assert!(returned.try_recv().is_err());
        assert!(get(way.url(), None).await.starts_with("HTTP/1.1 200"), "it is still open");
    }

    #[tokio::test]
    async fn a_visitor_who_says_nothing_to_the_point_is_sent_away() {
        let (way, _returned) = open();
        let address = way.url().strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&vec![b'x'; LONGEST_REQUEST + 1]).await.unwrap();
        let mut answer = Vec::new();
        let _cut_off = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty());
    }
}
