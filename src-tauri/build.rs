//! Reads `tauri.conf.json` and gives the bundle its resources.

fn main() {
    tauri_build::build();
}
