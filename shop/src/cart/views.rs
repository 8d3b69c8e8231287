//! The cart's page.

use commerce::cart::fill::{Cause, Note, Outcome};
use commerce::media::Picture;
use commerce::pricing::Why;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::codes::CodeForm;
use super::sum_views::SumsView;
use super::wish_views::WishedView;
use crate::card::{Card, PerUnit, sample_picture};
use crate::frame::Head;

/// The cart.
#[derive(Clone, Debug, Serialize)]
pub struct CartView {
    /// For browsers.
    pub head: Head,
    /// What is in it.
    pub lines: Vec<CartLineView>,
    /// What has just been taken out and can be put back.
    pub removed: Vec<RemovedLine>,
    /// What moved since the visitor last looked.
    pub changes: Vec<ChangeView>,
    /// What came of goods that were put in from elsewhere: another cart at log-in, an earlier order, a cart that was put aside.
    pub told: Vec<ToldView>,
    /// The sums.
    pub sums: SumsView,
    /// Why what was just asked for was not done: `quantity`, `amount`, `full`, `stock`, `gone` or `lists` (no room for another cart put aside).
    pub refused: Option<&'static str>,
    /// Codes that were given.
    pub codes: Vec<CodeView>,
    /// Store credit that could pay and does not yet.
    pub credit: Option<Money>,
    /// Gifts that have been earned and are not in it.
    pub gifts: Vec<GiftView>,
    /// The field for a code.
    pub form: FormState<CodeForm>,
    /// Whether everything in it can be bought as it stands.
    pub can_check_out: bool,
    /// What goes with it.
    pub related: Vec<Card>,
}

/// Something that a promotion takes off.
#[derive(Clone, Debug, Serialize)]
pub struct DiscountView {
    /// The promotion.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The code that opened it; may be empty.
    pub code: String,
    /// How much; negative.
    pub amount: Money,
}

impl DiscountView {
    /// By a code, and without.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let by_code = Self {
            id: "0192".into(),
            label: "Välkommen tillbaka".into(),
            code: "HEJ10".into(),
            amount: Money::new(-5_000, Currency::SEK),
        };
        let plain = Self {
            id: "0193".into(),
            label: "Tre för två".into(),
            code: String::new(),
            ..by_code.clone()
        };
        vec![by_code, plain]
    }
}

/// A gift card or store credit that pays.
#[derive(Clone, Debug, Serialize)]
pub struct GiftCardView {
    /// Which.
    pub id: String,
    /// `gift_card` or `store_credit`.
    pub kind: String,
    /// The end of its code; empty of store credit.
    pub hint: String,
    /// How much; negative.
    pub amount: Money,
}

impl GiftCardView {
    /// One of each kind.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let card = Self {
            id: "0195".into(),
            kind: "gift_card".into(),
            hint: "7KQ2".into(),
            amount: Money::new(-20_000, Currency::SEK),
        };
        let credit = Self {
            kind: "store_credit".into(),
            hint: String::new(),
            ..card.clone()
        };
        vec![card, credit]
    }
}

/// A code that was given.
#[derive(Clone, Debug, Serialize)]
pub struct CodeView {
    /// As it is written.
    pub code: String,
    /// What it opens.
    pub label: String,
    /// Why it takes nothing off; none when it does.
    pub why_not: Option<Message>,
}

impl CodeView {
    /// One that works, and one that waits.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let works = Self {
            code: "HEJ10".into(),
            label: "Välkommen tillbaka".into(),
            why_not: None,
        };
        let waits = Self {
            code: "SOMMAR".into(),
            why_not: Some(Message::new("code-below-sum").with("missing", "120 kr")),
            ..works.clone()
        };
        vec![works, waits]
    }
}

/// A gift that has been earned.
#[derive(Clone, Debug, Serialize)]
pub struct GiftView {
    /// The variant that is given.
    pub variant: String,
    /// What it is called.
    pub name: String,
    /// The promotion.
    pub label: String,
}

