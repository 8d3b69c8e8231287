use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::{QuotationLineId, VariantId};
use commerce::pricing::Why;
use commerce::pricing::cost::margin;
use commerce::pricing::why::OfferWhy;
use commerce::quotation::why::{self, Accounts};
use commerce::quotation::{
    Quotation, QuotationEvent, QuotationLine, QuotationState, Version, admin_listing, listing,
};
use commerce::setting::{Key, Settings};
use http::StatusCode;
use jiff::ToSpan as _;
use jiff::civil::Date;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::{Message, numbers};
use platform::money::UnitPrice;
use platform::render::FormState;
use platform::sums;
use platform::web::{PageError, QueryFields};

use super::acts;
use super::history;
use super::list::status;
use super::views::{LineRow, OfferForm, QuotationPage, SentRow, SentVersion};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::bar::Bar;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::list::Amount;
use crate::page;
use crate::price_lists::plain;
use crate::when::When;

/// A line as it was typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedLine {
    pub(super) price: String,
    pub(super) quantity: String,
    pub(super) error: Option<Message>,
}

/// What a form that was refused held.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) which: &'static str,
    pub(super) form: FormState<OfferForm>,
    pub(super) lines: HashMap<QuotationLineId, TypedLine>,
}

/// `GET /offerter/{number}?klart=`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = ["saved", "sent"]
        .into_iter()
        .find(|known| *known == query.text("klart"))
        .unwrap_or_default();
    answer(&admin, &me, &number, StatusCode::OK, done, None).await
}

/// `GET /offerter/{number}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let found = listing::by_number(&mut *admin.db.read().await?, &number).await?;
    let found = found.ok_or(PageError::NotFound)?;
    Ok(page::version(found.row_version))
}

/// The page. `typed`: what was typed into a form that was refused.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    number: &str,
    code: StatusCode,
    done: &'static str,
    typed: Option<Typed>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let found = listing::by_number(&mut conn, number)
        .await?
        .ok_or(PageError::NotFound)?;
    let lines = listing::lines(&mut conn, &found, me.now()).await?;
    let versions = listing::versions(&mut conn, found.id).await?;
    let messages = listing::messages(&mut conn, found.id).await?;
    let trail = admin_listing::trail(&mut conn, found.id).await?;
    let accounts = accounts(&mut conn, me, &found, &lines, &versions).await?;
    let order = match found.order_id {
        Some(order) => Some(commerce::order::store::number_of(&mut conn, order).await?),
        None => None,
    };
    let holds_for = Settings::of(&mut conn, found.shop_id)
        .await?
        .number(Key::OfferDays);
    let is = found.state(me.now());
    let can_manage = me.may(Permission::QuotationManage);
    let may = |event| can_manage && is.apply(event).is_some();
    let until = until(me, &found, holds_for);
    let to_come = may(QuotationEvent::Send).then_some(until);
    let typed = typed.unwrap_or_else(|| Typed {
        form: drafted(&found, until),
        ..Typed::default()
    });
    let wish = messages
        .iter()
        .rfind(|message| message.version == found.version);
    let mut view = QuotationPage {
        bar: Bar::default(),
        audit_href: href_of(me, "quotation", found.id.0),
        number: found.number.clone(),
        status: status(is),
        company: found.company.clone(),
        company_href: me
            .may(Permission::CompanyRead)
            .then(|| format!("/foretag/{}", found.company_id)),
        asker: found.asker.clone(),
        asker_href: me
            .may(Permission::CustomerRead)
            .then(|| format!("/kunder/{}", found.asked_by)),
        asked: When::new(me.locale(), found.asked_at, me.now()),
        wished_on: found.wished_on.map(|day| day.to_string()),
        delivery: found
            .delivery
            .as_ref()
            .map(|delivery| delivery.to.clone())
            .unwrap_or_default(),
        reference: found.reference.clone(),
        message: found.message.clone(),
        wish: wish
            .filter(|_| is == QuotationState::Asked)
            .map(|message| message.body.clone())
            .unwrap_or_default(),
        reason: found.reason.clone(),
        currency: found.currency.code().to_owned(),
        lines: lines
            .iter()
            .map(|line| row(me, &found, line, (&accounts, to_come), &typed.lines))
            .collect(),
        shows_cost: me.may(Permission::PriceManage),
        versions: versions
            .iter()
            .map(|version| sent(me, &found, version, &accounts))
            .collect(),
        next: found.version + 1,
        order_href: order
            .as_ref()
            .filter(|_| me.may(Permission::OrderRead))
            .map(|number| format!("/ordrar/{number}")),
        order,
        can_answer: may(QuotationEvent::Send),
        can_close: may(QuotationEvent::Close),
        row_version: found.row_version,
        form: typed.form,
        refused: typed.which,
        done,
        events: history::events(me, &trail, &messages),
    };
    view.bar = acts::bar(&view);
    let address = format!("/offerter/{}", found.number);
    let place = (Room::Quotations, Fresh::new(address, found.row_version));
    page::show_object(admin, &mut conn, me, place, code, &view).await
}

