//! The SDK's calls over our own HTTP client: its deadlines, its trust in certificates, and answers of no more than a reasonable length.

use std::borrow::Cow;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::io::{AsyncRead, AsyncReadExt as _};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::request::{HttpClient, Method, parse_response};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ConfigError;

/// Longest answer that is read: two thousand products' ids are a tenth of it.
const LONGEST_ANSWER: usize = 2 * 1024 * 1024;

/// What the SDK calls by.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
}

impl Http {
    /// A client that gives up at `deadline`. `is_encrypted`: an engine that is not called by HTTPS stands beside us, with no proxy between.
    pub(super) fn new(
        key: Option<&str>,
        deadline: Duration,
        is_encrypted: bool,
    ) -> Result<Self, ConfigError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let mut value = HeaderValue::from_str(&format!("Bearer {key}"))
                .map_err(|_| ConfigError::NotAKey)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        // An error only says that the program has chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Torg/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(deadline.min(Duration::from_secs(2)))
            .timeout(deadline);
        if !is_encrypted {
            builder = builder.no_proxy().tls_certs_only(std::iter::empty());
        }
        let client = builder
            .build()
            .map_err(|e| ConfigError::Client(e.to_string()))?;
        Ok(Self { client })
    }
}

fn away(error: reqwest::Error) -> Error {
    Error::Other(Box::new(error.without_url()))
}

#[async_trait]
impl HttpClient for Http {
    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        expected_status_code: u16,
    ) -> Result<Output, Error> {
        let verb = match &method {
            Method::Get { .. } => reqwest::Method::GET,
            Method::Post { .. } => reqwest::Method::POST,
            Method::Patch { .. } => reqwest::Method::PATCH,
            Method::Put { .. } => reqwest::Method::PUT,
            Method::Delete { .. } => reqwest::Method::DELETE,
        };
        let mut request = self.client.request(verb, url).query(method.query());
        if let Some(body) = method.into_body() {
            let mut bytes = Vec::new();
            let mut body = std::pin::pin!(body);
            body.read_to_end(&mut bytes)
                .await
                .map_err(|e| Error::Other(Box::new(e)))?;
            request = request.header(CONTENT_TYPE, content_type).body(bytes);
        }
        let mut answer = request.send().await.map_err(away)?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(away)? {
            if body.len() + piece.len() > LONGEST_ANSWER {
                return Err(Error::Other("the answer is too long".into()));
            }
            body.extend_from_slice(&piece);
        }
        let text = match body.is_empty() {
            true => Cow::Borrowed("null"),
            false => String::from_utf8_lossy(&body),
        };
        parse_response(status, expected_status_code, &text, url.to_owned())
    }

    fn is_tokio(&self) -> bool {
        true
    }
}
