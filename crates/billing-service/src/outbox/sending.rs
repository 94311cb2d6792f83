//! The way out to a receiver that is spoken to by HTTP: bounded in time and size.

use super::{Failure, ReceiverError};
use chrono::Duration;
use reqwest::{RequestBuilder, StatusCode, Url, header};

/// A receiver that needs longer is tried again.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
/// The longest answer that is read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The way to one receiver.
pub struct Way {
    client: reqwest::Client,
    address: Url,
}

impl Way {
    /// The way to an address: encrypted, unless it is on this computer. The address may be a secret.
    pub fn to(section: &'static str, address: &str) -> Result<Self, ReceiverError> {
        let broken = |reason: &str| ReceiverError::new(section, reason);
        let address = Url::parse(address).map_err(|_| broken("the address makes no sense"))?;
        let is_here = matches!(address.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if address.scheme() != "https" && !(is_here && address.scheme() == "http") {
            return Err(broken("the address must begin with https://, except on this computer"));
        }
        let mut client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .https_only(!is_here)
            .timeout(PATIENCE)
            .user_agent(concat!("billing-service/", env!("CARGO_PKG_VERSION")));
        if is_here {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|_| broken("no connection can be made"))?;
        Ok(Self { client, address })
    }

    /// A request to the address itself.
    pub fn post(&self) -> RequestBuilder {
        self.client.post(self.address.clone())
    }
}

/// Sends a request and reads its answer if it was taken. What is told of a failure is never the
/// receiver's own text, nor the address, for both may hold what is private.
pub async fn send(request: RequestBuilder) -> Result<Vec<u8>, Failure> {
    let response = request.send().await.map_err(|error| without_answer(&error))?;
    let status = response.status();
    let asked = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|line| line.to_str().ok()?.trim().parse::<u32>().ok())
        .map(|seconds| Duration::seconds(seconds.into()));
    if status.is_success() {
        return read(response).await;
    }
    let told = format!("it answered {}", status.as_u16());
    let may_pass = status.is_server_error()
        || status == StatusCode::REQUEST_TIMEOUT
        || status == StatusCode::TOO_EARLY
        || status == StatusCode::TOO_MANY_REQUESTS;
    Err(if may_pass { Failure::NotNow(told, asked) } else { Failure::Refused(told) })
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| without_answer(&error))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(Failure::Refused("its answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn without_answer(error: &reqwest::Error) -> Failure {
    let told = if error.is_builder() {
        return Failure::Refused("the request cannot be built".to_owned());
    } else if error.is_connect() {
        "no connection"
    } else if error.is_timeout() {
        "no answer in time"
    } else {
        "the connection broke"
    };
    Failure::NotNow(told.to_owned(), None)
}