/// A row of the cart.
#[derive(Clone, Debug, Serialize)]
pub struct CartLineView {
    /// The row's id.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// The product's page with this variant.
    pub href: String,
    /// The variant's picture.
    pub picture: Option<Picture>,
    /// How many.
    pub quantity: i64,
    /// One fewer, for the button.
    pub fewer: i64,
    /// One more, for the button.
    pub more: i64,
    /// Fewest that are sold at once.
    pub min_quantity: i64,
    /// Most that can be bought now; 0 when it is sold out.
    pub max_quantity: i64,
    /// For one.
    pub unit_price: Money,
    /// The same with its four more decimals, where it has them.
    pub unit_exact: Option<i64>,
    /// For all, after what is taken off.
    pub total: Money,
    /// Whether VAT is in these.
    pub includes_vat: bool,
    /// What promotions take off.
    pub discounts: Vec<DiscountView>,
    /// What promotions do not take off though they might have.
    pub refused: Vec<RefusedView>,
    /// The lowest price of the 30 days before a reduction.
    pub before: Option<Money>,
    /// Jämförpris.
    pub per_unit: Option<PerUnit>,
    /// What led to the price.
    pub why: Option<Why>,
    /// `in_stock`, `few`, `backorder`, `short` (fewer than wanted) or `out`.
    pub stock: &'static str,
    /// How many are free.
    pub free: i64,
    /// Of gift cards: what is wished of them.
    pub wished: Option<WishedView>,
}

/// A promotion that takes nothing off a line, and why.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedView {
    /// What it is called.
    pub label: String,
    /// Why it takes nothing off.
    pub why: Message,
}

impl RefusedView {
    /// One for each reason that is told.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let whys = [
            Message::new("why-off-better"),
            Message::new("why-off-alone"),
            Message::new("why-off-nothing-off"),
            Message::new("why-off-margin"),
            Message::new("why-off-below-sum").with("missing", "120 kr"),
            Message::new("why-off-below-quantity").with("missing", 2),
        ];
        let sample = |why| Self {
            label: "Tre för två".into(),
            why,
        };
        whys.map(sample).to_vec()
    }
}

/// A row that was taken out.
#[derive(Clone, Debug, Serialize)]
pub struct RemovedLine {
    /// The row's id.
    pub id: String,
    /// The product's name.
    pub name: String,
}

/// Something that moved.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// `price`, `stock` (fewer left), `out`, `gone` (not sold any more), `hidden` (not to this buyer), `freight`, `discount`, `discount-gone`, `discount-new`, `vat`, `total`, `terms`
    /// or `other`.
    pub kind: &'static str,
    /// The product's or the promotion's name; empty for freight and the rest.
    pub name: String,
    /// The old amount.
    pub before: Option<Money>,
    /// The new amount.
    pub now: Option<Money>,
    /// Pieces that are left.
    pub left: i64,
}

/// What came of a line that was put in from elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct ToldView {
    /// `log_in`, `reorder` or `saved_cart`.
    pub cause: String,
    /// `joined`, `larger`, `short`, `out`, `gone` or `full`.
    pub outcome: String,
    /// What it is called.
    pub name: String,
    /// How many the cart holds.
    pub got: i64,
}

impl From<Note> for ToldView {
    fn from(note: Note) -> Self {
        Self {
            cause: note.cause,
            outcome: note.outcome,
            name: note.name,
            got: note.got.into(),
        }
    }
}

impl ToldView {
    /// Every outcome of one cause.
    #[must_use]
    pub fn samples(cause: Cause) -> Vec<Self> {
        Outcome::ALL
            .map(|outcome| Self {
                cause: cause.code().into(),
                outcome: outcome.code().into(),
                name: "Mugg Strand".into(),
                got: 3,
            })
            .to_vec()
    }
}

