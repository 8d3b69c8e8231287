//! The checkout: shown, counted anew, sent. Nothing that was typed is lost.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::parse_email;
use commerce::customer::Session;
use commerce::payment::PaymentMethod;
use data_encoding::HEXLOWER;
use http::StatusCode;
use platform::i18n::{Message, numbers};
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError};

use super::changed::changed;
use super::forms::{CheckoutForm, read_buyer, read_contact, read_purchase};
use super::goods::Goods;
use super::saved;
use super::send::{self, Sent};
use super::sheet::{Sheet, methods, place, read_sheet, render};
use super::tax::with_answer;
use crate::cart::codes;
use crate::cart::map::changes;
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /kassa`.
///
/// # Errors
/// Database errors. Whoever has nothing to buy is led to the cart.
pub async fn show(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    show_goods(&state, &visitor, Goods::Cart).await
}

/// `GET /kassa/offert/{quotation}`.
///
/// # Errors
/// 404 for an offer that they do not see. One that cannot be ordered leads back to its page.
pub async fn show_offer(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    show_goods(&state, &visitor, Goods::offer(&id)?).await
}

async fn show_goods(
    state: &ShopState,
    visitor: &Visitor,
    goods: Goods,
) -> Result<Response, PageError> {
    let mut desk = goods.desk(state, visitor).await?;
    let mut form = known_form(&mut desk, goods).await?;
    let mut desk = with_answer(state, visitor, desk, place(&form)).await?;
    match read_sheet(state, visitor, &mut desk, &form).await? {
        Some(sheet) if sheet.can_be_sold() => {
            refuse_territory(&mut form, &desk, &sheet);
            let status = StatusCode::OK;
            render(state, visitor, desk, sheet, form, Vec::new(), status).await
        }
        // Nothing has been typed yet, and the goods' own page says what is wrong.
        _ => Ok(goods.back(state, visitor)),
    }
}

/// `POST /kassa`: counts anew (`preview`), or buys.
///
/// # Errors
/// Database errors.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    create_of(&state, &visitor, &fields, Goods::Cart).await
}

/// `POST /kassa/offert/{quotation}`.
///
/// # Errors
/// As [`show_offer`].
pub async fn create_offer(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    create_of(&state, &visitor, &fields, Goods::offer(&id)?).await
}

async fn create_of(
    state: &ShopState,
    visitor: &Visitor,
    fields: &Fields,
    goods: Goods,
) -> Result<Response, PageError> {
    let mut desk = goods.desk(state, visitor).await?;
    let mut form = read_form(&desk, fields);
    let chosen = fields.get("use");
    if let Some(chosen) = chosen {
        let kept = saved::all(&mut desk).await?;
        form = match kept.filled(form, chosen) {
            Ok(form) => read_country(&desk, form),
            Err(form) => form,
        };
    }
    // A code that was typed counts, whichever button was pressed: nobody pays more than they thought for having missed a button.
    // An offer takes none.
    let changes_codes = goods == Goods::Cart
        && (["apply_code", "remove_code"]
            .into_iter()
            .any(|button| fields.has(button))
            || !form.trimmed("code").is_empty());
    if changes_codes {
        drop(desk);
        form = change_codes(state, visitor, fields, form).await?;
        desk = goods.desk(state, visitor).await?;
    }
    desk = with_answer(state, visitor, desk, place(&form)).await?;
    let Some(sheet) = read_sheet(state, visitor, &mut desk, &form).await? else {
        return goods.sent_again(state, visitor, &mut desk).await;
    };
    let page = Page {
        state,
        visitor,
        fields,
        goods,
    };
    refuse_territory(&mut form, &desk, &sheet);
    if !sheet.has_its_offer() {
        return goods.sent_again(state, visitor, &mut desk).await;
    }
    if !sheet.can_be_sold() {
        if !sheet.is_taxed() {
            form.refuse("country", "error-country-goods");
        }
        return page.told(desk, sheet, form, StatusCode::CONFLICT).await;
    }
    if fields.has("preview") || chosen.is_some() || changes_codes {
        let is_refused = ["code", "postcode"]
            .into_iter()
            .any(|field| form.complaint(field).is_some());
        let status = if is_refused {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        return page.told(desk, sheet, form, status).await;
    }
    let Some(order) = read_order(&mut form, visitor, fields, (&desk, &sheet)) else {
        return page
            .told(desk, sheet, form, StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    };
    let keeper = desk
        .session
        .clone()
        // A company's places are its administrators' to keep.
        .filter(|session| session.acting.is_none())
        .filter(|_| sheet.cart.is_carried() && !form.trimmed("save_address").is_empty());
    // Whoever holds one connection and waits for another may wait for ever when all do: this one goes back before the next is taken.
    let prices = std::sync::Arc::clone(&desk.seen.prices);
    drop(desk);
    if let Some(session) = keeper {
        saved::keep(state, visitor, &session, &order.contact).await?;
    }
    let sent = send::send(state, visitor, &prices, &sheet.cart, order).await?;
    page.answer(sent, sheet, form).await
}

/// The order that the form asks for; none where something in it is refused.
fn read_order(
    form: &mut FormState<CheckoutForm>,
    visitor: &Visitor,
    fields: &Fields,
    (desk, sheet): (&Desk, &Sheet),
) -> Option<send::Order> {
    let contact = if sheet.cart.is_carried() {
        read_contact(form)
    } else {
        read_buyer(form, &desk.facts.shop.country)
    };
    let method = check_choices(form, desk, sheet);
    let company = match desk.session.as_ref().and_then(Session::company) {
        Some(id) => read_purchase(form, id, sheet.terms.papers()),
        None => None,
    };
    if let Some(minimum) = sheet.terms.minimum {
        form.refuse_whole(below(visitor, minimum));
    }
    if let Some(currency) = sheet.terms.lacks_rate {
        form.refuse_whole(lacks_rate(currency));
    }
    // In another tab they may have chosen to act for somebody else: nobody buys for whom the page did not say.
    let acts_for = sheet.terms.acts_for.as_str();
    if fields
        .iter()
        .any(|(name, seen)| name == "acting" && seen != acts_for)
    {
        form.refuse_whole("error-acting-changed");
    }
    // Their limit may have been raised meanwhile: what the button called sending for approval does not order.
    let sends_for_approval = fields.text("approval") == "1";
    if sends_for_approval && !sheet.terms.needs_approval {
        form.refuse_whole("error-approval-not-needed");
    }
    let (Some(contact), Some(method), true) = (contact, method, form.is_valid()) else {
        return None;
    };
    Some(send::Order {
        contact,
        customer: desk.session.as_ref().map(|session| session.customer),
        tier: desk
            .session
            .as_ref()
            .map(|session| session.tier().to_owned()),
        company,
        sends_for_approval,
        session: desk.session.clone(),
        freight: form.trimmed("freight").to_owned(),
        method,
        confirmed: HEXLOWER
            .decode(fields.text("confirmed").as_bytes())
            .unwrap_or_default(),
    })
}

/// Keeps a code or takes one away, by the buttons beside the field. What else was typed stays.
async fn change_codes(
    state: &ShopState,
    visitor: &Visitor,
    fields: &Fields,
    mut form: FormState<CheckoutForm>,
) -> Result<FormState<CheckoutForm>, PageError> {
    if fields.has("remove_code") {
        codes::remove(state, visitor, fields.text("remove_code")).await?;
        return Ok(form);
    }
    let email = parse_email(form.value("email")).ok();
    match codes::give(state, visitor, form.trimmed("code"), email).await? {
        Ok(()) => form = form.with("code", ""),
        Err(why) => form.refuse("code", why),
    }
    Ok(form)
}

/// The form as it is first shown: whoever is logged in has told some of it, and whoever asked for an offer what its order is called and where it goes.
async fn known_form(desk: &mut Desk, goods: Goods) -> Result<FormState<CheckoutForm>, PageError> {
    let form = FormState::blank().with("country", desk.facts.shop.country.clone());
    let kept = saved::all(desk).await?;
    let offered = goods.offered(desk).await?;
    let Some(session) = &desk.session else {
        return Ok(form);
    };
    let (first, last) = session
        .name
        .split_once(' ')
        .unwrap_or((session.name.as_str(), ""));
    let form = form
        .with("email", session.email.as_str())
        .with("phone", session.phone.as_str())
        .with("first_name", first)
        .with("last_name", last);
    let form = match &session.acting {
        Some(acting) => form
            .with("company", acting.name.as_str())
            .with("cost_place", acting.cost_place.as_str()),
        None => form,
    };
    let countries = &desk.facts.shop.countries;
    let Some(offered) = offered else {
        return Ok(kept.with_default(form, countries));
    };
    let form = form.with("reference", offered.reference);
    let delivery = offered.delivery;
    let delivery = delivery.filter(|delivery| countries.contains(&delivery.country));
    let place = delivery.and_then(|delivery| delivery.place);
    // A place that is not there any more leaves the usual one.
    match kept.filled(form, &place.map(|id| id.to_string()).unwrap_or_default()) {
        Ok(form) => Ok(form),
        Err(form) => Ok(kept.with_default(form, countries)),
    }
}

/// The form as it was sent. A country that the shop does not deliver to is refused, and counted as the shop's own.
fn read_form(desk: &Desk, fields: &Fields) -> FormState<CheckoutForm> {
    read_country(desk, FormState::from_pairs(fields.iter()))
}

fn read_country(desk: &Desk, form: FormState<CheckoutForm>) -> FormState<CheckoutForm> {
    let shop = &desk.facts.shop;
    if shop
        .countries
        .iter()
        .any(|code| code == form.trimmed("country"))
    {
        return form;
    }
    let was_given = !form.trimmed("country").is_empty();
    let mut form = form.with("country", shop.country.clone());
    if was_given {
        form.refuse("country", "error-country");
    }
    form
}

/// Refuses an address outside of the Union's VAT area, though in a country that is delivered to, where the shop exports nowhere.
fn refuse_territory(form: &mut FormState<CheckoutForm>, desk: &Desk, sheet: &Sheet) {
    let territory = place(form).territory();
    // What comes by mail goes to no place.
    let territory = territory.filter(|_| sheet.cart.is_carried());
    if let Some(territory) = territory.filter(|of| of.is_refused(&desk.facts.shop.countries)) {
        let key = format!("error-territory-{}", territory.as_str());
        form.refuse("postcode", Message::new(key));
    }
}

/// The page that answers a form.
struct Page<'a> {
    state: &'a ShopState,
    visitor: &'a Visitor,
    fields: &'a Fields,
    goods: Goods,
}

impl Page<'_> {
    /// The page with what the form says, and what moved since the lines were last seen.
    async fn told(
        &self,
        desk: Desk,
        sheet: Sheet,
        form: FormState<CheckoutForm>,
        status: StatusCode,
    ) -> Result<Response, PageError> {
        let shown = changes(&sheet.cart, desk.seen.prices.shows_vat);
        render(self.state, self.visitor, desk, sheet, form, shown, status).await
    }

    /// What became of a form that was sent.
    async fn answer(
        &self,
        sent: Sent,
        sheet: Sheet,
        mut form: FormState<CheckoutForm>,
    ) -> Result<Response, PageError> {
        let status = match sent {
            Sent::To(path) => return Ok(see_other(&path)),
            Sent::NoCart | Sent::OfferClosed => {
                return Ok(self.goods.back(self.state, self.visitor));
            }
            Sent::Changed(shortages) => return self.changed(shortages, form).await,
            Sent::NoFreight => {
                form.refuse("freight", "error-freight");
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::Below(minimum) => {
                form.refuse_whole(below(self.visitor, minimum));
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::NoRate(currency) => {
                form.refuse_whole(lacks_rate(currency));
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::NoReference => {
                form.refuse("reference", "error-required");
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::NoCredit => {
                form.refuse("payment", "error-credit");
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::NeedsNoApproval => {
                form.refuse_whole("error-approval-not-needed");
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::NobodyApproves => {
                form.refuse_whole("error-nobody-approves");
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Sent::NotForCompany => {
                form.refuse_whole("error-not-for-company");
                StatusCode::CONFLICT
            }
            Sent::ProviderAway => {
                form.refuse_whole("error-gateway");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Sent::ProviderRefused => {
                form.refuse_whole("error-gateway-refused");
                StatusCode::BAD_GATEWAY
            }
        };
        let desk = self.goods.desk(self.state, self.visitor).await?;
        self.told(desk, sheet, form, status).await
    }

    /// Read anew: what is shown is what would be bought now.
    async fn changed(
        &self,
        shortages: Vec<crate::cart::views::ChangeView>,
        mut form: FormState<CheckoutForm>,
    ) -> Result<Response, PageError> {
        let mut desk = self.goods.desk(self.state, self.visitor).await?;
        let now = read_sheet(self.state, self.visitor, &mut desk, &form).await?;
        let Some(now) = now.filter(Sheet::has_its_offer) else {
            return Ok(self.goods.back(self.state, self.visitor));
        };
        let seen_as = (self.visitor.locale, desk.seen.prices.shows_vat);
        let shown = changed(&now, self.fields, shortages, seen_as);
        if shown.iter().any(|change| change.kind == "terms") {
            // Other terms are accepted anew, or not at all.
            form = form.with("terms", "");
        }
        render(
            self.state,
            self.visitor,
            desk,
            now,
            form,
            shown,
            StatusCode::CONFLICT,
        )
        .await
    }
}

/// The goods cost less than the tier's smallest order.
fn below(visitor: &Visitor, minimum: Money) -> Message {
    let shown = numbers::money(visitor.locale, minimum, numbers::Decimals::WhenNeeded);
    Message::new("error-minimum").with("minimum", shown)
}

/// Nobody has told of late what the currency costs, so that nothing can be ordered in it.
fn lacks_rate(currency: Currency) -> Message {
    Message::new("error-no-rate").with("currency", currency.to_string())
}

/// Checks what was chosen rather than typed; gives the way to pay.
fn check_choices(
    form: &mut FormState<CheckoutForm>,
    desk: &Desk,
    sheet: &Sheet,
) -> Option<PaymentMethod> {
    if !sheet
        .quote
        .offers
        .iter()
        .any(|offer| offer.code == form.trimmed("freight"))
    {
        form.refuse("freight", "error-freight");
    }
    let method = PaymentMethod::parse(form.trimmed("payment"))
        .filter(|method| methods(desk, &sheet.terms).contains(method));
    if method.is_none() {
        form.refuse("payment", "error-payment");
    }
    if form.trimmed("terms").is_empty() {
        form.refuse("terms", "error-terms");
    }
    method
}
