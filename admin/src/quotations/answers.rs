//! What staff write: one form with three buttons, and one that closes.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::cart::MAX_QUANTITY;
use commerce::ids::{QuotationLineId, VariantId};
use commerce::pricing::list::file::HIGHEST_E4;
use commerce::pricing::list::listing::variants_for;
use commerce::pricing::list::read_price;
use commerce::quotation::answer::{self, AnswerError, Draft, DraftLine};
use commerce::quotation::{DraftHead, LONGEST_REASON, LONGEST_TEXT, MAX_LINES, Quotation, listing};
use http::StatusCode;
use platform::clock::Date;
use platform::i18n::Message;
use platform::render::FormState;
use platform::sums;
use platform::web::{Fields, FormBody, PageError};

use super::handlers::{Typed, TypedLine, answer as show};
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// `POST /offerter/{number}`: keeps the draft; with `add` adds an article, with `send` sends it to the buyer.
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = listing::by_number(&mut *admin.db.read().await?, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut typed = Typed {
        which: "offer",
        form: FormState::from_pairs(fields.iter()),
        lines: HashMap::new(),
    };
    let draft = read(&fields, &mut typed);
    let added = if fields.has("add") {
        article(&admin, &mut typed).await?
    } else {
        None
    };
    if fields.has(kept::SHOW) {
        typed.form.refuse_whole("form-kept");
    }
    if typed.form.is_valid() {
        let row_version = fields.text("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        let (id, what) = (found.id, fields.has("send"));
        let done = match (added, what) {
            (Some(added), _) => answer::add(&mut tx, id, row_version, &draft, added)
                .await
                .map(|()| "saved"),
            (None, true) => answer::send(&mut tx, id, row_version, &draft)
                .await
                .map(|_| "sent"),
            (None, false) => answer::save(&mut tx, id, row_version, &draft)
                .await
                .map(|()| "saved"),
        };
        match tx.end(done).await? {
            Ok(word) => return Ok(see(&format!("/offerter/{}?klart={word}", found.number))),
            Err(error) => refuse(&mut typed, error)?,
        }
    }
    refused(&admin, &me, &found, typed).await
}

/// `POST /offerter/{number}/stang`: not offered, or no longer.
pub(crate) async fn close(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = listing::by_number(&mut *admin.db.read().await?, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut typed = Typed {
        which: "close",
        form: FormState::from_pairs(fields.iter()),
        lines: HashMap::new(),
    };
    if fields.has(kept::SHOW) {
        typed.form.refuse_whole("form-kept");
    } else {
        let row_version = fields.text("row_version").parse().unwrap_or(0);
        let reason = typed.form.trimmed("reason").to_owned();
        let mut tx = admin.db.begin(me.origin()).await?;
        let done = answer::close(&mut tx, found.id, row_version, &reason).await;
        match tx.end(done).await? {
            Ok(()) => return Ok(see(&format!("/offerter/{}", found.number))),
            Err(AnswerError::Words) => {
                let message = most("quote-reason-missing", LONGEST_REASON);
                typed.form.refuse("reason", message);
            }
            Err(error) => refuse(&mut typed, error)?,
        }
    }
    refused(&admin, &me, &found, typed).await
}

fn most(key: &'static str, most: usize) -> Message {
    Message::new(key).with("most", most)
}

async fn refused(
    admin: &Admin,
    me: &Me,
    found: &Quotation,
    typed: Typed,
) -> Result<Response, PageError> {
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    show(admin, me, &found.number, code, "", Some(typed)).await
}

/// Reads the form. Everything that is wrong is said at once.
fn read(fields: &Fields, typed: &mut Typed) -> Draft {
    let mut lines = Vec::new();
    let (mut prices, mut quantities) = (fields.all("price"), fields.all("quantity"));
    for line in fields.all("line") {
        let price = prices.next().unwrap_or_default().to_owned();
        let quantity = quantities.next().unwrap_or_default().to_owned();
        let Ok(id) = line.parse::<QuotationLineId>() else {
            continue;
        };
        let unit_price = read_price(&price).filter(|price| (0..=HIGHEST_E4).contains(&price.0));
        let count = count(&quantity);
        let error = if unit_price.is_none() && !price.is_empty() {
            Some(Message::new("price-wrong"))
        } else if count.is_none() {
            Some(Message::new("quote-quantity-wrong"))
        } else {
            None
        };
        if error.is_some() {
            typed.form.refuse("lines", "quote-lines-wrong");
        }
        lines.push(DraftLine {
            id,
            quantity: count.unwrap_or(0),
            unit_price,
        });
        let kept = TypedLine {
            price,
            quantity,
            error,
        };
        typed.lines.insert(id, kept);
    }
    let form = &mut typed.form;
    let text = form.trimmed("text").to_owned();
    if text.chars().count() > LONGEST_TEXT {
        form.refuse("text", most("quote-text-long", LONGEST_TEXT));
    }
    let freight_minor = match form.value("freight_kind") {
        "agreed" => {
            let minor = sums::read(form.value("freight"));
            if minor.is_none() {
                form.refuse("freight", "sum-wrong");
            }
            minor
        }
        _ => None,
    };
    let valid_until = Date::read(form.value("valid_until")).map(|day| day.0);
    if valid_until.is_none() {
        form.refuse("valid_until", "quote-until-wrong");
    }
    Draft {
        head: DraftHead {
            text,
            freight_minor,
            valid_until,
        },
        lines,
    }
}

/// A number of pieces; nothing typed strikes the line.
fn count(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() {
        return Some(0);
    }
    digits
        .parse()
        .ok()
        .filter(|n| (0..=MAX_QUANTITY).contains(n))
}

/// The article that is to be added.
async fn article(admin: &Admin, typed: &mut Typed) -> Result<Option<(VariantId, i32)>, PageError> {
    let form = &mut typed.form;
    let sku = form.trimmed("sku").to_owned();
    let variants = match sku.is_empty() {
        true => Vec::new(),
        false => variants_for(&mut *admin.db.read().await?, &sku).await?,
    };
    match variants.as_slice() {
        [_] => {}
        [] if sku.is_empty() => form.refuse("sku", "form-missing"),
        [] => form.refuse("sku", "price-sku-unknown"),
        _ => form.refuse("sku", "quote-sku-many"),
    }
    let quantity = match form.trimmed("count") {
        "" => Some(1),
        text => count(text).filter(|n| *n > 0),
    };
    if quantity.is_none() {
        form.refuse("count", "quote-quantity-wrong");
    }
    Ok(variants.first().map(|id| VariantId(*id)).zip(quantity))
}

/// What no look at the form alone could tell.
fn refuse(typed: &mut Typed, error: AnswerError) -> Result<(), PageError> {
    let form = &mut typed.form;
    match error {
        AnswerError::Unknown => return Err(PageError::NotFound),
        AnswerError::Db(error) => return Err(error.into()),
        AnswerError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        AnswerError::NotOpen => form.refuse_whole("quote-not-open"),
        AnswerError::OutOfRange => form.refuse("lines", "quote-out-of-range"),
        AnswerError::Words => form.refuse("text", most("quote-text-long", LONGEST_TEXT)),
        AnswerError::Nothing => form.refuse("lines", "quote-nothing"),
        AnswerError::Validity => form.refuse("valid_until", "quote-until-wrong"),
        AnswerError::NotForSale => form.refuse("sku", "quote-not-for-sale"),
        AnswerError::Twice => form.refuse("sku", "quote-twice"),
        AnswerError::Full => form.refuse("sku", most("quote-full", MAX_LINES)),
        AnswerError::NoPrice(lines) => {
            form.refuse("lines", "quote-no-price");
            for line in lines {
                if let Some(kept) = typed.lines.get_mut(&line) {
                    kept.error = Some(Message::new("form-missing"));
                }
            }
        }
    }
    Ok(())
}
