//! By which names a door is called: pages under its public name, a redirect there under further ones, and nothing under names that are not
//! ours. A request's name chooses between these three and is never written into a page, a header or a mail: those hold the configured address,
//! so that no cache can be given a page with somebody else's links. What proxies say of the name (`X-Forwarded-Host`, `Forwarded`) is not
//! read: a caller could add it, and a cache before us would keep the answer under a name that it was not given for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};

/// The longest name that DNS knows.
const LONGEST_NAME: usize = 253;
/// The longest step between two of its dots.
const LONGEST_LABEL: usize = 63;
/// What machines ask, by whatever name they reach us.
const FOR_MACHINES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// Messages that are believed by their signature. Who sends them follows no redirect, and money hangs on them.
const MESSAGES: &str = "/webhooks/";
/// How long a redirect is remembered at most. An owner who makes the other name the public one must not leave browsers that go in circles.
const REMEMBERED: &str = "max-age=3600";

/// The host of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A name, in small letters.
    Name(String),
    /// A network address.
    Address(IpAddr),
}

impl Host {
    /// From `www.example.se`, `192.0.2.1` or `[2001:db8::1]`, with or without a port. `None` for what is neither a name nor an address, or
    /// has a dot at its end.
    #[must_use]
    pub fn parse(authority: &str) -> Option<Self> {
        Asked::read(authority)
            .filter(|asked| !asked.is_rooted)
            .map(|asked| asked.host)
    }

    /// That of a web address.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (_, rest) = url.split_once("://")?;
        Self::parse(rest.split('/').next().unwrap_or(rest))
    }

    /// Whether only this machine itself is called so.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
            Self::Address(address) => address.is_loopback(),
        }
    }
}

/// What a request calls us.
struct Asked {
    host: Host,
    /// Whether the name ends with a dot: the same name to DNS, another site to browsers.
    is_rooted: bool,
}

impl Asked {
    fn read(authority: &str) -> Option<Self> {
        if let Some(rest) = authority.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            let address: Ipv6Addr = address.parse().ok()?;
            return is_port(port).then(|| Self::address(IpAddr::V6(address).to_canonical()));
        }
        let colon = authority.find(':').unwrap_or(authority.len());
        let (name, port) = authority.split_at(colon);
        if !is_port(port) {
            return None;
        }
        if let Ok(address) = name.parse::<Ipv4Addr>() {
            return Some(Self::address(IpAddr::V4(address)));
        }
        let (name, is_rooted) = match name.strip_suffix('.') {
            Some(name) => (name, true),
            None => (name, false),
        };
        is_name(name).then(|| Self {
            host: Host::Name(name.to_ascii_lowercase()),
            is_rooted,
        })
    }

    fn address(address: IpAddr) -> Self {
        Self {
            host: Host::Address(address),
            is_rooted: false,
        }
    }
}

/// Nothing, or a colon with at most five digits.
fn is_port(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix(':').is_some_and(|digits| {
            digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    name.len() <= LONGEST_NAME && name.split('.').all(is_label)
}

/// The names of one door.
#[derive(Clone, Debug)]
pub struct Names {
    url: String,
    own: Option<Host>,
    further: Vec<Host>,
    refuses_others: bool,
}

/// What is done with a request because of the name by which it calls.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Serve,
    /// To the same page under the public address.
    Lead,
    Refuse(StatusCode),
}

impl Names {
    /// `url` is the public address, without a slash at its end; requests under `further` names are led there. With `refuses_others` no other
    /// name is answered; without, any is.
    #[must_use]
    pub fn new(url: &str, further: &[String], refuses_others: bool) -> Self {
        Self {
            url: url.to_owned(),
            own: Host::of_url(url),
            further: further
                .iter()
                .filter_map(|name| Host::parse(name))
                .collect(),
            refuses_others,
        }
    }

    fn verdict(&self, request: &Request) -> Verdict {
        let path = request.uri().path();
        if FOR_MACHINES.contains(&path) || path.starts_with(MESSAGES) {
            return Verdict::Serve;
        }
        let others = if self.refuses_others {
            Verdict::Refuse(StatusCode::MISDIRECTED_REQUEST)
        } else {
            Verdict::Serve
        };
        let asked = match asked(request) {
            Ok(Some(asked)) => asked,
            Ok(None) => return others,
            Err(Unreadable) => return Verdict::Refuse(StatusCode::BAD_REQUEST),
        };
        let is_own = self.own.as_ref() == Some(&asked.host);
        if self.further.contains(&asked.host) || (is_own && asked.is_rooted) {
            return Verdict::Lead;
        }
        // A proxy on this machine that does not pass the name on calls us so.
        if is_own || asked.host.is_loopback() {
            return Verdict::Serve;
        }
        others
    }

    /// The page that was asked for, under the public address.
    fn led(&self, request: &Request) -> Response {
        let uri = request.uri();
        let page = uri.path_and_query().map_or("/", |page| page.as_str());
        // `*` and the like are no pages.
        let page = if page.starts_with('/') { page } else { "/" };
        let to = HeaderValue::from_str(&format!("{}{page}", self.url))
            .or_else(|_| HeaderValue::from_str(&self.url));
        let Ok(to) = to else {
            return StatusCode::MISDIRECTED_REQUEST.into_response();
        };
        let status = match *request.method() {
            Method::GET | Method::HEAD => StatusCode::MOVED_PERMANENTLY,
            // The same method and body again, which a 301 would turn into a GET.
            _ => StatusCode::PERMANENT_REDIRECT,
        };
        let remembered = HeaderValue::from_static(REMEMBERED);
        let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, remembered)];
        (status, headers).into_response()
    }

    /// Says what is wrong and where we are, in no language, for the name tells nothing about who reads it.
    fn refusal(&self, status: StatusCode) -> Response {
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        ];
        (status, headers, format!("{status}\n{}\n", self.url)).into_response()
    }
}

/// The name cannot be read, or there are two that differ.
struct Unreadable;

/// What the request calls us: in its address (HTTP/2, and HTTP/1.1 as proxies are spoken to), in its header, or not at all.
fn asked(request: &Request) -> Result<Option<Asked>, Unreadable> {
    let mut told = request.headers().get_all(header::HOST).iter();
    let header = match (told.next(), told.next()) {
        (_, Some(_)) => return Err(Unreadable),
        (None, None) => None,
        (Some(host), None) => {
            let host = host.to_str().ok().and_then(Asked::read);
            Some(host.ok_or(Unreadable)?)
        }
    };
    let Some(authority) = request.uri().authority() else {
        return Ok(header);
    };
    let target = Asked::read(authority.as_str()).ok_or(Unreadable)?;
    match header {
        Some(header) if header.host != target.host => Err(Unreadable),
        _ => Ok(Some(target)),
    }
}

/// By which host a request calls us. None: by none, or by something that nobody can be called, which [`answer_by_name`] refuses.
#[must_use]
pub fn called(request: &Request) -> Option<Host> {
    asked(request).ok().flatten().map(|asked| asked.host)
}

/// Lets through what calls us by our name; leads or refuses the rest.
pub async fn answer_by_name(
    State(names): State<Arc<Names>>,
    request: Request,
    next: Next,
) -> Response {
    match names.verdict(&request) {
        Verdict::Serve => next.run(request).await,
        Verdict::Lead => names.led(&request),
        Verdict::Refuse(status) => names.refusal(status),
    }
}

#[cfg(test)]
mod tests;
