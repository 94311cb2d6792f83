//! What stands beside the console when a test buys something: a wallet for the sandbox, an eye for
//! QR codes, and the service asked directly.

use anyhow::{Context as _, Result, ensure};
use billing_contract::{Order, OrderId, OrderPage, PayResult, PayType, Prepaid, Tokens, paths};
use billing_testkit::DEMO_PASSWORD;
use reqwest::{Client, redirect};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Presses the buttons of the sandbox's page.
pub struct Wallet(Client);

impl Wallet {
    /// A wallet with nothing in it.
    pub fn new() -> Result<Self> {
        Ok(Self(Client::builder().redirect(redirect::Policy::none()).no_proxy().build()?))
    }

    /// Pays what is due, and the notice goes out at once.
    pub async fn pay(&self, code_url: &str) -> Result<()> {
        self.act(code_url, &[("action", "pay")]).await
    }

    /// Sends the page's form with these fields.
    pub async fn act(&self, code_url: &str, fields: &[(&str, &str)]) -> Result<()> {
        let answer = self.0.post(format!("{code_url}/act")).form(fields).send().await?;
        ensure!(answer.status() == 303, "the sandbox answered {}", answer.status());
        Ok(())
    }
}

/// Reads the one QR code on a picture, with a decoder that is not ours.
pub fn read_code(picture: &Path) -> Result<String> {
    let output = Command::new("zbarimg")
        .args(["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"])
        .arg(picture)
        .output()
        .context("cannot start zbarimg")?;
    let text = String::from_utf8(output.stdout)?;
    let mut codes = text.lines();
    let code = codes.next().context("there is no QR code on the picture")?.to_owned();
    ensure!(codes.next().is_none(), "there is more than one QR code on the picture");
    Ok(code)
}

/// The service, asked without the console.
pub struct Portal {
    http: Client,
    server: String,
    token: String,
}

impl Portal {
    /// Signs in one of the demonstration's people.
    pub async fn sign_in(server: &str, email: &str) -> Result<Self> {
        let http = Client::builder().no_proxy().build()?;
        let body = json!({ "email": email, "password": DEMO_PASSWORD });
        let answer = http.post(format!("{server}{}", paths::AUTH_LOGIN)).json(&body).send().await?;
        let tokens: Tokens = answer.error_for_status()?.json().await?;
        let token = tokens.access_token.expose().to_owned();
        Ok(Self { http, server: server.to_owned(), token })
    }

    /// What lets the person in for a quarter of an hour.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The customer's orders, newest first.
    pub async fn orders(&self) -> Result<Vec<Order>> {
        let path = format!("{}?limit=200", paths::PACKAGE_ORDERS);
        let page: OrderPage = serde_json::from_value(self.get(&path).await?)?;
        Ok(page.items)
    }

    /// The newest order.
    pub async fn newest_order(&self) -> Result<Order> {
        self.orders().await?.into_iter().next().context("there is no order")
    }

    /// How many orders the customer has ever made.
    pub async fn orders_in_all(&self) -> Result<i64> {
        let path = format!("{}?page=1&pageSize=1", paths::PACKAGE_ORDERS);
        let page: OrderPage = serde_json::from_value(self.get(&path).await?)?;
        page.total.context("pages by number come with a total")
    }

    /// Whether an order is paid.
    pub async fn pay_result(&self, order: &OrderId) -> Result<PayResult> {
        let path = format!("{}?orderId={order}", paths::PAY_RESULT);
        Ok(serde_json::from_value(self.get(&path).await?)?)
    }

    /// What the QR code of an order says: asking again answers the same code.
    pub async fn code_url(&self, order: &OrderId) -> Result<String> {
        let method = PayType::Sandbox.number();
        let body = json!({ "orderId": order, "payType": method, "from": "coze" });
        let prepaid: Prepaid = serde_json::from_value(self.post(paths::PREPAY, &body).await?)?;
        Ok(prepaid.qr_code.context("a code to scan")?.code_url)
    }

    /// Answers a GET as JSON.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let asked = self.http.get(format!("{}{path}", self.server)).bearer_auth(&self.token);
        Ok(asked.send().await?.error_for_status()?.json().await?)
    }

    /// Answers a POST under this `Idempotency-Key` as JSON.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Result<Value> {
        let asked = self.http.post(format!("{}{path}", self.server)).bearer_auth(&self.token);
        let answer = asked.header("idempotency-key", key).json(body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// Answers a POST as JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let asked = self.http.post(format!("{}{path}", self.server)).bearer_auth(&self.token);
        Ok(asked.json(body).send().await?.error_for_status()?.json().await?)
    }
}
