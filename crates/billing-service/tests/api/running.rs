//! The binary: its first line, its end, its chores.

use crate::support::Api;
use reqwest::Method;
use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billing-service"));
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn serve(database: &Path, more: &[&str]) -> Command {
    let mut command = binary();
    command.args(["serve", "--database", &format!("sqlite:{}", database.display())]).args(more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn announced(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line.trim_end().strip_prefix("listening on ").unwrap().to_owned()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

#[tokio::test]
async fn it_announces_itself_serves_and_stops_when_asked() {
    for name in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = serve(&folder.path().join("a.sqlite3"), &["--demo"]).spawn().unwrap();
        let url = announced(&mut child);
        let ready = reqwest::get(format!("{url}/health/ready")).await.unwrap();
        assert_eq!(ready.status(), 200);
        let health: serde_json::Value = ready.json().await.unwrap();
        assert_eq!(
            (health["status"].as_str(), health["demonstration"].as_bool()),
            (Some("ok"), Some(true))
        );
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let log = text(&output.stderr);
        assert!(!log.is_empty());
        assert!(!log.contains("log.file") && !log.contains(".cargo"), "{log}");
        for line in log.lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
        }
    }
}

#[tokio::test]
async fn a_killed_service_starts_again_and_leaves_an_existing_database_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("a.sqlite3");
    let mut child = serve(&database, &[]).spawn().unwrap();
    let url = announced(&mut child);
    let http = reqwest::Client::new();
    let body = crate::support::registration("a@example.test");
    let registered = http.post(format!("{url}/auth/register")).json(&body).send().await.unwrap();
    assert_eq!(registered.status(), 200);
    child.kill().unwrap();
    child.wait().unwrap();

    let mut child = serve(&database, &["--demo"]).spawn().unwrap();
    let url = announced(&mut child);
    let sign_in = |email: &str, password: &str| {
        let body = serde_json::json!({ "email": email, "password": password });
        http.post(format!("{url}/auth/login")).json(&body).send()
    };
    assert_eq!(sign_in("a@example.test", "ten letters").await.unwrap().status(), 200);
    assert_eq!(sign_in("admin@demo.test", "demo-password-1").await.unwrap().status(), 401);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_second_process_on_the_same_database_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("a.sqlite3");
    let mut first = serve(&database, &[]).spawn().unwrap();
    announced(&mut first);
    let second = run(&mut serve(&database, &[]));
    assert_ne!(second.status.code(), Some(0));
    assert!(text(&second.stderr).contains("in use by another billing-service"));
    first.kill().unwrap();
    first.wait().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_for_the_services_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let api = Api::start().await;
    let mut files = 0;
    for entry in std::fs::read_dir(api.folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
        files += 1;
    }
    assert!(files >= 3, "database, write-ahead log and lock were looked at");
}

#[test]
fn postgresql_is_refused_in_words() {
    let output = run(binary().args(["serve", "--database", "postgres://localhost/billing"]));
    assert_ne!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("PostgreSQL is not built into"), "{output:?}");
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("a.sqlite3");
    let argument = format!("sqlite:{}", database.display());
    let doctor = || run(binary().args(["doctor", "--database", &argument]));
    let migrate = || run(binary().args(["migrate", "--database", &argument]));

    let missing = doctor();
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stdout).contains("FAILED"));
    assert!(text(&migrate().stdout).contains("applied V1"));
    assert!(text(&migrate().stdout).contains("already up to date"));
    let healthy = doctor();
    assert_eq!(healthy.status.code(), Some(0), "{}", text(&healthy.stdout));
    for subject in ["settings", "database", "migrations", "integrity", "disk", "clock"] {
        assert!(text(&healthy.stdout).contains(subject));
    }
    std::fs::write(&database, vec![7_u8; 8_192]).unwrap();
    let broken = doctor();
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stdout).contains("FAILED"));
    assert_ne!(migrate().status.code(), Some(0));
}

