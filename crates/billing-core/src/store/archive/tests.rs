mod ledger;

use super::credit_transactions::Break;
use super::*;
use crate::clock::SystemClock;
use crate::views::{InvoiceStanding, LedgerFault};
use billing_contract::UserId;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tempfile::TempDir;

fn owner() -> OwnerKey {
    OwnerKey::new("http://127.0.0.1", &UserId::new("u1"))
}

fn customer() -> CustomerId {
    CustomerId::new("c1")
}

fn archives(folder: &TempDir) -> Archives {
    let archives = Archives::new(folder.path(), Arc::new(SystemClock::new()));
    archives.admit(owner());
    archives
}

fn usage(day: u32, product: &str, count: i64) -> Value {
    let date = NaiveDate::from_num_days_from_ce_opt(739_000 + i32::try_from(day).unwrap()).unwrap();
    json!({"seq": 0, "kind": "usage", "id": format!("{date}/{product}"), "op": "put", "body": {
        "date": date, "product": product, "count": count, "updated_at": "2026-01-01T00:00:00Z",
    }})
}

fn no_usage(day: u32, product: &str) -> Value {
    let date = NaiveDate::from_num_days_from_ce_opt(739_000 + i32::try_from(day).unwrap()).unwrap();
    json!({"seq": 9, "kind": "usage", "id": format!("{date}/{product}"), "op": "delete"})
}

fn invoice(number: u32, billed_to: &str, line: &str) -> Value {
    json!({
        "invoice_id": format!("i{number}"), "number": format!("INV-2026-{number:06}"),
        "kind": "invoice", "amount": "12.50", "currency": "USD", "tax_amount": "2.00",
        "period": format!("2026-{:02}", number % 12 + 1), "status": "open",
        "created_at": format!("2026-01-01T00:00:{:02}Z", number % 60), "due_date": "2026-02-01",
        "billed_to": billed_to, "document_sha256": "00",
        "lines": [{"description": line, "quantity": 1, "unit_amount": "12.50",
            "amount": "12.50", "tax_amount": "2.00"}],
    })
}

fn put(kind: &str, id: &str, body: &Value) -> Value {
    json!({"seq": 1, "kind": kind, "id": id, "op": "put", "body": body})
}

fn page(changes: &[Value], cursor: &str, has_more: bool) -> Vec<u8> {
    json!({
        "changes": changes, "cursor": cursor, "has_more": has_more,
        "server_now": "2026-01-01T00:00:00Z",
    })
    .to_string()
    .into_bytes()
}

async fn is_sound(archive: &Archive) -> bool {
    archive.read(seal::holds).await.unwrap()
}

/// One span of everything, by days.
fn always() -> Vec<Span> {
    let day = |number| NaiveDate::from_num_days_from_ce_opt(number).unwrap();
    vec![Span { first: day(738_000), last: day(741_003) }]
}

async fn used(archive: &Archive) -> BTreeMap<String, i64> {
    let counts = archive.usage(always(), Vec::new()).await.unwrap().counts;
    counts.into_iter().map(|(code, counts)| (code.to_string(), counts[0].used)).collect()
}

#[tokio::test]
async fn a_page_its_cursor_and_its_months_are_there_together_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let good = page(&[usage(1, "chat", 5), usage(2, "chat", 7)], "a", true);
    archive.take_page(None, good).await.unwrap().unwrap();
    for bad in [
        page(&[usage(3, "chat", 1), usage(4, "chat", -1)], "b", true),
        page(&[usage(3, "chat", 1), put("usage", "x", &json!({}))], "b", true),
        page(
            &[usage(3, "chat", 1), json!({"seq": 1, "kind": "usage", "id": "x", "op": "put"})],
            "b",
            true,
        ),
        page(
            &[usage(3, "chat", 1), json!({"seq": 1, "kind": "usage", "id": "x", "op": "delete"})],
            "b",
            true,
        ),
        page(&[usage(3, "chat", 1)], "a", true),
        page(&[usage(3, "chat", 1)], "b", true)[..50].to_vec(),
        b"{\"cursor\": \"b\", \"has_more\": false}".to_vec(),
        [page(&[usage(3, "chat", 1)], "b", true), b"{}".to_vec()].concat(),
        Vec::new(),
    ] {
        let refused = archive.take_page(Some("a".to_owned()), bad).await;
        assert!(matches!(refused, Err(PageError::Nonsense(_))), "{refused:?}");
        assert_eq!(used(&archive).await, BTreeMap::from([("chat".to_owned(), 12)]));
        assert_eq!(archive.progress().await.unwrap().cursor.as_deref(), Some("a"));
        assert!(is_sound(&archive).await);
    }
}

