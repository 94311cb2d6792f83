//! Takes a picture of every screen in the real window: in every theme and language, large and small.

use anyhow::{Context as _, Result};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const SIZES: [(u32, u32); 2] = [(1280, 800), (900, 600)];
const LANGUAGES: [&str; 3] = ["en", "zh-CN", "ja"];
const THEMES: [&str; 3] = ["light", "dark", "high_contrast"];
const SCREENS: [&str; 3] = ["overview", "plans", "settings"];

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

impl Place<'_> {
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
