use platform::i18n::Message;
use platform::render::{FormState, View};
use serde::Serialize;

use super::kind::KindPart;
use super::places::PlaceStock;
use super::publication::PublicationPart;
use super::withdrawal::WithdrawalPart;
use crate::bar::Bar;
use crate::list::{Amount, ListNotice, Status};
use crate::object::{Collision, StripItem};
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
    /// What it costs whom, and why; for whoever may see it.
    pub(crate) price_href: Option<String>,
    pub(crate) on_hand: i64,
    pub(crate) promised: i64,
    pub(crate) free: i64,
    pub(crate) is_out: bool,
    /// How many wait for it to come back.
    pub(crate) watchers: i64,
}

/// An alternative text in one language.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AltField {
    pub(crate) locale: String,
    pub(crate) value: String,
    pub(crate) error: Option<Message>,
}

/// A picture's row in the form.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PictureRow {
    /// Its place.
    pub(crate) id: String,
    pub(crate) media: String,
    /// From 1.
    pub(crate) number: usize,
    pub(crate) src: Option<String>,
    pub(crate) large: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) alt: Vec<AltField>,
    /// Per cent, as typed.
    pub(crate) x: String,
    pub(crate) y: String,
    /// Per cent, as numbers.
    pub(crate) pin_x: String,
    pub(crate) pin_y: String,
    /// In whole twentieths, for a class.
    pub(crate) focus_x: u8,
    pub(crate) focus_y: u8,
    pub(crate) focus_error: Option<Message>,
    pub(crate) variant: String,
    pub(crate) variant_name: Option<String>,
    pub(crate) variant_error: Option<Message>,
    /// Not in the gallery yet.
    pub(crate) is_new: bool,
    pub(crate) is_removed: bool,
}

/// A variant that a picture may show.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VariantChoice {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Something wrong with the pictures.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fault {
    pub(crate) href: Option<String>,
    /// Which picture.
    pub(crate) number: Option<i64>,
    pub(crate) message: Message,
}

impl Fault {
    pub(crate) fn whole(message: &Message) -> Self {
        Self {
            href: None,
            number: None,
            message: message.clone(),
        }
    }
}

/// A file that is not taken.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RefusedFile {
    pub(crate) name: String,
    pub(crate) reason: Message,
}

/// A product's pictures.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Gallery {
    pub(crate) can_edit: bool,
    /// Largest file, in megabytes.
    pub(crate) limit_mb: i64,
    pub(crate) stamp: String,
    pub(crate) rows: Vec<PictureRow>,
    pub(crate) variants: Vec<VariantChoice>,
    pub(crate) errors: Vec<Fault>,
    pub(crate) refused: Vec<RefusedFile>,
    pub(crate) collisions: Vec<Collision>,
    pub(crate) notice: Option<ListNotice>,
    /// Set while sizes are being made.
    pub(crate) progress: Option<Message>,
    pub(crate) is_unsaved: bool,
}

impl Gallery {
    fn sample() -> Self {
        let row = |number: usize, is_new| PictureRow {
            id: format!("{number}"),
            media: "1".to_owned(),
            number,
            src: Some("/x".to_owned()),
            large: "/x".to_owned(),
            width: 1,
            height: 1,
            alt: ["sv", "en"]
                .map(|locale| AltField {
                    locale: locale.to_owned(),
                    value: String::new(),
                    error: Some(Message::new("picture-alt-missing").with("most", 300)),
                })
                .into(),
            x: "50".to_owned(),
            y: "50".to_owned(),
            pin_x: "50".to_owned(),
            pin_y: "50".to_owned(),
            focus_x: 50,
            focus_y: 50,
            focus_error: Some(Message::new("picture-focus-wrong")),
            variant: "1".to_owned(),
            variant_name: Some("sand".to_owned()),
            variant_error: Some(Message::new("picture-twice")),
            is_new,
            is_removed: is_new,
        };
        Self {
            can_edit: true,
            limit_mb: 64,
            stamp: "x".to_owned(),
            rows: vec![row(1, false), row(2, true)],
            variants: vec![VariantChoice {
                id: "1".to_owned(),
                name: "sand".to_owned(),
            }],
            errors: vec![
                Fault::whole(&Message::new("form-changed-meanwhile")),
                Fault {
                    href: Some("#alt_sv-1".to_owned()),
                    number: Some(1),
                    message: Message::new("picture-alt-missing").with("most", 300),
                },
            ],
            refused: vec![RefusedFile {
                name: "x.txt".to_owned(),
                reason: Message::new("picture-refused-unknown"),
            }],
            collisions: Collision::of_text("product-media", "x", "y")
                .into_iter()
                .collect(),
            notice: Some(ListNotice {
                kind: "ok",
                text: Message::new("pictures-saved"),
            }),
            progress: Some(
                Message::new("pictures-progress")
                    .with("made", 1)
                    .with("wanted", 2),
            ),
            is_unsaved: true,
        }
    }

