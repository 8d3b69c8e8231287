//! What was done to a thing, by whom, and what was there before: the trail as a timeline, narrowed by kind.

use platform::audit::listing::{Entry, of_subject};
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;
use platform::web::Fields;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::audit_trail::href_of;
use crate::guard::Me;
use crate::list::Amount;
use crate::object::{Event, FieldChange, timeline};
use crate::when::When;

/// Deeds that a page shows.
const MOST: i64 = 100;

/// What is shown of a trail.
const KINDS: [&str; 4] = ["", "staff", "system", "changes"];

/// The trail of a thing, on its page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Trail {
    /// The page, for the links that narrow.
    page: String,
    /// Which kind is shown; empty: all.
    show: &'static str,
    kinds: [&'static str; 4],
    events: Vec<Event>,
    /// The same in the audit trail, for whoever may read it.
    all_href: Option<String>,
}

/// How a value is written.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Moment,
    Flag,
    Minor,
    /// A word of the table with this text key before it.
    Word(&'static str),
}

/// What is told of each noun: the value's place, what it is called, how it is written. What is not here is not shown.
const FIELDS: &[(&str, &str, &str, Kind)] = &[
    (
        "product",
        "published_from",
        "product-published-from",
        Kind::Moment,
    ),
    (
        "product",
        "published_to",
        "product-published-to",
        Kind::Moment,
    ),
    (
        "product",
        "status",
        "products-status",
        Kind::Word("product-status-"),
    ),
    (
        "product",
        "withdrawal_exception",
        "product-withdrawal",
        Kind::Word("withdrawal-exception-"),
    ),
    ("product", "publish_at", "text-review-when", Kind::Moment),
    ("product", "texts.sv.name", "text-name-sv", Kind::Plain),
    ("product", "texts.en.name", "text-name-en", Kind::Plain),
    (
        "product",
        "texts.sv.subtitle",
        "text-subtitle-sv",
        Kind::Plain,
    ),
    (
        "product",
        "texts.en.subtitle",
        "text-subtitle-en",
        Kind::Plain,
    ),
    (
        "product",
        "texts.sv.description",
        "text-description-sv",
        Kind::Plain,
    ),
    (
        "product",
        "texts.en.description",
        "text-description-en",
        Kind::Plain,
    ),
    (
        "product",
        "texts.sv.safety_warning",
        "text-safety_warning-sv",
        Kind::Plain,
    ),
    (
        "product",
        "texts.en.safety_warning",
        "text-safety_warning-en",
        Kind::Plain,
    ),
    (
        "product",
        "texts.sv.address",
        "text-address-sv",
        Kind::Plain,
    ),
    (
        "product",
        "texts.en.address",
        "text-address-en",
        Kind::Plain,
    ),
    (
        "product",
        "texts.sv.seo_title",
        "text-seo_title-sv",
        Kind::Plain,
    ),
    (
        "product",
        "texts.en.seo_title",
        "text-seo_title-en",
        Kind::Plain,
    ),
    (
        "product",
        "texts.sv.seo_description",
        "text-seo_description-sv",
        Kind::Plain,
    ),
    (
        "product",
        "texts.en.seo_description",
        "text-seo_description-en",
        Kind::Plain,
    ),
    ("price_list", "name", "price-lists-name", Kind::Plain),
    ("price_list", "code", "price-lists-code", Kind::Plain),
    ("price_list", "priority", "price-list-priority", Kind::Plain),
    ("price_list", "valid_from", "price-lists-from", Kind::Moment),
    ("price_list", "valid_to", "price-lists-to", Kind::Moment),
    ("promotion", "name", "promotions-name", Kind::Plain),
    ("promotion", "starts_at", "promotion-starts", Kind::Moment),
    ("promotion", "ends_at", "promotion-ends", Kind::Moment),
    ("promotion", "max_uses", "promotion-max-uses", Kind::Plain),
    ("company", "name", "company-name", Kind::Plain),
    ("company", "vat_number", "company-vat-number", Kind::Plain),
    ("company", "tier_code", "company-tier", Kind::Plain),
    ("company", "payment_days", "company-days", Kind::Plain),
    (
        "company",
        "credit_limit_minor",
        "company-credit-limit",
        Kind::Minor,
    ),
    (
        "company",
        "may_invoice",
        "tier-function-invoice",
        Kind::Flag,
    ),
    ("company", "contact", "company-contact", Kind::Plain),
    ("company", "is_active", "company-active", Kind::Flag),
];

