//! What the display shows, pixel by pixel.

use anyhow::{Context as _, Result};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// The accent colour of the light theme, which the bare window shows too.
const ACCENT: [u8; 3] = [0x3B, 0x5B, 0xDB];

/// A connection to a display.
pub struct Display {
    connection: RustConnection,
    root: u32,
    size: (u16, u16),
}

impl Display {
    /// Connects to the display of this name.
    pub fn connect(name: &str) -> Result<Self> {
        let (connection, screen) = RustConnection::connect(Some(name))?;
        let screen = connection.setup().roots.get(screen).context("a display has a screen")?;
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        Ok(Self { connection, root, size })
    }

    /// Whether figures are drawn: the accent colour stands somewhere right of the rail.
    pub fn shows_figures(&self) -> Result<bool> {
        let (width, height) = self.size;
        let left = 230;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, left, 0, width - left as u16, height, !0)?
            .reply()?;
        let [red, green, blue] = ACCENT;
        let accented = image.data.chunks_exact(4).filter(|pixel| pixel[..3] == [blue, green, red]);
        Ok(accented.count() > 50)
    }

    /// Whether nothing is drawn at all.
    pub fn is_empty(&self) -> Result<bool> {
        let children = self.connection.query_tree(self.root)?.reply()?.children;
        for window in children {
            let attributes = self.connection.get_window_attributes(window)?.reply();
            let viewable = x11rb::protocol::xproto::MapState::VIEWABLE;
            if attributes.is_ok_and(|attributes| attributes.map_state == viewable) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
