//! Documents downloaded in bulk from the real service, by a console that is cut off and killed on
//! the way.

use anyhow::{Context as _, Result, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use billing_testkit::{DEMO_PASSWORD, Fault, Proxy, RunningService};
use billing_tests::console_process::ConsoleProcess;
use billing_tests::wallet::Portal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);
const CUSTOMER: &str = "admin@demo.test";

/// What the service says each invoice's document hashes to, by the invoice's number.
async fn hashes(server: &str) -> Result<BTreeMap<String, String>> {
    let portal = Portal::sign_in(server, CUSTOMER).await?;
    let (mut hashes, mut path) = (BTreeMap::new(), "/api/portal/invoices?limit=200".to_owned());
    loop {
        let page = portal.get(&path).await?;
        for invoice in page["items"].as_array().context("items")? {
            let text = |name: &str| invoice[name].as_str().unwrap_or_default().to_owned();
            hashes.insert(text("number"), text("document_sha256"));
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/portal/invoices?limit=200&cursor={cursor}"),
            None => return Ok(hashes),
        }
    }
}

/// What the manifest in the folder says, after every file was compared with it.
fn manifest(folder: &Path) -> Result<BTreeMap<String, String>> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("manifest.json"))?)?;
    let mut hashes = BTreeMap::new();
    for document in manifest["documents"].as_array().context("documents")? {
        let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        let hash = digest(&SHA256, &std::fs::read(folder.join(text("file")))?);
        let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        ensure!(hash == text("sha256"), "{document} holds {hash}");
        ensure!(hashes.insert(text("number"), hash).is_none(), "{document} is there twice");
    }
    Ok(hashes)
}

fn found<'a>(downloads: &'a Value, id: &str) -> Option<&'a Value> {
    downloads.as_array()?.iter().find(|download| download["id"] == id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_that_is_cut_and_killed_ends_with_the_bytes_the_service_has() {
    tell().await.unwrap();
}

async fn tell() -> Result<()> {
    let service = RunningService::start()?;
    let proxy = Proxy::start(service.address()).await?;
    let mut console = ConsoleProcess::start(proxy.url()).await?;
    let login = json!({ "email": CUSTOMER, "password": DEMO_PASSWORD });
    console.ask("sign_in", login).await?;
    console.until(PATIENCE, "archive", json!({}), |seen| seen["as_of"].is_string()).await?;
    let wanted = hashes(&service.url()).await?;
    ensure!(wanted.len() >= 36, "{} invoices", wanted.len());

    let choice = json!({ "choose": "filtered", "filter": {} });
    let begin = json!({ "id": "all", "choice": choice, "form": "folder" });
    let begun = console.ask("begin_download", begin.clone()).await?;
    ensure!(begun["total"] == json!(wanted.len()), "{begun}");
    let has_some = |least: usize| {
        move |downloads: &Value| {
            found(downloads, "all").is_some_and(|one| one["done"].as_u64() >= Some(least as u64))
        }
    };
    for part in [1, wanted.len() / 3, wanted.len() / 2] {
        console.until(PATIENCE, "downloads", (), has_some(part)).await?;
        proxy.set(Fault::Refuse);
        console.kill().await?;
        proxy.set(Fault::None);
        console.start_again().await?;
    }
    let is_done =
        |downloads: &Value| found(downloads, "all").is_some_and(|one| one["state"] == "done");
    let ended = console.until(PATIENCE, "downloads", (), is_done).await?;
    let ended = found(&ended, "all").context("the download")?;
    ensure!(ended["refused"] == json!([]), "{ended}");
    ensure!(ended["path"] == begun["path"], "{ended}");
    let folder = Path::new(ended["path"].as_str().context("a path")?).to_owned();
    ensure!(manifest(&folder)? == wanted, "the manifest is what the service has");
    let files = std::fs::read_dir(&folder)?.count();
    ensure!(files == wanted.len() + 2, "{files} files: documents, list, manifest, nothing else");

    // The same decision, told again after all that, is the same download.
    ensure!(console.ask("begin_download", begin).await?["path"] == begun["path"]);
    Ok(())
}