#[tokio::test]
async fn a_page_asked_for_from_elsewhere_is_not_taken() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", true)).await.unwrap().unwrap();
    let again = archive.take_page(None, page(&[usage(1, "chat", 9)], "a", true)).await.unwrap();
    assert_eq!(again, None);
    assert_eq!(used(&archive).await["chat"], 5);
}

#[tokio::test]
async fn kinds_and_fields_of_a_newer_service_are_passed_over() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let changes = [
        json!({"seq": 1, "kind": "weather", "id": "x", "op": "put", "body": {"rain": true}}),
        json!({"seq": 2, "kind": "order", "id": "o1", "op": "put"}),
        usage(1, "chat", 5),
    ];
    let brought = archive.take_page(None, page(&changes, "a", false)).await.unwrap().unwrap();
    assert!(brought.usage && !brought.invoices && !brought.credits);
    assert!(archive.progress().await.unwrap().shown.confirmed_at.is_some());
}

#[tokio::test]
async fn a_day_reads_the_same_in_whatever_order_its_fields_stand() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let day = |count| {
        format!(
            r#"{{"date":"2026-01-01","product":"vo\u0069ce","count":{count},"updated_at":"…"}}"#
        )
    };
    let changes = [
        format!(r#"{{"seq":0,"kind":"usage","id":"x","op":"put","body":{}}}"#, day(5)),
        format!(r#"{{"body":{},"seq":0,"op":"put","id":"x","kind":"usage"}}"#, day(7)),
    ];
    let page = |changes: &str, cursor: &str| {
        format!(r#"{{"changes":[{changes}],"cursor":"{cursor}","has_more":true}}"#).into_bytes()
    };
    archive.take_page(None, page(&changes[0], "a")).await.unwrap().unwrap();
    assert_eq!(used(&archive).await, BTreeMap::from([("voice".to_owned(), 5)]));
    archive.take_page(Some("a".to_owned()), page(&changes[1], "b")).await.unwrap().unwrap();
    assert_eq!(used(&archive).await, BTreeMap::from([("voice".to_owned(), 7)]));
    for bad in [
        changes[0].replace("2026-01-01", "2026-02-29"),
        changes[0].replace("2026-01-01", "2026-1-1"),
        changes[0].replace("2026-01-01", "2026-01-0 "),
        changes[0].replace(&day(5), "null"),
        changes[0].replace(&day(5), "7"),
    ] {
        let refused = archive.take_page(Some("b".to_owned()), page(&bad, "c")).await;
        assert!(matches!(refused, Err(PageError::Nonsense(_))), "{bad}: {refused:?}");
    }
}

#[tokio::test]
async fn words_that_no_longer_stand_there_are_no_longer_found() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let pages = [
        put("invoice", "i1", &invoice(1, "北京 X", "客服席位")),
        put("invoice", "i1", &invoice(1, "上海 Y", "客服席位")),
        json!({"seq": 3, "kind": "invoice", "id": "i1", "op": "delete"}),
    ];
    let expected = [["北京", "京"], ["上海", "海"], ["", ""]];
    for (round, change) in pages.into_iter().enumerate() {
        let since = round.checked_sub(1).map(|before| before.to_string());
        let cursor = round.to_string();
        archive.take_page(since, page(&[change], &cursor, true)).await.unwrap().unwrap();
        for question in ["北京", "京", "上海", "海"] {
            let (total, found) = archive.find(Words::of(question), 5).await.unwrap();
            assert_eq!(total == 1, expected[round].contains(&question), "{question} {round}");
            assert_eq!(found.len(), total as usize);
        }
    }
}

#[tokio::test]
async fn what_fills_beside_is_shown_when_it_is_complete_and_over_a_restart() {
    let folder = TempDir::new().unwrap();
    let first = archives(&folder);
    let archive = first.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    archive.begin_beside("elsewhere".to_owned()).await.unwrap();
    assert!(
        !archive.progress().await.unwrap().is_filling,
        "of another cursor nothing is forgotten"
    );
    archive.begin_beside("a".to_owned()).await.unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 1)], "b", true)).await.unwrap().unwrap();
    let progress = archive.progress().await.unwrap();
    assert!(progress.is_filling && progress.shown.is_complete);
    assert_eq!(progress.cursor.as_deref(), Some("b"));
    assert_eq!(used(&archive).await["chat"], 5, "the old one is shown");
    first.close().await;

    let second = archives(&folder);
    let archive = second.of(&owner(), &customer()).unwrap();
    let progress = archive.progress().await.unwrap();
    assert_eq!((progress.is_filling, progress.cursor.as_deref()), (true, Some("b")));
    assert_eq!(used(&archive).await["chat"], 5);
    let last = page(&[usage(2, "chat", 2)], "c", false);
    archive.take_page(Some("b".to_owned()), last).await.unwrap().unwrap();
    assert_eq!(used(&archive).await["chat"], 3, "the new one is shown");
    let progress = archive.progress().await.unwrap();
    assert!(!progress.is_filling && progress.shown.cursor.as_deref() == Some("c"));
    second.close().await;

    let third = archives(&folder);
    let archive = third.of(&owner(), &customer()).unwrap();
    assert_eq!(used(&archive).await["chat"], 3);
    assert!(!archive.progress().await.unwrap().is_filling);
}

