//! One entry of the trail, with its values before and after in words.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::audit::listing::{self, WholeEntry};
use platform::clock::Timestamp;
use platform::i18n::{Locale, Message, numbers};
use platform::money::{Currency, Money, UnitPrice};
use platform::render::View;
use platform::web::PageError;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::list::{is_told, who, word_of};
use super::things;
use super::values;
use super::words::{FIELDS, hyphened};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::page;
use crate::when::{When, stored_day, whole_moment};

/// Values that a page shows.
const MOST_VALUES: usize = 200;
/// Letters of a value that a page shows.
const MOST_LETTERS: usize = 4_000;

/// A value before and after.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ValueRow {
    pub(crate) label: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    /// Whether the two differ; what was told only after does not count.
    pub(crate) is_changed: bool,
}

/// An entry.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EntryPage {
    pub(crate) title: Message,
    /// As it is stored.
    pub(crate) action: String,
    pub(crate) when: When,
    pub(crate) who: Message,
    /// The page of whoever did it.
    pub(crate) who_href: Option<String>,
    /// Everything that they did.
    pub(crate) by_href: Option<String>,
    pub(crate) noun: Message,
    /// What the thing is called; its id where it is called nothing.
    pub(crate) thing: Option<String>,
    pub(crate) thing_href: Option<String>,
    /// Everything that was done to it.
    pub(crate) all_href: Option<String>,
    pub(crate) reason: Option<String>,
    /// The reason is not told any more.
    pub(crate) is_withheld: bool,
    pub(crate) request: Option<String>,
    pub(crate) rows: Vec<ValueRow>,
    /// Whether it tells how it was.
    pub(crate) has_before: bool,
    /// There are more values than are shown: so many are.
    pub(crate) shown: Option<usize>,
}

impl View for EntryPage {
    const TEMPLATE: &'static str = "admin/trail-entry.html";
    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let row = |before: Option<&str>, after: Option<&str>| ValueRow {
            label: "Namn <b>".to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            is_changed: before != after,
        };
        let full = Self {
            title: Message::new("deed-company-changed"),
            action: "company.changed".to_owned(),
            when: When::new(page::sample_locale(), now, now),
            who: Message::new("list-value").with("text", "Maja <i>"),
            who_href: Some("/personal/1".to_owned()),
            by_href: Some("/granskning?objekt=av.1".to_owned()),
            noun: Message::new("trail-noun-company"),
            thing: Some("FTG-1001".to_owned()),
            thing_href: Some("/foretag/1".to_owned()),
            all_href: Some("/granskning?objekt=company.1".to_owned()),
            reason: Some("Avtal 2027".to_owned()),
            is_withheld: false,
            request: Some("req-1".to_owned()),
            rows: vec![
                row(Some("Furu"), Some("Studio Furu")),
                row(None, Some("30")),
                row(Some("30"), None),
                row(Some("Ja"), Some("Ja")),
            ],
            has_before: true,
            shown: Some(MOST_VALUES),
        };
        let told = Self {
            has_before: false,
            shown: None,
            rows: vec![row(None, Some("30"))],
            thing_href: None,
            who_href: None,
            ..full.clone()
        };
        let bare = Self {
            by_href: None,
            thing: None,
            all_href: None,
            reason: None,
            is_withheld: true,
            request: None,
            rows: Vec::new(),
            ..told.clone()
        };
        vec![full, told, bare]
    }
}

/// `GET /granskning/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let entry = listing::entry(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let actor = entry
        .actor_id
        .filter(|_| ["staff", "customer"].contains(&entry.actor_kind.as_str()));
    let named = [
        entry.subject_id.map(|id| (entry.subject_kind.as_str(), id)),
        actor.map(|id| (entry.actor_kind.as_str(), id)),
    ];
    let called = things::called(&mut conn, named.into_iter().flatten()).await?;
    let of = |noun: &str, id: Option<Uuid>| called.get(&(noun.to_owned(), id?));
    let thing = of(&entry.subject_kind, entry.subject_id);
    let person = of(&entry.actor_kind, actor);
    let told = is_told(&entry.action, thing.is_some_and(|thing| thing.is_erased));
    let (rows, shown) = rows(&admin, &me, &entry);
    let by_href = actor.and_then(|id| things::href_of(&me, super::BY, id));
    let all_href = entry
        .subject_id
        .and_then(|id| things::href_of(&me, &entry.subject_kind, id));
    let view = EntryPage {
        title: word_of(&entry.action),
        when: When::new(me.locale(), entry.at, me.now()),
        who: who(&entry.actor_kind, &entry.actor_name),
        who_href: person.and_then(|person| things::page(&me, &entry.actor_kind, person)),
        by_href,
        noun: word_of(&entry.subject_kind),
        thing: thing
            .map(|thing| thing.name.clone())
            .or_else(|| entry.subject_id.map(|id| id.to_string())),
        thing_href: thing.and_then(|thing| things::page(&me, &entry.subject_kind, thing)),
        all_href,
        is_withheld: entry.reason.is_some() && !told,
        reason: entry.reason.clone().filter(|_| told),
        request: entry.request_id.clone(),
        rows,
        has_before: entry.before.is_some(),
        shown,
        action: entry.action,
    };
    page::show(&admin, &mut conn, &me, Room::Trail, &view).await
}

