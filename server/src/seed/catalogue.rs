//! The demo's catalogue: categories, attributes, and the products of `products.csv` by the ordinary import.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use commerce::catalogue::attribute::{AttributeDraft, AttributeKind, store::save_attribute};
use commerce::catalogue::category::{CategoryDraft, CategoryTexts, save_category};
use commerce::catalogue::label::Label;
use commerce::catalogue::product::{Manufacturer, listing::identities, store as products};
use commerce::catalogue::search::store::save_synonym;
use commerce::ids::{CategoryId, ProductId, ShopId, VariantId};
use commerce::import::store::{Run, Step, begin_or_resume, give_up_others, record};
use commerce::import::{Reading, Row, Rows, apply_batch, destination, inspect};
use platform::clock::Timestamp;
use platform::db::{Db, DbError, Tx};

use super::prices::Priced;
use super::shop::nordbod;

/// A product of the demo with what is needed for its pictures.
pub struct DemoProduct {
    /// Which.
    pub id: ProductId,
    /// Name by language.
    pub name: BTreeMap<String, String>,
    /// Its variants in the file's order.
    pub variants: Vec<DemoVariant>,
}

/// A variant with its pictures.
pub struct DemoVariant {
    /// Which.
    pub id: VariantId,
    /// Whether it is the main one.
    pub is_main: bool,
    /// What it is called, by language: `Sand`.
    pub value: BTreeMap<String, String>,
    /// Its files, main picture first.
    pub photo_files: Vec<String>,
}

/// A branch: code, names, descriptions, leaves.
type Branch = (
    &'static str,
    [&'static str; 2],
    [&'static str; 2],
    &'static [[&'static str; 2]],
);

const TREE: [Branch; 7] = [
    (
        "servering",
        ["Servering", "Tableware"],
        [
            "Drejat och munblåst för bordet som används varje dag. Allt går att blanda, och att köpa till ett i taget.",
            "Thrown and blown for the table that is used every day. Everything mixes, and can be added to one piece at a time.",
        ],
        &[
            ["Muggar och koppar", "Mugs and cups"],
            ["Tallrikar och skålar", "Plates and bowls"],
            ["Kannor och karaffer", "Pots and carafes"],
            ["Glas", "Glasses"],
            ["Brickor", "Trays"],
        ],
    ),
    (
        "kok",
        ["Kök", "Kitchen"],
        [
            "Redskap i ek som blir vackrare av att användas.",
            "Oak tools that grow more beautiful with use.",
        ],
        &[["Skärbrädor", "Chopping boards"], ["Kvarnar", "Mills"]],
    ),
    (
        "inredning",
        ["Inredning", "Home decor"],
        [
            "Vaser, ljusstakar och annat som trivs på hyllan.",
            "Vases, candlesticks and other things that are at home on a shelf.",
        ],
        &[
            ["Vaser", "Vases"],
            ["Krukor", "Plant pots"],
            ["Ljusstakar", "Candlesticks"],
            ["Klockor och speglar", "Clocks and mirrors"],
            ["Prydnad", "Ornaments"],
        ],
    ),
    (
        "mobler",
        ["Möbler", "Furniture"],
        [
            "Möbler som är små nog att flytta och väl gjorda nog att behålla.",
            "Furniture that is small enough to move and made well enough to keep.",
        ],
        &[
            ["Pallar", "Stools"],
            ["Småbord", "Side tables"],
            ["Hyllor", "Shelves"],
        ],
    ),
    (
        "belysning",
        ["Belysning", "Lighting"],
        [
            "Varmt ljus över bordet och i hörnet.",
            "Warm light above the table and in the corner.",
        ],
        &[
            ["Taklampor", "Pendant lamps"],
            ["Bordslampor", "Table lamps"],
        ],
    ),
    (
        "forvaring",
        ["Förvaring", "Storage"],
        [
            "Plats för filtar, tidningar och ved.",
            "Room for blankets, magazines and firewood.",
        ],
        &[["Korgar", "Baskets"]],
    ),
    (
        "textil",
        ["Textil", "Textiles"],
        ["Ull att luta sig mot.", "Wool to lean on."],
        &[["Kuddar", "Cushions"], ["Sittpuffar", "Poufs"]],
    ),
];

/// Choices of an attribute: code, Swedish, English, colour.
type Choices = &'static [(&'static str, &'static str, &'static str, &'static str)];