#[tokio::test]
async fn a_power_cut_between_removing_the_old_and_moving_the_new_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let first = archives(&folder);
    let archive = first.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    first.close().await;
    let path = first.path(&owner(), &customer());
    std::fs::rename(&path, file::next_path(&path)).unwrap();

    let second = archives(&folder);
    let archive = second.of(&owner(), &customer()).unwrap();
    assert_eq!(used(&archive).await["chat"], 5);
    assert!(!archive.progress().await.unwrap().is_filling);
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_begun_afresh() {
    let folder = TempDir::new().unwrap();
    let first = archives(&folder);
    let archive = first.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    first.close().await;
    let path = first.path(&owner(), &customer());
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[1024..middle].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();

    let second = archives(&folder);
    let archive = second.of(&owner(), &customer()).unwrap();
    assert_eq!(archive.progress().await.unwrap().cursor, None);
    assert!(used(&archive).await.is_empty());
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    assert_eq!(used(&archive).await["chat"], 5);
}

#[tokio::test]
async fn a_full_disk_takes_a_page_whole_or_not_at_all_and_goes_on_when_there_is_room() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    let many: Vec<Value> = (1..=60)
        .flat_map(|number| {
            let name = format!("北京 {number}");
            let new = invoice(number, &name, "客服席位");
            [usage(number % 28 + 1, &name, 7), put("invoice", &format!("i{number}"), &new)]
        })
        .collect();
    let room = async |pages: i64| {
        let set = move |database: &Connection| {
            let used: i64 = database.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let limit = format!("PRAGMA max_page_count = {}", used + pages);
            database.query_row(&limit, [], |row| row.get::<_, i64>(0))
        };
        archive.read(set).await.unwrap();
    };
    let mut pages = 0;
    loop {
        room(pages).await;
        let taken = archive.take_page(Some("a".to_owned()), page(&many, "b", false)).await;
        assert!(is_sound(&archive).await, "with room for {pages} pages");
        let (total, _) = archive.find(Words::of("客服席位"), 5).await.unwrap();
        match taken {
            Ok(_) => {
                assert_eq!(total, 60);
                break;
            }
            Err(PageError::Store(StoreError::DiskFull(_))) => {
                assert_eq!(total, 0, "with room for {pages} pages");
                assert_eq!(archive.progress().await.unwrap().cursor.as_deref(), Some("a"));
                assert_eq!(used(&archive).await, BTreeMap::from([("chat".to_owned(), 5)]));
            }
            Err(other) => panic!("with room for {pages} pages: {other}"),
        }
        pages += 1;
    }
    assert!(pages > 5, "{pages} pages were enough");
}

#[tokio::test]
async fn nobody_but_the_present_owner_has_an_archive_and_none_is_left_behind() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let other = OwnerKey::new("http://127.0.0.1", &UserId::new("u2"));
    assert!(matches!(archives.of(&other, &customer()), Err(StoreError::Closed)));
    let archive = archives.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    assert!(archives.bytes() > 0);
    archives.forget().await.unwrap();
    assert!(!folder.path().join(FOLDER).exists());
    let late = archive.take_page(Some("a".to_owned()), page(&[], "b", false)).await;
    assert!(matches!(late, Err(PageError::Store(StoreError::Closed))));
    assert!(matches!(archives.of(&owner(), &customer()), Err(StoreError::Closed)));
    assert!(!folder.path().join(FOLDER).exists());
}

