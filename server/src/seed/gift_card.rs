//! The demo's gift card: fixed sums, and one of the shopper's own.

use anyhow::{Context as _, bail};
use commerce::catalogue::label::Label;
use commerce::catalogue::product::kind::{self, Range};
use commerce::catalogue::product::{
    OptionDraft, OptionValueDraft, ProductDraft, ProductKind, TextsDraft, VariantDraft,
    save_products,
};
use commerce::ids::{CategoryId, ShopId, VariantId};
use commerce::import::destination;
use commerce::pricing::set_price::set_prices;
use commerce::pricing::{NewPrice, SetPrices};
use platform::db::{Db, Tx};
use platform::money::UnitPrice;

/// The product's code.
const CODE: &str = "presentkort";
/// Its category's place, after those of the goods.
const LAST: i32 = 90;
/// What is chosen.
const OPTION: &str = "value";
/// Choice, Swedish, English, what it costs in kronor: of the shopper's own sum what is proposed.
const VALUES: [(&str, &str, &str, i64); 4] = [
    ("300", "300 kr", "300 kr", 300),
    ("500", "500 kr", "500 kr", 500),
    ("1000", "1 000 kr", "1,000 kr", 1_000),
    ("own", "Valfritt belopp", "Amount of choice", 400),
];
/// Least and most of the shopper's own sum, in öre.
const OWN: (i64, i64) = (10_000, 500_000);

/// Makes the gift card, unless a seed that was interrupted has made it.
pub async fn make(db: &Db, shop_id: ShopId) -> anyhow::Result<()> {
    let mut tx = super::begin(&super::earlier(db)).await?;
    let now = tx.now();
    let category = super::catalogue::save_branch(
        &mut tx,
        CODE,
        None,
        LAST,
        ["Presentkort", "Gift cards"],
        [
            "Till den som hellre väljer själv.",
            "For whoever would rather choose.",
        ],
    )
    .await?;
    let saved = save_products(&mut tx, &[draft(shop_id, category, now)]).await?;
    let Some(Ok(saved)) = saved.into_iter().next() else {
        bail!("the gift card was refused");
    };
    let variants: Vec<VariantId> = saved.variants.iter().map(|(id, _)| *id).collect();
    let own = variants.last().copied();
    let ranges: Vec<(VariantId, Range)> = variants
        .iter()
        .map(|id| (*id, (Some(*id) == own).then_some(OWN)))
        .collect();
    kind::set(&mut tx, saved.id, ProductKind::GiftCard, &ranges)
        .await
        .context("the gift card's sums")?;
    price(&mut tx, shop_id, &variants).await?;
    tx.commit().await?;
    Ok(())
}

async fn price(tx: &mut Tx, shop_id: ShopId, variants: &[VariantId]) -> anyhow::Result<()> {
    let to = destination(tx, shop_id)
        .await?
        .context("the base price list")?;
    let prices: Vec<NewPrice> = variants
        .iter()
        .zip(VALUES)
        .filter_map(|(id, (.., kronor))| {
            Some(NewPrice {
                variant_id: *id,
                min_quantity: 1,
                unit_price: UnitPrice::from_minor(kronor * 100)?,
            })
        })
        .collect();
    let change = SetPrices {
        list: to.base_list,
        from: None,
        prices: &prices,
    };
    set_prices(tx, &change)
        .await
        .context("the gift card's prices")?;
    Ok(())
}

fn draft(shop_id: ShopId, category: CategoryId, now: platform::clock::Timestamp) -> ProductDraft {
    let texts = |locale: &str, name: &str, subtitle: &str, description: &str| TextsDraft {
        locale: locale.to_owned(),
        name: Some(name.to_owned()),
        subtitle: Some(subtitle.to_owned()),
        description: Some(description.to_owned()),
        ..TextsDraft::default()
    };
    ProductDraft {
        code: CODE.to_owned(),
        kind: Some(ProductKind::GiftCard),
        texts: vec![
            texts(
                "sv",
                "Presentkort",
                "Kommer med e-post",
                "Ge bort något som mottagaren väljer själv. Skriv en hälsning och välj vilken dag kortet ska komma.\n\nKortet gäller i tre år och kan användas flera gånger: det som blir över finns kvar.",
            ),
            texts(
                "en",
                "Gift card",
                "Comes by e-mail",
                "Give something that the recipient chooses. Write a greeting and pick the day when the card is to arrive.\n\nThe card is valid for three years and can be used several times: what is left over stays on it.",
            ),
        ],
        categories: Some(vec![category]),
        options: vec![OptionDraft {
            code: OPTION.to_owned(),
            label: Label::new("Värde", "Value"),
            values: VALUES
                .map(|(code, sv, en, _)| OptionValueDraft {
                    code: code.to_owned(),
                    label: Label::new(sv, en),
                    swatch: None,
                })
                .to_vec(),
        }],
        variants: VALUES
            .map(|(code, ..)| VariantDraft {
                sku: format!("NB-PRESENTKORT-{}", code.to_uppercase()),
                choices: vec![(OPTION.to_owned(), code.to_owned())],
                is_main: Some(code == "500"),
                ..VariantDraft::default()
            })
            .to_vec(),
        publication: Some((shop_id, now)),
        ..ProductDraft::default()
    }
}
