//! The checkout's page.

use commerce::media::Picture;
use commerce::pricing::Why;
use jiff::civil::{Date, date};
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::forms::CheckoutForm;
use crate::card::sample_picture;
use crate::cart::sum_views::SumsView;
use crate::cart::views::{ChangeView, CodeView, DiscountView, RefusedView};
use crate::cart::wish_views::WishedView;
use crate::frame::Head;

/// The checkout.
#[derive(Clone, Debug, Serialize)]
pub struct CheckoutView {
    /// For browsers.
    pub head: Head,
    /// The offer that is ordered; none: what is in the cart.
    pub offer: Option<OfferedGoods>,
    /// What was typed, and what is wrong with it.
    pub form: FormState<CheckoutForm>,
    /// Countries that the shop delivers to, by code: the theme has the names.
    pub countries: Vec<String>,
    /// Addresses that the customer keeps, to be chosen from; none for a guest.
    pub saved: Vec<SavedChoice>,
    /// Nothing is carried: neither an address nor a way is asked for.
    pub is_by_mail: bool,
    /// Ways of delivery for this address and these goods.
    pub freights: Vec<FreightChoice>,
    /// Ways to pay.
    pub payments: Vec<PaymentChoice>,
    /// What is bought.
    pub lines: Vec<OrderedLine>,
    /// Goods that cannot be withdrawn from, told before the purchase.
    pub excepted: Vec<ExceptedView>,
    /// Codes that were given.
    pub codes: Vec<CodeView>,
    /// The sums with the chosen freight.
    pub sums: SumsView,
    /// What the company asks of the order, when somebody buys for one.
    pub business: Option<BusinessView>,
    /// The smallest order of the buyer's tier, when the goods cost less.
    pub minimum: Option<Money>,
    /// The currency in which nothing can be ordered now, since nobody has told of late what it costs.
    pub lacks_rate: Option<String>,
    /// What moved since the visitor last looked: shown, and to be confirmed anew.
    pub changes: Vec<ChangeView>,
    /// What the visitor confirms by sending the form: a hash of everything shown.
    pub confirmed: String,
    /// What the page shows, to tell of a change by.
    pub seen: Seen,
}

/// An offer whose goods are ordered.
#[derive(Clone, Debug, Serialize)]
pub struct OfferedGoods {
    /// Where the form goes.
    pub action: String,
    /// The offer's page.
    pub href: String,
    /// `O-1001`.
    pub number: String,
}

/// Goods that cannot be withdrawn from.
#[derive(Clone, Debug, Serialize)]
pub struct ExceptedView {
    /// What they are called.
    pub name: String,
    /// Why: a key of the theme's texts.
    pub reason: &'static str,
}

/// What a shopper has seen; sent along with the form, and worth nothing but words.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// What all of it is in.
    pub currency: String,
    /// The freight in minor units.
    pub freight: i64,
    /// The VAT in it all in minor units.
    pub vat: i64,
    /// The total in minor units.
    pub total: i64,
    /// The terms, by their document's id.
    pub terms: String,
    /// Why it is taxed as it is.
    pub tax: &'static str,
    /// What promotions take off, each as one text.
    pub discounts: Vec<String>,
}

/// What a company asks of its orders.
#[derive(Clone, Debug, Serialize)]
pub struct BusinessView {
    /// Which.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether each order must say whose it is.
    pub requires_reference: bool,
    /// From which the order's cost place is chosen; empty: it is written.
    pub cost_places: Vec<String>,
    /// Whether a colleague has to approve this order.
    pub needs_approval: bool,
    /// What is left to buy for on invoice, when it may pay so.
    pub credit_left: Option<Money>,
    /// From order to due date.
    pub days: i64,
    /// Where the invoice goes when the buyer says nothing else; empty: as the goods.
    pub invoice_to: String,
}

/// An address that the customer keeps.
#[derive(Clone, Debug, Serialize)]
pub struct SavedChoice {
    /// The form's value.
    pub id: String,
    /// Street and town.
    pub label: String,
    /// Whether it is what the form holds.
    pub is_chosen: bool,
}

