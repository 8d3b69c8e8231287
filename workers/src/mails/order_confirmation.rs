//! The order confirmation: what was agreed, who sells, the terms and how to withdraw, so that the buyer keeps it all (distansavtalslagen 2005:59, 2 kap. 7 §).

use commerce::catalogue::shop::Shop;
use commerce::checkout::freight::FreightKind;
use commerce::currency::HomeVat;
use commerce::gift_card::bought;
use commerce::ids::OrderId;
use commerce::legal::LegalDocument;
use commerce::media::Size;
use commerce::media::listing::media_by_id;
use commerce::order::adjustment::OrderAdjustment;
use commerce::order::seen::divided;
use commerce::order::{Order, OrderLine};
use commerce::pricing::vat::{Ground, Place};
use platform::clock::Date;
use platform::files::image::Encoding;
use platform::i18n::Locale;
use platform::jobs::runner::JobError;
use platform::mail::NewMail;
use platform::money::Money;
use platform::render::{Fault, Renderer, View, markdown};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, house, language};
use crate::Context;

/// What the link to an order's page is derived for; the shop's door checks links with the same word.
pub use commerce::order::ORDER_PAGE;

/// Width of a line's picture in pixels: the smallest that the theme declares, shown at 56.
const THUMBNAIL_WIDTH: u32 = 160;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmationView {
    number: String,
    first_name: String,
    order_url: String,
    /// None: a company bought, and has no right of withdrawal.
    withdrawal_url: Option<String>,
    lines: Vec<LineView>,
    items: Money,
    discounts: Vec<DiscountView>,
    gift_card: Option<Money>,
    freight_label: String,
    is_collection: bool,
    /// Nothing is carried: gift cards alone.
    is_by_mail: bool,
    freight: Money,
    /// What was taken off the price since less had come and that was accepted.
    reduction: Option<Money>,
    vat: Vec<VatView>,
    /// Whether goods and freight stand without VAT, which is then added below them.
    is_net: bool,
    /// The VAT in the shop's own currency, where the order is in another.
    home_vat: Option<HomeVat>,
    /// What is to be said of the VAT, when it is not simply the shop's own country's.
    tax: Option<TaxView>,
    total: Money,
    /// The day when the invoice must be paid; none when it has been paid.
    due_on: Option<Date>,
    delivery_from: Option<Date>,
    delivery_to: Option<Date>,
    address: commerce::order::Address,
    seller: SellerView,
    documents: Vec<DocumentView>,
    /// Goods that cannot be withdrawn from.
    excepted: Vec<ExceptedView>,
}

