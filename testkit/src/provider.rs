//! A payment provider that does as the test says. Like a real one, it takes no other words under the same idempotency key.

use std::sync::{Mutex, MutexGuard, PoisonError};

use commerce::payment::gateway::{
    Answer, GatewayError, Notice, PaymentGateway, RefundReceipt, RefundRequest, RefundSeen,
    Session, SessionRequest, SessionState,
};
use platform::clock::Timestamp;
use platform::money::Money;

/// What the provider does with the shopper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// The shopper is still on the page; perhaps a card was refused.
    Waits(Option<&'static str>),
    /// The bank has not answered yet.
    Processes,
    /// The money is there.
    Pays,
    /// Money is there, but so much.
    PaysOtherwise(i64),
    /// It does what it is asked, but nobody hears its answer. Of refunds it hears nothing.
    Away,
    /// It sends money back, but nobody hears its answer.
    Loses,
    /// It takes refunds on, and will be done with them later.
    TakesOn,
    /// Refunds that it had taken on have failed.
    Fails,
    /// It will not open a page.
    Refuses,
    /// Its answer makes no sense.
    Babbles,
}

/// A provider.
pub struct Provider {
    mood: Mutex<Mood>,
    opened: Mutex<Vec<SessionRequest>>,
    refunded: Mutex<Vec<RefundRequest>>,
    forgotten: Mutex<usize>,
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            mood: Mutex::new(Mood::Waits(None)),
            opened: Mutex::new(Vec::new()),
            refunded: Mutex::new(Vec::new()),
            forgotten: Mutex::new(0),
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn away() -> GatewayError {
    GatewayError::Unavailable("test".to_owned())
}

fn refused(code: &str) -> GatewayError {
    GatewayError::Refused {
        code: code.to_owned(),
        message: "test".to_owned(),
    }
}

impl Provider {
    /// Another mood from now on.
    pub fn is_now(&self, mood: Mood) {
        *held(&self.mood) = mood;
    }

    /// What it was asked to open, once for each key.
    #[must_use]
    pub fn opened(&self) -> Vec<SessionRequest> {
        held(&self.opened).clone()
    }

    /// What was sent back, once for each key, in minor units.
    #[must_use]
    pub fn refunded(&self) -> Vec<i64> {
        let refunded = held(&self.refunded);
        refunded
            .iter()
            .map(|request| request.amount.minor)
            .collect()
    }

    /// It forgets the keys of what it has sent back, as Stripe does after a day.
    pub fn forgets_keys(&self) {
        *held(&self.forgotten) = held(&self.refunded).len();
    }

    fn receipt(&self, request: &RefundRequest) -> RefundReceipt {
        RefundReceipt {
            reference: format!("re-{}", request.idempotency_key),
            is_settled: self.mood() != Mood::TakesOn,
        }
    }

    fn see(&self, request: &RefundRequest) -> Result<RefundSeen, GatewayError> {
        let refunded = held(&self.refunded);
        let is_known = refunded
            .iter()
            .any(|known| known.refund_id == request.refund_id);
        drop(refunded);
        match self.mood() {
            Mood::Away | Mood::Loses => Err(away()),
            _ if !is_known => Ok(RefundSeen::Nothing),
            Mood::Fails => Ok(RefundSeen::Failed("expired_or_canceled_card".to_owned())),
            _ => Ok(RefundSeen::Receipt(self.receipt(request))),
        }
    }

    fn send_back(&self, request: &RefundRequest) -> Result<RefundReceipt, GatewayError> {
        match self.mood() {
            Mood::Away => return Err(away()),
            Mood::Refuses => return Err(refused("charge_disputed")),
            Mood::Babbles => return Err(GatewayError::Unreadable("test".to_owned())),
            _ => {}
        }
        let mut refunded = held(&self.refunded);
        let forgotten = *held(&self.forgotten);
        if !refunded
            .iter()
            .skip(forgotten)
            .any(|known| known.idempotency_key == request.idempotency_key)
        {
            refunded.push(request.clone());
        }
        drop(refunded);
        if self.mood() == Mood::Loses {
            return Err(away());
        }
        Ok(self.receipt(request))
    }

