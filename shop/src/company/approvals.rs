//! What buyers have sent for approval, and deciding on it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::approval::decide::{self, Approval, DecideError};
use commerce::approval::listing::ListedRequest;
use commerce::approval::{LONGEST_REASON, PurchaseRequest, RequestState, ask, listing};
use commerce::cart::Cart;
use commerce::cart::fill::{Cause, Wanted};
use commerce::cart::listing::CartHead;
use commerce::checkout::business::falls_short;
use commerce::checkout::prepare::{PrepareError, Prepared};
use commerce::checkout::priced::{Asked, Priced, priced};
use commerce::checkout::quote::Quote;
use commerce::customer::Session;
use commerce::ids::PurchaseRequestId;
use commerce::pricing::vat::Place;
use commerce::promotion::Buyer;
use commerce::tier;
use data_encoding::HEXLOWER;
use http::StatusCode;
use platform::clock::Timestamp;
use platform::i18n::{Message, numbers};
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::approval_views::{ApprovalRow, ApprovalView, ApprovalsView, Now, ReasonForm};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::cart::discounts;
use crate::cart::filling::to_cart;
use crate::cart::map::{changes, product_path, sums};
use crate::cart::wish_views::WishedView;
use crate::checkout::send::{self, Sent};
use crate::checkout::tax::with_answer;
use crate::checkout::views::OrderedLine;
use crate::frame::Head;
use crate::mapping::{line_media, line_picture};
use crate::older;
use crate::order::link;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// As many as a page of the list shows.
const PER_PAGE: i64 = 50;

/// `GET /konto/attest?fore=`.
///
/// # Errors
/// 404 for whoever acts for no company.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    if session.acting.is_none() {
        return Err(PageError::NotFound);
    }
    let now = state.now();
    let before = older::read_place(query.text("fore"));
    let waiting = match before {
        // Said once, where the list begins.
        Some(_) => Vec::new(),
        None => listing::waiting(&mut desk.conn, &session, now).await?,
    };
    let mut rows = listing::requests(&mut desk.conn, &session, before, PER_PAGE + 1).await?;
    let held = (&mut rows, PER_PAGE);
    let place = |row: &ListedRequest| (row.created_at, row.id);
    let older = older::cut(&state, &visitor, "approvals", held, place);
    let shown = |row| shown(&state, &visitor, row, now);
    let view = ApprovalsView {
        head: Head::private(
            &state.renderer,
            text(&state, visitor.locale, "nav-approvals"),
            "approvals",
        ),
        aside: Aside { current: "company" },
        waiting: waiting.into_iter().map(shown).collect(),
        requests: rows.into_iter().map(shown).collect(),
        older,
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

fn shown(state: &ShopState, visitor: &Visitor, row: ListedRequest, now: Timestamp) -> ApprovalRow {
    let row_state = row.state();
    let is_waiting = row_state == Some(RequestState::Waiting);
    ApprovalRow {
        href: page_of(state, visitor, row.id),
        number: row.number,
        buyer: row.buyer,
        state: match row_state {
            Some(RequestState::Waiting) if row.expires_at <= now => "lapsed",
            Some(known) => known.as_str(),
            None => "lapsed",
        },
        is_waiting: is_waiting && row.expires_at > now,
        total: Money::new(row.total_minor, Currency::from(row.currency)),
        sent_on: row.created_at.business_time().date(),
    }
}

fn page_of(state: &ShopState, visitor: &Visitor, id: PurchaseRequestId) -> String {
    let id = id.to_string();
    let values = [("request", id.as_str())];
    state.renderer.url(visitor.locale, "approval", &values)
}

/// `GET /konto/attest/{request}`.
///
/// # Errors
/// 404 for a request of another company, or of a colleague for whoever does not approve.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    let desk = with_answer(&state, &visitor, desk, Place::from(&found.contact.delivery)).await?;
    let is_sent = query.text("klart") == "sent";
    let shown = Shown {
        form: FormState::blank(),
        is_sent,
        status: StatusCode::OK,
    };
    page(&state, &visitor, desk, &session, &found, shown).await
}

