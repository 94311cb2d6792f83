//! Fluent for what Rust itself must show, and the choice of a language.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use fluent_syntax::ast::Pattern;
use std::sync::Arc;

/// Every language there is; the first is the one to fall back on.
pub const LANGUAGES: [&str; 3] = ["en", "zh-CN", "ja"];

/// The language everything exists in.
pub const FALLBACK: &str = LANGUAGES[0];

/// `(language, Fluent file)`, every file of `locales/`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// The messages of one language, with the fallback behind it.
#[derive(Clone)]
pub struct I18n {
    bundles: Arc<[FluentBundle<FluentResource>]>,
}

impl I18n {
    /// The messages of `language`, or of the nearest there is.
    pub fn new(language: &str) -> Self {
        let language = nearest([language]);
        let mut order = vec![language];
        if language != FALLBACK {
            order.push(FALLBACK);
        }
        Self { bundles: order.into_iter().map(|language| bundle(language, FILES)).collect() }
    }

    /// The message `key`; the key itself if there is no such message.
    pub fn text(&self, key: &str) -> String {
        self.text_with(key, &FluentArgs::new())
    }

    /// Whether there is a message `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundles.iter().any(|bundle| pattern_of(bundle, key).is_some())
    }

    /// The message `key`, or its attribute after a dot, with its variables filled in; the key itself
    /// if there is no such message.
    pub fn text_with(&self, key: &str, args: &FluentArgs<'_>) -> String {
        for bundle in self.bundles.iter() {
            let Some(pattern) = pattern_of(bundle, key) else { continue };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
            if !errors.is_empty() {
                tracing::warn!(key, ?errors, "a message lacks a variable");
            }
            return text;
        }
        tracing::warn!(key, "there is no such message");
        key.to_owned()
    }
}

fn pattern_of<'a>(
    bundle: &'a FluentBundle<FluentResource>,
    key: &str,
) -> Option<&'a Pattern<&'a str>> {
    match key.split_once('.') {
        None => bundle.get_message(key)?.value(),
        Some((key, attribute)) => Some(bundle.get_message(key)?.get_attribute(attribute)?.value()),
    }
}

/// The language of the computer, as far as we have it.
pub fn system_language() -> &'static str {
    let wanted: Vec<String> = sys_locale::get_locales().collect();
    nearest(wanted.iter().map(String::as_str))
}

/// The language we have that suits best, by the order of `wanted`.
///
/// Understands BCP 47 (`zh-Hant-TW`) and what POSIX writes (`zh_CN.UTF-8`, `C`). Where no variant
/// fits, the same language does: a reader of `zh-TW` is served better by `zh-CN` than by English.
pub fn nearest<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static str {
    for tag in wanted {
        let tag = tag.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let Ok(wanted) = tag.parse::<fluent_langneg::LanguageIdentifier>() else { continue };
        let available = LANGUAGES.map(|language| {
            language
                .parse::<fluent_langneg::LanguageIdentifier>()
                .expect("our own tags are well formed")
        });
        let found = negotiate_languages(
            std::slice::from_ref(&wanted),
            &available,
            None,
            NegotiationStrategy::Lookup,
        );
        let chosen = found.first().map(|language| (*language).clone()).or_else(|| {
            available.iter().find(|language| language.language == wanted.language).cloned()
        });
        if let Some(chosen) = chosen {
            let place = available.iter().position(|language| *language == chosen);
            return place.map_or(FALLBACK, |place| LANGUAGES[place]);
        }
    }
    FALLBACK
}

fn bundle(language: &str, files: &[(&str, &str)]) -> FluentBundle<FluentResource> {
    let tag = language.parse().expect("our own tags are well formed");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Menus and notifications show the isolation marks as boxes.
    bundle.set_use_isolating(false);
    for (_, source) in files.iter().filter(|(of, _)| *of == language) {
        // What can be read of a broken file is used; a test keeps broken files out.
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(part, errors)| {
                tracing::error!(language, ?errors, "a language file is broken");
                part
            });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(language, ?errors, "a message exists twice");
        }
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_language_is_chosen_from_what_the_system_says() {
        for (wanted, language) in [
            ("C", "en"),
            ("POSIX", "en"),
            ("C.UTF-8", "en"),
            ("", "en"),
            ("en-GB", "en"),
            ("de-DE", "en"),
            ("zh_CN.UTF-8", "zh-CN"),
            ("zh_CN.GB18030@stroke", "zh-CN"),
            ("zh", "zh-CN"),
            ("zh-Hans-SG", "zh-CN"),
            ("zh-TW", "zh-CN"),
            ("zh-Hant-HK", "zh-CN"),
            ("ja_JP.eucJP", "ja"),
            ("ja", "ja"),
            ("../../etc", "en"),
        ] {
            assert_eq!(nearest([wanted]), language, "for {wanted:?}");
        }
    }

    #[test]
    fn a_later_wish_counts_when_the_first_cannot_be_met() {
        assert_eq!(nearest(["de-DE", "ja-JP", "zh-CN"]), "ja");
        assert_eq!(nearest([]), "en");
    }

    #[test]
    fn a_missing_message_shows_its_key() {
        for language in LANGUAGES {
            assert_eq!(I18n::new(language).text("no-such-message"), "no-such-message");
        }
    }

    #[test]
    fn variables_are_filled_in_without_isolation_marks() {
        let files = [("en", "greeting = Hello { $name }")];
        let i18n = I18n { bundles: Arc::new([bundle("en", &files)]) };
        let mut args = FluentArgs::new();
        args.set("name", "Ada");
        assert_eq!(i18n.text_with("greeting", &args), "Hello Ada");
        assert_eq!(i18n.text("greeting"), "Hello {$name}");
    }

    #[test]
    fn every_language_file_can_be_read() {
        for (language, source) in FILES {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{language}: {errors:?}");
            }
        }
    }
}
