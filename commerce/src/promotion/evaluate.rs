//! Promotions of a real cart: what decides is read, then the pure function is asked.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::{Case, GivenCode, Goods, Outcome, PromotionState, Rule, apply, store};
use crate::cart::Cart;
use crate::ids::{CategoryId, CustomerId, ProductId, PromotionId, VariantId};

/// Who buys, as far as prices are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buyer {
    /// The customer's tier.
    pub tier: String,
    /// Whoever is logged in.
    pub customer: Option<CustomerId>,
    /// The company that they buy for.
    pub company: Option<Uuid>,
    /// The address that they have given, for what may be used once by everybody.
    pub email: Option<String>,
}

impl Buyer {
    /// Somebody of a tier who is not logged in.
    #[must_use]
    pub fn guest(tier: &str) -> Self {
        Self {
            tier: tier.to_owned(),
            ..Self::default()
        }
    }
}

/// What promotions do to a cart, with the rules that were asked.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// What is taken off, and what is not. Line places are those of the cart's lines.
    pub outcome: Outcome,
    /// The rules, by their ids.
    pub rules: Vec<Rule>,
    /// The cart's codes.
    pub codes: Vec<GivenCode>,
}

impl Evaluation {
    /// A rule's words for shoppers.
    #[must_use]
    pub fn label(&self, id: PromotionId, locale: &str) -> &str {
        self.rules
            .iter()
            .find(|rule| rule.id == id)
            .map_or("", |rule| rule.label.text(locale))
    }

    /// Whether a rule covers whatever goods there are.
    #[must_use]
    pub fn covers_everything(&self, id: PromotionId) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.id == id && rule.conditions.covers_everything())
    }
}

/// What is read once for a cart; the freight is known only afterwards.
pub struct Prepared {
    goods: Vec<Goods>,
    case: Case,
    rules: Vec<Rule>,
}

impl Prepared {
    /// What the rules take off, with a freight of this price.
    #[must_use]
    pub fn with_freight(self, freight_minor: i64) -> Evaluation {
        Evaluation {
            outcome: apply(&self.goods, freight_minor, &self.case, &self.rules),
            rules: self.rules,
            codes: self.case.codes,
        }
    }
}

/// Reads what decides on a cart's promotions. `tried` is looked at whatever its state, as if it held now for whoever
/// has its code.
///
/// # Errors
/// Database errors.
pub async fn prepare(
    conn: &mut PgConnection,
    cart: &Cart,
    buyer: &Buyer,
    tried: Option<PromotionId>,
    now: Timestamp,
) -> Result<Prepared, DbError> {
    let mut rules = store::rules_for(conn, cart.shop_id, cart.id, tried, now).await?;
    let codes = if rules.iter().any(|rule| rule.conditions.needs_code) {
        store::given_codes(conn, cart.id).await?
    } else {
        Vec::new()
    };
    let (has_ordered, uses_by_buyer) = history(conn, cart, buyer, &rules).await?;
    if let Some(rule) = rules.iter_mut().find(|rule| Some(rule.id) == tried) {
        rule.state = PromotionState::Active;
        rule.starts_at = rule.starts_at.min(now);
        rule.ends_at = None;
        rule.is_used_up = false;
        rule.conditions.needs_code = false;
        rule.conditions.max_uses_per_buyer = None;
    }
    Ok(Prepared {
        goods: goods(conn, cart, &rules).await?,
        case: Case {
            now,
            currency: cart.currency,
            tier: buyer.tier.clone(),
            customer: buyer.customer,
            company: buyer.company,
            has_ordered,
            codes,
            uses_by_buyer,
        },
        rules,
    })
}

/// What the buyer's earlier orders say, where a rule asks.
async fn history(
    conn: &mut PgConnection,
    cart: &Cart,
    buyer: &Buyer,
    rules: &[Rule],
) -> Result<(Option<bool>, Vec<(PromotionId, i64)>), DbError> {
    let asks_for_first = rules.iter().any(|rule| rule.conditions.is_first_order);
    let has_ordered = match buyer.customer.filter(|_| asks_for_first) {
        Some(customer) => Some(store::has_ordered(conn, customer).await?),
        None => None,
    };
    let limited: Vec<Uuid> = rules
        .iter()
        .filter(|rule| rule.conditions.max_uses_per_buyer.is_some())
        .map(|rule| rule.id.0)
        .collect();
    let who = (buyer.customer, buyer.email.as_deref());
    if limited.is_empty() || who == (None, None) {
        return Ok((has_ordered, Vec::new()));
    }
    let uses = store::uses_by(conn, who, cart.id, &limited).await?;
    Ok((has_ordered, uses))
}

/// The categories in which products stand, with those above them; nothing where no rule asks.
pub(super) async fn places(
    conn: &mut PgConnection,
    rules: &[Rule],
    products: &[Uuid],
) -> Result<HashMap<ProductId, Vec<CategoryId>>, DbError> {
    let asks_where = |rule: &Rule| {
        !rule.conditions.categories.is_empty() || !rule.conditions.excluded_categories.is_empty()
    };
    let mut places: HashMap<ProductId, Vec<CategoryId>> = HashMap::new();
    if rules.iter().any(asks_where) {
        for (product, category) in store::categories_of(conn, products).await? {
            places.entry(product).or_default().push(category);
        }
    }
    Ok(places)
}

async fn goods(
    conn: &mut PgConnection,
    cart: &Cart,
    rules: &[Rule],
) -> Result<Vec<Goods>, DbError> {
    let products: Vec<Uuid> = cart.lines.iter().map(|line| line.product_id.0).collect();
    let categories = places(conn, rules, &products).await?;
    let mut costs: HashMap<VariantId, i64> = HashMap::new();
    if rules.iter().any(|rule| rule.min_margin_bp.is_some()) {
        let variants: Vec<Uuid> = cart.lines.iter().map(|line| line.variant_id.0).collect();
        costs.extend(store::costs_of(conn, &variants).await?);
    }
    Ok(cart
        .lines
        .iter()
        .map(|line| Goods {
            variant_id: line.variant_id,
            product_id: line.product_id,
            categories: categories
                .get(&line.product_id)
                .cloned()
                .unwrap_or_default(),
            quantity: line.quantity.into(),
            gross_minor: line.total_minor().unwrap_or(0),
            vat_rate_bp: line.vat_rate_bp,
            cost_e4: costs.get(&line.variant_id).copied(),
            is_discountable: line.is_sold && line.unit_price.is_some() && line.card.is_none(),
        })
        .collect())
}
