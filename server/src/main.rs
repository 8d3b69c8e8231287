//! `torg`: the shop, the back office and the workers in one program. This crate only wires the others together.

/// Prints a line for whoever looks. Nobody looking any more (`torg help | head`) is no fault.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod check_themes;
mod command;
mod demo;
mod doctor;
mod door;
mod ground;
mod import;
mod install;
mod migrate;
mod opening;
mod originals;
mod owner;
mod parts;
mod rebuild_search;
mod seed;
mod serve;
mod settings;
mod shops;
mod wire;
mod work;

use std::process::ExitCode;

use command::Command;

/// A page is made of thousands of short-lived texts; the system's allocator takes a tenth of the time that it takes to make one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The allocator asks the kernel for pages of 2 MiB, of which a few used bytes keep the whole in memory: 20 MiB more at rest, 45 under load, and no page is
/// made any faster for it.
#[cfg(target_os = "linux")]
fn keep_pages_small() {
    let (on, unused): (libc::c_ulong, libc::c_ulong) = (1, 0);
    #[expect(
        unsafe_code,
        reason = "prctl takes no pointer here, and a kernel that refuses changes nothing"
    )]
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, on, unused, unused, unused);
    }
}

#[cfg(not(target_os = "linux"))]
fn keep_pages_small() {}

fn main() -> ExitCode {
    keep_pages_small();
    let command = match Command::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("torg: {problem}\n\n{}", command::usage());
            return ExitCode::from(2);
        }
    };
    // One choice of encryption for every client in the program. Whoever chose first is right.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(&command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("torg: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Help => say!("{}", command::help()),
        Command::Version => say!("torg {}", env!("CARGO_PKG_VERSION")),
        Command::Code => {
            let (code, left) =
                platform::auth::demo::current_code(platform::clock::Clock::system().now());
            say!("{code}   (good for {left} seconds more)");
        }
        Command::CheckThemes => return check_themes::run(&settings::Settings::read()?),
        Command::Doctor => return Ok(doctor::run(&settings::read_environment())),
        Command::Serve => with_settings(serve::run)?,
        Command::Work => with_settings(work::run)?,
        Command::Migrate => with_settings(migrate::run)?,
        Command::Shop(opening::Options::Template) => say!("{}", opening::TEMPLATE.trim_end()),
        Command::Shop(opening::Options::Open(wanted)) => {
            with_settings(|settings| opening::run(settings, wanted))?;
        }
        Command::Shop(opening::Options::List) => with_settings(opening::list)?,
        Command::Shop(opening::Options::Set { code, door }) => {
            with_settings(|settings| opening::set_door(settings, code, door))?;
        }
        Command::Owner(options) => with_settings(|settings| owner::run(settings, options))?,
        Command::RebuildSearch => with_settings(rebuild_search::run)?,
        Command::Import(options) => with_settings(|settings| import::run(settings, options))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn with_settings(
    work: impl FnOnce(settings::Settings) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let settings = settings::Settings::read()?;
    platform::telemetry::start_logs(&settings.config.log, settings.config.is_log_json)?;
    work(settings)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn pages_of_memory_are_small() {
        super::keep_pages_small();
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        // Old kernels do not say.
        let said = status.lines().find(|line| line.starts_with("THP_enabled"));
        assert!(said.is_none_or(|said| said.ends_with('0')), "{said:?}");
    }
}
