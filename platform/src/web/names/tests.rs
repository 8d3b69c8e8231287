use axum::Router;
use axum::body::{Body, to_bytes};
use axum::middleware::from_fn_with_state;
use tower::ServiceExt as _;

use super::*;

/// A door whose every page says that it is one.
fn door(refuses_others: bool) -> Router {
    let further = ["www.nordbod.se".to_owned(), "xn--blbr-roah.se".to_owned()];
    let names = Names::new("https://nordbod.se", &further, refuses_others);
    Router::new()
        .fallback(async || "a page")
        .layer(from_fn_with_state(Arc::new(names), answer_by_name))
}

/// What is answered: status, where it leads, and the text.
async fn answer(door: Router, request: Request) -> (u16, Option<String>, String) {
    let answer = door.oneshot(request).await.unwrap();
    let to = answer.headers().get(header::LOCATION);
    let to = to.map(|to| to.to_str().unwrap().to_owned());
    let status = answer.status().as_u16();
    let text = to_bytes(answer.into_body(), 10_000).await.unwrap();
    (status, to, String::from_utf8(text.to_vec()).unwrap())
}

async fn asked_by(refuses_others: bool, host: &str) -> (u16, Option<String>) {
    let request = Request::get("/produkt/mugg?variant=1&a=%20b")
        .header(
            header::HOST,
            HeaderValue::from_bytes(host.as_bytes()).unwrap(),
        )
        .body(Body::empty())
        .unwrap();
    let (status, to, _) = answer(door(refuses_others), request).await;
    (status, to)
}

const PAGE: (u16, Option<String>) = (200, None);

#[tokio::test]
async fn pages_are_shown_under_the_public_name_and_to_this_machine() {
    for own in [
        "nordbod.se",
        "NordBod.SE",
        "nordbod.se:443",
        "nordbod.se:",
        "127.0.0.1:8080",
        "localhost:8080",
        "[::1]:8080",
        "[::ffff:127.0.0.1]",
    ] {
        assert_eq!(asked_by(true, own).await, PAGE, "{own}");
        assert_eq!(asked_by(false, own).await, PAGE, "{own}");
    }
}

#[tokio::test]
async fn further_names_lead_to_the_same_page_under_the_public_one() {
    let there = "https://nordbod.se/produkt/mugg?variant=1&a=%20b".to_owned();
    for further in [
        "www.nordbod.se",
        "WWW.nordbod.se:80",
        "www.nordbod.se.",
        "xn--blbr-roah.se",
        // Another site to a browser, with cookies of its own.
        "nordbod.se.",
        "nordbod.se.:443",
    ] {
        for refuses_others in [true, false] {
            let led = asked_by(refuses_others, further).await;
            assert_eq!(led, (301, Some(there.clone())), "{further}");
        }
    }
}

#[tokio::test]
async fn a_form_under_a_further_name_stays_a_form() {
    for (method, status) in [
        ("GET", 301),
        ("HEAD", 301),
        ("POST", 308),
        ("DELETE", 308),
        ("OPTIONS", 308),
    ] {
        let request = Request::builder()
            .method(method)
            .uri("/varukorg/lagg-till")
            .header(header::HOST, "www.nordbod.se")
            .body(Body::from("variant=1"))
            .unwrap();
        let (got, to, _) = answer(door(true), request).await;
        let to = to.unwrap();
        assert_eq!(
            (got, to.as_str()),
            (status, "https://nordbod.se/varukorg/lagg-till")
        );
    }
}

#[tokio::test]
async fn no_page_leads_away_from_the_public_address() {
    for (uri, there) in [
        ("//evil.example/x", "https://nordbod.se//evil.example/x"),
        ("/\\evil.example", "https://nordbod.se/\\evil.example"),
        ("*", "https://nordbod.se/"),
        (
            "/?to=//evil.example",
            "https://nordbod.se/?to=//evil.example",
        ),
    ] {
        let Ok(uri) = uri.parse::<http::Uri>() else {
            continue;
        };
        let request = Request::builder()
            .method("OPTIONS")
            .uri(uri)
            .header(header::HOST, "www.nordbod.se")
            .body(Body::empty())
            .unwrap();
        let (_, to, _) = answer(door(true), request).await;
        assert_eq!(to.as_deref(), Some(there));
    }
}

