//! An **order**: what was agreed, for which price, with whom. Born when the shopper confirms (prepared), placed when it is paid.

mod access;
pub mod adjustment;
pub mod credit_note;
pub mod events;
pub mod invoice;
mod line;
pub mod listing;
pub mod note;
mod page_listing;
pub mod put_back;
pub mod reduction;
pub mod seen;
pub mod state;
pub mod store;

use platform::clock::{Date, Timestamp};
use platform::money::Currency;

use crate::checkout::freight::FreightKind;
use crate::checkout::freight_why::FreightWhy;
use crate::currency::Rate;
use crate::ids::{
    FreightMethodId, LegalDocumentId, MediaId, OrderId, ProductId, ShopId, VariantId,
};
use crate::pricing::vat::{Ground, Treatment};

pub use access::Access;
pub use state::{OrderEvent, OrderState};

/// What the unguessable link to an order's page is derived for ([`platform::secret::SecretKey::link_key`] of the order's id).
pub const ORDER_PAGE: &str = "order-page";

/// An order as the shopper, the mail and the back office see it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Which.
    pub id: OrderId,
    /// `ORD-100001`: for people, never a secret.
    pub number: String,
    /// Whose shop.
    pub shop_id: ShopId,
    /// How far it has come.
    pub state: OrderState,
    /// `pending`, `processing`, `refused`, `paid`, `partly_refunded`, `refunded`, `void`.
    pub payment_status: String,
    /// `unfulfilled`, `partly_shipped`, `shipped`, `delivered`, `returned`, `void`.
    pub fulfilment_status: String,
    /// `sv` or `en`.
    pub locale: String,
    /// ISO 4217.
    pub currency: Currency,
    /// What it was valued at, where it is in another currency than the shop's own.
    pub rate: Option<Rate>,
    /// Where the confirmation goes.
    pub email: String,
    /// For the carrier.
    pub phone: String,
    /// The buyer.
    pub customer_name: String,
    /// Goods before anything was taken off, VAT included, minor units.
    pub items_minor: i64,
    /// What promotions took off the goods, minor units.
    pub discount_minor: i64,
    /// Freight after what was taken off it, VAT included.
    pub freight_minor: i64,
    /// VAT in it all.
    pub vat_minor: i64,
    /// What was to be paid: see [`Order::due_minor`].
    pub total_minor: i64,
    /// What gift cards pay of it.
    pub gift_card_minor: i64,
    /// Whether its buyer saw prices with VAT.
    pub shows_vat: bool,
    /// Why it is taxed as it is.
    pub vat_ground: Ground,
    /// The VAT number of the company that bought, as it was then.
    pub vat_number: Option<String>,
    /// As it was named when it was chosen.
    pub freight_label: String,
    /// Whether the goods come to the buyer, or the buyer to the goods.
    pub freight_kind: FreightKind,
    /// Why it cost that, as it was reckoned when it was bought; none where nothing travels, and for what was bought before accounts were kept.
    pub freight_why: Option<FreightWhy>,
    /// First day on which the goods are expected.
    pub delivery_from: Option<Date>,
    /// Last day on which the goods are expected.
    pub delivery_to: Option<Date>,
    /// The terms that were accepted.
    pub terms_document_id: LegalDocumentId,
    /// The shopper's words to the carrier.
    pub note: String,
    /// When it was agreed.
    pub prepared_at: Timestamp,
    /// When it was paid.
    pub placed_at: Option<Timestamp>,
    /// Goods, then freight.
    pub lines: Vec<OrderLine>,
    /// What promotions took off.
    pub adjustments: Vec<adjustment::OrderAdjustment>,
    /// Net and VAT per rate.
    pub vat: Vec<crate::cart::totals::VatSum>,
    /// What was taken off the price since less had come and that was accepted; none of the sums above knows of it.
    pub reduction: Option<reduction::Reduction>,
    /// Where the goods go.
    pub delivery_address: Address,
    /// Who is billed, where that is someone else.
    pub invoice_address: Option<Address>,
}

