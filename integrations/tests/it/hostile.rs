//! What nobody should send: a clear 4xx in Stripe's shape, never a 500, and nothing changed.

use crate::stand::{KEY, Stand, read};

const GOOD: &str = "mode=payment&success_url=http://shop.test/ok&line_items[0][quantity]=1\
    &line_items[0][price_data][currency]=sek&line_items[0][price_data][unit_amount]=4900\
    &line_items[0][price_data][product_data][name]=Kanna";

#[tokio::test]
async fn wrong_requests_get_stripes_own_complaints() {
    let stand = Stand::up().await;
    let (status, session, _) = stand.raw("/v1/checkout/sessions", GOOD, None).await;
    assert_eq!(status, 200, "{session}");
    let far = stand.clock.now().as_second() + 90_000;
    let cases: &[(String, Option<&str>, &str)] = &[
        (String::new(), Some("parameter_missing"), "mode"),
        (
            "mode=payment".into(),
            Some("parameter_missing"),
            "line_items",
        ),
        (
            GOOD.replace("mode=payment", "mode=subscription"),
            None,
            "mode",
        ),
        (
            GOOD.replace("=4900", "=49.00"),
            Some("parameter_invalid_integer"),
            "line_items[0][price_data][unit_amount]",
        ),
        (
            GOOD.replace("=4900", "=-4900"),
            Some("parameter_invalid_integer"),
            "line_items[0][price_data][unit_amount]",
        ),
        (
            GOOD.replace("=4900", "=9223372036854775807"),
            Some("amount_too_large"),
            "line_items",
        ),
        (
            GOOD.replace("=4900", "=99999999999999999999"),
            Some("parameter_invalid_integer"),
            "line_items[0][price_data][unit_amount]",
        ),
        (
            GOOD.replace("=4900", "=10"),
            Some("amount_too_small"),
            "line_items",
        ),
        (
            GOOD.replace("[quantity]=1", "[quantity]=0"),
            Some("parameter_invalid_integer"),
            "line_items[0][quantity]",
        ),
        (
            GOOD.replace("=sek", "=kronor"),
            None,
            "line_items[0][price_data][currency]",
        ),
        (
            GOOD.replace("=Kanna", "="),
            Some("parameter_invalid_empty"),
            "line_items[0][price_data][product_data][name]",
        ),
        (
            GOOD.replace("http://shop.test/ok", "javascript:alert(1)"),
            Some("url_invalid"),
            "success_url",
        ),
        (
            GOOD.replace("http://shop.test/ok", "http://shop.test/%0d%0aSet-Cookie:x"),
            Some("url_invalid"),
            "success_url",
        ),
        (
            format!("{GOOD}&customer_email=nobody"),
            Some("email_invalid"),
            "customer_email",
        ),
        (format!("{GOOD}&expires_at=1"), None, "expires_at"),
        (format!("{GOOD}&expires_at={far}"), None, "expires_at"),
        (
            format!("{GOOD}&expires_at=soon"),
            Some("parameter_invalid_integer"),
            "expires_at",
        ),
        (format!("{GOOD}&locale=klingon"), None, "locale"),
        (format!("{GOOD}&gift=1"), Some("parameter_unknown"), "gift"),
        (
            format!("{GOOD}&line_items[0][colour]=red"),
            Some("parameter_unknown"),
            "line_items[0][colour]",
        ),
        (format!("{GOOD}&mode[x]=1"), None, "mode[x]"),
        (format!("{GOOD}&metadata=1"), None, "metadata"),
        (
            format!("{GOOD}&client_reference_id={}", "x".repeat(201)),
            None,
            "client_reference_id",
        ),
        (format!("{GOOD}&expand[]=secrets"), None, "expand"),
    ];
    for (body, code, param) in cases {
        let (status, answer, _) = stand.raw("/v1/checkout/sessions", body.clone(), None).await;
        assert_eq!(status, 400, "{body}: {answer}");
        assert_eq!(answer["error"]["type"], "invalid_request_error", "{body}");
        assert_eq!(answer["error"]["code"].as_str(), *code, "{body}: {answer}");
        assert_eq!(
            answer["error"]["param"].as_str(),
            Some(*param),
            "{body}: {answer}"
        );
    }
}

#[tokio::test]
async fn bodies_that_are_no_form_are_refused() {
    let stand = Stand::up().await;
    let deep = format!("a{}=1", "[b]".repeat(500));
    let bodies: Vec<Vec<u8>> = vec![
        b"mode=%FF%FE".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        b"a=%00".to_vec(),
        b"[[[[".to_vec(),
        deep.into_bytes(),
        "a=1&".repeat(10_000).into_bytes(),
        b"{\"mode\":\"payment\"}".to_vec(),
    ];
    for body in bodies {
        let (status, answer, _) = stand.raw("/v1/checkout/sessions", body, None).await;
        assert_eq!(
            (status, answer["error"]["type"].as_str()),
            (400, Some("invalid_request_error")),
            "{answer}"
        );
    }
    let (status, answer, _) = stand
        .raw("/v1/checkout/sessions", vec![b'a'; 600 * 1024], None)
        .await;
    assert_eq!(
        (status, answer["error"]["type"].as_str()),
        (413, Some("invalid_request_error")),
        "{answer}"
    );
}

