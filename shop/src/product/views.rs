//! A product's page.

use commerce::media::Picture;
use commerce::pricing::Why;
use jiff::civil::{Date, date};
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use crate::card::{PriceView, sample_picture};
use crate::cart::wish_views::{WishBounds, WishForm};
use crate::frame::{Crumb, Head};
use crate::reviews::views::SectionView;
use crate::watch::views::WatchPart;

/// A product with one of its variants chosen.
#[derive(Clone, Debug, Serialize)]
pub struct ProductView {
    /// For browsers and search engines.
    pub head: Head,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// Which product, for the wish list.
    pub product: String,
    /// Its name.
    pub name: String,
    /// The short line under the name: material.
    pub subtitle: String,
    /// The first paragraph, under the name.
    pub lead: String,
    /// The other paragraphs.
    pub paragraphs: Vec<String>,
    /// Pictures, those of the chosen variant first.
    pub pictures: Vec<Picture>,
    /// What can be chosen, in order.
    pub options: Vec<OptionView>,
    /// The chosen variant.
    pub variant: VariantView,
    /// Facts: label and value.
    pub facts: Vec<FactView>,
    /// Width, depth and height in millimetres, where known.
    pub size_mm: Option<(i64, i64, i64)>,
    /// Weight in grams, where known.
    pub weight_g: Option<i64>,
    /// Who answers for its safety.
    pub manufacturer: Option<ManufacturerView>,
    /// The country of origin's code, where known.
    pub origin: Option<String>,
    /// Why it cannot be withdrawn from, as far as it cannot.
    pub withdrawal_exception: Option<&'static str>,
    /// Warnings that the law wants.
    pub safety_warning: String,
    /// What is asked of whoever would like to know when the variant is back, where it is sold out.
    pub watch: Option<WatchPart>,
    /// The form of a gift card, where it is one.
    pub gift: Option<GiftForm>,
    /// What buyers think of it.
    pub reviews: SectionView,
    /// The cards of others that go with it, written.
    pub related: String,
    /// What was wrong when it was put into the cart, from the address: `stock`, `quantity` or `gone`.
    pub refusal: Option<&'static str>,
    /// This page with this variant: where a refusal leads back to.
    pub back: String,
}

/// What is wished of a gift card before it is put into the cart.
#[derive(Clone, Debug, Serialize)]
pub struct GiftForm {
    /// Within which bounds.
    pub bounds: WishBounds,
    /// What is proposed.
    pub form: FormState<WishForm>,
}

/// The variant that is chosen.
#[derive(Clone, Debug, Serialize)]
pub struct VariantView {
    /// Its id, sent when it is bought.
    pub id: String,
    /// Article number.
    pub sku: String,
    /// Its price; without one it cannot be bought.
    pub price: Option<PriceView>,
    /// What the reader buys in, where that is not the shop's own currency and the variant has no price in it.
    pub missing_in: Option<String>,
    /// What one costs from so many on; empty where the number changes nothing.
    pub breaks: Vec<BreakView>,
    /// What led to the price, for whoever is logged in.
    pub why: Option<Why>,
    /// Fewest that are sold at once.
    pub min_quantity: i64,
    /// Most that can be bought now.
    pub max_quantity: i64,
    /// `in_stock`, `few`, `backorder` or `out`.
    pub stock: &'static str,
    /// How many are here, shown when it is worth knowing.
    pub free: i64,
    /// The day when it is back.
    pub restock_on: Option<Date>,
    /// When it would arrive.
    pub delivery: Option<DeliveryView>,
}

/// What one costs from so many on.
#[derive(Clone, Debug, Serialize)]
pub struct BreakView {
    /// From so many.
    pub min_quantity: i64,
    /// One.
    pub price: Money,
    /// The same with its four more decimals.
    pub exact: Option<i64>,
}

