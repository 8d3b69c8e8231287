//! The demo's prices beside the shop's own: what companies pay, and a campaign.

use anyhow::Context as _;
use commerce::ids::{ShopId, VariantId};
use commerce::pricing::list::{Audience, ListDraft, SaveListError, save_list};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{NewPrice, SetPrices};
use commerce::tier::price_lists;
use jiff::SignedDuration;
use platform::db::Db;
use platform::money::{Currency, UnitPrice};

/// An article with its price in the shop, VAT included.
pub struct Priced {
    /// Which.
    pub variant: VariantId,
    /// Its product's code.
    pub product: String,
    /// Ten-thousandths of an öre.
    pub price_e4: i64,
}

/// Products of the campaign with what is taken off, in basis points.
const CAMPAIGN: [(&str, i64); 4] = [
    ("vas-as", 2_000),
    ("kruka-lund", 2_500),
    ("vattenglas-tjarn", 2_000),
    ("bricka-rund", 1_500),
];
/// Tiers that buy without VAT: code, what the list is called, and what they pay of the shop's price one by one and from ten pieces, in basis points.
const TRADE: [(&str, &str, i64, i64); 2] = [
    ("pro", "Pro exkl. moms", 8_800, 8_200),
    ("premium", "Premium exkl. moms", 8_200, 7_500),
];
/// How long the campaign lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(21 * 24);
/// One krona.
const KRONA_E4: i64 = 1_000_000;
/// From how many pieces it costs less.
const MANY: i32 = 10;

/// Companies' lists, from as far back as the shop's own prices, and the campaign, from now on.
pub async fn make(db: &Db, shop_id: ShopId, goods: &[Priced]) -> anyhow::Result<()> {
    let earlier = super::earlier(db);
    for (tier, name, one, many) in TRADE {
        let prices = goods.iter().flat_map(|of| {
            // A fifth of a price with 25 % is VAT.
            let net = of.price_e4 / 5 * 4;
            [(1, one), (MANY, many)].map(|(min_quantity, part)| NewPrice {
                variant_id: of.variant,
                min_quantity,
                unit_price: whole(net / 10_000 * part),
            })
        });
        let draft = draft(name, Audience::Tier(tier.to_owned()), Period::default());
        fill(&earlier, shop_id, &draft, prices.collect()).await?;
    }
    order(&earlier, shop_id).await?;
    let prices = goods.iter().filter_map(|of| {
        let (_, off) = CAMPAIGN
            .iter()
            .find(|(product, _)| *product == of.product)?;
        Some(NewPrice {
            variant_id: of.variant,
            min_quantity: 1,
            unit_price: whole(of.price_e4 / 10_000 * (10_000 - off)),
        })
    });
    let period = Period {
        from: None,
        to: Some(db.clock().now().plus(LASTS)),
    };
    let draft = draft("Mörka kvällar", Audience::Campaign(Vec::new()), period);
    fill(db, shop_id, &draft, prices.collect()).await
}

/// Premium pays what Pro pays where it has no price of its own, and what everybody pays where neither has; unless a seed that was interrupted has said so.
async fn order(db: &Db, shop_id: ShopId) -> anyhow::Result<()> {
    let mut tx = super::begin(db).await?;
    let now = tx.now();
    let lists = price_lists::choices(&mut tx, shop_id, now).await?;
    let order: Vec<_> = ["premium", "pro"]
        .into_iter()
        .flat_map(|tier| {
            lists
                .iter()
                .filter(move |of| of.tier.as_deref() == Some(tier))
        })
        .map(|of| of.id)
        .collect();
    let held = price_lists::order(&mut tx, shop_id, "premium", now).await?;
    if held.row_version == 0 {
        price_lists::save(&mut tx, shop_id, "premium", &order, 0).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn draft(name: &str, audience: Audience, period: Period) -> ListDraft {
    ListDraft {
        code: match &audience {
            Audience::Tier(tier) => format!("nordbod-{tier}"),
            _ => "nordbod-kampanj".to_owned(),
        },
        name: name.to_owned(),
        includes_vat: !matches!(audience, Audience::Tier(_)),
        audience,
        currency: Currency::SEK,
        period,
        priority: 100,
    }
}

/// Makes a list with its prices, unless a seed that was interrupted has made it.
async fn fill(
    db: &Db,
    shop_id: ShopId,
    draft: &ListDraft,
    prices: Vec<NewPrice>,
) -> anyhow::Result<()> {
    let mut tx = super::begin(db).await?;
    let list = match save_list(&mut tx, shop_id, None, draft).await {
        Ok(list) => list,
        Err(SaveListError::CodeTaken) => return Ok(()),
        Err(error) => return Err(error).with_context(|| draft.name.clone()),
    };
    let change = SetPrices {
        list,
        from: None,
        prices: &prices,
    };
    let set = set_prices(&mut tx, &change).await;
    set.with_context(|| draft.name.clone())?;
    tx.commit().await?;
    Ok(())
}

/// Whole kronor.
fn whole(price_e4: i64) -> UnitPrice {
    UnitPrice(price_e4 / KRONA_E4 * KRONA_E4)
}
