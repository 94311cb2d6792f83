//! What the tray says.

use crate::console::Console;
use crate::i18n::I18n;
use crate::store::Kind;
use crate::views::TrayView;
use billing_contract::Subscription;
use billing_contract::amounts;
use fluent_bundle::FluentArgs;

impl Console {
    /// What the tray says now, in the person's language.
    pub fn tray(&self) -> TrayView {
        let language = self.inner.choices().language();
        let i18n = I18n::new(language);
        let with = |key: &str, name: &'static str, value: String| {
            let mut values = FluentArgs::new();
            values.set(name, value);
            i18n.text_with(key, &values)
        };
        let subscription = self.figure::<Option<Subscription>>(&Kind::Subscription);
        let credits = subscription
            .filter(|_| self.inner.session().is_ok())
            .and_then(|figure| figure.value)
            .map(|subscription| subscription.credits.available_credits.to_string())
            .map(|count| with("tray-credits", "count", amounts::grouped(&count)));
        let awaited = self.inner.desk().ok().and_then(|desk| desk.newest_open());
        let open = awaited.and_then(|purchase| {
            let price = purchase.amount.in_currency(purchase.currency).ok()?;
            Some(with("tray-open", "amount", amounts::text(price, language)))
        });
        TrayView {
            tooltip: open.clone().unwrap_or_else(|| i18n.text("tray-title")),
            credits,
            open,
            show: i18n.text("tray-show"),
            quit: i18n.text("tray-quit"),
        }
    }
}
