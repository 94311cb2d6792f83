//! Several connections that only read, lent out one question at a time.

use super::error_of;
use super::writer::OneConnection;
use crate::store::StoreError;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The reading connections, or the only one there is.
pub enum Readers {
    /// Lent out to threads that may block.
    Several {
        /// Those that nobody reads with.
        idle: Arc<Mutex<Vec<Connection>>>,
        /// One for each connection.
        permits: Arc<Semaphore>,
    },
    /// Read with on the thread of whoever asks.
    One(OneConnection),
}

impl Readers {
    /// Lends out these connections.
    pub fn new(connections: Vec<Connection>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self::Several { idle: Arc::new(Mutex::new(connections)), permits }
    }

    /// Runs `question` where it may block, in one consistent view of the database.
    pub async fn read<T, F>(&self, question: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let closed = || StoreError::Unavailable("the store is closed".to_owned());
        let (idle, permits) = match self {
            Self::Several { idle, permits } => (Arc::clone(idle), Arc::clone(permits)),
            Self::One(connection) => {
                let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let connection = connection.as_mut().ok_or_else(closed)?;
                let view = connection.transaction().map_err(error_of)?;
                return question(&view);
            }
        };
        let permit = permits.acquire_owned().await.map_err(|_| closed())?;
        let asked = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut lent = Lent { connection, idle };
            let connection = lent.connection.as_mut().ok_or_else(closed)?;
            let view = connection.transaction().map_err(error_of)?;
            question(&view)
        });
        asked.await.unwrap_or_else(|_| Err(StoreError::Broken("a read panicked".to_owned())))
    }

    /// Closes the connections as they come back.
    pub fn close(&self) {
        match self {
            Self::Several { idle, permits } => {
                permits.close();
                idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            }
            Self::One(connection) => {
                drop(connection.lock().unwrap_or_else(PoisonError::into_inner).take());
            }
        }
    }
}

/// Brings the connection back, even out of a panic.
struct Lent {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}