/// The values in the order in which they were told, and how many are shown when there are more.
fn rows(admin: &Admin, me: &Me, entry: &WholeEntry) -> (Vec<ValueRow>, Option<usize>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (value, into) in [(&entry.before, &mut before), (&entry.after, &mut after)] {
        if let Some(value) = value {
            leaves(value, String::new(), into);
        }
    }
    let mut places: Vec<&String> = Vec::new();
    for (place, _) in before.iter().chain(&after) {
        if !places.contains(&place) {
            places.push(place);
        }
        if places.len() > MOST_VALUES {
            break;
        }
    }
    let is_cut = places.len() > MOST_VALUES;
    let text = |message: &Message| admin.renderer.text(me.locale(), message);
    let value = |of: &[(String, Value)], other: &[(String, Value)], place: &String| {
        let found = of.iter().find(|(at, _)| at == place)?;
        // What it was may have been told in another currency than what it is, or one of them in none.
        let currency = currency_at(of, place).or_else(|| currency_at(other, place));
        written(me.locale(), place, &found.1, currency, &text)
    };
    let rows = places
        .into_iter()
        .take(MOST_VALUES)
        .map(|place| {
            let (before, after) = (value(&before, &after, place), value(&after, &before, place));
            ValueRow {
                label: label(place, &text),
                is_changed: entry.before.is_some() && before != after,
                before,
                after,
            }
        })
        .collect();
    (rows, is_cut.then_some(MOST_VALUES))
}

/// The currency that a place's sum is in: what is told beside it, else beside what it is a part of, else the only one that is told at all.
fn currency_at(told: &[(String, Value)], place: &str) -> Option<Currency> {
    let currencies = told.iter().filter_map(|(at, value)| {
        let whole = at.strip_suffix("currency")?;
        let is_place = whole.is_empty() || whole.ends_with('.');
        let currency = value.as_str().and_then(Currency::parse)?;
        is_place.then_some((whole, currency))
    });
    let around = currencies
        .clone()
        .filter(|(whole, _)| place.starts_with(*whole));
    let nearest = around.max_by_key(|(whole, _)| whole.len());
    nearest.map(|(_, currency)| currency).or_else(|| {
        let mut told = currencies.map(|(_, currency)| currency);
        let first = told.next()?;
        told.all(|other| other == first).then_some(first)
    })
}

/// A sum as it reads without its currency, where nobody told which it is.
fn bare(words: String, currency: Option<Currency>) -> String {
    match (currency, words.rsplit_once(numbers::NBSP)) {
        (None, Some((digits, _))) => digits.to_owned(),
        _ => words,
    }
}

/// The values at the ends of a tree, each with its place: names and numbers with dots between.
fn leaves(value: &Value, place: String, into: &mut Vec<(String, Value)>) {
    let below = |name: &str| {
        if place.is_empty() {
            name.to_owned()
        } else {
            format!("{place}.{name}")
        }
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, below(name), into);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, below(&(index + 1).to_string()), into);
            }
        }
        _ => into.push((place, value.clone())),
    }
}