#[derive(Clone, Debug, Serialize)]
struct ExceptedView {
    name: String,
    reason: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct LineView {
    name: String,
    options: String,
    sku: String,
    quantity: i32,
    total: Money,
    discounts: Vec<DiscountView>,
    image_url: Option<String>,
    /// Of gift cards: for whom and when.
    wished: Option<WishedView>,
}

/// For whom gift cards are, and when they come. Their codes are their recipients' alone.
#[derive(Clone, Debug, Serialize)]
struct WishedView {
    /// Empty: the buyer.
    recipient: String,
    deliver_on: Option<Date>,
}

/// Something that a promotion took off.
#[derive(Clone, Debug, Serialize)]
struct DiscountView {
    label: String,
    code: String,
    amount: Money,
}

impl DiscountView {
    fn of(order: &Order, adjustment: &OrderAdjustment) -> Self {
        Self {
            label: adjustment.label.clone(),
            code: adjustment.code.clone().unwrap_or_default(),
            amount: Money::new(-adjustment.amount_minor, order.currency),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
struct VatView {
    rate_bp: i32,
    vat: Money,
}

/// Why an order is not taxed as one at home.
#[derive(Clone, Debug, Serialize)]
struct TaxView {
    ground: &'static str,
    country: String,
    vat_number: String,
}

impl TaxView {
    fn of(order: &Order) -> Option<Self> {
        (order.vat_ground != Ground::Home).then(|| Self {
            ground: order.vat_ground.as_str(),
            country: Place::from(&order.delivery_address)
                .vat_country()
                .to_owned(),
            vat_number: order.vat_number.clone().unwrap_or_default(),
        })
    }
}

#[derive(Clone, Debug, Serialize)]
struct SellerView {
    name: String,
    legal_name: String,
    street: String,
    postcode: String,
    city: String,
    org_number: String,
    vat_number: String,
    email: String,
    phone: String,
}

#[derive(Clone, Debug, Serialize)]
struct DocumentView {
    title: String,
    version: i32,
    text: String,
    html: String,
}

impl View for ConfirmationView {
    const TEMPLATE: &'static str = "mail/order-confirmation/body.html";

    fn samples() -> Vec<Self> {
        let money = |minor| Money::new(minor, platform::money::Currency::SEK);
        let discount = DiscountView {
            label: "Tre för två".into(),
            code: String::new(),
            amount: money(-24_900),
        };
        let line = LineView {
            name: "Mugg Strand".into(),
            options: "midnatt".into(),
            sku: "NB-STR-MUG-MID".into(),
            quantity: 3,
            total: money(74_700),
            discounts: vec![discount.clone()],
            image_url: Some("https://butik.example/bild/0-160.jpg".into()),
            wished: None,
        };
        let cards = |recipient: &str, deliver_on| LineView {
            wished: Some(WishedView {
                recipient: recipient.into(),
                deliver_on,
            }),
            ..line.clone()
        };
        let christmas = Some(Date(jiff::civil::date(2026, 12, 24)));
        let (given, own) = (cards("moa@exempel.se", christmas), cards("", None));
        let full = Self {
            number: "ORD-100001".into(),
            first_name: "Elin".into(),
            order_url: "https://butik.example/order/ORD-100001/x".into(),
            withdrawal_url: Some("https://butik.example/order/ORD-100001/x/angra".into()),
            lines: vec![
                line.clone(),
                LineView {
                    options: String::new(),
                    image_url: None,
                    discounts: Vec::new(),
                    quantity: 1,
                    ..line.clone()
                },
                given,
                own,
            ],
            items: money(117_500),
            discounts: vec![
                DiscountView {
                    code: "HEJ10".into(),
                    ..discount.clone()
                },
                discount,
            ],
            freight_label: "Hem till dörren".into(),
            is_collection: false,
            is_by_mail: false,
            freight: money(5_900),
            reduction: None,
            vat: vec![VatView {
                rate_bp: 2_500,
                vat: money(24_680),
            }],
            is_net: false,
            home_vat: Some(HomeVat::sample()),
            tax: None,
            total: money(123_400),
            gift_card: Some(money(-20_000)),
            excepted: vec![ExceptedView {
                name: "Skylt".into(),
                reason: "made_to_measure",
            }],
            due_on: None,
            delivery_from: Some(Date(jiff::civil::date(2026, 11, 24))),
            delivery_to: Some(Date(jiff::civil::date(2026, 11, 26))),
            address: commerce::order::Address {
                name: "Elin Sandahl".into(),
                company: String::new(),
                street: "Repslagaregatan 11".into(),
                street2: String::new(),
                postcode: "41301".into(),
                city: "Göteborg".into(),
                country: "SE".into(),
            },
            seller: SellerView {
                name: "Nordbod".into(),
                legal_name: "Nordbod AB".into(),
                street: "Bodgatan 4".into(),
                postcode: "411 00".into(),
                city: "Göteborg".into(),
                org_number: "559000-0000".into(),
                vat_number: "SE559000000001".into(),
                email: "hej@nordbod.example".into(),
                phone: "031-390 06 10".into(),
            },
            documents: vec![DocumentView {
                title: "Köpvillkor".into(),
                version: 1,
                text: "## Rubrik\n\nText".into(),
                html: "<h3>Rubrik</h3><p>Text</p>".into(),
            }],
        };
        let bare = Self {
            freight: money(0),
            discounts: Vec::new(),
            gift_card: None,
            delivery_from: None,
            delivery_to: None,
            vat: Vec::new(),
            home_vat: None,
            documents: Vec::new(),
            address: commerce::order::Address {
                company: "Firma & Söner <AB>".into(),
                street2: "c/o Ek".into(),
                ..full.address.clone()
            },
            ..full.clone()
        };
        let invoiced = Self {
            due_on: Some(Date(jiff::civil::date(2026, 12, 24))),
            withdrawal_url: None,
            ..full.clone()
        };
        let collected = Self {
            freight_label: "Hämta i boden".into(),
            is_collection: true,
            ..full.clone()
        };
        let by_mail = Self {
            freight_label: String::new(),
            is_by_mail: true,
            ..full.clone()
        };
        let reduced = Self {
            reduction: Some(money(-10_000)),
            total: money(113_400),
            ..full.clone()
        };
        let mut samples: Vec<Self> = Ground::ALL
            .into_iter()
            .filter(|ground| *ground != Ground::Home)
            .map(|ground| Self {
                is_net: ground == Ground::IntraCommunity,
                tax: Some(TaxView {
                    ground: ground.as_str(),
                    country: "FI".into(),
                    vat_number: "FI01120389".into(),
                }),
                ..full.clone()
            })
            .collect();
        samples.extend([full, bare, collected, invoiced, by_mail, reduced]);
        samples
    }
}

/// Writes the mail, to be kept under `key`.
pub(super) async fn write(
    context: &Context,
    order_id: OrderId,
    key: String,
) -> Result<NewMail, JobError> {
    let mut conn = context.db.read().await?;
    let order = commerce::order::store::load(&mut conn, order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    let locale = language(&order.locale);
    let mut documents = Vec::new();
    let now = context.db.clock().now();
    // The terms are those that were accepted; the rest as they stand.
    documents.extend(commerce::legal::by_id(&mut conn, order.terms_document_id).await?);
    let company = commerce::order::invoice::company_of_order(&mut conn, order_id).await?;
    let is_company = company.is_some();
    let of_withdrawal = ["withdrawal", "withdrawal_form"];
    for kind in of_withdrawal.into_iter().filter(|_| !is_company) {
        documents.extend(
            commerce::legal::current(&mut conn, order.shop_id, kind, &order.locale, now).await?,
        );
    }
    let media: Vec<_> = order
        .lines
        .iter()
        .filter_map(|line| line.media_id)
        .collect();
    let pictures = media_by_id(&mut conn, &media).await?;
    let cards = bought::listing::of_order(&mut conn, order_id).await?;
    let wished = |line: &OrderLine| {
        let card = cards.iter().find(|card| card.line_id == line.id)?;
        Some(WishedView {
            recipient: card.recipient.clone(),
            deliver_on: card.deliver_on,
        })
    };
    let invoice = commerce::order::invoice::of_order(&mut conn, order_id).await?;
    let excepted = commerce::returns::excepted(&mut conn, order_id).await?;
    let excepted = excepted
        .into_iter()
        .map(|(name, reason)| ExceptedView {
            name,
            reason: reason.as_str(),
        })
        .collect();
    let due_on = invoice
        .filter(|invoice| invoice.state == commerce::order::invoice::InvoiceState::Open)
        .map(|invoice| invoice.due_on);
    let (context, shop) = house(context, conn, Some(order.shop_id)).await?;
    let thumbnail = |line: &OrderLine| {
        let media = line.media_id.and_then(|id| pictures.get(&id))?;
        let size = Size {
            width: THUMBNAIL_WIDTH,
            encoding: Encoding::Jpeg,
        };
        Some(format!(
            "{}{}",
            context.shop_url,
            context.pictures.address(media.hash, size).path()
        ))
    };
    let lines = order
        .lines
        .iter()
        .filter(|line| !line.is_freight)
        .map(|line| LineView {
            name: line.name.clone(),
            options: line.options.clone(),
            sku: line.numbers(),
            quantity: line.quantity,
            total: Money::new(line.seen_total(order.shows_vat), order.currency),
            discounts: taken_off(&order, line),
            image_url: thumbnail(line),
            wished: wished(line),
        });
    let mut view = view(&context, locale, &order, shop, lines.collect(), documents);
    view.due_on = due_on;
    view.withdrawal_url = view.withdrawal_url.filter(|_| !is_company);
    view.excepted = excepted;
    let envelope = Envelope {
        kind: "order-confirmation",
        about: ("order", order_id.0),
        key,
        recipient: order.email,
        reply_to: Some(view.seller.email.clone()),
        locale: order.locale,
    };
    letter::write(&context, &view, envelope)
}

fn view(
    context: &Context,
    locale: Locale,
    order: &Order,
    shop: Shop,
    lines: Vec<LineView>,
    documents: Vec<LegalDocument>,
) -> ConfirmationView {
    let key = context.secret.link_key(ORDER_PAGE, order.id.0.as_bytes());
    let url = |name, values: &[(&str, &str)]| {
        format!(
            "{}{}",
            context.shop_url,
            context.renderer.url(locale, name, values)
        )
    };
    let money = |minor| Money::new(minor, order.currency);
    ConfirmationView {
        order_url: url("order", &[("number", &order.number), ("key", &key)]),
        withdrawal_url: Some(url(
            "order_withdraw",
            &[("number", &order.number), ("key", &key)],
        )),
        number: order.number.clone(),
        first_name: order
            .customer_name
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        lines,
        items: money(order.seen_items()),
        discounts: together(order),
        gift_card: (order.gift_card_minor > 0).then(|| money(-order.gift_card_minor)),
        freight_label: freight_label(order),
        is_collection: order.freight_kind == FreightKind::Collection,
        is_by_mail: order.freight_kind == FreightKind::Email,
        freight: money(order.seen_freight()),
        reduction: (order.seen_reduction() < 0).then(|| money(order.seen_reduction())),
        vat: order
            .vat_due()
            .iter()
            .map(|sum| VatView {
                rate_bp: sum.rate_bp,
                vat: money(sum.vat_minor),
            })
            .collect(),
        is_net: !order.shows_vat,
        home_vat: HomeVat::of(
            order.rate,
            order.vat_due().iter().map(|sum| sum.vat_minor).sum(),
            locale.code(),
        ),
        tax: TaxView::of(order),
        total: money(order.due_minor()),
        due_on: None,
        excepted: Vec::new(),
        delivery_from: order.delivery_from,
        delivery_to: order.delivery_to,
        address: order.delivery_address.clone(),
        seller: SellerView {
            name: shop.name,
            legal_name: shop.legal_name,
            street: shop.street,
            postcode: shop.postcode,
            city: shop.city,
            org_number: shop.org_number,
            vat_number: shop.vat_number,
            email: shop.email,
            phone: shop.phone,
        },
        documents: documents
            .into_iter()
            .map(|document| DocumentView {
                html: markdown::to_html(&document.body, 3),
                title: document.title,
                version: document.version,
                text: document.body,
            })
            .collect(),
    }
}

/// What promotions took off a line, as its buyer saw prices.
fn taken_off(order: &Order, line: &OrderLine) -> Vec<DiscountView> {
    let mut rows: Vec<DiscountView> = order
        .adjustments
        .iter()
        .filter(|adjustment| adjustment.line_id == Some(line.id))
        .map(|adjustment| DiscountView::of(order, adjustment))
        .collect();
    let shows_vat = order.shows_vat;
    let off = line.seen_total(shows_vat) - line.seen_before(shows_vat);
    as_seen(order, &mut rows, off);
    rows
}

/// Rows without VAT for whoever saw prices so: together they take off `total`.
fn as_seen(order: &Order, rows: &mut [DiscountView], total: i64) {
    if order.shows_vat {
        return;
    }
    let with_vat: Vec<i64> = rows.iter().map(|row| row.amount.minor).collect();
    for (row, part) in rows.iter_mut().zip(divided(&with_vat, total)) {
        row.amount.minor = part;
    }
}

/// What each promotion took off the order's goods; a freed freight is told of by its name.
fn together(order: &Order) -> Vec<DiscountView> {
    let mut rows: Vec<(commerce::ids::PromotionId, DiscountView)> = Vec::new();
    for adjustment in order.adjustments.iter().filter(|a| a.line_id.is_some()) {
        match rows
            .iter_mut()
            .find(|(id, _)| *id == adjustment.promotion_id)
        {
            Some((_, row)) => row.amount.minor -= adjustment.amount_minor,
            None => rows.push((adjustment.promotion_id, DiscountView::of(order, adjustment))),
        }
    }
    let mut rows: Vec<DiscountView> = rows.into_iter().map(|(_, row)| row).collect();
    as_seen(order, &mut rows, order.seen_discount());
    rows
}

/// The freight's name, with the promotion by which it cost nothing.
fn freight_label(order: &Order) -> String {
    match order.adjustments.iter().find(|a| a.line_id.is_none()) {
        Some(freed) => format!("{}, {}", order.freight_label, freed.label),
        None => order.freight_label.clone(),
    }
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<ConfirmationView>(renderer, faults);
}
