//! The customers whom staff may see.
//!
//! Looking at one begins to keep their figures on this computer: account, subscription and archive
//! are fetched with every sync from then on, until the person signs out, may no longer see them, or
//! has looked at many others since.

use crate::client;
use crate::client::session::Session;
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::store::archive::{Words, fold};
use crate::store::{Kind, OwnerKey, StoreError};
use crate::sync::PassError;
use crate::views::{CustomerOf, CustomerView, CustomersWish, Figure};
use billing_contract::{Account, CustomerId, CustomerSummary, Permission, Subscription};
use std::sync::Arc;
use std::time::Duration;

/// How many customers' figures are kept: those looked at last.
const MOST_KEPT: usize = 50;
/// Nobody types the number of an invoice or an order in fewer letters.
const SHORTEST_NUMBER: usize = 8;
/// How old the list, or a customer, may be before looking at it fetches it anew.
const FRESH: Duration = Duration::from_secs(60);

impl Console {
    /// The customers whom staff may see, as last seen.
    pub async fn customers(
        &self,
        wish: CustomersWish,
    ) -> Result<Option<Figure<Vec<CustomerSummary>>>, CommandError> {
        let session = self.inner.session()?;
        check_staff(&session)?;
        let language = self.inner.choices().language();
        if self.figure::<Vec<CustomerSummary>>(&Kind::Customers).is_none() {
            let fetched = self.fetch_customers(&session, language).await;
            self.told(&session, fetched).await?;
        } else if !self.was_confirmed_within(&Kind::Customers, FRESH) {
            let (console, session) = (self.clone(), Arc::clone(&session));
            tokio::spawn(async move {
                if let Err(PassError::Request(error)) =
                    console.fetch_customers(&session, language).await
                {
                    console.mark_after(&error);
                }
            });
        }
        let query = wish.query.as_deref().unwrap_or_default();
        let words = Words::of(query);
        let Some(mut figure) = self.figure::<Vec<CustomerSummary>>(&Kind::Customers) else {
            return Ok(None);
        };
        figure.value.retain(|customer| words.are_in(&words_of(customer)));
        if figure.value.is_empty() {
            figure.value = self.customers_with_number(&session, query).await;
        }
        Ok(Some(figure))
    }

    /// The customers of whom an invoice or an order bears this number, as the service knows: this
    /// computer has the documents of few. None if it is no number, or the service out of reach.
    pub(crate) async fn customers_with_number(
        &self,
        session: &Arc<Session>,
        typed: &str,
    ) -> Vec<CustomerSummary> {
        let number = typed.trim();
        let is_number = (SHORTEST_NUMBER..=64).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && number.bytes().any(|byte| byte.is_ascii_digit());
        if !is_number {
            return Vec::new();
        }
        let language = self.inner.choices().language();
        client::customers::with_number(session, number, language).await.unwrap_or_else(|error| {
            tracing::info!(%error, "nobody is found by a number");
            self.mark_after(&error);
            Vec::new()
        })
    }

    /// One customer as last seen; from now on their figures are kept fresh.
    pub async fn customer(&self, request: CustomerOf) -> Result<CustomerView, CommandError> {
        let session = self.inner.session()?;
        check_staff(&session)?;
        let (customer, language) = (request.customer, self.inner.choices().language());
        let account = Kind::AccountOf(customer.clone());
        let owner = session.keeper().owner().key();
        if self.figure::<Account>(&account).is_none() {
            let fetched = self.fetch_customer(&session, &customer, language).await;
            self.told(&session, fetched).await?;
        }
        let is_new = self.kept_customers().first() != Some(&customer);
        if is_new {
            self.begin_keeping(&owner, &customer).await?;
        }
        if is_new || !self.was_confirmed_within(&account, FRESH) {
            let (console, session, customer) = (self.clone(), session, customer.clone());
            tokio::spawn(async move {
                let synced = console.sync_archive(&session, &customer, language).await;
                if let Err(PassError::Request(error)) = synced {
                    console.mark_after(&error);
                }
            });
        }
        Ok(CustomerView {
            account: self.figure(&account),
            subscription: self.figure(&Kind::SubscriptionOf(customer)),
        })
    }

