//! Cookies: reading the request's and writing one of ours. All of ours are `HttpOnly`, `SameSite=Lax`, `Path=/`.

use http::{HeaderMap, HeaderValue, header};

/// The value of the cookie `name`, if the request carries it.
#[must_use]
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` line. `max_age` in seconds; `None` ends with the browser's session. `is_secure` when the shop is served over HTTPS.
/// The value must be URL-safe (tokens are); anything else gives `None`.
#[must_use]
pub fn set(name: &str, value: &str, max_age: Option<i64>, is_secure: bool) -> Option<HeaderValue> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    if !value.chars().all(safe) {
        return None;
    }
    let mut line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if let Some(seconds) = max_age {
        line.push_str(&format!("; Max-Age={seconds}"));
    }
    if is_secure {
        line.push_str("; Secure");
    }
    HeaderValue::from_str(&line).ok()
}

/// A `Set-Cookie` line that removes the cookie.
#[must_use]
pub fn remove(name: &str, is_secure: bool) -> Option<HeaderValue> {
    set(name, "", Some(0), is_secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cookie_is_found_among_several() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=1; torg_cart=x-y; b"),
        );
        assert_eq!(get(&headers, "torg_cart"), Some("x-y"));
        assert_eq!(get(&headers, "cart"), None);
    }

    #[test]
    fn a_value_cannot_smuggle_attributes() {
        assert!(set("a", "b; Domain=evil", None, true).is_none());
        assert!(set("a", "b\r\nSet-Cookie: c=d", None, true).is_none());
    }
}
