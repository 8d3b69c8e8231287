//! A breaker before a search engine: one that fails over and over is left alone for a while, so that no shopper waits for what does not come.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So many failures in a row, and the engine is left alone.
const MOST: u32 = 5;
/// For how long it is left alone, and then tried by one question.
const PAUSE: Duration = Duration::from_secs(30);

/// Counts what went wrong in a row.
#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    failures: u32,
    closed_until: Option<Instant>,
}

impl Breaker {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the engine may be asked now. Once the pause is over one question is let through, and the next after another pause, until one has been answered: whoever
    /// asked may stop waiting and tell nothing.
    pub(super) fn lets_through(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.closed_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.closed_until = Some(now + PAUSE);
                true
            }
        }
    }

    pub(super) fn answered(&self) {
        *self.state() = State::default();
    }

    pub(super) fn failed(&self, now: Instant) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= MOST {
            state.closed_until = Some(now + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_fails_is_left_alone_and_tried_again() {
        let breaker = Breaker::default();
        let began = Instant::now();
        for _ in 0..MOST {
            assert!(breaker.lets_through(began));
            breaker.failed(began);
        }
        assert!(!breaker.lets_through(began));
        let later = began + PAUSE;
        assert!(breaker.lets_through(later), "one question tries it");
        assert!(!breaker.lets_through(later), "the others are spared");
        breaker.failed(later);
        assert!(!breaker.lets_through(later + PAUSE / 2));
        assert!(breaker.lets_through(later + PAUSE));
        breaker.answered();
        assert!(breaker.lets_through(later) && breaker.lets_through(later));
    }

    #[test]
    fn a_failure_now_and_then_changes_nothing() {
        let breaker = Breaker::default();
        let now = Instant::now();
        for _ in 0..MOST * 3 {
            breaker.failed(now);
            breaker.answered();
            assert!(breaker.lets_through(now));
        }
    }
}
