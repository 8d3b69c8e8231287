use platform::render::{FormState, View};
use serde::Serialize;

use super::forms::{DoorForm, NewShopForm};
use super::{NAME, Shops};

/// A shop that can be chosen.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pick {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) is_current: bool,
}

/// The choice of a shop in the frame.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Picker {
    /// The shop that is looked at; none: all of them.
    pub(crate) name: Option<String>,
    pub(crate) shops: Vec<Pick>,
}

impl Picker {
    /// What there is to choose between; nothing where there is one shop.
    pub(crate) fn of(shops: &Shops) -> Option<Self> {
        let current = shops.current();
        shops.are_several().then(|| Self {
            name: current.map(|shop| shop.name.clone()),
            shops: shops
                .all()
                .iter()
                .map(|shop| Pick {
                    code: shop.code.clone(),
                    name: shop.name.clone(),
                    is_current: current.is_some_and(|current| current.id == shop.id),
                })
                .collect(),
        })
    }

    /// The end of a form's address, by which it stays with the shop that it was filled in for.
    pub(crate) fn in_shop(shops: &Shops) -> String {
        let current = shops.current().filter(|_| shops.are_several());
        current.map_or_else(String::new, |shop| format!("?{NAME}={}", shop.code))
    }

    /// A choice for the checks.
    pub(crate) fn sample() -> Self {
        let pick = |code: &str, name: &str, is_current| Pick {
            code: code.to_owned(),
            name: name.to_owned(),
            is_current,
        };
        Self {
            name: Some("Nordbod & Söner".to_owned()),
            shops: vec![
                pick("nordbod", "Nordbod & Söner", true),
                pick("nordbod-no", "Nordbod Norge", false),
            ],
        }
    }
}

/// Asks for a shop where a page is of one and several are looked at.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChoosePage {
    pub(crate) shops: Vec<Pick>,
    /// Where it goes on.
    pub(crate) back: String,
}

impl ChoosePage {
    pub(crate) fn of(shops: &Shops, back: String) -> Self {
        let picker = Picker::of(shops);
        Self {
            shops: picker.map(|picker| picker.shops).unwrap_or_default(),
            back,
        }
    }
}

impl View for ChoosePage {
    const TEMPLATE: &'static str = "admin/choose-shop.html";
    fn samples() -> Vec<Self> {
        vec![Self {
            shops: Picker::sample().shops,
            back: "/moms?klart=<a>".to_owned(),
        }]
    }
}

/// A shop in the list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShopRow {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) seller: String,
    pub(crate) names: String,
    pub(crate) theme: Option<String>,
    /// Where shoppers reach it; none: nowhere.
    pub(crate) address: Option<String>,
}

/// The merchant's shops.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShopsPage {
    pub(crate) rows: Vec<ShopRow>,
}

impl View for ShopsPage {
    const TEMPLATE: &'static str = "admin/shops.html";
    fn samples() -> Vec<Self> {
        let row = |code: &str, address: Option<&str>| ShopRow {
            href: format!("/butiker/{code}"),
            name: "Nordbod & Söner".to_owned(),
            code: code.to_owned(),
            seller: "Nordbod AB".to_owned(),
            names: address.map_or("", |_| "nordbod.example").to_owned(),
            theme: address.map(|_| "nordbod".to_owned()),
            address: address.map(str::to_owned),
        };
        let rows = vec![
            row("nordbod", Some("https://nordbod.example")),
            row("nordbod-no", None),
        ];
        vec![Self { rows }, Self { rows: Vec::new() }]
    }
}

/// A shop's names and theme, and the ways to all else of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShopDoorPage {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) seller: String,
    pub(crate) org_number: String,
    pub(crate) currency: String,
    pub(crate) address: Option<String>,
    pub(crate) themes: Vec<Pick>,
    pub(crate) facts_href: Option<String>,
    pub(crate) settings_href: Option<String>,
    pub(crate) documents_href: Option<String>,
    pub(crate) vat_href: Option<String>,
    pub(crate) form: FormState<DoorForm>,
    /// `sparat` or `skapad`.
    pub(crate) told: Option<&'static str>,
}

impl View for ShopDoorPage {
    const TEMPLATE: &'static str = "admin/shop-door.html";
    fn samples() -> Vec<Self> {
        let to = |href: &str| Some(format!("{href}?butik=nordbod"));
        let usual = Self {
            code: "nordbod".to_owned(),
            name: "Nordbod & Söner".to_owned(),
            seller: "Nordbod AB".to_owned(),
            org_number: "559000-0000".to_owned(),
            currency: "SEK".to_owned(),
            address: Some("https://nordbod.example".to_owned()),
            themes: Picker::sample().shops,
            facts_href: to("/butiken"),
            settings_href: to("/installningar"),
            documents_href: to("/dokument"),
            vat_href: to("/moms"),
            form: FormState::blank().with("names", "nordbod.example"),
            told: Some("sparat"),
        };
        let mut wrong = usual.clone();
        wrong.form.refuse("names", "form-missing");
        wrong.form.refuse("theme", "form-missing");
        wrong.told = None;
        let made = Self {
            address: None,
            facts_href: None,
            settings_href: None,
            documents_href: None,
            vat_href: None,
            told: Some("skapad"),
            ..usual.clone()
        };
        vec![usual, wrong, made]
    }
}

/// A further shop.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewShopPage {
    pub(crate) form: FormState<NewShopForm>,
    pub(crate) likes: Vec<Pick>,
}

impl View for NewShopPage {
    const TEMPLATE: &'static str = "admin/shop-new.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank();
        for field in ["code", "name", "like"] {
            wrong.refuse(field, "form-missing");
        }
        [FormState::blank(), wrong]
            .map(|form| Self {
                form,
                likes: Picker::sample().shops,
            })
            .into()
    }
}
