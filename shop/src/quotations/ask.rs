//! Asking for an offer: from the cart, a purchase list, or typed rows. What it comes from stays as it is.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use commerce::cart::{self, MAX_QUANTITY, fill::Wanted};
use commerce::company::{LONGEST_WORD, Place};
use commerce::customer::Session;
use commerce::ids::{CompanyPlaceId, QuotationId, VariantId};
use commerce::purchase_list::{self, Owner};
use commerce::quick_order::parse::write_text;
use commerce::quick_order::{ReportRow, read_text};
use commerce::quotation::ask::{AskError, AskedLine, Asking, ask};
use commerce::quotation::listing::{self, Article};
use commerce::quotation::{Delivery, LONGEST_NOTE, LONGEST_TEXT, MAX_LINES};
use commerce::tier::TierFunction;
use http::StatusCode;
use jiff::civil::Date;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};

use super::ask_views::{AskForm, AskRow, AskView, PlaceChoice};
use super::page_of;
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::quick_order::handlers::told;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A line as it was typed.
struct Typed {
    variant: VariantId,
    quantity: String,
    note: String,
    error: Option<Message>,
}

impl Typed {
    fn of(wanted: &Wanted) -> Option<Self> {
        Some(Self {
            variant: wanted.variant_id?,
            quantity: wanted.quantity.to_string(),
            note: String::new(),
            error: None,
        })
    }
}

/// `GET /konto/offerter/ny?lista=`: with the goods of a list, or those of the cart.
///
/// # Errors
/// 404 for whoever acts for no company whose tier can ask, and for a list that is not theirs.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = member(&state, &visitor).await?;
    let goods = match query.get("lista") {
        Some(list) => of_list(&mut desk, &session, list).await?,
        None => of_cart(&mut desk).await?,
    };
    let rows = goods.iter().filter_map(Typed::of).collect();
    let asked = fresh(&mut desk, &session, rows).await?;
    page(&state, &visitor, desk, &session, asked).await
}

async fn of_cart(desk: &mut Desk) -> Result<Vec<Wanted>, PageError> {
    Ok(match desk.cart.clone() {
        Some(head) => cart::listing::goods(&mut desk.conn, head.id).await?,
        None => Vec::new(),
    })
}

async fn of_list(desk: &mut Desk, session: &Session, id: &str) -> Result<Vec<Wanted>, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = purchase_list::store::find(&mut desk.conn, Owner::of(session), id).await?;
    let list = found.ok_or(PageError::NotFound)?;
    Ok(list
        .lines
        .iter()
        .map(purchase_list::ListLine::wanted)
        .collect())
}

/// `POST /konto/offerter/ny`: asks; with `from=text` only shows the form with the typed rows in it.
///
/// # Errors
/// As [`show`].
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session) = member(&state, &visitor).await?;
    if fields.text("from") == "text" {
        return typed_rows(&state, &visitor, (desk, session), &fields).await;
    }
    let mut asked = read(&fields);
    let wished_on = check(&mut asked, state.now().business_time().date());
    if !asked.is_valid() {
        return page(&state, &visitor, desk, &session, asked).await;
    }
    let asking = Asking {
        id: asked.key,
        shop_id: desk.facts.shop.id,
        locale: visitor.locale.code().to_owned(),
        currency: desk.seen.prices.currency,
        message: asked.form.trimmed("message").to_owned(),
        reference: asked.form.trimmed("reference").to_owned(),
        wished_on,
        place: asked.form.trimmed("place").parse().ok(),
        lines: lines(&asked.rows),
    };
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let done = ask(&mut tx, &session, &asking).await;
    match tx.end(done).await? {
        Ok(id) => {
            let page = page_of(&state, &visitor, id);
            return Ok(see_other(&format!("{page}?klart=asked")));
        }
        Err(error) => refuse(&mut asked, error)?,
    }
    let (desk, session) = member(&state, &visitor).await?;
    page(&state, &visitor, desk, &session, asked).await
}

