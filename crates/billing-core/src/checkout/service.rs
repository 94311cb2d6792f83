//! What a purchase sends, and to whom.

use super::machine::{Answer, Ask, Failure, FailureKind};
use crate::client::session::Session;
use crate::client::{self, ClientError};
use crate::console::{Console, Inner};
use crate::error::{CommandError, CommandErrorCode};
use billing_contract::{ErrorCode, PrepayRequest};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Weak};

/// Whoever answers what purchases ask.
pub(crate) trait Service: Send + Sync + 'static {
    /// Sends `ask` and waits for its answer. `return_url` is where the browser comes back to.
    fn ask(
        &self,
        ask: Ask,
        return_url: Option<String>,
    ) -> BoxFuture<'static, Result<Answer, Failure>>;
}

/// The billing service, in the name of whoever is signed in.
pub(crate) struct SignedInService {
    /// The session.
    pub session: Arc<Session>,
    /// The console, which draws its conclusions from what the service answers.
    pub console: Weak<Inner>,
}

impl Service for SignedInService {
    fn ask(
        &self,
        ask: Ask,
        return_url: Option<String>,
    ) -> BoxFuture<'static, Result<Answer, Failure>> {
        let (session, console) = (Arc::clone(&self.session), self.console.clone());
        async move {
            let language = console.upgrade().map_or("en", |inner| inner.choices().language());
            let answered = send(&session, ask, return_url, language).await;
            let Some(console) = console.upgrade().map(|inner| Console { inner }) else {
                return answered.map_err(|error| failure_of(&session, &error));
            };
            match answered {
                Ok(answer) => {
                    console.mark_reachable();
                    Ok(answer)
                }
                Err(error) => {
                    let failure = failure_of(&session, &error);
                    // Apart from the watching: a session that has ended stops the watching too.
                    tokio::spawn(async move { console.heard::<()>(&session, Err(error)).await });
                    Err(failure)
                }
            }
        }
        .boxed()
    }
}

async fn send(
    session: &Arc<Session>,
    ask: Ask,
    return_url: Option<String>,
    language: &str,
) -> Result<Answer, ClientError> {
    use client::orders;
    match ask {
        Ask::Order { key, request, is_change: true } => {
            let order = client::subscription::ordered_change(session, &request, &key, language);
            Ok(Answer::Ordered(Box::new(order.await?)))
        }
        Ask::Order { key, request, is_change: false } => {
            let order = orders::order(session, &request, &key, language).await?;
            Ok(Answer::Ordered(Box::new(order)))
        }
        Ask::Offer { order_id, pay_type, .. } => {
            let from = Some("coze".to_owned());
            let request = PrepayRequest { order_id, pay_type, from, return_url };
            Ok(Answer::Offered(orders::prepay(session, &request).await?))
        }
        Ask::Result { order_id } => {
            Ok(Answer::Result(orders::pay_result(session, &order_id).await?))
        }
        Ask::Detail { order_id } => {
            Ok(Answer::Detail(Box::new(orders::one(session, &order_id, language).await?)))
        }
        Ask::Cancel { order_id } => {
            Ok(Answer::Cancelled(orders::cancel(session, &order_id).await?))
        }
    }
}

fn failure_of(session: &Session, error: &ClientError) -> Failure {
    let server = session.client().server().to_string();
    Failure { kind: kind_of(error), error: CommandError::of_request(error, &server) }
}

/// What is certain after `error`. Only the service's own plain no counts as a refusal.
fn kind_of(error: &ClientError) -> FailureKind {
    let busy = |retry_after| FailureKind::Busy { retry_after };
    match error {
        ClientError::NoConnection { .. }
        | ClientError::TimedOut
        | ClientError::NotABillingService(_)
        | ClientError::SignedOut(_) => FailureKind::Unreachable,
        ClientError::SecretUnreadable => busy(None),
        ClientError::Busy { retry_after, .. } => busy(*retry_after),
        ClientError::Refused { status, problem, retry_after } => {
            // Under a key that was used there may be an order; a token that is not taken says
            // nothing about the order at all.
            let leaves_it_open = matches!(
                problem.code,
                ErrorCode::IdempotencyInProgress | ErrorCode::IdempotencyKeyReused
            );
            match status {
                401 | 408 | 425 | 429 | 500.. => busy(*retry_after),
                _ if leaves_it_open => busy(*retry_after),
                _ => FailureKind::Refused,
            }
        }
    }
}

/// What to tell when the journal cannot keep a purchase: nothing was sent.
pub(crate) fn not_kept(error: &crate::store::StoreError) -> CommandError {
    let told = CommandError::of_store(error);
    match told.code {
        CommandErrorCode::DiskFull => told,
        _ => CommandError::new(CommandErrorCode::StorageFailed).retry(told.retry),
    }
}