/// What a place is called: each of its parts in words, as far as there are any.
fn label(place: &str, text: &impl Fn(&Message) -> String) -> String {
    let words = place.split('.').map(|part| {
        if FIELDS.contains(&part) {
            text(&Message::new(format!("trail-field-{}", hyphened(part))))
        } else {
            part.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" › ")
}

/// A value as people read it; nothing for what is not there.
fn written(
    locale: Locale,
    place: &str,
    value: &Value,
    currency: Option<Currency>,
    text: &impl Fn(&Message) -> String,
) -> Option<String> {
    let coded = |words: &str| values::key(place, words).map(|key| text(&Message::new(key)));
    let one = |value: &Value| match value {
        Value::String(words) => Some(coded(words).unwrap_or_else(|| words.clone())),
        Value::Bool(true) => Some(text(&Message::new("company-yes"))),
        Value::Bool(false) => Some(text(&Message::new("trail-no"))),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let whole = match value {
        Value::Array(items) => items.iter().filter_map(one).collect::<Vec<_>>().join(", "),
        Value::Number(number) if place.ends_with("_minor") => {
            let amount = Money::new(number.as_i64()?, currency.unwrap_or(Currency::SEK));
            let words = numbers::money(locale, amount, numbers::Decimals::Always);
            bare(words, currency)
        }
        Value::Number(number) if place.ends_with("_bp") => {
            numbers::percent(locale, number.as_i64()?)
        }
        Value::Number(number) if place.ends_with("_e4") => {
            let price = UnitPrice(number.as_i64()?);
            let words = numbers::unit_price(locale, price, currency.unwrap_or(Currency::SEK));
            bare(words, currency)
        }
        Value::String(words) => coded(words)
            .or_else(|| moment(locale, words))
            .unwrap_or_else(|| stored_day(locale, words)),
        other => one(other)?,
    };
    let short: String = whole.chars().take(MOST_LETTERS).collect();
    let is_cut = short.len() < whole.len();
    Some(if is_cut { format!("{short}…") } else { short }).filter(|text| !text.is_empty())
}

/// A moment in Stockholm, of a text that is one.
fn moment(locale: Locale, text: &str) -> Option<String> {
    let at: Timestamp = text.parse::<jiff::Timestamp>().ok()?.into();
    Some(whole_moment(locale, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(message: &Message) -> String {
        message.key.clone()
    }

    #[test]
    fn sums_are_told_in_the_currency_that_is_told_or_in_none() {
        let told = |value: &Value| {
            let mut found = Vec::new();
            leaves(value, String::new(), &mut found);
            let sums = found.iter().filter(|(place, _)| place.ends_with("_minor"));
            let words = sums.filter_map(|(place, value)| {
                let currency = currency_at(&found, place);
                written(Locale::Sv, place, value, currency, &plain)
            });
            words.collect::<Vec<_>>()
        };
        for (value, expected) in [
            (
                serde_json::json!({ "amount_minor": 124_900, "currency": "EUR" }),
                vec!["1\u{a0}249,00\u{a0}€"],
            ),
            (
                serde_json::json!({ "rates": [{ "price_minor": 500, "currency": "EUR" }], "total_minor": 900 }),
                vec!["5,00\u{a0}€", "9,00\u{a0}€"],
            ),
            (
                serde_json::json!({ "amount_minor": 124_900 }),
                vec!["1\u{a0}249,00"],
            ),
            // Each part tells its own; what is beside none of them is in none of them.
            (
                serde_json::json!({
                    "rates": [{ "price_minor": 500, "currency": "EUR" }, { "price_minor": 4_900, "currency": "SEK" }],
                    "total_minor": 900
                }),
                vec!["5,00\u{a0}€", "49,00\u{a0}kr", "9,00"],
            ),
            (
                serde_json::json!({ "currency": "SEK", "cards": [{ "amount_minor": 500, "currency": "EUR" }], "total_minor": 900 }),
                vec!["5,00\u{a0}€", "9,00\u{a0}kr"],
            ),
        ] {
            assert_eq!(told(&value), expected, "{value}");
        }
    }

    #[test]
    fn values_are_told_by_their_place_and_in_words() {
        let told = serde_json::json!({
            "amount_minor": 24_900, "by": "code", "cost_e4": 1_234_500, "from": "2026-11-24T23:30:00Z", "is_given": false, "lines": [{ "quantity": 2 }, { "quantity": 1 }],
            "percent_bp": 1_250, "roles": ["a", "orders"], "valid_until": "2026-12-24", "x": null
        });
        let mut found = Vec::new();
        leaves(&told, String::new(), &mut found);
        let told: Vec<(String, Option<String>)> = found
            .iter()
            .map(|(place, value)| {
                let text = written(Locale::Sv, place, value, Some(Currency::SEK), &plain);
                (label(place, &plain), text)
            })
            .collect();
        let expected = [
            ("trail-field-amount-minor", Some("249,00\u{a0}kr")),
            ("trail-field-by", Some("trail-value-by-code")),
            ("trail-field-cost-e4", Some("1,2345\u{a0}kr")),
            ("trail-field-from", Some("25 november 2026 00:30")),
            ("trail-field-is-given", Some("trail-no")),
            ("trail-field-lines › 1 › trail-field-quantity", Some("2")),
            ("trail-field-lines › 2 › trail-field-quantity", Some("1")),
            ("trail-field-percent-bp", Some("12,5\u{a0}%")),
            ("trail-field-roles", Some("a, trail-value-roles-orders")),
            ("trail-field-valid-until", Some("24 december 2026")),
            ("x", None),
        ];
        let expected = expected.map(|(label, text)| (label.to_owned(), text.map(str::to_owned)));
        assert_eq!(told, expected);
    }
}
