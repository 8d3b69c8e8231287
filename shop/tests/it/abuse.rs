//! Whatever is sent to the forms of what there is, nothing falls over, no script comes back, and what was typed stands there again.
//!
//! Tests begin in the order of their names, and this one takes longest: its name has it begin first.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use http::{Request, StatusCode, header};
use platform::render::PathPattern;
use shop::paths::PATHS;
use testkit::walk::{Answer, Door, Stood, Walk, nearest};
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
/// Who comes by: a company's administrator, its buyer, and a guest.
const GUEST: usize = 2;

/// A shop with everything that forms are about, and those who come to it.
struct Passers {
    stand: Stand,
    firm: Firm,
    jars: Vec<Jar>,
    /// Addresses of what others may see, too, by their names.
    more: BTreeMap<&'static str, String>,
}

impl Passers {
    async fn come() -> Self {
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
}

fn answer(page: Page) -> Answer {
    Answer {
        status: page.status,
        location: page.location,
        is_page: page.html.trim_start().starts_with('<'),
        body: page.html,
    }
}

impl Door for Passers {
    type By = usize;
    const PASSWORD: &'static str = PASSWORD;

    fn name_of(address: &str) -> Option<&'static str> {
        let patterns = |path: &PathPattern| [(path.name, path.sv), (path.name, path.en)];
        nearest(PATHS.iter().flat_map(patterns), address)
    }

    async fn get(&mut self, by: usize, page: &str) -> Answer {
        self.stand.take_jar(self.jars[by].clone());
        let page = self.stand.get(page).await;
        self.jars[by] = self.stand.jar();
        answer(page)
    }

    async fn post(&mut self, by: usize, at: &str, fields: &[(&str, &str)]) -> Answer {
        self.stand.take_jar(self.jars[by].clone());
        let page = self.stand.post(at, fields).await;
        self.jars[by] = self.stand.jar();
        answer(page)
    }

    async fn send(&mut self, by: usize, at: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.stand.take_jar(self.jars[by].clone());
        let request = Request::post(at)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        let page = self.stand.send(request, Body::from(body)).await;
        self.jars[by] = self.stand.jar();
        answer(page)
    }

    fn gives_back(&self, _: usize) -> bool {
        true
    }

    fn complaint(&self, _: &Stood<usize>, _: &Answer, _: bool) -> Option<String> {
        None
    }
}

/// Every form on the pages of what there is, and those that stand on no page.
async fn forms(walk: &mut Walk<Passers>) -> Vec<Stood<usize>> {
    for path in PATHS {
        let Some(page) = walk.door.address(path) else {
            continue;
        };
        for by in 0..=GUEST {
            walk.collect(by, &page).await;
        }
    }
    for &(name, fields) in WITHOUT_PAGE {
        let path = PATHS.iter().find(|path| path.name == name);
        let at = path.and_then(|path| walk.door.address(path));
        walk.add(0, name, at, fields);
    }
    walk.forms(&LATE)
}

/// Which addresses take forms that were met nowhere: what is only looked at says 405.
async fn forgotten(door: &mut Passers, met: &BTreeSet<&str>) -> Vec<&'static str> {
    let mut forgotten = Vec::new();
    for path in PATHS {
        let Some(at) = door.address(path) else {
            continue;
        };
        if met.contains(path.name) {
            continue;
        }
        let kind = "application/x-www-form-urlencoded";
        let answer = door.send(GUEST, &at, kind, Vec::new()).await;
        if answer.status != StatusCode::METHOD_NOT_ALLOWED {
            forgotten.push(path.name);
        }
    }
    forgotten
}

#[tokio::test]
async fn every_form_of_what_there_is_stands_what_it_is_sent() {
    let mut walk = Walk::new(Passers::come().await);
    let forms = forms(&mut walk).await;
    let met: BTreeSet<&str> = forms.iter().map(|stood| stood.name).collect();
    for (turn, stood) in forms.iter().enumerate() {
        walk.pester(stood, turn).await;
    }
    // What was written somewhere is text wherever it is read.
    for path in PATHS {
        for by in 0..=GUEST {
            if let Some(page) = walk.door.address(path) {
                walk.look(by, &page, "afterwards").await;
            }
        }
    }
    for stood in &forms {
        walk.send_envelopes(stood).await;
    }
    for name in forgotten(&mut walk.door, &met).await {
        walk.miss(name);
    }
    let faults = &walk.faults;
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(walk.read > 600, "{} answers were read", walk.read);
}