const COLOURS: Choices = &[
    ("sand", "Sand", "Sand", "#e6dccb"),
    ("moss", "Mossa", "Moss", "#858a68"),
    ("midnight", "Midnatt", "Midnight", "#33425e"),
    ("terracotta", "Terrakotta", "Terracotta", "#c05f43"),
    ("chalk", "Krita", "Chalk", "#efebe4"),
    ("oak", "Ek", "Oak", "#d9b48a"),
    ("smoked", "Rökt ek", "Smoked oak", "#5c4435"),
    ("black", "Svart", "Black", "#26262a"),
    ("brass", "Mässing", "Brass", "#b98e4a"),
    ("marble", "Vit marmor", "White marble", "#e9e7e4"),
    ("natural", "Natur", "Natural", "#c9b18c"),
    ("clear", "Klar", "Clear", "#eef1f0"),
    ("smoke", "Rök", "Smoke", "#6f6d69"),
];
const MATERIALS: Choices = &[
    ("stengods", "Stengods", "Stoneware", ""),
    ("ek", "Ek", "Oak", ""),
    ("metall", "Metall", "Metal", ""),
    ("glas", "Glas", "Glass", ""),
    ("ull", "Ull", "Wool", ""),
    ("lader", "Läder", "Leather", ""),
    ("lergods", "Lergods", "Earthenware", ""),
    ("marmor", "Marmor", "Marble", ""),
    ("papper", "Pappersgarn", "Paper yarn", ""),
];
const CARE: Choices = &[
    (
        "diskmaskin",
        "Tål diskmaskin och mikrovågsugn",
        "Dishwasher and microwave safe",
        "",
    ),
    ("handdisk", "Diskas för hand", "Wash by hand", ""),
    (
        "olja",
        "Torkas av, oljas ett par gånger om året",
        "Wipe clean, oil a couple of times a year",
        "",
    ),
    (
        "torka",
        "Torkas med fuktig trasa",
        "Wipe with a damp cloth",
        "",
    ),
    (
        "ulltvatt",
        "Vädras, fläckar tvättas med ulltvättmedel",
        "Air it; treat stains with wool detergent",
        "",
    ),
];

/// Words that shoppers use for the same thing: (word, what stands for it), Swedish.
const SYNONYMS: [(&str, &str); 16] = [
    ("kaffekopp", "mugg"),
    ("kaffemugg", "mugg"),
    ("tekopp", "mugg"),
    ("assiett", "tallrik"),
    ("taklampa", "pendel"),
    ("blomkruka", "kruka"),
    ("blomvas", "vas"),
    ("skärbräde", "skärbräda"),
    ("pepparkvarn", "kvarn"),
    ("saltkvarn", "kvarn"),
    ("väggklocka", "väggur"),
    ("klocka", "väggur"),
    ("prydnadskudde", "kudde"),
    ("böcker", "bok"),
    ("fåglar", "fågel"),
    ("puff", "sittpuff"),
];

/// What goes with what.
const RELATED: [(&str, &[&str]); 10] = [
    (
        "mugg-strand",
        &[
            "tekanna-fjord",
            "espressokopp-vik",
            "tallrik-skar",
            "skal-dal",
        ],
    ),
    (
        "tekanna-fjord",
        &["mugg-strand", "bricka-rund", "espressokopp-vik", "skal-dal"],
    ),
    (
        "espressokopp-vik",
        &[
            "mugg-strand",
            "bricka-rund",
            "tekanna-fjord",
            "tallrik-skar",
        ],
    ),
    (
        "tallrik-skar",
        &[
            "skal-dal",
            "mugg-strand",
            "vattenglas-tjarn",
            "karaff-kalla",
        ],
    ),
    (
        "vas-klot",
        &["vas-as", "kruka-lund", "ljusstakar-trio", "traffagel-siska"],
    ),
    (
        "vas-as",
        &["vas-klot", "kruka-lund", "ljusstakar-trio", "bokstod-bage"],
    ),
    (
        "pall-ting",
        &[
            "sidobord-disk",
            "bordslampa-svamp",
            "korg-flata",
            "vagghylla-lina",
        ],
    ),
    (
        "bordslampa-svamp",
        &[
            "pendel-klocka",
            "sidobord-disk",
            "pall-ting",
            "vaggur-timme",
        ],
    ),
    (
        "ljusstakar-trio",
        &["vas-as", "vas-klot", "traffagel-siska", "spegel-mane"],
    ),
    (
        "kudde-hed",
        &["sittpuff-maska", "korg-flata", "pall-ting", "sidobord-disk"],
    ),
];

