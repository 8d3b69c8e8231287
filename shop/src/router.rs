//! The shop's routes: one line a page, the same handler in both languages.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use http::StatusCode;
use platform::i18n::Locale;
use platform::render::assets;
use platform::web::form::{MAX_FORM_BYTES, refuse_unclean_paths};
use platform::web::layers::{catch_panics, give_up};
use platform::web::same_origin::refuse_foreign_origins;
use platform::web::{ErrorContext, PageError};

use crate::error::error_page;
use crate::media::handlers::{self as media, Pictures};
use crate::paths::PATHS;
use crate::state::ShopState;
use crate::visitor::Visitor;
use crate::{
    account, cart, category, checkout, company, document, feeds, home, kept, order, product,
    quotations, rehearsal, returns, search, watch,
};

/// Everything that shoppers reach, with error pages in the theme. The server puts logging, security headers and compression around it.
pub fn router(state: ShopState) -> Router {
    let pictures = Pictures {
        db: state.db.clone(),
        darkroom: state.darkroom.clone(),
        settings: state.pictures.clone(),
    };
    let renderer = Arc::clone(&state.renderer);
    let mut pages = Router::new()
        .route("/robots.txt", get(feeds::robots))
        .route("/sitemap.xml", get(feeds::index))
        .route("/sitemap/{file}", get(feeds::file))
        .route("/favicon.ico", get(favicon));
    for (name, handler) in handlers() {
        for locale in Locale::ALL {
            if let Some(path) = PATHS.iter().find(|path| path.name == name) {
                pages = pages.route(path.pattern(locale), handler.clone());
            }
        }
    }
    pages
        .with_state(state.clone())
        .merge(media::router(pictures))
        .merge(assets::router(renderer))
        .layer(from_fn_with_state(state.clone(), rehearsal::refuse_deeds))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(from_fn(refuse_foreign_origins))
        .layer(from_fn(refuse_unclean_paths))
        .layer(from_fn(catch_panics))
        .layer(from_fn(give_up))
        .layer(from_fn_with_state(state.clone(), show_errors))
        .layer(from_fn_with_state(state, kept::keep))
}

fn handlers() -> Vec<(&'static str, MethodRouter<ShopState>)> {
    let mut list = vec![
        ("home", get(home::handlers::show)),
        ("all", get(category::handlers::all)),
        ("category", get(category::handlers::show)),
        ("product", get(product::handlers::show)),
        ("search", get(search::handlers::show)),
        ("suggest", get(search::handlers::suggest)),
        ("cart", get(cart::handlers::show)),
        ("cart_add", post(cart::changing::add)),
        ("cart_line", post(cart::changing::change)),
        ("cart_code", post(cart::codes::change)),
        ("cart_card", get(cart::wishes::new).post(cart::wishes::add)),
        (
            "cart_line_card",
            get(cart::wishes::show).post(cart::wishes::save),
        ),
        (
            "checkout",
            get(checkout::handlers::show).post(checkout::handlers::create),
        ),
        ("preview", get(product::preview::show)),
        ("preview_begin", get(product::preview::begin)),
        ("rehearsal", get(rehearsal::begin)),
        ("rehearsal_end", post(rehearsal::end)),
        ("order", get(order::handlers::show)),
        ("order_pay", post(order::handlers::pay)),
        ("order_return", get(order::handlers::back)),
    ];
    list.push((
        "withdraw",
        get(returns::entry::show).post(returns::entry::ask),
    ));
    list.push(("withdraw_notice", post(returns::notice::take)));
    list.push(("withdraw_receipt", get(returns::notice::receipt)));
    list.push((
        "order_withdraw",
        get(returns::show_withdraw).post(returns::withdraw),
    ));
    let complain = post(returns::complain).layer(DefaultBodyLimit::max(returns::LARGEST_UPLOAD));
    list.push((
        "order_complain",
        get(returns::show_complain).merge(complain),
    ));
    list.push(("order_case", get(returns::case::show)));
    list.push(("order_case_slip", get(returns::case::slip)));
    list.push(("order_case_label", get(returns::case::label)));
    let say = post(returns::talk::say).layer(DefaultBodyLimit::max(returns::LARGEST_UPLOAD));
    list.push(("order_case_say", say));
    list.push(("order_case_take_back", post(returns::talk::take_back)));
    list.push(("order_picture", get(returns::pictures::show)));
    list.extend(review_handlers());
    list.extend(account_handlers());
    list.extend(company_handlers());
    list.extend(quotation_handlers());
    for kind in commerce::legal::KINDS {
        let show =
            move |state, visitor, query| document::handlers::show(state, visitor, query, kind);
        list.push((kind, get(show)));
    }
    list
}

