//! Every address of this door with what it needs. The router is made from this list and from nothing else.

mod customers;
mod products;

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};
use platform::auth::Permission as P;
use platform::render::PathPattern;

use self::customers::CUSTOMERS;
use self::products::PRODUCTS;
use crate::admin::Admin;
pub use crate::guard::Needs;
use crate::{
    deliveries, documents, find, gift_cards, jobs, kept, list, log_in, mailbox, orders,
    price_lists, processors, profile, promotions, rehearsal, saved_views, staff, today,
    variant_prices,
};

/// One address, for one method.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address; words in braces are filled in.
    pub path: &'static str,
    /// What it asks of the caller.
    pub needs: Needs,
    pub(crate) handler: fn() -> MethodRouter<Admin>,
}

const fn at(
    method: &'static str,
    path: &'static str,
    needs: Needs,
    handler: fn() -> MethodRouter<Admin>,
) -> Endpoint {
    Endpoint {
        method,
        path,
        needs,
        handler,
    }
}

/// The list.
pub const ENDPOINTS: &[Endpoint] =
    &together::<{ HOUSE.len() + CUSTOMERS.len() + PRODUCTS.len() }>(HOUSE_AND_CUSTOMERS, PRODUCTS);

const HOUSE_AND_CUSTOMERS: &[Endpoint] =
    &together::<{ HOUSE.len() + CUSTOMERS.len() }>(HOUSE, CUSTOMERS);

