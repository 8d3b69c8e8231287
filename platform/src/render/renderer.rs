//! The renderer: a theme in memory, one template set for all languages, loaded anew when files change if that is asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::Serialize;
use tera::{Context, Tera};

use super::assets::Assets;
use super::filters::Texts;
use super::theme::{Chain, ThemeError, ThemeSettings, files_below};
use super::{PathTable, RenderContext, View, escape, filters};
use crate::i18n::{Catalogue, Locale, Message};

/// How often the files are looked at when they are watched.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Why a page could not be written: always a mistake in a theme or a view, which the checks find before a reader does.
#[derive(Debug, thiserror::Error)]
#[error("{template} ({locale}): {reason}")]
pub struct RenderError {
    /// Which template.
    pub template: String,
    /// In which language.
    pub locale: Locale,
    /// What is wrong, with the line.
    pub reason: String,
}

/// Which theme, and how it is kept.
#[derive(Clone, Debug)]
pub struct RendererOptions {
    /// The folder that holds the themes.
    pub root: PathBuf,
    /// The brand's folder in it.
    pub brand: String,
    /// Load anew when a file changes (demo and development).
    pub watch: bool,
    /// A missing text is an error instead of its key (tests and `check-themes`).
    pub strict: bool,
}

/// Writes views with the templates of one brand.
pub struct Renderer {
    options: RendererOptions,
    paths: Arc<PathTable>,
    loaded: RwLock<Arc<Loaded>>,
    looked: Mutex<(Instant, u64)>,
    reloading: AtomicBool,
    generation: AtomicU64,
}

pub(super) struct Loaded {
    pub(super) chain: Chain,
    pub(super) templates: Tera,
    pub(super) texts: Arc<Texts>,
    pub(super) assets: Arc<Assets>,
    /// The templates' sources by name inside the theme, for the checks.
    pub(super) sources: BTreeMap<String, String>,
}

impl Renderer {
    /// Reads the theme.
    ///
    /// # Errors
    /// When settings, templates, texts or stylesheets are wrong: a start-up error with the file and line.
    pub fn load(options: RendererOptions, paths: PathTable) -> Result<Self, ThemeError> {
        let paths = Arc::new(paths);
        let loaded = Loaded::read(&options, &paths)?;
        let print = fingerprint(&loaded.chain);
        Ok(Self {
            options,
            paths,
            loaded: RwLock::new(Arc::new(loaded)),
            looked: Mutex::new((Instant::now(), print)),
            reloading: AtomicBool::new(false),
            generation: AtomicU64::new(0),
        })
    }

    pub(super) fn loaded(&self) -> Arc<Loaded> {
        if self.options.watch {
            self.look();
        }
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the theme anew if a file changed. A theme that does not load leaves the last good one in place.
    fn look(&self) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.0.elapsed() < LOOK_EVERY || self.reloading.swap(true, Ordering::Acquire) {
            return;
        }
        looked.0 = Instant::now();
        let print = fingerprint(
            &self
                .loaded
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .chain,
        );
        if print != looked.1 {
            looked.1 = print;
            match Loaded::read(&self.options, &self.paths) {
                Ok(new) => {
                    *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                    self.generation.fetch_add(1, Ordering::Release);
                }
                Err(error) => {
                    tracing::error!(%error, "the changed theme does not load; the last good one stays")
                }
            }
        }
        self.reloading.store(false, Ordering::Release);
    }

    /// Another number whenever the theme has been read anew: what was written before is not to be kept any longer.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Writes a view.
    ///
    /// # Errors
    /// When the template asks for something that the view does not have.
    pub fn render<V: View, F: Serialize>(
        &self,
        view: &V,
        ctx: &RenderContext<F>,
    ) -> Result<String, RenderError> {
        self.render_as(V::TEMPLATE, view, ctx)
    }

