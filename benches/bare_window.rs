//! The floor: a WebKitGTK window that shows one block of colour, and nothing else.

use gtk::prelude::*;
use webkit2gtk::WebViewExt as _;

/// A block of the colour the measurement looks for.
const PAGE: &str = "<!doctype html><body style='margin:0;background:#fff'>\
                    <div style='margin:200px 0 0 300px;width:300px;height:200px;background:#3b5bdb'>";

#[cfg(target_os = "linux")]
fn main() -> Result<(), gtk::glib::BoolError> {
    gtk::init()?;
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_title("bare window");
    window.set_default_size(1280, 800);
    window.connect_delete_event(|_, _| {
        gtk::main_quit();
        gtk::glib::Propagation::Proceed
    });
    let view = webkit2gtk::WebView::new();
    view.load_html(PAGE, None);
    window.add(&view);
    window.show_all();
    gtk::main();
    Ok(())
}
