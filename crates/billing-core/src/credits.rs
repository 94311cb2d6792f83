//! Credits: their movements from this computer alone, what is left of them, and how more come.

use crate::archive::figure_of;
use crate::client::session::Session;
use crate::client::{self, ClientError, Fetched};
use crate::console::Console;
use crate::error::CommandError;
use crate::store::archive::CreditDays;
use crate::store::{Kind, StoreError};
use crate::sync::PassError;
use crate::views::{
    AdjustCredits, CreditLedger, CreditOutlook, CreditsOf, CreditsWish, Figure, GiftCodeList,
    GiftCodesWish, MakeGiftCodes,
};
use billing_contract::credits::outlook::{self, Outlook};
use billing_contract::{
    AutoTopUp, AutoTopUpUpdate, CreditPack, CreditStanding, CustomerId, GiftCodes, Me, Permission,
    Plan, RedeemRequest, Redeemed, SpendReceipt, Subscription,
};
use serde::Serialize;
use std::sync::Arc;

/// More rows than this are not given at once.
const MOST_ROWS: u32 = 1_000;
/// How far ahead the course of the credits is drawn.
const DAYS_AHEAD: u32 = 90;

impl Console {
    /// The movements of credits as last seen, newest first.
    pub async fn credits(
        &self,
        wish: CreditsWish,
    ) -> Result<Option<Figure<CreditLedger>>, CommandError> {
        let Some(archive) = self.archive_of(wish.customer.as_ref())? else { return Ok(None) };
        // Until the walk back has reached the first movement nothing can be said of the chain.
        let is_whole = archive.progress().await?.shown.is_complete;
        let read = archive.ledger(wish.offset, wish.limit.min(MOST_ROWS));
        let found = figure_of(self, &archive, read).await?;
        Ok(found.map(|Figure { value: ledger, as_of }| {
            let broken = ledger.broken.filter(|_| is_whole);
            let value = CreditLedger {
                balance: ledger.balance,
                total: ledger.total,
                rows: ledger.rows,
                is_verified: is_whole
                    && broken.is_none()
                    && ledger.verified_to == i64::from(ledger.total),
                broken_at: broken.map(|broken| broken.number),
                fault: broken.map(|broken| broken.fault),
            };
            Figure { value, as_of }
        }))
    }

    /// What is left of the credits, and until when, as last seen.
    pub async fn credit_standing(
        &self,
        of: CreditsOf,
    ) -> Result<Option<Figure<CreditStanding>>, CommandError> {
        let me = self.inner.session()?.keeper().owner().me;
        let Some(archive) = self.archive_of(of.customer.as_ref())? else { return Ok(None) };
        Ok(self.figure(&standing_kind(&me, archive.customer())))
    }

