//! Calls to Stripe: form out, JSON in, with the retries that an idempotency key makes safe.

use std::time::Duration;

use commerce::payment::gateway::GatewayError;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use super::API_VERSION;
use super::config::{ConfigError, StripeConfig};
use super::wire::ErrorBody;

/// Tries after the first.
const RETRIES: u32 = 2;
/// Longest pause between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Longest answer that is read. A session with a hundred rows is some 100 KB.
const LONGEST_ANSWER: usize = 2 * 1024 * 1024;

/// A connection pool to one account.
pub(super) struct Client {
    http: reqwest::Client,
    config: StripeConfig,
}

/// One answer, before it is taken for good or bad.
struct Raw {
    status: StatusCode,
    should_retry: Option<bool>,
    body: Vec<u8>,
}

impl Client {
    pub(super) fn new(config: StripeConfig) -> Result<Self, ConfigError> {
        // An error only says that the program has chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Torg/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(config.try_timeout);
        if config.base_url.starts_with("http://") {
            // The stand-in: no proxy between, and no need of the machine's root certificates.
            builder = builder.no_proxy().tls_certs_only(std::iter::empty());
        }
        let http = builder
            .build()
            .map_err(|e| ConfigError::Client(e.to_string()))?;
        Ok(Self { http, config })
    }

    pub(super) fn webhook_secrets(&self) -> &[String] {
        &self.config.webhook_secrets
    }

    /// Reads a thing. `query` may ask for expanded fields.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, GatewayError> {
        self.call(Method::GET, path, |request| request.query(query))
            .await
    }

    /// Does a thing, once per `key` however often it is sent.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(String, String)],
        key: &str,
    ) -> Result<T, GatewayError> {
        self.call(Method::POST, path, |request| {
            request.header("Idempotency-Key", key).form(form)
        })
        .await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        fill: impl Fn(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Result<T, GatewayError> {
        let mut tries = 0;
        loop {
            let request = self
                .http
                .request(method.clone(), format!("{}{path}", self.config.base_url))
                .bearer_auth(&self.config.secret_key)
                .header("Stripe-Version", API_VERSION);
            let outcome = send(fill(request)).await;
            if tries < RETRIES && is_worth_another_try(&outcome) {
                tokio::time::sleep(pause(self.config.first_wait, tries)).await;
                tries += 1;
                continue;
            }
            let raw = outcome.map_err(|e| GatewayError::Unavailable(describe(&e)))?;
            if !raw.status.is_success() {
                let error = refusal(&raw);
                tracing::warn!(%method, path, status = raw.status.as_u16(), tries, %error, "payment provider refused");
                return Err(error);
            }
            return serde_json::from_slice(&raw.body)
                .map_err(|e| GatewayError::Unreadable(e.to_string()));
        }
    }
}

async fn send(request: reqwest::RequestBuilder) -> Result<Raw, reqwest::Error> {
    let mut answer = request.send().await?;
    let should_retry = match answer
        .headers()
        .get("Stripe-Should-Retry")
        .map(reqwest::header::HeaderValue::as_bytes)
    {
        Some(b"true") => Some(true),
        Some(b"false") => Some(false),
        _ => None,
    };
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        if body.len() + piece.len() > LONGEST_ANSWER {
            // Cut off, it will not parse, and is reported as unreadable.
            break;
        }
        body.extend_from_slice(&piece);
    }
    Ok(Raw {
        status: answer.status(),
        should_retry,
        body,
    })
}

/// Stripe's own rule: no answer, a conflict, or trouble on its side; its header has the last word.
fn is_worth_another_try(outcome: &Result<Raw, reqwest::Error>) -> bool {
    match outcome {
        Err(_) => true,
        Ok(raw) => raw.should_retry.unwrap_or_else(|| is_passing(raw.status)),
    }
}

fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 409 | 424 | 425 | 429) || status.is_server_error()
}

/// Doubled each time, capped, and shortened by up to a quarter so that many waiting callers do not return in step.
fn pause(first: Duration, tries: u32) -> Duration {
    let whole = first.saturating_mul(1 << tries.min(8)).min(LONGEST_WAIT);
    let spread = u64::try_from(whole.as_millis() / 4)
        .unwrap_or(u64::MAX)
        .max(1);
    let random = u64::from_le_bytes(
        *platform::ids::new_uuid()
            .as_bytes()
            .last_chunk()
            .unwrap_or(&[0; 8]),
    );
    whole.saturating_sub(Duration::from_millis(random % spread))
}

/// What went wrong on the way, without the address: it may hold a reference that is nobody else's business.
fn describe(error: &reqwest::Error) -> String {
    let kind = if error.is_timeout() {
        "timed out"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    kind.to_owned()
}

fn refusal(raw: &Raw) -> GatewayError {
    let said = serde_json::from_slice::<ErrorBody>(&raw.body)
        .ok()
        .map(|b| b.error);
    if is_passing(raw.status) {
        let words = said.and_then(|e| e.code.or(e.r#type)).unwrap_or_default();
        return GatewayError::Unavailable(
            format!("HTTP {} {words}", raw.status.as_u16())
                .trim_end()
                .to_owned(),
        );
    }
    let Some(said) = said else {
        return GatewayError::Unreadable(format!(
            "HTTP {} without an explanation",
            raw.status.as_u16()
        ));
    };
    let code = said
        .decline_code
        .or(said.code)
        .or(said.r#type)
        .unwrap_or_else(|| raw.status.as_u16().to_string());
    // Stripe repeats most of a wrong key in its words.
    let message = if raw.status == StatusCode::UNAUTHORIZED {
        "the key was not accepted".to_owned()
    } else {
        said.message.unwrap_or_default()
    };
    GatewayError::Refused { code, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(status: u16, body: &str) -> Raw {
        Raw {
            status: StatusCode::from_u16(status).unwrap(),
            should_retry: None,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn passing_trouble_may_be_tried_again_and_refusals_may_not() {
        for status in [408, 409, 429, 500, 502, 503] {
            assert!(is_worth_another_try(&Ok(raw(status, ""))), "{status}");
            assert!(
                matches!(
                    refusal(&raw(status, "<html>")),
                    GatewayError::Unavailable(_)
                ),
                "{status}"
            );
        }
        for status in [400, 401, 402, 403, 404] {
            assert!(!is_worth_another_try(&Ok(raw(status, ""))), "{status}");
        }
        let mut told_not_to = raw(503, "");
        told_not_to.should_retry = Some(false);
        assert!(!is_worth_another_try(&Ok(told_not_to)));
    }

    #[test]
    fn the_most_telling_code_is_kept() {
        let declined = raw(
            402,
            r#"{"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds","message":"No."}}"#,
        );
        let GatewayError::Refused { code, message } = refusal(&declined) else {
            panic!("refused")
        };
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("insufficient_funds", "No.")
        );
        assert!(matches!(
            refusal(&raw(400, "nonsense")),
            GatewayError::Unreadable(_)
        ));
    }

    #[test]
    fn a_wrong_key_is_not_repeated() {
        let error = refusal(&raw(
            401,
            r#"{"error":{"type":"invalid_request_error","message":"Invalid API Key: sk_test_hush"}}"#,
        ));
        assert!(!error.to_string().contains("hush"), "{error}");
    }

    #[test]
    fn pauses_grow_and_are_capped() {
        let first = Duration::from_millis(400);
        assert!(pause(first, 0) <= first && pause(first, 0) >= Duration::from_millis(300));
        assert!(pause(first, 1) >= Duration::from_millis(600));
        assert!(pause(first, 60) <= LONGEST_WAIT);
    }
}