/// Every file of a folder with what it holds.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let name = |entry: &DirEntry| entry.file_name().to_str().unwrap().to_owned();
    files.map(|entry| (name(&entry), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn the_doctor_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("what is it? 100% a.sqlite3");
    let argument = format!("sqlite:{}", database.display());
    let sql = rusqlite::Connection::open(&database).unwrap();
    sql.execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
    drop(sql);
    let before = contents(folder.path());
    let report = run(binary().args(["doctor", "--database", &argument]));
    assert!(text(&report.stdout).contains("V1__"), "{}", text(&report.stdout));
    assert!(contents(folder.path()) == before, "another's file was changed");

    std::fs::remove_file(&database).unwrap();
    run(binary().args(["migrate", "--database", &argument]));
    std::fs::remove_file(folder.path().join("what is it? 100% a.sqlite3.lock")).unwrap();
    let before = contents(folder.path());
    let report = run(binary().args(["doctor", "--database", &argument]));
    assert_eq!(report.status.code(), Some(0), "{}", text(&report.stdout));
    assert!(contents(folder.path()) == before, "a healthy database was changed");
}

#[test]
fn a_database_of_a_newer_version_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("a.sqlite3");
    let argument = format!("sqlite:{}", database.display());
    let call = |command: &str| run(binary().args([command, "--database", &argument]));
    call("migrate");
    let sql = rusqlite::Connection::open(&database).unwrap();
    let step = "INSERT INTO refinery_schema_history VALUES (999, 'from_the_future', '', '1')";
    sql.execute(step, []).unwrap();
    drop(sql);
    for command in ["doctor", "migrate", "serve"] {
        let output = call(command);
        assert_eq!(output.status.code(), Some(1));
        let words = text(&output.stdout) + &text(&output.stderr);
        assert!(words.contains("written by a newer version of billing-service"), "{words}");
        assert!(words.contains("V999__from_the_future"), "{words}");
    }
    let sql = rusqlite::Connection::open(&database).unwrap();
    sql.execute("DELETE FROM refinery_schema_history WHERE version = 999", []).unwrap();
    sql.execute("UPDATE refinery_schema_history SET name = 'x' WHERE version = 2", []).unwrap();
    drop(sql);
    let report = call("doctor");
    assert_eq!(report.status.code(), Some(1));
    assert!(text(&report.stdout).contains("V2__x"), "{}", text(&report.stdout));
}

#[tokio::test]
async fn figures_are_counted_by_route_and_never_by_path() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    api.try_sign_in("admin@demo.test", "wrong password").await;
    api.request(Method::DELETE, "/auth/sessions/private-name")
        .bearer_auth(tokens.access_token.expose())
        .send()
        .await
        .unwrap();
    api.request(Method::GET, "/private-path").send().await.unwrap();
    let metrics = api.request(Method::GET, "/metrics").send().await.unwrap();
    assert!(metrics.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    let metrics = metrics.text().await.unwrap();
    for line in [
        "sign_ins_total{outcome=\"succeeded\"} 1",
        "sign_ins_total{outcome=\"failed\"} 1",
        "http_requests_total{method=\"POST\",route=\"/auth/login\",status=\"200\"} 1",
        "http_requests_total{method=\"DELETE\",route=\"/auth/sessions/{id}\",status=\"404\"} 1",
        "store_writer_queued 0",
    ] {
        assert!(metrics.contains(line), "{line} is missing in\n{metrics}");
    }
    assert!(metrics.contains("http_request_duration_seconds_bucket"));
    assert!(metrics.contains("store_writer_group_size_count"));
    assert!(!metrics.contains("private"), "{metrics}");
}

#[tokio::test]
async fn the_log_holds_no_password_and_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serve(&folder.path().join("a.sqlite3"), &["--demo"]);
    let mut child = command.env("RUST_LOG", "trace").spawn().unwrap();
    // The log is long at this level; it must be read for the service to go on.
    let log = child.stderr.take().unwrap();
    let log = std::thread::spawn(move || std::io::read_to_string(log).unwrap());
    let url = announced(&mut child);
    let body = serde_json::json!({ "email": "admin@demo.test", "password": "demo-password-1" });
    let http = reqwest::Client::new();
    let answer = http.post(format!("{url}/auth/login")).json(&body).send().await.unwrap();
    let tokens: billing_contract::Tokens = answer.json().await.unwrap();
    let me = http.get(format!("{url}/auth/me")).bearer_auth(tokens.access_token.expose());
    assert_eq!(me.send().await.unwrap().status(), 200);
    let body = serde_json::json!({ "refresh_token": tokens.refresh_token.expose() });
    http.post(format!("{url}/auth/refresh")).json(&body).send().await.unwrap();
    signal(&child, "-TERM");
    child.wait().unwrap();
    let log = log.join().unwrap();
    assert!(log.contains("/auth/login"));
    for secret in ["demo-password-1", tokens.access_token.expose(), tokens.refresh_token.expose()] {
        assert!(!log.contains(secret));
    }
}
