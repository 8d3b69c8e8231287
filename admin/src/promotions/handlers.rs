use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::PromotionId;
use commerce::promotion::code::{NewCodes, normalised};
use commerce::promotion::listing::{self, PromotionFacts};
use commerce::promotion::save::{self, SaveError};
use commerce::promotion::{Benefit, PromotionEvent, PromotionState, Rule, store};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::money::Money;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::forms::{CodesForm, PromotionForm};
use super::list::status;
use super::read;
use super::told::{conditions, gives};
use super::views::{
    CodeRow, PromotionFormPage, PromotionPage, UseRow, named_categories, named_tiers,
};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::Amount;
use crate::page::{self, see};
use crate::undo::remember;
use crate::when::When;

/// Orders that the page shows.
const LATEST: i64 = 20;
/// Codes that the page shows; all of them are in the file.
const SHOWN_CODES: i64 = 50;

pub(super) async fn one(
    conn: &mut PgConnection,
    id: PromotionId,
) -> Result<(Rule, PromotionFacts), PageError> {
    let rule = store::rule(conn, id).await?.ok_or(PageError::NotFound)?;
    let facts = listing::facts(conn, id).await?.ok_or(PageError::NotFound)?;
    Ok((rule, facts))
}

/// `GET /kampanjer/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    me.ask_for_shop()?;
    let starts = commerce::promotion::schedule::on_the_wall(me.now());
    let form = FormState::blank()
        .with("kind", "percent")
        .with("lane", "default")
        .with("starts", starts);
    answer_form(&admin, &me, StatusCode::OK, None, form).await
}

