//! What templates may call: texts, amounts, days, addresses and assets, each in the language that is written in.
//!
//! Templates are compiled once for all languages, which takes half the memory and half the start. Which language a page is in is known to the thread that
//! writes it: a page is written from its beginning to its end without a pause.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::FluentArgs;
use tera::{Error, Function, Kwargs, Map, State, Tera, TeraResult, Value};

use super::assets::Assets;
use super::paths::PathTable;
use crate::clock::Timestamp;
use crate::i18n::dates::{self, DateStyle};
use crate::i18n::numbers::{self, Decimals};
use crate::i18n::{Catalogue, Locale, postcode};
use crate::money::{Currency, Money, UnitPrice};

/// The texts of each language.
pub(super) type Texts = BTreeMap<Locale, Arc<Catalogue>>;

thread_local! {
    /// The language that this thread writes in.
    static SPOKEN: Cell<Locale> = const { Cell::new(Locale::Sv) };
}

/// Whatever was spoken before is spoken again, also after a panic.
struct Before(Locale);

impl Drop for Before {
    fn drop(&mut self) {
        SPOKEN.set(self.0);
    }
}

/// Writes in a language: whatever templates call meanwhile speaks it.
pub(super) fn speaking<T>(locale: Locale, write: impl FnOnce() -> T) -> T {
    let _before = Before(SPOKEN.replace(locale));
    write()
}

/// The language that is written in.
fn spoken() -> Locale {
    SPOKEN.get()
}

/// The texts of the language that is written in.
fn catalogue(texts: &Texts) -> TeraResult<&Catalogue> {
    let found = texts.get(&spoken()).map(Arc::as_ref);
    found.ok_or_else(|| Error::message("the language is not loaded"))
}

/// Registers every filter and function. `strict`: a missing text is an error, not its key.
pub(super) fn register(
    tera: &mut Tera,
    texts: &Arc<Texts>,
    paths: &Arc<PathTable>,
    assets: &Arc<Assets>,
    strict: bool,
) {
    register_texts(tera, texts, strict);
    register_numbers(tera);
    register_days(tera);
    register_addresses(tera, paths, assets);
    tera.register_filter("json", json);
    tera.register_filter("label", |label: &Map, _: Kwargs, _: &State| {
        in_language(label, spoken())
    });
    tera.register_filter("unbroken", unbroken);
    tera.register_filter("in_address", |text: &str, _: Kwargs, _: &State| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    });
}

/// A text of which there is one for each language: this one's, else another's.
fn in_language(label: &Map, locale: Locale) -> String {
    let text = label
        .get(&locale.code().into())
        .or_else(|| label.get(&Locale::Sv.code().into()))
        .or_else(|| label.values().next());
    text.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn register_texts(tera: &mut Tera, texts: &Arc<Texts>, strict: bool) {
    tera.register_filter(
        "postcode",
        |code: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            Ok(postcode(code, kwargs.must_get::<&str>("country")?))
        },
    );
    let of_t = Arc::clone(texts);
    tera.register_function(
        "t",
        move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            text(catalogue(&of_t)?, &kwargs, strict)
        },
    );
    tera.register_function(
        "t_html",
        Markup {
            texts: Arc::clone(texts),
            strict,
        },
    );
    let of_messages = Arc::clone(texts);
    tera.register_filter(
        "message",
        move |message: &Map, _: Kwargs, _: &State| -> TeraResult<String> {
            let key = string(message.get(&"key".into()), "a message's key")?;
            let none = Map::new();
            let values = message
                .get(&"args".into())
                .and_then(Value::as_map)
                .unwrap_or(&none);
            let pairs = values
                .iter()
                .filter_map(|(name, value)| Some((name.as_str()?, value)));
            written(catalogue(&of_messages)?, key, pairs, strict)
        },
    );
}

