//! Codes of a promotion: made, and taken out as a file.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::PromotionId;
use commerce::promotion::code::{self, NewCodes};
use commerce::promotion::listing::{self, ListedCode, MOST_COUNTED};
use commerce::promotion::save::{self, SaveError};
use http::StatusCode;
use platform::audit::Change;
use platform::db::keyset::Cursor;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::forms::{CodesForm, words};
use super::handlers::{self, answer, one};
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::list::csv;
use crate::page::see;

/// `POST /kampanjer/{id}/koder`: the codes that were typed, or so many that nobody guesses.
pub(crate) async fn add(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = PromotionId(id);
    let mut form = kept::form::<CodesForm>(&fields);
    let customer = {
        let mut conn = admin.db.read().await?;
        one(&mut conn, id).await?;
        let number = form.trimmed("customer").to_owned();
        let found = listing::customer_by_number(&mut conn, &number).await?;
        if !number.is_empty() && found.is_none() {
            form.refuse("customer", "promotion-customer-unknown");
        }
        found
    };
    let max_uses = uses(&mut form);
    let codes = wanted(&mut form);
    if form.is_valid() {
        let typed = codes.len();
        let new = NewCodes {
            promotion_id: id,
            codes,
            max_uses,
            customer,
        };
        let mut tx = admin.db.begin(me.origin()).await?;
        match save::add_codes(&mut tx, &new).await {
            Ok(made) if usize::try_from(made).is_ok_and(|made| made == typed) => {
                tx.commit().await?;
                return Ok(see(&format!("/kampanjer/{id}?koder=1#koder")));
            }
            // All or none: whoever typed them is to know which are in use.
            Ok(_) => form.refuse("codes", "promotion-code-taken"),
            Err(SaveError::Unknown) => return Err(PageError::NotFound),
            Err(SaveError::Db(error)) => return Err(error.into()),
            Err(error) => form.refuse_whole(handlers::words(&error)),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, id, status, form, None).await
}

fn uses(form: &mut FormState<CodesForm>) -> Option<i64> {
    let text = form.trimmed("max_uses").to_owned();
    if text.is_empty() {
        return None;
    }
    let value = text
        .parse()
        .ok()
        .filter(|n| (1..=1_000_000_000).contains(n));
    if value.is_none() {
        let range = Message::new("form-number")
            .with("min", 1)
            .with("max", 1_000_000_000);
        form.refuse("max_uses", range);
    }
    value
}

fn wanted(form: &mut FormState<CodesForm>) -> Vec<String> {
    let typed = words(form.value("codes"));
    let count = form.trimmed("count").to_owned();
    if typed.is_empty() && count.is_empty() {
        form.refuse("codes", "promotion-codes-none");
        return Vec::new();
    }
    let mut codes: Vec<String> = Vec::new();
    for word in &typed {
        match code::normalised(word) {
            Some(code) => codes.push(code),
            None => form.refuse("codes", "promotion-code-wrong"),
        }
    }
    if !count.is_empty() {
        codes.extend(generated(form, &count));
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn generated(form: &mut FormState<CodesForm>, count: &str) -> Vec<String> {
    let most = code::MOST_MADE;
    let count = count
        .parse::<usize>()
        .ok()
        .filter(|n| (1..=most).contains(n));
    let prefix = form.trimmed("prefix").to_uppercase();
    let is_prefix = prefix.is_empty()
        || (prefix.chars().count() <= code::longest_prefix()
            && code::normalised(&format!("{prefix}AAA")).is_some());
    if !is_prefix {
        form.refuse("prefix", "promotion-prefix-wrong");
    }
    let Some(count) = count else {
        form.refuse(
            "count",
            Message::new("form-number").with("min", 1).with("max", most),
        );
        return Vec::new();
    };
    if is_prefix {
        (0..count).map(|_| code::generated(&prefix)).collect()
    } else {
        Vec::new()
    }
}

/// `GET /kampanjer/{id}/koder`: all codes as a file.
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = PromotionId(id);
    one(&mut *admin.db.read().await?, id).await?;
    let mut tx = admin.db.begin(me.origin()).await?;
    tx.audit(Change::deed("promotion.codes_exported", "promotion", id))
        .await?;
    tx.commit().await?;
    let heads = [
        "promotions-code",
        "promotions-uses",
        "promotion-codes-max-uses",
        "promotion-codes-customer",
        "promotions-made",
    ]
    .map(|key| admin.renderer.text(me.locale(), &Message::new(key)));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = i64::try_from(csv::CHUNK).unwrap_or(i64::MAX);
    Ok(csv::stream("koder", &heads, None::<Cursor>, move |after| {
        let admin = admin.clone();
        async move {
            let mut conn = admin.db.read().await?;
            let codes = listing::codes(&mut conn, id, after, rows).await?;
            let text: String = codes.iter().map(line).collect();
            let last = codes.last().filter(|_| codes.len() == csv::CHUNK);
            let next = last.map(|code| {
                Some(Cursor {
                    value: code.created_at.as_microsecond(),
                    id: code.id,
                })
            });
            Ok((text, next))
        }
    }))
}

fn line(code: &ListedCode) -> String {
    let most = code.max_uses.map(|n| n.to_string()).unwrap_or_default();
    let uses = match code.max_uses {
        None if code.uses > MOST_COUNTED => format!("{MOST_COUNTED}+"),
        _ => code.uses.to_string(),
    };
    let made = code.created_at.business_time().strftime("%Y-%m-%d %H:%M");
    csv::line(&[
        &code.code,
        &uses,
        &most,
        code.customer.as_deref().unwrap_or_default(),
        &made.to_string(),
    ])
}
