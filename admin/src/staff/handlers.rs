use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use platform::auth::listing::{self, ListedRole, ListedStaff};
use platform::auth::permission::{EVERYTHING, OWNER_ROLE};
use platform::auth::staff::{self, INVITATION, StaffError};
use platform::auth::{Permission, token::Token};
use platform::db::PgConnection;
use platform::ids::StaffId;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::shops::{ShopsPart, limit_new, of_new};
use super::views::{RoleRow, RolesForm, StaffForm, StaffRow};
use super::{InvitedPage, NewStaffPage, StaffPage};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::kept;
use crate::list::Status;
use crate::object::Collision;
use crate::page::{self, see};
use crate::when::When;

pub(super) fn state(state: &str) -> Status {
    match state {
        "active" => Status::new("ok", "staff-active"),
        "invited" => Status::new("idle", "staff-invited"),
        _ => Status::new("idle", "staff-closed"),
    }
}

/// The text key of a permission: dots are not for keys.
pub(super) fn permission_key(permission: Permission) -> String {
    format!("permission-{}", permission.name().replace(['.', '_'], "-"))
}

pub(super) fn second_step(has_totp: bool) -> Status {
    if has_totp {
        Status::new("ok", "staff-second-step-on")
    } else {
        Status::new("idle", "staff-second-step-off")
    }
}

fn staff_row(me: &Me, row: &ListedStaff) -> StaffRow {
    StaffRow {
        name: row.name.clone(),
        email: row.email.clone(),
        roles: row.role_names.clone(),
        status: state(&row.state),
        second_step: second_step(row.has_totp),
        seen: row
            .last_seen_at
            .map(|at| When::new(me.locale(), at, me.now())),
    }
}

pub(super) fn role_rows(roles: &[ListedRole], given: &[String]) -> Vec<RoleRow> {
    roles
        .iter()
        .map(|role| RoleRow {
            code: role.code.clone(),
            name: role.name.clone(),
            permissions: role
                .permissions
                .iter()
                .filter_map(|p| Permission::from_name(p))
                .map(permission_key)
                .collect(),
            is_everything: role.permissions.iter().any(|p| p == EVERYTHING),
            is_given: given.contains(&role.code),
        })
        .collect()
}

/// `GET /personal/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let form = FormState::blank().with("locale", "sv");
    answer_new(&admin, &me, StatusCode::OK, form, &[]).await
}

/// `POST /personal/ny`
pub(crate) async fn invite(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<StaffForm>(&fields);
    let name = form.trimmed("name").to_owned();
    let email = form.trimmed("email").to_lowercase();
    let roles: Vec<String> = form.values("role").to_vec();
    let locale = if form.value("locale") == "en" {
        "en"
    } else {
        "sv"
    };
    if name.is_empty() {
        form.refuse("name", "form-missing");
    } else if name.chars().count() > 200 || name.chars().any(char::is_control) {
        form.refuse("name", "form-too-long");
    }
    if !is_email(&email) {
        form.refuse("email", "staff-email-wrong");
    }
    let known = listing::roles(&mut *admin.db.read().await?, locale).await?;
    if roles.is_empty() || !roles.iter().all(|r| known.iter().any(|k| k.code == *r)) {
        form.refuse("role", "staff-role-missing");
    }
    let shops = match me.shops().are_several() {
        true => form.values("shop").to_vec(),
        false => Vec::new(),
    };
    if !shops.is_empty() && roles.iter().any(|role| role == OWNER_ROLE) {
        form.refuse("shop", "staff-shops-owner");
    } else if !shops
        .iter()
        .all(|code| me.shops().all().iter().any(|of| of.code == *code))
    {
        form.refuse("shop", "staff-shops-unknown");
    }
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match staff::invite(&mut tx, &email, &name, locale, &roles).await {
            Ok((id, token)) => {
                limit_new(&mut tx, id, &shops).await?;
                tx.commit().await?;
                return invited(&admin, &me, id, &token).await;
            }
            Err(StaffError::EmailTaken) => form.refuse("email", "staff-email-taken"),
            Err(StaffError::OnlyOwners) => form.refuse("role", "staff-only-owners"),
            Err(StaffError::UnknownRole) => form.refuse("role", "staff-role-missing"),
            Err(StaffError::Db(error)) => return Err(error.into()),
            Err(other) => return Err(PageError::internal(other)),
        }
    }
    answer_new(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, form, &roles).await
}

/// Something, an at sign, something with a dot in it; whether it is right, the invitation will show.
fn is_email(text: &str) -> bool {
    let is_clean = text.len() <= 254
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>\"(),;:\\".contains(c));
    is_clean
        && text.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && !host.contains('@')
                && host.split('.').count() > 1
                && host.split('.').all(|p| !p.is_empty())
        })
}

async fn answer_new(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: FormState<StaffForm>,
    given: &[String],
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let roles = role_rows(&listing::roles(&mut conn, me.locale().code()).await?, given);
    let view = NewStaffPage {
        shops: of_new(me, form.values("shop")),
        form,
        roles,
    };
    page::show_as(admin, &mut conn, me, Room::Staff, status, &view).await
}

async fn invited(
    admin: &Admin,
    me: &Me,
    id: StaffId,
    token: &Token,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let person = one(&mut conn, me, id).await?;
    let view = InvitedPage {
        link: format!("{}/inbjudan/{}", admin.origin, token.reveal()),
        until: When::new(me.locale(), me.now().plus(INVITATION), me.now()),
        href: format!("/personal/{id}"),
        name: person.name,
        email: person.email,
    };
    page::show(admin, &mut conn, me, Room::Staff, &view).await
}

