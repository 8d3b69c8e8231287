use platform::render::{FormState, View};
use serde::Serialize;

use super::form::FactsForm;

/// The page of the shop's own facts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShopPage {
    pub(crate) form: FormState<FactsForm>,
    /// What can never be changed.
    pub(crate) code: String,
    pub(crate) currency: String,
    /// Countries that are delivered to.
    pub(crate) countries: Vec<String>,
    /// Where invoices are paid to.
    pub(crate) bankgiro: String,
    pub(crate) iban: String,
    pub(crate) bic: String,
    pub(crate) can_manage: bool,
    /// Where the account is changed, for who may.
    pub(crate) account_href: Option<&'static str>,
    /// Where countries are opened, for who may see it.
    pub(crate) countries_href: Option<&'static str>,
    /// Where the texts are that tell the same facts, for who may see them.
    pub(crate) documents_href: Option<&'static str>,
    pub(crate) is_told: bool,
}

impl View for ShopPage {
    const TEMPLATE: &'static str = "admin/shop.html";

    fn samples() -> Vec<Self> {
        let usual = Self {
            form: FormState::blank()
                .with("name", "Nordbod")
                .with("language", "sv")
                .with("method_1", "card")
                .with("method_2", "klarna"),
            code: "nordbod".to_owned(),
            currency: "SEK".to_owned(),
            countries: vec!["SE".to_owned(), "NO".to_owned()],
            bankgiro: "5050-1055".to_owned(),
            iban: "SE45 5000 0000 0583 9825 7466".to_owned(),
            bic: "ESSESESS".to_owned(),
            can_manage: true,
            account_href: Some("/fakturor/konto"),
            countries_href: Some("/moms"),
            documents_href: Some("/dokument"),
            is_told: true,
        };
        let mut wrong = usual.clone();
        for field in ["name", "language", "method_1", "method_3"] {
            wrong.form.refuse(field, "form-missing");
        }
        wrong.is_told = false;
        let seen = Self {
            bankgiro: String::new(),
            iban: String::new(),
            bic: String::new(),
            can_manage: false,
            account_href: None,
            countries_href: None,
            documents_href: None,
            is_told: false,
            ..usual.clone()
        };
        vec![usual, wrong, seen]
    }
}
