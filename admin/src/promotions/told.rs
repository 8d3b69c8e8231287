//! What a promotion gives and what must hold, in words.

use commerce::promotion::{Benefit, Rule, listing};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Message, numbers};
use platform::money::{Currency, Money};
use uuid::Uuid;

use super::views::Condition;
use crate::admin::Admin;
use crate::guard::Me;

/// What a promotion gives, in words.
pub(super) async fn gives(
    admin: &Admin,
    me: &Me,
    conn: &mut PgConnection,
    rule: &Rule,
) -> Result<String, DbError> {
    let locale = me.locale();
    let message = Message::new(format!("gives-{}", rule.benefit.kind()));
    let message = match rule.benefit {
        Benefit::Percent { bp } => message.with("value", numbers::percent(locale, bp.into())),
        Benefit::Sum { minor } | Benefit::FixedPrice { minor } => {
            message.with("value", sum(me, rule.currency, minor))
        }
        Benefit::BuyPay { buy, pay } => message.with("buy", buy).with("pay", pay),
        Benefit::FreeFreight => message,
        Benefit::Gift {
            variant_id,
            quantity,
        } => {
            let names = listing::gift_names(conn, &[variant_id], locale.code()).await?;
            let name = names.into_iter().next().map(|(_, name)| name);
            Message::new("gives-gift-of")
                .with("count", quantity)
                .with("name", name.unwrap_or_default())
        }
    };
    Ok(admin.renderer.text(locale, &message))
}

fn sum(me: &Me, currency: Currency, minor: i64) -> String {
    let amount = Money::new(minor, currency);
    numbers::money(me.locale(), amount, numbers::Decimals::WhenNeeded)
}

/// What must hold, each as its name and its value.
pub(super) async fn conditions(
    me: &Me,
    conn: &mut PgConnection,
    rule: &Rule,
) -> Result<Vec<Condition>, DbError> {
    let conditions = &rule.conditions;
    let locale = me.locale().code();
    let all = listing::categories(conn, locale).await?;
    let tiers = listing::tiers(conn, locale).await?;
    let in_categories = |ids: &[commerce::ids::CategoryId]| {
        let names = all.iter().filter(|c| ids.iter().any(|id| id.0 == c.id));
        names.map(|c| c.name.clone()).collect::<Vec<_>>().join(", ")
    };
    let products: Vec<Uuid> = conditions.products.iter().map(|id| id.0).collect();
    let excluded: Vec<Uuid> = conditions.excluded_products.iter().map(|id| id.0).collect();
    let of_tiers = tiers.iter().filter(|t| conditions.tiers.contains(&t.code));
    let of_tiers: Vec<String> = of_tiers.map(|t| t.name.clone()).collect();
    let number = |n: Option<i64>| {
        n.map(|n| numbers::number(me.locale(), n))
            .unwrap_or_default()
    };
    let money = |n: Option<i64>| n.map(|n| sum(me, rule.currency, n)).unwrap_or_default();
    let margin = rule.min_margin_bp;
    let margin = margin.map(|bp| numbers::percent(me.locale(), bp.into()));
    let rows = [
        (
            "promotion-products",
            listing::codes_of(conn, &products).await?.join(", "),
        ),
        (
            "promotion-categories",
            in_categories(&conditions.categories),
        ),
        (
            "promotion-excluded-products",
            listing::codes_of(conn, &excluded).await?.join(", "),
        ),
        (
            "promotion-excluded-categories",
            in_categories(&conditions.excluded_categories),
        ),
        ("promotion-tiers", of_tiers.join(", ")),
        (
            "promotion-companies",
            listing::companies_named(conn, &conditions.companies)
                .await?
                .join(", "),
        ),
        ("promotion-min-sum", money(conditions.min_sum_minor)),
        ("promotion-min-quantity", number(conditions.min_quantity)),
        (
            "promotion-max-uses-per-buyer",
            number(conditions.max_uses_per_buyer),
        ),
        ("promotion-min-margin", margin.unwrap_or_default()),
    ];
    let mut shown: Vec<Condition> = rows
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Condition {
            label,
            value: Message::new("list-value").with("text", value),
        })
        .collect();
    shown.extend(ways(rule));
    Ok(shown)
}

/// How it goes together with others, and what is said of it by yes.
fn ways(rule: &Rule) -> impl Iterator<Item = Condition> {
    let flags = [
        (rule.conditions.is_first_order, "promotion-first-order"),
        (rule.is_exclusive, "promotion-exclusive"),
    ];
    let set = flags.into_iter().filter(|(is_set, _)| *is_set);
    let lane = Condition {
        label: "promotion-lane",
        value: Message::new(format!("lane-{}", rule.lane.as_str())),
    };
    set.map(|(_, label)| Condition {
        label,
        value: Message::new("yes"),
    })
    .chain([lane])
}