#[tokio::test]
async fn a_name_that_is_not_ours_is_refused_where_money_moves() {
    for other in [
        "evil.example",
        "nordbod.se.evil.example",
        "evilnordbod.se",
        "butik.nordbod.se",
        "192.0.2.7",
        "[2001:db8::7]:443",
        "torg",
    ] {
        assert_eq!(asked_by(true, other).await, (421, None), "{other}");
        assert_eq!(asked_by(false, other).await, PAGE, "{other}");
    }
    let unnamed = || Request::get("/").body(Body::empty()).unwrap();
    assert_eq!(answer(door(true), unnamed()).await.0, 421);
    assert_eq!(answer(door(false), unnamed()).await.0, 200);
}

#[tokio::test]
async fn a_refusal_says_where_the_shop_is_and_not_what_was_asked() {
    let request = Request::get("/")
        .header(header::HOST, "evil.example")
        .header("x-forwarded-host", "nordbod.se")
        .header("forwarded", "host=nordbod.se")
        .body(Body::empty())
        .unwrap();
    let answer = door(true).oneshot(request).await.unwrap();
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let text = to_bytes(answer.into_body(), 10_000).await.unwrap();
    assert_eq!(text, "421 Misdirected Request\nhttps://nordbod.se\n");
}

#[tokio::test]
async fn a_name_that_a_caller_adds_to_the_headers_is_not_heard() {
    let request = Request::get("/")
        .header(header::HOST, "nordbod.se")
        .header("x-forwarded-host", "www.nordbod.se")
        .header("forwarded", "host=www.nordbod.se")
        .header("x-original-host", "evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(answer(door(true), request).await.0, 200);
}

#[tokio::test]
async fn a_name_that_is_none_is_refused_everywhere() {
    let long = format!("{}.se", "a.".repeat(200));
    for broken in [
        "",
        " ",
        "nordbod.se:80:80",
        "nordbod.se:x",
        "nordbod.se:999999",
        "nordbod.se/",
        "user@nordbod.se",
        "nordbod..se",
        "-nordbod.se",
        "nordbod.se\t",
        "<script>",
        "blåbär.se",
        "[::1",
        "[nordbod.se]",
        "::1",
        "nordbod.se,www.nordbod.se",
        &long,
    ] {
        for refuses_others in [true, false] {
            let status = asked_by(refuses_others, broken).await.0;
            assert_eq!(status, 400, "{broken:?}");
        }
    }
    let two = Request::get("/")
        .header(header::HOST, "nordbod.se")
        .header(header::HOST, "evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(answer(door(false), two).await.0, 400);
    let at_odds = Request::get("https://nordbod.se/")
        .header(header::HOST, "evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(answer(door(false), at_odds).await.0, 400);
}

#[tokio::test]
async fn the_name_may_stand_in_the_requests_address() {
    for (uri, status) in [
        ("https://nordbod.se/", 200),
        ("https://www.nordbod.se/", 301),
        ("https://evil.example/", 421),
    ] {
        let request = Request::get(uri).body(Body::empty()).unwrap();
        assert_eq!(answer(door(true), request).await.0, status, "{uri}");
    }
}

#[tokio::test]
async fn machines_are_answered_by_whatever_name() {
    for path in ["/healthz", "/readyz", "/metrics", "/webhooks/stripe"] {
        for host in ["10.1.2.3:8080", "torg", "www.nordbod.se", "a b"] {
            let request = Request::post(path)
                .header(header::HOST, host)
                .body(Body::empty())
                .unwrap();
            assert_eq!(answer(door(true), request).await.0, 200, "{path} {host}");
        }
    }
}

#[test]
fn a_configured_name_is_read_as_it_is_asked_for() {
    assert_eq!(
        Host::parse("WWW.Nordbod.se"),
        Some(Host::Name("www.nordbod.se".into()))
    );
    assert_eq!(
        Host::of_url("https://Nordbod.se:8443"),
        Some(Host::Name("nordbod.se".into()))
    );
    assert_eq!(Host::parse("nordbod.se."), None);
    assert_eq!(Host::of_url("nordbod.se"), None);
    assert!(Host::of_url("http://localhost:8080").is_some_and(|host| host.is_loopback()));
}
