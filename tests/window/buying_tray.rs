//! Buying with the window closed: the tray keeps the program, a notification tells the end.

use crate::buying_scene::Scene;
use billing_tests::desktop::{Desktop, Keyring};
use billing_tests::desktop_services::{NotificationDaemon, TrayHost};
use billing_tests::running_console::RunningConsole;
use billing_tests::window_frame::WindowFrame;

fn desktop() -> Desktop {
    Desktop::start(1280, 800, Keyring::Unlocked).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_to_the_tray_the_payment_is_told_once_and_a_click_leads_to_it() {
    let desktop = desktop();
    let tray = TrayHost::start(desktop.bus_address()).await.unwrap();
    let notifications = NotificationDaemon::start(desktop.bus_address()).await.unwrap();
    let mut scene = Scene::on(desktop, &[]).await;
    assert!(!tray.has_icon(), "an icon is there only while a payment is awaited");
    let shown = scene.begin().await;
    let due = scene.application.shows("[data-figure=amount]").await.unwrap();
    scene.close_dialog().await;
    let amount = format!("Waiting for {due}");
    let waits = |entries: &[(i32, String)]| entries.iter().any(|(_, text)| *text == amount);
    tray.menu(waits).await.unwrap();

    let frame = WindowFrame::on(&scene.desktop).unwrap();
    frame.close().unwrap();
    frame.becomes(false).await.unwrap();
    // The entry that says what is awaited brings its code back.
    tray.choose(&amount).await.unwrap();
    frame.becomes(true).await.unwrap();
    scene.stage_is("waiting").await;
    frame.close().unwrap();
    frame.becomes(false).await.unwrap();

    scene.wallet.pay(&shown.code_url).await.unwrap();
    let told = notifications.wait_for(1).await.unwrap();
    assert_eq!(told[0].title, "Payment received");
    assert!(told[0].body.contains("has arrived"), "{told:?}");
    notifications.click(&told[0]).await.unwrap();
    frame.becomes(true).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    let facts = scene.application.shows("[data-screen=checkout]").await.unwrap();
    assert!(facts.contains(&shown.order.order_no), "it is that order: {facts}");

    // Neither the delivery nor another start tells it again.
    let process = RunningConsole::on(&scene.desktop).unwrap();
    process.kill().await.unwrap();
    scene.start_again(&[]).await;
    scene.application.click("[data-nav=orders]").await.unwrap();
    let order = format!("[data-order='{}'] ol", shown.order.order_id);
    let delivered = |text: &str| text.contains("Purchase active");
    scene.application.shows_text(&order, delivered).await.unwrap();
    assert_eq!(notifications.shown(), told);
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_tray_the_window_closes_and_the_next_start_goes_on() {
    let mut scene = Scene::on(desktop(), &[]).await;
    let shown = scene.begin().await;
    let process = RunningConsole::on(&scene.desktop).unwrap();
    WindowFrame::on(&scene.desktop).unwrap().close().unwrap();
    process.ended().await.unwrap();

    scene.start_again(&[]).await;
    scene.open_by_chip("waiting").await;
    // Nobody on the bus shows notifications: what is told is told in the window.
    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_session_bus_a_payment_is_shown_all_the_same() {
    let desktop = Desktop::start(1280, 800, Keyring::Absent).unwrap();
    let scene = Scene::on(desktop, &[("DBUS_SESSION_BUS_ADDRESS", "")]).await;
    let shown = scene.begin().await;
    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    scene.application.close().await.unwrap();
}
