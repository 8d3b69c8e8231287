use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::parse_email;
use commerce::gift_card::bought::listing::purchase;
use commerce::gift_card::issue::{IssueError, Issued, MOST_MINOR, NewCard};
use commerce::gift_card::{self, listing};
use commerce::ids::GiftCardId;
use commerce::promotion::listing::customer_by_number;
use commerce::promotion::schedule::{End, on_the_wall, swedish_moment};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::list::{name, status};
use super::views::{
    BoughtBy, CardForm, EntryRow, GiftCardForm, GiftCardIssuedPage, GiftCardPage, NewGiftCardPage,
};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::Amount;
use crate::page::{self, see};
use crate::promotions::hundredths;
use crate::when::When;

/// `GET /presentkort/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let until = {
        let mut conn = admin.db.read().await?;
        gift_card::lives_until(&me.settings(&mut conn).await?, me.now())
    };
    let form = FormState::blank()
        .with("id", GiftCardId::generate().to_string())
        .with("kind", "gift_card")
        .with("locale", "sv")
        .with("expires", on_the_wall(until));
    answer_form(&admin, &me, StatusCode::OK, form).await
}

async fn answer_form(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: FormState<GiftCardForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shops().current();
    let view = NewGiftCardPage {
        form,
        currency: shop.map_or_else(String::new, |shop| shop.currency.to_string()),
    };
    page::show_as(admin, &mut conn, me, Room::GiftCards, status, &view).await
}

/// `POST /presentkort`
pub(crate) async fn issue(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<GiftCardForm>(&fields);
    let id = form.value("id").parse::<GiftCardId>().ok();
    if id.is_none() {
        form.refuse_whole("gift-card-send-anew");
        form = form.with("id", GiftCardId::generate().to_string());
    }
    let card = read(&admin, &me, &mut form).await?;
    if let (Some(id), Some(card)) = (id, card) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match gift_card::issue(&mut tx, &admin.secret_key, id, &card).await {
            Ok(issued) => {
                if issued != Issued::Before {
                    tx.commit().await?;
                }
                let page = match card.customer {
                    Some(_) => format!("/presentkort/{id}?skapat=1"),
                    None => format!("/presentkort/{id}/kod"),
                };
                return Ok(see(&page));
            }
            Err(IssueError::Amount) => form.refuse("amount", most()),
            Err(IssueError::Expired) => form.refuse("expires", "gift-card-expires-early"),
            Err(IssueError::IssuedOtherwise) => {
                form.refuse_whole("gift-card-issued-otherwise");
                form = form.with("id", GiftCardId::generate().to_string());
            }
            Err(IssueError::Db(error)) => return Err(error.into()),
        }
    }
    answer_form(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

fn most() -> Message {
    Message::new("form-number")
        .with("min", 1)
        .with("max", MOST_MINOR / 100)
}

async fn read(
    admin: &Admin,
    me: &Me,
    form: &mut FormState<GiftCardForm>,
) -> Result<Option<NewCard>, PageError> {
    let amount = hundredths(form.value("amount")).filter(|minor| (1..=MOST_MINOR).contains(minor));
    if amount.is_none() {
        form.refuse("amount", most());
    }
    let expires_at = swedish_moment(form.value("expires"), End::Stop).ok();
    if expires_at.is_none() {
        form.refuse("expires", "form-moment");
    }
    let note = form.trimmed("note").to_owned();
    if note.is_empty() {
        form.refuse("note", "form-missing");
    } else if note.chars().count() > 200 {
        form.refuse("note", "form-too-long");
    }
    let mut recipient = String::new();
    let mut customer = None;
    if form.value("kind") == "store_credit" {
        let number = form.trimmed("customer").to_owned();
        customer = customer_by_number(&mut *admin.db.read().await?, &number).await?;
        if customer.is_none() {
            form.refuse("customer", "promotion-customer-unknown");
        }
    } else if !form.trimmed("recipient").is_empty() {
        match parse_email(form.value("recipient")) {
            Ok(email) => recipient = email,
            Err(_) => form.refuse("recipient", "staff-email-wrong"),
        }
    }
    let (Some(minor), Some(expires_at), true) = (amount, expires_at, form.is_valid()) else {
        return Ok(None);
    };
    let shop = me.shop_to_fill()?;
    let locale = if form.value("locale") == "en" {
        "en"
    } else {
        "sv"
    };
    Ok(Some(NewCard {
        shop_id: shop.id,
        amount: Money::new(minor, shop.currency),
        customer,
        expires_at,
        note,
        recipient,
        locale: locale.to_owned(),
    }))
}

/// What a longer life is proposed as.
const A_YEAR: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 365);
/// For how long whoever issued a card sees its code.
const CODE_IS_SHOWN_FOR: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// `GET /presentkort/{id}/kod`: the code, for whoever issued it and just now. Later, and for others, there is the card's page without it.
pub(crate) async fn code(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = GiftCardId(id);
    let mut conn = admin.db.read().await?;
    let card = listing::card(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let is_theirs = listing::issued_by(&mut conn, id).await? == Some(me.session.staff.0);
    let is_new = me.now() < card.created_at.plus(CODE_IS_SHOWN_FOR);
    if !is_theirs || !is_new || card.customer.is_some() {
        return Ok(see(&format!("/presentkort/{id}")));
    }
    let currency = Currency::parse(&card.currency).unwrap_or(Currency::SEK);
    let view = GiftCardIssuedPage {
        code: gift_card::code_of(&admin.secret_key, id),
        amount: Money::new(card.issued_minor, currency),
        recipient: card.recipient.clone(),
        until: When::new(me.locale(), card.expires_at, me.now()),
        href: format!("/presentkort/{id}"),
    };
    page::show(&admin, &mut conn, &me, Room::GiftCards, &view).await
}

/// `GET /presentkort/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = TOLD.into_iter().find(|word| query.has(word));
    let form = FormState::blank();
    answer(&admin, &me, GiftCardId(id), StatusCode::OK, told, form).await
}