/// What the goods cost the shop, in hundredths of their price without VAT.
const COST: i64 = 45;

/// Products that came into the shop lately: how many days ago. The others came long ago.
const NEWS: [(&str, i64); 4] = [
    ("bordslampa-svamp", 4),
    ("traffagel-siska", 9),
    ("sidobord-disk", 33),
    ("mugg-strand", 41),
];

/// Writes down that the seed is under way.
///
/// # Errors
/// A file that cannot be read, or database errors.
pub async fn mark_begun(tx: &mut Tx, shop_id: ShopId, bytes: &[u8]) -> anyhow::Result<Run> {
    let inspection = inspect(bytes).context(super::IMPORT)?;
    let run = begin_or_resume(tx, shop_id, super::IMPORT, &inspection.hash, false).await?;
    // The demo's file may be another than when the seed was interrupted; what was begun with the old one would be under way for ever.
    give_up_others(tx, super::IMPORT, &run).await?;
    Ok(run)
}

/// Categories, attributes, the maker and synonyms.
pub async fn save_ground(tx: &mut Tx) -> anyhow::Result<()> {
    for (position, (code, names, descriptions, leaves)) in (1..).zip(TREE) {
        let branch = save_branch(tx, code, None, position, names, descriptions).await?;
        for (position, names) in (1..).zip(leaves) {
            let leaf = format!("{code}/{}", commerce::catalogue::address::slugify(names[0]));
            save_branch(tx, &leaf, Some(branch), position, *names, ["", ""]).await?;
        }
    }
    let attributes = [
        ("colour", "Färg", "Colour", true, COLOURS),
        ("material", "Material", "Material", true, MATERIALS),
        ("skotsel", "Skötsel", "Care", false, CARE),
    ];
    for (position, (code, sv, en, is_facet, choices)) in (1..).zip(attributes) {
        save_attribute(
            tx,
            &choice(code, Label::new(sv, en), is_facet, position, choices),
        )
        .await?;
    }
    let volume = AttributeDraft {
        code: "volym".to_owned(),
        label: Label::new("Volym", "Volume"),
        kind: AttributeKind::Number,
        unit: Some("cl".to_owned()),
        is_facet: false,
        position: 4,
        ranges: Vec::new(),
        values: Vec::new(),
    };
    save_attribute(tx, &volume).await?;
    let seller = nordbod();
    let maker = Manufacturer {
        postal_address: format!("{}, {} {}", seller.street, seller.postcode, seller.city),
        name: seller.legal_name,
        electronic_address: "sakerhet@nordbod.example".to_owned(),
        country: seller.country,
        responsible: None,
    };
    products::save_manufacturer(tx, &maker).await?;
    for (word, canonical) in SYNONYMS {
        save_synonym(tx, "sv", word, canonical).await?;
    }
    Ok(())
}

/// Makes a category, or brings it up to date.
pub(super) async fn save_branch(
    tx: &mut Tx,
    code: &str,
    parent_id: Option<CategoryId>,
    position: i32,
    names: [&str; 2],
    descriptions: [&str; 2],
) -> anyhow::Result<CategoryId> {
    let texts = commerce::catalogue::LOCALES
        .iter()
        .zip(names.into_iter().zip(descriptions))
        .map(|(locale, (name, description))| CategoryTexts {
            locale: (*locale).to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            slug: None,
        })
        .collect();
    let draft = CategoryDraft {
        code: code.to_owned(),
        parent_id,
        position,
        is_published: true,
        hero_media_id: None,
        texts,
    };
    Ok(save_category(tx, &draft).await?)
}

fn choice(
    code: &str,
    label: Label,
    is_facet: bool,
    position: i32,
    choices: Choices,
) -> AttributeDraft {
    AttributeDraft {
        code: code.to_owned(),
        label,
        kind: AttributeKind::Choice,
        unit: None,
        is_facet,
        position,
        ranges: Vec::new(),
        values: choices
            .iter()
            .map(|(code, sv, en, swatch)| {
                let swatch = (!swatch.is_empty()).then(|| (*swatch).to_owned());
                ((*code).to_owned(), Label::new(sv, en), swatch)
            })
            .collect(),
    }
}

