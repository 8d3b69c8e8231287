//! What buyers are told of their cases: the receipt of a statement at once, and each answer; and the way in for guests who ask for it.

use commerce::catalogue::shop::Shop;
use commerce::ids::OrderId;
use commerce::jobs::{SendReturnNotice, SendWithdrawalLink};
use commerce::order::invoice::company_of_order;
use commerce::order::{ORDER_PAGE, store as orders};
use commerce::returns::dialogue::{self, Said};
use commerce::returns::listing::{Way, by_way, ways_of};
use commerce::returns::{self, Case, ReturnKind, request};
use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::db::{Origin, Read};
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::money::Money;
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house, language};
use crate::Context;

/// Every purpose, as the texts name it.
const PURPOSES: [&str; 18] = [
    "withdrawal",
    "cancellation",
    "complaint",
    "approved",
    "approved-goods",
    "approved-exchange",
    "approved-exchange-goods",
    "approved-repair",
    "asked",
    "label",
    "taken-back",
    "received",
    "refunded",
    "credited",
    "postage",
    "settled",
    "refused",
    "link",
];

/// Whether a mail says where goods are to be sent.
fn asks_for_goods(purpose: &str) -> bool {
    matches!(
        purpose,
        "withdrawal" | "approved-goods" | "approved-exchange-goods" | "approved-repair"
    )
}

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnNoticeView {
    purpose: &'static str,
    /// The case's number; empty for a link.
    number: String,
    order_number: String,
    name: String,
    /// The statement's moment.
    made_at: Option<Timestamp>,
    /// When the money is back at the latest.
    due_on: Option<Date>,
    reason: Option<&'static str>,
    description: String,
    lines: Vec<LineView>,
    /// Whether goods are to be sent back.
    is_awaited: bool,
    /// In the words of staff.
    answer: String,
    /// The buyer is a company: the board that consumers turn to does not take its case.
    is_company: bool,
    amount: Option<Money>,
    /// By which ways, when there are several.
    ways: Vec<WayView>,
    deduction_reason: String,
    url: String,
    slip_url: String,
    #[serde(flatten)]
    from: Signature,
}

/// So much by one way.
#[derive(Clone, Debug, Serialize)]
struct WayView {
    way: String,
    amount: Money,
}

#[derive(Clone, Debug, Serialize)]
struct LineView {
    name: String,
    options: String,
    sku: String,
    quantity: i32,
}

impl View for ReturnNoticeView {
    const TEMPLATE: &'static str = "mail/return-notice/body.html";

    fn samples() -> Vec<Self> {
        let all = PURPOSES.map(|purpose| {
            let is_link = purpose == "link";
            Self {
                purpose,
                number: if is_link {
                    String::new()
                } else {
                    "RET-10001".into()
                },
                order_number: "ORD-100001".into(),
                name: "Elin Sandahl".into(),
                made_at: (!is_link)
                    .then(|| Timestamp::from_microsecond(1_790_000_000_000_000))
                    .flatten(),
                due_on: matches!(purpose, "withdrawal" | "cancellation")
                    .then(|| jiff::civil::date(2026, 12, 7)),
                reason: (purpose == "complaint").then_some("defective"),
                description: if purpose == "complaint" {
                    "Sprack <vid> första disken.".into()
                } else {
                    String::new()
                },
                lines: vec![LineView {
                    name: "Mugg Strand".into(),
                    options: "midnatt".into(),
                    sku: "NB-STR-MUG-MID".into(),
                    quantity: 2,
                }],
                is_awaited: asks_for_goods(purpose),
                answer: if matches!(purpose, "refused" | "asked") {
                    "Skadan har kommit av ett fall.".into()
                } else {
                    String::new()
                },
                is_company: false,
                amount: matches!(purpose, "refunded" | "credited" | "postage")
                    .then(|| Money::new(24_900, platform::money::Currency::SEK)),
                ways: if purpose == "refunded" {
                    ["payment", "gift_card", "by_hand", "credit"]
                        .map(|way| WayView {
                            way: way.into(),
                            amount: Money::new(9_900, platform::money::Currency::SEK),
                        })
                        .into()
                } else {
                    Vec::new()
                },
                deduction_reason: if purpose == "refunded" {
                    "Förpackningen var trasig.".into()
                } else {
                    String::new()
                },
                url: "https://butik.example/order/ORD-100001/x/arende/RET-10001".into(),
                slip_url: "https://butik.example/order/ORD-100001/x/arende/RET-10001/retursedel"
                    .into(),
                from: Signature::sample(),
            }
        });
        let called_off = Self {
            is_awaited: false,
            ..all[0].clone()
        };
        let mut views = vec![called_off];
        let refused = all.iter().filter(|view| view.purpose == "refused");
        views.extend(refused.map(|view| Self {
            is_company: true,
            ..view.clone()
        }));
        views.extend(all);
        views
    }
}

