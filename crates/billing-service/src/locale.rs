//! The language of an answer, by `Accept-Language`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use std::convert::Infallible;

/// The languages there are; the first is the fallback.
pub const LOCALES: [&str; 3] = ["en", "zh-CN", "ja"];

/// The language a client reads best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(pub &'static str);

impl Language {
    /// Says in the answer's headers which language it is in and what that depends on.
    pub fn state_in(self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.0));
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
    }

    fn preferred(accepted: &str) -> Self {
        let mut best = (0.0_f32, LOCALES[0]);
        for range in accepted.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            let locale = match tag.split('-').next().unwrap_or_default() {
                "en" => "en",
                "zh" => "zh-CN",
                "ja" => "ja",
                "*" => LOCALES[0],
                _ => continue,
            };
            // Strictly better only: of equals the first one named wins.
            if quality > best.0 {
                best = (quality, locale);
            }
        }
        Self(best.1)
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let lines = parts.headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let accepted: Vec<_> = lines.filter_map(|line| line.to_str().ok()).collect();
        Ok(Self::preferred(&accepted.join(",")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_we_have_is_chosen() {
        let cases = [
            ("", "en"),
            ("fr", "en"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
            ("zh-Hans", "zh-CN"),
            ("fr;q=1, ja;q=0.4, en;q=0.3", "ja"),
            ("en;q=0.1, ja;q=0.9", "ja"),
            ("ja;q=0", "en"),
            ("*", "en"),
            ("C, ;;q=x", "en"),
        ];
        for (accepted, locale) in cases {
            assert_eq!(Language::preferred(accepted).0, locale, "{accepted:?}");
        }
    }
}