fn register_numbers(tera: &mut Tera) {
    tera.register_filter("number", |value: i64, _: Kwargs, _: &State| {
        numbers::number(spoken(), value)
    });
    tera.register_filter("percent", |value: i64, _: Kwargs, _: &State| {
        numbers::percent(spoken(), value)
    });
    tera.register_filter("tenths", |value: i64, _: Kwargs, _: &State| {
        numbers::tenths(spoken(), value)
    });
    tera.register_filter("weight", |grams: i64, _: Kwargs, _: &State| {
        numbers::weight(spoken(), grams)
    });
    tera.register_filter("length_cm", |mm: i64, _: Kwargs, _: &State| {
        numbers::length(spoken(), mm)
    });
    tera.register_filter(
        "money",
        |amount: &Map, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let decimals = if kwargs.get::<bool>("decimals")?.unwrap_or(false) {
                Decimals::Always
            } else {
                Decimals::WhenNeeded
            };
            Ok(numbers::money(spoken(), amount_of(amount)?, decimals))
        },
    );
    // The bare decimal number for machines: schema.org, meta tags.
    tera.register_filter(
        "money_plain",
        |amount: &Map, _: Kwargs, _: &State| -> TeraResult<String> {
            let amount = amount_of(amount)?;
            let text = numbers::money(Locale::En, amount, Decimals::Always);
            Ok(text
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '.')
                .collect())
        },
    );
    tera.register_filter(
        "unit_price",
        |price: i64, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let code = kwargs.must_get::<&str>("currency")?;
            let currency = Currency::parse(code).ok_or_else(|| Error::message("not a currency"))?;
            Ok(numbers::unit_price(spoken(), UnitPrice(price), currency))
        },
    );
}

fn register_days(tera: &mut Tera) {
    tera.register_filter(
        "date",
        |value: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let style = kwargs.get::<&str>("style")?.unwrap_or("long");
            let style = DateStyle::parse(style)
                .ok_or_else(|| Error::message(format!("no date style {style}")))?;
            Ok(dates::date(spoken(), day(value)?, style))
        },
    );
    tera.register_filter(
        "date_range",
        |from: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            Ok(dates::date_range(
                spoken(),
                day(from)?,
                day(kwargs.must_get::<&str>("to")?)?,
            ))
        },
    );
    tera.register_filter(
        "time",
        |value: &str, _: Kwargs, _: &State| -> TeraResult<String> {
            Ok(dates::time(spoken(), moment(value)?))
        },
    );
    tera.register_filter(
        "datetime",
        |value: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let style = kwargs.get::<&str>("style")?.unwrap_or("long");
            let style = DateStyle::parse(style)
                .ok_or_else(|| Error::message(format!("no date style {style}")))?;
            let (at, locale) = (moment(value)?, spoken());
            let (date, time) = (
                dates::date(locale, at.business_time().date(), style),
                dates::time(locale, at),
            );
            Ok(match locale {
                Locale::Sv => format!("{date} kl.\u{a0}{time}"),
                Locale::En => format!("{date}, {time}"),
            })
        },
    );
    // What `<time datetime>` wants.
    tera.register_filter(
        "datetime_iso",
        |value: &str, _: Kwargs, _: &State| -> TeraResult<String> {
            Ok(moment(value)?
                .jiff()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string())
        },
    );
}

fn register_addresses(tera: &mut Tera, paths: &Arc<PathTable>, assets: &Arc<Assets>) {
    let table = Arc::clone(paths);
    tera.register_function(
        "url",
        move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let mut name = None;
            let mut target = spoken();
            let mut values: Vec<(&str, Cow<'_, str>)> = Vec::new();
            for (key, value) in kwargs.iter() {
                let written = || {
                    value
                        .as_str()
                        .map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
                };
                match key.as_str() {
                    Some("name") => name = value.as_str(),
                    Some("locale") => {
                        target = value.as_str().and_then(Locale::parse).unwrap_or(target)
                    }
                    Some(key) => values.push((key, written())),
                    None => {}
                }
            }
            let name = name.ok_or_else(|| Error::message("url() needs the page's name"))?;
            let mut pairs: Vec<(&str, &str)> = values
                .iter()
                .map(|(key, value)| (*key, value.as_ref()))
                .collect();
            pairs.sort_unstable();
            table.url(target, name, &pairs).ok_or_else(|| {
                Error::message(format!(
                    "url(): no page {name}, or a value of its address is missing"
                ))
            })
        },
    );
    let files = Arc::clone(assets);
    tera.register_function(
        "asset",
        move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let path = kwargs.must_get::<&str>("path")?;
            files
                .url(path)
                .map(str::to_owned)
                .ok_or_else(|| Error::message(format!("there is no asset {path}")))
        },
    );
}