pub(super) async fn one(
    conn: &mut PgConnection,
    me: &Me,
    id: StaffId,
) -> Result<ListedStaff, PageError> {
    listing::person(conn, id, me.locale().code())
        .await?
        .ok_or(PageError::NotFound)
}

/// `GET /personal/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = Told {
        saved: match query.text("sparat") {
            "" => None,
            "butiker" => Some("staff-shops-saved"),
            _ => Some("staff-roles-saved"),
        },
        refused: None,
    };
    let form = FormState::blank();
    answer_told(&admin, &me, StaffId(id), StatusCode::OK, form, told).await
}

/// What a form that led here did.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    /// Text key of what was saved.
    pub(super) saved: Option<&'static str>,
    /// Text key of why a person's shops were not.
    pub(super) refused: Option<&'static str>,
}

async fn answer(
    admin: &Admin,
    me: &Me,
    id: StaffId,
    status: StatusCode,
    form: FormState<RolesForm>,
) -> Result<Response, PageError> {
    answer_told(admin, me, id, status, form, Told::default()).await
}

pub(super) async fn answer_told(
    admin: &Admin,
    me: &Me,
    id: StaffId,
    status: StatusCode,
    form: FormState<RolesForm>,
    told: Told,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let person = one(&mut conn, me, id).await?;
    let roles = listing::roles(&mut conn, me.locale().code()).await?;
    // What was ticked stays ticked when the form comes back.
    let given = if form.is_valid() {
        person.roles.clone()
    } else {
        form.values("role").to_vec()
    };
    // A form that comes back is measured against what it was made from; after a collision, against what is shown beside it.
    let typed: Option<i32> = form.value("row_version").parse().ok();
    let is_stale = typed.is_some_and(|typed| typed != person.row_version);
    let names: Vec<&str> = roles
        .iter()
        .filter(|r| given.contains(&r.code))
        .map(|r| r.name.as_str())
        .collect();
    let mut stored = person.role_names.clone();
    stored.sort();
    let mut wished = names.clone();
    wished.sort_unstable();
    let collision = Collision::of_text("staff-roles", &stored.join(", "), &wished.join(", "));
    let can_manage = me.may(Permission::StaffManage) && person.state != "closed";
    let view = StaffPage {
        shops: ShopsPart::of(&mut conn, me, &person, can_manage).await?,
        refused: told.refused,
        audit_href: href_of(me, "staff", id.0),
        collisions: collision.filter(|_| is_stale).into_iter().collect(),
        id: id.to_string(),
        row: staff_row(me, &person),
        is_me: id == me.session.staff,
        roles: role_rows(&roles, &given),
        form,
        row_version: person.row_version,
        can_manage,
        state: person.state,
        saved: told.saved,
    };
    let fresh = Fresh::new(format!("/personal/{id}"), view.row_version);
    let place = (Room::Staff, fresh);
    page::show_object(admin, &mut conn, me, place, status, &view).await
}

/// `GET /personal/{id}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let person = one(&mut *admin.db.read().await?, &me, StaffId(id)).await?;
    Ok(page::version(person.row_version))
}

/// `POST /personal/{id}/roller`
pub(crate) async fn set_roles(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = StaffId(id);
    let mut form = FormState::<RolesForm>::from_pairs(fields.iter());
    let roles: Vec<String> = form.values("role").to_vec();
    let before = one(&mut *admin.db.read().await?, &me, id).await?.roles;
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    } else if roles.is_empty() {
        form.refuse("role", "staff-role-missing");
    } else {
        let row_version = form.value("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match staff::set_roles(&mut tx, id, row_version, &before, &roles).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&format!("/personal/{id}?sparat=1")));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    answer(&admin, &me, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

fn refuse(form: &mut FormState<RolesForm>, error: StaffError) -> Result<(), PageError> {
    match error {
        StaffError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        StaffError::LastOwner => form.refuse_whole("staff-last-owner"),
        StaffError::OnlyOwners => form.refuse_whole("staff-only-owners"),
        StaffError::Yourself => form.refuse_whole("staff-yourself"),
        StaffError::UnknownRole => form.refuse("role", "staff-role-missing"),
        StaffError::Closed => return Err(PageError::Conflict),
        StaffError::Db(error) => return Err(error.into()),
        other => return Err(PageError::internal(other)),
    }
    Ok(())
}

/// `POST /personal/{id}/inbjudan`: a new link, for someone who has not come or has lost everything.
pub(crate) async fn invite_again(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = StaffId(id);
    one(&mut *admin.db.read().await?, &me, id).await?;
    let mut form = FormState::<RolesForm>::from_pairs(fields.iter());
    let row_version = form.value("row_version").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = staff::invite_again(&mut tx, id, row_version).await;
    match tx.end(done).await? {
        Ok(token) => invited(&admin, &me, id, &token).await,
        Err(error) => {
            refuse(&mut form, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(&admin, &me, id, status, form).await
        }
    }
}

/// `POST /personal/{id}/stang`
pub(crate) async fn close(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = StaffId(id);
    let mut form = FormState::<RolesForm>::from_pairs(fields.iter());
    let row_version = form.value("row_version").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = staff::close(&mut tx, id, row_version).await;
    match tx.end(done).await? {
        Ok(()) => Ok(see("/personal")),
        Err(error) => {
            refuse(&mut form, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(&admin, &me, id, status, form).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be() {
        assert!(is_email("sara.lind+x@nordbod.example"));
        for wrong in [
            "", "sara", "@a.se", "a@b", "a@b..se", "a@b@c.se", "a b@c.se", "a@b.se\n", "<a@b.se>",
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }
}