/// Deeds with words for them: icon and tone. The text key is `deed-` and the action with hyphens.
const DEEDS: &[(&str, &str, &str)] = &[
    ("product.published", "calendar", ""),
    ("product.status_set", "edit", ""),
    ("product.pictures", "edit", ""),
    ("product.withdrawal_exception", "return", ""),
    ("product.kind_set", "edit", ""),
    ("product.texts_drafted", "edit", ""),
    ("product.texts_undone", "history", ""),
    ("product.texts_thrown_away", "close", ""),
    ("product.texts_restored", "history", ""),
    ("product.texts_scheduled", "calendar", ""),
    ("product.texts_unscheduled", "calendar", ""),
    ("product.texts_stopped", "warning", "bad"),
    ("product.texts_published", "check", "ok"),
    ("price_list.created", "plus", ""),
    ("price_list.changed", "edit", ""),
    ("price_list.imported", "file", ""),
    ("price_list.exported", "export", ""),
    ("price.set", "receipt", ""),
    ("price.ended", "receipt", ""),
    ("promotion.created", "plus", ""),
    ("promotion.changed", "edit", ""),
    ("promotion.activated", "check", "ok"),
    ("promotion.paused", "edit", ""),
    ("promotion.ended", "close", ""),
    ("promotion.codes_added", "plus", ""),
    ("promotion.codes_exported", "export", ""),
    ("shop.opened", "plus", "ok"),
    ("shop.changed", "edit", ""),
    ("shop.country_opened", "plus", ""),
    ("shop.country_closed", "close", ""),
    ("shop.home_freight_removed", "close", ""),
    ("company.created", "plus", "ok"),
    ("company.changed", "edit", ""),
    ("company.invited", "mail", ""),
    ("company.invitation_withdrawn", "close", ""),
    ("company.member_added", "user", ""),
    ("company.member_changed", "user", ""),
    ("company.member_removed", "user", ""),
    ("company.place_saved", "edit", ""),
    ("company.place_removed", "close", ""),
    ("company.papers_changed", "edit", ""),
    ("company.articles_saved", "edit", ""),
    ("company.article_removed", "close", ""),
];

impl Trail {
    /// Reads the trail of a thing; the address of the visit says which kind is wanted.
    pub(crate) async fn read(
        conn: &mut PgConnection,
        me: &Me,
        subject: (&str, Uuid),
        page: String,
    ) -> Result<Self, DbError> {
        let query = me.visit.path.split_once('?').map_or("", |(_, query)| query);
        let wanted = Fields::parse(query.as_bytes()).unwrap_or_default();
        let show = KINDS
            .into_iter()
            .find(|kind| *kind == wanted.text("visa"))
            .unwrap_or_default();
        let mut entries = of_subject(conn, subject, MOST).await?;
        entries.retain(|entry| !is_elsewhere(me, entry));
        // The history wants them in the order in which they happened.
        let events: Vec<(Timestamp, Event)> = entries
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, entry)| match show {
                "staff" => entry.actor_kind == "staff",
                "system" => entry.actor_kind != "staff",
                _ => true,
            })
            .map(|(index, entry)| (entry.at, event(me, subject.0, entry, &entries[index + 1..])))
            .filter(|(_, event)| show != "changes" || !event.changes.is_empty())
            .collect();
        Ok(Self {
            page,
            show,
            kinds: KINDS,
            events: timeline(me, events),
            all_href: href_of(me, subject.0, subject.1),
        })
    }

    /// A trail with everything in it, for the checks.
    pub(crate) fn sample() -> Option<Self> {
        let now = Timestamp::from_microsecond(1_790_000_000_000_000)?;
        let plain = |text: &str| Some(Message::new("list-value").with("text", text.to_owned()));
        let mut events: Vec<Event> = DEEDS
            .iter()
            .map(|(action, icon, tone)| Event::new(now, icon, tone, Message::new(key_of(action))))
            .collect();
        let ends = [
            (plain("Mugg <a>"), plain("Mugg <b>")),
            (None, plain("Mugg <b>")),
            (plain("Mugg <a>"), None),
        ];
        let changes = FIELDS.iter().zip(ends.into_iter().cycle());
        let changes = changes.map(|((_, _, label, _), (before, after))| FieldChange {
            label,
            before,
            after,
        });
        if let Some(event) = events.first_mut() {
            event.changes = changes.collect();
        }
        Some(Self {
            page: "/produkter/1".to_owned(),
            show: "staff",
            kinds: KINDS,
            events,
            all_href: Some("/granskning?objekt=product.1".to_owned()),
        })
    }
}

