//! `loadtests`: fills a shop with products, drives it over loopback for a bounded time, and prints what that took beside a static answer
//! of the same server in the same run.

mod args;
mod catalogue;
mod drive;
mod page;
mod processes;
mod program;
mod report;
mod visitor;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use args::Args;
use drive::{Figures, Load};
use program::Program;
use report::Row;
use visitor::Scene;

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(Some(args)) => args,
        Ok(None) => {
            print!("{}", args::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("loadtests: {problem}\n\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("loadtests: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let program = match &args.target {
        args::Target::Import { torg } => return imports(torg, args),
        args::Target::Running { shop, pids } => Program::running(shop, pids.clone()),
        args::Target::Start { torg, data } => {
            Program::prepare(torg, data.as_deref(), args.products)?
        }
    };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(measure(args, &program))
}

/// Rows a second of each round, and their median.
fn imports(torg: &std::path::Path, args: &Args) -> anyhow::Result<()> {
    let rows = u64::from(args.products) * catalogue::ROWS;
    let mut speeds = Vec::new();
    for round in 1..=args.rounds {
        let took = program::import_once(torg, args.products)?;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
        let speed = rows.saturating_mul(1_000_000) / micros;
        println!(
            "round {round}: {rows} rows in {} ms, {speed} rows a second",
            micros / 1_000
        );
        speeds.push(speed);
    }
    speeds.sort_unstable();
    println!(
        "slowest {}, median {}, fastest {} rows a second",
        speeds[0],
        speeds[speeds.len() / 2],
        speeds[speeds.len() - 1]
    );
    Ok(())
}

async fn measure(args: &Args, program: &Program) -> anyhow::Result<()> {
    let idle = processes::memory_kib(&program.pids);
    let scene = Arc::new(
        Scene::look(&program.shop, args.seed, args.sessions()?)
            .await
            .context("looking around in the shop")?,
    );
    println!(
        "{} products seen on the first lists, {} connections, {} s a cell, {} rounds\n",
        scene.products(),
        args.connections,
        args.seconds,
        args.rounds
    );
    let mut rounds: Vec<Vec<Figures>> = args.steps.iter().map(|_| Vec::new()).collect();
    for round in 1..=args.rounds {
        for (place, step) in args.steps.iter().copied().enumerate() {
            let load = Load {
                step,
                connections: args.connections,
                warm_up: Duration::from_secs(1),
                time: Duration::from_secs(args.seconds),
            };
            let figures = drive::drive(&scene, &program.pids, load).await?;
            eprintln!(
                "round {round}: {}: {} answers",
                step.name(),
                figures.answers
            );
            rounds[place].push(figures);
        }
    }
    let rows: Vec<Row> = args
        .steps
        .iter()
        .zip(&rounds)
        .map(|(step, rounds)| Row::of(*step, rounds))
        .collect();
    print!("{}", report::table(&rows));
    println!(
        "\nMemory of all processes (shared pages counted once): {} MiB before, {} MiB after.",
        idle / 1024,
        processes::memory_kib(&program.pids) / 1024
    );
    // A shop that answers fast with errors is not fast.
    let errors = report::errors(&rows);
    anyhow::ensure!(
        errors == 0,
        "{errors} requests were not answered as they should be"
    );
    Ok(())
}