/// What the page that a form led back to tells of it.
const TOLD: [&str; 6] = [
    "skapat", "sparrat", "oppnat", "forlangt", "rattat", "skickat",
];

pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: GiftCardId,
    code: StatusCode,
    told: Option<&'static str>,
    mut form: FormState<CardForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let card = listing::card(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let entries = listing::ledger(&mut conn, id).await?;
    let bought = purchase(&mut conn, id).await?;
    if form.value("expires").is_empty() {
        let from = card.expires_at.max(me.now());
        form = form.with("expires", on_the_wall(from.plus(A_YEAR)));
    }
    let amount = |minor| Amount::new(me.locale(), minor, &card.currency);
    let may_see_orders = me.may(Permission::OrderRead);
    let may_manage = me.may(Permission::GiftCardManage);
    let view = GiftCardPage {
        audit_href: href_of(me, "gift_card", card.id.0),
        id: id.to_string(),
        name: name(&card),
        kind: card.kind.clone(),
        status: status(&card, me.now()),
        currency: card.currency.clone(),
        issued: amount(card.issued_minor),
        left: amount(card.balance_minor),
        note: card.note.clone(),
        recipient: card.recipient.clone(),
        customer: card.customer.clone(),
        bought: bought.map(|bought| BoughtBy {
            href: may_see_orders.then(|| format!("/ordrar/{}", bought.order)),
            greeting: bought.greeting.lines().map(str::to_owned).collect(),
            order: bought.order,
        }),
        until: When::new(me.locale(), card.expires_at, me.now()),
        made: When::new(me.locale(), card.created_at, me.now()),
        entries: entries
            .iter()
            .map(|entry| EntryRow {
                what: format!("gift-card-entry-{}", entry.kind),
                when: When::new(me.locale(), entry.at, me.now()),
                order: entry.order.clone(),
                href: entry
                    .order
                    .as_ref()
                    .filter(|_| may_see_orders)
                    .map(|number| format!("/ordrar/{number}")),
                amount: amount(entry.amount_minor),
                left: amount(entry.balance_minor),
            })
            .collect(),
        row_version: card.row_version,
        can_block: may_manage && card.state == "active",
        can_unblock: may_manage && card.state == "blocked",
        can_extend: may_manage,
        can_correct: may_manage,
        can_send: may_manage
            && card.kind == "gift_card"
            && card.state == "active"
            && card.expires_at > me.now()
            && !card.recipient.is_empty(),
        told,
        form,
    };
    page::show_as(admin, &mut conn, me, Room::GiftCards, code, &view).await
}

async fn set_blocked(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    fields: &Fields,
    is_blocked: bool,
) -> Result<Response, PageError> {
    let id = GiftCardId(id);
    listing::card(&mut *admin.db.read().await?, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut tx = admin.db.begin(me.origin()).await?;
    let version = fields.text("row_version").parse().unwrap_or(0);
    if gift_card::block(&mut tx, id, version, is_blocked).await? {
        tx.commit().await?;
        let told = if is_blocked { "sparrat" } else { "oppnat" };
        return Ok(see(&format!("/presentkort/{id}?{told}=1")));
    }
    drop(tx);
    let mut form = FormState::blank();
    form.refuse_whole("form-changed-meanwhile");
    answer(admin, me, id, StatusCode::UNPROCESSABLE_ENTITY, None, form).await
}

/// `POST /presentkort/{id}/sparra`
pub(crate) async fn block(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    set_blocked(&admin, &me, id, &fields, true).await
}

/// `POST /presentkort/{id}/oppna`
pub(crate) async fn unblock(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    set_blocked(&admin, &me, id, &fields, false).await
}