#[tokio::test]
async fn only_the_archives_that_are_wanted_are_kept() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let (one, two) = (CustomerId::new("c1"), CustomerId::new("c2"));
    for customer in [&one, &two] {
        let archive = archives.of(&owner(), customer).unwrap();
        archive.take_page(None, page(&[usage(1, "chat", 5)], "a", false)).await.unwrap().unwrap();
    }
    archives.keep_only(&owner(), std::slice::from_ref(&two)).await;
    assert_eq!(archives.bytes_of(&owner(), &one), 0);
    assert_eq!(used(&archives.of(&owner(), &two).unwrap()).await["chat"], 5);
}

#[tokio::test]
async fn invoices_are_filtered_summed_and_sorted_by_how_they_stand() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let with = |number, changes: Value| {
        let mut body = invoice(number, "ACME", "Seats");
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        put("invoice", &format!("i{number}"), &body)
    };
    let changes = [
        with(1, json!({"status": "paid", "amount": "100.00"})),
        with(2, json!({"status": "open", "due_date": "2026-03-09"})),
        with(3, json!({"status": "partially_paid", "due_date": "2026-03-10"})),
        with(
            4,
            json!({"kind": "credit_note", "amount": "-50.25", "corrects": "i1", "status": "paid"}),
        ),
        with(5, json!({"status": "void", "currency": "JPY", "amount": "1935"})),
        with(6, json!({"status": "uncollectible", "created_at": "2025-12-31T23:59:59.999Z"})),
        with(7, json!({"status": "draft"})),
    ];
    archive.take_page(None, page(&changes, "a", false)).await.unwrap().unwrap();
    let today = "2026-03-10".parse().unwrap();
    let ask = async |filter: InvoiceFilter| archive.invoices(filter, today, 0, 100).await.unwrap();

    let (picked, rows) = ask(InvoiceFilter::default()).await;
    assert_eq!(picked.total, 7);
    assert_eq!(picked.years, [2026, 2025]);
    let sums: Vec<_> =
        picked.sums.iter().map(|sum| (sum.currency.code(), sum.amount.as_str())).collect();
    assert_eq!(sums, [("USD", "99.75"), ("JPY", "1935")]);
    let credited: Vec<_> = rows.iter().filter(|row| row.is_credited).collect();
    assert!(matches!(credited[..], [one] if one.number.ends_with('1') && one.about == "Seats"));
    let numbers: Vec<&str> = rows.iter().map(|row| &row.number[9..]).collect();
    assert_eq!(numbers, ["000007", "000005", "000004", "000003", "000002", "000001", "000006"]);

    for (standing, wanted) in [
        (InvoiceStanding::Open, vec!["i3"]),
        (InvoiceStanding::Overdue, vec!["i2"]),
        (InvoiceStanding::Paid, vec!["i1"]),
        (InvoiceStanding::CreditNote, vec!["i4"]),
        (InvoiceStanding::Void, vec!["i5", "i6"]),
    ] {
        let filter = InvoiceFilter { standing: Some(standing), ..InvoiceFilter::default() };
        let (picked, rows) = ask(filter).await;
        let ids: Vec<&str> = rows.iter().map(|row| row.invoice_id.as_str()).collect();
        assert_eq!(ids, wanted);
        let told = picked.standings.iter().find(|one| one.standing == standing).unwrap();
        assert_eq!(told.count as usize, wanted.len());
        assert_eq!(picked.standings.len(), 5, "of every standing, whatever was picked");
        assert_eq!(rows[0].is_overdue(today), standing == InvoiceStanding::Overdue);
    }

    for (year, total) in [(2025, 1), (2026, 6), (2024, 0), (i32::MAX, 0)] {
        let filter = InvoiceFilter { year: Some(year), ..InvoiceFilter::default() };
        assert_eq!(ask(filter).await.0.total, total, "{year}");
    }
    let filter = InvoiceFilter {
        period_from: Some("2026-02".to_owned()),
        period_to: Some("2026-04".to_owned()),
        ..InvoiceFilter::default()
    };
    assert_eq!(ask(filter).await.0.total, 3);
    let whole = archive.whole_invoices(InvoiceFilter::default(), today, 2, 2).await.unwrap();
    assert_eq!(whole.iter().map(|one| one.invoice_id.as_str()).collect::<Vec<_>>(), ["i4", "i3"]);
    let one = archive.invoice(InvoiceId::new("i5")).await.unwrap().unwrap();
    assert_eq!(one.lines[0].description, "Seats");
}

