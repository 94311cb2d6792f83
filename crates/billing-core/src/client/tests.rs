use super::*;
use crate::clock::SystemClock;
use serde_json::json;
use std::io::Write as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn client_of(address: &str) -> Client {
    let server = ServerAddress::parse(address).unwrap();
    Client::new(server, "1.2.3", "Adas Läptop", Arc::new(SystemClock::new()))
}

async fn answering(answer: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    let client = client_of(&server.uri());
    (server, client)
}

/// One connection that gets `bytes` whatever it asks, and stays open if `hold`.
async fn raw(bytes: Vec<u8>, hold: bool) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _read = stream.read(&mut request).await;
            let _written = stream.write_all(&bytes).await;
            if hold {
                held.push(stream);
            }
        }
    });
    client_of(&format!("http://{address}"))
}

#[tokio::test]
async fn every_request_says_who_asks_and_what_it_is_called() {
    let (server, client) = answering(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    client.exchange(&Request::get("/x").in_language("zh-CN")).await.unwrap();
    let received = server.received_requests().await.unwrap();
    let header = |name: &str| received[0].headers[name].to_str().unwrap().to_owned();
    assert!(header("user-agent").starts_with("billing-console/1.2.3"));
    assert_eq!(header("x-device-name"), "Adas L?ptop");
    assert_eq!(header("accept-language"), "zh-CN");
    assert_eq!(header("x-request-id").len(), 36);
}

#[tokio::test]
async fn a_captive_portal_is_not_taken_for_the_service() {
    for answer in [
        ResponseTemplate::new(200).set_body_raw("<html>please pay</html>", "text/html"),
        ResponseTemplate::new(302).insert_header("location", "https://portal.example/login"),
        ResponseTemplate::new(404).set_body_raw("<html>nothing</html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("{}", "text/plain"),
    ] {
        let (_server, client) = answering(answer).await;
        let error = client.exchange(&Request::get("/x")).await.unwrap_err();
        assert!(matches!(error, ClientError::NotABillingService(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let elsewhere = MockServer::start().await;
    let target = format!("{}/stolen", elsewhere.uri());
    let (_server, client) =
        answering(ResponseTemplate::new(307).insert_header("location", target.as_str())).await;
    client.exchange(&Request::get("/x")).await.unwrap_err();
    assert_eq!(elsewhere.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn json_that_breaks_the_contract_is_not_the_services() {
    let (_server, client) =
        answering(ResponseTemplate::new(200).set_body_json(json!({"status": 7}))).await;
    let error = health::live(&client).await.unwrap_err();
    assert!(matches!(error, ClientError::NotABillingService(_)), "{error:?}");
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let length = Wanted::JSON.most_bytes + 1;
    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n".to_vec();
    bytes.resize(bytes.len() + length, b' ');
    let client = raw(bytes, false).await;
    let error = client.exchange(&Request::get("/x")).await.unwrap_err();
    assert!(
        matches!(error, ClientError::NotABillingService("the answer is too long")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_gzip_bomb_is_cut_off_by_its_unpacked_size() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let megabyte = vec![b' '; 1024 * 1024];
    for _ in 0..64 {
        bomb.write_all(&megabyte).unwrap();
    }
    let answer = ResponseTemplate::new(200)
        .set_body_raw(bomb.finish().unwrap(), "application/json")
        .insert_header("content-encoding", "gzip");
    let (_server, client) = answering(answer).await;
    let error = client.exchange(&Request::get("/x")).await.unwrap_err();
    assert!(
        matches!(error, ClientError::NotABillingService("the answer is too long")),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_answer_packed_wrongly_is_not_the_services() {
    let answer = ResponseTemplate::new(200)
        .set_body_raw("this is no gzip", "application/json")
        .insert_header("content-encoding", "gzip");
    let (_server, client) = answering(answer).await;
    let error = client.exchange(&Request::get("/x")).await.unwrap_err();
    assert!(matches!(error, ClientError::NotABillingService(_)), "{error:?}");
}

#[tokio::test]
async fn a_get_is_repeated_after_a_busy_answer_and_a_post_is_not() {
    for (request, times) in [
        (Request::get("/x"), 2),
        (Request::post("/x"), 1),
        (Request::post("/x").counted_as("a-key"), 2),
        (Request::post("/x").harmless_to_repeat(), 2),
        (Request::get("/x").once_within(Duration::from_secs(9)), 1),
    ] {
        let server = MockServer::start().await;
        Mock::given(path("/x"))
            .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "0"))
            .up_to_n_times(1)
            .mount(&server)
            .await;
        Mock::given(path("/x"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
            .mount(&server)
            .await;
        let result = client_of(&server.uri()).exchange(&request).await;
        assert_eq!(result.is_ok(), times == 2, "{request:?}");
        assert_eq!(server.received_requests().await.unwrap().len(), times, "{request:?}");
    }
}

#[tokio::test]
async fn a_repetition_carries_the_same_idempotency_key() {
    let (server, client) =
        answering(ResponseTemplate::new(503).insert_header("retry-after", "0")).await;
    client.exchange(&Request::get("/x").counted_as("a-key")).await.unwrap_err();
    let received = server.received_requests().await.unwrap();
    let keys: std::collections::BTreeSet<_> =
        received.iter().map(|one| one.headers["idempotency-key"].clone()).collect();
    assert_eq!((received.len(), keys.len()), (3, 1));
}

#[tokio::test]
async fn a_long_wait_asked_for_is_told_instead_of_waited_for() {
    let (server, client) =
        answering(ResponseTemplate::new(429).insert_header("retry-after", "120")).await;
    let error = client.exchange(&Request::get("/x")).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_connection_is_no_connection_and_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error =
        client_of(&format!("http://{address}")).exchange(&Request::post("/x")).await.unwrap_err();
    assert!(matches!(error, ClientError::NoConnection { nothing_sent: true, .. }), "{error:?}");
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_is_no_connection() {
    let client = raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{".to_vec(),
        false,
    )
    .await;
    let error = client.exchange(&Request::post("/x")).await.unwrap_err();
    assert!(matches!(error, ClientError::NoConnection { nothing_sent: false, .. }), "{error:?}");
}

#[tokio::test]
async fn garbage_is_an_error_with_a_name() {
    let client = raw(b"\x16\x03\x01 not http at all \r\n\r\n".to_vec(), false).await;
    let error = client.exchange(&Request::post("/x")).await.unwrap_err();
    assert!(
        matches!(error, ClientError::NoConnection { .. } | ClientError::NotABillingService(_)),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_half_open_connection_is_given_up_in_time() {
    let client = raw(Vec::new(), true).await;
    let request = Request::get("/x").once_within(Duration::from_millis(50));
    let error = client.exchange(&request).await.unwrap_err();
    assert!(matches!(error, ClientError::TimedOut), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up_in_time() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n".to_vec();
    let client = raw(head, true).await;
    let request = Request::get("/x").once_within(Duration::from_millis(50));
    let error = client.exchange(&request).await.unwrap_err();
    assert!(matches!(error, ClientError::TimedOut), "{error:?}");
}

#[tokio::test]
async fn the_access_token_is_not_in_what_a_request_shows_of_itself() {
    let request = Request::get("/x").bearer(&billing_contract::Secret::new("canary-token"));
    assert!(!format!("{request:?}").contains("canary-token"));
}