/// Whether something was done in a shop that is not there for whoever asks.
fn is_elsewhere(me: &Me, entry: &Entry) -> bool {
    let shop = entry.after.as_ref().and_then(|after| after.get("shop"));
    let shop = shop.and_then(Value::as_str).and_then(|id| id.parse().ok());
    let shops = me.shops();
    shops.are_limited()
        && shop.is_some_and(|id: Uuid| shops.all().iter().all(|shop| shop.id.0 != id))
}

fn key_of(action: &str) -> String {
    format!("deed-{}", action.replace(['.', '_'], "-"))
}

fn event(me: &Me, noun: &str, entry: &Entry, earlier: &[Entry]) -> Event {
    let known = DEEDS.iter().find(|(action, ..)| *action == entry.action);
    let (icon, tone, text) = match known {
        Some((action, icon, tone)) => (*icon, *tone, Message::new(key_of(action))),
        // What later versions do, that this one has no words for.
        None => {
            let text = Message::new("list-value").with("text", entry.action.clone());
            ("log", "", text)
        }
    };
    let mut event = Event::new(entry.at, icon, tone, text);
    event.changes = changes(me, noun, entry, earlier);
    let plain = |text: String| Message::new("list-value").with("text", text);
    let by = match entry.actor_kind.as_str() {
        "staff" => Some(entry.actor_name.clone()),
        _ => None,
    };
    match (by, &entry.reason) {
        (Some(by), Some(reason)) => event.with_small(plain(format!("{by}: {reason}"))),
        (Some(by), None) => event.with_small(plain(by)),
        (None, Some(reason)) => event.with_small(plain(reason.clone())),
        (None, None) if entry.actor_kind == "customer" => event
            .with_small(Message::new("trail-by-customer").with("name", entry.actor_name.clone())),
        (None, None) => event.with_small(Message::new("trail-by-system")),
    }
}

/// What differs, field by field. A deed that tells only what became is compared with what the one before it told.
fn changes(me: &Me, noun: &str, entry: &Entry, earlier: &[Entry]) -> Vec<FieldChange> {
    let Some(after) = entry
        .after
        .as_ref()
        .filter(|_| !entry.action.ends_with(".created"))
    else {
        return Vec::new();
    };
    let fields = FIELDS.iter().filter(|(of, ..)| *of == noun);
    fields
        .filter_map(|(_, place, label, kind)| {
            let now = at(after, place)?;
            let told = entry.before.as_ref().and_then(|before| at(before, place));
            let before = match told {
                Some(before) => before,
                None if entry.action.ends_with(".changed") => {
                    let mut others = earlier.iter().filter_map(|e| e.after.as_ref());
                    others.find_map(|after| at(after, place))?
                }
                None => &Value::Null,
            };
            (before != now).then(|| FieldChange {
                label,
                before: written(me, *kind, before),
                after: written(me, *kind, now),
            })
        })
        .collect()
}

/// The value at a place; a place within another begins with its name and a dot.
fn at<'a>(value: &'a Value, place: &str) -> Option<&'a Value> {
    value.get(place).or_else(|| {
        let (within, rest) = place.split_once('.')?;
        value.get(within)?.get(rest)
    })
}

/// A value as people read it; nothing for what is not there.
fn written(me: &Me, kind: Kind, value: &Value) -> Option<Message> {
    let plain = |text: String| Message::new("list-value").with("text", text);
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => {
            let key = if *is { "company-yes" } else { "trail-no" };
            return Some(Message::new(key));
        }
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    match kind {
        Kind::Plain | Kind::Flag => (!text.is_empty()).then(|| plain(text)),
        Kind::Word(prefix) => Some(Message::new(format!("{prefix}{text}"))),
        Kind::Minor => {
            let minor = value.as_i64()?;
            Some(plain(Amount::new(me.locale(), minor, "SEK").digits))
        }
        Kind::Moment => {
            let at: Timestamp = text.parse::<jiff::Timestamp>().ok()?.into();
            Some(When::new(me.locale(), at, me.now()).text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_place() {
        let told = serde_json::json!({ "name": "a", "texts": { "sv.name": "b" } });
        assert_eq!(at(&told, "name"), Some(&Value::from("a")));
        assert_eq!(at(&told, "texts.sv.name"), Some(&Value::from("b")));
        assert_eq!(at(&told, "texts.en.name"), None);
        assert_eq!(key_of("price_list.changed"), "deed-price-list-changed");
    }
}
