//! What a crash leaves behind: a server that still runs, its pid file, its socket's lock. Called with the folder's lock held, so that
//! whatever is found belongs to nobody.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::ClusterError;

/// Ends every server process that still works in `data`, then removes the pid file and the socket's files.
///
/// PostgreSQL itself refuses to start when the number in a stale pid file belongs to any live process, which after a restart of the
/// machine or inside a container is often a stranger. So the number is not believed: what counts is who works in the folder.
///
/// # Errors
/// [`ClusterError::Leftover`] when such a process will not die (another user's, say).
pub(super) fn clear(data: &Path, socket_folder: &Path) -> Result<(), ClusterError> {
    for (signal, patience) in [(libc::SIGINT, 10), (libc::SIGQUIT, 5), (libc::SIGKILL, 5)] {
        let servers = working_in(data);
        if servers.is_empty() {
            break;
        }
        tracing::info!(data = %data.display(), processes = servers.len(), "ending a database server that an earlier run left behind");
        for pid in servers {
            send(pid, signal);
        }
        let until = Instant::now() + Duration::from_secs(patience);
        while Instant::now() < until && !working_in(data).is_empty() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    if let Some(pid) = working_in(data).first() {
        return Err(ClusterError::Leftover {
            data: data.to_path_buf(),
            pid: *pid,
        });
    }
    for stale in [
        data.join("postmaster.pid"),
        socket_folder.join(".s.PGSQL.5432.lock"),
        socket_folder.join(".s.PGSQL.5432"),
    ] {
        match std::fs::remove_file(&stale) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(ClusterError::at(&stale)(error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Every PostgreSQL process whose working folder is `data`: the server and its backends all stand in it. (A person's shell may, too: it is
/// left alone.)
#[cfg(target_os = "linux")]
fn working_in(data: &Path) -> Vec<i32> {
    let Ok(data) = data.canonicalize() else {
        return Vec::new();
    };
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .filter_map(Result::ok)
        .filter_map(|process| {
            let pid = process.file_name().to_str()?.parse().ok()?;
            let folder: PathBuf = std::fs::read_link(process.path().join("cwd")).ok()?;
            let is_server = std::fs::read_to_string(process.path().join("comm"))
                .is_ok_and(|name| name.starts_with("post"));
            (folder == data && is_server).then_some(pid)
        })
        .collect()
}

/// Without `/proc` the pid file is all there is; it is believed only when `ps` calls that process a PostgreSQL.
#[cfg(not(target_os = "linux"))]
fn working_in(data: &Path) -> Vec<i32> {
    let Ok(text) = std::fs::read_to_string(data.join("postmaster.pid")) else {
        return Vec::new();
    };
    let Some(pid) = text
        .lines()
        .next()
        .and_then(|line| line.trim().parse::<i32>().ok())
    else {
        return Vec::new();
    };
    let output = std::process::Command::new("ps")
        .args(["-o", "command=", "-p", &pid.to_string()])
        .output();
    let is_ours = output.is_ok_and(|output| {
        let command = String::from_utf8_lossy(&output.stdout).into_owned();
        command.contains("postgres") && command.contains(&*data.to_string_lossy())
    });
    if is_ours { vec![pid] } else { Vec::new() }
}

/// Sends a signal; a process that is gone already is no error.
pub(super) fn send(pid: i32, signal: i32) {
    #[expect(
        unsafe_code,
        reason = "kill takes two numbers and touches no memory of ours"
    )]
    unsafe {
        libc::kill(pid, signal);
    }
}
