//! What the program is asked to do.

use std::ffi::OsString;
use std::fmt::Write as _;

use platform::config::KEYS;

/// What the program is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Run the shop, the back office and the workers.
    Serve,
    /// Do jobs, in a process of their own.
    Work,
    /// Bring the database's structure up to date and end.
    Migrate,
    /// Say what is wrong with the configuration and how to mend it.
    Doctor,
    /// Render every page of every theme and say what is wrong.
    CheckThemes,
    /// Print the demo owner's present log-in code.
    Code,
    /// Make the shop, or bring it to what a file says.
    Shop(crate::opening::Options),
    /// Invite the first owner of an installation.
    Owner(crate::owner::Options),
    /// Take products from a file.
    Import(crate::import::Options),
    /// Have the search engine given everything anew.
    RebuildSearch,
    /// Print the version.
    Version,
    /// Print what can be asked.
    Help,
}

const COMMANDS: &[(&str, &str, Command)] = &[
    (
        "serve",
        "run the shop, the back office and the workers (what torg does without a word)",
        Command::Serve,
    ),
    (
        "work",
        "do jobs alone, beside processes that serve (needs DATABASE_URL)",
        Command::Work,
    ),
    (
        "migrate",
        "bring the database's structure up to date, then end",
        Command::Migrate,
    ),
    (
        "doctor",
        "say what is wrong with the configuration, and how to mend it",
        Command::Doctor,
    ),
    (
        "check-themes",
        "render every page of every theme in every language, and say what is wrong",
        Command::CheckThemes,
    ),
    (
        "code",
        "print the demo owner's present log-in code",
        Command::Code,
    ),
    ("version", "print the version", Command::Version),
    ("help", "print this", Command::Help),
];

impl Command {
    /// Reads the words after the program's name.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(words: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let words: Vec<String> = words
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        if words.first().map(String::as_str) == Some("import") {
            return crate::import::Options::parse(&words[1..]).map(Self::Import);
        }
        if words.first().map(String::as_str) == Some("shop") {
            return crate::opening::Options::parse(&words[1..]).map(Self::Shop);
        }
        if words.first().map(String::as_str) == Some("owner") {
            return crate::owner::Options::parse(&words[1..]).map(Self::Owner);
        }
        if words.first().map(String::as_str) == Some("search") {
            return crate::rebuild_search::parse(&words[1..]).map(|()| Self::RebuildSearch);
        }
        let command = match words.first().map(String::as_str) {
            None => return Ok(Self::Serve),
            Some("--help" | "-h") => return Ok(Self::Help),
            Some("--version" | "-V") => return Ok(Self::Version),
            Some(word) => COMMANDS
                .iter()
                .find(|(name, ..)| *name == word)
                .map(|(.., command)| command.clone()),
        };
        match (command, words.get(1)) {
            (None, _) => Err(format!("there is no command {:?}", words[0])),
            (Some(_), Some(more)) => Err(format!(
                "{} takes nothing more, but {more:?} follows",
                words[0]
            )),
            (Some(command), None) => Ok(command),
        }
    }
}

/// The commands.
pub fn usage() -> String {
    let mut text = String::from("Usage: torg [command]\n\n");
    for (name, about, _) in COMMANDS {
        let _ = writeln!(text, "  {name:<14} {about}");
    }
    text.push_str(
        "  shop           make the shop, or bring it to what a file says: shop FILE.toml [--check]; shop --template prints one;\n                 a further one: shop add FILE.toml [--names MAIN,FURTHER] [--theme NAME]; shop list; shop set CODE [--names ...] [--theme NAME]\n  owner          invite the first owner of an installation: owner EMAIL NAME\n  search         have the search engine given everything anew: search rebuild\n  import         take products from a file: import products FILE.csv [--dry-run] [--shop CODE] [--photos DIR]\n",
    );
    text
}

/// The commands and every setting.
pub fn help() -> String {
    let mut text = usage();
    text.push_str(
        "\nSettings come from the environment or from torg.toml in the working folder (TORG_CONFIG names another file); the\n\
         environment wins. In the file the names are small and without TORG_: shop_addr = \"127.0.0.1:8080\".\n\n",
    );
    for key in KEYS {
        let _ = writeln!(
            text,
            "  {:<28} {}\n  {:<28}   default: {}",
            key.variable, key.about, "", key.default
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Command, String> {
        Command::parse(words.iter().map(OsString::from))
    }

    #[test]
    fn no_word_serves() {
        assert_eq!(parse(&[]), Ok(Command::Serve));
        assert_eq!(parse(&["doctor"]), Ok(Command::Doctor));
        assert_eq!(parse(&["search", "rebuild"]), Ok(Command::RebuildSearch));
        assert!(parse(&["sreve"]).unwrap_err().contains("sreve"));
        assert!(parse(&["serve", "fast"]).unwrap_err().contains("fast"));
    }

    #[test]
    fn help_names_every_command_and_setting() {
        let text = help();
        assert!(COMMANDS.iter().all(|(name, ..)| text.contains(name)));
        assert!(KEYS.iter().all(|key| text.contains(key.variable)));
    }
}
