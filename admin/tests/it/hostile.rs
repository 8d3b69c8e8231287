//! Whatever an owner's browser sends, no route falls over, and forms give back what was typed.

use admin::Environment;
use admin::routes::{ENDPOINTS, Needs};
use http::StatusCode;

use crate::client::world;

const HOSTILE: &[&str] = &[
    "%27%3B%20drop%20table%20orders%3B--",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%00",
    "%ff%fe",
    "%25_%5C%25%25%25",
    "9223372036854775807",
    "-1",
    "%F0%9F%92%A5%E2%80%AE",
    "..%2F..%2Fetc%2Fpasswd",
    "{{7*7}}%7B%25%20x%20%25%7D",
];

const NAMES: &[&str] = &[
    "q",
    "lage",
    "betalning",
    "leverans",
    "lagd",
    "sort",
    "kol",
    "efter",
    "fore",
    "ko",
    "till",
    "konto",
    "status",
    "visa",
    "skarm",
    "fraga",
    "name",
    "email",
    "role",
    "locale",
    "theme",
    "density",
    "row_version",
    "id",
    "bild",
    "alt_sv",
    "alt_en",
    "fokus_x",
    "fokus_y",
    "variant",
    "bort",
    "flytta",
    "fil",
    "fran",
    "sparat",
    "tillbaka",
    "vidare",
    "omtag",
    "current",
    "password",
    "codes_password",
    "klart",
    "visa-igen",
];

#[tokio::test]
async fn no_route_falls_over_whatever_it_is_sent() {
    let world = world(Environment::Production).await;
    let (browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let own = &[("sec-fetch-site", "same-origin")];
    let long = "a".repeat(3000);
    for endpoint in ENDPOINTS {
        let ends_session = endpoint.path == "/logga-ut";
        if !matches!(endpoint.needs, Needs::Session | Needs::May(_)) || ends_session {
            continue;
        }
        for value in HOSTILE.iter().copied().chain([long.as_str(), ""]) {
            let fields: Vec<String> = NAMES.iter().map(|name| format!("{name}={value}")).collect();
            let fields = fields.join("&");
            let is_get = endpoint.method == "GET";
            for id in ["018f0000-0000-7000-8000-000000000000", value] {
                let id = if id.is_empty() { "x" } else { id };
                let path = endpoint.path.replace("{id}", id).replace("{number}", id);
                let path = if is_get {
                    format!("{path}?{fields}")
                } else {
                    path
                };
                let Ok(path) = path.parse::<http::Uri>() else {
                    continue;
                };
                let body = (!is_get).then(|| fields.clone().into_bytes());
                let path = path.to_string();
                let answer = browser
                    .clone()
                    .send(endpoint.method, &path, body, own)
                    .await;
                assert!(
                    !answer.status.is_server_error(),
                    "{} {} with {value}: {}",
                    endpoint.method,
                    endpoint.path,
                    answer.status
                );
                assert!(!answer.body.contains("<script>alert"), "{}", endpoint.path);
            }
        }
    }
}

#[tokio::test]
async fn forms_give_back_what_was_typed() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let typed = "\"><b>Åsa</b> & Öhman {{ x }}";
    for (path, field, others) in [
        ("/profil", "name", vec![("row_version", "0")]),
        ("/personal/ny", "name", vec![]),
        ("/personal/ny", "email", vec![]),
    ] {
        let mut fields = vec![(field, typed)];
        fields.extend(others);
        let page = browser.post(path, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(
            page.attribute_of(&format!("#{field}"), "value"),
            typed,
            "{path}"
        );
    }
    let long = format!("{typed}{}", "x".repeat(80));
    let fields = [("skarm", "jobs"), ("fraga", "q=1"), ("name", long.as_str())];
    let page = browser.post("/vyer", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attribute_of("#name", "value"), long);
}
