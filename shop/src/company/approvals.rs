//! What buyers have sent for approval, and deciding on it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::approval::decide::{self, Approval, DecideError};
use commerce::approval::{LONGEST_REASON, PurchaseRequest, RequestState, ask, listing};
use commerce::cart::fill::{Cause, Wanted, fill};
use commerce::cart::listing::{CartHead, contents};
use commerce::cart::{Cart, CartLine};
use commerce::checkout::prepare::{PrepareError, Prepared};
use commerce::checkout::quote::{Quote, QuoteError, quote};
use commerce::customer::Session;
use commerce::ids::PurchaseRequestId;
use commerce::promotion::Buyer;
use data_encoding::HEXLOWER;
use http::StatusCode;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::approval_views::{ApprovalRow, ApprovalView, ApprovalsView, Now, ReasonForm};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::cart::handlers::{Changing, TRIES, changing, hold, keep_cart};
use crate::cart::map::{changes, product_path, sums};
use crate::checkout::send::{self, Sent};
use crate::checkout::views::OrderedLine;
use crate::frame::Head;
use crate::mapping::{line_media, line_picture};
use crate::order::link;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/attest`.
///
/// # Errors
/// 404 for whoever acts for no company.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    if session.acting.is_none() {
        return Err(PageError::NotFound);
    }
    let requests = listing::requests(&mut desk.conn, &session).await?;
    let now = state.now();
    let rows = requests.into_iter().map(|row| {
        let is_waiting = row.state == RequestState::Waiting.as_str();
        ApprovalRow {
            href: page_of(&state, &visitor, row.id),
            number: row.number,
            buyer: row.buyer,
            state: match RequestState::from_column(&row.state) {
                Some(RequestState::Waiting) if row.expires_at <= now => "lapsed",
                Some(known) => known.as_str(),
                None => "lapsed",
            },
            is_waiting: is_waiting && row.expires_at > now,
            total: Money::new(row.total_minor, Currency::from(row.currency)),
            sent_on: row.created_at.business_time().date(),
        }
    });
    let view = ApprovalsView {
        head: Head::private(
            &state.renderer,
            text(&state, visitor.locale, "nav-approvals"),
            "approvals",
        ),
        aside: Aside { current: "company" },
        requests: rows.collect(),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
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
    let prices = std::sync::Arc::clone(&desk.seen.prices);
    drop(desk);
    let approval = Approval {
        id: found.id,
        confirmed_hash: HEXLOWER
            .decode(fields.text("confirmed").as_bytes())
            .unwrap_or_default(),
        lists: prices.lists.clone(),
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
            refused(&mut form, error)?
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
    match decide::refuse(&mut tx, &session, found.id, form.value("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&page_of(&state, &visitor, found.id)))
        }
        Err(error) => {
            drop(tx);
            let status = refused(&mut form, error)?;
            again(&state, &visitor, &id, form, status).await
        }
    }
}

/// What an approver is told; what is not theirs is not there.
fn refused(form: &mut FormState<ReasonForm>, error: DecideError) -> Result<StatusCode, PageError> {
    let key = match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::NotTheirs | DecideError::Prepare(PrepareError::NeedsApproval) => {
            "error-approval-not-yours"
        }
        DecideError::NoReason => {
            let most = i64::try_from(LONGEST_REASON).unwrap_or(i64::MAX);
            form.refuse("reason", Message::new("error-reason").with("max", most));
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        DecideError::Prepare(PrepareError::Changed { .. } | PrepareError::Short(_)) => {
            form.refuse_whole("error-approval-changed");
            return Ok(StatusCode::CONFLICT);
        }
        DecideError::Prepare(PrepareError::NoCredit) => "error-credit",
        DecideError::Prepare(PrepareError::BelowMinimum { .. }) => "error-approval-changed",
        DecideError::Prepare(PrepareError::NotForCompany | PrepareError::NoCustomer) => {
            "error-approval-buyer-gone"
        }
        DecideError::Prepare(PrepareError::Db(error)) | DecideError::Db(error) => {
            return Err(error.into());
        }
        DecideError::NotOpen | DecideError::Prepare(_) => "error-approval-closed",
    };
    form.refuse_whole(key);
    Ok(StatusCode::UNPROCESSABLE_ENTITY)
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
    if found.buyer_id != session.customer || found.state == RequestState::Approved {
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
        })
        .collect();
    let to_cart = see_other(&state.renderer.url(visitor.locale, "cart", &[]));
    for _ in 0..TRIES {
        let Changing {
            mut tx,
            seen,
            held,
            session,
        } = changing(&state, &visitor).await?;
        let session = session.as_ref();
        let (cart, cookie) = hold(&state, &visitor, &mut tx, &seen.facts, held, session).await?;
        match fill(&mut tx, cart, &goods, Cause::Reorder, &seen.prices.lists).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(keep_cart(to_cart, cookie));
            }
            Err(commerce::cart::LineError::Closed) => {}
            Err(commerce::cart::LineError::Db(error)) => return Err(error.into()),
            Err(error) => return Err(PageError::internal(error)),
        }
    }
    Ok(to_cart)
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
        currency: found.currency.clone(),
        pieces: 0,
    };
    let country = &found.contact.delivery.country;
    let (locale, now) = (found.locale.as_str(), state.now());
    let conn = &mut desk.conn;
    let cart = contents(conn, &head, &seen.prices.lists, locale, country, now).await?;
    let freight = Some(found.freight.as_str());
    // As the approval will ask.
    let buyer = Buyer {
        tier: session.tier().to_owned(),
        customer: Some(found.buyer_id),
        company: Some(found.company_id.0),
        email: Some(found.contact.email.clone()),
    };
    match quote(conn, &cart, &buyer, country, freight, locale, now).await {
        Ok(quote) => Ok((cart, Some(quote))),
        Err(QuoteError::Db(error)) => Err(error.into()),
        Err(_) => Ok((cart, None)),
    }
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
    let media = line_media(&mut desk.conn, cart.lines.iter().map(|line| line.media_id)).await?;
    let amount = |minor| Money::new(minor, cart.currency);
    let shows_vat = desk.seen.prices.shows_vat;
    let total_of = |line: &CartLine| {
        let total = if shows_vat {
            line.total_minor()
        } else {
            line.net_minor()
        };
        amount(total.unwrap_or(0))
    };
    let is_own = found.buyer_id == session.customer;
    let is_open = found.is_open(state.now());
    let may_approve = session
        .acting
        .as_ref()
        .is_some_and(|acting| acting.role.may_approve());
    let lines = cart.lines.iter().map(|line| OrderedLine {
        name: line.name.clone(),
        options: line.options.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity.into(),
        total: total_of(line),
        discounts: Vec::new(),
        was: None,
        picture: line_picture(&media, line.media_id, &state.pictures, visitor.locale),
        href: product_path(state, visitor.locale, line),
        why: line.why.clone().map(commerce::pricing::Why::for_customers),
    });
    let order_href = match found.order_id {
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
            RequestState::Approved if found.has_lapsed && is_open => "waiting",
            known => known.as_str(),
        },
        reason: found.reason.clone(),
        decided_by: found.decided_by.clone(),
        sent_on: found.created_at.business_time().date(),
        until: found.expires_at.business_time().date(),
        was: amount(found.total_minor),
        method: found.method.as_str(),
        reference: found.reference.clone(),
        cost_place: found.cost_place.clone(),
        marking: found.marking.clone(),
        now: quote.filter(|_| is_open).map(|quote| Now {
            has_changed: quote.hash != found.confirmed_hash,
            confirmed: HEXLOWER.encode(&quote.hash),
            sums: sums(&cart, &quote, visitor.locale, shows_vat),
            changes: changes(&cart, shows_vat),
            lines: lines.collect(),
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