/// Tells a buyer how it stands with a case, once for each purpose.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_return_notice(
    context: Context,
    job: SendReturnNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let (case, (context, shop), ways, said, is_company) = {
        let mut conn = context.db.read().await?;
        let Some(case) = returns::by_id(&mut conn, job.return_id).await? else {
            return Ok(());
        };
        let ways = ways_of(&mut conn, case.id).await?;
        let said = dialogue::of_case(&mut conn, case.id).await?;
        let company = company_of_order(&mut conn, case.order_id).await?;
        let house = house_of(&context, conn, case.order_id).await?;
        (case, house, ways, said, company.is_some())
    };
    let is_credit = is_credit(&ways);
    let purpose = match (job.purpose.as_str(), case.kind) {
        ("opened", ReturnKind::Withdrawal) => "withdrawal",
        ("opened", ReturnKind::Complaint) => "complaint",
        ("opened", ReturnKind::Cancellation) => "cancellation",
        // What is credited on an invoice that is not paid is no money on its way.
        ("refunded", _) if is_credit => "credited",
        (other, _) => match PURPOSES.into_iter().find(|known| *known == other) {
            Some(known) => known,
            // Retired purposes keep draining.
            None => return Ok(()),
        },
    };
    // Whoever was erased meanwhile hears nothing more.
    if case.email.is_empty() {
        return Ok(());
    }
    let asked: Vec<&Said> = said.iter().filter(|said| said.is_by_staff).collect();
    let (mut view, locale) = of_case(&context, &case, (purpose, &ways), &shop);
    view.is_company = is_company;
    if purpose == "asked" {
        view.answer = asked
            .last()
            .map_or_else(String::new, |said| said.words.clone());
    }
    let key = format!(
        "return/{}/{purpose}/{}",
        case.id,
        times(&case, &ways, (purpose, asked.len()))
    );
    let to = (case.email.clone(), shop.email);
    let envelope = envelope(case.order_id, key, to, locale);
    letter::send(&context, &view, envelope).await
}

/// Goods may come in turns, and money may go in turns; each is told.
fn times(case: &Case, ways: &[Way], (purpose, asked): (&str, usize)) -> String {
    let count = match purpose {
        "label" => {
            return case
                .label
                .map_or_else(String::new, |label| label.to_string());
        }
        "asked" => i64::try_from(asked).unwrap_or(i64::MAX),
        "postage" => postage_of(ways),
        "received" => {
            let pieces = case.lines.iter().map(returns::CaseLine::received);
            pieces.map(i64::from).sum()
        }
        "refunded" | "credited" => case.given_minor,
        _ => 0,
    };
    count.to_string()
}

/// Whether all that has gone back of the order was credited on an invoice that is not paid.
fn is_credit(ways: &[Way]) -> bool {
    let kinds: Vec<&str> = ways
        .iter()
        .map(|way| way.way.as_str())
        .filter(|way| *way != "postage")
        .collect();
    !kinds.is_empty() && kinds.iter().all(|way| *way == "credit")
}

fn postage_of(ways: &[Way]) -> i64 {
    let postage = ways.iter().filter(|way| way.way == "postage");
    postage.map(|way| way.amount_minor).sum()
}

/// What went by each way, when that needs saying.
fn by_ways(case: &Case, ways: &[Way]) -> Vec<WayView> {
    by_way(ways)
        .into_iter()
        .map(|(way, minor)| WayView {
            way: way.to_owned(),
            amount: Money::new(minor, case.currency),
        })
        .collect()
}

