//! Which journey has every page of both doors read by axe-core, page for page, so that no new page is forgotten.

use std::collections::BTreeSet;

use platform::render::PathPattern;

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Seen {
    /// The journey of this name scans it.
    By(&'static str),
    /// Only forms are sent there.
    Deed,
    /// It is no page, or none of its own; why.
    Not(&'static str),
}

use Seen::{By, Deed, Not};

const FILE: &str = "a file";
const VERSION: &str = "a number for a page's script";
const ON: &str = "leads on to a page that is scanned";

/// The shop's, by the names of its addresses.
pub const SHOP: &[(&str, Seen)] = &[
    ("home", By("axe-shop")),
    ("all", By("axe-shop")),
    ("category", By("axe-shop")),
    ("product", By("axe-shop")),
    ("product_reviews", By("axe-shop")),
    ("search", By("axe-shop")),
    (
        "suggest",
        Not("a piece of a page, scanned where it lies open"),
    ),
    ("cart", By("axe-shop")),
    ("cart_add", Deed),
    ("cart_line", Deed),
    ("cart_code", Deed),
    ("cart_card", By("gift-card")),
    ("cart_line_card", By("gift-card")),
    ("checkout", By("axe-shop")),
    ("quotation_checkout", By("quotation")),
    ("quick_order", By("company")),
    ("quick_order_file", Deed),
    ("terms", By("axe-shop")),
    ("withdrawal", By("axe-shop")),
    ("withdrawal_form", By("axe-shop")),
    ("privacy", By("axe-shop")),
    ("cookies", By("axe-shop")),
    ("accessibility", By("axe-shop")),
    ("reviews", By("axe-shop")),
    ("contact", By("axe-shop")),
    ("log_in", By("axe-shop")),
    ("log_out", Deed),
    ("register", By("axe-shop")),
    ("forgot", By("axe-shop")),
    ("customer_link", By("account")),
    ("account", By("axe-account")),
    ("my_orders", By("axe-account")),
    ("my_order", By("axe-account")),
    ("my_receipt", By("axe-account")),
    ("my_reviews", By("axe-account")),
    ("claim", Deed),
    ("reorder", Deed),
    ("log_ins", By("axe-account")),
    ("passkey_begin", Deed),
    ("passkey_log_in", Deed),
    ("passkey_confirm_begin", Deed),
    ("passkey_confirm", Deed),
    ("passkey_new", By("axe-account")),
    ("passkey_new_begin", Deed),
    ("passkey", By("passkeys")),
    ("passkey_remove", Deed),
    ("end_sessions", Deed),
    ("end_session", Deed),
    ("wishes", By("axe-account")),
    ("watches", By("axe-account")),
    ("saved_carts", By("axe-account")),
    ("saved_cart", Deed),
    ("saved_cart_up", Deed),
    ("lists", By("company")),
    ("list", By("company")),
    ("list_to_cart", Deed),
    ("my_data", By("axe-account")),
    ("consent", Deed),
    ("export", Deed),
    ("erase", By("axe-account")),
    ("addresses", By("axe-account")),
    ("address_new", By("axe-account")),
    ("address", By("axe-account")),
    ("address_default", Deed),
    ("address_remove", Deed),
    ("details", By("axe-account")),
    ("change_email", Deed),
    ("company", By("company")),
    ("act_for", Deed),
    ("company_leave", Deed),
    ("apply", By("axe-account")),
    ("apply_withdraw", Deed),
    ("company_people", By("company")),
    ("company_person", By("company")),
    ("company_person_remove", Deed),
    ("company_invitation", By("company")),
    ("company_invitation_withdraw", Deed),
    ("company_cost_places", By("company")),
    ("company_articles", By("company")),
    ("company_places", By("company")),
    ("company_place_new", By("company")),
    ("company_place", By("company")),
    ("company_place_remove", Deed),
    ("approvals", By("company")),
    ("approval", By("company")),
    ("approval_approve", Deed),
    ("approval_refuse", Deed),
    ("approval_withdraw", Deed),
    ("approval_refill", Deed),
    ("quotations", By("quotation")),
    ("quotation_new", By("quotation")),
    ("quotation", By("quotation")),
    ("quotation_order", Deed),
    ("quotation_decline", Deed),
    ("quotation_change", Deed),
    ("quotation_take_back", Deed),
    ("watch", By("axe-corners")),
    ("stock_watch", By("axe-corners")),
    ("review_report", By("axe-corners")),
    ("preview", By("axe-corners")),
    ("preview_begin", Not(ON)),
    ("rehearsal", Not(ON)),
    ("rehearsal_end", Deed),
    ("order", By("axe-shop")),
    ("order_pay", Deed),
    ("order_return", Not(ON)),
    ("withdraw", By("withdrawal")),
    ("withdraw_notice", Deed),
    ("withdraw_receipt", By("withdrawal")),
    ("order_withdraw", By("withdrawal")),
    ("order_complain", By("complaint")),
    ("order_case", By("withdrawal")),
    ("order_case_slip", By("withdrawal")),
    ("order_case_label", Not(FILE)),
    ("order_case_say", Deed),
    ("order_case_take_back", Deed),
    ("order_picture", Not(FILE)),
    ("order_invoice", By("company")),
    ("order_credit_note", By("withdrawal")),
    ("order_review", By("axe-corners")),
    ("order_review_remove", Deed),
    ("order_no_questions", By("axe-corners")),
];

/// The back office's, by their addresses. Files of lists and what scripts ask for need no word: see [`of_office`].
pub const OFFICE: &[(&str, Seen)] = &[
    ("/", By("axe-office")),
    ("/sok", By("axe-office")),
    ("/logga-in", By("axe-office")),
    ("/logga-in/kod", By("gates")),
    ("/logga-in/reservkod", By("gates")),
    ("/logga-in/tva-steg", By("gates")),
    ("/inbjudan/{token}", By("gates")),
    (
        "/fortsatt",
        Not(
            "shown once, to whoever sent a form after their session had ended; a sentence, a button and hidden fields",
        ),
    ),
    ("/mailbox", By("axe-office")),
    ("/mailbox/{id}", By("gates")),
    ("/mailbox/{id}/html", By("gates")),
    ("/profil", By("axe-office")),
    ("/profil/passkeys/ny", By("axe-forms")),
    ("/profil/passkeys/{id}", By("passkeys-staff")),
    ("/vyer/ny", By("axe-office")),
    ("/ordrar", By("axe-office")),
    ("/ordrar/{number}", By("axe-office")),
    ("/ordrar/{number}/arende", By("withdrawal")),
    ("/ordrar/{number}/betalning", By("company")),
    ("/returer", By("withdrawal")),
    ("/returer/meddelanden", By("withdrawal")),
    ("/returer/{number}", By("withdrawal")),
    ("/returer/{number}/bild/{file}", Not(FILE)),
    ("/kreditnotor", By("withdrawal")),
    ("/kreditnotor/{number}", By("withdrawal")),
    ("/fakturor", By("company")),
    ("/fakturor/konto", By("axe-forms")),
    ("/fakturor/{number}", By("company")),
    ("/betalningar", By("company")),
    ("/betalningar/{id}", By("company")),
    ("/offerter", By("quotation")),
    ("/offerter/{number}", By("quotation")),
    ("/kampanjer", By("axe-forms")),
    ("/kampanjer/ny", By("axe-forms")),
    ("/kampanjer/{id}", By("axe-forms")),
    ("/kampanjer/{id}/andra", By("axe-forms")),
    ("/kampanjer/{id}/prova", By("axe-forms")),
    ("/kampanjer/{id}/koder", Not(FILE)),
    ("/presentkort", By("axe-forms")),
    ("/presentkort/ny", By("axe-forms")),
    ("/presentkort/{id}", By("axe-forms")),
    ("/presentkort/{id}/kod", By("axe-forms")),
    ("/kunder", By("axe-forms")),
    ("/kunder/{id}", By("axe-forms")),
    ("/kunder/{id}/personuppgifter", By("axe-forms")),
    ("/foretag", By("company")),
    ("/foretag/{id}", By("company")),
    ("/ansokningar", By("company")),
    ("/ansokningar/{id}", By("company")),
    ("/nivaer", By("axe-forms")),
    ("/nivaer/ny", By("axe-forms")),
    ("/nivaer/{code}", By("axe-forms")),
    ("/nivaer/{code}/sortiment", By("axe-forms")),
    ("/nivaer/{code}/prislistor", By("axe-forms")),
    ("/frakt", By("axe-forms")),
    ("/produkter", By("axe-office")),
    ("/produkter/{id}", By("axe-office")),
    ("/produkter/{id}/priser", By("axe-forms")),
    ("/produkter/{id}/text", By("operations")),
    ("/produkter/{id}/text/granska", By("operations")),
    ("/produkter/{id}/text/versioner/{version}", By("operations")),
    ("/produkter/{id}/forhandsvisning", Not(ON)),
    ("/bevakningar", By("axe-corners")),
    ("/prislistor", By("axe-office")),
    ("/prislistor/ny", By("axe-forms")),
    ("/prislistor/{id}", By("axe-office")),
    ("/prislistor/{id}/andra", By("axe-forms")),
    ("/repetition", By("axe-office")),
    ("/repetition/{number}", By("axe-forms")),
    ("/prisskillnader", By("axe-forms")),
    ("/omdomen", By("axe-corners")),
    ("/omdomen/installningar", By("axe-forms")),
    ("/omdomen/{id}", By("axe-corners")),
    ("/butiken", By("axe-office")),
    ("/butiker", By("axe-forms")),
    ("/butiker/ny", By("axe-forms")),
    ("/butiker/{code}", By("axe-forms")),
    ("/installningar", By("axe-office")),
    ("/installningar/gemensamt", By("axe-forms")),
    ("/moms", By("axe-office")),
    ("/valutor", By("axe-office")),
    ("/moms/oss", Not(FILE)),
    ("/moms/bokforing", Not(FILE)),
    ("/utskick", By("axe-office")),
    ("/utskick/{id}", By("axe-office")),
    (
        "/utskick/{id}/html",
        Not("the same as the demo's mailbox shows"),
    ),
    ("/leveranser", By("axe-office")),
    ("/leveranser/{id}", By("axe-office")),
    ("/jobb", By("axe-corners")),
    ("/jobb/{id}", By("axe-corners")),
    ("/dokument", By("axe-forms")),
    ("/dokument/{kind}", By("axe-forms")),
    ("/dokument/{kind}/ny", By("axe-forms")),
    ("/dokument/{kind}/{version}", By("axe-forms")),
    ("/bitraden", By("axe-forms")),
    ("/bitraden/ny", By("axe-forms")),
    ("/bitraden/{id}", By("axe-forms")),
    ("/granskning", By("axe-office")),
    ("/granskning/{id}", By("axe-office")),
    ("/personal", By("axe-office")),
    ("/personal/ny", By("axe-office")),
    ("/personal/{id}", By("axe-office")),
];

/// How a page of the back office is looked at.
fn of_office(path: &str) -> Option<Seen> {
    let named = OFFICE.iter().find(|(of, _)| *of == path);
    let named = named.map(|(_, seen)| *seen);
    named.or_else(|| match path.rsplit('/').next() {
        Some("export") => Some(Not(FILE)),
        Some("version") => Some(Not(VERSION)),
        _ => None,
    })
}

/// The pattern that an address is of: the one that leaves the least to be filled in.
fn pattern_of<'a>(path: &str, patterns: &[&'a str]) -> Option<&'a str> {
    let fits = |pattern: &str| {
        let (theirs, own) = (pattern.split('/'), path.split('/'));
        theirs.clone().count() == own.clone().count()
            && theirs
                .zip(own)
                .all(|(theirs, own)| theirs == own || theirs.starts_with('{'))
    };
    let all = patterns.iter().copied().filter(|pattern| fits(pattern));
    all.min_by_key(|pattern| pattern.matches('{').count())
}

