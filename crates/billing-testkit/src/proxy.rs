//! A TCP proxy in front of the service that loses, holds and cuts what passes.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the proxy does to connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: every byte passes.
    None,
    /// Connections are closed as soon as they come; open ones are cut.
    Refuse,
    /// Connections are taken and nothing ever passes: a half-open network.
    Hold,
    /// Requests reach the service, answers are lost and the connection is cut.
    LoseAnswers,
    /// A page of HTML answers instead of the service, as a hotel's network does.
    CaptivePortal,
}

/// A proxy in front of one address.
pub struct Proxy {
    address: SocketAddr,
    fault: watch::Sender<Fault>,
    connections: Arc<AtomicUsize>,
    answers: Arc<Mutex<Vec<u8>>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy on a free port in front of `target`.
    pub async fn start(target: SocketAddr) -> std::io::Result<Self> {
        Self::start_on(TcpListener::bind("127.0.0.1:0").await?, target)
    }

    /// The same where the proxy's own address had to be known before there was a target.
    pub fn start_on(listener: TcpListener, target: SocketAddr) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let (fault, faults) = watch::channel(Fault::None);
        let connections = Arc::new(AtomicUsize::new(0));
        let answers = Arc::new(Mutex::new(Vec::new()));
        let (counted, heard) = (Arc::clone(&connections), Arc::clone(&answers));
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(client, target, faults.clone(), Arc::clone(&heard)));
            }
        });
        Ok(Self { address, fault, connections, answers, accepting })
    }

    /// The address to give a console.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes what happens, to open connections too.
    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }

    /// How many connections have come so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Every access and refresh token that the service has given out through this proxy.
    pub fn tokens(&self) -> BTreeSet<String> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&answers);
        ["\"access_token\":\"", "\"refresh_token\":\""]
            .into_iter()
            .flat_map(|field| text.split(field).skip(1))
            .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
            .collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(
    client: TcpStream,
    target: SocketAddr,
    mut faults: watch::Receiver<Fault>,
    heard: Arc<Mutex<Vec<u8>>>,
) {
    let fault = *faults.borrow_and_update();
    match fault {
        Fault::Refuse => {}
        Fault::Hold => {
            let _held = client;
            let _ = faults.changed().await;
        }
        Fault::CaptivePortal => {
            let _ = answer_with_a_page(client).await;
        }
        Fault::None | Fault::LoseAnswers => {
            let _ = pass(client, target, &mut faults, &heard).await;
        }
    }
}

async fn answer_with_a_page(mut client: TcpStream) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let _ = client.read(&mut request).await?;
    let page = "<!doctype html><title>Welcome</title><p>Please accept our terms.";
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}

async fn pass(
    client: TcpStream,
    target: SocketAddr,
    faults: &mut watch::Receiver<Fault>,
    heard: &Mutex<Vec<u8>>,
) -> std::io::Result<()> {
    let service = TcpStream::connect(target).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_service, mut to_service) = service.into_split();
    let mut upward = vec![0; 16 * 1024];
    let mut downward = vec![0; 16 * 1024];
    let mut fault = *faults.borrow();
    loop {
        tokio::select! {
            changed = faults.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                fault = *faults.borrow_and_update();
                if matches!(fault, Fault::Refuse | Fault::CaptivePortal) {
                    return Ok(());
                }
            }
            read = from_client.read(&mut upward), if fault != Fault::Hold => match read? {
                0 => return Ok(()),
                count => to_service.write_all(&upward[..count]).await?,
            },
            read = from_service.read(&mut downward), if fault != Fault::Hold => match read? {
                0 => return Ok(()),
                _ if fault == Fault::LoseAnswers => return Ok(()),
                count => {
                    let answer = &downward[..count];
                    heard.lock().unwrap_or_else(PoisonError::into_inner).extend(answer);
                    to_client.write_all(answer).await?;
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut reader, mut writer) = stream.split();
                    let _ = tokio::io::copy(&mut reader, &mut writer).await;
                });
            }
        });
        address
    }

    async fn ask(proxy: &Proxy) -> std::io::Result<Vec<u8>> {
        let address = proxy.url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"hello").await?;
        let mut answer = vec![0; 5];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    }

    #[tokio::test]
    async fn bytes_pass_until_they_are_refused_and_pass_again() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        assert_eq!(ask(&proxy).await.unwrap(), b"hello");
        proxy.set(Fault::Refuse);
        assert!(ask(&proxy).await.is_err());
        proxy.set(Fault::LoseAnswers);
        assert!(ask(&proxy).await.is_err());
        proxy.set(Fault::None);
        assert_eq!(ask(&proxy).await.unwrap(), b"hello");
        assert_eq!(proxy.connections(), 4);
    }

    #[tokio::test]
    async fn a_held_connection_goes_on_when_released() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        let address = proxy.url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"a").await.unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), b'a');
        proxy.set(Fault::Hold);
        stream.write_all(b"b").await.unwrap();
        proxy.set(Fault::None);
        assert_eq!(stream.read_u8().await.unwrap(), b'b');
    }
}
