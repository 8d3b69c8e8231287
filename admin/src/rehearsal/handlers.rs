use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::pricing::list::file::moment;
use commerce::pricing::list::listing::{CompanyFound, company_for};
use commerce::pricing::rehearsal::{self, AT_ONCE, As, FURTHEST, Question, Rehearsal};
use commerce::tier;
use http::StatusCode;
use platform::audit::Change;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::views::{RehearsalForm, RehearsalPage, TierOption};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::page::{self, see};

type Typed = FormState<RehearsalForm>;

/// The margin that is warned below unless another is asked for, in per cent.
const USUAL_MARGIN: &str = "20";

/// Whom and when, read.
struct Asked {
    shop: Shop,
    seen_as: As,
    name: String,
    at: Timestamp,
    margin_bp: i64,
}

/// `GET /repetition?tier=&company=&at=&margin=`: the form, as it is usually asked or as the address says.
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    me.ask_for_shop()?;
    let form = if query.has("at") {
        Typed::from_pairs(query.iter())
    } else {
        let next = me.now().plus(jiff::SignedDuration::from_hours(7 * 24));
        Typed::blank()
            .with("tier", commerce::pricing::GUEST_TIER)
            .with("at", next.business_time().date().to_string())
            .with("margin", USUAL_MARGIN)
    };
    answer(&admin, &me, StatusCode::OK, form, None).await
}

/// `POST /repetition/jamfor`: what differs; `pa-nytt`: whatever has been answered of late.
pub(crate) async fn ask(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = Typed::from_pairs(fields.iter());
    let mut conn = admin.db.read().await?;
    let Some(asked) = read(&mut conn, &me, &mut form).await? else {
        drop(conn);
        let code = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&admin, &me, code, form, None).await;
    };
    drop(conn);
    let question = Question {
        shop_id: asked.shop.id,
        country: asked.shop.country,
        seen_as: asked.seen_as,
        name: asked.name,
        now: me.now(),
        at: asked.at,
        // A margin beside a price is a cost: for those who may see costs.
        margin_bp: me.may(Permission::PriceManage).then_some(asked.margin_bp),
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    let number = rehearsal::ask(&mut tx, &question, AT_ONCE, fields.has("pa-nytt")).await?;
    let number = number.ok_or(PageError::NotFound)?;
    tx.commit().await?;
    Ok(see(&format!("/repetition/{number}")))
}

/// `POST /repetition`: into the shop, with a pass.
pub(crate) async fn begin(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = Typed::from_pairs(fields.iter());
    let mut conn = admin.db.read().await?;
    let Some(asked) = read(&mut conn, &me, &mut form).await? else {
        drop(conn);
        let code = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&admin, &me, code, form, None).await;
    };
    drop(conn);
    let after = serde_json::json!({ "as": asked.seen_as, "at": asked.at });
    let change = Change {
        action: "rehearsal.begun",
        subject: ("shop", Some(asked.shop.id.0)),
        before: None::<&()>,
        after: Some(&after),
        reason: None,
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    tx.audit(change).await?;
    tx.commit().await?;
    let pass = Rehearsal::begin(asked.shop.id, asked.seen_as, asked.name, asked.at, me.now());
    let pass = pass.seal(&admin.rehearsals);
    // A link and not a way on: forms of this door lead nowhere else.
    let origin = me.shops().origin().ok_or(PageError::NotFound)?;
    let link = format!("{origin}/repetition/{pass}");
    answer(&admin, &me, StatusCode::OK, form, Some(link)).await
}

async fn read(
    conn: &mut PgConnection,
    me: &Me,
    form: &mut Typed,
) -> Result<Option<Asked>, PageError> {
    let shop = me.shop()?.clone();
    let typed = form.trimmed("company").to_owned();
    let seen_as = if typed.is_empty() {
        let code = form.trimmed("tier").to_owned();
        let tiers = tier::tiers(conn).await?;
        let found = tiers.into_iter().find(|tier| tier.code == code);
        if found.is_none() {
            form.refuse("tier", "price-list-tier-unknown");
        }
        found.map(|tier| {
            let name = tier.name.text(me.locale().code()).to_owned();
            (As::Tier(tier.code), name)
        })
    } else {
        match company_for(conn, &typed).await? {
            CompanyFound::One(id, name) => Some((As::Company(id), name)),
            CompanyFound::None => {
                form.refuse("company", "price-list-company-unknown");
                None
            }
            CompanyFound::Several => {
                form.refuse("company", "price-list-company-several");
                None
            }
        }
    };
    let now = me.now();
    let at = match form.trimmed("at") {
        "" => Some(now),
        text => moment(text).filter(|at| *at <= now.plus(FURTHEST)),
    };
    // Today at midnight is past already; what is meant is now.
    let at = at.map(|at| at.max(now));
    if at.is_none() {
        form.refuse("at", "rehearsal-at-wrong");
    }
    let margin = match form.trimmed("margin") {
        "" => Some(0),
        text => text.parse::<i64>().ok().filter(|n| (0..=99).contains(n)),
    };
    if margin.is_none() {
        form.refuse("margin", "rehearsal-margin-wrong");
    }
    let (Some((seen_as, name)), Some(at), Some(margin)) = (seen_as, at, margin) else {
        return Ok(None);
    };
    Ok(Some(Asked {
        shop,
        seen_as,
        name,
        at,
        margin_bp: margin * 100,
    }))
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: Typed,
    link: Option<String>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let tiers = tier::tiers(&mut conn).await?;
    let tiers = tiers
        .into_iter()
        .map(|tier| TierOption {
            name: tier.name.text(locale).to_owned(),
            is_chosen: form.value("tier") == tier.code,
            code: tier.code,
        })
        .collect();
    let view = RehearsalPage {
        asks_margin: me.may(Permission::PriceManage),
        form,
        tiers,
        link,
    };
    page::show_as(admin, &mut conn, me, Room::Rehearsal, status, &view).await
}
