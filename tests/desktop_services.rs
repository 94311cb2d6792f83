//! What a desktop offers its programs on the session bus: notifications and a tray.

#![expect(missing_docs, reason = "zbus makes public methods of the interfaces")]

use anyhow::{Context as _, Result, bail};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection, fdo, interface, message::Header};

/// How long the desktop waits for what a program should say.
const PATIENCE: Duration = Duration::from_secs(20);

const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";
const WATCHER: &str = "/StatusNotifierWatcher";

/// One notification as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Names it on the bus.
    pub id: u32,
    /// Its heading.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The keys of what can be clicked.
    pub actions: Vec<String>,
}

/// Shows notifications to a test instead of a person.
pub struct NotificationDaemon {
    bus: Connection,
    shown: watch::Receiver<Vec<Shown>>,
}

struct Notifications {
    shown: watch::Sender<Vec<Shown>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["actions", "body", "persistence"]
    }

    #[expect(clippy::too_many_arguments, reason = "the Desktop Notifications Specification")]
    fn notify(
        &self,
        _application: &str,
        replaces: u32,
        _icon: &str,
        title: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires_ms: i32,
    ) -> u32 {
        let mut given = replaces;
        self.shown.send_modify(|shown| {
            if given == 0 {
                given = u32::try_from(shown.len()).map_or(u32::MAX, |before| before + 1);
            }
            // Keys and labels take turns.
            let actions = actions.into_iter().step_by(2).collect();
            shown.push(Shown {
                id: given,
                title: title.to_owned(),
                body: body.to_owned(),
                actions,
            });
        });
        given
    }

    fn close_notification(&self, _id: u32) {}

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("billing-tests", "billing", "1", "1.2")
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

impl NotificationDaemon {
    /// Takes the name of the desktop's notifications on the bus at `address`.
    pub async fn start(address: &str) -> Result<Self> {
        let (sender, shown) = watch::channel(Vec::new());
        let bus = connection::Builder::address(address)?
            .name("org.freedesktop.Notifications")?
            .serve_at(NOTIFICATIONS, Notifications { shown: sender })?
            .build()
            .await?;
        Ok(Self { bus, shown })
    }

    /// What has been shown so far.
    pub fn shown(&self) -> Vec<Shown> {
        self.shown.borrow().clone()
    }

    /// Waits until `count` have been shown.
    pub async fn wait_for(&self, count: usize) -> Result<Vec<Shown>> {
        let mut shown = self.shown.clone();
        let enough = shown.wait_for(|shown| shown.len() >= count);
        match tokio::time::timeout(PATIENCE, enough).await {
            Ok(shown) => Ok(shown?.clone()),
            Err(_) => bail!("{count} notifications were expected, shown: {:?}", self.shown()),
        }
    }

    /// Clicks a notification until the program that showed it has heard it and listens no more.
    ///
    /// A hand is slow enough for one click to do. Here the first can come before the program has
    /// begun to listen, which it cannot do before it was told the notification's number.
    pub async fn click(&self, shown: &Shown) -> Result<()> {
        let emitter = SignalEmitter::new(&self.bus, NOTIFICATIONS)?;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        while self.listeners().await? == 0 {
            if tokio::time::Instant::now() > deadline {
                bail!("no program waits for a click");
            }
            tick.tick().await;
        }
        let before = self.listeners().await?;
        while self.listeners().await? >= before {
            if tokio::time::Instant::now() > deadline {
                bail!("the click on {shown:?} was not heard");
            }
            Notifications::action_invoked(&emitter, shown.id, "default").await?;
            tick.tick().await;
        }
        const CLOSED_BY_A_CLICK: u32 = 2;
        Notifications::notification_closed(&emitter, shown.id, CLOSED_BY_A_CLICK).await?;
        Ok(())
    }

    /// How many wait for a click, as the bus knows it.
    async fn listeners(&self) -> Result<usize> {
        let (bus, path) = ("org.freedesktop.DBus", "/org/freedesktop/DBus");
        let interface = Some("org.freedesktop.DBus.Debug.Stats");
        let asked = self.bus.call_method(Some(bus), path, interface, "GetAllMatchRules", &());
        let rules: HashMap<String, Vec<String>> = asked.await?.body().deserialize()?;
        let waits = |rules: &&Vec<String>| rules.iter().any(|rule| rule.contains("ActionInvoked"));
        Ok(rules.values().filter(waits).count())
    }
}

