//! Whatever an owner's browser sends, no route falls over, and forms give back what was typed.
//!
//! Tests begin in the order of their names, and this one takes longest: its name has it begin first.

mod things;

use std::collections::{BTreeMap, BTreeSet};

use admin::Environment;
use admin::routes::{ENDPOINTS, Needs};
use http::StatusCode;
use testkit::forms::{Field, Form, Kind, forms_of, lost};
use testkit::hostile::{SCRIPT_TAG, envelopes, multipart, sendings};

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
/// Most forms of one address that are tried: those of other fields and buttons.
const MOST_OF_ONE: usize = 2;
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

/// A form where it stands.
struct Stood {
    route: &'static str,
    page: String,
    form: Form,
    /// Who sees it: the owner, or one of the strangers.
    by: Option<usize>,
}

/// Whether a browser reads an answer as a page; what a file holds is not run.
fn is_page(answer: &Page) -> bool {
    let kind = answer.headers.get("content-type");
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Which route an address belongs to: the one that leaves the least to be filled in.
fn route_of(address: &str) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (theirs, own) = (pattern.split('/'), path.split('/'));
        theirs.clone().count() == own.clone().count()
            && theirs
                .zip(own)
                .all(|(theirs, own)| theirs == own || theirs.starts_with('{') && !own.is_empty())
    };
    let all = ENDPOINTS.iter().filter(|one| one.method == "POST");
    all.filter(|one| fits(one.path))
        .min_by_key(|one| one.path.matches('{').count())
        .map(|one| one.path)
}

/// Walks through the forms and notes what is wrong with their answers.
struct Walk {
    things: Things,
    faults: Vec<String>,
    /// Addresses of which any answer knew the object.
    known: BTreeSet<&'static str>,
    sent: usize,
}

impl Walk {
    fn browser(&mut self, by: Option<usize>) -> &mut Browser {
        match by {
            None => &mut self.things.owner,
            Some(at) => &mut self.things.strangers[at],
        }
    }

