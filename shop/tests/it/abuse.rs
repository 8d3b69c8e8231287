//! Whatever is sent to the forms of what there is, nothing falls over, no script comes back, and what was typed stands there again.
//!
//! Tests begin in the order of their names, and this one takes longest: its name has it begin first.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use http::{Request, StatusCode, header};
use platform::render::PathPattern;
use shop::paths::PATHS;
use testkit::forms::{Field, Form, Kind, forms_of, lost};
use testkit::hostile::{SCRIPT_TAG, envelopes, multipart, sendings};
use uuid::Uuid;

use crate::account::{PASSWORD, ask, link};
use crate::companies::{Firm, Jar, firm, invitation};
use crate::others_things::{belongings, fill};
use crate::stand::{Page, Stand, value_of};
use crate::{reviews, stock_watches};

/// What has no form, and is about something that this walk does not have.
const LOOKED_AT: [&str; 5] = [
    "category",
    "rehearsal",
    "preview_begin",
    "withdraw_receipt",
    "product_reviews",
];
/// Forms that no page shows as things stand, by their fields: what scripts send, and what is there in other states alone.
const WITHOUT_PAGE: &[(&str, &[&str])] = &[
    ("log_out", &[]),
    ("passkey_begin", &[]),
    ("passkey_log_in", &["credential", "next"]),
    ("passkey_confirm_begin", &[]),
    ("passkey_confirm", &["credential"]),
    ("passkey_new", &["label", "credential"]),
    ("passkey_new_begin", &["label"]),
    ("passkey", &["label"]),
    ("passkey_remove", &["current"]),
    ("claim", &[]),
    ("reorder", &[]),
    ("consent", &["purpose", "answer"]),
    ("export", &[]),
    ("rehearsal_end", &[]),
    ("cart_add", &["variant", "quantity", "back"]),
    ("cart_line", &["quantity", "remove", "restore"]),
    (
        "cart_card",
        &["amount", "recipient", "greeting", "deliver_on", "quantity"],
    ),
    (
        "cart_line_card",
        &["amount", "recipient", "greeting", "deliver_on"],
    ),
    ("cart_code", &["code", "remove"]),
    (
        "checkout",
        &["email", "phone", "street", "confirmed", "freight"],
    ),
    ("quotation_checkout", &["phone", "street", "confirmed"]),
    ("quick_order_file", &["text"]),
    ("act_for", &["company"]),
    ("company_leave", &[]),
    ("apply", &["tier", "company", "org_number", "invoice_email"]),
    ("apply_withdraw", &[]),
    ("company_invitation", &["name", "password"]),
    ("company_invitation_withdraw", &[]),
    ("company_person_remove", &[]),
    ("company_place_remove", &[]),
    ("approval_approve", &["row_version", "confirmed"]),
    ("approval_refuse", &["row_version", "reason"]),
    ("approval_withdraw", &["row_version"]),
    ("approval_refill", &[]),
    ("quotation_order", &["version"]),
    ("quotation_decline", &["version", "reason"]),
    ("quotation_change", &["version", "words"]),
    ("quotation_take_back", &["row_version"]),
    ("customer_link", &["name", "password"]),
    ("end_session", &[]),
    ("end_sessions", &[]),
    ("saved_cart", &["name", "deed"]),
    ("saved_cart_up", &[]),
    ("list_to_cart", &["line"]),
    ("address_default", &[]),
    ("address_remove", &[]),
    ("watch", &["email"]),
    ("watches", &["watch", "back"]),
    ("stock_watch", &["do"]),
    ("review_report", &["reason", "words"]),
    ("order_pay", &["payment"]),
    ("withdraw_notice", &["name", "order", "contact", "goods"]),
    ("order_withdraw", &["line", "quantity", "name", "email"]),
    ("order_case_say", &["words"]),
    ("order_case_take_back", &["row_version"]),
    (
        "order_review",
        &["row_version", "stars", "heading", "body", "name"],
    ),
    ("order_review_remove", &[]),
    ("order_no_questions", &[]),
];
/// After which others are not to be done any more.
const LATE: [&str; 7] = [
    "act_for",
    "company_leave",
    "company_person_remove",
    "end_session",
    "end_sessions",
    "erase",
    "log_out",
];
/// Most forms of one address that are tried: those of other fields and buttons.
const MOST_OF_ONE: usize = 2;
/// Who comes by: a company's administrator, its buyer, and a guest.
const GUEST: usize = 2;

struct Stood {
    name: &'static str,
    page: String,
    form: Form,
    by: usize,
}

/// Whose form an address is: the one that leaves the least to be filled in.
fn name_of(address: &str) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (theirs, own) = (pattern.split('/'), path.split('/'));
        theirs.clone().count() == own.clone().count()
            && theirs
                .zip(own)
                .all(|(theirs, own)| theirs == own || theirs.starts_with('{'))
    };
    let all = PATHS.iter().filter(|path| fits(path.sv) || fits(path.en));
    all.min_by_key(|path| path.sv.matches('{').count())
        .map(|path| path.name)
}