/// `POST /kampanjer`
pub(crate) async fn create(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<PromotionForm>(&fields);
    let draft = read::draft(&mut *admin.db.read().await?, &mut form).await?;
    if let Some(draft) = draft {
        let shop = me.shop_to_fill()?;
        let mut tx = admin.db.begin(me.origin()).await?;
        match save::create(&mut tx, shop.id, shop.currency, &draft).await {
            Ok(id) => {
                if add_one_code(&mut tx, id, &mut form).await? {
                    tx.commit().await?;
                    return Ok(see(&format!("/kampanjer/{id}?sparat=1")));
                }
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    answer_form(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, None, form).await
}

/// Makes the code that was typed beside the rest; `false` when it is somebody else's already.
async fn add_one_code(
    tx: &mut platform::db::Tx,
    id: PromotionId,
    form: &mut FormState<PromotionForm>,
) -> Result<bool, PageError> {
    let Some(code) =
        normalised(form.trimmed("code")).filter(|_| !form.value("needs_code").is_empty())
    else {
        return Ok(true);
    };
    let codes = NewCodes {
        promotion_id: id,
        codes: vec![code],
        max_uses: None,
        customer: None,
    };
    match save::add_codes(tx, &codes).await {
        Ok(1) => Ok(true),
        Ok(_) => {
            form.refuse("code", "promotion-code-taken");
            Ok(false)
        }
        Err(error) => {
            refuse(form, error)?;
            Ok(false)
        }
    }
}

/// `GET /kampanjer/{id}/andra`
pub(crate) async fn edit(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = PromotionId(id);
    let mut conn = admin.db.read().await?;
    let (rule, facts) = one(&mut conn, id).await?;
    let form = read::form_of(&mut conn, &rule, &facts).await?;
    drop(conn);
    answer_form(&admin, &me, StatusCode::OK, Some(id), form).await
}

/// `POST /kampanjer/{id}`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = PromotionId(id);
    let mut form = kept::form::<PromotionForm>(&fields);
    let (before, draft) = {
        let mut conn = admin.db.read().await?;
        let (rule, facts) = one(&mut conn, id).await?;
        let before = read::form_of(&mut conn, &rule, &facts).await?;
        (before, read::draft(&mut conn, &mut form).await?)
    };
    if let Some(draft) = draft {
        let row_version: i32 = form.value("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match save::change(&mut tx, id, row_version, &draft).await {
            Ok(()) => {
                if add_one_code(&mut tx, id, &mut form).await? {
                    let page = format!("/kampanjer/{id}");
                    let version = row_version.saturating_add(1);
                    remember(&mut tx, &me, (&page, &page), (&before, &form), version).await?;
                    tx.commit().await?;
                    return Ok(see(&format!("{page}?sparat=1")));
                }
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer_form(&admin, &me, status, Some(id), form).await
}

fn refuse<F: platform::render::Form>(
    form: &mut FormState<F>,
    error: SaveError,
) -> Result<(), PageError> {
    match error {
        SaveError::Unknown => return Err(PageError::NotFound),
        SaveError::Db(error) => return Err(error.into()),
        other => form.refuse_whole(words(&other)),
    }
    Ok(())
}

/// A refusal in words.
pub(super) fn words(error: &SaveError) -> &'static str {
    match error {
        SaveError::ChangedMeanwhile => "form-changed-meanwhile",
        SaveError::Ended => "promotion-has-ended",
        SaveError::BelowUses => "promotion-below-uses",
        SaveError::PeriodOver => "promotion-period-over",
        SaveError::NoCode => "promotion-no-code",
        SaveError::NotNow(..) | SaveError::Unknown | SaveError::Db(_) => "promotion-not-now",
    }
}

async fn answer_form(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    id: Option<PromotionId>,
    form: FormState<PromotionForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let categories = listing::categories(&mut conn, locale).await?;
    let tiers = listing::tiers(&mut conn, locale).await?;
    // Its sums are in what its shop sold in when it was made.
    let (name, currency) = match id {
        Some(id) => {
            let (rule, facts) = one(&mut conn, id).await?;
            (Some(facts.name), Some(rule.currency))
        }
        None => (None, me.shops().current().map(|shop| shop.currency)),
    };
    let view = PromotionFormPage {
        id: id.map(|id| id.to_string()),
        name,
        currency: currency.map_or_else(String::new, |currency| currency.to_string()),
        kinds: Benefit::KINDS.to_vec(),
        categories: named_categories(&categories, form.values("categories")),
        excluded_categories: named_categories(&categories, form.values("excluded_categories")),
        tiers: named_tiers(&tiers, form.values("tiers")),
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Promotions, status, &view).await
}

/// `GET /kampanjer/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = ["sparat", "koder", "aktiv", "pausad", "avslutad"]
        .into_iter()
        .find(|word| query.has(word));
    let form = FormState::blank();
    answer(&admin, &me, PromotionId(id), StatusCode::OK, form, told).await
}

/// The page of a promotion.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: PromotionId,
    status_code: StatusCode,
    form: FormState<CodesForm>,
    told: Option<&'static str>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let (rule, facts) = one(&mut conn, id).await?;
    let figures = listing::figures(&mut conn, id).await?;
    let latest = listing::latest_orders(&mut conn, id, LATEST).await?;
    let codes = listing::codes(&mut conn, id, None, SHOWN_CODES).await?;
    let currency = rule.currency;
    let money = |minor| Money::new(minor, currency);
    let when = |at| When::new(me.locale(), at, me.now());
    let may_manage = me.may(Permission::PromotionManage);
    let may_see_orders = me.may(Permission::OrderRead);
    let gives = gives(admin, me, &mut conn, &rule).await?;
    let view = PromotionPage {
        id: id.to_string(),
        name: facts.name.clone(),
        label: rule.label.text(me.locale().code()).to_owned(),
        status: status(rule.state.as_str(), rule.starts_at, rule.ends_at, me.now()),
        gives,
        starts: when(rule.starts_at),
        ends: rule.ends_at.map(when),
        uses: match facts.max_uses {
            Some(_) => facts.uses,
            None => figures.uses,
        },
        max_uses: facts.max_uses,
        of_latest: figures.is_of_latest().then_some(listing::MOST_COUNTED),
        placed: figures.placed,
        revenue: money(figures.revenue_minor),
        discount: money(figures.discount_minor),
        conditions: conditions(me, &mut conn, &rule).await?,
        needs_code: rule.conditions.needs_code,
        code_count: figures.codes,
        codes: codes.iter().map(|code| CodeRow::new(me, code)).collect(),
        orders: latest
            .iter()
            .map(|order| UseRow {
                number: order.number.clone(),
                href: may_see_orders.then(|| format!("/ordrar/{}", order.number)),
                code: order.code.clone(),
                when: when(order.redeemed_at),
                discount: Amount::new(me.locale(), -order.discount_minor, &order.currency),
                total: Amount::new(me.locale(), order.total_minor, &order.currency),
            })
            .collect(),
        row_version: facts.row_version,
        can_edit: may_manage && rule.state != PromotionState::Ended,
        can_activate: may_manage && rule.state.apply(PromotionEvent::Activate).is_some(),
        can_pause: may_manage && rule.state.apply(PromotionEvent::Pause).is_some(),
        can_export: me.may(Permission::PromotionExport),
        form,
        told,
    };
    let of = ("promotion", id.0, format!("/kampanjer/{id}"));
    let place = (Room::Promotions, None);
    page::show_traced(admin, &mut conn, me, place, status_code, of, &view).await
}

async fn change_state(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    fields: &Fields,
    (event, told): (PromotionEvent, &str),
) -> Result<Response, PageError> {
    let id = PromotionId(id);
    let row_version = fields.text("row_version").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = save::apply(&mut tx, id, row_version, event).await;
    match tx.end(done).await? {
        Ok(()) => Ok(see(&format!("/kampanjer/{id}?{told}=1"))),
        Err(error) => {
            let mut form = FormState::blank();
            refuse::<CodesForm>(&mut form, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(admin, me, id, status, form, None).await
        }
    }
}

/// `POST /kampanjer/{id}/aktivera`
pub(crate) async fn activate(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let change = (PromotionEvent::Activate, "aktiv");
    change_state(&admin, &me, id, &fields, change).await
}

/// `POST /kampanjer/{id}/pausa`
pub(crate) async fn pause(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let change = (PromotionEvent::Pause, "pausad");
    change_state(&admin, &me, id, &fields, change).await
}

/// `POST /kampanjer/{id}/avsluta`
pub(crate) async fn end(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let change = (PromotionEvent::End, "avslutad");
    change_state(&admin, &me, id, &fields, change).await
}