#[tokio::test]
async fn sums_beyond_what_sixty_four_bits_hold_are_no_damage() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let most = i64::MAX.to_string();
    let changes: Vec<Value> = (0..3)
        .map(|number| {
            let mut body = invoice(number, "ACME", "Seats");
            body["currency"] = json!("JPY");
            body["amount"] = json!(most);
            put("invoice", &format!("i{number}"), &body)
        })
        .collect();
    archive.take_page(None, page(&changes, "a", false)).await.unwrap().unwrap();
    let today = "2026-03-10".parse().unwrap();
    let (picked, _) = archive.invoices(InvoiceFilter::default(), today, 0, 1).await.unwrap();
    assert_eq!(picked.sums[0].amount.as_str(), most);
}

fn movements(amounts: &[i64]) -> Vec<Value> {
    let (mut hash, mut balance) = (String::new(), 0);
    amounts
        .iter()
        .zip(1..)
        .map(|(amount, number)| {
            balance += amount;
            let mut movement: billing_contract::CreditTransaction = serde_json::from_value(json!({
                "id": format!("t{number}"), "number": number, "transaction_type": "earn",
                "amount": amount, "balance_after": balance, "source": "plan",
                "description": "每月 credits", "created_at": "2026-01-01T00:00:00.123456Z",
                "hash": "",
            }))
            .unwrap();
            let digest = Sha256::digest(movement.hashed_text(&hash));
            hash = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            movement.hash.clone_from(&hash);
            put("credits", movement.id.as_str(), &serde_json::to_value(&movement).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn the_ledger_of_credits_is_verified_and_says_where_it_breaks() {
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    let mut changes = movements(&[1000, -20, 5, -300]);
    let broken = changes.pop().unwrap();
    changes.reverse();
    archive.take_page(None, page(&changes, "a", true)).await.unwrap().unwrap();
    let ledger = archive.ledger(1, 1).await.unwrap();
    assert_eq!((ledger.balance, ledger.total, ledger.verified_to), (985, 3, 3));
    assert_eq!(ledger.broken, None);
    assert_eq!(ledger.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2]);

    let mut other = broken.clone();
    other["body"]["amount"] = json!(-299);
    let next = page(&[other], "b", true);
    archive.take_page(Some("a".to_owned()), next).await.unwrap().unwrap();
    let ledger = archive.ledger(0, 10).await.unwrap();
    let altered = |number| Some(Break { number, fault: LedgerFault::Altered });
    assert_eq!((ledger.verified_to, ledger.broken), (3, altered(4)));

    archive.take_page(Some("b".to_owned()), page(&[broken], "c", true)).await.unwrap().unwrap();
    let ledger = archive.ledger(0, 10).await.unwrap();
    assert_eq!((ledger.verified_to, ledger.broken, ledger.balance), (4, None, 685));

    // A movement that was verified and is then changed is doubted again.
    let mut changed = changes[1].clone();
    changed["body"]["description"] = json!("another");
    archive.take_page(Some("c".to_owned()), page(&[changed], "d", true)).await.unwrap().unwrap();
    assert_eq!(archive.ledger(0, 10).await.unwrap().broken, altered(2));

    let gone = json!({"seq": 9, "kind": "credits", "id": "t2", "op": "delete"});
    archive.take_page(Some("d".to_owned()), page(&[gone], "e", true)).await.unwrap().unwrap();
    let missing = Some(Break { number: 2, fault: LedgerFault::Missing });
    assert_eq!(archive.ledger(0, 10).await.unwrap().broken, missing, "a gap is a break");
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-cA-C]{1,4}",
        "[北京上海科技有限公司客服席位]{1,6}",
        "[ａｂＡ０１]{1,3}",
        "[0-9.]{1,5}",
        r#"["'%_*\\-]{1,3}"#,
        "[éßİñ\u{200b}]{1,2}",
    ];
    proptest::collection::vec(word, 1..5).prop_map(|words| words.join(" "))
}

#[derive(Clone, Debug)]
enum Happening {
    Put { day: u32, product: u8, count: i64 },
    Delete { day: u32, product: u8 },
    EndOfPage,
    Restart,
    Forgotten,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        8 => (0u32..90, 0u8..3, 0i64..1000)
            .prop_map(|(day, product, count)| Happening::Put { day, product, count }),
        2 => (0u32..90, 0u8..3).prop_map(|(day, product)| Happening::Delete { day, product }),
        3 => Just(Happening::EndOfPage),
        1 => Just(Happening::Restart),
        1 => Just(Happening::Forgotten),
    ]
}

fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_search_finds_exactly_what_a_naive_scan_finds(
        invoices in proptest::collection::vec((text(), text()), 1..12),
        question in text(), cut in (0usize..6, 1usize..5),
    ) {
        within(async {
            let folder = TempDir::new().unwrap();
            let archives = archives(&folder);
            let archive = archives.of(&owner(), &customer()).unwrap();
            let bodies: Vec<Value> = invoices
                .iter()
                .zip(0..)
                .map(|((name, line), number)| invoice(number, name, line))
                .collect();
            let changes: Vec<Value> = bodies
                .iter()
                .map(|body| put("invoice", body["invoice_id"].as_str().unwrap(), body))
                .collect();
            archive.take_page(None, page(&changes, "a", false)).await.unwrap().unwrap();
            // A part of what is surely there, too.
            let known = &invoices[0].1;
            let part: String = known.chars().skip(cut.0).take(cut.1).collect();
            for question in [question, part, known.clone()] {
                let words = Words::of(&question);
                let naive: BTreeSet<String> = bodies
                    .iter()
                    .map(|body| serde_json::from_value::<Invoice>(body.clone()).unwrap())
                    .filter(|invoice| words.are_in(&invoices::words_of(invoice)))
                    .map(|invoice| invoice.invoice_id.to_string())
                    .collect();
                let filter = InvoiceFilter { query: Some(question.clone()), ..InvoiceFilter::default() };
                let today = "2026-03-10".parse().unwrap();
                let (picked, rows) = archive.invoices(filter, today, 0, 100).await.unwrap();
                let found: BTreeSet<String> =
                    rows.iter().map(|row| row.invoice_id.to_string()).collect();
                assert_eq!(found, naive, "{question:?}");
                assert_eq!(picked.total as usize, naive.len());
            }
        });
    }

    #[test]
    fn whatever_comes_in_whatever_pages_the_days_are_the_last_said_and_the_months_their_sums(
        happenings in proptest::collection::vec(happening(), 1..60),
    ) {
        within(async {
            let folder = TempDir::new().unwrap();
            let mut kept = archives(&folder);
            let mut shown = BTreeMap::new();
            let mut filled: BTreeMap<(u32, u8), i64> = BTreeMap::new();
            let (mut waiting, mut cursor, mut is_beside) = (Vec::new(), None::<String>, false);
            for (number, one) in happenings.into_iter().chain([Happening::EndOfPage]).enumerate() {
                match one {
                    Happening::Put { day, product, count } => waiting.push((day, product, Some(count))),
                    Happening::Delete { day, product } => waiting.push((day, product, None)),
                    Happening::EndOfPage => {
                        let changes: Vec<Value> = waiting
                            .iter()
                            .map(|(day, product, count)| match count {
                                Some(count) => usage(*day, &format!("p{product}"), *count),
                                None => no_usage(*day, &format!("p{product}")),
                            })
                            .collect();
                        for (day, product, count) in waiting.drain(..) {
                            match count {
                                Some(count) => filled.insert((day, product), count),
                                None => filled.remove(&(day, product)),
                            };
                        }
                        let archive = kept.of(&owner(), &customer()).unwrap();
                        let next = number.to_string();
                        let page = page(&changes, &next, false);
                        archive.take_page(cursor, page).await.unwrap().unwrap();
                        cursor = Some(next);
                        shown = filled.clone();
                        is_beside = false;
                    }
                    Happening::Restart => {
                        waiting.clear();
                        kept.close().await;
                        kept = archives(&folder);
                    }
                    Happening::Forgotten => {
                        let archive = kept.of(&owner(), &customer()).unwrap();
                        if let Some(known) = cursor.take() {
                            archive.begin_beside(known).await.unwrap();
                            filled.clear();
                            waiting.clear();
                            is_beside = true;
                        }
                    }
                }
                let archive = kept.of(&owner(), &customer()).unwrap();
                assert!(is_sound(&archive).await);
                assert_eq!(archive.progress().await.unwrap().is_filling, is_beside || cursor.is_none());
                let mut wanted = BTreeMap::new();
                for ((_, product), count) in &shown {
                    *wanted.entry(format!("p{product}")).or_insert(0) += count;
                }
                assert_eq!(used(&archive).await, wanted);
            }
        });
    }
}
