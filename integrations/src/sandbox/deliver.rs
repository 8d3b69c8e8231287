//! What happens by itself: sessions run out, slow payments are decided, messages are sent and sent again.

use std::time::Duration;

use futures_util::StreamExt as _;
use tokio_util::sync::CancellationToken;

use super::book::{Delivery, DeliveryState, Entry, SessionStatus, Timer};
use super::calls::end_session;
use super::outcome::{settle, settle_refund};
use super::state::SandboxState;
use crate::payment::stripe::webhook;

/// Seconds until the next try, after each failed one. After the last the message is given up.
const PAUSES: [i64; 6] = [1, 5, 30, 120, 600, 3600];
/// Messages on their way at once.
const AT_ONCE: usize = 16;

impl SandboxState {
    /// Works until told to stop. Run it beside the router.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.tick() => {}
            }
            let pause = self.until_next();
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Does everything that is due by the clock, once, and waits until it is done.
    pub async fn tick(&self) {
        let now = self.now();
        let mut letters = Vec::new();
        for timer in self.read(|book| book.due(now)) {
            match timer {
                Timer::Delivery(id) => letters.push(id),
                timer => self.happen(timer).await,
            }
        }
        // What has just happened may have something to tell at once.
        letters.extend(self.read(|book| book.due(now)).into_iter().filter_map(
            |timer| match timer {
                Timer::Delivery(id) => Some(id),
                _ => None,
            },
        ));
        self.deliver(letters).await;
    }

    async fn happen(&self, timer: Timer) {
        let written = self
            .write(|scene, change| match &timer {
                Timer::Session(id) => {
                    if let Some(session) = scene
                        .book
                        .sessions
                        .get(id)
                        .filter(|s| s.status == SessionStatus::Open)
                    {
                        end_session(scene, session, change);
                    }
                }
                Timer::Intent(id) => {
                    if let Some(intent) = scene.book.intents.get(id) {
                        settle(scene, intent, change);
                    }
                }
                Timer::Refund(id) => settle_refund(scene, id, change),
                Timer::Delivery(_) => {}
            })
            .await;
        if let Err(error) = written {
            tracing::error!(
                ?timer,
                message = error.message,
                "the stand-in could not keep what happened"
            );
        }
    }

    /// Sends these messages now, unless they are on their way already.
    pub(super) async fn deliver(&self, ids: Vec<String>) {
        let mine: Vec<String> = self.mark(|book| {
            ids.into_iter()
                .filter(|id| book.in_flight.insert(id.clone()))
                .collect()
        });
        futures_util::stream::iter(mine)
            .for_each_concurrent(AT_ONCE, |id| self.deliver_one(id))
            .await;
    }

    async fn deliver_one(&self, id: String) {
        let letter = self.read(|book| {
            let delivery = book
                .deliveries
                .get(&id)
                .filter(|d| matches!(d.state, DeliveryState::Due(_)))?;
            Some((
                delivery.clone(),
                book.events.get(&delivery.event)?.body.clone(),
            ))
        });
        if let Some((mut delivery, body)) = letter {
            let is_taken = self.send(body).await;
            (delivery.tries, delivery.state) =
                (delivery.tries + 1, self.after_try(&delivery, is_taken));
            if self
                .write(|_, change| change.put(Entry::Delivery(delivery)))
                .await
                .is_err()
            {
                tracing::error!(
                    delivery = id,
                    "the stand-in could not keep a delivery's fate; it will be sent again"
                );
            }
        }
        self.mark(|book| book.in_flight.remove(&id));
    }

    fn after_try(&self, delivery: &Delivery, is_taken: bool) -> DeliveryState {
        if is_taken {
            return DeliveryState::Delivered;
        }
        let pause = usize::try_from(delivery.tries)
            .ok()
            .and_then(|tries| PAUSES.get(tries));
        pause.map_or(DeliveryState::GivenUp, |seconds| {
            DeliveryState::Due(self.now().saturating_add(*seconds))
        })
    }

    async fn send(&self, body: String) -> bool {
        let config = &self.0.config;
        let Some(url) = &config.webhook_url else {
            return false;
        };
        let signature = webhook::sign(&config.webhook_secret, self.0.clock.now(), body.as_bytes());
        let request = self
            .0
            .http
            .post(url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header(webhook::SIGNATURE_HEADER, signature)
            .body(body);
        request
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
    }

    fn until_next(&self) -> Duration {
        let now = self.now();
        let next = self.read(|book| {
            let is_free = |timer: &Timer| !matches!(timer, Timer::Delivery(id) if book.in_flight.contains(id));
            book.timers.iter().find(|(_, timer)| is_free(timer)).map(|(at, _)| *at)
        });
        let seconds = next.map_or(60, |at| at.saturating_sub(now)).clamp(0, 60);
        // Never a busy loop, even when the disk refuses to keep what is due.
        Duration::from_secs(u64::try_from(seconds).unwrap_or(60)).max(Duration::from_millis(50))
    }
}