/// Whether that journey is the one that is to scan a page of the back office.
pub fn is_scanned_by(journey: &str, path: &str) -> bool {
    let patterns: Vec<&str> = pages_of_office().collect();
    let seen = pattern_of(path, &patterns).and_then(of_office);
    matches!(seen, Some(By(name)) if name == journey)
}

fn shop_paths() -> impl Iterator<Item = &'static PathPattern> {
    shop::paths::PATHS.iter()
}

/// What a journey is said to scan and has not, of the addresses that it did: the shop's and the back office's.
pub fn left_out(journey: &str, shop: &BTreeSet<String>, office: &BTreeSet<String>) -> Vec<String> {
    let scans = |seen: Seen| matches!(seen, By(name) if name == journey);
    let of_shop: Vec<&str> = shop_paths().map(|path| path.sv).collect();
    let of_office: Vec<&str> = pages_of_office().collect();
    let met = |paths: &BTreeSet<String>, patterns: &[&'static str]| {
        let met = paths.iter().filter_map(|path| pattern_of(path, patterns));
        met.collect::<BTreeSet<&'static str>>()
    };
    let (met_shop, met_office) = (met(shop, &of_shop), met(office, &of_office));
    let names = SHOP.iter().filter(|(_, seen)| scans(*seen));
    let paths = names.filter_map(|(name, _)| shop_paths().find(|path| path.name == *name));
    let missed = paths
        .map(|path| path.sv)
        .filter(|path| !met_shop.contains(path));
    let rooms = OFFICE.iter().filter(|(_, seen)| scans(*seen));
    let rooms = rooms
        .map(|(path, _)| *path)
        .filter(|path| !met_office.contains(path));
    missed.chain(rooms).map(str::to_owned).collect()
}

