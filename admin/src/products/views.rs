use platform::render::View;
use serde::Serialize;

use crate::list::{Amount, Status};
use crate::object::StripItem;
use crate::when::When;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Words {
    pub(crate) locale: String,
    pub(crate) name: String,
    pub(crate) subtitle: String,
    pub(crate) description: String,
    pub(crate) safety_warning: String,
    pub(crate) slug: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Variant {
    pub(crate) sku: String,
    pub(crate) gtin: Option<String>,
    pub(crate) options: String,
    pub(crate) status: Status,
    pub(crate) weight_g: Option<i64>,
    pub(crate) price: Option<Amount>,
    pub(crate) on_hand: i64,
    pub(crate) promised: i64,
    pub(crate) free: i64,
    pub(crate) is_out: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Picture {
    pub(crate) alt: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) src: Option<String>,
}

/// A product to read.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductPage {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) status: Status,
    pub(crate) updated: When,
    pub(crate) created: When,
    pub(crate) version: i32,
    pub(crate) shop_href: Option<String>,
    pub(crate) strip: Vec<StripItem>,
    pub(crate) words: Vec<Words>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) categories: Vec<String>,
    pub(crate) vat: String,
    pub(crate) origin: Option<String>,
    pub(crate) manufacturer: Option<String>,
    pub(crate) manufacturer_address: Option<String>,
    pub(crate) manufacturer_contact: Option<String>,
}

impl View for ProductPage {
    const TEMPLATE: &'static str = "admin/product.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let status = || Status::new("ok", "product-active");
        let full = Self {
            name: "Mugg Strand".to_owned(),
            code: "mugg-strand".to_owned(),
            status: status(),
            updated: when(),
            created: when(),
            version: 8,
            shop_href: Some("/".to_owned()),
            strip: vec![StripItem {
                label: "products-status".to_owned(),
                status: status(),
            }],
            words: vec![Words {
                locale: "sv".to_owned(),
                name: "Mugg Strand".to_owned(),
                subtitle: "Stengods".to_owned(),
                description: "x".to_owned(),
                safety_warning: "x".to_owned(),
                slug: Some("mugg-strand".to_owned()),
            }],
            variants: vec![Variant {
                sku: "NB-1".to_owned(),
                gtin: Some("1".to_owned()),
                options: "sand".to_owned(),
                status: status(),
                weight_g: Some(340),
                price: Some(Amount {
                    digits: "249,00".to_owned(),
                    currency: None,
                    ..Amount::default()
                }),
                on_hand: 3,
                promised: 1,
                free: 2,
                is_out: true,
            }],
            pictures: vec![Picture {
                alt: "x".to_owned(),
                width: 1,
                height: 1,
                src: Some("/x".to_owned()),
            }],
            categories: vec!["Bord".to_owned()],
            vat: "Normal".to_owned(),
            origin: Some("SE".to_owned()),
            manufacturer: Some("x".to_owned()),
            manufacturer_address: Some("x".to_owned()),
            manufacturer_contact: Some("x".to_owned()),
        };
        let bare = Self {
            shop_href: None,
            words: Vec::new(),
            variants: Vec::new(),
            pictures: Vec::new(),
            categories: Vec::new(),
            origin: None,
            manufacturer: None,
            manufacturer_address: None,
            manufacturer_contact: None,
            ..full.clone()
        };
        vec![full, bare]
    }
}