/// The last day of the next version: what was drafted, or what an offer begins with.
fn until(me: &Me, found: &Quotation, holds_for: i64) -> Date {
    let today = me.now().business_time().date();
    found
        .draft
        .valid_until
        .filter(|day| *day >= today)
        .unwrap_or_else(|| today.saturating_add(holds_for.days()))
}

/// The form as it stands: what was drafted, or what an offer begins with.
fn drafted(found: &Quotation, until: Date) -> FormState<OfferForm> {
    let form = FormState::blank()
        .with("text", found.draft.text.as_str())
        .with("valid_until", until.to_string());
    match found.draft.freight_minor {
        Some(minor) => form
            .with("freight_kind", "agreed")
            .with("freight", sums::write(minor)),
        None => form.with("freight_kind", "usual"),
    }
}

/// What the accounts of everything that is offered, or has been, are made of.
async fn accounts(
    conn: &mut PgConnection,
    me: &Me,
    found: &Quotation,
    lines: &[QuotationLine],
    versions: &[Version],
) -> Result<Accounts, PageError> {
    let shops = commerce::catalogue::shop::shops(conn).await?;
    let shop = shops.into_iter().find(|shop| shop.id == found.shop_id);
    let home = shop.map(|shop| shop.country).unwrap_or_default();
    let sent = versions.iter().flat_map(|version| &version.lines);
    let mut ids: Vec<VariantId> = lines.iter().map(|line| line.variant_id).collect();
    ids.extend(sent.map(|line| line.variant_id));
    ids.sort_unstable();
    ids.dedup();
    Ok(why::of(conn, found, &home, &ids, me.now()).await?)
}

/// Why a line costs what is drafted, as the next version would have it; what it costs without an offer, where nothing is drafted or nothing more is offered.
fn why_of(
    of: &Quotation,
    line: &QuotationLine,
    accounts: &Accounts,
    until: Option<Date>,
) -> Option<Why> {
    let drafted = line.unit_price.filter(|_| line.quantity > 0).zip(until);
    let Some((price, valid_until)) = drafted else {
        return accounts.usual(line.variant_id, line.quantity.max(line.asked));
    };
    let offer = OfferWhy {
        number: of.number.clone(),
        version: of.version + 1,
        valid_until,
        by: None,
    };
    accounts.offered(line.variant_id, line.quantity, price, offer)
}

fn row(
    me: &Me,
    of: &Quotation,
    line: &QuotationLine,
    (accounts, until): (&Accounts, Option<Date>),
    typed: &HashMap<QuotationLineId, TypedLine>,
) -> LineRow {
    let text = |price: UnitPrice| numbers::unit_price(me.locale(), price, of.currency);
    let ordinary = accounts.usual_price(line.variant_id, line.quantity.max(line.asked));
    // What nobody has priced begins with what the company pays else.
    let price = line.unit_price.or(ordinary);
    // What an article costs us is in the shop's own currency: nothing is said of it, and of margins, in another.
    let mut shops = me.shops().all().iter();
    let is_home = shops.all(|shop| shop.id != of.shop_id || shop.currency == of.currency);
    let cost = line
        .cost
        .filter(|_| is_home && me.may(Permission::PriceManage));
    let left = price
        .zip(cost)
        .and_then(|(price, cost)| margin(price, cost));
    let typed = typed.get(&line.id);
    LineRow {
        id: line.id.to_string(),
        name: if line.options.is_empty() {
            line.name.clone()
        } else {
            format!("{}, {}", line.name, line.options)
        },
        sku: line.sku.clone(),
        asked: (line.asked > 0).then_some(line.asked),
        note: line.note.clone(),
        is_sold: line.is_sold,
        ordinary: ordinary.map(text).unwrap_or_default(),
        cost: cost.map(text).unwrap_or_default(),
        margin: left
            .map(|left| numbers::percent(me.locale(), left))
            .unwrap_or_default(),
        is_loss: left.is_some_and(|left| left < 0),
        price: typed.map_or_else(
            || price.map(|price| plain(price.0)).unwrap_or_default(),
            |typed| typed.price.clone(),
        ),
        quantity: typed.map_or_else(|| line.quantity.to_string(), |typed| typed.quantity.clone()),
        error: typed.and_then(|typed| typed.error.clone()),
        why: why_of(of, line, accounts, until),
    }
}

fn sent(me: &Me, of: &Quotation, version: &Version, accounts: &Accounts) -> SentVersion {
    let amount = |minor| Amount::new(me.locale(), minor, of.currency.code());
    SentVersion {
        version: version.version,
        sent: When::new(me.locale(), version.sent_at, me.now()),
        by: version.sent_by.clone(),
        until: version.valid_until.to_string(),
        total: amount(version.total_minor),
        freight: version.freight_minor.map(amount),
        text: version.text.clone(),
        rows: version
            .lines
            .iter()
            .zip(accounts.of_version(&of.number, version))
            .map(|(line, why)| SentRow {
                name: if line.options.is_empty() {
                    line.name.clone()
                } else {
                    format!("{}, {}", line.name, line.options)
                },
                sku: line.sku.clone(),
                quantity: line.quantity,
                price: numbers::unit_price(me.locale(), line.unit_price, of.currency),
                why,
            })
            .collect(),
        is_latest: version.version == of.version && of.state(me.now()) == QuotationState::Offered,
    }
}
