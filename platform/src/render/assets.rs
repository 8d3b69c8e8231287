//! Stylesheets, scripts, fonts and pictures of a theme, at addresses that hold a hash of the content, so that browsers keep them for a year.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::renderer::Renderer;
use super::theme::{Chain, ThemeError, files_below};

/// Where assets are served.
const PREFIX: &str = "/assets/";

/// One file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The content, with addresses in stylesheets replaced by hashed ones.
    pub content: Bytes,
    /// The media type.
    pub content_type: &'static str,
    /// The address, with the hash.
    pub url: String,
    packed: OnceLock<Packed>,
}

/// A file as it travels, made when it is first asked for and kept: packing it anew for each visitor would cost more than the page.
#[derive(Clone, Debug, Default)]
struct Packed {
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Packed {
    fn of(content: &Bytes) -> Self {
        let if_smaller = |packed: std::io::Result<Vec<u8>>| {
            packed
                .ok()
                .filter(|packed| packed.len() < content.len())
                .map(Bytes::from)
        };
        Self {
            brotli: if_smaller(brotli(content)),
            gzip: if_smaller(gzip(content)),
        }
    }
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    // 9 of 11: the last two take ten times as long for a few per cent. 22: the window that every browser takes.
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 9, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    writer.finish()
}

impl Asset {
    /// The content for a browser that takes what `headers` say, and the name of its packing.
    fn for_browser(&self, headers: &HeaderMap) -> (Bytes, Option<&'static str>) {
        if self.is_packable() {
            let packed = self.packed.get_or_init(|| Packed::of(&self.content));
            for (name, bytes) in [("br", &packed.brotli), ("gzip", &packed.gzip)] {
                if let Some(bytes) = bytes.as_ref().filter(|_| takes(headers, name)) {
                    return (bytes.clone(), Some(name));
                }
            }
        }
        (self.content.clone(), None)
    }

    /// Whether it is text; pictures and fonts are packed already.
    fn is_packable(&self) -> bool {
        self.content_type.starts_with("text/")
            || ["image/svg+xml", "application/json"].contains(&self.content_type)
    }
}

/// Whether `Accept-Encoding` names the packing, and not with `q=0`.
fn takes(headers: &HeaderMap, packing: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let is_refused = weight
                .trim()
                .strip_prefix("q=")
                .is_some_and(|weight| weight.chars().all(|sign| "0.".contains(sign)));
            name.trim().eq_ignore_ascii_case(packing) && !is_refused
        })
}

/// All files that a theme and its parents serve.
#[derive(Debug, Default)]
pub struct Assets {
    by_name: HashMap<String, Arc<Asset>>,
}

impl Assets {
    /// Collects the files: everything in `assets/` under its path there, stylesheets and scripts elsewhere under theirs in the theme.
    pub(super) fn load(chain: &Chain) -> Result<Self, ThemeError> {
        let mut raw: HashMap<String, Vec<u8>> = HashMap::new();
        for (_, folder) in chain.folders.iter().rev() {
            for (name, path) in files_below(&folder.join("assets"))? {
                raw.insert(name, read(&path)?);
            }
            for room in ["shop", "admin"] {
                for (name, path) in files_below(&folder.join(room))? {
                    if name.ends_with(".css") || name.ends_with(".js") {
                        raw.insert(format!("{room}/{name}"), read(&path)?);
                    }
                }
            }
        }
        let mut assets = Self::default();
        let (sheets, others): (Vec<_>, Vec<_>) =
            raw.iter().partition(|(name, _)| name.ends_with(".css"));
        for (name, content) in others {
            assets.insert(name, content.clone().into());
        }
        let mut finished = HashMap::new();
        for (name, content) in sheets {
            finished.insert(
                name.as_str(),
                assets.resolved(name, &String::from_utf8_lossy(content))?,
            );
        }
        for (bundle, parts) in &chain.settings.bundles {
            let mut whole = String::new();
            for part in parts {
                let missing = || ThemeError::Asset {
                    stylesheet: bundle.clone(),
                    file: part.clone(),
                };
                whole.push_str(finished.get(part.as_str()).ok_or_else(missing)?);
                whole.push('\n');
            }
            assets.insert(bundle, whole.into());
        }
        for (name, content) in finished {
            assets.insert(name, content.into());
        }
        Ok(assets)
    }

    fn insert(&mut self, name: &str, content: Bytes) {
        let hash = data_encoding::BASE64URL_NOPAD.encode(&Sha256::digest(&content)[..9]);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let asset = Asset {
            content_type: media_type(ending),
            url: format!("{PREFIX}{stem}.{hash}.{ending}"),
            content,
            packed: OnceLock::new(),
        };
        self.by_name.insert(name.to_owned(), Arc::new(asset));
    }

    /// Replaces relative `url(...)` in a stylesheet by hashed addresses.
    fn resolved(&self, sheet: &str, text: &str) -> Result<String, ThemeError> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("url(") {
            out.push_str(before);
            out.push_str("url(");
            let Some((inside, after)) = after.split_once(')') else {
                out.push_str(after);
                return Ok(out);
            };
            let file = inside.trim().trim_matches(['"', '\'']);
            if file.starts_with("data:") || file.starts_with('#') || file.starts_with('/') {
                out.push_str(inside);
            } else {
                // Stylesheets name files as seen from the theme's `assets` folder.
                let name = file
                    .trim_start_matches("../")
                    .trim_start_matches("./")
                    .trim_start_matches("assets/");
                let missing = || ThemeError::Asset {
                    stylesheet: sheet.to_owned(),
                    file: file.to_owned(),
                };
                out.push_str(self.url(name).ok_or_else(missing)?);
            }
            out.push(')');
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The address of the file `name`.
    #[must_use]
    pub fn url(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(|asset| asset.url.as_str())
    }

    /// The file `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Asset>> {
        self.by_name.get(name)
    }
}

