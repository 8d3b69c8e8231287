//! Whatever an owner's browser sends, no route falls over, and forms give back what was typed.
//!
//! Tests begin in the order of their names, and this one takes longest: its name has it begin first.

mod things;

use std::collections::BTreeSet;

use admin::Environment;
use admin::routes::{ENDPOINTS, Needs};
use http::StatusCode;
use testkit::hostile::SCRIPT_TAG;
use testkit::walk::{Answer, Door, Stood, Walk, nearest};

use self::things::Things;
use crate::client::{Browser, PASSWORD, Page, world};

const HOSTILE: &[&str] = &[
    "%27%3B%20drop%20table%20orders%3B--",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%00",
    "%ff%fe",
    "%25_%5C%25%25%25",
    "9223372036854775807",
    "-1",
    "9999-12-31",
    "-009999-06-01",
    "%F0%9F%92%A5%E2%80%AE",
    "..%2F..%2Fetc%2Fpasswd",
    "{{7*7}}%7B%25%20x%20%25%7D",
];

/// What a browser's address may ask a page for.
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
    "variant",
    "tier",
    "company",
    "at",
    "margin",
    "lines",
    "ar",
    "manad",
    "kvartal",
    "mot",
    "meddelande",
    "fran",
    "sparat",
    "tillbaka",
    "vidare",
    "klart",
    "andring",
    "lista",
];

/// A question with a value under every name.
fn asked(value: &str) -> String {
    let fields: Vec<String> = NAMES.iter().map(|name| format!("{name}={value}")).collect();
    fields.join("&")
}

/// An address with a value for everything that it names.
fn filled(path: &str, value: &str) -> String {
    let named = |part: &str| part.starts_with('{') && part.ends_with('}');
    let parts = path
        .split('/')
        .map(|part| if named(part) { value } else { part });
    parts.collect::<Vec<_>>().join("/")
}

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
        let plain = filled(endpoint.path, "x");
        assert!(!plain.contains('{'), "{plain}");
        let is_get = endpoint.method == "GET";
        // What is sent to things that there are not comes no further than their addresses.
        let most = if is_get { HOSTILE.len() + 2 } else { 3 };
        let values = HOSTILE.iter().copied().chain([long.as_str(), ""]);
        for value in values.take(most) {
            let fields = asked(value);
            let paths = ["018f0000-0000-7000-8000-000000000000", value].map(|id| {
                let id = if id.is_empty() { "x" } else { id };
                filled(endpoint.path, id)
            });
            // What is about nothing has one address.
            let paths = if paths[0] == paths[1] {
                &paths[..1]
            } else {
                &paths[..]
            };
            for path in paths {
                let path = if is_get {
                    format!("{path}?{fields}")
                } else {
                    path.clone()
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
                assert!(!answer.body.contains(SCRIPT_TAG), "{}", endpoint.path);
            }
        }
    }
}

/// Forms that no page shows as things stand, by their fields: what scripts send, and what follows upon a form that was sent.
const WITHOUT_PAGE: &[(&str, &[&str])] = &[
    ("/profil/bekrafta", &["credential", "password"]),
    ("/profil/bekrafta/borja", &[]),
    ("/profil/passkeys/ny/borja", &["label"]),
    ("/logga-in/passkey", &["credential", "vidare"]),
    ("/logga-in/passkey/borja", &["credential"]),
    ("/produkter/flera/gor", &["id", "gor", "sedd", "tillbaka"]),
    ("/produkter/flera/{id}/angra", &["tillbaka"]),
    ("/produkter/{id}/text/angra", &["revision"]),
    ("/produkter/{id}/text/avboka", &["revision"]),
    ("/produkter/{id}/text/backa", &["version"]),
    (
        "/prislistor/{id}/priser/{price}/avsluta",
        &["q", "tillbaka"],
    ),
    (
        "/returer/{number}/returfrakt",
        &["row_version", "postage", "postage_note"],
    ),
    ("/ordrar/{number}/obetald", &["version", "lista"]),
    // Where there are several shops.
    ("/personal/{id}/butiker", &["seen", "shop"]),
    ("/valj-butik", &["butik", "tillbaka"]),
];
/// Ends the walk, and has no fields.
const LAST: &str = "/logga-ut";
/// What ends something that other forms are about.
const LATE: [&str; 9] = [
    "/ansokningar/{id}/avsla",
    "/ansokningar/{id}/godkann",
    "/kunder/{id}/sparra",
    "/offerter/{number}/stang",
    "/profil/sessioner",
    "/returer/meddelanden/{id}/avsluta",
    "/returer/{number}/avsla",
    "/returer/{number}/godkann",
    "/returer/{number}/los",
];

/// A page as those read it who walk through its forms.
fn answer(page: Page) -> Answer {
    let kind = page.headers.get("content-type");
    Answer {
        status: page.status,
        is_page: kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")),
        location: page.location,
        body: page.body,
    }
}

/// By whom a form is seen: the owner, or one of the strangers.
type By = Option<usize>;

impl Things {
    fn browser(&mut self, by: By) -> &mut Browser {
        match by {
            None => &mut self.owner,
            Some(at) => &mut self.strangers[at],
        }
    }
}

