//! What is for sale: the package centre, the payment terms, and what the operator decides.

use crate::client;
use crate::client::Fetched;
use crate::client::session::Session;
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::store::Kind;
use crate::sync::PassError;
use crate::views::Figure;
use billing_contract::{Agreement, PackageCenter, PackageConfig};
use std::sync::Arc;
use std::time::Duration;

/// How old the package centre may be before looking at it fetches it anew, as the contract allows.
const FRESH: Duration = Duration::from_secs(60);

impl Console {
    /// What is for sale and how to pay, as last seen; looking at an old one fetches it anew.
    pub async fn package_center(
        &self,
        (): (),
    ) -> Result<Option<Figure<PackageCenter>>, CommandError> {
        let session = self.inner.session()?;
        let seen = self.figure(&Kind::PackageCenter);
        let may_see = crate::sync::kinds_for(&session.keeper().owner().me)
            .any(|kind| kind == Kind::PackageCenter);
        if may_see && !self.was_confirmed_within(&Kind::PackageCenter, FRESH) {
            let console = self.clone();
            tokio::spawn(async move {
                let language = console.inner.choices().language();
                if let Err(PassError::Request(error)) =
                    console.fetch_package_center(&session, language).await
                {
                    console.mark_after(&error);
                }
            });
        }
        Ok(seen)
    }

    /// The payment terms; as last seen if the service is out of reach.
    pub async fn agreement(&self, (): ()) -> Result<Agreement, CommandError> {
        let session = self.inner.session()?;
        let language = self.inner.choices().language();
        let etag = self.etag::<Agreement>(&Kind::Agreement, language);
        let fetched = client::packages::agreement(&session, etag.as_deref(), language).await;
        let fetched = match self.heard(&session, fetched).await {
            Ok(fetched) => cleaned(fetched, |agreement: &mut Agreement| &mut agreement.content),
            Err(error) => {
                return self.figure(&Kind::Agreement).map(|seen| seen.value).ok_or(error);
            }
        };
        let owner = session.keeper().owner().key();
        if let Err(error) = self.keep(&owner, Kind::Agreement, language, &fetched).await {
            tracing::warn!(%error, "the payment terms are not kept");
        }
        match (fetched, self.figure(&Kind::Agreement)) {
            (Fetched::Fresh { value, .. }, _) => Ok(value),
            (Fetched::NotModified, Some(seen)) => Ok(seen.value),
            (Fetched::NotModified, None) => Err(CommandError::new(CommandErrorCode::NotFound)),
        }
    }

    /// What the operator has decided about packages, asked of the service.
    pub async fn package_config(&self, (): ()) -> Result<PackageConfig, CommandError> {
        let session = self.inner.session()?;
        let config = client::packages::config(&session).await;
        self.heard(&session, config).await
    }

    /// Decides about packages; takes effect at once.
    pub async fn save_package_config(
        &self,
        config: PackageConfig,
    ) -> Result<PackageConfig, CommandError> {
        let session = self.inner.session()?;
        let saved = client::packages::save_config(&session, &config).await;
        self.heard(&session, saved).await
    }

    /// Fetches the package centre if it has changed.
    pub(crate) async fn fetch_package_center(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let etag = self.etag::<PackageCenter>(&Kind::PackageCenter, language);
        let fetched = client::packages::center(session, etag.as_deref(), language).await?;
        let fetched =
            cleaned(fetched, |center: &mut PackageCenter| &mut center.coze_package_explain);
        Ok(self.keep(&owner, Kind::PackageCenter, language, &fetched).await?)
    }
}

/// The operator's HTML is cleaned here too: the service may be wrong, or somebody else's.
fn cleaned<T>(fetched: Fetched<T>, html: impl Fn(&mut T) -> &mut String) -> Fetched<T> {
    match fetched {
        Fetched::NotModified => Fetched::NotModified,
        Fetched::Fresh { mut value, etag } => {
            let text = html(&mut value);
            *text = clean(text);
            Fetched::Fresh { value, etag }
        }
    }
}

/// Headings, paragraphs, lists, tables and emphasis; nothing that loads, runs, styles or leads away.
fn clean(html: &str) -> String {
    // Links keep their words and lose their target: the window never navigates.
    const TAGS: [&str; 30] = [
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ];
    ammonia::Builder::empty()
        .tags(TAGS.into_iter().collect())
        .clean_content_tags(["script", "style", "title", "noscript"].into_iter().collect())
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_html_only_harmless_elements_are_left() {
        for (html, left) in [
            ("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>"),
            ("<h2>Terms</h2><ul><li>one</li></ul>", "<h2>Terms</h2><ul><li>one</li></ul>"),
            ("<script>alert(1)</script>x", "x"),
            (
                "<p onclick=\"alert(1)\" style=\"position:fixed\" class=\"c\" id=\"i\">x</p>",
                "<p>x</p>",
            ),
            ("<a href=\"https://evil.example\">here</a>", "here"),
            ("<img src=x onerror=alert(1)>", ""),
            ("<svg><script>alert(1)</script></svg>", ""),
            ("<iframe src=\"https://evil.example\"></iframe>", ""),
            ("<style>p{background:url(https://evil.example)}</style>x", "x"),
            ("<form action=\"https://evil.example\"><input></form>", ""),
            ("<math><mtext></p><style><img src=x onerror=alert(1)>", ""),
            ("<p>unclosed", "<p>unclosed</p>"),
        ] {
            assert_eq!(clean(html), left, "{html}");
        }
    }
}