async fn one(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
) -> Result<(Desk, Session, PurchaseRequest), PageError> {
    let (mut desk, session) = Desk::member(state, visitor).await?;
    let id: PurchaseRequestId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = listing::request(&mut desk.conn, &session, id).await?;
    Ok((desk, session, found.ok_or(PageError::NotFound)?))
}

/// `POST /konto/attest/{request}/godkann`.
///
/// # Errors
/// 404 for a request of another company.
pub async fn approve(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    let desk = with_answer(&state, &visitor, desk, Place::from(&found.contact.delivery)).await?;
    let prices = std::sync::Arc::clone(&desk.seen.prices);
    drop(desk);
    let approval = Approval {
        id: found.id,
        confirmed_hash: HEXLOWER
            .decode(fields.text("confirmed").as_bytes())
            .unwrap_or_default(),
        lists: prices.lists.clone(),
        currency: prices.currency,
        tier_code: session.tier().to_owned(),
        gateway: state.gateway.name().to_owned(),
    };
    let mut form = FormState::blank();
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let status = match decide::approve(&mut tx, &session, &approval).await {
        Ok(Prepared::Placed { .. }) => {
            tx.commit().await?;
            return Ok(see_other(&page_of(&state, &visitor, found.id)));
        }
        Ok(Prepared::Waiting { order_id, payment }) => {
            let paying = send::pay(&state, &visitor, tx, order_id, payment).await?;
            if let Sent::To(path) = paying {
                return Ok(see_other(&path));
            }
            form.refuse_whole("error-gateway");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Ok(Prepared::Superseded { .. }) => {
            drop(tx);
            form.refuse_whole("error-approval-closed");
            StatusCode::CONFLICT
        }
        Err(error) => {
            drop(tx);
            refused(&mut form, error, &visitor)?
        }
    };
    again(&state, &visitor, &id, form, status).await
}

/// `POST /konto/attest/{request}/avsla`.
///
/// # Errors
/// 404 for a request of another company.
pub async fn refuse(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    drop(desk);
    let mut form: FormState<ReasonForm> = FormState::from_pairs(fields.iter());
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let done = decide::refuse(&mut tx, &session, found.id, form.value("reason")).await;
    match tx.end(done).await? {
        Ok(()) => Ok(see_other(&page_of(&state, &visitor, found.id))),
        Err(error) => {
            let status = refused(&mut form, error, &visitor)?;
            again(&state, &visitor, &id, form, status).await
        }
    }
}

/// What an approver is told; what is not theirs is not there.
fn refused(
    form: &mut FormState<ReasonForm>,
    error: DecideError,
    visitor: &Visitor,
) -> Result<StatusCode, PageError> {
    let key = match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::NotTheirs => "error-approval-not-yours",
        DecideError::NoReason => {
            form.refuse(
                "reason",
                Message::new("error-reason").with("max", LONGEST_REASON),
            );
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        DecideError::Prepare(error) => return not_ordered(form, error, visitor),
        DecideError::Db(error) => return Err(error.into()),
        DecideError::NotOpen => "error-approval-closed",
    };
    form.refuse_whole(key);
    Ok(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Why what was approved is not ordered, and what whoever approves can do about it.
fn not_ordered(
    form: &mut FormState<ReasonForm>,
    error: PrepareError,
    visitor: &Visitor,
) -> Result<StatusCode, PageError> {
    let key = match error {
        PrepareError::Short(_) => "error-approval-goods",
        PrepareError::Changed { cart, .. } if !is_sold(&cart) => "error-approval-goods",
        // What of it has changed, the page says.
        PrepareError::Changed { .. } | PrepareError::UsedUp(_) | PrepareError::CardShort(_) => {
            form.refuse_whole("error-approval-changed");
            return Ok(StatusCode::CONFLICT);
        }
        PrepareError::BelowMinimum { minimum } => {
            let shown = numbers::money(visitor.locale, minimum, numbers::Decimals::WhenNeeded);
            form.refuse_whole(Message::new("error-approval-minimum").with("minimum", shown));
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        PrepareError::NoRate(currency) => {
            let message = Message::new("error-no-rate").with("currency", currency.to_string());
            form.refuse_whole(message);
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        PrepareError::NoCredit => "error-approval-credit",
        PrepareError::NoReference => "error-approval-reference",
        PrepareError::NoFreight => "error-approval-freight",
        PrepareError::NotForCompany | PrepareError::NoCustomer => "error-approval-buyer-gone",
        PrepareError::NeedsApproval => "error-approval-not-yours",
        PrepareError::Db(error) => return Err(error.into()),
        _ => "error-approval-closed",
    };
    form.refuse_whole(key);
    Ok(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Whether everything of a cart is sold.
fn is_sold(cart: &Cart) -> bool {
    cart.lines
        .iter()
        .all(|line| line.is_sold && line.unit_price.is_some())
}

/// Whether everything of a cart is sold and there.
fn can_be_bought(cart: &Cart) -> bool {
    is_sold(cart)
        && cart
            .lines
            .iter()
            .all(|line| line.free >= i64::from(line.quantity))
}

async fn again(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
    form: FormState<ReasonForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let (desk, session, found) = one(state, visitor, id).await?;
    let shown = Shown {
        form,
        is_sent: false,
        status,
    };
    page(state, visitor, desk, &session, &found, shown).await
}

/// `POST /konto/attest/{request}/aterta`: the buyer takes it back.
///
/// # Errors
/// 404 for a request that is not theirs, or is decided.
pub async fn withdraw(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    if !ask::withdraw(&mut tx, &session, found.id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see_other(&page_of(&state, &visitor, found.id)))
}

/// `POST /konto/attest/{request}/varukorg`: puts the goods into the buyer's cart again. Sent twice it does the same.
///
/// # Errors
/// 404 for a request that is not theirs.
pub async fn refill(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session, found) = one(&state, &visitor, &id).await?;
    let is_theirs = found.buyer_id == session.customer;
    if !is_theirs || found.state == RequestState::Approved || found.is_open(state.now()) {
        return Err(PageError::NotFound);
    }
    let (cart, _) = read(&state, &mut desk, &session, &found).await?;
    drop(desk);
    let goods: Vec<Wanted> = cart
        .lines
        .iter()
        .map(|line| Wanted {
            variant_id: Some(line.variant_id),
            name: line.name.clone(),
            quantity: line.quantity,
            wish: commerce::gift_card::Wish::default(),
        })
        .collect();
    to_cart(&state, &visitor, &goods, Cause::Reorder).await
}

/// The request's goods as they are now, and what they cost; none when they cannot be bought at all.
async fn read(
    state: &ShopState,
    desk: &mut Desk,
    session: &Session,
    found: &PurchaseRequest,
) -> Result<(Cart, Option<Quote>), PageError> {
    let seen = desk.seen.clone();
    let head = CartHead {
        id: found.cart_id,
        shop_id: seen.facts.shop.id,
        currency: seen.prices.currency.code().to_owned(),
        pieces: 0,
    };
    // As the approval will ask.
    let buyer = Buyer {
        tier: session.tier().to_owned(),
        customer: Some(found.buyer_id),
        company: Some(found.company_id.0),
        email: Some(found.contact.email.clone()),
    };
    let asked = Asked {
        head: &head,
        lists: &seen.prices.lists,
        locale: &found.locale,
        place: Place::from(&found.contact.delivery),
        buyer: &buyer,
        freight: Some(&found.freight),
        now: state.now(),
    };
    let Priced { cart, quote } = priced(&mut desk.conn, &asked).await?;
    Ok((cart, quote.ok()))
}

struct Shown {
    form: FormState<ReasonForm>,
    is_sent: bool,
    status: StatusCode,
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    session: &Session,
    found: &PurchaseRequest,
    shown: Shown,
) -> Result<Response, PageError> {
    let (cart, quote) = read(state, &mut desk, session, found).await?;
    let tier = tier::tier(&mut desk.conn, session.tier()).await?;
    let minimum = tier.and_then(|tier| falls_short(&cart, &tier));
    let media = line_media(&mut desk.conn, cart.lines.iter().map(|line| line.media_id)).await?;
    let amount = |minor| Money::new(minor, cart.currency);
    let shows_vat = desk.seen.prices.shows_vat;
    let is_own = found.buyer_id == session.customer;
    let is_open = found.is_open(state.now());
    let open = quote.as_ref().filter(|_| is_open);
    let member =
        commerce::company::listing::member(&mut desk.conn, found.company_id, session.customer)
            .await?;
    let may_approve = member.is_some_and(|member| member.may_approve(0, &found.cost_place));
    let lines = open.map(|quote| {
        let lines = cart.lines.iter().enumerate();
        let lines = lines.map(|(index, line)| {
            let (total, taken_off) =
                discounts::line_after(&cart, quote, visitor.locale, index, shows_vat);
            OrderedLine {
                name: line.name.clone(),
                options: line.options.clone(),
                sku: line.sku.clone(),
                quantity: line.quantity.into(),
                total: amount(total),
                discounts: taken_off,
                refused: discounts::refused_of_line(&cart, quote, visitor.locale, index),
                was: None,
                picture: line_picture(&media, line.media_id, &state.pictures, visitor.locale),
                href: product_path(state, visitor.locale, line),
                why: line.why.clone().map(commerce::pricing::Why::for_customers),
                wished: line
                    .card
                    .as_ref()
                    .map(|card| WishedView::of(&card.wish, String::new())),
            }
        });
        lines.collect::<Vec<_>>()
    });
    let order = found
        .order_id
        .filter(|_| found.state == RequestState::Approved);
    let order_href = match order {
        Some(order) => {
            let number = commerce::order::store::number_of(&mut desk.conn, order).await?;
            link::path(state, visitor.locale, &number, order)
        }
        None => String::new(),
    };
    let mut head = Head::private(&state.renderer, found.number.clone(), "approvals");
    head.alternates.clear();
    let view = ApprovalView {
        head,
        aside: Aside { current: "company" },
        id: found.id.to_string(),
        number: found.number.clone(),
        buyer: found.buyer.clone(),
        state: match found.state {
            RequestState::Waiting if !is_open => "lapsed",
            known => known.as_str(),
        },
        reason: found.reason.clone(),
        // Whoever approved what was never paid has decided nothing.
        decided_by: if found.state == RequestState::Waiting {
            String::new()
        } else {
            found.decided_by.clone()
        },
        was_unpaid: found.has_lapsed,
        sent_on: found.created_at.business_time().date(),
        until: found.expires_at.business_time().date(),
        // In the currency that it was sent in, whatever prices are shown in now.
        was: Money::new(found.total_minor, Currency::from(found.currency.clone())),
        method: found.method.as_str(),
        reference: found.reference.clone(),
        cost_place: found.cost_place.clone(),
        marking: found.marking.clone(),
        now: open.zip(lines).map(|(quote, lines)| Now {
            has_changed: quote.hash != found.confirmed_hash,
            can_be_bought: can_be_bought(&cart) && minimum.is_none(),
            minimum,
            confirmed: HEXLOWER.encode(&quote.hash),
            sums: sums(&cart, quote, visitor.locale, shows_vat),
            changes: changes(&cart, shows_vat),
            lines,
        }),
        may_decide: is_open && may_approve && !is_own,
        may_withdraw: is_own && found.state == RequestState::Waiting,
        may_refill: is_own && found.state != RequestState::Approved && !is_open,
        order_href,
        is_sent: shown.is_sent,
        form: shown.form,
    };
    answer(state, visitor, desk, &view, shown.status).await
}
