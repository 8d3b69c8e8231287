use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use commerce::catalogue::admin_listing as listing;
use commerce::catalogue::product::preview::PreviewPass;
use commerce::ids::ProductId;
use platform::web::PageError;
use uuid::Uuid;

use crate::admin::Admin;
use crate::guard::Me;
use crate::page::see;

/// `GET /produkter/{id}/forhandsvisning`: into the shop, with a pass that is good while the person is logged in here.
pub(crate) async fn preview(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = ProductId(id);
    let mut conn = admin.db.read().await?;
    let found = listing::product(&mut conn, id).await?;
    found.ok_or(PageError::NotFound)?;
    let (shops, locale) = (me.shops().among(), me.locale().code());
    let variants = listing::variants(&mut conn, id, shops.as_deref(), locale, me.now()).await?;
    drop(conn);
    if !variants.iter().any(|variant| variant.is_active) {
        // The shop has no page for what has nothing to sell; here it is told.
        return Ok(see(&format!("/produkter/{id}")));
    }
    let path = match me.locale() {
        platform::i18n::Locale::Sv => "/forhandsvisning/oppna",
        platform::i18n::Locale::En => "/en/preview/open",
    };
    let shop = me.shop()?.id;
    let pass = PreviewPass::link(me.session.id, shop, id, me.now()).seal(&admin.previews);
    let origin = me.shops().origin().ok_or(PageError::NotFound)?;
    let there = format!("{origin}{path}/{pass}");
    Ok(Redirect::to(&there).into_response())
}