/// Sends a guest the link to an order, when number and address belong together.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_withdrawal_link(
    context: Context,
    job: SendWithdrawalLink,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let Some(found) = request::find(&mut conn, job.request_id).await? else {
        return Ok(());
    };
    let order_id = request::order_of(&mut conn, &found).await?;
    drop(conn);
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    request::answered(&mut tx, found.id, order_id).await?;
    tx.commit().await?;
    let Some(order_id) = order_id else {
        return Ok(());
    };
    let mut conn = context.db.read().await?;
    let order = orders::load(&mut conn, order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    let (context, shop) = house(&context, conn, Some(order.shop_id)).await?;
    let locale = language(&found.locale);
    let view = ReturnNoticeView {
        purpose: "link",
        number: String::new(),
        order_number: order.number.clone(),
        name: order.customer_name.clone(),
        made_at: None,
        due_on: None,
        reason: None,
        description: String::new(),
        lines: Vec::new(),
        is_awaited: false,
        answer: String::new(),
        is_company: false,
        amount: None,
        ways: Vec::new(),
        deduction_reason: String::new(),
        url: page(
            &context,
            locale,
            "order_withdraw",
            &order.number,
            order_id,
            None,
        ),
        slip_url: String::new(),
        from: Signature::of(&shop),
    };
    // However often it is asked, a quarter of an hour brings one mail.
    let quarter = found.made_at.as_second().div_euclid(15 * 60);
    let key = format!("withdrawal-link/{order_id}/{quarter}");
    // To the address that stands on the order, not to what was typed.
    let to = (order.email, shop.email);
    let envelope = envelope(order_id, key, to, locale);
    letter::send(&context, &view, envelope).await
}

async fn house_of(
    context: &Context,
    mut conn: Read,
    order_id: OrderId,
) -> Result<(Context, Shop), JobError> {
    let order = orders::load(&mut conn, order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    house(context, conn, Some(order.shop_id)).await
}

fn page(
    context: &Context,
    locale: Locale,
    name: &str,
    number: &str,
    order_id: OrderId,
    case: Option<&str>,
) -> String {
    let key = context.secret.link_key(ORDER_PAGE, order_id.0.as_bytes());
    let mut values = vec![("number", number), ("key", key.as_str())];
    values.extend(case.map(|case| ("case", case)));
    context.shop_link(&context.renderer.url(locale, name, &values))
}

fn of_case(
    context: &Context,
    case: &Case,
    (purpose, ways): (&'static str, &[Way]),
    shop: &Shop,
) -> (ReturnNoticeView, Locale) {
    let locale = language(&case.locale);
    let at = |name| {
        let number = Some(case.number.as_str());
        page(
            context,
            locale,
            name,
            &case.order_number,
            case.order_id,
            number,
        )
    };
    let view = ReturnNoticeView {
        purpose,
        number: case.number.clone(),
        order_number: case.order_number.clone(),
        name: case.name.clone(),
        made_at: Some(case.made_at),
        due_on: matches!(purpose, "withdrawal" | "cancellation")
            .then(|| case.due_at.business_time().date()),
        reason: case.reason.map(returns::ComplaintReason::as_str),
        description: case.description.clone(),
        lines: case
            .lines
            .iter()
            .map(|line| LineView {
                name: line.name.clone(),
                options: line.options.clone(),
                sku: line.sku.clone(),
                quantity: line.quantity,
            })
            .collect(),
        is_awaited: case.awaited() > 0 && asks_for_goods(purpose),
        // What was answered stands in the mail that told it.
        answer: if matches!(purpose, "label" | "taken-back") {
            String::new()
        } else {
            case.answer.clone()
        },
        is_company: false,
        amount: match purpose {
            "refunded" | "credited" => Some(case.given_minor),
            "postage" => Some(postage_of(ways)),
            _ => None,
        }
        .map(|minor| Money::new(minor, case.currency)),
        ways: if purpose == "refunded" {
            by_ways(case, ways)
        } else {
            Vec::new()
        },
        deduction_reason: case.deduction_reason.clone(),
        url: at("order_case"),
        slip_url: at("order_case_slip"),
        from: Signature::of(shop),
    };
    (view, locale)
}

/// Of an order, to whoever is named: address, and where answers go.
fn envelope(
    order: OrderId,
    key: String,
    (recipient, reply_to): (String, String),
    locale: Locale,
) -> Envelope {
    Envelope {
        kind: "return-notice",
        about: ("order", order.0),
        key,
        recipient,
        reply_to: Some(reply_to),
        locale: locale.code().to_owned(),
    }
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<ReturnNoticeView>(renderer, faults);
}