fn review_handlers() -> Vec<(&'static str, MethodRouter<ShopState>)> {
    use crate::reviews::{mine, questions, reporting, shown, writing};
    vec![
        ("product_reviews", get(shown::index)),
        ("review_report", get(reporting::show).post(reporting::send)),
        ("order_review", get(writing::show).post(writing::save)),
        ("order_review_remove", post(writing::remove)),
        (
            "order_no_questions",
            get(questions::show).post(questions::stop),
        ),
        ("my_reviews", get(mine::index)),
        ("watch", get(watch::ask::show).post(watch::ask::create)),
        ("stock_watch", get(watch::link::show).post(watch::link::act)),
        ("watches", get(watch::mine::index).post(watch::mine::update)),
        ("order_invoice", get(order::invoice::show)),
        ("order_credit_note", get(order::credit_note::show)),
    ]
}

fn account_handlers() -> Vec<(&'static str, MethodRouter<ShopState>)> {
    use crate::quick_order::handlers as quick_order;
    use account::lists::handlers as lists;
    use account::{
        addresses, details, erasing, gate, link, my_data, my_order, pages, passkey_gate,
        passkey_proof, passkeys, reorder, saved_carts, wishes,
    };
    vec![
        ("account", get(pages::overview)),
        ("log_in", get(gate::show_log_in).post(gate::log_in)),
        ("log_out", post(gate::log_out)),
        ("register", get(gate::show_register).post(gate::register)),
        ("forgot", get(gate::show_forgot).post(gate::forgot)),
        ("customer_link", get(link::show).post(link::open)),
        ("my_orders", get(pages::orders)),
        ("claim", post(pages::claim_orders)),
        ("log_ins", get(pages::log_ins).post(pages::set_password)),
        ("passkey_begin", post(passkey_gate::begin)),
        ("passkey_log_in", post(passkey_gate::log_in)),
        ("passkey_confirm_begin", post(passkey_proof::begin)),
        ("passkey_confirm", post(passkey_proof::confirm)),
        ("passkey_new", get(passkeys::new).post(passkeys::create)),
        ("passkey_new_begin", post(passkeys::begin)),
        ("passkey", get(passkeys::show).post(passkeys::rename)),
        ("passkey_remove", post(passkeys::remove)),
        ("end_sessions", post(pages::end_others)),
        ("end_session", post(pages::end_one)),
        ("my_order", get(my_order::show)),
        ("my_receipt", get(my_order::receipt)),
        ("reorder", post(reorder::create)),
        ("wishes", get(wishes::index).post(wishes::update)),
        (
            "saved_carts",
            get(saved_carts::index).post(saved_carts::create),
        ),
        ("lists", get(lists::index).post(lists::create)),
        ("list", get(lists::show).post(lists::update)),
        ("list_to_cart", post(lists::to_cart)),
        (
            "quick_order",
            get(quick_order::show).post(quick_order::update),
        ),
        (
            "quick_order_file",
            post(quick_order::read_upload)
                .layer(DefaultBodyLimit::max(quick_order::LARGEST_REQUEST)),
        ),
        ("saved_cart", post(saved_carts::update)),
        ("saved_cart_up", post(saved_carts::take_up)),
        ("my_data", get(my_data::show)),
        ("consent", post(my_data::consent)),
        ("export", post(my_data::download)),
        ("erase", get(erasing::before_erasing).post(erasing::erase)),
        ("addresses", get(addresses::index).post(addresses::create)),
        ("address_new", get(addresses::new)),
        ("address", get(addresses::edit).post(addresses::update)),
        ("address_default", post(addresses::make_default)),
        ("address_remove", post(addresses::destroy)),
        ("details", get(details::show).post(details::change)),
        ("change_email", post(details::change_email)),
    ]
}

