//! The pages of reviews.

use commerce::review::{Breach, Mean, Rating};
use jiff::civil::{Date, date};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::account::views::Aside;
use crate::frame::{Crumb, Head};

/// A mean as cards and headings show it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MeanView {
    /// 46 is 4.6.
    pub tenths: i64,
    /// How much of five stars that is, in a hundred.
    pub percent: i64,
    /// Of how many reviews.
    pub count: i64,
}

impl From<Mean> for MeanView {
    fn from(mean: Mean) -> Self {
        Self {
            tenths: mean.tenths,
            percent: mean.tenths * 2,
            count: mean.count,
        }
    }
}

/// How many give so many stars.
#[derive(Clone, Debug, Serialize)]
pub struct BarView {
    /// Five to one.
    pub stars: i16,
    /// How many do.
    pub count: i64,
    /// How many in a hundred.
    pub percent: i64,
    /// Those alone.
    pub href: String,
    /// Whether those alone are shown.
    pub is_chosen: bool,
}

/// A review as everybody reads it.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewView {
    /// One to five.
    pub stars: i16,
    /// How much of five stars that is, in a hundred.
    pub percent: i64,
    /// In the writer's words.
    pub heading: String,
    /// In the writer's words.
    pub body: String,
    /// What the writer is called.
    pub name: String,
    /// The language that it is written in.
    pub lang: String,
    /// Whether that is another than the page's.
    pub is_foreign: bool,
    /// When it was written, or last changed.
    pub written_on: Date,
    /// The shop's answer; empty where there is none.
    pub reply: String,
    /// Where it is reported.
    pub report_href: String,
}

/// What a product's page shows of its reviews.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SectionView {
    /// The mean; none where nobody has written.
    pub mean: Option<MeanView>,
    /// How many give each number of stars, five first.
    pub bars: Vec<BarView>,
    /// The latest.
    pub reviews: Vec<ReviewView>,
    /// All of them.
    pub all_href: String,
    /// Where it is told how reviews work; empty where the shop has published no such text.
    pub policy_href: String,
}

impl SectionView {
    /// Sections for the template checks: some reviews, and none.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let rating = Rating([1, 0, 2, 4, 9]);
        let full = Self {
            mean: rating.mean().map(MeanView::from),
            bars: (1..=5)
                .rev()
                .map(|stars| BarView {
                    stars,
                    count: rating.of(stars),
                    percent: rating.percent(stars),
                    href: format!("/produkt/mugg-strand/omdomen?betyg={stars}"),
                    is_chosen: stars == 4,
                })
                .collect(),
            reviews: ReviewView::samples(),
            all_href: "/produkt/mugg-strand/omdomen".into(),
            policy_href: "/sa-fungerar-omdomen".into(),
        };
        let none = Self {
            all_href: full.all_href.clone(),
            ..Self::default()
        };
        vec![full, none]
    }
}

impl ReviewView {
    fn samples() -> Vec<Self> {
        let usual = Self {
            stars: 5,
            percent: 100,
            heading: "Ligger <b>fint</b> i handen".into(),
            body: "Håller kaffet varmt.\n\nTål disk.".into(),
            name: "Elin S.".into(),
            lang: "sv".into(),
            is_foreign: false,
            written_on: date(2026, 11, 20),
            reply: "Tack, Elin!".into(),
            report_href: "/omdomen/0190/anmal".into(),
        };
        let foreign = Self {
            lang: "en".into(),
            is_foreign: true,
            stars: 1,
            percent: 20,
            reply: String::new(),
            ..usual.clone()
        };
        vec![usual, foreign]
    }
}