/// A way of delivery.
#[derive(Clone, Debug, Serialize)]
pub struct FreightChoice {
    /// The form's value.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// What it means.
    pub description: String,
    /// The shopper collects it: no promise of a day at the door.
    pub is_collection: bool,
    /// What it costs for these goods.
    pub price: Money,
    /// Earliest day.
    pub from: Date,
    /// Latest day.
    pub to: Date,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// A way to pay. Its words are the theme's, by code.
#[derive(Clone, Debug, Serialize)]
pub struct PaymentChoice {
    /// `card`, `swish` or `klarna`.
    pub code: &'static str,
    /// Pays later: the law wants credit last and named so.
    pub is_credit: bool,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// Something that is or was bought.
#[derive(Clone, Debug, Serialize)]
pub struct OrderedLine {
    /// The product's name.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// Article number.
    pub sku: String,
    /// How many.
    pub quantity: i64,
    /// For all, after what is taken off.
    pub total: Money,
    /// What promotions take off.
    pub discounts: Vec<DiscountView>,
    /// What promotions do not take off though they might have.
    pub refused: Vec<RefusedView>,
    /// The price when last seen, when it has moved.
    pub was: Option<Money>,
    /// The variant's picture.
    pub picture: Option<Picture>,
    /// The product's page; empty when it is no longer sold.
    pub href: String,
    /// What led to the price.
    pub why: Option<Why>,
    /// Of gift cards: what is or was wished of them.
    pub wished: Option<WishedView>,
}

impl OrderedLine {
    /// With and without picture.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let usual = Self {
            name: "Mugg Strand".into(),
            options: "Midnatt".into(),
            sku: "NB-STR-MUG-MID".into(),
            quantity: 3,
            total: sek(597),
            discounts: DiscountView::samples(),
            refused: RefusedView::samples(),
            was: None,
            picture: Some(sample_picture("")),
            href: "/produkt/mugg-strand".into(),
            why: Why::samples().into_iter().next(),
            wished: None,
        };
        let bare = Self {
            picture: None,
            options: String::new(),
            href: String::new(),
            discounts: Vec::new(),
            refused: Vec::new(),
            why: None,
            was: Some(sek(259)),
            quantity: 1,
            ..usual.clone()
        };
        let mut lines = vec![usual, bare.clone()];
        let cards = WishedView::samples().into_iter();
        lines.extend(cards.map(|wished| Self {
            wished: Some(wished),
            ..bare.clone()
        }));
        lines
    }
}

impl View for CheckoutView {
    const TEMPLATE: &'static str = "shop/checkout.html";

    fn samples() -> Vec<Self> {
        let freight = |code: &str, kronor: i64, is_chosen| FreightChoice {
            code: code.into(),
            label: "Hem till dörren".into(),
            description: "Budet ringer på mellan 17 och 21.".into(),
            is_collection: code == "boden",
            price: Money::new(kronor * 100, Currency::SEK),
            from: date(2026, 11, 24),
            to: date(2026, 11, 26),
            is_chosen,
        };
        let payment = |code, is_credit, is_chosen| PaymentChoice {
            code,
            is_credit,
            is_chosen,
        };
        let fresh = Self {
            head: Head::sample("Kassa"),
            offer: None,
            form: FormState::blank().with("country", "SE"),
            countries: vec!["SE".into(), "NO".into(), "DK".into(), "FI".into()],
            saved: [true, false]
                .map(|is_chosen| SavedChoice {
                    id: "0190".into(),
                    label: "Repslagaregatan 11, Göteborg".into(),
                    is_chosen,
                })
                .to_vec(),
            is_by_mail: false,
            freights: vec![
                freight("ombud", 0, true),
                freight("hem", 59, false),
                freight("boden", 0, false),
            ],
            payments: vec![
                payment("card", false, true),
                payment("swish", false, false),
                payment("klarna", true, false),
                payment("invoice", true, false),
            ],
            lines: OrderedLine::samples(),
            excepted: vec![ExceptedView {
                name: "Skylt <Namn>".into(),
                reason: "made_to_measure",
            }],
            codes: Vec::new(),
            sums: SumsView::samples().remove(0),
            business: Some(BusinessView {
                id: "0190".into(),
                name: "Studio Furu AB".into(),
                requires_reference: true,
                cost_places: vec!["4100".into(), "Malmö <1>".into()],
                needs_approval: true,
                credit_left: Some(Money::new(1_500_000, Currency::SEK)),
                days: 30,
                invoice_to: "Box 12, 411 00 Göteborg".into(),
            }),
            minimum: None,
            lacks_rate: None,
            changes: Vec::new(),
            confirmed: "abc".into(),
            seen: Seen {
                currency: "SEK".to_owned(),
                freight: 5_900,
                vat: 24_680,
                total: 123_400,
                terms: "0190".into(),
                tax: "home",
                discounts: vec!["0192 -5000 Tre för två".into()],
            },
        };
        let mut form = FormState::from_pairs([
            ("email", "elin.example.se"),
            ("postcode", "4131"),
            ("own_invoice", "1"),
        ]);
        for field in [
            "email",
            "postcode",
            "terms",
            "freight",
            "payment",
            "invoice_name",
            "code",
        ] {
            form.refuse(field, "error-required");
        }
        form.refuse_whole(Message::new("error-required"));
        let refused = Self {
            form,
            changes: ChangeView::samples(),
            saved: Vec::new(),
            codes: CodeView::samples(),
            business: None,
            offer: Some(OfferedGoods {
                action: "/kassa/offert/1".into(),
                href: "/konto/offerter/1".into(),
                number: "O-1001".into(),
            }),
            minimum: Some(Money::new(50_000, Currency::SEK)),
            lacks_rate: Some("EUR".to_owned()),
            freights: Vec::new(),
            payments: vec![payment("card", false, true)],
            ..fresh.clone()
        };
        let by_mail = Self {
            is_by_mail: true,
            saved: Vec::new(),
            business: None,
            sums: SumsView::samples().remove(2),
            ..fresh.clone()
        };
        vec![fresh, refused, by_mail]
    }
}