    /// Whose figures staff have looked at, the last one first.
    pub(crate) fn kept_customers(&self) -> Vec<CustomerId> {
        self.figure(&Kind::KeptCustomers).map(|figure| figure.value).unwrap_or_default()
    }

    /// Fetches what staff see of a customer beside the archive.
    pub(crate) async fn fetch_customer(
        &self,
        session: &Arc<Session>,
        customer: &CustomerId,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner();
        let may = |permission| owner.me.permissions.contains(&permission);
        let key = owner.key();
        if may(Permission::ViewAccount) {
            let kind = Kind::AccountOf(customer.clone());
            let etag = self.etag::<Account>(&kind, language);
            let fetched = client::customers::account(session, customer, etag.as_deref()).await?;
            self.keep(&key, kind, language, &fetched).await?;
        }
        if may(Permission::ViewSubscription) {
            let kind = Kind::SubscriptionOf(customer.clone());
            let etag = self.etag::<Option<Subscription>>(&kind, language);
            let fetched =
                client::customers::subscription(session, customer, etag.as_deref(), language)
                    .await?;
            self.keep(&key, kind, language, &fetched).await?;
        }
        Ok(())
    }

    /// Removes what is kept of a customer whom the person may no longer see.
    pub(crate) async fn stop_keeping(
        &self,
        owner: &OwnerKey,
        customer: &CustomerId,
    ) -> Result<(), StoreError> {
        let mut kept = self.kept_customers();
        kept.retain(|one| one != customer);
        self.set_kept(owner, kept).await
    }

    async fn begin_keeping(
        &self,
        owner: &OwnerKey,
        customer: &CustomerId,
    ) -> Result<(), StoreError> {
        let mut kept = self.kept_customers();
        kept.retain(|one| one != customer);
        kept.insert(0, customer.clone());
        kept.truncate(MOST_KEPT);
        self.set_kept(owner, kept).await
    }

    async fn set_kept(&self, owner: &OwnerKey, kept: Vec<CustomerId>) -> Result<(), StoreError> {
        let gone: Vec<CustomerId> =
            self.kept_customers().into_iter().filter(|one| !kept.contains(one)).collect();
        let list = client::Fetched::Fresh { value: kept.clone(), etag: None };
        let language = self.inner.choices().language();
        self.keep(owner, Kind::KeptCustomers, language, &list).await?;
        let has_gone = !gone.is_empty();
        for customer in gone {
            for kind in [
                Kind::AccountOf(customer.clone()),
                Kind::SubscriptionOf(customer.clone()),
                Kind::UsageOverviewOf(customer.clone()),
                Kind::CreditStandingOf(customer.clone()),
            ] {
                self.inner.cache.remove(owner, kind).await?;
            }
        }
        self.inner.archives.keep_only(owner, &kept).await;
        if has_gone {
            self.keep_documents_of(owner, &kept).await?;
        }
        Ok(())
    }

    async fn fetch_customers(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let etag = self.etag::<Vec<CustomerSummary>>(&Kind::Customers, language);
        let fetched = client::customers::customers(session, etag.as_deref(), language).await?;
        Ok(self.keep(&owner, Kind::Customers, language, &fetched).await?)
    }

    /// What to tell of a fetch that somebody waited for.
    async fn told(
        &self,
        session: &Arc<Session>,
        fetched: Result<(), PassError>,
    ) -> Result<(), CommandError> {
        match fetched {
            Ok(()) => self.heard(session, Ok(())).await,
            Err(PassError::Request(error)) => self.heard(session, Err(error)).await,
            Err(PassError::Store(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a customer is not kept");
                Ok(())
            }
        }
    }
}

/// What can be searched of a customer.
pub(crate) fn words_of(customer: &CustomerSummary) -> String {
    fold(&format!(
        "{}\n{}\n{}\n{}\n{}",
        customer.company_name,
        customer.contact_name,
        customer.contact_email,
        customer.plan_name.as_deref().unwrap_or_default(),
        customer.customer_id,
    ))
}

fn check_staff(session: &Session) -> Result<(), CommandError> {
    let me = session.keeper().owner().me;
    if me.customer_id.is_none() && me.permissions.contains(&Permission::ViewCustomers) {
        return Ok(());
    }
    Err(CommandError::new(CommandErrorCode::NotAllowed))
}