impl Door for Things {
    type By = By;
    const PASSWORD: &'static str = PASSWORD;

    fn name_of(address: &str) -> Option<&'static str> {
        let all = ENDPOINTS.iter().filter(|one| one.method == "POST");
        nearest(all.map(|one| (one.path, one.path)), address)
    }

    async fn get(&mut self, by: By, page: &str) -> Answer {
        answer(self.browser(by).get(page).await)
    }

    async fn post(&mut self, by: By, at: &str, fields: &[(&str, &str)]) -> Answer {
        answer(self.browser(by).post(at, fields).await)
    }

    async fn send(&mut self, by: By, at: &str, kind: &str, body: Vec<u8>) -> Answer {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind)];
        answer(self.browser(by).send_as(at, body, &headers).await)
    }

    /// The ways in do not say again what was tried there.
    fn gives_back(&self, by: By) -> bool {
        by.is_none()
    }

    /// The owner stays logged in; and what is no form of the kind is refused.
    fn complaint(&self, stood: &Stood<By>, answer: &Answer, is_form: bool) -> Option<String> {
        if stood.by.is_some() {
            return None;
        }
        if answer.location.starts_with("/logga-in") {
            return Some(format!("led to {}", answer.location));
        }
        let is_astray = !is_form && !stood.form.fields.is_empty();
        (is_astray && !answer.status.is_client_error()).then(|| answer.status.to_string())
    }
}

/// Every form on the pages of what there is, and those that stand on no page.
async fn forms(walk: &mut Walk<Things>) -> Vec<Stood<By>> {
    let mut turn = 0;
    for endpoint in ENDPOINTS.iter().filter(|one| one.method == "GET") {
        let visitors = match endpoint.needs {
            Needs::Session | Needs::May(_) => vec![None],
            Needs::Nothing => vec![Some(0)],
            Needs::Halfway => vec![Some(1), Some(2)],
            Needs::Demo => continue,
        };
        let more = match endpoint.path {
            "/vyer/ny" => "?skarm=orders&fraga=q%3Da",
            "/ordrar" => "?lage=placed",
            _ => "",
        };
        for at in walk.door.addresses(endpoint.path).await {
            for by in &visitors {
                walk.collect(*by, &format!("{at}{more}")).await;
            }
            if visitors == [None] {
                turn += 1;
                ask(walk, &at, HOSTILE[turn % HOSTILE.len()]).await;
            }
        }
    }
    for &(route, fields) in WITHOUT_PAGE {
        let by = ENDPOINTS.iter().find(|one| one.path == route);
        let by = by.is_some_and(|one| one.needs == Needs::Halfway);
        let at = walk.door.addresses(route).await.into_iter().next();
        walk.add(by.then_some(2), route, at, fields);
    }
    walk.forms(&LATE)
}

/// Asks a page of what there is for what it cannot show: by turns, as every page is shown whole.
async fn ask(walk: &mut Walk<Things>, at: &str, value: &str) {
    for value in [value, "018f0000-0000-7000-8000-000000000000"] {
        let page = format!("{at}?{}", asked(value));
        if page.parse::<http::Uri>().is_ok() {
            walk.look(None, &page, "").await;
        }
    }
}

/// What was written somewhere is text wherever it is read.
async fn look_again(walk: &mut Walk<Things>) {
    for endpoint in ENDPOINTS.iter().filter(|one| one.method == "GET") {
        if !matches!(endpoint.needs, Needs::Session | Needs::May(_)) {
            continue;
        }
        for at in walk.door.addresses(endpoint.path).await {
            walk.look(None, &at, "afterwards").await;
        }
    }
}

#[tokio::test]
async fn every_form_of_what_there_is_stands_what_it_is_sent() {
    let mut walk = Walk::new(Things::made().await);
    let forms = forms(&mut walk).await;
    let met: BTreeSet<&str> = forms.iter().map(|stood| stood.name).collect();
    let forgotten = ENDPOINTS
        .iter()
        .filter(|one| one.method == "POST" && !met.contains(one.path));
    for endpoint in forgotten {
        walk.miss(endpoint.path);
    }
    let forms: Vec<Stood<By>> = forms.into_iter().filter(|one| one.name != LAST).collect();
    for (turn, stood) in forms.iter().enumerate() {
        walk.pester(stood, turn).await;
    }
    // What knew nothing of hostile values is sent as it stands.
    for stood in &forms {
        if stood.page.is_empty() || walk.known.contains(stood.name) {
            continue;
        }
        // Another form may have taken this one off its page meanwhile, as an account that is shut takes the button for links.
        let form = walk.again(stood).await;
        let form = form.unwrap_or_else(|| stood.form.clone());
        walk.send(stood, &form).await;
        if !walk.known.contains(stood.name) {
            let fault = format!("{}: nothing but 404 came of it", stood.name);
            walk.faults.insert(fault);
        }
    }
    look_again(&mut walk).await;
    for stood in &forms {
        walk.send_envelopes(stood).await;
    }
    let faults = &walk.faults;
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(walk.sent > 1_000, "{} forms were sent", walk.sent);
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
