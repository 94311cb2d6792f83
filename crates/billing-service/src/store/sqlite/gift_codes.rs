//! Gift codes as they stand in rows.

use super::columns::{change, first_row, moment, rows};
use super::{SqliteStore, accounts, credit_grants, credits, repeats};
use crate::credits::words;
use crate::store::{
    Completion, GiftCodeBooks, Movement, NewGiftCodes, NewGrant, Occasion, Redeeming, StoreError,
};
use async_trait::async_trait;
use billing_contract::{
    CreditTransaction, CreditTransactionType, CustomerId, GiftCode, GrantSource,
};
use chrono::Days;
use rusqlite::{Connection, params};

#[async_trait]
impl GiftCodeBooks for SqliteStore {
    async fn keep_gift_codes(
        &self,
        made: NewGiftCodes,
        completion: Option<Completion>,
    ) -> Result<(), StoreError> {
        self.writer
            .write(move |sql| {
                keep(sql, &made)?;
                completion.as_ref().map_or(Ok(()), |completion| repeats::complete(sql, completion))
            })
            .await
    }

    async fn gift_codes(
        &self,
        before: Option<String>,
        limit: u32,
    ) -> Result<Vec<GiftCode>, StoreError> {
        self.readers.read(move |sql| list(sql, before.as_deref(), limit)).await
    }

    async fn redeem_gift_code(
        &self,
        redeeming: Redeeming,
    ) -> Result<Option<CreditTransaction>, StoreError> {
        self.writer.write(move |sql| redeem(sql, &redeeming)).await
    }
}

fn keep(sql: &Connection, made: &NewGiftCodes) -> Result<(), StoreError> {
    for (id, sha256, ending) in &made.codes {
        let statement = "INSERT INTO gift_codes (id, batch, code_sha256, ending, amount, \
             valid_days, redeem_before, note, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let values = params![
            id,
            made.batch,
            sha256,
            ending,
            made.amount,
            made.valid_days,
            made.redeem_before.map(moment),
            made.note,
            made.created_by.as_str(),
            moment(made.now),
        ];
        change(sql, statement, values)?;
    }
    Ok(())
}

fn list(sql: &Connection, before: Option<&str>, limit: u32) -> Result<Vec<GiftCode>, StoreError> {
    // No identifier sorts after this.
    let before = before.unwrap_or("~");
    let question = "SELECT * FROM gift_codes WHERE id < $1 ORDER BY id DESC LIMIT $2";
    rows(sql, question, params![before, limit], |row| {
        Ok(GiftCode {
            id: row.get("id")?,
            batch: row.get("batch")?,
            ending: row.get("ending")?,
            amount: row.get("amount")?,
            redeem_before: row.optional_moment("redeem_before")?,
            valid_days: row.get("valid_days")?,
            note: row.get("note")?,
            created_at: row.moment("created_at")?,
            redeemed_at: row.optional_moment("redeemed_at")?,
            redeemed_by: row.optional_id("redeemed_by")?,
        })
    })
}

/// What decides of a code.
struct Known {
    id: String,
    ending: String,
    amount: i64,
    valid_days: Option<u32>,
    is_over: bool,
    redeemed: Option<(CustomerId, String)>,
}

fn redeem(
    sql: &Connection,
    redeeming: &Redeeming,
) -> Result<Option<CreditTransaction>, StoreError> {
    let (customer, now) = (&redeeming.customer, redeeming.now);
    let question = "SELECT * FROM gift_codes WHERE code_sha256 = $1";
    let known = first_row(sql, question, [&redeeming.code_sha256], |row| {
        let by: Option<CustomerId> = row.optional_id("redeemed_by")?;
        Ok(Known {
            id: row.get("id")?,
            ending: row.get("ending")?,
            amount: row.get("amount")?,
            valid_days: row.get("valid_days")?,
            is_over: row.optional_moment("redeem_before")?.is_some_and(|before| before <= now),
            redeemed: by.zip(row.get("movement_id")?),
        })
    })?;
    let Some(code) = known else { return Ok(None) };
    match &code.redeemed {
        Some((by, movement)) if by == customer => return credits::by_id(sql, customer, movement),
        Some(_) => return Ok(None),
        None if code.is_over => return Ok(None),
        None => {}
    }
    let statement = "UPDATE gift_codes SET redeemed_by = $2, redeemed_at = $3, movement_id = $4 \
         WHERE id = $1 AND redeemed_by IS NULL";
    let values = params![code.id, customer.as_str(), moment(now), redeeming.id];
    change(sql, statement, values)?;
    let locale = accounts::locale(sql, customer)?;
    let grant = NewGrant {
        movement: Movement {
            id: redeeming.id.clone(),
            kind: CreditTransactionType::Earn,
            amount: code.amount,
            source: "gift".into(),
            description: words::given(&locale, &code.ending),
            at: now,
        },
        source: GrantSource::Gift,
        expires_at: code.valid_days.map(|days| now + Days::new(u64::from(days))),
        occasion: Occasion::Other,
    };
    credit_grants::give(sql, customer, &grant).map(Some)
}
