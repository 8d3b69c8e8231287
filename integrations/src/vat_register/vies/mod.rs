//! VIES, the European Commission's way to the registers of VAT numbers of all member states: its REST interface, `POST /check-vat-number`.
//! Asked with the seller's own number, it gives a consultation number as proof that it was asked.

#[cfg(test)]
mod tests;
mod wire;

use std::time::Duration;

use commerce::vat_check::{Answer, AskError, Found, Question, VatRegister};

use wire::{Asked, Body};

/// Longest answer that is read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Why a connector cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The base address is not `http(s)://host[:port][/path]`.
    #[error("the base address of VIES is not a web address")]
    NotAnAddress,
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// The register.
pub struct Vies {
    http: reqwest::Client,
    base_url: String,
}

impl Vies {
    /// The Commission's own address.
    pub const LIVE_BASE_URL: &'static str = "https://ec.europa.eu/taxation_customs/vies/rest-api";
    /// The path of the interface below an address, at the Commission as in the stand-in.
    pub const PATH: &'static str = "/taxation_customs/vies/rest-api";
    /// How long a shopper's page waits for an answer at most.
    pub const DEADLINE: Duration = Duration::from_secs(4);

    /// `base_url` is [`Self::LIVE_BASE_URL`] or the stand-in's address with [`Self::PATH`].
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn new(base_url: &str, deadline: Duration) -> Result<Self, ConfigError> {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let address = reqwest::Url::parse(&base_url).map_err(|_| ConfigError::NotAnAddress)?;
        if !matches!(address.scheme(), "http" | "https")
            || !address.has_host()
            || address.query().is_some()
        {
            return Err(ConfigError::NotAnAddress);
        }
        // An error only says that the program has chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Torg/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2))
            .timeout(deadline);
        if base_url.starts_with("http://") {
            // The stand-in: no proxy between, and no need of the machine's root certificates.
            builder = builder.no_proxy().tls_certs_only(std::iter::empty());
        }
        let http = builder
            .build()
            .map_err(|e| ConfigError::Client(e.to_string()))?;
        Ok(Self { http, base_url })
    }

    async fn check(&self, question: &Question) -> Result<Found, AskError> {
        let asked = Asked::of(question)?;
        let away = |e: reqwest::Error| AskError::Unavailable(e.without_url().to_string());
        let mut answer = self
            .http
            .post(format!("{}/check-vat-number", self.base_url))
            .json(&asked)
            .send()
            .await
            .map_err(away)?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(away)? {
            if body.len() + piece.len() > LONGEST_ANSWER {
                return Err(AskError::Unreadable("too long".to_owned()));
            }
            body.extend_from_slice(&piece);
        }
        Body::read(&body, status.as_u16())?.found()
    }
}

impl VatRegister for Vies {
    fn name(&self) -> &'static str {
        "vies"
    }

    fn ask<'a>(&'a self, question: &'a Question) -> Answer<'a> {
        Box::pin(self.check(question))
    }
}