impl ChangeView {
    /// One that says only of which kind it is.
    #[must_use]
    pub fn of(kind: &'static str) -> Self {
        Self {
            kind,
            name: String::new(),
            before: None,
            now: None,
            left: 0,
        }
    }

    /// One of each kind.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Some(Money::new(kronor * 100, Currency::SEK));
        [
            "price",
            "tax",
            "stock",
            "out",
            "gone",
            "hidden",
            "freight",
            "discount",
            "discount-gone",
            "discount-new",
            "vat",
            "total",
            "terms",
            "other",
        ]
        .into_iter()
        .map(|kind| Self {
            name: "Espressokopp Vik".into(),
            before: sek(259),
            now: sek(279),
            left: 3,
            ..Self::of(kind)
        })
        .collect()
    }
}

impl View for CartView {
    const TEMPLATE: &'static str = "shop/cart.html";

    fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let line = |stock, before: Option<Money>| CartLineView {
            id: "0190".into(),
            name: "Mugg Strand".into(),
            options: "Midnatt, styckvis".into(),
            href: "/produkt/mugg-strand?variant=midnight".into(),
            picture: before.map(|_| sample_picture("")),
            quantity: if before.is_some() { 3 } else { 1 },
            fewer: 2,
            more: 4,
            min_quantity: 1,
            max_quantity: if stock == "out" { 0 } else { 43 },
            unit_price: sek(199),
            unit_exact: before.map(|_| 1_990_041),
            total: sek(597),
            discounts: if before.is_some() {
                DiscountView::samples()
            } else {
                Vec::new()
            },
            refused: if before.is_some() {
                RefusedView::samples()
            } else {
                Vec::new()
            },
            includes_vat: before.is_some(),
            why: before.and_then(|_| Why::samples().into_iter().next()),
            before,
            per_unit: before.map(|price| PerUnit {
                price,
                unit: "st".into(),
            }),
            stock,
            free: 2,
            wished: None,
        };
        let cards = WishedView::samples()
            .into_iter()
            .map(|wished| CartLineView {
                wished: Some(wished),
                ..line("in_stock", None)
            });
        let mut wrong_code = FormState::from_pairs([("code", "VINTER")]);
        wrong_code.refuse("code", "code-unknown");
        let full = Self {
            head: Head::sample("Varukorg"),
            lines: vec![
                line("in_stock", Some(sek(249))),
                line("few", None),
                line("backorder", None),
                line("short", None),
                line("out", None),
            ],
            removed: vec![RemovedLine {
                id: "0191".into(),
                name: "Skål Dal".into(),
            }],
            changes: ChangeView::samples(),
            told: ToldView::samples(Cause::LogIn),
            sums: SumsView::samples().remove(0),
            refused: Some("quantity"),
            codes: CodeView::samples(),
            credit: Some(sek(100)),
            gifts: vec![GiftView {
                variant: "0194".into(),
                name: "Ljus Trio".into(),
                label: "Ett ljus på köpet".into(),
            }],
            form: wrong_code,
            can_check_out: false,
            related: Card::samples(),
        };
        let refused = ["full", "amount", "stock", "gone", "lists"].map(|why| Self {
            refused: Some(why),
            ..full.clone()
        });
        let ready = Self {
            lines: cards.collect(),
            removed: Vec::new(),
            changes: Vec::new(),
            told: ToldView::samples(Cause::Reorder),
            sums: SumsView::samples().remove(1),
            refused: None,
            codes: Vec::new(),
            credit: None,
            gifts: Vec::new(),
            form: FormState::blank(),
            can_check_out: true,
            related: Vec::new(),
            ..full.clone()
        };
        let empty = Self {
            lines: Vec::new(),
            told: ToldView::samples(Cause::SavedCart),
            ..ready.clone()
        };
        let just_emptied = Self {
            removed: full.removed.clone(),
            ..empty.clone()
        };
        let mut views = vec![full, ready, empty, just_emptied];
        views.extend(refused);
        views
    }
}
