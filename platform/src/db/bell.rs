//! What wakes the workers of this process when there is work for them.

use std::collections::HashMap;

use tokio::sync::watch;

/// A bell for each queue of jobs: whoever commits a job rings its queue's, so that only workers of that queue look into the database.
#[derive(Debug, Default)]
pub struct Bell {
    rung: watch::Sender<Rung>,
}

/// How often it was rung so far.
#[derive(Debug, Default)]
struct Rung {
    all: u64,
    of: HashMap<&'static str, u64>,
}

impl Rung {
    fn count(&self, queue: &str) -> u64 {
        self.all + self.of.get(queue).copied().unwrap_or(0)
    }
}

impl Bell {
    /// Wakes the workers of some queues.
    pub fn ring(&self, queues: &[&'static str]) {
        if queues.is_empty() {
            return;
        }
        self.rung.send_modify(|rung| {
            for queue in queues {
                *rung.of.entry(*queue).or_default() += 1;
            }
        });
    }

    /// Wakes the workers of all queues: after jobs were put back in line past [`Tx::enqueue`](super::Tx::enqueue).
    pub fn ring_all(&self) {
        self.rung.send_modify(|rung| rung.all += 1);
    }

    /// An ear for a queue's bell. It hears what is rung from now on.
    #[must_use]
    pub fn listen(&self, queue: &'static str) -> Ear {
        let heard = self.rung.subscribe();
        let seen = heard.borrow().count(queue);
        Ear { queue, heard, seen }
    }
}

/// Hears one queue's bell.
#[derive(Debug)]
pub struct Ear {
    queue: &'static str,
    heard: watch::Receiver<Rung>,
    seen: u64,
}

impl Ear {
    /// Takes note of what was rung so far: to be called before looking for work, so that what comes after the look is heard.
    pub fn note(&mut self) {
        self.seen = self.heard.borrow_and_update().count(self.queue);
    }

    /// Returns when the bell is rung, or has been since the last [`Self::note`]. Never, once the database's handle is gone.
    pub async fn rung(&mut self) {
        let (queue, seen) = (self.queue, self.seen);
        let is_gone = self
            .heard
            .wait_for(|rung| rung.count(queue) != seen)
            .await
            .is_err();
        if is_gone {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn an_ear_hears_its_own_queue_and_what_came_since_it_looked() {
        let bell = Bell::default();
        let mut ear = bell.listen("payments");
        bell.ring(&["default"]);
        assert!(ear.rung().now_or_never().is_none());
        bell.ring(&["default", "payments"]);
        assert!(ear.rung().now_or_never().is_some());
        ear.note();
        assert!(ear.rung().now_or_never().is_none());
        bell.ring_all();
        assert!(ear.rung().now_or_never().is_some());
    }
}
