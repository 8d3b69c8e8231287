//! From what was typed to a promotion, and back. Only the fields of the chosen kind are read.

use commerce::catalogue::Label;
use commerce::ids::{CategoryId, ProductId, VariantId};
use commerce::promotion::listing::{self, CompanyMeant};
use commerce::promotion::schedule::{End, ScheduleError, on_the_wall, swedish_moment};
use commerce::promotion::store::Draft;
use commerce::promotion::{Benefit, Conditions, Lane, Rule, code};
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;
use platform::render::FormState;
use uuid::Uuid;

use super::forms::{PromotionForm, hundredths, words, written};

type State = FormState<PromotionForm>;

/// Longest text of a name or label.
const LONGEST: usize = 120;
/// Most products that a form names.
const MOST_PRODUCTS: usize = 500;
/// Most companies that a form names.
const MOST_COMPANIES: usize = 200;

/// Reads the form. Everything that is wrong is said at once, at its field.
pub(super) async fn draft(
    conn: &mut PgConnection,
    form: &mut State,
) -> Result<Option<Draft>, DbError> {
    let name = line(form, "name", true);
    let sv = line(form, "label_sv", true);
    let en = line(form, "label_en", false);
    let benefit = benefit(conn, form).await?;
    let conditions = conditions(conn, form).await?;
    let (starts_at, ends_at) = period(form);
    let lane = Lane::parse(form.value("lane")).unwrap_or_default();
    let max_uses = number(form, "max_uses", 1, 1_000_000_000);
    let min_margin_bp = percent(form, "min_margin", 0, 9_999);
    if !form.trimmed("code").is_empty() && code::normalised(form.trimmed("code")).is_none() {
        form.refuse("code", "promotion-code-wrong");
    }
    let (Some(benefit), Some(starts_at), true) = (benefit, starts_at, form.is_valid()) else {
        return Ok(None);
    };
    Ok(Some(Draft {
        name,
        label: Label::new(&sv, if en.is_empty() { &sv } else { &en }),
        benefit,
        lane,
        is_exclusive: !form.value("is_exclusive").is_empty(),
        conditions,
        min_margin_bp,
        max_uses,
        starts_at,
        ends_at,
    }))
}

fn line(form: &mut State, name: &str, is_needed: bool) -> String {
    let text = form.trimmed(name).to_owned();
    if text.is_empty() && is_needed {
        form.refuse(name, "form-missing");
    } else if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        form.refuse(name, "form-too-long");
    }
    text
}

/// A whole number that may be left out.
fn number(form: &mut State, name: &str, least: i64, most: i64) -> Option<i64> {
    let text: String = form.value(name).split_whitespace().collect();
    if text.is_empty() {
        return None;
    }
    let value = text.parse().ok().filter(|n| (least..=most).contains(n));
    if value.is_none() {
        let range = Message::new("form-number")
            .with("min", least)
            .with("max", most);
        form.refuse(name, range);
    }
    value
}

fn needed_number(form: &mut State, name: &str, least: i64, most: i64) -> Option<i64> {
    if form.trimmed(name).is_empty() {
        form.refuse(name, "form-missing");
        return None;
    }
    number(form, name, least, most)
}

/// An amount that may be left out.
fn amount(form: &mut State, name: &str, least: i64) -> Option<i64> {
    if form.trimmed(name).is_empty() {
        return None;
    }
    let value = hundredths(form.value(name)).filter(|minor| *minor >= least);
    if value.is_none() {
        form.refuse(name, "form-amount");
    }
    value
}

fn needed_amount(form: &mut State, name: &str, least: i64) -> Option<i64> {
    if form.trimmed(name).is_empty() {
        form.refuse(name, "form-missing");
    }
    amount(form, name, least)
}

fn percent(form: &mut State, name: &str, least: i64, most: i64) -> Option<i32> {
    let text = form.trimmed(name).trim_end_matches('%').to_owned();
    if text.trim().is_empty() {
        return None;
    }
    let value = hundredths(&text).filter(|bp| (least..=most).contains(bp));
    if value.is_none() {
        form.refuse(name, "form-percent");
    }
    value.and_then(|bp| i32::try_from(bp).ok())
}

async fn benefit(conn: &mut PgConnection, form: &mut State) -> Result<Option<Benefit>, DbError> {
    Ok(match form.value("kind") {
        "percent" => {
            if form.trimmed("percent").is_empty() {
                form.refuse("percent", "form-missing");
            }
            percent(form, "percent", 1, 10_000).map(|bp| Benefit::Percent { bp })
        }
        "sum" => needed_amount(form, "amount", 1).map(|minor| Benefit::Sum { minor }),
        "fixed_price" => needed_amount(form, "price", 0).map(|minor| Benefit::FixedPrice { minor }),
        "buy_pay" => {
            let buy = needed_number(form, "buy", 2, 100);
            let pay = needed_number(form, "pay", 1, 99);
            if let (Some(buy), Some(pay)) = (buy, pay)
                && pay >= buy
            {
                form.refuse("pay", "promotion-pay-less");
            }
            buy.zip(pay).map(|(buy, pay)| Benefit::BuyPay { buy, pay })
        }
        "free_freight" => Some(Benefit::FreeFreight),
        "gift" => gift(conn, form).await?,
        _ => {
            form.refuse("kind", "promotion-kind-missing");
            None
        }
    })
}

