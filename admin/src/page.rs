//! From a view to a response.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use platform::auth::store;
use platform::db::PgConnection;
use platform::i18n::Locale;
use platform::render::{RenderContext, View};
use platform::web::PageError;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::{Frame, Fresh, Room, also_here};
use crate::guard::{Me, Visit};
use crate::trail::Trail;
use crate::undo::Undo;

/// A page in the frame.
pub(crate) async fn show<V: View>(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    room: Room,
    view: &V,
) -> Result<Response, PageError> {
    show_as(admin, conn, me, room, StatusCode::OK, view).await
}

/// A page in the frame with another status: 422 for a form that is refused.
pub(crate) async fn show_as<V: View>(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    room: Room,
    status: StatusCode,
    view: &V,
) -> Result<Response, PageError> {
    let frame = Frame::whole(admin, conn, &me.visit, Some(room)).await?;
    write(admin, &me.visit, status, frame, view)
}

/// A page that a form leads back to when it has been saved, with the step back that the person has there.
pub(crate) async fn show_saved<V: View>(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    (room, path): (Room, &str),
    status: StatusCode,
    view: &V,
) -> Result<Response, PageError> {
    let mut frame = Frame::whole(admin, conn, &me.visit, Some(room)).await?;
    frame.undo = Undo::offered(conn, me, path).await?;
    write(admin, &me.visit, status, frame, view)
}

/// The page of an object, which tells when somebody has changed the object while it was read.
pub(crate) async fn show_object<V: View>(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    (room, fresh): (Room, Fresh),
    status: StatusCode,
    view: &V,
) -> Result<Response, PageError> {
    let mut frame = Frame::whole(admin, conn, &me.visit, Some(room)).await?;
    let here = store::look_in(conn, &fresh.page, me.session.staff, me.now()).await?;
    frame.here = also_here(&here);
    frame.fresh = Some(fresh);
    write(admin, &me.visit, status, frame, view)
}

/// The page of a thing, with what was done to it: `of` is what the trail calls it, and its page.
pub(crate) async fn show_traced<V: View>(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    (room, fresh): (Room, Option<Fresh>),
    status: StatusCode,
    (noun, id, page): (&str, Uuid, String),
    view: &V,
) -> Result<Response, PageError> {
    let mut frame = Frame::whole(admin, conn, &me.visit, Some(room)).await?;
    if let Some(fresh) = fresh {
        let here = store::look_in(conn, &fresh.page, me.session.staff, me.now()).await?;
        frame.here = also_here(&here);
        frame.fresh = Some(fresh);
    }
    frame.undo = Undo::offered(conn, me, &page).await?;
    frame.trail = Some(Trail::read(conn, me, (noun, id), page).await?);
    write(admin, &me.visit, status, frame, view)
}

/// An object's version, for the page that asks whether it is still what it shows.
pub(crate) fn version(version: impl std::fmt::Display) -> Response {
    version.to_string().into_response()
}

/// A page without navigation: log-in and what belongs to it.
pub(crate) fn gate<V: View>(
    admin: &Admin,
    visit: &Visit,
    status: StatusCode,
    view: &V,
) -> Result<Response, PageError> {
    write(admin, visit, status, Frame::bare(admin), view)
}

pub(crate) fn write<V: View>(
    admin: &Admin,
    visit: &Visit,
    status: StatusCode,
    frame: Frame,
    view: &V,
) -> Result<Response, PageError> {
    let html = admin
        .renderer
        .render(view, &context(admin, visit, frame))
        .map_err(PageError::internal)?;
    let mut response = (status, html).into_response();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

fn context(admin: &Admin, visit: &Visit, frame: Frame) -> RenderContext<Frame> {
    RenderContext {
        locale: visit.locale,
        path: visit.path.clone(),
        origin: admin.origin.clone(),
        request_id: visit.request_id.clone().unwrap_or_default(),
        frame,
    }
}

/// A context for samples.
pub(crate) fn sample_locale() -> Locale {
    Locale::Sv
}

/// To another page, by GET.
pub(crate) fn see(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
