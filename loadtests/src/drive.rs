//! Drives one step for a bounded time with so many connections, and measures.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::processes::cpu_micros;
use crate::visitor::{Scene, Step, client};

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Which step.
    pub step: Step,
    /// How many at a time.
    pub connections: usize,
    /// Not measured.
    pub warm_up: Duration,
    /// Measured.
    pub time: Duration,
}

/// What it took.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Answers that were as they should be.
    pub answers: u64,
    /// Those that were not.
    pub errors: u64,
    /// The first of those.
    pub first_error: Option<String>,
    /// A thousand times the answers a second.
    pub per_second_milli: u64,
    /// Half of the answers came within this, in microseconds.
    pub p50: u64,
    /// All but one in a hundred did.
    pub p99: u64,
    /// Processor time per answer in microseconds.
    pub cpu: u64,
    /// Bytes of an answer, in the middle.
    pub bytes: usize,
}

struct Heard {
    micros: Vec<u64>,
    bytes: Vec<usize>,
    errors: u64,
    first_error: Option<String>,
}

/// Drives.
///
/// # Errors
/// When the client cannot be made.
pub async fn drive(scene: &Arc<Scene>, pids: &[u32], load: Load) -> anyhow::Result<Figures> {
    run(scene, load, load.warm_up, 0).await?;
    let (before, begun) = (cpu_micros(pids), Instant::now());
    let heard = run(scene, load, load.time, load.connections).await?;
    let took = u64::try_from(begun.elapsed().as_micros())
        .unwrap_or(u64::MAX)
        .max(1);
    let used = cpu_micros(pids).saturating_sub(before);

    let mut figures = Figures::default();
    let (mut micros, mut bytes) = (Vec::new(), Vec::new());
    for mut one in heard {
        micros.append(&mut one.micros);
        bytes.append(&mut one.bytes);
        figures.errors += one.errors;
        figures.first_error = figures.first_error.or(one.first_error);
    }
    micros.sort_unstable();
    bytes.sort_unstable();
    figures.answers = micros.len() as u64;
    figures.per_second_milli = figures.answers.saturating_mul(1_000_000_000) / took;
    figures.p50 = at(&micros, 50);
    figures.p99 = at(&micros, 99);
    figures.cpu = used / figures.answers.max(1);
    figures.bytes = bytes.get(bytes.len() / 2).copied().unwrap_or(0);
    Ok(figures)
}

async fn run(
    scene: &Arc<Scene>,
    load: Load,
    time: Duration,
    from: usize,
) -> anyhow::Result<Vec<Heard>> {
    let until = Instant::now() + time;
    let mut visitors = JoinSet::new();
    for visitor in 0..load.connections {
        let (scene, http) = (Arc::clone(scene), client()?);
        visitors.spawn(async move {
            let mut chance = scene.chance(from + visitor);
            let mut heard = Heard {
                micros: Vec::new(),
                bytes: Vec::new(),
                errors: 0,
                first_error: None,
            };
            while Instant::now() < until {
                let begun = Instant::now();
                match scene.act(&http, load.step, &mut chance).await {
                    Ok(bytes) => {
                        heard
                            .micros
                            .push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
                        heard.bytes.push(bytes);
                    }
                    Err(error) => {
                        heard.errors += 1;
                        heard
                            .first_error
                            .get_or_insert_with(|| format!("{error:#}"));
                    }
                }
            }
            heard
        });
    }
    Ok(visitors.join_all().await)
}

/// The value below which so many in a hundred lie, of a sorted list.
fn at(sorted: &[u64], percent: usize) -> u64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn percentiles() {
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!((at(&hundred, 50), at(&hundred, 99)), (51, 100));
        assert_eq!((at(&[7], 50), at(&[7], 99), at(&[], 50)), (7, 7, 0));
    }
}
