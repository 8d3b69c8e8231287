//! What the connector must know to speak to an account.

use std::fmt;
use std::time::Duration;

/// Where and as whom to call Stripe. Its `Debug` shows no secret.
#[derive(Clone)]
pub struct StripeConfig {
    pub(super) base_url: String,
    pub(super) secret_key: String,
    pub(super) webhook_secrets: Vec<String>,
    pub(super) try_timeout: Duration,
    pub(super) first_wait: Duration,
}

/// Why a configuration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The base address is not `http(s)://host[:port]`.
    #[error("the base address of the payment provider is not a web address")]
    NotAnAddress,
    /// A key to real money would travel unencrypted.
    #[error("a live key may only be sent over https")]
    LiveKeyInClear,
    /// The secret key is empty or holds what no header may hold.
    #[error("the secret key is empty or malformed")]
    NoKey,
    /// Without a webhook secret no message could be believed.
    #[error("no webhook secret")]
    NoWebhookSecret,
    /// The machine's TLS store could not be read.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

impl StripeConfig {
    /// Stripe's own address.
    pub const LIVE_BASE_URL: &'static str = "https://api.stripe.com";

    /// `base_url` is [`Self::LIVE_BASE_URL`] or the stand-in's address. Several webhook secrets are accepted at once while one replaces another.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn new(
        base_url: impl Into<String>,
        secret_key: impl Into<String>,
        webhook_secrets: Vec<String>,
    ) -> Result<Self, ConfigError> {
        let (base_url, secret_key) = (
            base_url.into().trim_end_matches('/').to_owned(),
            secret_key.into(),
        );
        let address = reqwest::Url::parse(&base_url).map_err(|_| ConfigError::NotAnAddress)?;
        if !matches!(address.scheme(), "http" | "https")
            || !address.has_host()
            || address.query().is_some()
        {
            return Err(ConfigError::NotAnAddress);
        }
        if secret_key.is_empty() || !secret_key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(ConfigError::NoKey);
        }
        let is_live = secret_key.starts_with("sk_live_") || secret_key.starts_with("rk_live_");
        if is_live && address.scheme() != "https" {
            return Err(ConfigError::LiveKeyInClear);
        }
        if webhook_secrets.is_empty() || webhook_secrets.iter().any(String::is_empty) {
            return Err(ConfigError::NoWebhookSecret);
        }
        Ok(Self {
            base_url,
            secret_key,
            webhook_secrets,
            try_timeout: Duration::from_secs(8),
            first_wait: Duration::from_millis(500),
        })
    }

    /// Changes how long one try may take (8 s) and how long the first pause between tries is (0.5 s, then doubled).
    #[must_use]
    pub fn with_patience(mut self, try_timeout: Duration, first_wait: Duration) -> Self {
        self.try_timeout = try_timeout;
        self.first_wait = first_wait;
        self
    }
}

impl fmt::Debug for StripeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StripeConfig")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(base: &str, key: &str) -> Result<StripeConfig, ConfigError> {
        StripeConfig::new(base, key, vec!["whsec_hush".into()])
    }

    #[test]
    fn a_live_key_never_travels_in_clear() {
        assert_eq!(
            config("http://api.example", "sk_live_1").unwrap_err(),
            ConfigError::LiveKeyInClear
        );
        assert_eq!(
            config("http://api.example", "rk_live_1").unwrap_err(),
            ConfigError::LiveKeyInClear
        );
        assert!(config("https://api.stripe.com/", "sk_live_1").is_ok());
        assert!(config("http://127.0.0.1:8090", "sk_test_1").is_ok());
    }

    #[test]
    fn what_cannot_work_is_refused_at_once() {
        assert_eq!(
            config("ftp://x", "sk_test_1").unwrap_err(),
            ConfigError::NotAnAddress
        );
        assert_eq!(
            config("nowhere", "sk_test_1").unwrap_err(),
            ConfigError::NotAnAddress
        );
        assert_eq!(config("http://x", "").unwrap_err(), ConfigError::NoKey);
        assert_eq!(
            config("http://x", "sk_test_1\r\nX: y").unwrap_err(),
            ConfigError::NoKey
        );
        assert_eq!(
            StripeConfig::new("http://x", "sk_test_1", vec![]).unwrap_err(),
            ConfigError::NoWebhookSecret
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?}", config("http://x", "sk_test_hush").unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    }
}
