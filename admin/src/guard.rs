//! Who is asking, and may they. Stands before every handler; the list of routes says what each needs.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use commerce::staff_shops;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};
use platform::auth::session::{self, Client};
use platform::auth::store;
use platform::auth::token::Token;
use platform::auth::{Permission, Session};
use platform::clock::Timestamp;
use platform::db::{Actor, Origin};
use platform::i18n::Locale;
use platform::web::layers::{ClientAddress, Patience};
use platform::web::{PageError, RequestId, cookie};

use crate::admin::{Admin, Environment};
use crate::frame::also_here;
use crate::kept;
use crate::shops::{self, Shops, There};

/// What a route asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the way in, and what stands before it.
    Nothing,
    /// The demo environment and nothing else; elsewhere there is no such page.
    Demo,
    /// The password has been given, the second step has not.
    Halfway,
    /// Both steps; what is shown is the person's own.
    Session,
    /// Both steps, and this permission.
    May(Permission),
}

/// Everything about the request that handlers and frames need. Put there by [`guard`].
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) session: Option<Session>,
    pub(crate) locale: Locale,
    pub(crate) now: Timestamp,
    pub(crate) path: String,
    pub(crate) request_id: Option<String>,
    pub(crate) client: Client,
    pub(crate) device: Option<Token>,
    /// The shops that the person works for, and the one that they look at.
    pub(crate) shops: Shops,
    /// A form that waits for a log-in, sealed.
    pub(crate) kept: Option<String>,
    /// The browser brought a session that has ended.
    pub(crate) was_in: bool,
}

impl Visit {
    /// The origin of transactions of someone who has not logged in.
    pub(crate) fn origin(&self) -> Origin {
        let actor = self.session.as_ref().map_or(Actor::Visitor, Session::actor);
        Origin {
            actor,
            request_id: self.request_id.clone(),
        }
    }
}

/// The person behind both steps. Only on routes that need a session; elsewhere extraction is a fault of ours.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    pub(crate) session: Session,
    pub(crate) visit: Visit,
}

impl Me {
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.session.permissions.has(permission)
    }

    pub(crate) fn locale(&self) -> Locale {
        self.visit.locale
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.visit.now
    }

    pub(crate) fn origin(&self) -> Origin {
        self.visit.origin()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| PageError::internal("a route without its guard"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Me {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let session = visit.session.clone().ok_or(PageError::SignIn)?;
        Ok(Self { session, visit })
    }
}

/// The session cookie's name. The prefix makes browsers refuse it from anywhere but this very host over HTTPS.
pub(crate) fn session_cookie(is_secure: bool) -> &'static str {
    if is_secure {
        "__Host-torg_staff"
    } else {
        "torg_staff"
    }
}

/// The known-device cookie's name.
pub(crate) fn device_cookie(is_secure: bool) -> &'static str {
    if is_secure {
        "__Host-torg_device"
    } else {
        "torg_device"
    }
}

