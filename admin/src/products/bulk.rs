//! Doing something to many products: what will happen is shown first, and the whole can be taken back in one step.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::product::bulk::{self, Looked, MOST, ProductStatus};
use commerce::ids::ProductId;
use http::StatusCode;
use platform::i18n::Message;
use platform::render::View;
use platform::web::{Fields, FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::{Me, safe_path};
use crate::kept;
use crate::list::{Bulk, ListNotice, Status, Verb};
use crate::page::{self, see};

/// The list.
const LIST: &str = "/produkter";

/// A product in the preview.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BulkRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) href: String,
    /// As it is, for the form.
    pub(crate) seen: String,
    pub(crate) before: Status,
    pub(crate) after: Status,
    pub(crate) is_changed: bool,
}

/// What would happen to many products.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductBulkPage {
    /// `draft`, `active` or `archived`.
    pub(crate) wanted: &'static str,
    pub(crate) rows: Vec<BulkRow>,
    pub(crate) changed: i64,
    pub(crate) unchanged: i64,
    /// The list as it was.
    pub(crate) back: String,
}

impl View for ProductBulkPage {
    const TEMPLATE: &'static str = "admin/product-bulk.html";
    fn samples() -> Vec<Self> {
        let row = |number: i64, is_changed| BulkRow {
            id: number.to_string(),
            name: "Mugg <Strand>".to_owned(),
            href: "/produkter/1".to_owned(),
            seen: "active".to_owned(),
            before: word("active"),
            after: word("archived"),
            is_changed,
        };
        let page = |wanted, rows: Vec<BulkRow>, changed| Self {
            wanted,
            unchanged: i64::try_from(rows.len()).unwrap_or(0) - changed,
            rows,
            changed,
            back: LIST.to_owned(),
        };
        let mut all: Vec<Self> = ProductStatus::ALL
            .map(|status| page(status.as_str(), vec![row(1, true), row(2, false)], 1))
            .into();
        all.push(page("archived", vec![row(2, false)], 0));
        all.push(page("archived", Vec::new(), 0));
        all
    }
}

/// A status in words.
fn word(status: &str) -> Status {
    match status {
        "active" => Status::new("ok", "product-status-active"),
        "draft" => Status::new("info", "product-status-draft"),
        _ => Status::new("idle", "product-status-archived"),
    }
}

/// What can be done to ticked products.
pub(super) fn verbs() -> Bulk {
    let verb = |status: ProductStatus, icon: &str| Verb {
        value: Some(status.as_str().to_owned()),
        label: format!("product-bulk-{}", status.as_str()),
        icon: icon.to_owned(),
    };
    Bulk {
        action: format!("{LIST}/flera"),
        verbs: vec![
            verb(ProductStatus::Active, "check"),
            verb(ProductStatus::Draft, "edit"),
            verb(ProductStatus::Archived, "close"),
        ],
    }
}

/// What was done, told above the list.
pub(super) fn notice(query: &Fields) -> Option<ListNotice> {
    let count = |name| query.text(name).parse::<i64>().ok();
    let (key, done) = match (count("andrade"), count("angrade")) {
        (Some(done), _) => ("product-bulk-done", done),
        (_, Some(done)) => ("product-bulk-undone", done),
        _ if query.text("for-sent") == "1" => ("product-bulk-too-late", 0),
        _ => return None,
    };
    let left = count("kvar").unwrap_or(0);
    let kind = if done > 0 && left == 0 { "ok" } else { "warn" };
    let text = Message::new(key).with("count", done).with("left", left);
    Some(ListNotice { kind, text })
}

/// Where what was done is taken back.
pub(super) fn undo_href(query: &Fields) -> Option<String> {
    let change: Uuid = query.text("andring").parse().ok()?;
    Some(format!("{LIST}/flera/{change}/angra"))
}

/// The ticked products with the status that was shown; nothing where none was.
fn ticked(fields: &Fields) -> Vec<ProductId> {
    let ids = fields.all("id").filter_map(|id| id.parse().ok());
    ids.take(MOST).map(ProductId).collect()
}