/// The form with the rows of the quick order in it; what names nothing stays as it was typed, and is told of.
async fn typed_rows(
    state: &ShopState,
    visitor: &Visitor,
    (mut desk, session): (Desk, Session),
    fields: &Fields,
) -> Result<Response, PageError> {
    let written = fields.get_untrimmed("text").unwrap_or_default();
    let Ok(entries) = read_text(written) else {
        let mut asked = fresh(&mut desk, &session, Vec::new()).await?;
        asked.form.refuse_whole("quick-error-too-many");
        written.clone_into(&mut asked.left);
        return page(state, visitor, desk, &session, asked).await;
    };
    let report = told(visitor, &mut desk, session.company(), entries).await?;
    let rows = report.named().iter().filter_map(Typed::of).collect();
    let mut asked = fresh(&mut desk, &session, rows).await?;
    let is_left = |row: &&ReportRow| row.article.is_none() || row.entry.quantity.is_err();
    asked.left = write_text(report.rows.iter().filter(is_left).map(|row| &row.entry));
    page(state, visitor, desk, &session, asked).await
}

/// A form that has not been sent: whose it is and where the goods go usually.
async fn fresh(desk: &mut Desk, session: &Session, rows: Vec<Typed>) -> Result<Asked, PageError> {
    let mut form = FormState::blank();
    if session.name.chars().count() <= LONGEST_WORD {
        form = form.with("reference", session.name.as_str());
    }
    let places = places(desk, session).await?;
    if let Some(place) = places.iter().find(|place| place.is_default) {
        form = form.with("place", place.id.to_string());
    }
    Ok(Asked {
        key: QuotationId::generate(),
        rows,
        left: String::new(),
        form,
    })
}

/// The company's places that the shop delivers to.
async fn places(desk: &mut Desk, session: &Session) -> Result<Vec<Place>, PageError> {
    let Some(company) = session.company() else {
        return Ok(Vec::new());
    };
    let mut all = commerce::company::listing::places(&mut desk.conn, company).await?;
    all.retain(|place| place.is_delivered_to(&desk.facts.shop.countries));
    Ok(all)
}

/// The form as it was sent.
struct Asked {
    key: QuotationId,
    rows: Vec<Typed>,
    /// Typed rows that name nothing.
    left: String,
    form: FormState<AskForm>,
}

impl Asked {
    fn is_valid(&self) -> bool {
        self.form.is_valid() && self.rows.iter().all(|row| row.error.is_none())
    }
}

fn read(fields: &Fields) -> Asked {
    let (mut quantities, mut notes) = (fields.all("quantity"), fields.all("note"));
    let mut rows = Vec::new();
    for variant in fields.all("variant") {
        let (quantity, note) = (quantities.next(), notes.next());
        // What names nothing was made by no page of ours.
        let Ok(variant) = variant.parse() else {
            continue;
        };
        rows.push(Typed {
            variant,
            quantity: quantity.unwrap_or_default().to_owned(),
            note: note.unwrap_or_default().to_owned(),
            error: None,
        });
    }
    Asked {
        key: fields
            .text("key")
            .parse()
            .unwrap_or_else(|_| QuotationId::generate()),
        rows,
        left: String::new(),
        form: FormState::from_pairs(fields.iter()),
    }
}

/// What a quantity says: nothing leaves the line out.
fn quantity(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() {
        return Some(0);
    }
    digits
        .parse()
        .ok()
        .filter(|n| (0..=MAX_QUANTITY).contains(n))
}

fn lines(rows: &[Typed]) -> Vec<AskedLine> {
    rows.iter()
        .filter_map(|row| {
            let quantity = quantity(&row.quantity).filter(|n| *n > 0)?;
            Some(AskedLine {
                variant_id: row.variant,
                quantity,
                note: row.note.clone(),
            })
        })
        .collect()
}

