//! E-mail to customers, by SMTP.
//!
//! A message has the same `Message-ID` with every try, by which a mailbox knows what comes twice.

use super::mail_words::{Letterhead, Words};
use super::{Failure, ReceiverError};
use crate::config::{MailConfig, MailEncryption};
use crate::store::Occurrence;
use crate::store::{Letter, Told};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::time::Duration;

/// A mail server that needs longer is tried again.
const PATIENCE: Duration = Duration::from_secs(15);

/// A mail server that takes our messages.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    pub fn new(config: &MailConfig) -> Result<Self, ReceiverError> {
        let broken = |reason: &str| ReceiverError::new("outbox.mail", reason);
        let is_here = matches!(config.host.as_str(), "127.0.0.1" | "localhost" | "::1");
        let parameters =
            || TlsParameters::new(config.host.clone()).map_err(|_| broken("TLS cannot be set up"));
        let tls = match config.encryption {
            MailEncryption::Tls => Tls::Wrapper(parameters()?),
            MailEncryption::Starttls => Tls::Required(parameters()?),
            MailEncryption::None if is_here => Tls::None,
            MailEncryption::None => {
                return Err(broken("encryption may be none on this computer only"));
            }
        };
        let from: Mailbox = config.from.parse().map_err(|_| broken("`from` is no address"))?;
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.clone())
                .port(config.port)
                .tls(tls)
                .timeout(Some(PATIENCE));
        if let Some(user) = &config.username {
            let password = config.password.as_ref();
            let password = password.ok_or_else(|| broken("there is a user and no password"))?;
            let known = Credentials::new(user.clone(), password.expose().to_owned());
            transport = transport.credentials(known);
        }
        Ok(Self { transport: transport.build(), from })
    }

    pub async fn send(&self, letter: &Letter) -> Result<(), Failure> {
        let message = self.message(letter)?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            // What the server says may quote the address; its number says enough.
            let told = match error.status() {
                Some(code) => format!("the mail server answered {code}"),
                None if error.is_timeout() => "no answer in time".to_owned(),
                None => "no connection to the mail server, or it broke".to_owned(),
            };
            if error.is_permanent() { Failure::Refused(told) } else { Failure::NotNow(told, None) }
        })
    }

    fn message(&self, letter: &Letter) -> Result<Message, Failure> {
        let refused = |reason: &str| Failure::Refused(reason.to_owned());
        let (Told::Occurrence { what: Occurrence::Notice(kind), facts }, Some(customer)) =
            (&letter.told, &letter.customer)
        else {
            return Err(refused("it is about no customer"));
        };
        let address: Address =
            customer.email.parse().map_err(|_| refused("the customer's address is none"))?;
        let letterhead = Letterhead { name: &customer.name, seller: self.seller() };
        let words = Words::of(&customer.locale, *kind, facts, &letterhead);
        let domain = self.from.email.domain();
        let part = |kind: ContentType, text: String| SinglePart::builder().header(kind).body(text);
        let body = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, words.text()))
            .singlepart(part(ContentType::TEXT_HTML, words.html()));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(customer.name.clone()), address))
            .date(letter.created_at.into())
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .subject(words.subject())
            .header(AutoSubmitted)
            .header(ContentLanguage(words.language()))
            .multipart(body)
            .map_err(|_| refused("the message cannot be made"))
    }

    fn seller(&self) -> &str {
        self.from.name.as_deref().unwrap_or("Billing Console")
    }
}

/// No person has sent it, so no machine shall answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// The language of the text.
#[derive(Clone)]
struct ContentLanguage(&'static str);

type HeaderError = Box<dyn std::error::Error + Send + Sync>;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, HeaderError> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl lettre::message::header::Header for ContentLanguage {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(_: &str) -> Result<Self, HeaderError> {
        Err("is only written".into())
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), self.0.to_owned())
    }
}