fn company_handlers() -> Vec<(&'static str, MethodRouter<ShopState>)> {
    use company::{apply, approvals, articles, cost_places, hub, invitation, people, places};
    vec![
        ("company", get(hub::show).post(hub::save_papers)),
        ("act_for", post(hub::act_for)),
        ("company_leave", post(hub::leave)),
        ("apply", get(apply::show).post(apply::send)),
        ("apply_withdraw", post(apply::withdraw)),
        ("company_people", get(people::index).post(people::invite)),
        ("company_person", get(people::show).post(people::save)),
        ("company_person_remove", post(people::remove)),
        ("company_invitation_withdraw", post(people::withdraw)),
        (
            "company_articles",
            get(articles::index).post(articles::update),
        ),
        (
            "company_cost_places",
            get(cost_places::index).post(cost_places::save),
        ),
        ("company_places", get(places::index)),
        ("company_place_new", get(places::ask).post(places::create)),
        ("company_place", get(places::show).post(places::save)),
        ("company_place_remove", post(places::remove)),
        ("approvals", get(approvals::index)),
        ("approval", get(approvals::show)),
        ("approval_approve", post(approvals::approve)),
        ("approval_refuse", post(approvals::refuse)),
        ("approval_withdraw", post(approvals::withdraw)),
        ("approval_refill", post(approvals::refill)),
        (
            "company_invitation",
            get(invitation::show).post(invitation::accept),
        ),
    ]
}

fn quotation_handlers() -> Vec<(&'static str, MethodRouter<ShopState>)> {
    use quotations::{ask, decide, handlers};
    vec![
        ("quotations", get(handlers::index)),
        ("quotation_new", get(ask::show).post(ask::create)),
        ("quotation", get(handlers::show)),
        ("quotation_order", post(decide::order)),
        ("quotation_decline", post(decide::decline)),
        ("quotation_change", post(decide::change)),
        ("quotation_take_back", post(decide::take_back)),
        (
            "quotation_checkout",
            get(checkout::handlers::show_offer).post(checkout::handlers::create_offer),
        ),
    ]
}

/// Browsers that ask for the old address get the theme's icon.
async fn favicon(State(state): State<ShopState>) -> Response {
    match state.renderer.assets().url("icon.svg") {
        Some(url) => crate::page::moved(url),
        None => PageError::NotFound.into_response(),
    }
}

/// Leads whoever must log in first to where that is done, and back to the page that they looked at.
fn to_log_in(state: &ShopState, visitor: &Visitor, is_look: bool) -> Response {
    let mut values = Vec::new();
    values.extend(is_look.then_some(("next", visitor.path.as_str())));
    crate::page::see_other(&state.renderer.url(visitor.locale, "log_in", &values))
}

/// Makes the theme's page of every error that a browser shows.
async fn show_errors(State(state): State<ShopState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let path = parts.uri.path();
    // Pictures, files and pieces of pages are not shown by themselves.
    let is_page = !["/bild/", "/assets/", "/sitemap"]
        .iter()
        .any(|start| path.starts_with(start));
    let is_look = parts.method == http::Method::GET;
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if status == StatusCode::UNAUTHORIZED && is_page {
        return to_log_in(&state, &visitor, is_look);
    }
    let is_bare = response.extensions().get::<ErrorContext>().is_some()
        || matches!(
            status,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::PAYLOAD_TOO_LARGE
        );
    if is_page && is_bare {
        error_page(&state, &visitor, response).await
    } else {
        response
    }
}