/// Says everything that is wrong at once; gives the wished day.
fn check(asked: &mut Asked, today: Date) -> Option<Date> {
    for row in &mut asked.rows {
        if quantity(&row.quantity).is_none() {
            row.error = Some(Message::new("error-quotation-quantity"));
        } else if row.note.chars().count() > LONGEST_NOTE {
            row.error = Some(long(LONGEST_NOTE));
        }
    }
    if asked.rows.iter().any(|row| row.error.is_some()) {
        asked.form.refuse_whole("error-quotation-rows");
    } else if lines(&asked.rows).is_empty() {
        asked.form.refuse_whole("error-quotation-empty");
    }
    for (field, most) in [("message", LONGEST_TEXT), ("reference", LONGEST_WORD)] {
        if asked.form.trimmed(field).chars().count() > most {
            asked.form.refuse(field, long(most));
        }
    }
    let place = asked.form.trimmed("place");
    if !place.is_empty() && place.parse::<CompanyPlaceId>().is_err() {
        asked.form.refuse("place", "error-quotation-place");
    }
    let typed = asked.form.trimmed("wished_on").to_owned();
    if typed.is_empty() {
        return None;
    }
    let day = typed.parse::<Date>().ok().filter(|day| *day >= today);
    if day.is_none() {
        asked.form.refuse("wished_on", "error-quotation-day");
    }
    day
}

fn long(most: usize) -> Message {
    Message::new("error-quotation-long").with("max", most)
}

/// What no look at the form alone could tell.
fn refuse(asked: &mut Asked, error: AskError) -> Result<(), PageError> {
    match error {
        AskError::NotForCompany => return Err(PageError::NotFound),
        AskError::Db(error) => return Err(error.into()),
        AskError::Empty => asked.form.refuse_whole("error-quotation-empty"),
        AskError::TooMany => {
            asked
                .form
                .refuse_whole(Message::new("error-quotation-many").with("max", MAX_LINES));
        }
        AskError::Place => asked.form.refuse("place", "error-quotation-place"),
        AskError::InThePast => asked.form.refuse("wished_on", "error-quotation-day"),
        AskError::TooLong => asked.form.refuse_whole("error-quotation-rows"),
        AskError::Quantity(variant) => mark(asked, &[variant], "error-quotation-quantity"),
        AskError::NotForSale(variants) => mark(asked, &variants, "error-quotation-gone"),
    }
    Ok(())
}

fn mark(asked: &mut Asked, variants: &[VariantId], key: &'static str) {
    asked.form.refuse_whole("error-quotation-rows");
    for row in &mut asked.rows {
        if variants.contains(&row.variant) {
            row.error = Some(Message::new(key));
        }
    }
}

async fn member(state: &ShopState, visitor: &Visitor) -> Result<(Desk, Session), PageError> {
    let (desk, session) = Desk::member(state, visitor).await?;
    if session.acting.is_none() || !session.can(TierFunction::Quotes) {
        return Err(PageError::NotFound);
    }
    Ok((desk, session))
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    session: &Session,
    asked: Asked,
) -> Result<Response, PageError> {
    let ids: Vec<VariantId> = asked.rows.iter().map(|row| row.variant).collect();
    let places = places(&mut desk, session).await?;
    let articles = listing::articles(&mut desk.conn, &ids, visitor.locale.code()).await?;
    let known: HashMap<VariantId, Article> =
        articles.into_iter().map(|of| (of.variant_id, of)).collect();
    let status = if asked.is_valid() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let rows = asked.rows.into_iter().filter_map(|row| {
        let article = known.get(&row.variant)?;
        Some(AskRow {
            variant: row.variant.to_string(),
            name: article.name.clone(),
            options: article.options.clone(),
            sku: article.sku.clone(),
            quantity: row.quantity,
            note: row.note,
            error: row.error,
        })
    });
    let view = AskView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "quotation-ask"),
            "quotation_new",
        ),
        aside: Aside {
            current: "quotations",
        },
        key: asked.key.to_string(),
        company: session
            .acting
            .as_ref()
            .map(|acting| acting.name.clone())
            .unwrap_or_default(),
        rows: rows.collect(),
        places: places.iter().map(choice).collect(),
        left: asked.left,
        today: state.now().business_time().date(),
        form: asked.form,
    };
    answer(state, visitor, desk, &view, status).await
}

fn choice(place: &Place) -> PlaceChoice {
    PlaceChoice {
        id: place.id.to_string(),
        label: Delivery::of(place).to,
    }
}
