use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::ProcessorId;
use commerce::processor::{
    self, Draft, LONGEST_NAME, LONGEST_TEXT, LONGEST_URL, Processor, SaveProcessorError,
};
use http::StatusCode;
use platform::auth::Permission;
use platform::clock::Date;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::views::{ProcessorForm, ProcessorPage, ProcessorRow, ProcessorsPage, collisions};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

type Typed = FormState<ProcessorForm>;

/// `GET /bitraden`
pub(crate) async fn index(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    let is_english = me.locale().code() == "en";
    let shown = |sv: &str, en: &str| if is_english && !en.is_empty() { en } else { sv }.to_owned();
    let rows = processor::all(&mut conn, shop).await?.into_iter();
    let rows = rows.map(|one| ProcessorRow {
        id: one.id.to_string(),
        task: shown(&one.draft.task_sv, &one.draft.task_en),
        place: shown(&one.draft.place_sv, &one.draft.place_en),
        is_missing: one.draft.task_en.is_empty() || one.draft.place_en.is_empty(),
        agreed_on: one
            .draft
            .agreed_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        name: one.draft.name,
    });
    let view = ProcessorsPage {
        rows: rows.collect(),
        can_manage: me.may(Permission::DocumentManage),
        told: ["saved", "removed"]
            .into_iter()
            .find(|told| query.text("klart") == *told),
    };
    page::show(&admin, &mut conn, &me, Room::Documents, &view).await
}

/// `GET /bitraden/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let form = FormState::blank();
    answer(&admin, &me, None, StatusCode::OK, (form, None)).await
}

/// `POST /bitraden/ny`
pub(crate) async fn add(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form: Typed = kept::form(&fields);
    let draft = read(&mut form);
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let shop = me.shop()?.id;
        let mut tx = admin.db.begin(me.origin()).await?;
        match processor::add(&mut tx, shop, &draft).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see("/bitraden?klart=saved"));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, None, status, (form, None)).await
}

/// `GET /bitraden/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = one(&admin, &me, id).await?;
    let form = filled(&found);
    answer(&admin, &me, Some(found), StatusCode::OK, (form, None)).await
}

/// `POST /bitraden/{id}`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    one(&admin, &me, id).await?;
    let mut form: Typed = kept::form(&fields);
    let row_version = form.value("row_version").parse().unwrap_or(0);
    let draft = read(&mut form);
    let mut collided = None;
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let shop = me.shop()?.id;
        let mut tx = admin.db.begin(me.origin()).await?;
        match processor::save(&mut tx, shop, ProcessorId(id), row_version, &draft).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/bitraden?klart=saved"));
            }
            Err(SaveProcessorError::ChangedMeanwhile) => {
                form.refuse_whole("form-changed-meanwhile");
                collided = Some(draft);
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let found = one(&admin, &me, id).await?;
    // What stands in the form is kept; the next save is measured against what is shown beside it now.
    let form = match collided {
        Some(_) => form.with("row_version", found.row_version.to_string()),
        None => form,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, Some(found), status, (form, collided)).await
}

/// `POST /bitraden/{id}/ta-bort`
pub(crate) async fn remove(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = one(&admin, &me, id).await?;
    let row_version = fields.text("row_version").parse().unwrap_or(0);
    let shop = me.shop()?.id;
    let mut tx = admin.db.begin(me.origin()).await?;
    match processor::remove(&mut tx, shop, found.id, row_version).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see("/bitraden?klart=removed"))
        }
        Err(SaveProcessorError::Unknown) => Err(PageError::NotFound),
        Err(SaveProcessorError::Db(error)) => Err(error.into()),
        // Somebody has written something else of it: that is to be read before it goes.
        Err(_) => {
            let mut form = filled(&found);
            form.refuse_whole("form-changed-meanwhile");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(&admin, &me, Some(found), status, (form, None)).await
        }
    }
}

async fn one(admin: &Admin, me: &Me, id: Uuid) -> Result<Processor, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    processor::one(&mut conn, shop, ProcessorId(id))
        .await?
        .ok_or(PageError::NotFound)
}