/// All reviews of a product.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewsView {
    /// For browsers and search engines.
    pub head: Head,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// The product's name.
    pub name: String,
    /// Its page.
    pub product_href: String,
    /// The reviews of this page, and the counts.
    pub section: SectionView,
    /// Only those with so many stars.
    pub stars: Option<i16>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl View for ReviewsView {
    const TEMPLATE: &'static str = "shop/reviews.html";

    fn samples() -> Vec<Self> {
        let of = |section| Self {
            head: Head::sample("Omdömen om Mugg Strand"),
            crumbs: vec![Crumb {
                name: "Hem".into(),
                href: "/".into(),
            }],
            name: "Mugg Strand".into(),
            product_href: "/produkt/mugg-strand".into(),
            section,
            stars: None,
            previous: None,
            next: Some("/produkt/mugg-strand/omdomen?efter=x".into()),
        };
        let mut views: Vec<Self> = SectionView::samples().into_iter().map(of).collect();
        if let Some(first) = views.first().cloned() {
            views.push(Self {
                stars: Some(4),
                previous: first.next.clone(),
                next: None,
                ..first.clone()
            });
            let mut empty = first;
            empty.section.reviews.clear();
            empty.stars = Some(2);
            views.push(empty);
        }
        views
    }
}

/// What a buyer writes.
#[derive(Debug)]
pub struct ReviewForm;

impl Form for ReviewForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("stars", "review-stars"),
        Field::plain("heading", "review-heading"),
        Field::plain("body", "review-body"),
        Field::plain("name", "review-name"),
        Field::plain("row_version", "review-body"),
    ];
}

/// Where a buyer writes.
#[derive(Clone, Debug, Serialize)]
pub struct WriteView {
    /// For browsers.
    pub head: Head,
    /// The order's number.
    pub number: String,
    /// The order's page.
    pub order_href: String,
    /// The product's name.
    pub product: String,
    /// This page.
    pub action: String,
    /// Where it is taken away; empty where nothing has been written.
    pub remove: String,
    /// Whether the goods have come.
    pub is_received: bool,
    /// Whether a review with the address stands already, by another order or an account.
    pub is_taken: bool,
    /// `pending`, `published` or `refused`; none where nothing has been written.
    pub state: Option<&'static str>,
    /// Why it is not published.
    pub refusal: Option<&'static str>,
    /// What staff have added to that.
    pub refusal_words: String,
    /// What has just been done: `saved` or `removed`.
    pub done: Option<&'static str>,
    /// Where it is told how reviews work; empty where the shop has published no such text.
    pub policy_href: String,
    /// The form.
    pub form: FormState<ReviewForm>,
}

impl View for WriteView {
    const TEMPLATE: &'static str = "shop/review-write.html";

    fn samples() -> Vec<Self> {
        let blank = Self {
            head: Head::sample("Skriv omdöme"),
            number: "ORD-100001".into(),
            order_href: "/order/ORD-100001/x".into(),
            product: "Mugg Strand".into(),
            action: "/order/ORD-100001/x/omdome/0190".into(),
            remove: String::new(),
            is_received: true,
            is_taken: false,
            state: None,
            refusal: None,
            refusal_words: String::new(),
            done: None,
            policy_href: "/sa-fungerar-omdomen".into(),
            form: FormState::blank().with("name", "Elin S."),
        };
        let written = |state, done| Self {
            state: Some(state),
            done,
            remove: "/order/ORD-100001/x/omdome/0190/ta-bort".into(),
            form: blank
                .form
                .clone()
                .with("stars", "4")
                .with("heading", "Fin <mugg>")
                .with("body", "Håller värmen.\nTål disk."),
            ..blank.clone()
        };
        let mut refused = written("pending", None);
        for field in ["stars", "heading", "body", "name"] {
            refused.form.refuse(field, "review-stars-missing");
        }
        let mut views = vec![
            Self {
                is_received: false,
                policy_href: String::new(),
                ..blank.clone()
            },
            Self {
                is_taken: true,
                ..blank.clone()
            },
            Self {
                done: Some("removed"),
                ..blank.clone()
            },
            written("pending", Some("saved")),
            written("published", None),
            refused,
        ];
        views.extend(Breach::ALL.map(|breach| Self {
            refusal: Some(breach.as_str()),
            refusal_words: "Skriv gärna om varan.".into(),
            ..written("refused", None)
        }));
        views.push(blank);
        views
    }
}

/// What a reader reports.
#[derive(Debug)]
pub struct ReportForm;

impl Form for ReportForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("reason", "review-report-reason"),
        Field::plain("words", "review-report-words"),
    ];
}

