//! The port, by Stripe.

use commerce::payment::gateway::{
    Answer, GatewayError, Notice, PaymentGateway, RefundReceipt, RefundRequest, RefundSeen,
    Session, SessionRequest, SessionState,
};
use platform::clock::Timestamp;

use super::client::Client;
use super::config::{ConfigError, StripeConfig};
use super::wire::{self, WireEvent, WireRefund, WireRefunds, WireSession};
use super::{NAME, webhook};

/// Takes payment through Stripe's hosted page.
pub struct StripeGateway {
    client: Client,
}

impl StripeGateway {
    /// Makes ready to call; nothing is sent yet.
    ///
    /// # Errors
    /// [`ConfigError::Client`] when the machine's TLS store cannot be read.
    pub fn new(config: StripeConfig) -> Result<Self, ConfigError> {
        Client::new(config).map(|client| Self { client })
    }

    async fn ask(&self, reference: &str) -> Result<Session, GatewayError> {
        let path = format!("/v1/checkout/sessions/{}", checked(reference)?);
        self.client
            .get::<WireSession>(&path, &[("expand[]", wire::EXPAND)])
            .await?
            .into_session()
    }

    async fn end(&self, reference: &str) -> Result<Session, GatewayError> {
        let path = format!("/v1/checkout/sessions/{}/expire", checked(reference)?);
        let form = [("expand[]".to_owned(), wire::EXPAND.to_owned())];
        // Ending is the same act whoever asks: the session's name is key enough.
        match self
            .client
            .post::<WireSession>(&path, &form, &format!("expire:{reference}"))
            .await
        {
            Ok(session) => session.into_session(),
            Err(refusal @ GatewayError::Refused { .. }) => match self.ask(reference).await?.state {
                // Stripe has no code for "no longer open": its state tells.
                SessionState::Open { .. } => Err(refusal),
                _ => Err(GatewayError::AlreadyEnded),
            },
            Err(error) => Err(error),
        }
    }
}

/// A vendor's name goes into a path: only what such a name can hold.
fn checked(reference: &str) -> Result<&str, GatewayError> {
    let is_name = !reference.is_empty()
        && reference.len() <= 255
        && reference
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if is_name {
        return Ok(reference);
    }
    Err(GatewayError::Refused {
        code: "resource_missing".to_owned(),
        message: "not a reference of this provider".to_owned(),
    })
}

impl PaymentGateway for StripeGateway {
    fn name(&self) -> &'static str {
        NAME
    }

    fn open<'a>(&'a self, request: &'a SessionRequest) -> Answer<'a, Session> {
        Box::pin(async move {
            let form = wire::session_form(request)?;
            let key = &request.idempotency_key;
            self.client
                .post::<WireSession>("/v1/checkout/sessions", &form, key)
                .await?
                .into_session()
        })
    }

    fn look_up<'a>(&'a self, reference: &'a str) -> Answer<'a, Session> {
        Box::pin(self.ask(reference))
    }

    fn expire<'a>(&'a self, reference: &'a str) -> Answer<'a, Session> {
        Box::pin(self.end(reference))
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> Answer<'a, RefundReceipt> {
        Box::pin(async move {
            let form = wire::refund_form(request)?;
            self.client
                .post::<WireRefund>("/v1/refunds", &form, &request.idempotency_key)
                .await?
                .into_receipt()
        })
    }

    fn look_up_refund<'a>(
        &'a self,
        request: &'a RefundRequest,
        reference: Option<&'a str>,
    ) -> Answer<'a, RefundSeen> {
        Box::pin(async move {
            let found = match reference {
                Some(reference) => {
                    let path = format!("/v1/refunds/{}", checked(reference)?);
                    Some(self.client.get::<WireRefund>(&path, &[]).await?)
                }
                None => {
                    let query = wire::refunds_query(request);
                    let all = self.client.get::<WireRefunds>("/v1/refunds", &query);
                    all.await?.of(request.refund_id)
                }
            };
            Ok(found.map_or(RefundSeen::Nothing, WireRefund::into_seen))
        })
    }

    fn read_notice(
        &self,
        body: &[u8],
        signature: &str,
        now: Timestamp,
    ) -> Result<Notice, GatewayError> {
        if !webhook::is_genuine(signature, body, self.client.webhook_secrets(), now) {
            return Err(GatewayError::NotGenuine);
        }
        self.understand(body)
    }

    fn understand(&self, body: &[u8]) -> Result<Notice, GatewayError> {
        let event: WireEvent =
            serde_json::from_slice(body).map_err(|e| GatewayError::Unreadable(e.to_string()))?;
        let payment_id = event.payment_id();
        Ok(Notice {
            message_id: event.id,
            kind: event.r#type,
            payment_id,
        })
    }

    fn signature_header(&self) -> &'static str {
        webhook::SIGNATURE_HEADER
    }
}
