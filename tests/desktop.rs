//! A desktop of its own for one test: a display without a screen, a session bus, a keychain, and
//! the built application in a real window, driven by WebDriver.

use anyhow::{Context as _, Result, bail, ensure};
use billing_testkit::programs;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long the window may take to show what it should.
const PATIENCE: Duration = Duration::from_secs(20);

/// A session bus on which nothing starts by itself, least of all a second keychain.
const BUS_CONFIGURATION: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// What the keychain of the desktop is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// There and open.
    Unlocked,
    /// There and locked, with nobody to unlock it.
    Locked,
    /// Not there.
    Absent,
}

/// A display, a session bus and a keychain, all gone when dropped.
pub struct Desktop {
    home: TempDir,
    display: String,
    bus_address: String,
    size: (u32, u32),
    // In the order in which they are to end.
    processes: Vec<Ended>,
}

impl Desktop {
    /// Starts a desktop with a display of `width` by `height` pixels.
    pub fn start(width: u32, height: u32, keyring: Keyring) -> Result<Self> {
        let home = tempfile::tempdir()?;
        for folder in ["runtime", "data", "config", "cache", "state"] {
            std::fs::create_dir(home.path().join(folder))?;
        }
        let (display_process, display) = start_display(width, height)?;
        let mut desktop = Self {
            home,
            display,
            bus_address: String::new(),
            size: (width, height),
            processes: vec![display_process],
        };
        let (bus, address) = desktop.start_bus()?;
        desktop.bus_address = address;
        desktop.processes.insert(0, bus);
        if keyring != Keyring::Absent {
            let keychain = desktop.start_keyring(keyring)?;
            desktop.processes.insert(0, keychain);
        }
        Ok(desktop)
    }

    /// A command that runs on this desktop and sees nothing of the tester's own.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let home = self.home.path();
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("DISPLAY", &self.display)
            .env("LANG", "en_US.UTF-8")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .env("XDG_RUNTIME_DIR", home.join("runtime"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_STATE_HOME", home.join("state"))
            // Without a graphics card WebKit would look for one at every start.
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("GTK_A11Y", "none")
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null());
        command
    }

    /// The folder that stands for the person's home: everything the application could write.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The console's data folder on this desktop.
    pub fn data_folder(&self) -> PathBuf {
        self.home.path().join("console")
    }

    /// What the keychain holds for the console, label and secret; empty if it has no keychain.
    pub fn keychain_entries(&self) -> Result<String> {
        let output = self
            .command("secret-tool")
            .args(["search", "--all", "--unlock", "service", "billing-console"])
            .output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Takes a picture of the whole display.
    pub fn picture(&self, file: &Path) -> Result<()> {
        let taken = self
            .command("import")
            .args(["-window", "root", "-display", &self.display])
            .arg(file)
            .status()?;
        ensure!(taken.success(), "no picture could be taken");
        Ok(())
    }

    /// Puts the pointer where nothing is.
    pub fn rest_pointer(&self) -> Result<()> {
        let (width, height) = self.size;
        let corner = [(width - 1).to_string(), (height - 1).to_string()];
        let moved = self.command("xdotool").arg("mousemove").args(corner).status()?;
        ensure!(moved.success(), "the pointer could not be moved");
        Ok(())
    }

    /// Where the session bus listens.
    pub fn bus_address(&self) -> &str {
        &self.bus_address
    }

    /// The display's name.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The display's width and height.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    fn start_bus(&self) -> Result<(Ended, String)> {
        let configuration = self.home.path().join("bus.conf");
        std::fs::write(&configuration, BUS_CONFIGURATION)?;
        let mut child = self
            .command("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--config-file={}", configuration.display()))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start dbus-daemon")?;
        let address = first_line(&mut child)?;
        Ok((Ended(child), address))
    }

    fn start_keyring(&self, keyring: Keyring) -> Result<Ended> {
        // The login collection is made with this password, so that it exists in both cases.
        let mut child = self
            .command("gnome-keyring-daemon")
            .args(["--unlock", "--foreground", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start gnome-keyring-daemon")?;
        child.stdin.take().context("standard input is piped")?.write_all(b"test")?;
        let keychain = Ended(child);
        self.wait_for_keychain("(<false>,)")?;
        if keyring == Keyring::Locked {
            let locked = self
                .command("gdbus")
                .args(["call", "--session", "--dest=org.freedesktop.secrets"])
                .arg("--object-path=/org/freedesktop/secrets")
                .arg("--method=org.freedesktop.Secret.Service.Lock")
                .arg("['/org/freedesktop/secrets/collection/login']")
                .output()?;
            ensure!(locked.status.success(), "the keychain could not be locked: {locked:?}");
            self.wait_for_keychain("(<true>,)")?;
        }
        Ok(keychain)
    }
}

impl Desktop {
    /// Waits until the login collection says of itself whether it is locked.
    fn wait_for_keychain(&self, locked: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let output = self
                .command("gdbus")
                .args(["call", "--session", "--dest=org.freedesktop.secrets"])
                .arg("--object-path=/org/freedesktop/secrets/collection/login")
                .arg("--method=org.freedesktop.DBus.Properties.Get")
                .args(["org.freedesktop.Secret.Collection", "Locked"])
                .output()?;
            if String::from_utf8_lossy(&output.stdout).trim() == locked {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "the keychain did not come up: {output:?}");
        }
    }
}