/// A tray that a test can look into.
pub struct TrayHost {
    bus: Connection,
    items: watch::Receiver<Vec<TrayItem>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TrayItem {
    owner: String,
    path: String,
}

struct Watcher {
    items: Arc<Mutex<watch::Sender<Vec<TrayItem>>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // A program names either its object or its name on the bus.
        let (owner, path) = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.send_modify(|items| items.push(TrayItem { owner, path }));
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.borrow().iter().map(|item| format!("{}{}", item.owner, item.path)).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A menu as `com.canonical.dbusmenu` lays it out: number, properties, children.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl TrayHost {
    /// Takes the name of the desktop's tray on the bus at `address`.
    pub async fn start(address: &str) -> Result<Self> {
        let (sender, items) = watch::channel(Vec::new());
        let bus = connection::Builder::address(address)?
            .serve_at(WATCHER, Watcher { items: Arc::new(Mutex::new(sender)) })?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { bus, items })
    }

    /// Waits until the newest icon's menu satisfies `holds` and gives its entries.
    pub async fn menu(
        &self,
        holds: impl Fn(&[(i32, String)]) -> bool,
    ) -> Result<Vec<(i32, String)>> {
        let mut items = self.items.clone();
        let there = tokio::time::timeout(PATIENCE, items.wait_for(|items| !items.is_empty()));
        let item = there.await.context("no icon came into the tray")??.last().cloned();
        let item = item.context("an icon")?;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        loop {
            let entries = self.entries(&item).await?;
            if holds(&entries) {
                return Ok(entries);
            }
            if tokio::time::Instant::now() > deadline {
                bail!("the tray's menu has {entries:?}");
            }
            tick.tick().await;
        }
    }

    /// Whether an icon was ever put into the tray.
    pub fn has_icon(&self) -> bool {
        !self.items.borrow().is_empty()
    }

    /// Chooses the entry whose text contains `part`.
    pub async fn choose(&self, part: &str) -> Result<()> {
        let entries =
            self.menu(|entries| entries.iter().any(|(_, text)| text.contains(part))).await?;
        let (number, _) = entries.iter().find(|(_, text)| text.contains(part)).context("found")?;
        let item = self.items.borrow().last().cloned().context("an icon")?;
        let path = self.menu_path(&item).await?;
        let event = (*number, "clicked", Value::from(0_i32), 0_u32);
        self.bus
            .call_method(
                Some(item.owner.as_str()),
                path,
                Some("com.canonical.dbusmenu"),
                "Event",
                &event,
            )
            .await?;
        Ok(())
    }

    async fn menu_path(&self, item: &TrayItem) -> fdo::Result<OwnedObjectPath> {
        let properties = fdo::PropertiesProxy::builder(&self.bus)
            .destination(item.owner.clone())?
            .path(item.path.clone())?
            .build()
            .await?;
        let name = "org.kde.StatusNotifierItem".try_into().expect("a well-formed name");
        let menu = properties.get(name, "Menu").await?;
        OwnedObjectPath::try_from(menu).map_err(|error| fdo::Error::Failed(error.to_string()))
    }

    async fn entries(&self, item: &TrayItem) -> Result<Vec<(i32, String)>> {
        let path = self.menu_path(item).await?;
        let wanted: (i32, i32, Vec<&str>) = (0, -1, Vec::new());
        let interface = Some("com.canonical.dbusmenu");
        let owner = Some(item.owner.as_str());
        let answer = self.bus.call_method(owner, path, interface, "GetLayout", &wanted).await?;
        let (_revision, root): (u32, Layout) = answer.body().deserialize()?;
        let mut entries = Vec::new();
        for child in root.2 {
            let (number, properties, _): Layout = child.try_into()?;
            if let Some(Ok(text)) = properties.get("label").map(<&str>::try_from) {
                entries.push((number, text.replace('_', "")));
            }
        }
        Ok(entries)
    }
}
