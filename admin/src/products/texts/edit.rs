//! Writing the draft.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::texts::draft::{self, Collided, DraftError};
use commerce::catalogue::texts::{Part, Seen, Texts, listing};
use commerce::ids::ProductId;
use http::StatusCode;
use platform::db::Tx;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::form::{TextsForm, label, name_of, read};
use super::views::{Draftlike, Pair, PartField, TextsPage, Told};
use super::{heading, needs, product, stale, status, versions};
use crate::admin::Admin;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::kept;
use crate::object::Collision;
use crate::page::{self, see};
use crate::when::When;

/// What of the page follows from what was typed.
pub(super) struct Typed {
    form: FormState<TextsForm>,
    /// Nothing: what is stored.
    words: Option<Texts>,
    seen: Option<Seen>,
    collided: Option<Box<Collided>>,
}

impl Typed {
    fn nothing() -> Self {
        Self {
            form: FormState::blank(),
            words: None,
            seen: None,
            collided: None,
        }
    }
}

/// `GET /produkter/{id}/text`
pub(crate) async fn edit(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = Told::named(query.text("klart"));
    answer(
        &admin,
        &me,
        ProductId(id),
        StatusCode::OK,
        told,
        Typed::nothing(),
    )
    .await
}

/// `GET /produkter/{id}/text/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let product = product(&mut conn, ProductId(id)).await?;
    let draft = listing::draft(&mut conn, product.id).await?;
    let revision = draft.map_or(0, |draft| draft.revision);
    Ok(page::version(state(product.row_version, revision)))
}

fn state(product: i32, draft: i32) -> String {
    format!("{product}.{draft}")
}

/// `POST /produkter/{id}/text`: saves the draft; `granska` goes on to look at it.
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let product = ProductId(id);
    let (mut form, mut words) = read(&fields);
    let seen = Seen::parse(fields.text("seen"));
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if fields.text("deras") == "1" {
        take_theirs(&admin, product, &fields, &mut words).await?;
    }
    let mut collided = None;
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match draft::save(&mut tx, product, &seen, &words).await {
            Ok(()) => {
                tx.commit().await?;
                let next = if fields.has("granska") {
                    "/granska"
                } else {
                    "?klart=sparat"
                };
                return Ok(see(&format!("/produkter/{id}/text{next}")));
            }
            Err(DraftError::Collides(both)) => collided = Some(both),
            Err(error) => return Err(refused(error)),
        }
    }
    // What only the others have changed has been put in; the form has now seen theirs.
    let (words, seen) = match &collided {
        Some(both) => (both.merged.clone(), Seen::of(&both.stored)),
        None => (words, seen),
    };
    let typed = Typed {
        form,
        words: Some(words),
        seen: Some(seen),
        collided,
    };
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, product, code, None, typed).await
}

/// Puts what is saved where the form was told that both had written.
async fn take_theirs(
    admin: &Admin,
    id: ProductId,
    fields: &Fields,
    words: &mut Texts,
) -> Result<(), PageError> {
    let mut conn = admin.db.read().await?;
    let stored = match listing::draft(&mut conn, id).await? {
        Some(draft) => draft.texts,
        None => listing::published(&mut conn, id).await?,
    };
    for key in Texts::keys() {
        if fields.all("krock").any(|name| name == name_of(key)) {
            words.set(key, stored.get(key));
        }
    }
    Ok(())
}

pub(super) fn refused(error: DraftError) -> PageError {
    match error {
        DraftError::Db(error) => error.into(),
        DraftError::Unknown | DraftError::Collides(_) | DraftError::ChangedMeanwhile => {
            PageError::NotFound
        }
    }
}

/// Back to the draft, which tells what was done, or that somebody was there before.
async fn end(
    id: Uuid,
    (tx, done): (Tx, Result<(), DraftError>),
    what: &str,
) -> Result<Response, PageError> {
    let told = match tx.end(done).await? {
        Ok(()) => what,
        Err(DraftError::ChangedMeanwhile) => "for-sent",
        Err(error) => return Err(refused(error)),
    };
    Ok(see(&format!("/produkter/{id}/text?klart={told}")))
}

/// `POST /produkter/{id}/text/angra`: takes the latest change of the draft back.
pub(crate) async fn undo(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let revision = fields.text("revision").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = draft::undo(&mut tx, ProductId(id), revision).await;
    end(id, (tx, done), "angrat").await
}

/// `POST /produkter/{id}/text/slang`: throws the draft away.
pub(crate) async fn throw_away(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let revision = fields.text("revision").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = draft::throw_away(&mut tx, ProductId(id), revision).await;
    end(id, (tx, done), "slangt").await
}

/// The page.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: ProductId,
    code: StatusCode,
    told: Option<Told>,
    typed: Typed,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let product = product(&mut conn, id).await?;
    let published = listing::published(&mut conn, id).await?;
    let draft = listing::draft(&mut conn, id).await?;
    let rows = listing::versions(&mut conn, id).await?;
    let stored = draft.as_ref().map_or(&published, |draft| &draft.texts);
    let words = typed.words.as_ref().unwrap_or(stored);
    let seen = typed.seen.unwrap_or_else(|| Seen::of(stored));
    let behind = stale(&published, words);
    let needs = needs(&mut conn, &product, "", &published, words).await?;
    let collisions = typed.collided.iter().flat_map(|both| {
        both.keys.iter().filter_map(move |key| {
            Collision::of_text(label(*key), both.stored.get(*key), both.merged.get(*key))
        })
    });
    let names = typed.collided.iter().flat_map(|both| &both.keys);
    let when = |at| When::new(me.locale(), at, me.now());
    let latest = rows.first();
    let view = TextsPage {
        id: id.to_string(),
        name: heading(words, &product),
        status: status(draft.as_ref()),
        latest: latest.map(|row| (row.version, when(row.published_at))),
        can_take_back: told == Some(Told::Published) && latest.is_some_and(|row| row.version > 1),
        draft: draft.as_ref().map(|draft| Draftlike::new(draft, when)),
        told,
        collisions: collisions.collect(),
        collided: names.map(|key| name_of(*key)).collect(),
        collided_by: typed.collided.as_ref().and_then(|both| both.by.clone()),
        seen: seen.sealed(),
        pairs: pairs(&typed.form, words, &behind),
        stale: i64::try_from(behind.len()).unwrap_or(i64::MAX),
        needs_met: i64::try_from(needs.iter().filter(|need| need.is_met).count()).unwrap_or(0),
        needs,
        versions: versions::lines(&rows, when),
        form: typed.form,
    };
    let revision = draft.as_ref().map_or(0, |draft| draft.revision);
    let fresh = Fresh::new(
        format!("/produkter/{id}/text"),
        state(product.row_version, revision),
    );
    page::show_object(admin, &mut conn, me, (Room::Products, fresh), code, &view).await
}

fn pairs(form: &FormState<TextsForm>, words: &Texts, stale: &[Part]) -> Vec<Pair> {
    let field = |locale: &'static str, part: Part| {
        let key = (locale, part);
        PartField {
            name: name_of(key),
            label: label(key),
            locale,
            value: words.get(key).to_owned(),
            error: form.complaint(name_of(key)).cloned(),
            is_stale: locale == "en" && stale.contains(&part),
        }
    };
    Part::ALL
        .map(|part| Pair {
            part: part.name(),
            has_lines: part.has_lines(),
            rows: if part == Part::Description { 8 } else { 3 },
            fields: ["sv", "en"].map(|locale| field(locale, part)).into(),
        })
        .into()
}