    /// Every form on the pages of what there is, and those that stand on no page.
    async fn forms(&mut self) -> Vec<Stood> {
        let mut found: BTreeMap<&'static str, Vec<Stood>> = BTreeMap::new();
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
            for at in self.things.addresses(endpoint.path).await {
                for by in &visitors {
                    self.read(&format!("{at}{more}"), *by, &mut found).await;
                }
                if visitors == [None] {
                    self.ask(&at).await;
                }
            }
        }
        for &(route, names) in WITHOUT_PAGE {
            if found.contains_key(route) {
                continue;
            }
            let by = ENDPOINTS.iter().find(|one| one.path == route);
            let by = by.is_some_and(|one| one.needs == Needs::Halfway);
            let field = |name: &&str| Field {
                name: (*name).to_owned(),
                value: "1".to_owned(),
                kind: Kind::Text,
            };
            let stood = self.things.addresses(route).await.into_iter().take(1);
            let stood = stood.map(|at| Stood {
                route,
                page: String::new(),
                form: Form {
                    at,
                    has_files: false,
                    fields: names.iter().map(field).collect(),
                },
                by: by.then_some(2),
            });
            found.insert(route, stood.collect());
        }
        let mut all: Vec<Stood> = found.into_values().flatten().collect();
        all.sort_by_key(|stood| LATE.contains(&stood.route));
        all
    }

    /// Asks a page of what there is for what it cannot show: by turns, as every page is shown whole.
    async fn ask(&mut self, at: &str) {
        self.sent += 1;
        for value in [
            HOSTILE[self.sent % HOSTILE.len()],
            "018f0000-0000-7000-8000-000000000000",
        ] {
            let page = format!("{at}?{}", asked(value));
            if page.parse::<http::Uri>().is_err() {
                continue;
            }
            let answer = self.things.owner.get(&page).await;
            if answer.status.is_server_error() || answer.body.contains(SCRIPT_TAG) {
                let fault = format!("GET {at} with {value}: {}", answer.status);
                self.faults.push(fault);
            }
        }
    }

    /// What was written somewhere is text wherever it is read.
    async fn look_again(&mut self) {
        for endpoint in ENDPOINTS.iter().filter(|one| one.method == "GET") {
            if !matches!(endpoint.needs, Needs::Session | Needs::May(_)) {
                continue;
            }
            for at in self.things.addresses(endpoint.path).await {
                let answer = self.things.owner.get(&at).await;
                let is_code = is_page(&answer) && answer.body.contains(SCRIPT_TAG);
                if answer.status.is_server_error() || is_code {
                    let fault = format!("GET {at} afterwards: {}", answer.status);
                    self.faults.push(fault);
                }
            }
        }
    }

    async fn read(
        &mut self,
        page: &str,
        by: Option<usize>,
        found: &mut BTreeMap<&'static str, Vec<Stood>>,
    ) {
        let answer = self.browser(by).get(page).await;
        if answer.status.is_server_error() {
            self.faults.push(format!("GET {page}: {}", answer.status));
        }
        for form in forms_of(&answer.body, PASSWORD) {
            let Some(route) = route_of(&form.at) else {
                self.faults
                    .push(format!("{page}: a form leads nowhere: {}", form.at));
                continue;
            };
            let held = found.entry(route).or_default();
            let is_there = held.iter().any(|one| one.form.names() == form.names());
            if !is_there && held.len() < MOST_OF_ONE {
                held.push(Stood {
                    route,
                    page: page.to_owned(),
                    form,
                    by,
                });
            }
        }
    }

    /// The same form as it stands now; nothing when it does so no more.
    async fn again(&mut self, stood: &Stood) -> Option<Form> {
        if stood.page.is_empty() {
            return Some(stood.form.clone());
        }
        let page = self.browser(stood.by).get(&stood.page).await;
        let names = stood.form.names();
        let mut all = forms_of(&page.body, PASSWORD).into_iter();
        all.find(|form| route_of(&form.at) == Some(stood.route) && form.names() == names)
    }

    /// Everything for one form.
    async fn pester(&mut self, stood: &Stood, turn: usize) {
        let mut form = stood.form.clone();
        for sent in sendings(&stood.form, turn) {
            let form_now = sent.of(&form);
            let answer = self.send(stood, &form_now).await;
            let is_refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            // Nobody typed what a script sends, and the ways in do not say again what was tried there.
            let is_typed = stood.by.is_none() && !stood.page.is_empty();
            if sent.is_read_again && is_refused && is_typed {
                self.compare(stood, &form_now, &answer);
            }
            let is_done = answer.status == StatusCode::SEE_OTHER || answer.status == StatusCode::OK;
            if is_done {
                match self.again(stood).await {
                    Some(now) => form = now,
                    None => return,
                }
            }
        }
    }

    async fn send(&mut self, stood: &Stood, form: &Form) -> Page {
        let at = form.at.clone();
        let answer = if form.has_files {
            let (kind, body) = multipart(form);
            let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind)];
            self.browser(stood.by).send_as(&at, body, &headers).await
        } else {
            self.browser(stood.by).post(&at, &form.pairs()).await
        };
        let shown: Vec<String> = form
            .fields
            .iter()
            .map(|field| format!("{}={:.60}", field.name, field.value))
            .collect();
        self.judge(stood, &answer, &shown.join("&"));
        answer
    }

    /// A refusal, or something lawful that was done; and no script.
    fn judge(&mut self, stood: &Stood, answer: &Page, sent: &str) {
        self.sent += 1;
        let status = answer.status;
        if status != StatusCode::NOT_FOUND {
            self.known.insert(stood.route);
        }
        let mut wrong = Vec::new();
        if !(status.is_client_error() || status.is_redirection() || status.is_success()) {
            wrong.push(format!("{status}"));
        }
        if is_page(answer) && answer.body.contains(SCRIPT_TAG) {
            wrong.push("script".to_owned());
        }
        if stood.by.is_none() && answer.location.starts_with("/logga-in") {
            wrong.push(format!("led to {}", answer.location));
        }
        for fault in wrong {
            let fault = format!("POST {} ({}) {sent:.500}: {fault}", stood.route, stood.page);
            self.faults.push(fault);
        }
    }

    /// What was typed stands in the form again, where there still is one.
    fn compare(&mut self, stood: &Stood, sent: &Form, answer: &Page) {
        let mut forms = forms_of(&answer.body, PASSWORD).into_iter();
        if !forms.any(|form| route_of(&form.at) == Some(stood.route)) {
            return;
        }
        for (field, stands) in lost(sent, &answer.body) {
            let fault = format!(
                "POST {} ({}): {field} is lost, {stands:?} stands there",
                stood.route, stood.page
            );
            self.faults.push(fault);
        }
    }

    /// Bodies that are no form of this kind at all.
    async fn envelopes(&mut self, stood: &Stood) {
        const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");
        for (kind, body) in envelopes() {
            let headers = [OWN, ("content-type", kind)];
            let said = format!("{kind}, {} bytes", body.len());
            let at = stood.form.at.clone();
            let answer = self.browser(stood.by).send_as(&at, body, &headers).await;
            self.judge(stood, &answer, &said);
            let is_refused = answer.status.is_client_error() || stood.by.is_some();
            if !stood.form.fields.is_empty() && !is_refused {
                let fault = format!("POST {}: {said}: {}", stood.route, answer.status);
                self.faults.push(fault);
            }
        }
    }
}

#[tokio::test]
async fn every_form_of_what_there_is_stands_what_it_is_sent() {
    let mut walk = Walk {
        things: Things::made().await,
        faults: Vec::new(),
        known: BTreeSet::new(),
        sent: 0,
    };
    let forms = walk.forms().await;
    let met: BTreeSet<&str> = forms.iter().map(|stood| stood.route).collect();
    let forgotten = ENDPOINTS
        .iter()
        .filter(|one| one.method == "POST" && !met.contains(one.path))
        .map(|one| one.path);
    for path in forgotten {
        let say = "no page of anything that the test has shows a form for it: make what it is about, or name its fields";
        walk.faults.push(format!("{path}: {say}"));
    }
    let forms: Vec<Stood> = forms.into_iter().filter(|one| one.route != LAST).collect();
    for (turn, stood) in forms.iter().enumerate() {
        walk.pester(stood, turn).await;
    }
    // What knew nothing of hostile values is sent as it stands.
    for stood in &forms {
        if stood.page.is_empty() || walk.known.contains(stood.route) {
            continue;
        }
        // Another form may have taken this one off its page meanwhile, as an account that is shut takes the button for links.
        let form = walk.again(stood).await;
        let form = form.unwrap_or_else(|| stood.form.clone());
        walk.send(stood, &form).await;
        if !walk.known.contains(stood.route) {
            let fault = format!("{}: nothing but 404 came of it", stood.route);
            walk.faults.push(fault);
        }
    }
    walk.look_again().await;
    for stood in &forms {
        walk.envelopes(stood).await;
    }
    let faults: BTreeSet<String> = walk.faults.into_iter().collect();
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
