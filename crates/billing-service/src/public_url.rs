//! Where customers reach the service.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

/// Where customers reach the service: as configured, else where it listens.
#[derive(Clone)]
pub struct PublicUrl {
    configured: Option<String>,
    listening: Arc<OnceLock<SocketAddr>>,
}

impl PublicUrl {
    /// As configured; a port that the system chooses is not known yet.
    pub fn new(configured: Option<&str>) -> Self {
        let configured = configured.map(|url| url.trim_end_matches('/').to_owned());
        Self { configured, listening: Arc::new(OnceLock::new()) }
    }

    /// Says where the service listens.
    pub fn listens_at(&self, address: SocketAddr) {
        // Only the first address counts; a service listens once.
        let _ = self.listening.set(address);
    }

    /// The address without a slash at its end.
    pub fn get(&self) -> String {
        match (&self.configured, self.listening.get()) {
            (Some(url), _) => url.clone(),
            (None, Some(address)) => format!("http://{address}"),
            (None, None) => "http://127.0.0.1".to_owned(),
        }
    }

    /// The address at which strangers can reach the service; none unless configured.
    pub fn for_strangers(&self) -> Option<&str> {
        self.configured.as_deref()
    }
}
