//! Where invoices are paid to.

use axum::extract::State;
use axum::response::Response;
use commerce::order::invoice::document::account::{
    self as accounts, Account, SaveAccountError, parse_bankgiro, parse_bic, parse_iban,
};
use http::StatusCode;
use platform::render::{Field, Form, FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

/// An account as it is typed.
#[derive(Debug)]
pub(crate) struct AccountForm;

impl Form for AccountForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("bankgiro", "invoice-bankgiro"),
        Field::plain("iban", "invoice-iban"),
        Field::plain("bic", "invoice-bic"),
        Field::plain("row_version", "invoice-account"),
    ];
}

/// The account.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AccountPage {
    pub(crate) form: FormState<AccountForm>,
    pub(crate) is_told: bool,
}

impl View for AccountPage {
    const TEMPLATE: &'static str = "admin/invoice-account.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank().with("bankgiro", "5050-1054");
        wrong.refuse("bankgiro", "invoice-bankgiro-wrong");
        [(FormState::blank(), true), (wrong, false)]
            .map(|(form, is_told)| Self { form, is_told })
            .into()
    }
}

/// `GET /fakturor/konto`
pub(crate) async fn account(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    let (held, row_version) = accounts::account(&mut conn, shop).await?;
    let view = AccountPage {
        form: FormState::blank()
            .with("bankgiro", held.bankgiro)
            .with("iban", held.iban)
            .with("bic", held.bic)
            .with("row_version", row_version.to_string()),
        is_told: query.has("klart"),
    };
    page::show(&admin, &mut conn, &me, Room::Invoices, &view).await
}

/// `POST /fakturor/konto`
pub(crate) async fn save_account(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = FormState::<AccountForm>::from_pairs(fields.iter());
    let draft = read(&mut form);
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let row_version = form.value("row_version").parse().unwrap_or(-1);
        let mut tx = admin.db.begin(me.origin()).await?;
        let shop = me.shop()?.id;
        match accounts::save(&mut tx, shop, &draft, row_version).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/fakturor/konto?klart=1"));
            }
            Err(SaveAccountError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
            Err(SaveAccountError::Db(error)) => return Err(error.into()),
        }
    }
    let view = AccountPage {
        form,
        is_told: false,
    };
    let mut conn = admin.db.read().await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page::show_as(&admin, &mut conn, &me, Room::Invoices, status, &view).await
}

fn read(form: &mut FormState<AccountForm>) -> Option<Account> {
    let bankgiro = parse_bankgiro(form.value("bankgiro"));
    if bankgiro.is_none() {
        form.refuse("bankgiro", "invoice-bankgiro-wrong");
    }
    let iban = parse_iban(form.value("iban"));
    if iban.is_none() {
        form.refuse("iban", "invoice-iban-wrong");
    }
    let bic = parse_bic(form.value("bic"));
    if bic.is_none() {
        form.refuse("bic", "invoice-bic-wrong");
    }
    Some(Account {
        bankgiro: bankgiro?,
        iban: iban?,
        bic: bic?,
    })
}