/// When it would arrive, and for how much.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryView {
    /// Earliest day at the door.
    pub from: Date,
    /// Latest day.
    pub to: Date,
    /// Whether it leaves today, if ordered before the hour below.
    pub leaves_today: bool,
    /// Hour of the day in Sweden until which orders leave today.
    pub cut_off_hour: i64,
    /// The cheapest way.
    pub freight_label: String,
    /// What it costs.
    pub freight_price: Money,
    /// The sum from which it is free.
    pub free_from: Option<Money>,
}

/// Something to choose: colour, size.
#[derive(Clone, Debug, Serialize)]
pub struct OptionView {
    /// What people call it.
    pub label: String,
    /// The chosen value's name.
    pub chosen: String,
    /// Whether the values are shown as pictures.
    pub has_pictures: bool,
    /// The values.
    pub values: Vec<OptionValueView>,
}

/// A value to choose: a link to the same page with another variant.
#[derive(Clone, Debug, Serialize)]
pub struct OptionValueView {
    /// What people call it.
    pub label: String,
    /// The address of the variant with it; empty when there is no such variant.
    pub href: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Whether the variant can be bought.
    pub is_in_stock: bool,
    /// The variant's picture.
    pub picture: Option<Picture>,
    /// `#rrggbb` for colours without a picture.
    pub colour: Option<String>,
    /// The variant's price, when it differs from the chosen one's.
    pub price: Option<PriceView>,
}

/// A fact.
#[derive(Clone, Debug, Serialize)]
pub struct FactView {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub value: String,
}

/// Who answers for a product's safety.
#[derive(Clone, Debug, Serialize)]
pub struct ManufacturerView {
    /// Name.
    pub name: String,
    /// Postal address.
    pub postal: String,
    /// E-mail or web address.
    pub electronic: String,
    /// The responsible person in the Union, when the maker is outside it: name, postal and electronic address.
    pub responsible: Option<(String, String, String)>,
}

impl VariantView {
    fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let prices = PriceView::samples();
        let delivery = DeliveryView {
            from: date(2026, 11, 24),
            to: date(2026, 11, 26),
            leaves_today: true,
            cut_off_hour: 14,
            freight_label: "Ombud".into(),
            freight_price: sek(49),
            free_from: Some(sek(799)),
        };
        let usual = Self {
            id: "0190".into(),
            sku: "NB-STR-MUG-MID".into(),
            price: prices.get(1).cloned(),
            missing_in: None,
            breaks: Vec::new(),
            why: None,
            min_quantity: 1,
            max_quantity: 43,
            stock: "in_stock",
            free: 43,
            restock_on: None,
            delivery: Some(delivery.clone()),
        };
        let few = Self {
            price: prices.last().cloned(),
            breaks: vec![
                BreakView {
                    min_quantity: 1,
                    price: Money::new(4, Currency::SEK),
                    exact: Some(41_200),
                },
                BreakView {
                    min_quantity: 1_000,
                    price: Money::new(3, Currency::SEK),
                    exact: None,
                },
            ],
            why: Why::samples().into_iter().next(),
            stock: "few",
            free: 2,
            max_quantity: 2,
            delivery: Some(DeliveryView {
                leaves_today: false,
                free_from: None,
                freight_price: sek(0),
                ..delivery
            }),
            ..usual.clone()
        };
        let backorder = Self {
            stock: "backorder",
            free: 0,
            min_quantity: 2,
            restock_on: Some(date(2026, 12, 7)),
            delivery: None,
            ..usual.clone()
        };
        let out = Self {
            stock: "out",
            free: 0,
            max_quantity: 0,
            delivery: None,
            ..backorder.clone()
        };
        let unpriced = Self {
            price: None,
            restock_on: None,
            ..out.clone()
        };
        let foreign = Self {
            missing_in: Some("EUR".into()),
            ..unpriced.clone()
        };
        vec![usual, few, backorder, out, unpriced, foreign]
    }
}