fn filled(found: &Processor) -> Typed {
    let draft = &found.draft;
    let day = draft.agreed_on.map(|day| day.to_string());
    FormState::blank()
        .with("name", draft.name.clone())
        .with("url", draft.url.clone())
        .with("task_sv", draft.task_sv.clone())
        .with("task_en", draft.task_en.clone())
        .with("place_sv", draft.place_sv.clone())
        .with("place_en", draft.place_en.clone())
        .with("agreed_on", day.unwrap_or_default())
        .with("row_version", found.row_version.to_string())
}

/// What was typed; `None` when something about it is wrong, which is told where it stands.
fn read(form: &mut Typed) -> Option<Draft> {
    let name = text(form, "name", LONGEST_NAME, true);
    let url = text(form, "url", LONGEST_URL, false);
    if !url.is_empty() && !is_address(&url) {
        form.refuse("url", "processor-url-wrong");
    }
    let draft = Draft {
        name,
        url,
        task_sv: text(form, "task_sv", LONGEST_TEXT, true),
        task_en: text(form, "task_en", LONGEST_TEXT, false),
        place_sv: text(form, "place_sv", LONGEST_TEXT, true),
        place_en: text(form, "place_en", LONGEST_TEXT, false),
        agreed_on: day(form),
    };
    form.is_valid().then_some(draft)
}

fn text(form: &mut Typed, field: &'static str, longest: usize, is_wanted: bool) -> String {
    let typed = form.trimmed(field).replace("\r\n", "\n");
    let has_control = typed.chars().any(|c| c.is_control() && c != '\n');
    if is_wanted && typed.is_empty() {
        form.refuse(field, "processor-text-missing");
    } else if typed.chars().count() > longest || has_control {
        form.refuse(
            field,
            Message::new("processor-text-long").with("most", longest),
        );
    }
    typed
}

/// A whole address of a page, which a browser may follow.
fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.') && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The day of the agreement; none where nothing was typed.
fn day(form: &mut Typed) -> Option<Date> {
    let typed = form.trimmed("agreed_on");
    if typed.is_empty() {
        return None;
    }
    let day = typed.parse::<jiff::civil::Date>().ok();
    let day = day.filter(|day| (1990..=2100).contains(&day.year()));
    if day.is_none() {
        form.refuse("agreed_on", "processor-day-wrong");
    }
    day.map(Date)
}

fn refuse(form: &mut Typed, error: SaveProcessorError) -> Result<(), PageError> {
    match error {
        SaveProcessorError::Unknown => return Err(PageError::NotFound),
        SaveProcessorError::Db(error) => return Err(error.into()),
        SaveProcessorError::NameTaken => form.refuse("name", "processor-name-taken"),
        SaveProcessorError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        SaveProcessorError::TooMany => {
            form.refuse_whole(Message::new("processor-many").with("most", processor::MOST))
        }
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    found: Option<Processor>,
    status: StatusCode,
    (form, collided): (Typed, Option<Draft>),
) -> Result<Response, PageError> {
    let kept = found.as_ref().map(|found| &found.draft);
    let collisions = match (kept, &collided) {
        (Some(kept), Some(typed)) => collisions(kept, typed),
        _ => Vec::new(),
    };
    let view = ProcessorPage {
        name: kept.map(|kept| kept.name.clone()).unwrap_or_default(),
        id: found.map(|found| found.id.to_string()).unwrap_or_default(),
        form,
        collisions,
        can_manage: me.may(Permission::DocumentManage),
    };
    let mut conn = admin.db.read().await?;
    page::show_as(admin, &mut conn, me, Room::Documents, status, &view).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_and_safe() {
        for good in ["https://molnhuset.example", "https://a.b/c?d=e#f"] {
            assert!(is_address(good), "{good}");
        }
        for wrong in [
            "molnhuset.example",
            "http://a.b",
            "javascript:alert(1)",
            "https://",
            "https://lokal",
            "https://a.b/ c",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