/// Where a reader reports a review.
#[derive(Clone, Debug, Serialize)]
pub struct ReportView {
    /// For browsers.
    pub head: Head,
    /// This page.
    pub action: String,
    /// The review's heading.
    pub heading: String,
    /// Its text.
    pub body: String,
    /// What its writer is called.
    pub name: String,
    /// The language that it is written in.
    pub lang: String,
    /// The product's reviews; empty where the product is not for sale.
    pub back_href: String,
    /// What can be chosen.
    pub reasons: Vec<&'static str>,
    /// Whether it has been reported.
    pub is_done: bool,
    /// The form.
    pub form: FormState<ReportForm>,
}

impl View for ReportView {
    const TEMPLATE: &'static str = "shop/review-report.html";

    fn samples() -> Vec<Self> {
        let blank = Self {
            head: Head::sample("Anmäl omdöme"),
            action: "/omdomen/0190/anmal".into(),
            heading: "Fin <mugg>".into(),
            body: "Håller värmen.".into(),
            name: "Elin S.".into(),
            lang: "sv".into(),
            back_href: "/produkt/mugg-strand/omdomen".into(),
            reasons: Breach::ALL.map(Breach::as_str).into(),
            is_done: false,
            form: FormState::blank(),
        };
        let mut refused = blank.clone();
        refused.form.refuse("reason", "review-report-reason-none");
        refused.form.refuse("words", "review-report-words-missing");
        let done = Self {
            is_done: true,
            back_href: String::new(),
            ..blank.clone()
        };
        vec![refused, done, blank]
    }
}

/// Something to write of.
#[derive(Clone, Debug, Serialize)]
pub struct ToWriteView {
    /// The product's name.
    pub name: String,
    /// The order's number.
    pub number: String,
    /// Where it is written.
    pub href: String,
}

/// A review of one's own.
#[derive(Clone, Debug, Serialize)]
pub struct OwnReviewView {
    /// The product's name.
    pub name: String,
    /// In one's own words.
    pub heading: String,
    /// One to five.
    pub stars: i16,
    /// How much of five stars that is, in a hundred.
    pub percent: i64,
    /// `pending`, `published` or `refused`.
    pub state: &'static str,
    /// Why it is not published.
    pub refusal: Option<&'static str>,
    /// When it was written.
    pub written_on: Date,
    /// Where it is changed.
    pub href: String,
}

/// A customer's reviews.
#[derive(Clone, Debug, Serialize)]
pub struct MyReviewsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// What they have received and not written of.
    pub to_write: Vec<ToWriteView>,
    /// What they have written.
    pub reviews: Vec<OwnReviewView>,
}

impl View for MyReviewsView {
    const TEMPLATE: &'static str = "shop/account-reviews.html";

    fn samples() -> Vec<Self> {
        let own = |state, refusal| OwnReviewView {
            name: "Mugg Strand".into(),
            heading: "Fin <mugg>".into(),
            stars: 4,
            percent: 80,
            state,
            refusal,
            written_on: date(2026, 11, 20),
            href: "/order/ORD-100001/x/omdome/0190".into(),
        };
        let full = Self {
            head: Head::sample("Omdömen"),
            aside: Aside {
                current: "my_reviews",
            },
            to_write: vec![ToWriteView {
                name: "Skål Dal".into(),
                number: "ORD-100001".into(),
                href: "/order/ORD-100001/x/omdome/0191".into(),
            }],
            reviews: vec![
                own("pending", None),
                own("published", None),
                own("refused", Some("advertising")),
            ],
        };
        let empty = Self {
            to_write: Vec::new(),
            reviews: Vec::new(),
            ..full.clone()
        };
        vec![empty, full]
    }
}

/// No more questions.
#[derive(Clone, Debug, Serialize)]
pub struct NoQuestionsView {
    /// For browsers.
    pub head: Head,
    /// This page.
    pub action: String,
    /// The order's number.
    pub number: String,
    /// Whether it has been said.
    pub is_done: bool,
}

impl View for NoQuestionsView {
    const TEMPLATE: &'static str = "shop/no-questions.html";

    fn samples() -> Vec<Self> {
        [true, false]
            .map(|is_done| Self {
                head: Head::sample("Inga fler frågor"),
                action: "/order/ORD-100001/x/inga-fragor".into(),
                number: "ORD-100001".into(),
                is_done,
            })
            .into()
    }
}