    /// Writes a view with another template than its own: the subject and the text body of a mail stand beside its HTML.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn render_as<V: Serialize, F: Serialize>(
        &self,
        template: &str,
        view: &V,
        ctx: &RenderContext<F>,
    ) -> Result<String, RenderError> {
        let loaded = self.loaded();
        let failed = |error: tera::Error| RenderError {
            template: template.to_owned(),
            locale: ctx.locale,
            reason: with_causes(&error),
        };
        let mut context = Context::from_serialize(view).map_err(failed)?;
        context.insert("ctx", ctx);
        context.insert("frame", &ctx.frame);
        let written = filters::speaking(ctx.locale, || loaded.templates.render(template, &context));
        written.map_err(failed)
    }

    /// Writes a message in a language, for places without a template: a mail's sender, a CSV heading, JSON errors.
    #[must_use]
    pub fn text(&self, locale: Locale, message: &Message) -> String {
        self.loaded()
            .texts
            .get(&locale)
            .map_or_else(|| message.key.clone(), |texts| texts.write(message))
    }

    /// The address of a page; `/` when there is no such page, which the checks would have found.
    #[must_use]
    pub fn url(&self, locale: Locale, name: &str, values: &[(&str, &str)]) -> String {
        self.paths.url(locale, name, values).unwrap_or_else(|| {
            tracing::error!(name, "no such page, or a value of its address is missing");
            "/".to_owned()
        })
    }

    /// The themes that there are beside this one, itself among them.
    #[must_use]
    pub fn themes(&self) -> Vec<String> {
        super::themes_in(&self.options.root)
    }

    /// The brand's settings, with those of its parents.
    #[must_use]
    pub fn settings(&self) -> ThemeSettings {
        self.loaded().chain.settings.clone()
    }

    /// The brand's files.
    #[must_use]
    pub fn assets(&self) -> Arc<Assets> {
        Arc::clone(&self.loaded().assets)
    }

    pub(super) fn paths(&self) -> &PathTable {
        &self.paths
    }
}

impl Loaded {
    fn read(options: &RendererOptions, paths: &Arc<PathTable>) -> Result<Self, ThemeError> {
        let chain = Chain::read(&options.root, &options.brand)?;
        let assets = Arc::new(Assets::load(&chain)?);
        let mut sources = Vec::new();
        for (theme, folder) in &chain.folders {
            for room in ["shop", "admin", "mail"] {
                for (name, path) in files_below(&folder.join(room))? {
                    if [".html", ".txt", ".xml"]
                        .iter()
                        .any(|ending| name.ends_with(ending))
                    {
                        let text =
                            std::fs::read_to_string(&path).map_err(|source| ThemeError::Read {
                                path: path.clone(),
                                source,
                            })?;
                        sources.push((format!("{theme}/{room}/{name}"), text));
                    }
                }
            }
        }
        let parents_first: Vec<PathBuf> = chain
            .folders
            .iter()
            .rev()
            .map(|(_, path)| path.clone())
            .collect();
        let mut texts = Texts::new();
        for locale in Locale::ALL {
            texts.insert(locale, Arc::new(Catalogue::load(locale, &parents_first)?));
        }
        let texts = Arc::new(texts);
        let templates = template_set(&chain, &sources, &texts, paths, &assets, options.strict)?;
        Ok(Self {
            chain,
            templates,
            texts,
            assets,
            sources: sources.into_iter().collect(),
        })
    }
}

fn template_set(
    chain: &Chain,
    sources: &[(String, String)],
    texts: &Arc<Texts>,
    paths: &Arc<PathTable>,
    assets: &Arc<Assets>,
    strict: bool,
) -> Result<Tera, ThemeError> {
    let wrong = |error: tera::Error| ThemeError::Template(with_causes(&error));
    let mut tera = Tera::default();
    tera.autoescape_on([".html", ".xml"]);
    tera.set_escape_fn(escape::html);
    let prefixes: Vec<String> = chain
        .folders
        .iter()
        .map(|(name, _)| format!("{name}/"))
        .collect();
    tera.set_fallback_prefixes(prefixes).map_err(wrong)?;
    filters::register(&mut tera, texts, paths, assets, strict);
    tera.global_context().insert("theme", &chain.settings);
    tera.add_raw_templates(
        sources
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    )
    .map_err(wrong)?;
    Ok(tera)
}

/// An error with everything beneath it: tera keeps the place in the source.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str("; ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Changes whenever a file of the themes appears, goes, grows or is written.
fn fingerprint(chain: &Chain) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    for (_, folder) in &chain.folders {
        for room in ["shop", "admin", "mail", "i18n", "assets"] {
            for (name, path) in files_below(&folder.join(room)).unwrap_or_default() {
                name.hash(&mut hasher);
                if let Ok(meta) = std::fs::metadata(&path) {
                    (meta.len(), meta.modified().ok()).hash(&mut hasher);
                }
            }
        }
        std::fs::metadata(folder.join("theme.toml"))
            .and_then(|meta| meta.modified())
            .ok()
            .hash(&mut hasher);
    }
    hasher.finish()
}
