//! Form bodies and query strings as fields by name, with bounds and without bytes that PostgreSQL's text cannot hold.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;
use http::{StatusCode, header};

use super::PageError;

/// Largest form body in bytes. Uploads, and forms of long texts, have limits of their own.
pub const MAX_FORM_BYTES: usize = 256 * 1024;
/// Most fields in one form or query: those of a thousand lines, three to each.
const MAX_FIELDS: usize = 3_200;

/// Fields in the order in which they were sent; a name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded` text.
    ///
    /// # Errors
    /// [`PageError::BadRequest`] for broken UTF-8, a NUL byte or too many fields.
    pub fn parse(encoded: &[u8]) -> Result<Self, PageError> {
        let mut fields = Vec::new();
        for pair in encoded
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            if fields.len() == MAX_FIELDS {
                return Err(PageError::BadRequest("too many fields".to_owned()));
            }
            let cut = pair
                .iter()
                .position(|byte| *byte == b'=')
                .unwrap_or(pair.len());
            fields.push((
                decode(&pair[..cut])?,
                decode(pair.get(cut + 1..).unwrap_or_default())?,
            ));
        }
        Ok(Self(fields))
    }

    /// Fields that were read elsewhere, such as the parts of an upload.
    ///
    /// # Errors
    /// [`PageError::BadRequest`] for a NUL byte or too many fields.
    pub fn of(fields: Vec<(String, String)>) -> Result<Self, PageError> {
        if fields.len() > MAX_FIELDS {
            return Err(PageError::BadRequest("too many fields".to_owned()));
        }
        if fields
            .iter()
            .any(|(name, value)| name.contains('\0') || value.contains('\0'))
        {
            return Err(PageError::BadRequest("a field holds a NUL byte".to_owned()));
        }
        Ok(Self(fields))
    }

    /// The first value of `name`, trimmed of white space around it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// The first value of `name` as it was sent: for passwords.
    #[must_use]
    pub fn get_untrimmed(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of `name`, or nothing.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All values of `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether the field is there at all (a ticked box).
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

fn decode(part: &[u8]) -> Result<String, PageError> {
    let spaced: Vec<u8> = part
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let text = percent_encoding::percent_decode(&spaced)
        .decode_utf8()
        .map_err(|_| PageError::BadRequest("a field is not UTF-8".to_owned()))?;
    if text.contains('\0') {
        return Err(PageError::BadRequest("a field holds a NUL byte".to_owned()));
    }
    Ok(text.into_owned())
}

/// Extracts a form body.
#[derive(Debug)]
pub struct FormBody(pub Fields);

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &S) -> Result<Self, PageError> {
        read(request, MAX_FORM_BYTES).await.map(Self)
    }
}

/// Extracts a form body of at most so many bytes: for a form whose texts are bounded by their letters, each of which may be sent as a dozen bytes.
#[derive(Debug)]
pub struct LongForm<const MOST: usize>(pub Fields);

impl<S: Send + Sync, const MOST: usize> FromRequest<S> for LongForm<MOST> {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &S) -> Result<Self, PageError> {
        read(request, MOST).await.map(Self)
    }
}

async fn read(request: Request, most: usize) -> Result<Fields, PageError> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !kind
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded")
    {
        return Err(PageError::BadRequest("not a form".to_owned()));
    }
    let body = to_bytes(request.into_body(), most)
        .await
        .map_err(|_| PageError::TooLarge)?;
    Fields::parse(&body)
}

/// Extracts the query string.
#[derive(Debug)]
pub struct QueryFields(pub Fields);

impl<S: Send + Sync> FromRequestParts<S> for QueryFields {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// Refuses addresses whose path is not clean UTF-8 text, before any handler sees them.
///
/// # Errors
/// 400 for broken UTF-8 or control characters in the path.
pub async fn refuse_unclean_paths(
    request: Request,
    next: axum::middleware::Next,
) -> Result<axum::response::Response, PageError> {
    let path = percent_encoding::percent_decode_str(request.uri().path()).decode_utf8();
    match path {
        Ok(path) if !path.chars().any(char::is_control) => Ok(next.run(request).await),
        _ => Err(PageError::BadRequest(format!(
            "unclean path ({})",
            StatusCode::BAD_REQUEST
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_repeat() {
        let fields = Fields::parse(b"a=1&b=x+y&a=%C3%A5&flag").unwrap();
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "å"]);
        assert_eq!(fields.get("b"), Some("x y"));
        assert!(fields.has("flag"));
        assert_eq!(fields.text("none"), "");
    }

    #[test]
    fn broken_bytes_are_refused() {
        assert!(Fields::parse(b"a=%ff%fe").is_err());
        assert!(Fields::parse(b"a=%00").is_err());
        assert!(Fields::parse("a&".repeat(MAX_FIELDS + 1).as_bytes()).is_err());
    }
}