fn start_display(width: u32, height: u32) -> Result<(Ended, String)> {
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0"])
        .arg(format!("{width}x{height}x24"))
        .args(["-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start Xvfb")?;
    let number = first_line(&mut child)?;
    Ok((Ended(child), format!(":{number}")))
}

fn first_line(child: &mut Child) -> Result<String> {
    let stdout = child.stdout.take().context("standard output is piped")?;
    let mut line = String::new();
    let mut reader = BufReader::new(stdout);
    reader.read_line(&mut line)?;
    ensure!(!line.trim().is_empty(), "a program of the desktop ended without a word");
    // What else it prints is read and dropped, so that it never waits for a reader.
    std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    Ok(line.trim().to_owned())
}

/// A process that ends with its owner.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The application in its window.
pub struct Application {
    /// The WebDriver session.
    pub window: Client,
    driver: Ended,
    log: PathBuf,
}

impl Application {
    /// Starts the built application on `desktop` and waits for its first screen.
    ///
    /// `environment` is added to the desktop's own; an empty value removes a variable.
    pub async fn start(desktop: &Desktop, environment: &[(&str, &str)]) -> Result<Self> {
        Self::start_program(desktop, &programs::built("billing-console")?, environment).await
    }

    /// The same with a certain build of the program.
    pub async fn start_program(
        desktop: &Desktop,
        program: &Path,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let opened = Self::open_program(desktop, program, environment).await?;
        opened.shows("[data-screen]").await?;
        Ok(opened)
    }

    /// Starts the built application and waits for nothing but its window.
    pub async fn open(desktop: &Desktop, environment: &[(&str, &str)]) -> Result<Self> {
        Self::open_program(desktop, &programs::built("billing-console")?, environment).await
    }

    async fn open_program(
        desktop: &Desktop,
        program: &Path,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let tools = programs::folder()?.parent().context("a profile has a folder")?.join("tools");
        let driver_program = tools.join("bin/tauri-driver");
        ensure!(driver_program.exists(), "`cargo xtask test` installs tauri-driver");
        let (port, native_port) = (free_port()?, free_port()?);
        let log = desktop.home().join("console.log");
        let output = std::fs::File::options().create(true).append(true).open(&log)?;
        let mut command = desktop.command(driver_program);
        command
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .env("BILLING_CONSOLE_DATA_DIR", desktop.data_folder())
            .env("BILLING_CONSOLE_LOG", "debug")
            .stdout(output.try_clone()?)
            .stderr(output);
        for (name, value) in environment.iter().copied().collect::<BTreeMap<_, _>>() {
            if value.is_empty() {
                command.env_remove(name);
            } else {
                command.env(name, value);
            }
        }
        let driver = Ended(command.spawn().context("cannot start tauri-driver")?);
        let window = connect(port, program, &log).await?;
        Ok(Self { window, driver, log })
    }

    /// Closes the window and ends the application as its own quit would.
    pub async fn close(self) -> Result<()> {
        self.window.close().await?;
        drop(self.driver);
        Ok(())
    }

    /// What application and driver have logged so far.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(&self.log)?)
    }

    /// Waits until `css` matches something and gives its text.
    pub async fn shows(&self, css: &str) -> Result<String> {
        let found = self.window.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => Ok(element.text().await?),
            Err(error) => bail!("{css} did not appear: {error}\n{}", self.page().await),
        }
    }

    /// Waits until the text of `css` satisfies `holds`.
    pub async fn shows_text(&self, css: &str, holds: impl Fn(&str) -> bool) -> Result<String> {
        let script =
            "const e = document.querySelector(arguments[0]); return e ? e.innerText : null";
        self.becomes(&format!("{css} with the expected text"), script, vec![json!(css)], |value| {
            value.as_str().is_some_and(&holds)
        })
        .await
        .map(|value| value.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until nothing matches `css`.
    pub async fn hides(&self, css: &str) -> Result<()> {
        let script = "return document.querySelector(arguments[0]) === null";
        self.becomes(&format!("{css} gone"), script, vec![json!(css)], |value| *value == true)
            .await
            .map(drop)
    }

    /// Runs `script` until `holds` says yes to what it returns.
    pub async fn becomes(
        &self,
        what: &str,
        script: &str,
        arguments: Vec<Value>,
        holds: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        loop {
            let value = self.window.execute(script, arguments.clone()).await?;
            if holds(&value) {
                return Ok(value);
            }
            if tokio::time::Instant::now() > deadline {
                bail!("waited in vain for {what}; last: {value}\n{}", self.page().await);
            }
            tick.tick().await;
        }
    }

    /// Waits until fonts are loaded, nothing moves any more, and two frames have been painted.
    pub async fn settled(&self) -> Result<()> {
        let still = "return document.fonts.status === 'loaded' &&
            document.getAnimations().every((a) => a.playState !== 'running' ||
              a.effect?.getTiming().iterations === Infinity)";
        self.becomes("stillness", still, vec![], |value| *value == true).await?;
        let painted = "
            const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.window.execute_async(painted, vec![]).await?;
        Ok(())
    }

    /// Clicks what `css` matches, once it is there.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.shows(css).await?;
        self.window.find(Locator::Css(css)).await?.click().await?;
        Ok(())
    }

    /// Clicks the button or link of this name, once it is there and enabled.
    pub async fn press(&self, name: &str) -> Result<()> {
        let script = "
            const name = arguments[0];
            const all = document.querySelectorAll('button, a, [role=menuitem], [role=radio], [role=switch], summary, label');
            return [...all].find((e) => {
              const said = (e.getAttribute('aria-label') ?? e.innerText).trim();
              const shown = e.getClientRects().length > 0 && !e.disabled;
              return said === name && shown;
            }) ?? null";
        let found = self
            .becomes(&format!("something named {name:?}"), script, vec![json!(name)], |value| {
                !value.is_null()
            })
            .await?;
        // On the wire an element is an object whose only value is its id.
        let id = found.as_object().and_then(|object| object.values().next()?.as_str());
        let id = id.context("an element has an id")?.to_owned();
        Element::from_element_id(self.window.clone(), id.into()).click().await?;
        Ok(())
    }

    /// Empties the field `css` and types `text` into it.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        self.shows(css).await?;
        let field = self.window.find(Locator::Css(css)).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Signs in with the form.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<()> {
        self.shows("[data-screen=sign-in]").await?;
        self.fill("input[name=email]", email).await?;
        self.fill("input[name=password]", password).await?;
        self.window.find(Locator::Css("input[name=password]")).await?.send_keys("\u{e007}").await?;
        Ok(())
    }

    /// The page's text, for the message of a failed test.
    async fn page(&self) -> String {
        let text = self.window.execute("return document.body.innerText", vec![]).await;
        format!("the page says:\n{}", text.map(|text| text.to_string()).unwrap_or_default())
    }
}

async fn connect(port: u16, application: &Path, log: &Path) -> Result<Client> {
    let capabilities = json!({
        "browserName": "wry",
        "tauri:options": { "application": application },
    });
    let capabilities = capabilities.as_object().context("capabilities are an object")?.clone();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    loop {
        let attempt = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match attempt {
            Ok(window) => return Ok(window),
            Err(error) if tokio::time::Instant::now() > deadline => {
                let log = std::fs::read_to_string(log).unwrap_or_default();
                bail!("the application did not open its window: {error}\n{log}");
            }
            Err(_) => tick.tick().await,
        };
    }
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