/// Looks who asks, and lets through those who may.
pub(crate) async fn guard(
    State((admin, needs, path)): State<(Admin, Needs, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let patience = Patience::of(&parts.extensions);
    let mut visit = match patience.wait(look(&admin, &parts)).await {
        Ok(visit) => visit,
        // While the database is away nobody is known. The page that says so asks no more than which language they read.
        Err(error) => {
            let mut response = error.into_response();
            response.extensions_mut().insert(of_nobody(&admin, &parts));
            return response;
        }
    };
    let asked = Request::from_parts(parts, body);
    let answering = guarded(&admin, &mut visit, (needs, path), asked, next);
    let answered = patience.wait(answering).await;
    // The error page wants the same frame around it, whatever failed.
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    response.extensions_mut().insert(visit);
    response
}

/// Answers somebody who is known.
async fn guarded(
    admin: &Admin,
    visit: &mut Visit,
    (needs, path): (Needs, &'static str),
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let (parts, body) = request.into_parts();
    let is_post = parts.method == Method::POST;
    let refusal = match refusal(admin, needs, visit, &parts.method) {
        None => nowhere(admin, visit, (is_post, path), &parts.uri).await?,
        refusal => refusal,
    };
    let is_form = is_post && kept::SHOWN.contains(&path);
    let is_glance = parts.headers.contains_key(GLANCE);
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(visit.clone());
    let mut response = match refusal {
        Some(response) if is_form && response.status().is_redirection() => {
            let kept = kept::keep(admin, visit, path, request).await?;
            kept.unwrap_or(response)
        }
        Some(response) => response,
        None => {
            follow(admin, visit, is_post).await?;
            next.run(request).await
        }
    };
    if is_glance && response.status().is_success() {
        tell_who_is_here(admin, visit, &mut response).await?;
    }
    Ok(response)
}

/// What belongs to shops that somebody does not work for is not there for them; of a thing's page is known whose it is.
async fn nowhere(
    admin: &Admin,
    visit: &mut Visit,
    route: (bool, &str),
    uri: &http::Uri,
) -> Result<Option<Response>, PageError> {
    let shops = &visit.shops;
    if !shops.are_several() && !shops.are_limited() && !shops.is_unknown() {
        return Ok(None);
    }
    let mut conn = admin.db.read().await?;
    let address = (uri.path(), uri.query());
    match shops::behind(&mut conn, shops, route, address).await? {
        There::Nothing => return Ok(Some(PageError::NotFound.into_response())),
        There::Something => {}
        There::Of(shop) => visit.shops.show(shop),
    }
    Ok(None)
}

/// Who sends the form of a shop looks at that shop from here on, whatever another window has chosen since.
async fn follow(admin: &Admin, visit: &Visit, is_post: bool) -> Result<(), PageError> {
    let to = visit.shops.by_address().filter(|_| is_post);
    if let Some((shop, session)) = to.zip(visit.session.as_ref()) {
        let mut tx = admin.db.begin(visit.origin()).await?;
        staff_shops::choose(&mut tx, session.id, Some(shop)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Sent with what a page asks by itself: nobody is there, so the session goes on towards its end.
const GLANCE: &str = "x-torg-glance";

/// Told with the version of an object: who else has its page open, in a sentence.
const HERE: &str = "x-torg-here";

/// Whoever asks for an object's version has its page open.
async fn tell_who_is_here(
    admin: &Admin,
    visit: &Visit,
    response: &mut Response,
) -> Result<(), PageError> {
    let Some((page, session)) = visit
        .path
        .strip_suffix("/version")
        .zip(visit.session.as_ref())
    else {
        return Ok(());
    };
    let mut conn = admin.db.read().await?;
    let names = store::look_in(&mut conn, page, session.staff, visit.now).await?;
    let told = also_here(&names).map(|message| admin.renderer.text(visit.locale, &message));
    let set = percent_encoding::NON_ALPHANUMERIC;
    let told = percent_encoding::utf8_percent_encode(told.as_deref().unwrap_or_default(), set);
    let value = HeaderValue::from_str(&told.to_string()).map_err(PageError::internal)?;
    response.headers_mut().insert(HERE, value);
    Ok(())
}

async fn look(admin: &Admin, parts: &Parts) -> Result<Visit, PageError> {
    let headers = &parts.headers;
    let now = admin.db.clock().now();
    let token = cookie::get(headers, session_cookie(admin.is_secure)).and_then(Token::parse);
    let is_brought = token.is_some();
    let session = match token {
        Some(token) => {
            let mut conn = admin.db.read().await?;
            if headers.contains_key(GLANCE) {
                session::glance(&mut conn, &token, now).await?
            } else {
                session::find(&mut conn, &token, now).await?
            }
        }
        None => None,
    };
    let shops = match session.as_ref().filter(|s| s.verified_at.is_some()) {
        Some(session) => {
            let mut conn = admin.db.read().await?;
            Shops::of(admin, &mut conn, session, parts.uri.query()).await?
        }
        None => Shops::default(),
    };
    let known = of_nobody(admin, parts);
    Ok(Visit {
        was_in: is_brought && session.is_none(),
        locale: session
            .as_ref()
            .and_then(|s| Locale::parse(&s.locale))
            .unwrap_or(known.locale),
        session,
        shops,
        now,
        ..known
    })
}

/// What a request tells by itself, before anybody is looked for.
fn of_nobody(admin: &Admin, parts: &Parts) -> Visit {
    let headers = &parts.headers;
    let agent = headers.get(header::USER_AGENT);
    Visit {
        session: None,
        was_in: false,
        shops: Shops::default(),
        locale: wanted_locale(headers),
        now: admin.db.clock().now(),
        path: parts
            .uri
            .path_and_query()
            .map_or("/", |p| p.as_str())
            .to_owned(),
        request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
        client: Client {
            address: parts
                .extensions
                .get::<ClientAddress>()
                .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client| client.0),
            user_agent: agent
                .and_then(|v: &HeaderValue| v.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        },
        device: cookie::get(headers, device_cookie(admin.is_secure)).and_then(Token::parse),
        kept: kept::brought(headers, admin.is_secure),
    }
}

fn refusal(admin: &Admin, needs: Needs, visit: &Visit, method: &Method) -> Option<Response> {
    let whole = visit.session.as_ref().filter(|s| s.verified_at.is_some());
    match needs {
        Needs::Nothing => None,
        Needs::Demo => {
            (admin.environment != Environment::Demo).then(|| PageError::NotFound.into_response())
        }
        Needs::Halfway => match &visit.session {
            Some(session) if session.verified_at.is_none() => None,
            Some(_) => Some(Redirect::to("/").into_response()),
            None => Some(Redirect::to("/logga-in").into_response()),
        },
        Needs::Session => whole.is_none().then(|| to_log_in(visit, method)),
        Needs::May(permission) => match whole {
            None => Some(to_log_in(visit, method)),
            Some(session) if session.permissions.has(permission) => None,
            Some(_) => Some(PageError::Forbidden.into_response()),
        },
    }
}

/// A page is asked for again after log-in; what was sent by a form is kept apart (see [`crate::kept`]), and where it is not, that is told.
fn to_log_in(visit: &Visit, method: &Method) -> Response {
    if *method != Method::GET && visit.was_in {
        return Redirect::to("/logga-in?borta=1").into_response();
    }
    let step = if visit.session.is_some() {
        "/logga-in/kod"
    } else {
        "/logga-in"
    };
    if *method != Method::GET || visit.path == "/" {
        return Redirect::to(step).into_response();
    }
    let back =
        percent_encoding::utf8_percent_encode(&visit.path, percent_encoding::NON_ALPHANUMERIC);
    Redirect::to(&format!("{step}?vidare={back}")).into_response()
}

/// Where to go after log-in: a path of ours, or the first page.
pub(crate) fn safe_path(wanted: &str) -> &str {
    let is_ours = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && !wanted.chars().any(char::is_control)
        && !wanted.starts_with("/logga-in");
    if is_ours { wanted } else { "/" }
}

fn wanted_locale(headers: &HeaderMap) -> Locale {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    wanted
        .split(',')
        .filter_map(|part| part.split([';', '-']).next())
        .find_map(|code| Locale::parse(code.trim()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_in_leads_only_to_our_own_pages() {
        assert_eq!(safe_path("/ordrar?q=a"), "/ordrar?q=a");
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "evil",
            "/logga-in/kod",
            "/a\r\nb",
        ] {
            assert_eq!(safe_path(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn the_browser_says_which_language() {
        let locale = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            wanted_locale(&headers)
        };
        assert_eq!(locale("en-GB,en;q=0.9,sv;q=0.8"), Locale::En);
        assert_eq!(locale("de-DE,sv;q=0.5"), Locale::Sv);
        assert_eq!(locale("*"), Locale::Sv);
    }
}
