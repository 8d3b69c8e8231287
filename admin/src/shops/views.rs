use platform::render::View;
use serde::Serialize;

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