fn read(path: &std::path::Path) -> Result<Vec<u8>, ThemeError> {
    std::fs::read(path).map_err(|source| ThemeError::Read {
        path: path.to_owned(),
        source,
    })
}

fn media_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "webmanifest" | "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The route `/assets/...`, the same at every door.
pub fn router<S: Clone + Send + Sync + 'static>(renderer: Arc<Renderer>) -> Router<S> {
    Router::new()
        .route("/assets/{*path}", get(show))
        .with_state(renderer)
}

async fn show(
    State(renderer): State<Arc<Renderer>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&renderer.assets(), &path, &headers)
}

fn answer(assets: &Assets, path: &str, headers: &HeaderMap) -> Response {
    let Some((name, hash)) = without_hash(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(asset) = assets.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let current = asset.url.strip_prefix(PREFIX) == Some(path);
    let tag = format!("\"{hash}\"");
    // During a change of version another instance may name another hash: serve what there is, but let nobody keep it.
    let keep = if current {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    let unchanged = current
        && headers
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let head = [
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::ETAG, tag),
    ];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    let (content, packing) = asset.for_browser(headers);
    let mut response =
        (head, [(header::CONTENT_TYPE, asset.content_type)], content).into_response();
    let fields = response.headers_mut();
    if asset.is_packable() {
        fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(packing) = packing {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(packing));
    }
    response
}

/// `shop.Ab3.css` -> (`shop.css`, `Ab3`).
fn without_hash(path: &str) -> Option<(String, &str)> {
    let (rest, ending) = path.rsplit_once('.')?;
    let (stem, hash) = rest.rsplit_once('.')?;
    Some((format!("{stem}.{ending}"), hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_names_hashed_files() {
        let mut assets = Assets::default();
        assets.insert("fonts/x.woff2", Bytes::from_static(b"font"));
        let css = assets
            .resolved(
                "a.css",
                "a{src:url(\"fonts/x.woff2\")}b{background:url(data:x)}",
            )
            .expect("resolves");
        let url = assets.url("fonts/x.woff2").expect("known");
        assert_eq!(
            css,
            format!("a{{src:url({url})}}b{{background:url(data:x)}}")
        );
        assert!(assets.resolved("a.css", "a{src:url(nope.png)}").is_err());
    }

    #[test]
    fn a_changed_file_has_another_address() {
        let mut assets = Assets::default();
        assets.insert("a.css", Bytes::from_static(b"1"));
        let first = assets.url("a.css").map(str::to_owned);
        assets.insert("a.css", Bytes::from_static(b"2"));
        assert_ne!(first.as_deref(), assets.url("a.css"));
        assert_eq!(
            without_hash("shop/a.x1.css"),
            Some(("shop/a.css".to_owned(), "x1"))
        );
    }

    async fn body(response: Response) -> Vec<u8> {
        let body = axum::body::to_bytes(response.into_body(), 100_000).await;
        body.expect("a body").to_vec()
    }

    #[tokio::test]
    async fn text_travels_packed_as_the_browser_wants_it() {
        use std::io::Read as _;
        let sheet = "a { color: rebeccapurple; }\n".repeat(200);
        let mut assets = Assets::default();
        assets.insert("a.css", sheet.clone().into());
        let path = assets.url("a.css").expect("known").to_owned();
        let path = path.strip_prefix(PREFIX).expect("an asset's address");
        let asked = |accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            answer(&assets, path, &headers)
        };
        for (accepted, packing) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, GZIP;q=0.5", Some("gzip")),
            ("br;q=0.0, gzip;q=0", None),
            ("identity", None),
        ] {
            let response = asked(accepted);
            let headers = response.headers();
            let named = headers.get(header::CONTENT_ENCODING);
            assert_eq!(
                named.map(HeaderValue::as_bytes),
                packing.map(str::as_bytes),
                "{accepted}"
            );
            assert_eq!(headers[header::VARY], "accept-encoding");
            assert_eq!(
                headers[header::CACHE_CONTROL],
                "public, max-age=31536000, immutable"
            );
            assert!(headers.contains_key(header::ETAG));
            let sent = body(response).await;
            let mut read = String::new();
            match packing {
                Some("br") => brotli::Decompressor::new(&sent[..], 4096).read_to_string(&mut read),
                Some(_) => flate2::read::GzDecoder::new(&sent[..]).read_to_string(&mut read),
                None => (&sent[..]).read_to_string(&mut read),
            }
            .expect("it can be unpacked");
            assert_eq!(read, sheet);
            assert_eq!(packing.is_some(), sent.len() < sheet.len() / 2);
        }
        assert!(
            assets.get("a.css").expect("known").packed.get().is_some(),
            "it is kept"
        );
    }

    #[tokio::test]
    async fn what_packing_does_not_make_smaller_travels_as_it_is() {
        let mut assets = Assets::default();
        assets.insert("x.woff2", Bytes::from(vec![7; 5_000]));
        assets.insert("tiny.js", Bytes::from_static(b"1"));
        for name in ["x.woff2", "tiny.js"] {
            let path = assets.url(name).expect("known").to_owned();
            let mut headers = HeaderMap::new();
            headers.insert(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static("gzip, br"),
            );
            let response = answer(&assets, path.strip_prefix(PREFIX).expect("ours"), &headers);
            assert!(
                !response.headers().contains_key(header::CONTENT_ENCODING),
                "{name}"
            );
            assert_eq!(
                body(response).await,
                assets.get(name).expect("known").content
            );
        }
    }
}