async fn gift(conn: &mut PgConnection, form: &mut State) -> Result<Option<Benefit>, DbError> {
    let quantity = needed_number(form, "gift_quantity", 1, 100);
    let sku = form.trimmed("gift_sku").to_owned();
    if sku.is_empty() {
        form.refuse("gift_sku", "form-missing");
        return Ok(None);
    }
    let found = listing::variants_by_sku(conn, std::slice::from_ref(&sku)).await?;
    let Some((_, variant_id, _)) = found.into_iter().next() else {
        form.refuse("gift_sku", "promotion-sku-unknown");
        return Ok(None);
    };
    Ok(quantity.map(|quantity| Benefit::Gift {
        variant_id,
        quantity,
    }))
}

async fn conditions(conn: &mut PgConnection, form: &mut State) -> Result<Conditions, DbError> {
    let products = products(conn, form, "products").await?;
    let excluded_products = self::products(conn, form, "excluded_products").await?;
    let categories = categories(form, "categories");
    let excluded_categories = self::categories(form, "excluded_categories");
    if products.iter().any(|id| excluded_products.contains(id)) {
        form.refuse("excluded_products", "promotion-both");
    }
    if categories.iter().any(|id| excluded_categories.contains(id)) {
        form.refuse("excluded_categories", "promotion-both");
    }
    let known = listing::tiers(conn, "sv").await?;
    let tiers: Vec<String> = form.values("tiers").to_vec();
    if !tiers
        .iter()
        .all(|tier| known.iter().any(|k| k.code == *tier))
    {
        form.refuse("tiers", "promotion-tier-unknown");
    }
    let all = listing::categories(conn, "sv").await?;
    for (name, chosen) in [
        ("categories", &categories),
        ("excluded_categories", &excluded_categories),
    ] {
        if !chosen.iter().all(|id| all.iter().any(|c| c.id == id.0)) {
            form.refuse(name, "promotion-category-unknown");
        }
    }
    Ok(Conditions {
        products,
        categories,
        excluded_products,
        excluded_categories,
        tiers,
        companies: companies(conn, form).await?,
        min_sum_minor: amount(form, "min_sum", 1),
        min_quantity: number(form, "min_quantity", 1, 100_000),
        is_first_order: !form.value("is_first_order").is_empty(),
        needs_code: !form.value("needs_code").is_empty(),
        max_uses_per_buyer: number(form, "max_uses_per_buyer", 1, 1_000_000),
    })
}

fn categories(form: &State, name: &str) -> Vec<CategoryId> {
    form.values(name)
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect()
}