    fn mood(&self) -> Mood {
        held(&self.mood).clone()
    }

    fn answer(&self, reference: &str) -> Result<Session, GatewayError> {
        let known = self.opened();
        let request = known
            .iter()
            .find(|request| request.payment_id.to_string() == reference)
            .ok_or_else(|| refused("resource_missing"))?;
        let captured = |amount| SessionState::Captured {
            charge_reference: "ch_1".to_owned(),
            amount,
            method: request.method.as_str().to_owned(),
        };
        let state = match self.mood() {
            Mood::Away => return Err(away()),
            Mood::Babbles => return Err(GatewayError::Unreadable("test".to_owned())),
            Mood::Pays => captured(request.amount),
            Mood::PaysOtherwise(minor) => captured(Money::new(minor, request.amount.currency)),
            Mood::Processes => SessionState::Processing,
            Mood::Waits(refusal) => SessionState::Open {
                last_refusal: refusal.map(str::to_owned),
            },
            Mood::Refuses | Mood::Loses | Mood::TakesOn | Mood::Fails => {
                SessionState::Open { last_refusal: None }
            }
        };
        Ok(Session {
            reference: reference.to_owned(),
            url: Some(format!("https://pay.example/{reference}")),
            state,
        })
    }

    fn take(&self, request: &SessionRequest) -> Result<Session, GatewayError> {
        if self.mood() == Mood::Refuses {
            return Err(refused("payment_method_not_available"));
        }
        let mut opened = held(&self.opened);
        match opened
            .iter()
            .find(|known| known.idempotency_key == request.idempotency_key)
        {
            Some(known) if known != request => return Err(refused("idempotency_error")),
            Some(_) => {}
            None => opened.push(request.clone()),
        }
        drop(opened);
        match self.mood() {
            Mood::Away => return Err(away()),
            Mood::Babbles => return Err(GatewayError::Unreadable("test".to_owned())),
            _ => {}
        }
        let reference = request.payment_id.to_string();
        let url = Some(format!("https://pay.example/{reference}"));
        Ok(Session {
            reference,
            url,
            state: SessionState::Open { last_refusal: None },
        })
    }
}

impl PaymentGateway for Provider {
    fn name(&self) -> &'static str {
        "test"
    }
    fn open<'a>(&'a self, request: &'a SessionRequest) -> Answer<'a, Session> {
        Box::pin(async move { self.take(request) })
    }
    fn look_up<'a>(&'a self, reference: &'a str) -> Answer<'a, Session> {
        Box::pin(async move { self.answer(reference) })
    }
    fn expire<'a>(&'a self, reference: &'a str) -> Answer<'a, Session> {
        Box::pin(async move {
            match self.mood() {
                Mood::Away => Err(away()),
                Mood::Pays | Mood::PaysOtherwise(_) | Mood::Processes => {
                    Err(GatewayError::AlreadyEnded)
                }
                _ => Ok(Session {
                    reference: reference.to_owned(),
                    url: None,
                    state: SessionState::Expired,
                }),
            }
        })
    }
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> Answer<'a, RefundReceipt> {
        Box::pin(async move { self.send_back(request) })
    }
    fn look_up_refund<'a>(
        &'a self,
        request: &'a RefundRequest,
        _: Option<&'a str>,
    ) -> Answer<'a, RefundSeen> {
        Box::pin(async move { self.see(request) })
    }
    fn read_notice(&self, _: &[u8], _: &str, _: Timestamp) -> Result<Notice, GatewayError> {
        Err(GatewayError::NotGenuine)
    }
    /// A message is the payment's id and no more.
    fn understand(&self, body: &[u8]) -> Result<Notice, GatewayError> {
        let text = std::str::from_utf8(body).unwrap_or_default();
        let id = text
            .parse()
            .map_err(|_| GatewayError::Unreadable("test".to_owned()))?;
        Ok(Notice {
            message_id: text.to_owned(),
            kind: "paid".to_owned(),
            payment_id: Some(id),
        })
    }
    fn signature_header(&self) -> &'static str {
        "x-signature"
    }
}