/// `t(key=.., default=..)`: the default stands in for a text that need not exist (the name of a rare country).
fn text(catalogue: &Catalogue, kwargs: &Kwargs, strict: bool) -> TeraResult<String> {
    let key = kwargs.must_get::<&str>("key")?;
    if let Some(default) = kwargs.get::<&str>("default")?
        && !catalogue.keys().contains_key(key)
    {
        return Ok(default.to_owned());
    }
    let pairs = kwargs
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, value)));
    written(
        catalogue,
        key,
        pairs.filter(|(name, _)| !matches!(*name, "key" | "default")),
        strict,
    )
}

fn written<'a>(
    catalogue: &Catalogue,
    key: &str,
    values: impl Iterator<Item = (&'a str, &'a Value)>,
    strict: bool,
) -> TeraResult<String> {
    let mut args = FluentArgs::new();
    let mut any = false;
    for (name, value) in values {
        any = true;
        match value.as_i64() {
            Some(number) if value.is_number() => args.set(name, number),
            _ => args.set(name, value.to_string()),
        }
    }
    match catalogue.text(key, any.then_some(&args)) {
        Some(text) => Ok(text.into_owned()),
        None if strict => Err(Error::message(format!(
            "the {} text {key} is missing, or a value that it shows",
            catalogue.locale()
        ))),
        None => Ok(key.to_owned()),
    }
}

/// `t_html`: the text itself may hold markup, the values in it are escaped unless they are markup already.
struct Markup {
    texts: Arc<Texts>,
    strict: bool,
}

impl Function<TeraResult<String>> for Markup {
    fn call(&self, kwargs: Kwargs, state: &State) -> TeraResult<String> {
        let key = kwargs.must_get::<&str>("key")?;
        let mut values = Vec::new();
        for (name, value) in kwargs.iter() {
            let Some(name) = name.as_str().filter(|name| *name != "key") else {
                continue;
            };
            let value = if value.is_number() {
                value.clone()
            } else {
                Value::from(state.escape_if_needed(value)?)
            };
            values.push((name, value));
        }
        written(
            catalogue(&self.texts)?,
            key,
            values.iter().map(|(name, value)| (*name, value)),
            self.strict,
        )
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// A telephone number or its like in a mail, where no line is to end within it: neither at a space nor at a hyphen.
fn unbroken(text: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    let text = super::escaped(text);
    Ok(Value::safe_string(&format!(
        "<span style=\"white-space:nowrap;\">{text}</span>"
    )))
}

/// JSON that may stand inside a `<script type="application/ld+json">`: no character that could end the element.
fn json(value: &Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|error| Error::message(error.to_string()))?;
    Ok(Value::safe_string(
        &text
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026"),
    ))
}

fn amount_of(map: &Map) -> TeraResult<Money> {
    let minor = map.get(&"minor".into()).and_then(Value::as_i64);
    let currency = map
        .get(&"currency".into())
        .and_then(Value::as_str)
        .and_then(Currency::parse);
    match (minor, currency) {
        (Some(minor), Some(currency)) => Ok(Money::new(minor, currency)),
        _ => Err(Error::message("not an amount of money")),
    }
}

fn string<'a>(value: Option<&'a Value>, what: &str) -> TeraResult<&'a str> {
    value
        .and_then(Value::as_str)
        .ok_or_else(|| Error::message(format!("{what} is missing")))
}

fn moment(text: &str) -> TeraResult<Timestamp> {
    text.parse::<jiff::Timestamp>()
        .map(Timestamp::from)
        .map_err(|_| Error::message(format!("{text} is not a moment")))
}

fn day(text: &str) -> TeraResult<jiff::civil::Date> {
    if text.len() == 10 {
        return text
            .parse()
            .map_err(|_| Error::message(format!("{text} is not a day")));
    }
    Ok(moment(text)?.business_time().date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spoken_before_is_spoken_again() {
        speaking(Locale::En, || {
            assert_eq!(spoken(), Locale::En);
            assert_eq!(speaking(Locale::Sv, spoken), Locale::Sv);
            let panicked = std::panic::catch_unwind(|| {
                speaking(Locale::Sv, || assert_eq!(spoken(), Locale::En))
            });
            assert!(panicked.is_err());
            assert_eq!(spoken(), Locale::En);
        });
    }
}
