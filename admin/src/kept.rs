//! What someone was writing when their session ended: kept, sealed, until they are in again.
//!
//! In a cookie of their own browser, so that nothing is stored for whoever never comes back; what is too large for that lies in a row, for whoever
//! the ended session was and nobody else, and the cookie only names it. Either opens only beside the device cookie that it was sealed beside, so
//! nobody else who logs in at the same browser sees it.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::store::{keep_form, session_of, take_form};
use platform::auth::token::Token;
use platform::clock::Timestamp;
use platform::render::{Form, FormState, View};
use platform::web::{Fields, PageError, cookie};
use serde::{Deserialize, Serialize};

use crate::admin::Admin;
use crate::documents;
use crate::guard::{Me, Visit, session_cookie};
use crate::log_in::append;
use crate::page::{self, see};
use crate::router::LARGEST_BODY;

/// What its vault is for.
pub(crate) const PURPOSE: &str = "kept-form";
/// How long it is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Largest form that is kept in a cookie, sealed and encoded.
const LARGEST_IN_COOKIE: usize = 2_600;
/// Room for the field that shows a form again.
const ROOM: usize = 1024;
/// Where it goes on from.
pub(crate) const PATH: &str = "/fortsatt";
/// The field that asks a form to be shown filled, not to be saved.
pub(crate) const SHOW: &str = "visa-igen";
/// The forms that show themselves filled when they are asked to by [`SHOW`]. Nothing else is kept: what has no such form would be done unseen by whoever goes
/// on, and passwords are typed again.
pub(crate) const SHOWN: &[&str] = &[
    "/ansokningar/{id}/avsla",
    "/ansokningar/{id}/godkann",
    "/betalningar/{id}",
    "/bitraden/ny",
    "/bitraden/{id}",
    crate::seller::PAGE,
    "/butiker/ny",
    "/butiker/{code}",
    crate::settings::OWN,
    crate::settings::SHARED,
    documents::NEW,
    "/fakturor/konto",
    "/foretag/{id}",
    "/frakt",
    "/kampanjer",
    "/kampanjer/{id}",
    "/kampanjer/{id}/koder",
    "/kunder/{id}/adress",
    "/kunder/{id}/anteckning",
    "/kunder/{id}/fil",
    "/kunder/{id}/lank",
    "/kunder/{id}/niva",
    "/kunder/{id}/oppna",
    "/kunder/{id}/radera",
    "/kunder/{id}/sessioner",
    "/kunder/{id}/sparra",
    "/moms/lander",
    "/moms/satser",
    "/moms/villkor",
    "/nivaer/ny",
    "/nivaer/{code}",
    "/nivaer/{code}/prislistor",
    "/nivaer/{code}/sortiment",
    "/offerter/{number}",
    "/offerter/{number}/stang",
    "/omdomen/installningar",
    "/omdomen/{id}/avsla",
    "/omdomen/{id}/publicera",
    "/omdomen/{id}/svar",
    "/ordrar/{number}/anteckning",
    "/ordrar/{number}/arende",
    "/ordrar/{number}/betalning",
    "/ordrar/{number}/forsandelser",
    "/ordrar/{number}/forsandelser/{id}",
    "/personal/ny",
    "/personal/{id}/roller",
    "/presentkort",
    "/presentkort/{id}/forlang",
    "/presentkort/{id}/ratta",
    "/prislistor/ny",
    "/prislistor/{id}/andra",
    "/prislistor/{id}/priser",
    "/produkter/flera/gor",
    "/produkter/{id}/bilder",
    "/produkter/{id}/inkopspris",
    "/produkter/{id}/publicering",
    "/produkter/{id}/text",
    "/produkter/{id}/text/publicera",
    "/profil",
    "/returer/meddelanden/{id}/avsluta",
    "/returer/meddelanden/{id}/kop",
    "/returer/{number}/aterbetala",
    "/returer/{number}/avsla",
    "/returer/{number}/forsok",
    "/returer/{number}/fraga",
    "/returer/{number}/godkann",
    "/returer/{number}/last",
    "/returer/{number}/los",
    "/returer/{number}/mottag",
    "/returer/{number}/returfrakt",
    "/returer/{number}/skicka",
    "/returer/{number}/sortera",
    "/valutor",
    "/vyer",
];

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

/// Largest form that is kept at all: as large as its route takes, so that it can be sent again.
fn largest(route: &str) -> usize {
    let taken = match route {
        documents::NEW => documents::LARGEST_FORM,
        _ => LARGEST_BODY,
    };
    taken - ROOM
}

/// The way to log-in with the form kept; nothing when there is no form to keep or nobody to keep it for.
pub(crate) async fn keep(
    admin: &Admin,
    visit: &Visit,
    route: &str,
    request: Request,
) -> Result<Option<Response>, PageError> {
    let Some(device) = &visit.device else {
        return Ok(None);
    };
    if !is_form(request.headers()) {
        return Ok(None);
    }
    let session = cookie::get(request.headers(), session_cookie(admin.is_secure))
        .and_then(Token::parse)
        .map(|token| token.hash());
    let Ok(body) = to_bytes(request.into_body(), largest(route)).await else {
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
    if kept.fields.is_empty() {
        return Ok(None);
    }
    let sealed = admin.kept.seal(&plain, &device.hash());
    let value = if plain.len() > LARGEST_IN_COOKIE {
        let Some(token) = put_away(admin, visit, session, &sealed).await? else {
            return Ok(None);
        };
        token.reveal().to_owned()
    } else {
        BASE64URL_NOPAD.encode(&sealed)
    };
    let line = cookie::set(
        name(admin.is_secure),
        &value,
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

/// Keeps a large form in a row for whoever the ended session was; nothing for whoever never had one.
async fn put_away(
    admin: &Admin,
    visit: &Visit,
    session: Option<Vec<u8>>,
    sealed: &[u8],
) -> Result<Option<Token>, PageError> {
    let Some(session) = session else {
        return Ok(None);
    };
    let mut conn = admin.db.read().await?;
    let Some(session) = session_of(&mut conn, &session).await? else {
        return Ok(None);
    };
    let token = Token::generate();
    let until = visit.now.plus(KEPT_FOR);
    keep_form(&mut conn, session, &token.hash(), sealed, until).await?;
    Ok(Some(token))
}

/// Whether it is a form of texts; files are sent again.
fn is_form(headers: &http::HeaderMap) -> bool {
    let kind = headers.get(http::header::CONTENT_TYPE);
    kind.is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}

async fn open(admin: &Admin, me: &Me) -> Result<Option<Kept>, PageError> {
    let visit = &me.visit;
    let Some((value, device)) = visit.kept.as_ref().zip(visit.device.as_ref()) else {
        return Ok(None);
    };
    let sealed = match Token::parse(value) {
        Some(token) => {
            let mut conn = admin.db.read().await?;
            take_form(&mut conn, me.session.staff, &token.hash(), visit.now).await?
        }
        None => BASE64URL_NOPAD.decode(value.as_bytes()).ok(),
    };
    Ok(sealed.and_then(|sealed| unsealed(admin, visit, &sealed, device)))
}

fn unsealed(admin: &Admin, visit: &Visit, sealed: &[u8], device: &Token) -> Option<Kept> {
    let plain = admin.kept.open(sealed, &device.hash()).ok()?;
    let kept: Kept = serde_json::from_slice(&plain).ok()?;
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

/// `GET /fortsatt`: on from where the session ended. What was kept has done its work.
pub(crate) async fn show(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let mut response = match open(&admin, &me).await? {
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