const fn together<const N: usize>(first: &[Endpoint], then: &[Endpoint]) -> [Endpoint; N] {
    let mut all = [first[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() {
            first[at]
        } else {
            then[at - first.len()]
        };
        at += 1;
    }
    all
}

const HOUSE: &[Endpoint] = &[
    at("GET", "/logga-in", Needs::Nothing, || {
        get(log_in::ask_password)
    }),
    at("POST", "/logga-in", Needs::Nothing, || {
        post(log_in::give_password)
    }),
    at("GET", "/logga-in/kod", Needs::Halfway, || {
        get(log_in::ask_code)
    }),
    at("POST", "/logga-in/kod", Needs::Halfway, || {
        post(log_in::give_code)
    }),
    at("GET", "/logga-in/reservkod", Needs::Halfway, || {
        get(log_in::ask_recovery)
    }),
    at("POST", "/logga-in/reservkod", Needs::Halfway, || {
        post(log_in::give_recovery)
    }),
    at("GET", "/logga-in/tva-steg", Needs::Halfway, || {
        get(log_in::ask_enrolment)
    }),
    at("POST", "/logga-in/tva-steg", Needs::Halfway, || {
        post(log_in::give_enrolment)
    }),
    at("POST", "/logga-in/passkey", Needs::Halfway, || {
        post(log_in::give_passkey)
    }),
    at("POST", "/logga-in/passkey/borja", Needs::Halfway, || {
        post(log_in::begin_passkey)
    }),
    at("POST", "/logga-ut", Needs::Nothing, || {
        post(log_in::log_out)
    }),
    at("GET", "/inbjudan/{token}", Needs::Nothing, || {
        get(log_in::show_invitation)
    }),
    at("POST", "/inbjudan/{token}", Needs::Nothing, || {
        post(log_in::accept_invitation)
    }),
    at("GET", "/mailbox", Needs::Demo, || get(mailbox::demo_list)),
    at("GET", "/mailbox/{id}", Needs::Demo, || {
        get(mailbox::demo_show)
    }),
    at("GET", "/mailbox/{id}/html", Needs::Demo, || {
        get(mailbox::demo_body)
    }),
    at("GET", "/", Needs::Session, || get(today::show)),
    at("GET", "/fortsatt", Needs::Session, || get(kept::show)),
    at("GET", "/sok", Needs::Session, || get(find::show)),
    at("GET", "/profil", Needs::Session, || get(profile::show)),
    at("POST", "/profil", Needs::Session, || post(profile::save)),
    at("POST", "/profil/utseende", Needs::Session, || {
        post(profile::save_look)
    }),
    at("POST", "/profil/mejl", Needs::Session, || {
        post(profile::save_mails)
    }),
    at("POST", "/profil/losenord", Needs::Session, || {
        post(profile::change_password)
    }),
    at("POST", "/profil/reservkoder", Needs::Session, || {
        post(profile::new_recovery_codes)
    }),
    at("POST", "/profil/bekrafta", Needs::Session, || {
        post(log_in::confirm)
    }),
    at("POST", "/profil/bekrafta/borja", Needs::Session, || {
        post(log_in::begin_confirming)
    }),
    at("GET", "/profil/passkeys/ny", Needs::Session, || {
        get(profile::new_passkey)
    }),
    at("POST", "/profil/passkeys/ny", Needs::Session, || {
        post(profile::add_passkey)
    }),
    at("POST", "/profil/passkeys/ny/borja", Needs::Session, || {
        post(profile::begin_passkey)
    }),
    at("GET", "/profil/passkeys/{id}", Needs::Session, || {
        get(profile::show_passkey)
    }),
    at("POST", "/profil/passkeys/{id}", Needs::Session, || {
        post(profile::remove_passkey)
    }),
    at("POST", "/profil/sessioner", Needs::Session, || {
        post(profile::end_other_sessions)
    }),
    at("POST", "/profil/sessioner/{id}", Needs::Session, || {
        post(profile::end_session)
    }),
    at("GET", "/vyer/ny", Needs::Session, || get(saved_views::ask)),
    at("POST", "/vyer", Needs::Session, || post(saved_views::save)),
    at("POST", "/vyer/{id}/ta-bort", Needs::Session, || {
        post(saved_views::forget)
    }),
    at("GET", "/ordrar", Needs::May(P::OrderRead), || {
        get(list::show::<orders::Orders>)
    }),
    at("GET", "/ordrar/export", Needs::May(P::OrderExport), || {
        get(list::export::<orders::Orders>)
    }),
    at("GET", "/ordrar/{number}", Needs::May(P::OrderRead), || {
        get(orders::show)
    }),
    at(
        "GET",
        "/ordrar/{number}/version",
        Needs::May(P::OrderRead),
        || get(orders::version),
    ),
    at("GET", "/kampanjer", Needs::May(P::PromotionRead), || {
        get(list::show::<promotions::Promotions>)
    }),
    at("POST", "/kampanjer", Needs::May(P::PromotionManage), || {
        post(promotions::create)
    }),
    at(
        "GET",
        "/kampanjer/export",
        Needs::May(P::PromotionExport),
        || get(list::export::<promotions::Promotions>),
    ),
    at(
        "GET",
        "/kampanjer/ny",
        Needs::May(P::PromotionManage),
        || get(promotions::ask),
    ),
    at(
        "GET",
        "/kampanjer/{id}",
        Needs::May(P::PromotionRead),
        || get(promotions::show),
    ),
    at(
        "POST",
        "/kampanjer/{id}",
        Needs::May(P::PromotionManage),
        || post(promotions::save),
    ),
    at(
        "GET",
        "/kampanjer/{id}/andra",
        Needs::May(P::PromotionManage),
        || get(promotions::edit),
    ),
    at(
        "GET",
        "/kampanjer/{id}/prova",
        Needs::May(P::PromotionRead),
        || get(promotions::try_out),
    ),
    at(
        "POST",
        "/kampanjer/{id}/aktivera",
        Needs::May(P::PromotionManage),
        || post(promotions::activate),
    ),
    at(
        "POST",
        "/kampanjer/{id}/pausa",
        Needs::May(P::PromotionManage),
        || post(promotions::pause),
    ),
    at(
        "POST",
        "/kampanjer/{id}/avsluta",
        Needs::May(P::PromotionManage),
        || post(promotions::end),
    ),
    at(
        "GET",
        "/kampanjer/{id}/koder",
        Needs::May(P::PromotionExport),
        || get(promotions::export_codes),
    ),
    at(
        "POST",
        "/kampanjer/{id}/koder",
        Needs::May(P::PromotionManage),
        || post(promotions::add_codes),
    ),
    at("GET", "/presentkort", Needs::May(P::GiftCardRead), || {
        get(list::show::<gift_cards::GiftCards>)
    }),
    at(
        "POST",
        "/presentkort",
        Needs::May(P::GiftCardManage),
        || post(gift_cards::issue),
    ),
    at(
        "GET",
        "/presentkort/export",
        Needs::May(P::GiftCardExport),
        || get(list::export::<gift_cards::GiftCards>),
    ),
    at(
        "GET",
        "/presentkort/ny",
        Needs::May(P::GiftCardManage),
        || get(gift_cards::ask),
    ),
    at(
        "GET",
        "/presentkort/{id}",
        Needs::May(P::GiftCardRead),
        || get(gift_cards::show),
    ),
    at(
        "GET",
        "/presentkort/{id}/kod",
        Needs::May(P::GiftCardManage),
        || get(gift_cards::code),
    ),
    at(
        "POST",
        "/presentkort/{id}/sparra",
        Needs::May(P::GiftCardManage),
        || post(gift_cards::block),
    ),
    at(
        "POST",
        "/presentkort/{id}/oppna",
        Needs::May(P::GiftCardManage),
        || post(gift_cards::unblock),
    ),
    at(
        "POST",
        "/presentkort/{id}/forlang",
        Needs::May(P::GiftCardManage),
        || post(gift_cards::extend),
    ),
    at(
        "POST",
        "/presentkort/{id}/ratta",
        Needs::May(P::GiftCardManage),
        || post(gift_cards::correct),
    ),
    at(
        "POST",
        "/presentkort/{id}/skicka",
        Needs::May(P::GiftCardManage),
        || post(gift_cards::send_again),
    ),
    at(
        "POST",
        "/ordrar/{number}/anteckning",
        Needs::May(P::CustomerHelp),
        || post(orders::add_note),
    ),
    at(
        "POST",
        "/ordrar/{number}/presentkort",
        Needs::May(P::GiftCardManage),
        || post(orders::refund_cards),
    ),
    at(
        "POST",
        "/ordrar/{number}/forsandelser",
        Needs::May(P::FulfilmentManage),
        || post(orders::send_goods),
    ),
    at(
        "POST",
        "/ordrar/{number}/forsandelser/{id}",
        Needs::May(P::FulfilmentManage),
        || post(orders::correct_shipment),
    ),
    at(
        "POST",
        "/ordrar/{number}/betald",
        Needs::May(P::InvoiceSettle),
        || post(orders::mark_paid),
    ),
    at(
        "POST",
        "/ordrar/{number}/obetald",
        Needs::May(P::InvoiceSettle),
        || post(orders::reopen),
    ),
    at(
        "POST",
        "/ordrar/{number}/avbryt",
        Needs::May(P::InvoiceSettle),
        || post(orders::cancel),
    ),
    at(
        "GET",
        "/produkter/{id}/priser",
        Needs::May(P::PriceRead),
        || get(variant_prices::show),
    ),
    at(
        "POST",
        "/produkter/{id}/inkopspris",
        Needs::May(P::PriceManage),
        || post(variant_prices::set_cost),
    ),
    at("GET", "/repetition", Needs::May(P::PriceRehearse), || {
        get(rehearsal::show)
    }),
    at("POST", "/repetition", Needs::May(P::PriceRehearse), || {
        post(rehearsal::begin)
    }),
    at("GET", "/prislistor", Needs::May(P::PriceRead), || {
        get(list::show::<price_lists::PriceLists>)
    }),
    at(
        "GET",
        "/prislistor/export",
        Needs::May(P::PriceExport),
        || get(list::export::<price_lists::PriceLists>),
    ),
    at("GET", "/prislistor/ny", Needs::May(P::PriceManage), || {
        get(price_lists::ask)
    }),
    at("POST", "/prislistor/ny", Needs::May(P::PriceManage), || {
        post(price_lists::create)
    }),
    at("GET", "/prislistor/{id}", Needs::May(P::PriceRead), || {
        get(price_lists::show)
    }),
    at(
        "GET",
        "/prislistor/{id}/andra",
        Needs::May(P::PriceManage),
        || get(price_lists::edit),
    ),
    at(
        "POST",
        "/prislistor/{id}/andra",
        Needs::May(P::PriceManage),
        || post(price_lists::update),
    ),
    at(
        "POST",
        "/prislistor/{id}/priser",
        Needs::May(P::PriceManage),
        || post(price_lists::set),
    ),
    at(
        "POST",
        "/prislistor/{id}/priser/{price}/avsluta",
        Needs::May(P::PriceManage),
        || post(price_lists::end),
    ),
    at(
        "GET",
        "/prislistor/{id}/export",
        Needs::May(P::PriceExport),
        || get(price_lists::export),
    ),
    at(
        "POST",
        "/prislistor/{id}/import",
        Needs::May(P::PriceManage),
        || post(price_lists::import).layer(DefaultBodyLimit::max(price_lists::LARGEST_FILE)),
    ),
    at("GET", "/utskick", Needs::May(P::MailboxRead), || {
        get(list::show::<mailbox::Mails>)
    }),
    at(
        "GET",
        "/utskick/export",
        Needs::May(P::MailboxExport),
        || get(list::export::<mailbox::Mails>),
    ),
    at("GET", "/utskick/{id}", Needs::May(P::MailboxRead), || {
        get(mailbox::show)
    }),
    at(
        "GET",
        "/utskick/{id}/html",
        Needs::May(P::MailboxRead),
        || get(mailbox::body),
    ),
    at("GET", "/jobb", Needs::May(P::OperationsRead), || {
        get(list::show::<jobs::Jobs>)
    }),
    at(
        "GET",
        "/jobb/export",
        Needs::May(P::OperationsExport),
        || get(list::export::<jobs::Jobs>),
    ),
    at("GET", "/jobb/{id}", Needs::May(P::OperationsRead), || {
        get(jobs::show)
    }),
    at(
        "GET",
        "/jobb/{id}/version",
        Needs::May(P::OperationsRead),
        || get(jobs::version),
    ),
    at("POST", "/jobb/igen", Needs::May(P::OperationsRetry), || {
        post(jobs::retry_many)
    }),
    at(
        "POST",
        "/jobb/{id}/igen",
        Needs::May(P::OperationsRetry),
        || post(jobs::retry),
    ),
    at("GET", "/leveranser", Needs::May(P::OperationsRead), || {
        get(list::show::<deliveries::Deliveries>)
    }),
    at(
        "GET",
        "/leveranser/export",
        Needs::May(P::OperationsExport),
        || get(list::export::<deliveries::Deliveries>),
    ),
    at(
        "GET",
        "/leveranser/{id}",
        Needs::May(P::OperationsRead),
        || get(deliveries::show),
    ),
    at(
        "GET",
        "/leveranser/{id}/version",
        Needs::May(P::OperationsRead),
        || get(deliveries::version),
    ),
    at(
        "POST",
        "/leveranser/igen",
        Needs::May(P::OperationsRetry),
        || post(deliveries::retry_many),
    ),
    at(
        "POST",
        "/leveranser/{id}/igen",
        Needs::May(P::OperationsRetry),
        || post(deliveries::retry),
    ),
    at("GET", "/dokument", Needs::May(P::DocumentRead), || {
        get(documents::index)
    }),
    at(
        "GET",
        "/dokument/{kind}",
        Needs::May(P::DocumentRead),
        || get(documents::kind),
    ),
    at(
        "GET",
        "/dokument/{kind}/ny",
        Needs::May(P::DocumentManage),
        || get(documents::ask),
    ),
    at(
        "POST",
        "/dokument/{kind}/ny",
        Needs::May(P::DocumentManage),
        || post(documents::publish),
    ),
    at(
        "GET",
        "/dokument/{kind}/{version}",
        Needs::May(P::DocumentRead),
        || get(documents::show),
    ),
    at(
        "POST",
        "/dokument/{kind}/{version}/aterkalla",
        Needs::May(P::DocumentManage),
        || post(documents::call_off),
    ),
    at("GET", "/bitraden", Needs::May(P::DocumentRead), || {
        get(processors::index)
    }),
    at("GET", "/bitraden/ny", Needs::May(P::DocumentManage), || {
        get(processors::ask)
    }),
    at(
        "POST",
        "/bitraden/ny",
        Needs::May(P::DocumentManage),
        || post(processors::add),
    ),
    at("GET", "/bitraden/{id}", Needs::May(P::DocumentRead), || {
        get(processors::show)
    }),
    at(
        "POST",
        "/bitraden/{id}",
        Needs::May(P::DocumentManage),
        || post(processors::save),
    ),
    at(
        "POST",
        "/bitraden/{id}/ta-bort",
        Needs::May(P::DocumentManage),
        || post(processors::remove),
    ),
    at("GET", "/personal", Needs::May(P::StaffRead), || {
        get(list::show::<staff::People>)
    }),
    at(
        "GET",
        "/personal/export",
        Needs::May(P::StaffExport),
        || get(list::export::<staff::People>),
    ),
    at("GET", "/personal/ny", Needs::May(P::StaffManage), || {
        get(staff::ask)
    }),
    at("POST", "/personal/ny", Needs::May(P::StaffManage), || {
        post(staff::invite)
    }),
    at("GET", "/personal/{id}", Needs::May(P::StaffRead), || {
        get(staff::show)
    }),
    at(
        "GET",
        "/personal/{id}/version",
        Needs::May(P::StaffRead),
        || get(staff::version),
    ),
    at(
        "POST",
        "/personal/{id}/roller",
        Needs::May(P::StaffManage),
        || post(staff::set_roles),
    ),
    at(
        "POST",
        "/personal/{id}/inbjudan",
        Needs::May(P::StaffManage),
        || post(staff::invite_again),
    ),
    at(
        "POST",
        "/personal/{id}/stang",
        Needs::May(P::StaffManage),
        || post(staff::close),
    ),
];

/// Addresses that templates name. The words are Swedish in both languages: an address is the same for whoever it is sent to.
pub const PATHS: &[PathPattern] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_stands_twice_or_outside_the_list() {
        let mut seen = std::collections::BTreeSet::new();
        for endpoint in ENDPOINTS {
            assert!(
                seen.insert((endpoint.method, endpoint.path)),
                "{} {}",
                endpoint.method,
                endpoint.path
            );
        }
        let mut files = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let is_list = path.ends_with("router.rs");
            for sign in [".route(", ".nest(", ".route_service(", ".nest_service("] {
                let count = text
                    .lines()
                    .filter(|l| l.contains(sign) && !l.contains('"'))
                    .count();
                assert_eq!(
                    count,
                    usize::from(is_list && sign == ".route("),
                    "{sign} in {}",
                    path.display()
                );
            }
        }
    }

    #[test]
    fn what_changes_something_is_sent_by_a_form() {
        for endpoint in ENDPOINTS {
            if let Needs::May(P::OperationsRetry) = endpoint.needs {
                assert_eq!(endpoint.method, "POST");
            }
        }
    }
}