/// A row of an order, as it was when it was bought.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct OrderLine {
    /// Which.
    pub id: crate::ids::OrderLineId,
    /// Goods or freight.
    pub is_freight: bool,
    /// The product, for a link.
    pub product_id: Option<ProductId>,
    /// The variant, to buy again.
    pub variant_id: Option<VariantId>,
    /// Article number.
    pub sku: String,
    /// Name in the order's language.
    pub name: String,
    /// Chosen options.
    pub options: String,
    /// What the company that bought it calls the article.
    pub own_number: Option<String>,
    /// Picture.
    pub media_id: Option<MediaId>,
    /// How many.
    pub quantity: i32,
    /// Price of one, ten-thousandths of a minor unit, VAT included.
    pub unit_price_e4: i64,
    /// What promotions took off.
    pub discount_minor: i64,
    /// Sum after that, VAT included.
    pub total_minor: i64,
    /// Basis points.
    pub vat_rate_bp: i32,
    /// What kind of VAT it bears: a code of EN 16931.
    pub vat_reason: String,
    /// VAT in the sum.
    pub vat_minor: i64,
    /// Why it cost that, as it was reckoned when it was bought; see [`Self::why`].
    pub price_why: Option<serde_json::Value>,
}

/// Our number of an article with somebody else's.
pub(crate) fn numbers(sku: &str, own: Option<&str>) -> String {
    match own {
        Some(own) => format!("{sku} ({own})"),
        None => sku.to_owned(),
    }
}

impl OrderLine {
    /// The article's number, and what the company that bought it calls it.
    #[must_use]
    pub fn numbers(&self) -> String {
        numbers(&self.sku, self.own_number.as_deref())
    }

    /// What tells it from other variants: its options, and what the company that bought it calls it.
    #[must_use]
    pub fn details(&self) -> String {
        let own = self.own_number.as_deref().unwrap_or_default();
        let parts = [self.options.as_str(), own];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }

    /// Why it cost that; `None` for freight, and for what was bought before accounts were kept.
    #[must_use]
    pub fn why(&self) -> Option<crate::pricing::Why> {
        serde_json::from_value(self.price_why.clone()?).ok()
    }
}

/// A postal address. Swedish postcodes are five digits without space.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Address {
    /// Who receives.
    pub name: String,
    /// Company, where there is one.
    pub company: String,
    /// Street and number, or box.
    pub street: String,
    /// c/o, door code.
    pub street2: String,
    /// As the country writes it, normalised.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// What is needed to write a new order.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Which.
    pub id: OrderId,
    /// Its cart.
    pub cart_id: crate::ids::CartId,
    /// Whose shop.
    pub shop_id: ShopId,
    /// Hash of what the shopper confirmed.
    pub confirmed_hash: Vec<u8>,
    /// Whoever was logged in; none for a guest.
    pub customer_id: Option<crate::ids::CustomerId>,
    /// Price tier.
    pub tier_code: String,
    /// `sv` or `en`.
    pub locale: String,
    /// ISO 4217.
    pub currency: Currency,
    /// What it is valued at, where that is not the shop's own.
    pub rate: Option<Rate>,
    /// The buyer.
    pub contact: crate::checkout::Contact,
    /// How the goods travel; none where nothing does.
    pub freight_method_id: Option<FreightMethodId>,
    /// As it was named.
    pub freight_label: String,
    /// Whether the goods are sent or collected.
    pub freight_kind: FreightKind,
    /// Why it costs what it costs; none where nothing travels.
    pub freight_why: Option<FreightWhy>,
    /// First and last expected day.
    pub delivery: (Date, Date),
    /// The terms that were accepted.
    pub terms_document_id: LegalDocumentId,
    /// All sums.
    pub totals: crate::cart::totals::Totals,
    /// What gift cards pay of them.
    pub gift_card_minor: i64,
    /// Goods.
    pub lines: Vec<crate::cart::CartLine>,
    /// What promotions take off them.
    pub promotions: crate::promotion::Evaluation,
    /// How it is taxed.
    pub tax: Treatment,
}
