//! What buyers are asked and told of reviews: the question some days after the goods have come, and why a review is not published.

use commerce::catalogue::shop::Shop;
use commerce::ids::{OrderId, ProductId};
use commerce::jobs::{SendReviewNotice, SendReviewRequest};
use commerce::order::{ORDER_PAGE, OrderState, store as orders};
use commerce::review::ask::wants_no_question;
use commerce::review::listing::{by_id, purchase, purchases};
use commerce::review::{Breach, ReviewState};
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::letter::{self, Envelope, Signature, house, language};
use super::{check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewNoticeView {
    /// `request` or `refused`.
    purpose: &'static str,
    order_number: String,
    first_name: String,
    products: Vec<ProductLink>,
    /// Why a review is not published.
    refusal: Option<&'static str>,
    /// What staff have added.
    words: String,
    /// No more questions; empty where none was asked.
    stop_url: String,
    #[serde(flatten)]
    from: Signature,
}

#[derive(Clone, Debug, Serialize)]
struct ProductLink {
    name: String,
    url: String,
}

impl View for ReviewNoticeView {
    const TEMPLATE: &'static str = "mail/review-notice/body.html";

    fn samples() -> Vec<Self> {
        let product = |name: &str| ProductLink {
            name: name.into(),
            url: "https://butik.example/order/ORD-100001/x/omdome/0190".into(),
        };
        let request = Self {
            purpose: "request",
            order_number: "ORD-100001".into(),
            first_name: "Elin".into(),
            products: vec![product("Mugg Strand"), product("Skål <Vik>")],
            refusal: None,
            words: String::new(),
            stop_url: "https://butik.example/order/ORD-100001/x/inga-fragor".into(),
            from: Signature::sample(),
        };
        let refused = |breach: Breach| Self {
            purpose: "refused",
            products: vec![product("Mugg Strand")],
            refusal: Some(breach.as_str()),
            words: if breach == Breach::Other {
                "Skriv gärna <om> varan.".into()
            } else {
                String::new()
            },
            stop_url: String::new(),
            ..request.clone()
        };
        let mut views: Vec<Self> = Breach::ALL.into_iter().map(refused).collect();
        views.push(Self {
            first_name: String::new(),
            ..request.clone()
        });
        views.push(request);
        views
    }
}

/// An order and its shop, as far as its buyer is still to be written to.
struct Ground {
    context: Context,
    order: commerce::order::Order,
    shop: Shop,
    locale: Locale,
}

async fn ground(context: &Context, order_id: OrderId) -> Result<Option<Ground>, JobError> {
    let mut conn = context.db.read().await?;
    let order = orders::load(&mut conn, order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    let (context, shop) = house(context, conn, Some(order.shop_id)).await?;
    let is_over = order.email.is_empty() || order.state != OrderState::Placed;
    Ok((!is_over).then(|| Ground {
        context,
        locale: language(&order.locale),
        order,
        shop,
    }))
}

impl Ground {
    fn url(&self, name: &str, product: Option<ProductId>) -> String {
        let key = self
            .context
            .secret
            .link_key(ORDER_PAGE, self.order.id.0.as_bytes());
        let product = product.map(|id| id.to_string());
        let mut values = vec![
            ("number", self.order.number.as_str()),
            ("key", key.as_str()),
        ];
        values.extend(product.as_deref().map(|id| ("product", id)));
        let path = self.context.renderer.url(self.locale, name, &values);
        self.context.shop_link(&path)
    }

    fn view(&self, purpose: &'static str, products: Vec<ProductLink>) -> ReviewNoticeView {
        let first = self.order.customer_name.split(' ').next();
        ReviewNoticeView {
            purpose,
            order_number: self.order.number.clone(),
            first_name: first.unwrap_or_default().to_owned(),
            products,
            refusal: None,
            words: String::new(),
            stop_url: String::new(),
            from: Signature::of(&self.shop),
        }
    }

    async fn send(
        &self,
        view: &ReviewNoticeView,
        (recipient, key): (String, String),
    ) -> Result<(), JobError> {
        let envelope = Envelope {
            kind: "review-notice",
            about: ("order", self.order.id.0),
            key,
            recipient,
            reply_to: Some(self.shop.email.clone()),
            locale: self.locale.code().to_owned(),
        };
        let mail = NewMail {
            unsubscribe_url: Some(view.stop_url.clone()).filter(|url| !url.is_empty()),
            ..letter::write(&self.context, view, envelope)?
        };
        keep_and_send(&self.context, mail).await.map(|_| ())
    }
}

/// Asks a buyer what they think of what they bought, once for each order.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_review_request(
    context: Context,
    job: SendReviewRequest,
    _: Attempt,
) -> Result<(), JobError> {
    let Some(ground) = ground(&context, job.order_id).await? else {
        return Ok(());
    };
    let mut conn = context.db.read().await?;
    // Said in the moment between.
    if wants_no_question(&mut conn, job.order_id).await? {
        return Ok(());
    }
    let now = context.db.clock().now();
    let found = purchases(&mut conn, job.order_id, now).await?;
    drop(conn);
    let open = found
        .into_iter()
        .filter(|of| of.is_received && of.state.is_none() && !of.is_taken);
    let products: Vec<ProductLink> = open
        .map(|of| ProductLink {
            url: ground.url("order_review", Some(of.product_id)),
            name: of.name,
        })
        .collect();
    if products.is_empty() {
        return Ok(());
    }
    let view = ReviewNoticeView {
        stop_url: ground.url("order_no_questions", None),
        ..ground.view("request", products)
    };
    let key = format!("review-request/{}", job.order_id);
    let to = ground.order.email.clone();
    ground.send(&view, (to, key)).await
}

/// Tells the writer of a review why it is not published; nothing when it has been changed or taken back meanwhile.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_review_notice(
    context: Context,
    job: SendReviewNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let found = by_id(&mut conn, job.review_id).await?;
    drop(conn);
    let found = found.filter(|review| review.state == ReviewState::Refused);
    let Some(review) = found.filter(|review| !review.email.is_empty()) else {
        return Ok(());
    };
    let Some(ground) = ground(&context, review.order_id).await? else {
        return Ok(());
    };
    let now = context.db.clock().now();
    let of = {
        let mut conn = context.db.read().await?;
        purchase(&mut conn, review.order_id, review.product_id, now).await?
    };
    let products = of.into_iter().map(|of| ProductLink {
        url: ground.url("order_review", Some(of.product_id)),
        name: of.name,
    });
    let view = ReviewNoticeView {
        refusal: review.refusal.map(Breach::as_str),
        words: review.refusal_words.clone(),
        ..ground.view("refused", products.collect())
    };
    // Refused, changed and refused again is told twice.
    let key = format!("review-refused/{}/{}", review.id, review.row_version);
    ground.send(&view, (review.email, key)).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<ReviewNoticeView>(renderer, faults);
}
