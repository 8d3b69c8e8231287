//! Whether and when buyers are asked what they think.

use axum::extract::State;
use axum::response::Response;
use commerce::ids::ShopId;
use commerce::review::settings::{self, DAYS, Settings, SettingsError};
use http::StatusCode;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::views::{ReviewSettingsPage, SettingsForm};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::undo::remember;

/// Where the form is.
const PAGE: &str = "/omdomen/installningar";

async fn held(admin: &Admin, me: &Me) -> Result<(ShopId, Settings), PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    Ok((shop, settings::settings(&mut conn, shop).await?))
}

/// `GET /omdomen/installningar`
pub(crate) async fn ask(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (_, held) = held(&admin, &me).await?;
    let form = filled(held).with("row_version", held.row_version.to_string());
    let is_saved = query.has("sparat");
    answer(&admin, &me, StatusCode::OK, form, is_saved).await
}

fn filled(held: Settings) -> FormState<SettingsForm> {
    FormState::blank()
        .with("asking", if held.is_asking { "1" } else { "" })
        .with("days", held.ask_after_days.to_string())
}

/// `POST /omdomen/installningar`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (shop, held) = held(&admin, &me).await?;
    let mut form = kept::form::<SettingsForm>(&fields);
    let days = form.trimmed("days").parse::<i32>().ok();
    let days = days.filter(|days| DAYS.contains(days));
    if days.is_none() {
        let message = Message::new("number-between")
            .with("min", i64::from(*DAYS.start()))
            .with("max", i64::from(*DAYS.end()));
        form.refuse("days", message);
    }
    if let Some(ask_after_days) = days.filter(|_| form.is_valid()) {
        let to = Settings {
            is_asking: form.value("asking") == "1",
            ask_after_days,
            row_version: form.value("row_version").parse().unwrap_or(-1),
        };
        let mut tx = admin.db.begin(me.origin()).await?;
        match settings::set(&mut tx, shop, to).await {
            Ok(is_changed) => {
                if is_changed {
                    let forms = (&filled(held), &form);
                    let version = to.row_version.saturating_add(1);
                    let page = me.of_shop(PAGE);
                    remember(&mut tx, &me, (&page, &page), forms, version).await?;
                }
                tx.commit().await?;
                return Ok(see("/omdomen/installningar?sparat=1"));
            }
            Err(SettingsError::Days) => form.refuse("days", "form-missing"),
            Err(SettingsError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
            Err(SettingsError::Db(error)) => return Err(error.into()),
        }
    }
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, code, form, false).await
}

async fn answer(
    admin: &Admin,
    me: &Me,
    code: StatusCode,
    form: FormState<SettingsForm>,
    is_saved: bool,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let view = ReviewSettingsPage { form, is_saved };
    let page = me.of_shop(PAGE);
    page::show_saved(admin, &mut conn, me, (Room::Reviews, &page), code, &view).await
}
