//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::visitor::Step;

/// What is printed for `--help`, and when something is wrong.
pub const USAGE: &str = "\
Usage: loadtests --torg PROGRAM [--products N] [--data DIR] [options]
       loadtests --shop URL --pid PID[,PID...] [options]
       loadtests --import PROGRAM [--products N] [--rounds R]

Drives a shop over loopback and prints requests a second, latencies, errors and CPU time a request, beside a static answer of the same
server. The first form starts PROGRAM on a folder of its own, with the demo and N generated products more, and stops it afterwards; the
second drives a shop that runs already and counts the CPU time of the processes PID and all below them (name the database's, too, when it
is not one of them). The third form measures `PROGRAM import products` alone: N generated products, three rows each, in as many demo shops of
their own as there are rounds, and prints rows a second of each round.

  --products N      products that are imported (first and third form; default 1000)
  --data DIR        keep the data here, and use what lies here already, instead of a folder that is removed
  --connections C   requests at a time (default 4)
  --seconds S       seconds that each cell of the table takes (default 5)
  --rounds R        how often all cells are measured; the table shows medians (default 3)
  --seed X          the same pages again (default 1)
  --only A,B        these steps alone: static, health, list, product, search, suggest, add, order (default all)
  --sessions FILE   a cookie a line (NAME=VALUE): lists and products are read by these, buyers of companies who are logged in
";

/// What is driven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A program of our own.
    Start {
        /// The program.
        torg: PathBuf,
        /// Its data folder; `None`: one that is removed.
        data: Option<PathBuf>,
    },
    /// A program's import, and nothing else.
    Import {
        /// The program.
        torg: PathBuf,
    },
    /// A shop that runs already.
    Running {
        /// Its address.
        shop: String,
        /// Processes whose time counts, with all below them.
        pids: Vec<u32>,
    },
}

/// The command line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Args {
    /// What is driven.
    pub target: Target,
    /// Products to import.
    pub products: u32,
    /// Requests at a time.
    pub connections: usize,
    /// Of each cell.
    pub seconds: u64,
    /// Of all cells.
    pub rounds: usize,
    /// Of what is chosen.
    pub seed: u64,
    /// What is driven, in the order of the table.
    pub steps: Vec<Step>,
    /// A file with cookies of companies' buyers.
    pub sessions: Option<PathBuf>,
}

impl Args {
    /// The cookies that are named, a visitor each.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sessions(&self) -> anyhow::Result<Vec<String>> {
        let Some(file) = &self.sessions else {
            return Ok(Vec::new());
        };
        let text = std::fs::read_to_string(file)?;
        let lines = text.lines().map(str::trim);
        Ok(lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect())
    }

    /// Reads the words after the program's name; `None` asks for help.
    ///
    /// # Errors
    /// What cannot be understood, or must not be driven.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let (mut torg, mut data, mut shop, mut pids) = (None, None, None, Vec::new());
        let mut import = None;
        let (mut products, mut connections, mut seconds, mut rounds, mut seed) =
            (1_000, 4, 5, 3, 1);
        let (mut steps, mut sessions) = (Step::ALL.to_vec(), None);
        let mut words = words;
        while let Some(word) = words.next() {
            if matches!(word.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            if !word.starts_with("--") {
                return Err(format!("{word:?} is no option"));
            }
            let value = words
                .next()
                .ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--torg" => torg = Some(PathBuf::from(value)),
                "--import" => import = Some(PathBuf::from(value)),
                "--data" => data = Some(PathBuf::from(value)),
                "--shop" => shop = Some(loopback(&value)?),
                "--pid" => {
                    for pid in value.split(',') {
                        pids.push(number(&word, pid, 1, u32::MAX)?);
                    }
                }
                "--products" => products = number(&word, &value, 0, 1_000_000)?,
                "--connections" => connections = number(&word, &value, 1, 256)?,
                "--seconds" => seconds = number(&word, &value, 1, 600)?,
                "--rounds" => rounds = number(&word, &value, 1, 100)?,
                "--seed" => seed = number(&word, &value, 0, u64::MAX)?,
                "--only" => steps = only(&value)?,
                "--sessions" => sessions = Some(PathBuf::from(value)),
                _ => return Err(format!("there is no option {word}")),
            }
        }
        let target = match (torg, shop, import) {
            (Some(torg), None, None) => Target::Start { torg, data },
            (None, None, Some(torg)) => Target::Import { torg },
            (None, Some(shop), None) if !pids.is_empty() => Target::Running { shop, pids },
            (None, Some(_), None) => return Err("--shop needs --pid".to_owned()),
            _ => return Err("one of --torg, --import and --shop must be given".to_owned()),
        };
        Ok(Some(Self {
            target,
            products,
            connections,
            seconds,
            rounds,
            seed,
            steps,
            sessions,
        }))
    }
}