/// Products by their codes or by article numbers of their variants.
async fn products(
    conn: &mut PgConnection,
    form: &mut State,
    name: &str,
) -> Result<Vec<ProductId>, DbError> {
    let words = words(form.value(name));
    if words.len() > MOST_PRODUCTS {
        form.refuse(
            name,
            Message::new("promotion-products-many").with("max", MOST_PRODUCTS),
        );
        return Ok(Vec::new());
    }
    let by_code = listing::products_by_code(conn, &words).await?;
    let by_sku = listing::variants_by_sku(conn, &words).await?;
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for word in words {
        let code = by_code.iter().find(|(code, _)| *code == word);
        let sku = by_sku.iter().find(|(sku, ..)| *sku == word);
        match code.map(|(_, id)| *id).or(sku.map(|(_, _, id)| *id)) {
            Some(id) => found.push(ProductId(id)),
            None => unknown.push(word),
        }
    }
    if !unknown.is_empty() {
        unknown.truncate(10);
        let told = Message::new("promotion-products-unknown").with("codes", unknown.join(", "));
        form.refuse(name, told);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Companies, one a line: by customer number, organisation number or name.
async fn companies(conn: &mut PgConnection, form: &mut State) -> Result<Vec<Uuid>, DbError> {
    let text = form.value("companies").to_owned();
    let lines = text.split(['\n', ';']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_COMPANIES {
        let told = Message::new("promotion-companies-many").with("max", MOST_COMPANIES);
        form.refuse("companies", told);
        return Ok(Vec::new());
    }
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for line in lines {
        match listing::company_meant(conn, line).await? {
            CompanyMeant::One(id) => found.push(id),
            CompanyMeant::None => unknown.push(line),
            CompanyMeant::Several(numbers) => {
                let told = Message::new("promotion-companies-several")
                    .with("name", line)
                    .with("numbers", numbers.join(", "));
                form.refuse("companies", told);
            }
        }
    }
    if !unknown.is_empty() {
        unknown.truncate(10);
        let told = Message::new("promotion-companies-unknown").with("names", unknown.join(", "));
        form.refuse("companies", told);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn period(form: &mut State) -> (Option<Timestamp>, Option<Timestamp>) {
    let starts = if form.trimmed("starts").is_empty() {
        form.refuse("starts", "form-missing");
        None
    } else {
        moment(form, "starts", End::Start)
    };
    let ends = if form.trimmed("ends").is_empty() {
        None
    } else {
        moment(form, "ends", End::Stop)
    };
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends <= starts
    {
        form.refuse("ends", "promotion-ends-early");
    }
    (starts, ends)
}

fn moment(form: &mut State, name: &str, end: End) -> Option<Timestamp> {
    match swedish_moment(form.value(name), end) {
        Ok(at) => Some(at),
        Err(why) => {
            form.refuse(
                name,
                match why {
                    ScheduleError::Malformed => "form-moment",
                    ScheduleError::NeverComes => "form-moment-never",
                },
            );
            None
        }
    }
}

/// A promotion as its form shows it.
pub(super) async fn form_of(
    conn: &mut PgConnection,
    rule: &Rule,
    facts: &listing::PromotionFacts,
) -> Result<State, DbError> {
    let codes = async |conn: &mut PgConnection, ids: &[ProductId]| {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let codes = listing::codes_of(conn, &ids).await?;
        Ok::<_, DbError>(codes.join("\n"))
    };
    let conditions = &rule.conditions;
    let mut pairs: Vec<(&str, String)> = vec![
        ("name", facts.name.clone()),
        ("label_sv", rule.label.text("sv").to_owned()),
        ("label_en", rule.label.text("en").to_owned()),
        ("kind", rule.benefit.kind().to_owned()),
        ("products", codes(conn, &conditions.products).await?),
        (
            "excluded_products",
            codes(conn, &conditions.excluded_products).await?,
        ),
        (
            "companies",
            listing::companies_named(conn, &conditions.companies)
                .await?
                .join("\n"),
        ),
        ("lane", rule.lane.as_str().to_owned()),
        ("starts", on_the_wall(rule.starts_at)),
        ("row_version", facts.row_version.to_string()),
    ];
    pairs.extend(rule.ends_at.map(|end| ("ends", on_the_wall(end))));
    pairs.extend(flag("is_exclusive", rule.is_exclusive));
    pairs.extend(flag("is_first_order", conditions.is_first_order));
    pairs.extend(flag("needs_code", conditions.needs_code));
    pairs.extend(conditions.min_sum_minor.map(|n| ("min_sum", written(n))));
    pairs.extend(
        conditions
            .min_quantity
            .map(|n| ("min_quantity", n.to_string())),
    );
    pairs.extend(facts.max_uses.map(|n| ("max_uses", n.to_string())));
    let per_buyer = conditions.max_uses_per_buyer;
    pairs.extend(per_buyer.map(|n| ("max_uses_per_buyer", n.to_string())));
    pairs.extend(
        rule.min_margin_bp
            .map(|bp| ("min_margin", written(bp.into()))),
    );
    let ids = |name, ids: &[CategoryId]| {
        ids.iter()
            .map(|id| (name, id.to_string()))
            .collect::<Vec<_>>()
    };
    pairs.extend(ids("categories", &conditions.categories));
    pairs.extend(ids("excluded_categories", &conditions.excluded_categories));
    pairs.extend(conditions.tiers.iter().map(|tier| ("tiers", tier.clone())));
    pairs.extend(benefit_fields(conn, rule.benefit).await?);
    Ok(State::from_pairs(pairs))
}

fn flag(name: &'static str, is_set: bool) -> Option<(&'static str, String)> {
    is_set.then(|| (name, "1".to_owned()))
}

async fn benefit_fields(
    conn: &mut PgConnection,
    benefit: Benefit,
) -> Result<Vec<(&'static str, String)>, DbError> {
    Ok(match benefit {
        Benefit::Percent { bp } => vec![("percent", written(bp.into()))],
        Benefit::Sum { minor } => vec![("amount", written(minor))],
        Benefit::FixedPrice { minor } => vec![("price", written(minor))],
        Benefit::BuyPay { buy, pay } => vec![("buy", buy.to_string()), ("pay", pay.to_string())],
        Benefit::FreeFreight => Vec::new(),
        Benefit::Gift {
            variant_id,
            quantity,
        } => vec![
            ("gift_sku", sku(conn, variant_id).await?),
            ("gift_quantity", quantity.to_string()),
        ],
    })
}

async fn sku(conn: &mut PgConnection, id: VariantId) -> Result<String, DbError> {
    Ok(listing::sku_of(conn, id).await?.unwrap_or_default())
}
