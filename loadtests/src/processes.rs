//! What processes and all below them have cost so far, from `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// Linux counts in hundredths of a second towards programs, whatever it counts in itself.
const TICK_MICROS: u64 = 10_000;
/// At most this much of one processor is rest: what wakes up to look whether there is something to do.
const REST_PERCENT: u64 = 8;

struct Process {
    pid: u32,
    parent: u32,
    /// Own time and that of children which have ended.
    ticks: u64,
}

/// Reads `/proc/PID/stat`: the name is in brackets and may hold anything, so what counts begins after the last bracket.
fn read(pid: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields
        .get(11..15)?
        .iter()
        .map(|field| field.parse::<u64>().unwrap_or(0))
        .sum();
    Some(Process {
        pid,
        parent: fields.get(1)?.parse().ok()?,
        ticks,
    })
}

/// `roots` and everything below them.
fn tree(roots: &[u32]) -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let all: BTreeMap<u32, Process> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(read)
        .map(|process| (process.pid, process))
        .collect();
    let is_below = |process: &Process| {
        let mut pid = process.pid;
        while let Some(process) = all.get(&pid) {
            if roots.contains(&pid) {
                return true;
            }
            pid = process.parent;
        }
        false
    };
    let below: Vec<u32> = all
        .values()
        .filter(|process| is_below(process))
        .map(|process| process.pid)
        .collect();
    let mut all = all;
    below.iter().filter_map(|pid| all.remove(pid)).collect()
}

/// Processor time that `roots` and all below them have used so far, in microseconds.
pub fn cpu_micros(roots: &[u32]) -> u64 {
    tree(roots).iter().map(|process| process.ticks).sum::<u64>() * TICK_MICROS
}

/// Memory of `roots` and all below them in KiB; a page that several share counts once.
pub fn memory_kib(roots: &[u32]) -> u64 {
    let of = |process: &Process| {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", process.pid)).ok()?;
        let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    tree(roots).iter().filter_map(of).sum()
}

/// Waits until the processes have nothing left to do (jobs after a start or an import), at most `most`.
pub async fn rest(roots: &[u32], most: Duration) {
    let until = tokio::time::Instant::now() + most;
    let mut calm = 0;
    while calm < 2 && tokio::time::Instant::now() < until {
        let before = cpu_micros(roots);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let used = cpu_micros(roots).saturating_sub(before);
        calm = if used <= REST_PERCENT * 10_000 {
            calm + 1
        } else {
            0
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_cost_something() {
        let own = [std::process::id()];
        let begun = std::time::Instant::now();
        let before = cpu_micros(&own);
        while cpu_micros(&own) < before + 30_000 {
            assert!(begun.elapsed() < Duration::from_secs(60), "no time passes");
        }
        assert!(memory_kib(&own) > 500);
    }
}
