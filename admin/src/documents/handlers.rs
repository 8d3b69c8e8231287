use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::ShopId;
use commerce::legal::diff::{self, Line};
use commerce::legal::listing::{DocumentHead, before, heads, texts};
use commerce::legal::{KINDS, LegalDocument};
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::render::markdown;
use platform::web::{PageError, QueryFields};

use super::views::{
    DiffRow, DocumentKindPage, DocumentPage, DocumentsPage, HeldRow, KindRow, TextView, VersionRow,
};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::Status;
use crate::page::{self, see};
use crate::when::When;

/// Headings of a text begin below the page's and the panel's.
pub(super) const TOP: u8 = 3;

pub(super) fn named(kind: &str) -> Result<&'static str, PageError> {
    commerce::legal::kind(kind).ok_or(PageError::NotFound)
}

/// `GET /dokument`
pub(crate) async fn index(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    let all = heads(&mut conn, shop, None).await?;
    let kinds = KINDS.map(|kind| KindRow {
        kind,
        held: ["sv", "en"]
            .map(|locale| held(&me, &all, kind, locale))
            .into(),
    });
    let view = DocumentsPage {
        kinds: kinds.into(),
        can_manage: me.may(Permission::DocumentManage),
    };
    page::show(&admin, &mut conn, &me, Room::Documents, &view).await
}

/// How it stands with a text in a language.
fn held(me: &Me, heads: &[DocumentHead], kind: &str, locale: &'static str) -> HeldRow {
    let when = |at| When::new(me.locale(), at, me.now());
    // The latest come first.
    let of = heads
        .iter()
        .filter(|head| head.kind == kind && head.locale == locale);
    let (to_come, held): (Vec<&DocumentHead>, Vec<&DocumentHead>) =
        of.partition(|head| head.published_at > me.now());
    let current = held.first();
    HeldRow {
        locale,
        version: current.map(|head| head.version),
        since: current.map(|head| when(head.published_at)),
        to_come: to_come
            .last()
            .map(|head| (head.version, when(head.published_at))),
        is_missing: current.is_some_and(|head| head.is_missing),
    }
}

/// Where each version stands; the latest that has begun to hold holds.
fn standing(version: i32, from: Timestamp, holds: Option<i32>, now: Timestamp) -> Status {
    if from > now {
        Status::new("idle", "document-to-come")
    } else if holds == Some(version) {
        Status::new("ok", "document-holds")
    } else {
        Status::new("idle", "document-held")
    }
}

fn holding(heads: &[DocumentHead], now: Timestamp) -> Option<i32> {
    let begun = heads.iter().filter(|head| head.published_at <= now);
    begun.map(|head| head.version).max()
}

/// `GET /dokument/{kind}`
pub(crate) async fn kind(
    State(admin): State<Admin>,
    me: Me,
    Path(kind): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let kind = named(&kind)?;
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    let heads = heads(&mut conn, shop, Some(kind)).await?;
    let holds = holding(&heads, me.now());
    let swedish = heads.iter().filter(|head| head.locale == "sv");
    let versions = swedish.map(|head| VersionRow {
        version: head.version,
        title: head.title.clone(),
        status: standing(head.version, head.published_at, holds, me.now()),
        from: When::new(me.locale(), head.published_at, me.now()),
        by: head.published_by.clone(),
        has_english: heads.iter().any(|other| {
            other.version == head.version && other.locale == "en" && !other.is_missing
        }),
    });
    let view = DocumentKindPage {
        kind,
        versions: versions.collect(),
        can_manage: me.may(Permission::DocumentManage),
        told: ["published", "called-off"]
            .into_iter()
            .find(|told| query.text("klart") == *told),
    };
    page::show(&admin, &mut conn, &me, Room::Documents, &view).await
}

/// `GET /dokument/{kind}/{version}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path((kind, version)): Path<(String, i32)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let kind = named(&kind)?;
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    let found = texts(&mut conn, shop, kind, version).await?;
    let first = found.first().ok_or(PageError::NotFound)?;
    let from = first.published_at;
    let heads = heads(&mut conn, shop, Some(kind)).await?;
    let head = heads.iter().find(|head| head.version == version);
    let by = head.map(|head| head.published_by.clone());
    let mut views = Vec::new();
    for text in &found {
        views.push(text_view(&mut conn, shop, text).await?);
    }
    let view = DocumentPage {
        kind,
        version,
        status: standing(version, from, holding(&heads, me.now()), me.now()),
        from: When::new(me.locale(), from, me.now()),
        by: by.unwrap_or_default(),
        texts: views,
        can_call_off: me.may(Permission::DocumentManage) && from > me.now(),
        is_too_late: query.has("forsent"),
    };
    page::show(&admin, &mut conn, &me, Room::Documents, &view).await
}

async fn text_view(
    conn: &mut PgConnection,
    shop: ShopId,
    text: &LegalDocument,
) -> Result<TextView, DbError> {
    let earlier = before(conn, shop, text).await?;
    let changes = earlier.as_ref().map(|earlier| changes(earlier, text));
    Ok(TextView {
        locale: text.locale.clone(),
        title: text.title.clone(),
        html: markdown::to_html(&text.body, TOP),
        before: earlier.map(|earlier| earlier.version),
        changes: changes.unwrap_or_default(),
    })
}

/// What differs from the text before, heading and all; empty when nothing does.
fn changes(before: &LegalDocument, after: &LegalDocument) -> Vec<DiffRow> {
    let whole = |text: &LegalDocument| format!("# {}\n\n{}", text.title, text.body);
    let (before, after) = (whole(before), whole(after));
    if before == after {
        return Vec::new();
    }
    let rows = diff::lines(&before, &after).into_iter();
    rows.map(|line| {
        let (kind, text) = match line {
            Line::Same(text) => ("same", text),
            Line::Gone(text) => ("gone", text),
            Line::New(text) => ("new", text),
        };
        DiffRow {
            kind,
            text: text.to_owned(),
        }
    })
    .collect()
}

/// `POST /dokument/{kind}/{version}/aterkalla`
pub(crate) async fn call_off(
    State(admin): State<Admin>,
    me: Me,
    Path((kind, version)): Path<(String, i32)>,
) -> Result<Response, PageError> {
    let kind = named(&kind)?;
    let shop = {
        let mut conn = admin.db.read().await?;
        let shop = me.shop()?.id;
        if texts(&mut conn, shop, kind, version).await?.is_empty() {
            return Err(PageError::NotFound);
        }
        shop
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    let is_done = commerce::legal::call_off::call_off(&mut tx, shop, kind, version).await?;
    tx.commit().await?;
    Ok(if is_done {
        see(&format!("/dokument/{kind}?klart=called-off"))
    } else {
        see(&format!("/dokument/{kind}/{version}?forsent=1"))
    })
}
