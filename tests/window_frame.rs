//! The console's window from outside, as the desktop sees it: whether it is shown, and its cross.

use crate::desktop::Desktop;
use anyhow::{Context as _, Result, bail};
use std::time::Duration;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

/// How long a window may take to come or go.
const PATIENCE: Duration = Duration::from_secs(20);
const TITLE: &[u8] = b"Billing Console";

/// What stands around the console's page.
pub struct WindowFrame {
    display: RustConnection,
    root: Window,
}

impl WindowFrame {
    /// Connects to the display the window is on.
    pub fn on(desktop: &Desktop) -> Result<Self> {
        let (display, screen) = RustConnection::connect(Some(desktop.display()))?;
        let root = display.setup().roots.get(screen).context("a display has a screen")?.root;
        Ok(Self { display, root })
    }

    /// Asks the window to close, as the cross in its corner does.
    pub fn close(&self) -> Result<()> {
        let window = self.shown()?.context("the window is not shown")?;
        let (protocols, delete) = (self.atom(b"WM_PROTOCOLS")?, self.atom(b"WM_DELETE_WINDOW")?);
        let now = [delete, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, protocols, now);
        self.display.send_event(false, window, EventMask::NO_EVENT, message)?;
        // A display whose client goes away at once may throw away what it has not read yet: this
        // answer says that it has.
        self.display.get_input_focus()?.reply()?;
        Ok(())
    }

    /// Waits until the window is shown, or is not.
    pub async fn becomes(&self, shown: bool) -> Result<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        while self.shown()?.is_some() != shown {
            if tokio::time::Instant::now() > deadline {
                bail!("the window is {}", if shown { "still hidden" } else { "still shown" });
            }
            tick.tick().await;
        }
        Ok(())
    }

    /// The window, if it is to be seen. There is no window manager: it stands below the root.
    fn shown(&self) -> Result<Option<Window>> {
        for window in self.display.query_tree(self.root)?.reply()?.children {
            // It may go between the two questions.
            let Ok(attributes) = self.display.get_window_attributes(window)?.reply() else {
                continue;
            };
            let named = (AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64);
            let name = self.display.get_property(false, window, named.0, named.1, named.2, named.3);
            let is_console = name?.reply().is_ok_and(|name| name.value == TITLE);
            if is_console && attributes.map_state == MapState::VIEWABLE {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    fn atom(&self, name: &[u8]) -> Result<u32> {
        Ok(self.display.intern_atom(false, name)?.reply()?.atom)
    }
}
