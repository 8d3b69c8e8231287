use axum::extract::State;
use axum::response::Response;
use commerce::setting::{self, ChangeError, Group, GroupStanding, Key, Level, Source};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};

use super::form::{self, SettingsForm, code, filled, read};
use super::views::{GroupView, SettingRow, SettingsPage};
use super::{OWN, SHARED};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

/// Where a page is, and what it changes.
#[derive(Clone, Copy)]
struct Place {
    path: &'static str,
    level: Level,
}

impl Place {
    fn own(me: &Me) -> Result<Self, PageError> {
        let shop = me.shop()?;
        Ok(Self {
            path: OWN,
            level: Level::Shop(shop.id),
        })
    }

    fn shared() -> Self {
        Self {
            path: SHARED,
            level: Level::System,
        }
    }

    /// Whether somebody may change a group here.
    fn may_change(self, me: &Me, group: Group) -> bool {
        match self.level {
            Level::System => me.may(Permission::SettingShare),
            Level::Shop(_) => me.may(Permission::SettingManage) && me.may(group.permission()),
        }
    }
}

/// `GET /installningar`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let place = Place::own(&me)?;
    look(&admin, &me, place, &query).await
}

/// `GET /installningar/gemensamt`
pub(crate) async fn shared(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    look(&admin, &me, Place::shared(), &query).await
}

/// `POST /installningar`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let place = Place::own(&me)?;
    change(&admin, &me, place, &fields).await
}

/// `POST /installningar/gemensamt`
pub(crate) async fn save_shared(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    change(&admin, &me, Place::shared(), &fields).await
}

/// `POST /installningar/ta-tillbaka`
pub(crate) async fn take_back(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let place = Place::own(&me)?;
    end(&admin, &me, place, &fields).await
}

/// `POST /installningar/gemensamt/ta-tillbaka`
pub(crate) async fn take_back_shared(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    end(&admin, &me, Place::shared(), &fields).await
}

async fn look(admin: &Admin, me: &Me, place: Place, query: &Fields) -> Result<Response, PageError> {
    let told = ["saved", "back"]
        .into_iter()
        .find(|done| query.text("klart") == *done)
        .map(|done| Message::new(format!("setting-told-{done}")));
    answer(admin, me, place, StatusCode::OK, told, None).await
}

async fn change(
    admin: &Admin,
    me: &Me,
    place: Place,
    fields: &Fields,
) -> Result<Response, PageError> {
    let mut form = kept::form::<SettingsForm>(fields);
    let group = form::group(form.value("group")).ok_or(PageError::NotFound)?;
    if !place.may_change(me, group) {
        return Err(PageError::NotFound);
    }
    let wanted = read(&mut form, group);
    if let Some(wanted) = wanted.filter(|_| form.is_valid()) {
        let row_version = form.value("row_version").parse().unwrap_or(-1);
        let mut tx = admin.db.begin(me.origin()).await?;
        match setting::save(&mut tx, place.level, group, &wanted, row_version).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see(&format!("{}?klart=saved", place.path)));
            }
            Err(ChangeError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
            Err(ChangeError::OutOfRange(key)) => form.refuse(key.told(), "form-missing"),
            Err(ChangeError::Db(error)) => return Err(error.into()),
        }
    }
    let refused = Some((group, form));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(admin, me, place, status, None, refused).await
}

async fn end(admin: &Admin, me: &Me, place: Place, fields: &Fields) -> Result<Response, PageError> {
    let key = Key::from_name(fields.text("key")).ok_or(PageError::NotFound)?;
    if !place.may_change(me, key.group()) {
        return Err(PageError::NotFound);
    }
    let row_version = fields.text("row_version").parse().unwrap_or(-1);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = setting::take_back(&mut tx, place.level, key, row_version).await;
    match tx.end(done).await? {
        Ok(_) => Ok(see(&format!("{}?klart=back", place.path))),
        Err(ChangeError::Db(error)) => Err(error.into()),
        Err(ChangeError::ChangedMeanwhile | ChangeError::OutOfRange(_)) => {
            let held = {
                let mut conn = admin.db.read().await?;
                setting::group(&mut conn, place.level, key.group()).await?
            };
            let mut form = filled(&held);
            form.refuse_whole("form-changed-meanwhile");
            let refused = Some((key.group(), form));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(admin, me, place, status, None, refused).await
        }
    }
}

/// The page. `refused`: a group's form that was not saved, with what was typed.
async fn answer(
    admin: &Admin,
    me: &Me,
    place: Place,
    status: StatusCode,
    told: Option<Message>,
    refused: Option<(Group, FormState<SettingsForm>)>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let standing = setting::standing(&mut conn, place.level).await?;
    let is_shared_used = standing
        .iter()
        .flat_map(|group| &group.settings)
        .any(|one| one.source == Source::Shared);
    let has_others = me.shops().are_several() || is_shared_used;
    let groups = standing.iter().map(|standing| {
        let form = match &refused {
            Some((group, form)) if *group == standing.group => form.clone(),
            _ => filled(standing),
        };
        group_view(me, place, standing, form)
    });
    let view = SettingsPage {
        is_shared: place.level == Level::System,
        action: place.path,
        groups: groups.collect(),
        shared_href: (has_others && me.may(Permission::SettingShare)).then_some(SHARED),
        own_href: me.may(Permission::SettingRead).then_some(OWN),
        told,
    };
    page::show_as(admin, &mut conn, me, Room::Settings, status, &view).await
}

fn group_view(
    me: &Me,
    place: Place,
    standing: &GroupStanding,
    form: FormState<SettingsForm>,
) -> GroupView {
    let rows = standing
        .settings
        .iter()
        .map(|one| SettingRow::new(one, &form));
    GroupView {
        code: code(standing.group),
        row_version: standing.row_version,
        rows: rows.collect(),
        can_manage: place.may_change(me, standing.group),
        form,
    }
}