fn pages_of_office() -> impl Iterator<Item = &'static str> {
    let pages = admin::routes::ENDPOINTS.iter();
    pages
        .filter(|endpoint| endpoint.method == "GET")
        .map(|endpoint| endpoint.path)
}

/// Whether the shop answers a look at an address of this name, by what its router says. Documents are laid there all at once, each a page.
fn is_looked_at(name: &str) -> bool {
    const ROUTER: &str = include_str!("../../../shop/src/router.rs");
    let named = format!("\"{name}\",");
    let Some((_, rest)) = ROUTER.split_once(&named) else {
        return true;
    };
    let handler = rest.split('"').next().unwrap_or_default();
    handler.contains("get(")
}

#[test]
fn every_page_of_the_shop_is_scanned_or_said_to_need_it_not() {
    let names: Vec<&str> = SHOP.iter().map(|(name, _)| *name).collect();
    let once: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(once.len(), names.len(), "a name stands there twice");
    for path in shop_paths() {
        let seen = SHOP.iter().find(|(name, _)| *name == path.name);
        let Some((_, seen)) = seen else {
            panic!(
                "{} ({}): no journey has it read by axe-core",
                path.name, path.sv
            )
        };
        let is_deed = matches!(seen, Deed);
        assert_eq!(
            is_deed,
            !is_looked_at(path.name),
            "{}: {seen:?}, but its router says otherwise",
            path.name
        );
    }
    for name in once {
        let is_there = shop_paths().any(|path| path.name == name);
        assert!(is_there, "{name} is no address of the shop");
    }
}

