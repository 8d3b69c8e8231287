//! `torg check-themes`: renders every page of every brand in every state and language, as the tests do, for whoever writes a theme.

use std::process::ExitCode;

use platform::config::Config;
use platform::render::{Fault, ThemeError};

use crate::settings::Settings;
use crate::{install, parts};

/// `torg check-themes`. Fails when a theme has faults.
///
/// # Errors
/// When the themes' folder is nowhere.
pub fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut count = 0;
    for brand in brands(&settings.config)? {
        let faults = check(&settings.config, &brand);
        count += faults.len();
        match faults.len() {
            0 => say!("  ok     {brand}"),
            wrong => say!("  WRONG  {brand}: {wrong} fault(s)"),
        }
        for fault in faults {
            say!("         {fault}");
        }
    }
    Ok(if count == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The folders that hold a theme.
fn brands(config: &Config) -> anyhow::Result<Vec<String>> {
    let mut brands: Vec<String> = std::fs::read_dir(install::themes_dir(config)?)?
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("theme.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    brands.sort();
    Ok(brands)
}

/// What is wrong with one brand, in words.
fn check(config: &Config, brand: &str) -> Vec<String> {
    let config = Config {
        theme: brand.to_owned(),
        ..config.clone()
    };
    let renderer = match parts::renderer(&config, true) {
        Ok(renderer) => renderer,
        Err(error) => {
            let what = error.downcast_ref::<ThemeError>().map(ToString::to_string);
            return vec![what.unwrap_or_else(|| format!("{error:#}"))];
        }
    };
    let mut faults: Vec<Fault> = renderer.check();
    faults.extend(shop::check_views(&renderer));
    admin::check::views(&renderer, &mut faults);
    workers::mails::check(&renderer, &mut faults);
    faults.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_themes_of_the_checkout_have_no_faults() {
        let config = Config::parse(&std::collections::BTreeMap::new(), None).unwrap();
        let brands = brands(&config).unwrap();
        assert!(brands.contains(&"nordbod".to_owned()) && brands.contains(&"default".to_owned()));
        for brand in brands {
            assert_eq!(check(&config, &brand), Vec::<String>::new(), "{brand}");
        }
    }
}