fn wanted(fields: &Fields) -> Result<ProductStatus, PageError> {
    let unknown = || PageError::BadRequest("no such status".to_owned());
    ProductStatus::parse(fields.text("gor")).ok_or_else(unknown)
}

/// `POST /produkter/flera`: what would happen.
pub(crate) async fn preview(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    show(&admin, &me, &fields).await
}

async fn show(admin: &Admin, me: &Me, fields: &Fields) -> Result<Response, PageError> {
    let wanted = wanted(fields)?;
    let mut conn = admin.db.read().await?;
    let found = bulk::look(&mut conn, &ticked(fields), me.locale().code()).await?;
    let rows: Vec<BulkRow> = found.iter().map(|product| row(product, wanted)).collect();
    let changed = rows.iter().filter(|row| row.is_changed).count();
    let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
    let view = ProductBulkPage {
        wanted: wanted.as_str(),
        changed: number(changed),
        unchanged: number(rows.len() - changed),
        rows,
        back: list_again(fields),
    };
    page::show_as(admin, &mut conn, me, Room::Products, StatusCode::OK, &view).await
}

fn row(product: &Looked, wanted: ProductStatus) -> BulkRow {
    BulkRow {
        id: product.id.to_string(),
        name: product.name.clone(),
        href: format!("{LIST}/{}", product.id),
        seen: product.status.clone(),
        before: word(&product.status),
        after: word(wanted.as_str()),
        is_changed: product.status != wanted.as_str(),
    }
}

/// The list as it was, without what an earlier deed told there.
fn list_again(fields: &Fields) -> String {
    let (path, query) = match safe_path(fields.text("tillbaka")).split_once('?') {
        Some((path, query)) => (path, query),
        None => (LIST, ""),
    };
    if path != LIST {
        return LIST.to_owned();
    }
    let told = ["andrade=", "angrade=", "kvar=", "andring=", "for-sent="];
    let kept: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty() && !told.iter().any(|told| part.starts_with(told)))
        .collect();
    if kept.is_empty() {
        LIST.to_owned()
    } else {
        format!("{LIST}?{}", kept.join("&"))
    }
}

fn with(path: &str, told: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}{told}")
}

/// `POST /produkter/flera/gor`: does it to the products that still are as they were shown.
pub(crate) async fn apply(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if fields.has(kept::SHOW) {
        return show(&admin, &me, &fields).await;
    }
    let wanted = wanted(&fields)?;
    let seen = fields.all("sedd").map(ProductStatus::parse);
    let looked_at: Vec<(ProductId, ProductStatus)> = ticked(&fields)
        .into_iter()
        .zip(seen)
        .filter_map(|(id, seen)| Some((id, seen?)))
        .collect();
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = bulk::set_status(&mut tx, &looked_at, wanted).await?;
    tx.commit().await?;
    let undo = done.id.map(|id| format!("&andring={id}"));
    let told = format!(
        "andrade={}&kvar={}{}",
        done.changed,
        done.left,
        undo.unwrap_or_default()
    );
    Ok(see(&with(&list_again(&fields), &told)))
}

/// `POST /produkter/flera/{id}/angra`
pub(crate) async fn take_back(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let told = match bulk::take_back(&mut tx, id).await? {
        Some(done) => {
            tx.commit().await?;
            format!("angrade={}&kvar={}", done.changed, done.left)
        }
        None => "for-sent=1".to_owned(),
    };
    Ok(see(&with(&list_again(&fields), &told)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_the_list_and_forgets_what_was_told() {
        let back = |text: &str| {
            let fields = Fields::of(vec![("tillbaka".to_owned(), text.to_owned())]);
            list_again(&fields.unwrap())
        };
        assert_eq!(
            back("/produkter?q=mugg&andrade=2&kvar=0&andring=x"),
            "/produkter?q=mugg"
        );
        for foreign in [
            "",
            "//evil.example?x=1",
            "/ordrar?q=x",
            "/produkter",
            "/produkter?angrade=1",
        ] {
            assert_eq!(back(foreign), "/produkter", "{foreign}");
        }
        assert_eq!(with("/produkter?q=x", "a=1"), "/produkter?q=x&a=1");
        assert_eq!(with("/produkter", "a=1"), "/produkter?a=1");
    }
}