struct Walk {
    stand: Stand,
    firm: Firm,
    jars: Vec<Jar>,
    /// Addresses of what others may see, too, by their names.
    more: BTreeMap<&'static str, String>,
    faults: BTreeSet<String>,
    sent: usize,
}

impl Walk {
    async fn new() -> Self {
        let stand = Stand::new().await;
        stock_watches::here(&stand, 1_000).await;
        let mut firm = firm(&stand, "556016-0680", "furu").await;
        belongings(&stand, &mut firm, "furu").await;
        let mut jars = firm.people[..GUEST].to_vec();
        stand.take_jar(jars[0].clone());
        stand.add("2").await;
        jars[0] = stand.jar();

        stand.take_jar(Jar::new());
        let mut more = BTreeMap::from([("product", "/produkt/mugg".to_owned())]);
        let (_, order, review) = reviews::received(&stand).await;
        let version = value_of(&stand.get(&review).await.html, "row_version");
        stand.post(&review, &reviews::form(&version, "4")).await;
        let published = reviews::published(&stand).await;
        more.insert("review_report", format!("/omdomen/{published}/anmal"));
        more.insert("order_review_remove", format!("{review}/ta-bort"));
        more.insert("order_review", review);
        more.insert("order_no_questions", format!("{order}/inga-fragor"));
        more.insert("order_withdraw", format!("{order}/angra"));
        more.insert("order_complain", format!("{order}/reklamera"));
        let case = format!("{}/arende/{}", firm.filled["page"], firm.filled["case"]);
        more.insert("order_case_say", format!("{case}/skriv"));
        more.insert("order_case_take_back", format!("{case}/aterta"));
        more.insert("order_case", case);
        more.insert("company_invitation", invitation(&stand).await);
        ask(&stand, "/konto/glomt", "furu@exempel.se").await;
        more.insert("customer_link", link(&stand).await);
        let out = stand.world.variant("Slut", 0, 9_900).await;
        let watch = format!("/bevaka/{out}");
        stand.post(&watch, &[("email", "elin@exempel.se")]).await;
        let asked = "select count(*) from stock_watches";
        if stand.world.database.value::<i64>(asked).await > 0 {
            more.insert("stock_watch", stock_watches::link(&stand).await);
        }
        more.insert("cart_card", format!("/varukorg/presentkort/{out}"));
        more.insert("watch", watch);
        let seen: Uuid = stand
            .world
            .database
            .value("select product_id from variants limit 1")
            .await;
        more.insert("preview", format!("/forhandsvisning/{seen}"));
        stand.add("1").await;
        jars.push(stand.jar());
        Self {
            stand,
            firm,
            jars,
            more,
            faults: BTreeSet::new(),
            sent: 0,
        }
    }

    /// Where something of this name is.
    fn address(&self, path: &PathPattern) -> Option<String> {
        if let Some(known) = self.more.get(path.name) {
            return Some(known.clone());
        }
        if LOOKED_AT.contains(&path.name) {
            return None;
        }
        if !path.sv.contains('{') {
            return Some(path.sv.to_owned());
        }
        fill(path, path.sv, &self.firm.filled)
    }

    async fn get(&mut self, by: usize, page: &str) -> Page {
        self.stand.take_jar(self.jars[by].clone());
        let answer = self.stand.get(page).await;
        self.jars[by] = self.stand.jar();
        answer
    }

    async fn send_as(&mut self, by: usize, at: &str, kind: &str, body: Vec<u8>) -> Page {
        self.stand.take_jar(self.jars[by].clone());
        let request = Request::post(at)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        let answer = self.stand.send(request, Body::from(body)).await;
        self.jars[by] = self.stand.jar();
        answer
    }

    /// Every form on the pages of what there is, and those that stand on no page.
    async fn forms(&mut self) -> Vec<Stood> {
        let mut found: BTreeMap<&'static str, Vec<Stood>> = BTreeMap::new();
        for path in PATHS {
            let Some(page) = self.address(path) else {
                continue;
            };
            for by in 0..=GUEST {
                let answer = self.get(by, &page).await;
                self.judge(path.name, &answer, &page);
                for form in forms_of(&answer.html, PASSWORD) {
                    let Some(name) = name_of(&form.at) else {
                        self.faults
                            .insert(format!("{page}: a form leads nowhere: {}", form.at));
                        continue;
                    };
                    let held = found.entry(name).or_default();
                    let is_there = held.iter().any(|one| one.form.names() == form.names());
                    if !is_there && held.len() < MOST_OF_ONE {
                        held.push(Stood {
                            name,
                            page: page.clone(),
                            form,
                            by,
                        });
                    }
                }
            }
        }
        for &(name, names) in WITHOUT_PAGE {
            let path = PATHS.iter().find(|path| path.name == name);
            let at = path.and_then(|path| self.address(path));
            let field = |name: &&str| Field {
                name: (*name).to_owned(),
                value: "1".to_owned(),
                kind: Kind::Text,
            };
            let stood = at.map(|at| Stood {
                name,
                page: String::new(),
                form: Form {
                    at,
                    has_files: false,
                    fields: names.iter().map(field).collect(),
                },
                by: 0,
            });
            found.entry(name).or_insert_with(|| Vec::from_iter(stood));
        }
        let mut all: Vec<Stood> = found.into_values().flatten().collect();
        all.sort_by_key(|stood| LATE.contains(&stood.name));
        all
    }

