//! Products as they are to be: what an editor or an import hands over. What is `None` stays as it is.

use std::collections::HashMap;
use std::sync::Arc;

use platform::clock::Timestamp;

use crate::catalogue::label::Label;
use crate::ids::{CategoryId, ManufacturerId, ProductId, ShopId, VariantId};
use crate::pricing::Content;

/// What is sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProductKind {
    /// Something that is sent, and of which there is a number.
    #[default]
    Goods,
    /// Money for whoever gets it by mail.
    GiftCard,
}

impl ProductKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Goods, Self::GiftCard];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::GiftCard => "gift_card",
        }
    }

    /// From the table's, the form's or the file's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A product as it is to be. Variants, options and texts that are not named stay as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductDraft {
    /// The merchant's own key; a product with this code is changed, else one is made.
    pub code: String,
    /// What it is; goods for a new product without one.
    pub kind: Option<ProductKind>,
    /// A VAT class; `standard` for a new product without one. Gift cards have their own, whatever is said.
    pub vat_class: Option<String>,
    /// Who made it.
    pub manufacturer_id: Option<ManufacturerId>,
    /// ISO 3166-1 alpha-2.
    pub origin_country: Option<String>,
    /// `draft`, `active` or `archived`.
    pub status: Option<String>,
    /// Whether it spoils, so that the prior price of 30 days is not asked of it.
    pub is_perishable: Option<bool>,
    /// Words by language.
    pub texts: Vec<TextsDraft>,
    /// All its categories, the one for breadcrumbs first.
    pub categories: Option<Vec<CategoryId>>,
    /// What can be chosen, in order.
    pub options: Vec<OptionDraft>,
    /// What can be bought.
    pub variants: Vec<VariantDraft>,
    /// Facts; each attribute that is named gets exactly these values.
    pub facts: Vec<FactDraft>,
    /// Options that are attributes as well: what the product's variants have chosen in them is a fact of the product.
    pub option_facts: Vec<OptionFacts>,
    /// Where and from when it is for sale. A product that is published already keeps its day.
    pub publication: Option<(ShopId, Timestamp)>,
}

/// A product's words in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextsDraft {
    /// Which language.
    pub locale: String,
    /// Name.
    pub name: Option<String>,
    /// The short line.
    pub subtitle: Option<String>,
    /// Paragraphs.
    pub description: Option<String>,
    /// Warnings that the law wants.
    pub safety_warning: Option<String>,
    /// The wanted address. `None`: an address that is there stays.
    pub slug: Option<String>,
    /// The address to get when there is none yet; `None`: made of the name.
    pub first_slug: Option<String>,
}

/// Something to choose, with choices; choices that are not named stay.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionDraft {
    /// For addresses and forms.
    pub code: String,
    /// What it is called.
    pub label: Label,
    /// Choices.
    pub values: Vec<OptionValueDraft>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionValueDraft {
    /// For addresses and forms.
    pub code: String,
    /// What it is called.
    pub label: Label,
    /// `#rrggbb`.
    pub swatch: Option<String>,
}

/// A variant as it is to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VariantDraft {
    /// Article number; a variant with it is changed, else one is made.
    pub sku: String,
    /// Global trade item number.
    pub gtin: Option<String>,
    /// What it chooses: (option, choice) by their codes. In an option that is not named, a variant that exists keeps its choice.
    pub choices: Vec<(String, String)>,
    /// Whether it is shown when none is chosen.
    pub is_main: Option<bool>,
    /// Whether it can be bought.
    pub is_active: Option<bool>,
    /// Grams.
    pub weight_g: Option<i32>,
    /// Millimetres.
    pub width_mm: Option<i32>,
    /// Millimetres.
    pub depth_mm: Option<i32>,
    /// Millimetres.
    pub height_mm: Option<i32>,
    /// For the unit price.
    pub content: Option<Content>,
    /// Fewest that can be bought.
    pub min_quantity: Option<i32>,
    /// What one costs the merchant, without VAT; ten-thousandths of a minor unit.
    pub cost_e4: Option<i64>,
}

/// The values of one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct FactDraft {
    /// Which attribute.
    pub attribute_id: uuid::Uuid,
    /// Its values: several choices, or one text or number.
    pub values: Vec<FactValue>,
}

/// An option whose choices are values of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionFacts {
    /// The option's code.
    pub option: String,
    /// Which attribute.
    pub attribute_id: uuid::Uuid,
    /// The attribute's values by code.
    pub values: Arc<HashMap<String, i32>>,
}

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum FactValue {
    /// One of the attribute's choices.
    Choice(i32),
    /// Free text.
    Text(Label),
    /// Thousandths.
    Number(i64),
}

/// What became of something that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Created,
    /// Something about it is different now.
    Changed,
    /// It was so already.
    Unchanged,
}

/// What became of a product.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Which.
    pub id: ProductId,
    /// Of the product itself, apart from its variants.
    pub fate: Fate,
    /// Of its variants, in the draft's order.
    pub variants: Vec<(VariantId, Fate)>,
}