fn only(words: &str) -> Result<Vec<Step>, String> {
    let asked: Vec<&str> = words.split(',').collect();
    if let Some(unknown) = asked
        .iter()
        .find(|word| Step::ALL.iter().all(|step| step.word() != **word))
    {
        return Err(format!("--only: there is no step {unknown:?}"));
    }
    let steps = Step::ALL.into_iter();
    Ok(steps.filter(|step| asked.contains(&step.word())).collect())
}

fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display>(
    word: &str,
    value: &str,
    least: T,
    most: T,
) -> Result<T, String> {
    match value.parse::<T>() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(format!(
            "{word} takes a number from {least} to {most}, not {value:?}"
        )),
    }
}

/// An address on this machine. Others are not ours to load.
///
/// # Errors
/// Any other.
pub fn loopback(url: &str) -> Result<String, String> {
    let parsed =
        reqwest::Url::parse(url).map_err(|error| format!("{url:?} is no address: {error}"))?;
    let host = parsed
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']']);
    // `localhost` is this machine wherever it is said (RFC 6761), and what the program prints.
    let is_loopback = host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    if parsed.scheme() != "http" || !is_loopback {
        return Err(format!(
            "{url:?} is not on this machine's loopback (http://localhost:...); nothing else is loaded"
        ));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Option<Args>, String> {
        Args::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn only_loopback_is_driven() {
        assert_eq!(
            loopback("http://127.0.0.1:8080/"),
            Ok("http://127.0.0.1:8080".to_owned())
        );
        assert!(loopback("http://[::1]:8080").is_ok());
        assert!(loopback("http://localhost:8080").is_ok());
        for other in [
            "http://192.0.2.1",
            "https://127.0.0.1",
            "http://127.0.0.1.example",
            "https://localhost",
            "http://localhost.example",
            "x",
            "http://127.0.0.1@192.0.2.1/",
        ] {
            assert!(loopback(other).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(parse("--help"), Ok(None));
        let args = parse("--torg torg --products 10 --connections 8")
            .unwrap()
            .unwrap();
        assert_eq!((args.products, args.connections, args.rounds), (10, 8, 3));
        assert_eq!(args.steps, Step::ALL);
        let args = parse("--torg torg --only product,list").unwrap().unwrap();
        assert_eq!(args.steps, [Step::List, Step::Product]);
        let args = parse("--import torg --rounds 5").unwrap().unwrap();
        let torg = PathBuf::from("torg");
        assert_eq!((args.target, args.rounds), (Target::Import { torg }, 5));
        for (words, named) in [
            ("", "--torg"),
            ("--torg", "needs a value"),
            ("--torg x --import x", "one of"),
            ("--torg x --connections 0", "--connections"),
            ("--shop http://127.0.0.1:1", "--pid"),
            ("--shop http://192.0.2.1 --pid 1", "loopback"),
            ("--torg x --fast 1", "--fast"),
            ("--torg x --only list,cart", "cart"),
        ] {
            let said = parse(words).unwrap_err();
            assert!(said.contains(named), "{words}: {said}");
        }
    }
}
