//! What a product is: goods, or a gift card, of which some variants let the shopper say how much they hold.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::admin_listing::VariantRow;
use commerce::catalogue::product::ProductKind;
use commerce::catalogue::product::kind::{self, KindError, Range};
use commerce::gift_card::issue::MOST_MINOR;
use commerce::ids::{ProductId, VariantId};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::web::{Fields, FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use super::handlers::{Typed, answer};
use crate::admin::Admin;
use crate::guard::Me;
use crate::page::see;
use crate::promotions::{hundredths, written};

/// What the product is, on its page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct KindPart {
    /// `goods` or `gift_card`.
    pub(crate) kind: &'static str,
    /// Kinds to choose; none when the person may not.
    pub(crate) kinds: Vec<&'static str>,
    /// Its variants, with what a shopper may say that their cards hold.
    pub(crate) rows: Vec<RangeRow>,
    pub(crate) is_saved: bool,
}

/// What a shopper may say that a variant's cards hold.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RangeRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// As typed; empty: its price is what they hold.
    pub(crate) least: String,
    pub(crate) most: String,
    pub(crate) error: Option<Message>,
}

/// The form as it was sent, with what is wrong.
pub(super) struct KindForm {
    kind: ProductKind,
    typed: HashMap<VariantId, (String, String)>,
    wrong: Vec<VariantId>,
}

impl KindPart {
    pub(super) fn samples() -> Vec<Self> {
        let row = |error| RangeRow {
            id: "1".to_owned(),
            name: "Valfritt belopp".to_owned(),
            least: "100".to_owned(),
            most: "5000".to_owned(),
            error,
        };
        let card = Self {
            kind: "gift_card",
            kinds: vec!["goods", "gift_card"],
            rows: vec![
                row(None),
                row(Some(
                    Message::new("product-range-wrong").with("most", "10000"),
                )),
            ],
            is_saved: true,
        };
        let read_only = Self {
            kind: "goods",
            kinds: Vec::new(),
            rows: Vec::new(),
            is_saved: false,
        };
        vec![card, read_only]
    }
}

pub(super) async fn part(
    conn: &mut PgConnection,
    me: &Me,
    (id, kind): (ProductId, ProductKind),
    variants: &[VariantRow],
    (form, is_saved): (Option<KindForm>, bool),
) -> Result<KindPart, PageError> {
    let held: HashMap<VariantId, (i64, i64)> = kind::ranges(conn, id).await?.into_iter().collect();
    let shown = form.as_ref().map_or(kind, |form| form.kind);
    let row = |variant: &VariantRow| {
        let id = variant.id;
        let typed = form.as_ref().and_then(|form| form.typed.get(&id).cloned());
        let held = held
            .get(&id)
            .map(|(least, most)| (written(*least), written(*most)));
        let (least, most) = typed.or(held).unwrap_or_default();
        let is_wrong = form.as_ref().is_some_and(|form| form.wrong.contains(&id));
        RangeRow {
            id: id.to_string(),
            name: match variant.options.as_deref() {
                None | Some("") => variant.sku.clone(),
                Some(options) => options.to_owned(),
            },
            least,
            most,
            error: is_wrong
                .then(|| Message::new("product-range-wrong").with("most", written(MOST_MINOR))),
        }
    };
    Ok(KindPart {
        kind: shown.as_str(),
        kinds: if me.may(Permission::ProductWrite) {
            ProductKind::ALL.map(ProductKind::as_str).to_vec()
        } else {
            Vec::new()
        },
        rows: variants.iter().map(row).collect(),
        is_saved,
    })
}

/// `POST /produkter/{id}/slag`: what the product is.
pub(crate) async fn set_kind(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let unknown = || PageError::BadRequest("no such kind".to_owned());
    let kind = ProductKind::parse(fields.text("kind")).ok_or_else(unknown)?;
    let (mut form, wanted) = read(kind, &fields);
    let product = ProductId(id);
    if form.wrong.is_empty() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match kind::set(&mut tx, product, kind, &wanted).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&format!("/produkter/{id}?sparat=slag#h-slag")));
            }
            Err(KindError::Unknown) => return Err(PageError::NotFound),
            Err(KindError::Range(variant)) => form.wrong.push(variant),
            Err(KindError::Db(error)) => return Err(error.into()),
        }
    }
    let typed = Typed {
        kind: Some(form),
        ..Typed::default()
    };
    answer(
        &admin,
        &me,
        product,
        StatusCode::UNPROCESSABLE_ENTITY,
        typed,
    )
    .await
}

/// The bounds as they were typed: both or none, of each variant that the form names.
fn read(kind: ProductKind, fields: &Fields) -> (KindForm, Vec<(VariantId, Range)>) {
    let mut form = KindForm {
        kind,
        typed: HashMap::new(),
        wrong: Vec::new(),
    };
    let mut wanted = Vec::new();
    for (name, least) in fields.iter() {
        let id = name.strip_prefix("least-");
        let Some(id) = id.and_then(|id| id.parse::<VariantId>().ok()) else {
            continue;
        };
        let most = fields.text(&format!("most-{id}")).trim().to_owned();
        let least = least.trim().to_owned();
        let range = match (least.as_str(), most.as_str()) {
            _ if kind == ProductKind::Goods => Some(None),
            ("", "") => Some(None),
            (least, most) => hundredths(least).zip(hundredths(most)).map(Some),
        };
        match range {
            Some(range) => wanted.push((id, range)),
            None => form.wrong.push(id),
        }
        form.typed.insert(id, (least, most));
    }
    (form, wanted)
}
