//! What has been published: the history, two versions beside each other, and an earlier one made a draft.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::texts::draft;
use commerce::catalogue::texts::listing::{self, VersionRow};
use commerce::ids::ProductId;
use http::StatusCode;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::web::{PageError, QueryFields};
use uuid::Uuid;

use super::edit::refused;
use super::views::{Choice, TextsVersionPage, VersionLine};
use super::{changes, heading, product};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::page::{self, see};
use crate::when::When;

/// The history, the latest first.
pub(super) fn lines(rows: &[VersionRow], when: impl Fn(Timestamp) -> When) -> Vec<VersionLine> {
    rows.iter()
        .enumerate()
        .map(|(index, row)| VersionLine {
            version: row.version,
            when: when(row.published_at),
            how: how(row),
            is_latest: index == 0,
        })
        .collect()
}

/// How a version came to be, and by whom.
fn how(row: &VersionRow) -> Message {
    let key = match row.cause.as_str() {
        "stood" => return Message::new("text-version-stood"),
        "file" => return Message::new("text-version-file"),
        "scheduled" => "text-version-scheduled",
        "taken_back" => "text-version-taken-back",
        _ => "text-version-published",
    };
    Message::new(key).with("name", row.published_by.clone())
}

/// `GET /produkter/{id}/text/versioner/{version}`: what the version changed, or how it differs from another (`mot`).
pub(crate) async fn compare(
    State(admin): State<Admin>,
    me: Me,
    Path((id, version)): Path<(Uuid, i32)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let id = ProductId(id);
    let mut conn = admin.db.read().await?;
    let product = product(&mut conn, id).await?;
    let shown = listing::version(&mut conn, id, version).await?;
    let shown = shown.ok_or(PageError::NotFound)?;
    let rows = listing::versions(&mut conn, id).await?;
    let wanted = query.text("mot").parse().ok();
    let other = wanted.unwrap_or_else(|| version.saturating_sub(1));
    let against = listing::version(&mut conn, id, other).await?;
    // The earlier of the two stands first, whichever of them the page is about.
    let changes = against.as_ref().map(|against| {
        if other > version {
            changes(&shown, against, &[])
        } else {
            changes(against, &shown, &[])
        }
    });
    let when = |at| When::new(me.locale(), at, me.now());
    let lines = lines(&rows, when);
    let view = TextsVersionPage {
        id: id.to_string(),
        name: heading(&shown, &product),
        version,
        line: lines.iter().find(|line| line.version == version).cloned(),
        against: against.is_some().then_some(other),
        changes: changes.unwrap_or_default(),
        others: lines
            .iter()
            .filter(|line| line.version != version)
            .map(|line| Choice {
                version: line.version,
                is_chosen: line.version == other,
            })
            .collect(),
        can_restore: me.may(Permission::ProductWrite),
    };
    page::show_as(
        &admin,
        &mut conn,
        &me,
        Room::Products,
        StatusCode::OK,
        &view,
    )
    .await
}

/// `POST /produkter/{id}/text/versioner/{version}/aterstall`: the version's words become the draft.
pub(crate) async fn restore(
    State(admin): State<Admin>,
    me: Me,
    Path((id, version)): Path<(Uuid, i32)>,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    draft::restore(&mut tx, ProductId(id), version)
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(see(&format!("/produkter/{id}/text?klart=aterstallt")))
}
