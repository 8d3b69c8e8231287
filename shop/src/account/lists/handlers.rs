//! Lists: made, added to, counted anew, ordered from.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::cart::fill::{Cause, Wanted};
use commerce::cart::{self, MAX_QUANTITY};
use commerce::customer::{Session, listing as customers};
use commerce::ids::{PurchaseListId, VariantId};
use commerce::purchase_list::keep::{self, KINDS};
use commerce::purchase_list::{
    self, ListError, ListHead, ListKind, Owner, PurchaseList, clean_name, store,
};
use commerce::quick_order::parse::write_text;
use commerce::quick_order::{Fate, Report, read_text};
use commerce::tier::TierFunction;
use http::StatusCode;
use platform::i18n::Message;
use platform::web::{Fields, FormBody, PageError, QueryFields};

use super::views::{BeginView, DONE, LineView, ListRow, ListView, ListsView};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::cart::filling;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::quick_order::handlers::told;
use crate::quick_order::views::row_view;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/listor`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in; 404 for those whose tier has no lists.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = ["removed"]
        .into_iter()
        .find(|known| *known == query.text("klart"));
    let asked = Asked {
        done: done.unwrap_or_default(),
        ..Asked::default()
    };
    all(&state, &visitor, asked).await
}

/// What was typed to make a list, and what came of it.
struct Asked {
    name: String,
    kind: ListKind,
    /// What the list was to begin with.
    from: BeginView,
    error: Option<Message>,
    done: &'static str,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: ListKind::Requisition,
            from: BeginView::default(),
            error: None,
            done: "",
        }
    }
}

async fn all(state: &ShopState, visitor: &Visitor, asked: Asked) -> Result<Response, PageError> {
    let (mut desk, session) = member(state, visitor).await?;
    let lists = store::heads(&mut desk.conn, Owner::of(&session), &KINDS).await?;
    let status = if asked.error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let view = ListsView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "nav-lists"),
            "lists",
        ),
        aside: Aside { current: "lists" },
        company: session.acting.map(|acting| acting.name).unwrap_or_default(),
        lists: lists.into_iter().map(head_row).collect(),
        has_cart: desk.cart.as_ref().is_some_and(|cart| cart.pieces > 0),
        name: asked.name,
        kind: asked.kind.code(),
        from: asked.from,
        error: asked.error,
        done: asked.done,
    };
    answer(state, visitor, desk, &view, status).await
}

/// `POST /konto/listor`: makes a list, empty or with what `from` names: the `cart`, an `order`, or the rows in `text`.
///
/// # Errors
/// As [`index`]; 404 for an order that is not theirs.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = member(&state, &visitor).await?;
    let kind = match fields.text("kind") {
        "template" => ListKind::Template,
        _ => ListKind::Requisition,
    };
    let typed = fields.text("name").to_owned();
    let refuse = |key: &'static str| Asked {
        name: typed.clone(),
        kind,
        from: BeginView {
            what: fields.text("from").to_owned(),
            order: fields.text("order").to_owned(),
            text: fields.get_untrimmed("text").unwrap_or_default().to_owned(),
        },
        error: Some(Message::new(key)),
        done: "",
    };
    let Some(name) = clean_name(&typed) else {
        drop(desk);
        return all(&state, &visitor, refuse("error-required")).await;
    };
    let lines = goods(&visitor, &mut desk, &session, &fields).await?;
    drop(desk);
    let Some(lines) = lines else {
        return all(&state, &visitor, refuse("quick-error-too-many")).await;
    };
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let made = keep::make(&mut tx, &session, (kind, &name), &lines).await;
    match tx.end(made).await? {
        Ok(id) => Ok(to_list(&state, &visitor, id, "made")),
        Err(ListError::Full) => all(&state, &visitor, refuse("lists-error-full")).await,
        Err(ListError::TooLong) => all(&state, &visitor, refuse("lists-error-long")).await,
        Err(error) => Err(failed(error)),
    }
}

/// What a new list begins with; `None` when those are more rows than can be read.
async fn goods(
    visitor: &Visitor,
    desk: &mut Desk,
    session: &Session,
    fields: &Fields,
) -> Result<Option<Vec<Wanted>>, PageError> {
    Ok(Some(match fields.text("from") {
        "cart" => match desk.cart.clone() {
            Some(head) => cart::listing::goods(&mut desk.conn, head.id).await?,
            None => Vec::new(),
        },
        "order" => customers::order_goods(&mut desk.conn, session, fields.text("order"))
            .await?
            .ok_or(PageError::NotFound)?,
        "text" => {
            let written = fields.get_untrimmed("text").unwrap_or_default();
            let Ok(entries) = read_text(written) else {
                return Ok(None);
            };
            let report = told(visitor, desk, session.company(), entries).await?;
            report.named()
        }
        _ => Vec::new(),
    }))
}

/// `GET /konto/listor/{list}`.
///
/// # Errors
/// 404 for a list that is not theirs.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let shown = Shown {
        done: DONE
            .into_iter()
            .find(|known| *known == query.text("klart"))
            .unwrap_or_default(),
        ..Shown::default()
    };
    one(&state, &visitor, read_id(&id)?, shown).await
}

/// `POST /konto/listor/{list}`: another name, other numbers, more articles (`add`), or with `remove` none at all.
///
/// # Errors
/// 404 for a list that is not theirs.
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = read_id(&id)?;
    if fields.has("add") {
        return put_on(&state, &visitor, id, &fields).await;
    }
    let (mut desk, session) = member(&state, &visitor).await?;
    find(&mut desk, &session, id).await?;
    drop(desk);
    let version = fields.text("version").parse().unwrap_or_default();
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let owner = Owner::of(&session);
    let (done, what) = if fields.has("remove") {
        (purchase_list::remove(&mut tx, owner, id).await, "removed")
    } else if fields.has("name") {
        let Some(name) = clean_name(fields.text("name")) else {
            drop(tx);
            let shown = Shown::refused("error-required").with(&fields);
            return one(&state, &visitor, id, shown).await;
        };
        let done = purchase_list::rename(&mut tx, owner, id, version, &name).await;
        (done, "renamed")
    } else {
        match quantities(&fields) {
            Ok(all) => (
                keep::set_quantities(&mut tx, &session, id, version, &all).await,
                "saved",
            ),
            Err(typed) => {
                drop(tx);
                let shown = Shown {
                    typed,
                    ..Shown::refused("list-error-quantity")
                };
                return one(&state, &visitor, id, shown).await;
            }
        }
    };
    match tx.end(done).await? {
        Ok(()) => {}
        Err(ListError::Stale) => {
            let shown = Shown::refused("error-changed-meanwhile").with(&fields);
            return one(&state, &visitor, id, shown).await;
        }
        Err(error) => return Err(failed(error)),
    }
    if what == "removed" {
        let values = [("klart", what)];
        return Ok(see_other(&state.renderer.url(
            visitor.locale,
            "lists",
            &values,
        )));
    }
    Ok(to_list(&state, &visitor, id, what))
}

/// Puts typed articles on the list; what names none stays in the field.
async fn put_on(
    state: &ShopState,
    visitor: &Visitor,
    id: PurchaseListId,
    fields: &Fields,
) -> Result<Response, PageError> {
    let written = fields.get_untrimmed("text").unwrap_or_default().to_owned();
    let kept = |key| Shown {
        text: written.clone(),
        ..Shown::refused(key)
    };
    let entries = match read_text(&written) {
        Ok(entries) if entries.is_empty() => {
            return one(state, visitor, id, kept("quick-error-empty")).await;
        }
        Ok(entries) => entries,
        Err(_) => return one(state, visitor, id, kept("quick-error-too-many")).await,
    };
    let (mut desk, session) = member(state, visitor).await?;
    find(&mut desk, &session, id).await?;
    let report = told(visitor, &mut desk, session.company(), entries).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let done = keep::put_on(&mut tx, &session, id, &report.named()).await;
    match tx.end(done).await? {
        Ok(()) => {}
        Err(ListError::TooLong) => {
            return one(state, visitor, id, kept("lists-error-long")).await;
        }
        Err(error) => return Err(failed(error)),
    }
    let left = report
        .rows
        .into_iter()
        .filter(|row| matches!(row.fate, Fate::Unknown | Fate::Ambiguous | Fate::Quantity));
    let left = Report {
        rows: left.collect(),
    };
    if left.rows.is_empty() {
        return Ok(to_list(state, visitor, id, "added"));
    }
    let shown = Shown {
        text: write_text(left.rows.iter().map(|row| &row.entry)),
        left,
        error: Some("list-error-rows"),
        ..Shown::default()
    };
    one(state, visitor, id, shown).await
}

/// `POST /konto/listor/{list}/varukorg`: into the cart with it, so many as typed, or as saved. Sent twice it does the same.
///
/// # Errors
/// 404 for a list that is not theirs.
pub async fn to_cart(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = read_id(&id)?;
    let (mut desk, session) = member(&state, &visitor).await?;
    let list = find(&mut desk, &session, id).await?;
    drop(desk);
    let typed = match quantities(&fields) {
        Ok(typed) => typed,
        Err(typed) => {
            let shown = Shown {
                typed,
                ..Shown::refused("list-error-quantity")
            };
            return one(&state, &visitor, id, shown).await;
        }
    };
    let wanted: Vec<Wanted> = list
        .lines
        .iter()
        .filter_map(|line| {
            let typed = typed
                .iter()
                .find(|(variant, _)| *variant == line.variant_id);
            let quantity = typed.map_or(line.quantity, |(_, many)| *many);
            (quantity > 0).then(|| Wanted {
                quantity,
                ..line.wanted()
            })
        })
        .collect();
    filling::to_cart(&state, &visitor, &wanted, Cause::List).await
}

async fn member(state: &ShopState, visitor: &Visitor) -> Result<(Desk, Session), PageError> {
    let (desk, session) = Desk::member(state, visitor).await?;
    if !session.can(TierFunction::Lists) {
        return Err(PageError::NotFound);
    }
    Ok((desk, session))
}

fn read_id(id: &str) -> Result<PurchaseListId, PageError> {
    id.parse().map_err(|_| PageError::NotFound)
}

/// Carts that were put aside have pages of their own.
async fn find(
    desk: &mut Desk,
    session: &Session,
    id: PurchaseListId,
) -> Result<PurchaseList, PageError> {
    store::find(&mut desk.conn, Owner::of(session), id)
        .await?
        .filter(|list| KINDS.contains(&list.kind))
        .ok_or(PageError::NotFound)
}

/// Numbers of pieces as they were typed, by article.
type Typed = Vec<(String, String)>;

fn typed(fields: &Fields) -> Typed {
    let typed = fields.iter().filter_map(|(name, value)| {
        let variant = name.strip_prefix("q-")?;
        Some((variant.to_owned(), value.trim().to_owned()))
    });
    typed.collect()
}

/// Numbers of pieces by article, as typed in fields `q-<variant>`; nothing typed is none. What was typed, when one of them is no number.
fn quantities(fields: &Fields) -> Result<Vec<(VariantId, i32)>, Typed> {
    let typed = typed(fields);
    let read = |(variant, value): &(String, String)| {
        let many = if value.is_empty() {
            0
        } else {
            value.parse().ok()?
        };
        let many: i32 = Some(many).filter(|many| (0..=MAX_QUANTITY).contains(many))?;
        Some((variant.parse().ok()?, many))
    };
    typed.iter().map(read).collect::<Option<_>>().ok_or(typed)
}

#[derive(Default)]
struct Shown {
    typed: Typed,
    name: Option<String>,
    text: String,
    left: Report,
    error: Option<&'static str>,
    done: &'static str,
}

impl Shown {
    /// With what was typed.
    fn with(self, fields: &Fields) -> Self {
        Self {
            typed: typed(fields),
            name: fields.get("name").map(str::to_owned),
            ..self
        }
    }

    fn refused(key: &'static str) -> Self {
        Self {
            error: Some(key),
            ..Self::default()
        }
    }
}

async fn one(
    state: &ShopState,
    visitor: &Visitor,
    id: PurchaseListId,
    shown: Shown,
) -> Result<Response, PageError> {
    let (mut desk, session) = member(state, visitor).await?;
    let list = find(&mut desk, &session, id).await?;
    let status = if shown.error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let mut head = Head::private(&state.renderer, list.name.clone(), "lists");
    head.alternates.clear();
    let view = ListView {
        head,
        aside: Aside { current: "lists" },
        list: row(&list),
        name: shown.name.unwrap_or_else(|| list.name.clone()),
        is_shared: session.acting.is_some(),
        row_version: list.row_version.into(),
        lines: list
            .lines
            .into_iter()
            .map(|line| {
                let variant = line.variant_id.to_string();
                let typed = shown.typed.iter().find(|(of, _)| *of == variant);
                LineView {
                    quantity: typed
                        .map_or_else(|| line.quantity.to_string(), |(_, value)| value.clone()),
                    variant,
                    sku: line.sku,
                    name: line.name,
                }
            })
            .collect(),
        text: shown.text,
        rows: shown
            .left
            .rows
            .iter()
            .map(|row| row_view(&state.renderer, visitor.locale, row))
            .collect(),
        error: shown.error.map(Message::new),
        done: shown.done,
    };
    answer(state, visitor, desk, &view, status).await
}

fn row(list: &PurchaseList) -> ListRow {
    ListRow {
        id: list.id.to_string(),
        kind: list.kind.code(),
        name: list.name.clone(),
        made_by: list.made_by.clone(),
        updated_at: list.updated_at,
        articles: i64::try_from(list.lines.len()).unwrap_or(i64::MAX),
    }
}

fn head_row(list: ListHead) -> ListRow {
    ListRow {
        id: list.id.to_string(),
        kind: list.kind.code(),
        name: list.name,
        made_by: list.made_by,
        updated_at: list.updated_at,
        articles: list.articles,
    }
}

fn to_list(state: &ShopState, visitor: &Visitor, id: PurchaseListId, done: &str) -> Response {
    let id = id.to_string();
    let values = [("list", id.as_str()), ("klart", done)];
    see_other(&state.renderer.url(visitor.locale, "list", &values))
}

fn failed(error: ListError) -> PageError {
    match error {
        ListError::NotFound => PageError::NotFound,
        ListError::Closed => PageError::SignIn,
        ListError::Db(error) => error.into(),
        error => PageError::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::parse(text.as_bytes()).expect("fields")
    }

    #[test]
    fn quantities_are_read_all_or_none() {
        let id = VariantId::generate();
        let read = quantities(&fields(&format!("q-{id}=3&name=x")));
        assert_eq!(read, Ok(vec![(id, 3)]));
        assert_eq!(quantities(&fields(&format!("q-{id}="))), Ok(vec![(id, 0)]));
        for wrong in ["-1", "2,5", "10000", "x"] {
            let typed = vec![(id.to_string(), wrong.to_owned())];
            assert_eq!(quantities(&fields(&format!("q-{id}={wrong}"))), Err(typed));
        }
    }
}