    async fn again(&mut self, stood: &Stood) -> Option<Form> {
        if stood.page.is_empty() {
            return Some(stood.form.clone());
        }
        let page = self.get(stood.by, &stood.page).await;
        let names = stood.form.names();
        let mut all = forms_of(&page.html, PASSWORD).into_iter();
        all.find(|form| name_of(&form.at) == Some(stood.name) && form.names() == names)
    }

    async fn pester(&mut self, stood: &Stood, turn: usize) {
        let mut form = stood.form.clone();
        for sent in sendings(&stood.form, turn) {
            let now = sent.of(&form);
            let answer = self.send(stood, &now).await;
            let is_refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            // Nobody typed what a script sends.
            if sent.is_read_again && is_refused && !stood.page.is_empty() {
                self.compare(stood, &now, &answer);
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
        let answer = if form.has_files {
            let (kind, body) = multipart(form);
            self.send_as(stood.by, &form.at, kind, body).await
        } else {
            self.stand.take_jar(self.jars[stood.by].clone());
            let answer = self.stand.post(&form.at, &form.pairs()).await;
            self.jars[stood.by] = self.stand.jar();
            answer
        };
        let shown: Vec<String> = form
            .fields
            .iter()
            .map(|field| format!("{}={:.60}", field.name, field.value))
            .collect();
        self.judge(stood.name, &answer, &shown.join("&"));
        answer
    }

    /// A refusal, or something lawful that was done; and no script.
    fn judge(&mut self, name: &str, answer: &Page, sent: &str) {
        self.sent += 1;
        let status = answer.status;
        if !(status.is_client_error() || status.is_redirection() || status.is_success()) {
            self.faults.insert(format!("{name} {sent:.500}: {status}"));
        }
        // What a file holds is not run.
        if answer.html.trim_start().starts_with('<') && answer.html.contains(SCRIPT_TAG) {
            self.faults.insert(format!("{name} {sent:.500}: script"));
        }
    }

    /// What was typed stands in the form again, where there still is one.
    fn compare(&mut self, stood: &Stood, sent: &Form, answer: &Page) {
        let mut forms = forms_of(&answer.html, PASSWORD).into_iter();
        if !forms.any(|form| name_of(&form.at) == Some(stood.name)) {
            return;
        }
        for (field, stands) in lost(sent, &answer.html) {
            let fault = format!(
                "{} ({}): {field} is lost, {stands:?} stands there",
                stood.name, stood.page
            );
            self.faults.insert(fault);
        }
    }

    /// Which addresses take forms that were met nowhere: what is only looked at says 405.
    async fn forgotten(&mut self, met: &BTreeSet<&str>) -> Vec<&'static str> {
        let mut forgotten = Vec::new();
        for path in PATHS {
            let Some(at) = self.address(path) else {
                continue;
            };
            if met.contains(path.name) {
                continue;
            }
            let kind = "application/x-www-form-urlencoded";
            let answer = self.send_as(GUEST, &at, kind, Vec::new()).await;
            if answer.status != StatusCode::METHOD_NOT_ALLOWED {
                forgotten.push(path.name);
            }
        }
        forgotten
    }
}

#[tokio::test]
async fn every_form_of_what_there_is_stands_what_it_is_sent() {
    let mut walk = Walk::new().await;
    let forms = walk.forms().await;
    let met: BTreeSet<&str> = forms.iter().map(|stood| stood.name).collect();
    for (turn, stood) in forms.iter().enumerate() {
        walk.pester(stood, turn).await;
    }
    // What was written somewhere is text wherever it is read.
    for path in PATHS {
        for by in 0..=GUEST {
            if let Some(page) = walk.address(path) {
                let answer = walk.get(by, &page).await;
                walk.judge(path.name, &answer, "afterwards");
            }
        }
    }
    for stood in &forms {
        for (kind, body) in envelopes() {
            let said = format!("{kind}, {} bytes", body.len());
            let at = stood.form.at.clone();
            let answer = walk.send_as(stood.by, &at, kind, body).await;
            walk.judge(stood.name, &answer, &said);
        }
    }
    for name in walk.forgotten(&met).await {
        let say = "no page of anything that the test has shows a form for it: make what it is about, or name its fields";
        walk.faults.insert(format!("{name}: {say}"));
    }
    let faults = &walk.faults;
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(walk.sent > 600, "{} forms were sent", walk.sent);
}