    /// Without any.
    fn none() -> Self {
        Self {
            rows: Vec::new(),
            variants: Vec::new(),
            errors: Vec::new(),
            refused: Vec::new(),
            collisions: Vec::new(),
            notice: None,
            progress: None,
            is_unsaved: false,
            ..Self::sample()
        }
    }
}

/// A product.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductPage {
    pub(crate) bar: Bar,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) status: Status,
    pub(crate) updated: When,
    pub(crate) created: When,
    pub(crate) version: i32,
    pub(crate) shop_href: Option<String>,
    pub(crate) strip: Vec<StripItem>,
    pub(crate) words: Vec<Words>,
    /// How it stands with the words.
    pub(crate) text_status: Status,
    /// Where they are written, for whoever may.
    pub(crate) text_href: Option<String>,
    pub(crate) has_draft: bool,
    pub(crate) variants: Vec<Variant>,
    /// Their stock place by place; empty where there is one place.
    pub(crate) places: Vec<PlaceStock>,
    /// The page in the shop as it would be, for whoever may write it; none without a variant to show.
    pub(crate) preview_href: Option<String>,
    /// Whether anybody waits for one of them.
    pub(crate) is_watched: bool,
    pub(crate) gallery: Gallery,
    pub(crate) categories: Vec<String>,
    /// Each tier, and whether its people see the product; empty where every tier sees everything.
    pub(crate) seen_by: Vec<SeenByRow>,
    pub(crate) vat: String,
    pub(crate) origin: Option<String>,
    pub(crate) manufacturer: Option<String>,
    pub(crate) manufacturer_address: Option<String>,
    pub(crate) manufacturer_contact: Option<String>,
    pub(crate) withdrawal: WithdrawalPart,
    pub(crate) kind: KindPart,
    pub(crate) publication: PublicationPart,
}

/// A tier, and whether its people see a product.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SeenByRow {
    pub(crate) name: String,
    /// Its assortment, for whoever may see tiers.
    pub(crate) href: Option<String>,
    pub(crate) is_shown: bool,
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
            bar: Bar::sample(),
            id: "1".to_owned(),
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
            text_status: Status::new("info", "product-draft"),
            text_href: Some("/produkter/1/text".to_owned()),
            has_draft: true,
            preview_href: Some("/produkter/1/forhandsvisning".to_owned()),
            is_watched: true,
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
                price_href: Some("/produkter/1/priser".to_owned()),
                on_hand: 3,
                promised: 1,
                free: 2,
                is_out: true,
                watchers: 3,
            }],
            places: PlaceStock::samples(),
            gallery: Gallery::sample(),
            categories: vec!["Bord".to_owned()],
            seen_by: [true, false]
                .map(|is_shown| SeenByRow {
                    name: "Pro".to_owned(),
                    href: is_shown.then(|| "/nivaer/pro/sortiment".to_owned()),
                    is_shown,
                })
                .into(),
            vat: "Normal".to_owned(),
            origin: Some("SE".to_owned()),
            manufacturer: Some("x".to_owned()),
            manufacturer_address: Some("x".to_owned()),
            manufacturer_contact: Some("x".to_owned()),
            withdrawal: WithdrawalPart::sample(),
            kind: KindPart::samples().remove(0),
            publication: PublicationPart {
                from: Some(when()),
                to: Some(when()),
                ..PublicationPart::sample(None)
            },
        };
        let mut refused = FormState::blank();
        refused.refuse("published_from", "product-publication-begun");
        refused.refuse("published_to", "product-publication-backwards");
        let bare = Self {
            bar: Bar::default(),
            shop_href: None,
            words: Vec::new(),
            text_href: None,
            has_draft: false,
            variants: Vec::new(),
            places: Vec::new(),
            preview_href: None,
            is_watched: false,
            gallery: Gallery::none(),
            categories: Vec::new(),
            seen_by: Vec::new(),
            origin: None,
            manufacturer: None,
            manufacturer_address: None,
            manufacturer_contact: None,
            publication: PublicationPart::sample(Some(refused)),
            ..full.clone()
        };
        let read_only = Self {
            gallery: Gallery {
                can_edit: false,
                ..Gallery::sample()
            },
            kind: KindPart::samples().remove(1),
            ..full.clone()
        };
        vec![full, bare, read_only]
    }
}