impl View for ProductView {
    const TEMPLATE: &'static str = "shop/product.html";

    fn samples() -> Vec<Self> {
        let value = |label: &str, is_chosen, picture: bool| OptionValueView {
            label: label.into(),
            href: if label == "Saknas" {
                String::new()
            } else {
                "/produkt/mugg-strand?variant=sand".into()
            },
            is_chosen,
            is_in_stock: label != "Mossa",
            picture: picture.then(|| sample_picture("")),
            colour: Some("#858a68".into()),
            price: PriceView::samples()
                .into_iter()
                .nth(1)
                .filter(|_| !is_chosen),
        };
        let option = |has_pictures| OptionView {
            label: "Färg".into(),
            chosen: "Midnatt".into(),
            has_pictures,
            values: vec![
                value("Midnatt", true, has_pictures),
                value("Mossa", false, has_pictures),
                value("Sand", false, false),
                value("Saknas", false, false),
            ],
        };
        let maker = ManufacturerView {
            name: "Nordbod AB".into(),
            postal: "Bodgatan 4, 411 00 Göteborg".into(),
            electronic: "sakerhet@nordbod.example".into(),
            responsible: Some((
                "Importören AB".into(),
                "Hamngatan 1, Malmö".into(),
                "hej@importor.example".into(),
            )),
        };
        let refusals = [
            None,
            Some("stock"),
            Some("quantity"),
            Some("gone"),
            None,
            None,
        ];
        let views = VariantView::samples()
            .into_iter()
            .zip(refusals)
            .map(|(variant, refusal)| Self {
                head: Head::sample("Mugg Strand, midnatt"),
                crumbs: vec![
                    Crumb {
                        name: "Hem".into(),
                        href: "/".into(),
                    },
                    Crumb {
                        name: "Mugg Strand".into(),
                        href: String::new(),
                    },
                ],
                product: "0190".into(),
                name: "Mugg Strand".into(),
                subtitle: "Stengods, matt glasyr".into(),
                lead: "Drejad stengodsmugg.".into(),
                paragraphs: vec!["Glasyren doppas för hand.".into()],
                pictures: vec![
                    sample_picture("Mugg Strand i midnatt"),
                    sample_picture("Mugg Strand i sand"),
                ],
                options: vec![option(true), option(false)],
                variant,
                facts: vec![FactView {
                    label: "Material".into(),
                    value: "Stengods, matt glasyr".into(),
                }],
                size_mm: Some((111, 83, 92)),
                weight_g: Some(365),
                manufacturer: Some(maker.clone()),
                origin: Some("SE".into()),
                withdrawal_exception: Some("made_to_measure"),
                safety_warning: "Godset blir varmt i mikrovågsugn.".into(),
                watch: None,
                gift: None,
                reviews: SectionView::samples().remove(0),
                related: "<li>Tekanna Fjord</li>".into(),
                refusal,
                back: "/produkt/mugg-strand?variant=midnight".into(),
            });
        let mut views: Vec<Self> = views.collect();
        if let Some(last) = views.last_mut() {
            last.pictures.clear();
            last.options.clear();
            last.paragraphs.clear();
            last.facts.clear();
            last.size_mm = None;
            last.weight_g = None;
            last.manufacturer = None;
            last.origin = None;
            last.safety_warning.clear();
            last.related.clear();
            last.reviews = SectionView::samples().remove(1);
        }
        let gifts = WishBounds::samples().into_iter().map(|bounds| Self {
            gift: Some(GiftForm {
                bounds,
                form: FormState::blank().with("quantity", "1"),
            }),
            ..views[0].clone()
        });
        let gifts: Vec<Self> = gifts.collect();
        let watches = WatchPart::samples().into_iter().map(|part| Self {
            watch: Some(part),
            ..views[3].clone()
        });
        let watches: Vec<Self> = watches.collect();
        views.extend(gifts);
        views.extend(watches);
        views
    }
}
