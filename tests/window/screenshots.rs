//! Takes a picture of every screen in the real window: in every theme and language, large and small.

use anyhow::{Context as _, Result};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};
use billing_tests::wallet::{Portal, Wallet};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const SIZES: [(u32, u32); 2] = [(1280, 800), (900, 600)];
const LANGUAGES: [&str; 3] = ["en", "zh-CN", "ja"];
const THEMES: [&str; 3] = ["light", "dark", "high_contrast"];
const SCREENS: [&str; 5] = ["overview", "plans", "usage", "credits", "settings"];

#[tokio::main]
async fn main() -> Result<()> {
    let folder: PathBuf = std::env::args_os().nth(1).context("which folder?")?.into();
    std::fs::create_dir_all(&folder)?;
    let service = RunningService::start()?;
    for (width, height) in SIZES {
        let desktop = Desktop::start(width, height, Keyring::Unlocked)?;
        let server = service.url();
        let application =
            Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await?;
        fill_display(&application, width, height).await?;
        let place = Place { desktop: &desktop, application: &application, folder: &folder };
        place.every_look("sign-in").await?;
        application.click(".turn button").await?;
        application.shows("input[name=contact_name]").await?;
        place.every_look("register").await?;
        application.click(".turn button").await?;
        application.sign_in("admin@demo.test", DEMO_PASSWORD).await?;
        application.shows("[data-nav=overview]").await?;
        for screen in SCREENS {
            application.click(&format!("[data-nav={screen}]")).await?;
            application.shows(&format!("[data-screen={screen}]")).await?;
            place.every_look(screen).await?;
        }
        place.every_stage_of_buying(&Portal::sign_in(&server, "admin@demo.test").await?).await?;
        application.close().await?;
        let application =
            Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await?;
        place_of_operator(&desktop, &application, &folder).await?;
        application.close().await?;
    }
    writeln!(std::io::stdout(), "pictures are in {}", folder.display())?;
    Ok(())
}

async fn fill_display(application: &Application, width: u32, height: u32) -> Result<()> {
    application.window.set_window_rect(0, 0, width, height).await?;
    Ok(())
}

struct Place<'a> {
    desktop: &'a Desktop,
    application: &'a Application,
    folder: &'a Path,
}

/// The operator's screens, each with its first entry chosen.
async fn place_of_operator(
    desktop: &Desktop,
    application: &Application,
    folder: &Path,
) -> Result<()> {
    let place = Place { desktop, application, folder };
    place.choose("light", "en").await?;
    application.click("[data-menu=user]").await?;
    application.press("Sign out").await?;
    application.sign_in("operator@demo.test", DEMO_PASSWORD).await?;
    application.click("[data-nav=packages]").await?;
    application.shows(".preview [type=radio]").await?;
    place.every_look("packages").await?;
    for screen in ["orders", "webhooks"] {
        application.click(&format!("[data-nav={screen}]")).await?;
        application.click(&format!("[data-screen={screen}] [data-row]")).await?;
        application.shows("article").await?;
        place.every_look(&format!("operator-{screen}")).await?;
    }
    Ok(())
}

impl Place<'_> {
    /// From the packages on sale to the order's timeline; the portal is the buyer's own.
    async fn every_stage_of_buying(&self, portal: &Portal) -> Result<()> {
        let application = self.application;
        self.choose("light", "en").await?;
        application.click("[data-nav=plans]").await?;
        application.press("Packages").await?;
        application.shows(".pay button:not([disabled])").await?;
        self.every_look("package-centre").await?;
        application.click(".pay button:not([disabled])").await?;
        application.shows("[data-screen=checkout] [data-qr]").await?;
        self.every_look("checkout-waiting").await?;
        let wallet = Wallet::new()?;
        let order = portal.newest_order().await?.order_id;
        wallet.act(&portal.code_url(&order).await?, &[("action", "decline")]).await?;
        application.shows("[data-screen=checkout] [data-stage=declined]").await?;
        self.every_look("checkout-declined").await?;
        self.choose("light", "en").await?;
        application.press("Renew code").await?;
        application.shows("[data-screen=checkout] [data-stage=waiting]").await?;
        wallet.pay(&portal.code_url(&order).await?).await?;
        application.shows("[data-screen=checkout] [data-order-state=fulfilled]").await?;
        self.every_look("checkout-paid").await?;
        self.choose("light", "en").await?;
        application.press("View order").await?;
        application.shows("[data-order] ol").await?;
        self.every_look("orders").await
    }

    async fn every_look(&self, screen: &str) -> Result<()> {
        let (width, height) = self.desktop.size();
        for theme in THEMES {
            for language in LANGUAGES {
                self.choose(theme, language).await?;
                let name = format!("{screen}-{theme}-{language}-{width}x{height}.png");
                // Away from whatever shows more under a pointer.
                self.desktop.rest_pointer()?;
                self.desktop.picture(&self.folder.join(name))?;
            }
        }
        Ok(())
    }

    /// Chooses as the settings do, and waits until the window shows it painted.
    async fn choose(&self, theme: &str, language: &str) -> Result<()> {
        let script = "
            const [theme, language, done] = arguments;
            const call = (name, request) => window.__TAURI_INTERNALS__.invoke(name, { request });
            call('set_theme', { theme })
              .then(() => call('set_language', { language }))
              .then(() => done(true), (error) => done(JSON.stringify(error)));";
        let window = &self.application.window;
        let chosen = window.execute_async(script, vec![json!(theme), json!(language)]).await?;
        anyhow::ensure!(chosen == json!(true), "the look could not be chosen: {chosen}");
        let shown = "
            const { lang, dataset } = document.documentElement;
            return [lang, dataset.contrast === 'high' ? 'high_contrast' : dataset.theme]";
        self.application
            .becomes("the chosen look", shown, vec![], |value| *value == json!([language, theme]))
            .await?;
        self.application.settled().await?;
        Ok(())
    }
}
