//! The program that is driven: one of our own on a folder of its own, or one that runs already.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use crate::args::loopback;
use crate::{catalogue, processes};

/// How long jobs may take after an import.
const MOST_REST: Duration = Duration::from_secs(1_800);

/// A shop to drive.
pub struct Program {
    /// Its address.
    pub shop: String,
    /// Processes whose time counts, with all below them.
    pub pids: Vec<u32>,
    child: Option<Child>,
    /// Removed at the end.
    folder: Option<PathBuf>,
}

impl Program {
    /// One that runs already.
    pub fn running(shop: &str, pids: Vec<u32>) -> Self {
        Self {
            shop: shop.to_owned(),
            pids,
            child: None,
            folder: None,
        }
    }

    /// Starts `torg`, fills it with the demo and `products` more, and waits until it has come to rest.
    ///
    /// # Errors
    /// When it does not start or does not take the products.
    pub fn prepare(torg: &Path, data: Option<&Path>, products: u32) -> anyhow::Result<Self> {
        let torg = std::path::absolute(torg)?;
        let (mut program, folder) = Self::on(data)?;
        let filled = folder.join(format!("filled-{products}"));
        if !filled.exists() {
            program.start(&torg, &folder)?;
            program.rest()?;
            program.stop();
            if products > 0 {
                import(&torg, &folder, products)?;
            }
            fs::write(&filled, "")?;
        }
        let took = program.start(&torg, &folder)?;
        eprintln!(
            "Started in {} ms; waiting for jobs to be done.",
            took.as_millis()
        );
        let begun = Instant::now();
        program.rest()?;
        eprintln!("At rest after {} s.", begun.elapsed().as_secs());
        Ok(program)
    }

    /// None that runs yet, and the folder that it will have: `data`, or one that is removed.
    fn on(data: Option<&Path>) -> anyhow::Result<(Self, PathBuf)> {
        let folder = match data {
            Some(data) => std::path::absolute(data)?,
            None => std::env::temp_dir().join(format!("torg-load-{}", std::process::id())),
        };
        fs::create_dir_all(&folder)?;
        // The database's account must be able to pass.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        let program = Self {
            shop: String::new(),
            pids: Vec::new(),
            child: None,
            folder: data.is_none().then(|| folder.clone()),
        };
        Ok((program, folder))
    }

    fn start(&mut self, torg: &Path, folder: &Path) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        let mut child = command(torg, folder)
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| torg.display().to_string())?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        self.pids = vec![child.id()];
        self.child = Some(child);
        self.shop.clear();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(url) = line.trim_start().strip_prefix("Shop ") {
                self.shop = loopback(url.trim()).map_err(anyhow::Error::msg)?;
            }
            if line.contains("Ctrl-C stops everything") {
                ensure!(!self.shop.is_empty(), "torg did not say where the shop is");
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(begun.elapsed());
            }
        }
        bail!("torg did not start; its words stand above")
    }

    fn rest(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(processes::rest(&self.pids, MOST_REST));
        Ok(())
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // In order, so that the database is stopped as well.
            let _ = Command::new("kill")
                .args(["-s", "INT", &child.id().to_string()])
                .status();
            let _ = child.wait();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// The program on its folder and on free ports; other settings come from the surroundings.
fn command(torg: &Path, folder: &Path) -> Command {
    let mut command = Command::new(torg);
    command
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("TORG_DATA_DIR", folder.join("data"))
        .env("TORG_LOG", "warn");
    for door in ["TORG_SHOP_ADDR", "TORG_ADMIN_ADDR", "TORG_SANDBOX_ADDR"] {
        command.env(door, "127.0.0.1:0");
    }
    command.stdin(Stdio::null());
    command
}

/// How long `torg` takes to import so many new products into a demo shop of its own that nobody uses, its database's start and end included.
///
/// # Errors
/// When it does not start or does not take the products.
pub fn import_once(torg: &Path, products: u32) -> anyhow::Result<Duration> {
    let torg = std::path::absolute(torg)?;
    let (mut program, folder) = Program::on(None)?;
    program.start(&torg, &folder)?;
    program.rest()?;
    program.stop();
    import(&torg, &folder, products)
}

/// Gives how long the import took.
fn import(torg: &Path, folder: &Path, products: u32) -> anyhow::Result<Duration> {
    let file = folder.join("products.csv");
    let mut writer = BufWriter::new(fs::File::create(&file)?);
    catalogue::write(products, &mut writer)?;
    writer.flush()?;
    let begun = Instant::now();
    let status = command(torg, folder)
        .args(["import", "products"])
        .arg(&file)
        .stdout(std::io::stderr())
        .status()?;
    let took = begun.elapsed();
    ensure!(status.success(), "the products were not imported");
    fs::remove_file(&file)?;
    Ok(took)
}
