//! The addresses about what makes a purchase cheaper: promotions with their codes, and gift cards.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{gift_cards, list, promotions};

pub(super) const OFFERS: &[Endpoint] = &[
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
];
