//! What someone was writing when their session ended: kept, sealed, in their own browser until they are in again.
//!
//! A cookie and no table: nothing is stored for whoever never comes back. It opens only beside the device cookie that it was sealed
//! beside, so nobody else who logs in at the same browser sees it.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use http::StatusCode;
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::render::{Form, FormState, View};
use platform::web::{Fields, PageError, cookie};
use serde::{Deserialize, Serialize};

use crate::admin::Admin;
use crate::guard::{Me, Visit};
use crate::log_in::append;
use crate::page::{self, see};

/// What its vault is for.
pub(crate) const PURPOSE: &str = "kept-form";
/// How long it is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Largest form that is kept: sealed and encoded, it must fit into a cookie.
const LARGEST: usize = 2_600;
/// Where it goes on from.
pub(crate) const PATH: &str = "/fortsatt";
/// The field that asks a form to be shown filled, not to be saved.
pub(crate) const SHOW: &str = "visa-igen";
/// Forms with passwords: those are typed again.
const SECRET: &[&str] = &["/profil/losenord", "/profil/reservkoder"];

#[derive(Serialize, Deserialize)]
struct Kept {
    path: String,
    fields: Vec<(String, String)>,
    /// Microseconds.
    until: i64,
}

/// What was typed into a form. Whoever had to log in meanwhile is shown it again first: nothing is done that they do not send themselves.
pub(crate) fn form<F: Form>(fields: &Fields) -> FormState<F> {
    let mut form = FormState::from_pairs(fields.iter());
    if fields.has(SHOW) {
        form.refuse_whole("form-kept");
    }
    form
}

fn name(is_secure: bool) -> &'static str {
    if is_secure {
        "__Host-torg_kept"
    } else {
        "torg_kept"
    }
}

/// What a request brought.
pub(crate) fn brought(headers: &http::HeaderMap, is_secure: bool) -> Option<String> {
    cookie::get(headers, name(is_secure)).map(str::to_owned)
}

/// The way to log-in with the form kept; nothing when there is no form to keep or nobody to keep it for.
pub(crate) async fn keep(
    admin: &Admin,
    visit: &Visit,
    request: Request,
) -> Result<Option<Response>, PageError> {
    let Some(device) = &visit.device else {
        return Ok(None);
    };
    if SECRET.contains(&visit.path.as_str()) || !is_form(request.headers()) {
        return Ok(None);
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        return Ok(None);
    };
    let Ok(fields) = Fields::parse(&body) else {
        return Ok(None);
    };
    let fields = fields.iter().map(|(k, v)| (k.to_owned(), v.to_owned()));
    let kept = Kept {
        path: visit.path.clone(),
        fields: fields.collect(),
        until: visit.now.plus(KEPT_FOR).as_microsecond(),
    };
    let plain = serde_json::to_vec(&kept).map_err(PageError::internal)?;
    if kept.fields.is_empty() || plain.len() > LARGEST {
        return Ok(None);
    }
    let sealed = BASE64URL_NOPAD.encode(&admin.kept.seal(&plain, &device.hash()));
    let line = cookie::set(
        name(admin.is_secure),
        &sealed,
        Some(KEPT_FOR.as_secs()),
        admin.is_secure,
    );
    let step = if visit.session.is_some() {
        "/logga-in/kod"
    } else {
        "/logga-in?kvar=1"
    };
    let mut response = see(step);
    append(&mut response, line);
    Ok(Some(response))
}

/// Whether it is a form of texts; files do not fit into a cookie.
fn is_form(headers: &http::HeaderMap) -> bool {
    let kind = headers.get(http::header::CONTENT_TYPE);
    kind.is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}

fn open(admin: &Admin, visit: &Visit) -> Option<Kept> {
    let sealed = BASE64URL_NOPAD
        .decode(visit.kept.as_ref()?.as_bytes())
        .ok()?;
    let plain = admin.kept.open(&sealed, &visit.device.as_ref()?.hash());
    let kept: Kept = serde_json::from_slice(&plain.ok()?).ok()?;
    let until = Timestamp::from_microsecond(kept.until)?;
    (until > visit.now).then_some(kept)
}

/// The page where a kept form goes on.
#[derive(Serialize)]
pub(crate) struct KeptPage {
    path: String,
    fields: Vec<(String, String)>,
}

impl View for KeptPage {
    const TEMPLATE: &'static str = "admin/kept.html";
    fn samples() -> Vec<Self> {
        vec![Self {
            path: "/profil".to_owned(),
            fields: vec![("name".to_owned(), "Maja".to_owned())],
        }]
    }
}

/// `GET /fortsatt`: on from where the session ended. The cookie has done its work.
pub(crate) async fn show(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let mut response = match open(&admin, &me.visit) {
        Some(kept) => {
            let mut fields = kept.fields;
            fields.retain(|(name, _)| name != SHOW);
            let path = kept.path;
            page::gate(
                &admin,
                &me.visit,
                StatusCode::OK,
                &KeptPage { path, fields },
            )?
        }
        None => see("/"),
    };
    let line = cookie::remove(name(admin.is_secure), admin.is_secure);
    append(&mut response, line);
    Ok(response)
}
