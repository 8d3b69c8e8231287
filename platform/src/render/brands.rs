//! The themes of several shops, each read once: the configured one at the start, another when somebody wears it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::theme::ThemeError;
use super::{PathTable, Renderer, RendererOptions};

/// What could not be read is tried again after so long.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Renderers by theme.
pub struct Brands {
    options: RendererOptions,
    paths: PathTable,
    configured: Arc<Renderer>,
    others: RwLock<BTreeMap<String, Arc<Renderer>>>,
    /// When those were tried last that could not be read.
    failed: Mutex<BTreeMap<String, Instant>>,
}

impl Brands {
    /// Reads the configured theme.
    ///
    /// # Errors
    /// When it is wrong, with the file and line.
    pub fn load(options: RendererOptions, paths: PathTable) -> Result<Self, ThemeError> {
        let configured = Arc::new(Renderer::load(options.clone(), paths.clone())?);
        Ok(Self {
            options,
            paths,
            configured,
            others: RwLock::default(),
            failed: Mutex::default(),
        })
    }

    /// The configured theme.
    #[must_use]
    pub fn configured(&self) -> &Arc<Renderer> {
        &self.configured
    }

    /// A theme that is in memory; the configured one where none is said.
    #[must_use]
    pub fn known(&self, theme: Option<&str>) -> Option<Arc<Renderer>> {
        let Some(theme) = theme.filter(|theme| *theme != self.options.brand) else {
            return Some(Arc::clone(&self.configured));
        };
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        others.get(theme).map(Arc::clone)
    }

    /// A theme; its files are read where it is not in memory yet, so it is not for a thread that serves requests.
    ///
    /// # Errors
    /// When it is not there, or is wrong.
    pub fn read(&self, theme: Option<&str>) -> Result<Arc<Renderer>, ThemeError> {
        if let Some(known) = self.known(theme) {
            return Ok(known);
        }
        let brand = theme.unwrap_or(&self.options.brand).to_owned();
        let options = RendererOptions {
            brand: brand.clone(),
            ..self.options.clone()
        };
        let read = Arc::new(Renderer::load(options, self.paths.clone())?);
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever was quicker is taken: two of one theme would each look at its files.
        Ok(Arc::clone(others.entry(brand).or_insert(read)))
    }

    /// The same from wherever it is asked. What cannot be read is told in the log, once, and the configured theme taken: it has every page and every letter.
    pub async fn wear(self: &Arc<Self>, theme: Option<&str>) -> Arc<Renderer> {
        if let Some(known) = self.known(theme) {
            return known;
        }
        if theme.is_some_and(|theme| self.has_failed_lately(theme)) {
            return Arc::clone(&self.configured);
        }
        let (brands, wanted) = (Arc::clone(self), theme.map(str::to_owned));
        let read = tokio::task::spawn_blocking(move || brands.read(wanted.as_deref())).await;
        let is_new = !matches!(read, Ok(Ok(_))) && theme.is_some_and(|theme| self.fails(theme));
        match read {
            Ok(Ok(renderer)) => return renderer,
            Ok(Err(error)) if is_new => {
                tracing::error!(%error, theme, "a shop's theme cannot be read; the configured one is taken");
            }
            Err(error) if is_new => {
                tracing::error!(%error, theme, "the reading of a shop's theme broke off");
            }
            Ok(Err(_)) | Err(_) => {}
        }
        Arc::clone(&self.configured)
    }

    fn has_failed_lately(&self, theme: &str) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed
            .get(theme)
            .is_some_and(|at| at.elapsed() < AGAIN_AFTER)
    }

    /// Notes that a theme cannot be read; gives whether that is new.
    fn fails(&self, theme: &str) -> bool {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.insert(theme.to_owned(), Instant::now()).is_none()
    }
}

/// The themes that lie in a folder, by the alphabet.
#[must_use]
pub fn themes_in(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    let mut themes: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("theme.toml").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    themes.sort();
    themes
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn brands() -> Arc<Brands> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes");
        let options = RendererOptions {
            root,
            brand: "nordbod".to_owned(),
            watch: false,
            strict: false,
        };
        Arc::new(Brands::load(options, PathTable::default()).unwrap())
    }

    #[tokio::test]
    async fn each_theme_is_read_once_and_a_missing_one_gives_way_to_the_configured() {
        let brands = brands();
        assert!(brands.known(Some("default")).is_none());
        let other = brands.wear(Some("default")).await;
        assert!(!Arc::ptr_eq(&other, brands.configured()));
        let again = brands.read(Some("default")).unwrap();
        assert!(Arc::ptr_eq(&other, &again));
        for configured in [None, Some("nordbod"), Some("finns-inte")] {
            let worn = brands.wear(configured).await;
            assert!(Arc::ptr_eq(&worn, brands.configured()), "{configured:?}");
        }
        assert!(brands.read(Some("finns-inte")).is_err());
        // It is not looked for again at once.
        assert!(brands.has_failed_lately("finns-inte") && !brands.has_failed_lately("default"));
        assert!(!brands.fails("finns-inte"), "told once");
    }

    #[test]
    fn a_theme_is_a_folder_that_says_so() {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes");
        let themes = themes_in(&root);
        assert!(themes.contains(&"nordbod".to_owned()) && themes.contains(&"default".to_owned()));
        assert!(themes_in(&root.join("finns-inte")).is_empty());
    }
}