#[tokio::test]
async fn nobody_without_the_key_gets_in() {
    let stand = Stand::up().await;
    let url = format!("{}/v1/checkout/sessions", stand.base);
    for header in [
        None,
        Some("Bearer sk_test_wrong"),
        Some("Bearer "),
        Some(KEY),
        Some("Basic c2tfdGVzdA=="),
    ] {
        let mut request = stand.http.post(&url).body(GOOD);
        if let Some(header) = header {
            request = request.header("Authorization", header);
        }
        let (status, answer, _) = read(request.send().await.unwrap()).await;
        assert_eq!(status, 401, "{header:?} {answer}");
        assert!(!answer.to_string().contains(KEY));
    }
    let odd_version = stand
        .http
        .post(&url)
        .bearer_auth(KEY)
        .header("Stripe-Version", "yesterday")
        .body(GOOD);
    assert_eq!(read(odd_version.send().await.unwrap()).await.0, 400);
}

#[tokio::test]
async fn unknown_things_and_addresses_are_404_in_stripes_shape() {
    let stand = Stand::up().await;
    for path in [
        "/v1/checkout/sessions/cs_x",
        "/v1/payment_intents/pi_x",
        "/v1/charges/ch_x",
        "/v1/refunds/re_x",
        "/v1/events/evt_x",
    ] {
        let (status, answer, _) = stand.get(path).await;
        assert_eq!(
            (status, answer["error"]["code"].as_str()),
            (404, Some("resource_missing")),
            "{path}"
        );
    }
    for path in [
        "/v1/nonsense",
        "/v1/checkout/sessions",
        "/v1/checkout/sessions/x/y/z",
    ] {
        let (status, answer, _) = stand.get(path).await;
        assert_eq!(
            (status, answer["error"]["type"].as_str()),
            (404, Some("invalid_request_error")),
            "{path} {answer}"
        );
    }
    let (status, answer, _) = stand.get("/v1/charges/%FF%FE").await;
    assert_eq!(
        (status, answer["error"]["type"].as_str()),
        (400, Some("invalid_request_error"))
    );
}

#[tokio::test]
async fn idempotency_keys_are_honoured_as_stripe_does() {
    let stand = Stand::up().await;
    let path = "/v1/checkout/sessions";
    // A request that was wrong in itself leaves its key free.
    assert_eq!(
        stand
            .raw(path, GOOD.replace("=4900", "=x"), Some("k1"))
            .await
            .0,
        400
    );
    let (status, first, headers) = stand.raw(path, GOOD, Some("k1")).await;
    assert_eq!(status, 200);
    assert!(!headers.contains_key("idempotent-replayed"));
    let reordered: Vec<&str> = GOOD.split('&').rev().collect();
    let (_, again, headers) = stand.raw(path, reordered.join("&"), Some("k1")).await;
    assert_eq!(first, again);
    assert_eq!(headers["idempotent-replayed"], "true");
    let (status, answer, _) = stand
        .raw(path, GOOD.replace("=4900", "=5000"), Some("k1"))
        .await;
    assert_eq!(
        (status, answer["error"]["type"].as_str()),
        (400, Some("idempotency_error"))
    );
    let (status, answer, _) = stand.raw("/v1/refunds", GOOD, Some("k1")).await;
    assert_eq!(
        (status, answer["error"]["type"].as_str()),
        (400, Some("idempotency_error"))
    );
    assert_eq!(stand.raw(path, GOOD, Some(&"k".repeat(256))).await.0, 400);
    assert_eq!(stand.raw(path, GOOD, Some(&"k".repeat(255))).await.0, 200);
    // A refusal by the state of things is kept.
    let id = first["id"].as_str().unwrap();
    stand
        .raw(&format!("{path}/{id}/expire"), "", Some("e1"))
        .await;
    let (status, _, _) = stand
        .raw(&format!("{path}/{id}/expire"), "", Some("e2"))
        .await;
    let (again, _, headers) = stand
        .raw(&format!("{path}/{id}/expire"), "", Some("e2"))
        .await;
    assert_eq!((status, again), (400, 400));
    assert_eq!(headers["idempotent-replayed"], "true");
}

#[tokio::test]
async fn the_page_takes_no_nonsense_and_shows_no_markup_of_others() {
    let stand = Stand::up().await;
    let script = "<script>alert(1)</script>";
    let body = GOOD.replace("=Kanna", &format!("={script}\"'"));
    let (_, session, _) = stand
        .raw(
            "/v1/checkout/sessions",
            format!("{body}&metadata[order_number]={script}"),
            None,
        )
        .await;
    let page = session["url"].as_str().unwrap();
    let answer = stand.http.get(page).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'")
            && policy.contains("form-action 'self' http://shop.test"),
        "{policy}"
    );
    let html = answer.text().await.unwrap();
    assert!(
        !html.contains("<script") && html.contains("&lt;script&gt;"),
        "{html}"
    );
    assert!(html.contains("no real money"), "{html}");
    let overview = stand.html(&stand.base).await;
    assert!(!overview.contains("<script") && overview.contains("&lt;script&gt;"));

    for nonsense in [
        &b"outcome=steal"[..],
        b"",
        b"outcome=%FF",
        b"outcome[x]=approve",
        &[b'x'; 40_000],
    ] {
        let answer = stand
            .http
            .post(page)
            .body(nonsense.to_vec())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("Choose an outcome"));
    }
    assert_eq!(
        stand
            .http
            .get(format!("{}/c/pay/cs_nobody", stand.base))
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    assert_eq!(
        stand
            .http
            .get(format!("{}/c/pay/%FF", stand.base))
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    let (_, after, _) = stand
        .get(&format!(
            "/v1/checkout/sessions/{}",
            session["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(after["status"], "open");
}
