//! The one place that reads the environment and `torg.toml`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use platform::config::{Config, Fault};

/// The configuration, and what else the program takes from its surroundings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is configured.
    pub config: Config,
    /// The variable `PATH`, where PostgreSQL's programs are looked for.
    pub search_path: OsString,
}

/// The environment and the file, before they are understood.
pub struct Surroundings {
    variables: BTreeMap<String, String>,
    file: anyhow::Result<Option<String>>,
    search_path: OsString,
}

/// Reads the environment and the file that it names.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub fn read_environment() -> Surroundings {
    let variables: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    let file = read_file(variables.get("TORG_CONFIG"));
    Surroundings {
        variables,
        file,
        search_path,
    }
}

/// `torg.toml` may be missing, a file that was asked for may not.
fn read_file(named: Option<&String>) -> anyhow::Result<Option<String>> {
    let path = named.map_or_else(|| PathBuf::from("torg.toml"), PathBuf::from);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("the settings in {} cannot be read", path.display()))
        }
    }
}

impl Surroundings {
    /// Understands them, or tells every fault.
    ///
    /// # Errors
    /// All faults, for the doctor.
    pub fn settings(&self) -> Result<Settings, Vec<Fault>> {
        let file = self.file.as_ref().map_err(|error| {
            vec![Fault {
                key: "torg.toml".into(),
                problem: format!("{error:#}"),
                remedy: "mend or remove it".into(),
            }]
        })?;
        let config = Config::parse(&self.variables, file.as_deref())?;
        Ok(Settings {
            config,
            search_path: self.search_path.clone(),
        })
    }
}

impl Settings {
    /// Reads and understands the surroundings.
    ///
    /// # Errors
    /// One text that tells every fault and how to mend it.
    pub fn read() -> anyhow::Result<Self> {
        let faults = match read_environment().settings() {
            Ok(settings) => return Ok(settings),
            Err(faults) => faults,
        };
        let mut text = String::from("the configuration is wrong, so nothing was started:\n");
        for fault in faults {
            let _ = writeln!(
                text,
                "  {}: {}\n      {}",
                fault.key, fault.problem, fault.remedy
            );
        }
        bail!("{}", text.trim_end())
    }
}
