use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::opening::facts::{self, ChangeFactsError, Facts};
use commerce::order::invoice::document::account;
use commerce::tier::listing::tiers;
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::PAGE;
use super::form::{FactsForm, filled, read};
use super::views::ShopPage;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::undo::remember;

/// `GET /butiken`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (shop, form) = {
        let mut conn = admin.db.read().await?;
        let shop = me.shop()?.clone();
        let (held, row_version) = facts::held(&mut conn, shop.id).await?;
        let form = filled(&held).with("row_version", row_version.to_string());
        (shop, form)
    };
    let is_told = query.has("sparat");
    answer(&admin, &me, StatusCode::OK, shop, form, is_told).await
}

/// `POST /butiken`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let shop = me.shop()?.clone();
    let mut form = kept::form::<FactsForm>(&fields);
    let draft = read(&mut form, &shop);
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let row_version = form.value("row_version").parse().unwrap_or(-1);
        let mut tx = admin.db.begin(me.origin()).await?;
        match facts::change(&mut tx, shop.id, &draft, row_version).await {
            Ok(is_changed) => {
                if is_changed {
                    let forms = (&filled(&Facts::of(&shop)), &form);
                    let version = row_version.saturating_add(1);
                    let page = me.of_shop(PAGE);
                    remember(&mut tx, &me, (&page, &page), forms, version).await?;
                }
                tx.commit().await?;
                return Ok(see("/butiken?sparat=1"));
            }
            Err(ChangeFactsError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
            Err(ChangeFactsError::LeavesNone(codes)) => {
                drop(tx);
                let names = tier_names(&admin, &me, &codes).await?;
                let message = Message::new("facts-method-leaves").with("tiers", names);
                form.refuse("method_1", message);
            }
            Err(ChangeFactsError::Unknown) => return Err(PageError::NotFound),
            Err(ChangeFactsError::Db(error)) => return Err(error.into()),
        }
    }
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, code, shop, form, false).await
}

/// Tiers by their names, in a row.
async fn tier_names(admin: &Admin, me: &Me, codes: &[String]) -> Result<String, PageError> {
    let all = tiers(&mut *admin.db.read().await?).await?;
    let names: Vec<&str> = all
        .iter()
        .filter(|tier| codes.contains(&tier.code))
        .map(|tier| tier.name.text(me.locale().code()))
        .collect();
    Ok(names.join(", "))
}

async fn answer(
    admin: &Admin,
    me: &Me,
    code: StatusCode,
    shop: Shop,
    form: FormState<FactsForm>,
    is_told: bool,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let (account, _) = account::account(&mut conn, shop.id).await?;
    let view = ShopPage {
        iban: account.iban_in_groups(),
        bankgiro: account.bankgiro,
        bic: account.bic,
        code: shop.code,
        currency: shop.currency.code().to_owned(),
        countries: shop.countries,
        can_manage: me.may(Permission::ShopManage),
        account_href: me
            .may(Permission::InvoiceManage)
            .then_some("/fakturor/konto"),
        countries_href: me.may(Permission::VatRead).then_some("/moms"),
        documents_href: me.may(Permission::DocumentRead).then_some("/dokument"),
        form,
        is_told,
    };
    let page = me.of_shop(PAGE);
    page::show_saved(admin, &mut conn, me, (Room::Shop, &page), code, &view).await
}