    /// The packs of credits for sale as last seen.
    pub async fn credit_packs(
        &self,
        (): (),
    ) -> Result<Option<Figure<Vec<CreditPack>>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(&Kind::CreditPacks))
    }

    /// When the credits run out, and what each plan would have cost: worked out here of what is on
    /// this computer, so that it is there without a network. None as long as a part is missing.
    pub async fn credit_outlook(
        &self,
        (): (),
    ) -> Result<Option<Figure<CreditOutlook>>, CommandError> {
        let Some(archive) = self.archive_of(None)? else { return Ok(None) };
        let progress = archive.progress().await?;
        let known = (
            self.archive_as_of(&progress).filter(|_| progress.shown.is_complete),
            self.figure::<CreditStanding>(&Kind::CreditStanding),
            self.figure::<Option<Subscription>>(&Kind::Subscription),
            self.figure::<Vec<Plan>>(&Kind::Plans),
            self.figure::<Vec<CreditPack>>(&Kind::CreditPacks),
        );
        let (Some(moved), Some(standing), Some(held), Some(plans), Some(packs)) = known else {
            return Ok(None);
        };
        let parts = [moved, standing.as_of, held.as_of, plans.as_of, packs.as_of];
        let as_of = parts.into_iter().min().expect("there are five");
        // The days without a network are not days on which nothing was spent; and whatever the
        // clock of this computer says, it is not earlier than what the service has told.
        let now = as_of.max(standing.value.server_now);
        let days = archive.credit_days(outlook::first_day(now)).await?;
        let outlook = Outlook {
            now,
            since: days.since,
            spent: &days.spent,
            grants: &standing.value.grants,
            subscription: held.value.as_ref(),
            plans: &plans.value,
            packs: &packs.value,
        };
        let forecast = outlook.forecast();
        let past = balances(&days, &forecast);
        let value = CreditOutlook { past, ahead: outlook.course(DAYS_AHEAD), forecast };
        Ok(Some(Figure { value, as_of }))
    }

    /// The rule by which packs are ordered, as last seen.
    pub async fn auto_top_up(&self, (): ()) -> Result<Option<Figure<AutoTopUp>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(&Kind::AutoTopUp))
    }

    /// Sets the rule.
    pub async fn set_auto_top_up(&self, rule: AutoTopUpUpdate) -> Result<AutoTopUp, CommandError> {
        let session = self.inner.session()?;
        let set = client::credits::set_auto_top_up(&session, &rule).await;
        let set = self.heard(&session, set).await?;
        let owner = session.keeper().owner().key();
        let (language, fresh) =
            (self.inner.choices().language(), Fetched::Fresh { value: set.clone(), etag: None });
        if let Err(error) = self.keep(&owner, Kind::AutoTopUp, language, &fresh).await {
            tracing::warn!(%error, "the rule for packs is not kept");
        }
        Ok(set)
    }

    /// Redeems a gift code; the same code again answers the same, so a lost answer costs nothing.
    pub async fn redeem_gift_code(&self, code: RedeemRequest) -> Result<Redeemed, CommandError> {
        let session = self.inner.session()?;
        let redeemed = client::credits::redeem(&session, &code).await;
        let redeemed = self.heard(&session, redeemed).await?;
        self.inner.syncing.wake();
        Ok(redeemed)
    }

    /// Puts a customer's credits right; a repetition of the same decision counts once.
    pub async fn adjust_credits(
        &self,
        request: AdjustCredits,
    ) -> Result<SpendReceipt, CommandError> {
        let session = self.inner.session()?;
        let AdjustCredits { decision, adjustment } = request;
        let adjusted = client::credits::adjust(&session, &adjustment, &decision).await;
        let adjusted = self.heard(&session, adjusted).await?;
        let customer = adjustment.customer_id;
        if self.kept_customers().contains(&customer) {
            let (console, language) = (self.clone(), self.inner.choices().language());
            tokio::spawn(async move {
                let synced = console.sync_archive(&session, &customer, language).await;
                if let Err(PassError::Request(error)) = synced {
                    console.mark_after(&error);
                }
            });
        }
        Ok(adjusted)
    }

    /// Makes gift codes; a repetition of the same decision answers the same codes.
    pub async fn make_gift_codes(&self, request: MakeGiftCodes) -> Result<GiftCodes, CommandError> {
        let session = self.inner.session()?;
        let MakeGiftCodes { decision, wanted } = request;
        let made = client::credits::make_codes(&session, &wanted, &decision).await;
        self.heard(&session, made).await
    }

    /// The gift codes that were made, asked of the service.
    pub async fn gift_codes(&self, wish: GiftCodesWish) -> Result<GiftCodeList, CommandError> {
        let session = self.inner.session()?;
        let page = client::credits::codes(&session, wish.cursor.as_deref()).await;
        let page = self.heard(&session, page).await?;
        Ok(GiftCodeList { items: page.items, next_cursor: page.next_cursor })
    }

    /// Fetches what has changed of a customer's credits beside their movements.
    pub(crate) async fn fetch_credits(
        &self,
        session: &Arc<Session>,
        customer: &CustomerId,
        language: &str,
    ) -> Result<(), PassError> {
        let me = session.keeper().owner().me;
        let staff_of = me.customer_id.is_none().then_some(customer);
        let kind = standing_kind(&me, customer);
        let etag = self.etag::<CreditStanding>(&kind, language);
        let standing = client::credits::standing(session, staff_of, etag.as_deref()).await;
        self.keep_if_offered(session, kind, language, standing).await?;
        if staff_of.is_some() {
            return Ok(());
        }
        let etag = self.etag::<AutoTopUp>(&Kind::AutoTopUp, language);
        let rule = client::credits::auto_top_up(session, etag.as_deref()).await;
        self.keep_if_offered(session, Kind::AutoTopUp, language, rule).await?;
        if !me.permissions.contains(&Permission::ViewPlans) {
            return Ok(());
        }
        let etag = self.etag::<Vec<CreditPack>>(&Kind::CreditPacks, language);
        let packs = client::credits::packs(session, etag.as_deref(), language).await;
        self.keep_if_offered(session, Kind::CreditPacks, language, packs).await
    }

    /// Keeps what was fetched; a service that does not have it is none the worse for it.
    async fn keep_if_offered<T: Serialize>(
        &self,
        session: &Arc<Session>,
        kind: Kind,
        language: &str,
        fetched: Result<Fetched<T>, ClientError>,
    ) -> Result<(), PassError> {
        match fetched {
            Ok(fetched) => {
                let owner = session.keeper().owner().key();
                let kept: Result<(), StoreError> =
                    self.keep(&owner, kind, language, &fetched).await;
                Ok(kept?)
            }
            Err(ClientError::Refused { status: 403..=405, .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn standing_kind(me: &Me, customer: &CustomerId) -> Kind {
    match me.customer_id {
        Some(_) => Kind::CreditStanding,
        None => Kind::CreditStandingOf(customer.clone()),
    }
}

/// The balance at the end of each day that a forecast looks back on.
fn balances(days: &CreditDays, forecast: &billing_contract::CreditForecast) -> Vec<i64> {
    let mut balance = days.balance_before;
    let looked_back_on = forecast.from.iter_days().take_while(|day| *day <= forecast.to);
    looked_back_on
        .map(|day| {
            balance = days.balances.get(&day).copied().unwrap_or(balance);
            balance
        })
        .collect()
}
