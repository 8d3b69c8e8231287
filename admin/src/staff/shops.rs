//! For which shops somebody works.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::ids::ShopId;
use commerce::staff_shops::{self, LimitError};
use http::StatusCode;
use platform::auth::listing::ListedStaff;
use platform::auth::permission::OWNER_ROLE;
use platform::db::{DbError, PgConnection, Tx};
use platform::ids::StaffId;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use super::handlers::{Told, answer_told, one};
use crate::admin::Admin;
use crate::guard::Me;
use crate::page::see;

/// The part of the page that says so.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShopsPart {
    pub(crate) shops: Vec<ShopTick>,
    /// The shops when the page was made, by their codes.
    pub(crate) seen: String,
    /// Whether they can be changed for this person.
    pub(crate) can_limit: bool,
}

/// A shop that somebody may be limited to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShopTick {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) is_ticked: bool,
}

impl ShopsPart {
    /// The part; nothing where there is one shop.
    pub(super) async fn of(
        conn: &mut PgConnection,
        me: &Me,
        person: &ListedStaff,
        may_manage: bool,
    ) -> Result<Option<Self>, DbError> {
        if !me.shops().are_several() {
            return Ok(None);
        }
        let limits: Vec<ShopId> = staff_shops::limits(conn, person.id).await?;
        let shops = ticks(me, |shop| limits.contains(&shop.id));
        let seen = shops.iter().filter(|shop| shop.is_ticked);
        Ok(Some(Self {
            seen: seen
                .map(|shop| shop.code.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            shops,
            can_limit: may_manage && can_be_limited(me, person),
        }))
    }

    pub(super) fn sample(can_limit: bool) -> Self {
        let tick = |code: &str, is_ticked| ShopTick {
            code: code.to_owned(),
            name: "Nordbod & Söner".to_owned(),
            is_ticked,
        };
        Self {
            shops: vec![tick("nordbod", can_limit), tick("nordbod-no", false)],
            seen: "nordbod".to_owned(),
            can_limit,
        }
    }
}

/// Every shop that there is to tick.
fn ticks(me: &Me, is_ticked: impl Fn(&Shop) -> bool) -> Vec<ShopTick> {
    let tick = |shop: &Shop| ShopTick {
        code: shop.code.clone(),
        name: shop.name.clone(),
        is_ticked: is_ticked(shop),
    };
    me.shops().all().iter().map(tick).collect()
}

/// The shops that a new colleague can be limited to, `ticked` by their codes; none where there is one shop.
pub(super) fn of_new(me: &Me, ticked: &[String]) -> Vec<ShopTick> {
    if !me.shops().are_several() {
        return Vec::new();
    }
    ticks(me, |shop| ticked.contains(&shop.code))
}

/// Limits somebody in the transaction that invites them, so that they never work for more shops than was meant. None: for all.
pub(super) async fn limit_new(
    tx: &mut Tx,
    id: StaffId,
    wanted: &[String],
) -> Result<(), PageError> {
    if wanted.is_empty() {
        return Ok(());
    }
    match staff_shops::limit(tx, id, &[], wanted).await {
        Ok(()) => Ok(()),
        Err(LimitError::UnknownShop) => Err(PageError::NotFound),
        Err(LimitError::Db(error)) => Err(error.into()),
        Err(error @ LimitError::ChangedMeanwhile) => Err(PageError::internal(error)),
    }
}

/// System owners work for all shops, and nobody limits themselves: somebody is always left who can take it back.
fn can_be_limited(me: &Me, person: &ListedStaff) -> bool {
    let is_owner = person.roles.iter().any(|role| role == OWNER_ROLE);
    !is_owner && person.id != me.session.staff
}

/// `POST /personal/{id}/butiker`
pub(crate) async fn limit(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = StaffId(id);
    let person = one(&mut *admin.db.read().await?, &me, id).await?;
    if person.state == "closed" || !can_be_limited(&me, &person) {
        return Err(PageError::Conflict);
    }
    let wanted: Vec<String> = fields.all("shop").map(str::to_owned).collect();
    let seen = fields.text("seen").split_whitespace();
    let seen: Vec<String> = seen.map(str::to_owned).collect();
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = staff_shops::limit(&mut tx, id, &seen, &wanted).await;
    match tx.end(done).await? {
        Ok(()) => Ok(see(&format!("/personal/{id}?sparat=butiker"))),
        Err(LimitError::UnknownShop) => Err(PageError::NotFound),
        Err(LimitError::Db(error)) => Err(error.into()),
        Err(LimitError::ChangedMeanwhile) => {
            let told = Told {
                refused: Some("form-changed-meanwhile"),
                ..Told::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer_told(&admin, &me, id, status, FormState::blank(), told).await
        }
    }
}
