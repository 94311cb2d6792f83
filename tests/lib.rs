//! What tests that cross crates share: a computer with a data folder, a keychain and clocks, and a
//! desktop without a screen with the application on it; for buying, a service by a moved clock behind a
//! gate, its books, a wallet and what a person does.

pub mod archive;
pub mod books;
pub mod computer;
pub mod console_process;
pub mod desktop;
pub mod desktop_services;
pub mod gate;
pub mod market;
pub mod notices;
pub mod open_keychain;
pub mod purchase;
pub mod running_console;
pub mod wall_clock;
pub mod wallet;
pub mod window_frame;