/// Imports the products in one transaction, and gives them back with their pictures, and their variants with what they cost.
pub async fn import(
    db: &Db,
    shop_id: ShopId,
    bytes: &[u8],
    run: &mut Run,
) -> anyhow::Result<(Vec<DemoProduct>, Vec<Priced>)> {
    let inspection = inspect(bytes)?;
    let mut reading = Reading::new(Rows::open(bytes, &inspection)?);
    let mut tx = super::begin(&super::earlier(db)).await?;
    let to = destination(&mut tx, shop_id)
        .await?
        .context("the base price list")?;
    let mut batch = reading.next_batch()?;
    let now = db.clock().now();
    for row in &mut batch.rows {
        row.published_from = Some(published_from(&row.product, now));
        // Of the price without VAT, a fifth of which is the VAT in it.
        row.cost_e4 = row.price_e4.map(|price| price / 5 * 4 / 100 * COST);
    }
    let rows = batch.rows.clone();
    let outcome = apply_batch(&mut tx, &to, &batch).await?;
    if let Some(problem) = outcome.problems.first() {
        bail!(
            "{} line {}: {} {}",
            super::IMPORT,
            problem.line,
            problem.column,
            problem.reason
        );
    }
    let step = Step {
        from: run.rows_read,
        rows: outcome.tally.rows(),
        position: reading.position(),
        tally: outcome.tally,
    };
    *run = record(&mut tx, run.id, &step, &[]).await?;
    let products = gather(&mut tx, &rows).await?;
    relate(&mut tx, &rows, &products).await?;
    let goods = priced(&mut tx, &rows).await?;
    tx.commit().await?;
    Ok((products, goods))
}

async fn priced(tx: &mut Tx, rows: &[Row]) -> Result<Vec<Priced>, DbError> {
    let skus: Vec<String> = rows.iter().map(|row| row.sku.clone()).collect();
    let ids = identities(tx, &skus).await?;
    let one = |row: &Row| {
        Some(Priced {
            variant: ids.get(&row.sku)?.1,
            product: row.product.clone(),
            price_e4: row.price_e4?,
        })
    };
    Ok(rows.iter().filter_map(one).collect())
}

fn published_from(product: &str, now: Timestamp) -> Timestamp {
    let days = NEWS
        .iter()
        .find(|(code, _)| *code == product)
        .map_or(120, |(_, days)| *days);
    now.minus(jiff::SignedDuration::from_hours(days * 24))
}

async fn gather(tx: &mut Tx, rows: &[Row]) -> Result<Vec<DemoProduct>, DbError> {
    let skus: Vec<String> = rows.iter().map(|row| row.sku.clone()).collect();
    let ids = identities(tx, &skus).await?;
    let by_locale = |sv: &Option<String>, en: &Option<String>| {
        let pairs = [("sv", sv), ("en", en)];
        pairs
            .into_iter()
            .filter_map(|(l, t)| Some((l.to_owned(), t.clone()?)))
            .collect()
    };
    let mut products: Vec<DemoProduct> = Vec::new();
    for row in rows {
        let Some((product_id, variant_id)) = ids.get(&row.sku).copied() else {
            continue;
        };
        if products.last().is_none_or(|last| last.id != product_id) {
            products.push(DemoProduct {
                id: product_id,
                name: by_locale(&row.name_sv, &row.name_en),
                variants: Vec::new(),
            });
        }
        if let (Some(last), Some(choice)) = (products.last_mut(), row.choices.first()) {
            last.variants.push(DemoVariant {
                id: variant_id,
                is_main: row.is_main == Some(true),
                value: by_locale(&choice.value.sv, &choice.value.en),
                photo_files: row.photo_files.clone(),
            });
        }
    }
    Ok(products)
}

async fn relate(tx: &mut Tx, rows: &[Row], all: &[DemoProduct]) -> Result<(), DbError> {
    let mut codes: Vec<&str> = rows.iter().map(|row| row.product.as_str()).collect();
    codes.dedup();
    let id = |code: &str| {
        codes
            .iter()
            .position(|c| *c == code)
            .and_then(|n| all.get(n))
            .map(|p| p.id)
    };
    for (code, others) in RELATED {
        let related: Vec<ProductId> = others.iter().filter_map(|other| id(other)).collect();
        if let Some(product_id) = id(code) {
            products::relate(tx, product_id, &related).await?;
        }
    }
    Ok(())
}