#[test]
fn every_page_of_the_back_office_is_scanned_or_said_to_need_it_not() {
    for path in pages_of_office() {
        let seen = of_office(path);
        assert!(seen.is_some(), "{path}: no journey has it read by axe-core");
        if let Some(Not(reason)) = seen {
            assert!(!reason.is_empty(), "{path}: without a reason");
        }
    }
    for (path, seen) in OFFICE {
        let is_there = pages_of_office().any(|page| page == *path);
        assert!(is_there, "{path} is no page of the back office");
        assert!(!matches!(seen, Deed), "{path} is looked at");
    }
}

#[test]
fn every_journey_that_is_said_to_scan_is_one() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser");
    let mut journeys = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        journeys += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    let all = SHOP
        .iter()
        .chain(OFFICE)
        .filter_map(|(_, seen)| match seen {
            By(journey) => Some(*journey),
            Deed | Not(_) => None,
        });
    for name in all.collect::<BTreeSet<&str>>() {
        let begins = format!("journey(\"{name}\",");
        assert!(journeys.contains(&begins), "no journey is called {name}");
    }
}

#[test]
fn an_address_is_of_the_pattern_that_says_most() {
    let patterns = ["/bitraden/ny", "/bitraden/{id}", "/bitraden"];
    assert_eq!(pattern_of("/bitraden/ny", &patterns), Some("/bitraden/ny"));
    assert_eq!(pattern_of("/bitraden/7", &patterns), Some("/bitraden/{id}"));
    assert_eq!(pattern_of("/annat", &patterns), None);
}
