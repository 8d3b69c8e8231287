//! What doors and workers share, made once: the theme, pictures, payment, mail.

use std::sync::Arc;

use anyhow::Context as _;
use commerce::catalogue::search::engine::SearchEngine;
use commerce::media::PictureSettings;
use commerce::payment::gateway::PaymentGateway;
use commerce::vat_check::VatRegister;
use integrations::payment::stripe::{StripeConfig, StripeGateway};
use integrations::search::meilisearch::Meilisearch;
use integrations::storage::{S3Config, S3Store};
use integrations::vat_register::vies::Vies;
use platform::config::{self, Config, Mode, S3, Storage, Stripe};
use platform::db::Db;
use platform::files::image::{Darkroom, Limits};
use platform::files::{DirectoryStore, FileStore};
use platform::mail::Transport;
use platform::render::{Brands, PathTable, Renderer, RendererOptions};
use platform::secret::SecretKey;

use crate::ground::Ground;
use crate::install;
use crate::wire::{StandInKeys, Urls};

/// Bytes of finished pictures that are kept in memory.
const PICTURE_MEMORY: u64 = 64 * 1024 * 1024;

/// What doors and workers share. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The configured brand's templates and texts.
    pub renderer: Arc<Renderer>,
    /// Those of every shop's brand.
    pub brands: Arc<Brands>,
    /// Where pictures are kept and made.
    pub darkroom: Darkroom,
    /// The sizes that the theme declares.
    pub pictures: PictureSettings,
    /// Takes payment.
    pub gateway: Arc<dyn PaymentGateway>,
    /// Knows VAT numbers.
    pub register: Arc<dyn VatRegister>,
    /// Ranks what is searched for, where one is configured.
    pub engine: Option<Arc<dyn SearchEngine>>,
    /// Sends mails.
    pub mail: Transport,
    /// The program's key of keys.
    pub secret: SecretKey,
}

impl Parts {
    /// Makes them as configured.
    ///
    /// # Errors
    /// A theme that does not load, storage or vendors whose settings make no sense.
    pub fn new(grounds: &Ground, db: &Db, urls: &Urls) -> anyhow::Result<Self> {
        let config = &grounds.config;
        let brands = Brands::load(options(config, false)?, paths())?;
        Ok(Self {
            db: db.clone(),
            pictures: pictures(config, brands.configured()),
            renderer: Arc::clone(brands.configured()),
            brands: Arc::new(brands),
            darkroom: darkroom(grounds)?,
            gateway: Arc::new(gateway(config, &grounds.secret, urls)?),
            register: Arc::new(register(config, urls)?),
            engine: match &config.search {
                None => None,
                Some(search) => Some(Arc::new(meilisearch(search)?)),
            },
            mail: match &config.mail.smtp_url {
                None => Transport::Mailbox,
                Some(url) => Transport::smtp(url.reveal()).context("TORG_SMTP_URL")?,
            },
            secret: grounds.secret.clone(),
        })
    }
}

/// The sizes of pictures that a theme declares.
pub fn pictures(config: &Config, renderer: &Renderer) -> PictureSettings {
    let theme = renderer.settings();
    let widths = theme.image_widths.as_deref().unwrap_or_default();
    let photo = theme.colours.get("photo").map(String::as_str);
    PictureSettings::new(widths, photo, config.is_avif_on)
}

/// The configured theme. `is_strict`: a missing text is an error instead of its key.
///
/// # Errors
/// A theme that does not load, with the file and line.
pub fn renderer(config: &Config, is_strict: bool) -> anyhow::Result<Renderer> {
    Ok(Renderer::load(options(config, is_strict)?, paths())?)
}

fn options(config: &Config, is_strict: bool) -> anyhow::Result<RendererOptions> {
    Ok(RendererOptions {
        root: install::themes_dir(config)?,
        brand: config.theme.clone(),
        watch: config.mode != Mode::Production,
        strict: is_strict,
    })
}

fn paths() -> PathTable {
    PathTable::new(shop::paths::PATHS.iter().copied())
}

/// Pictures, kept where the configuration says.
///
/// # Errors
/// A folder that cannot be made, or a bucket whose settings make no sense.
pub fn darkroom(grounds: &Ground) -> anyhow::Result<Darkroom> {
    let store: Arc<dyn FileStore> = match &grounds.config.storage {
        Storage::Directory => Arc::new(DirectoryStore::open(grounds.folder("media"))?),
        Storage::S3(s3) => Arc::new(bucket(s3)?),
    };
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Ok(Darkroom::new(
        store,
        Limits::default(),
        cores,
        PICTURE_MEMORY,
    ))
}

/// The configured bucket; nothing is asked of it yet.
///
/// # Errors
/// Settings that make no sense.
pub fn bucket(s3: &S3) -> anyhow::Result<S3Store> {
    let config = S3Config {
        endpoint: s3.endpoint.clone(),
        region: s3.region.clone(),
        bucket: s3.bucket.clone(),
        prefix: s3.prefix.clone(),
        access_key_id: s3.access_key.clone(),
        secret_access_key: s3.secret_key.reveal().to_owned(),
        is_virtual_hosted: s3.is_virtual_hosted,
    };
    S3Store::new(&config).context("the settings TORG_S3_...")
}

fn gateway(config: &Config, secret: &SecretKey, urls: &Urls) -> anyhow::Result<StripeGateway> {
    let stripe = match (&config.stripe, &urls.sandbox) {
        (Some(stripe), _) => real(stripe)?,
        (None, Some(sandbox)) => {
            let keys = StandInKeys::of(secret);
            StripeConfig::new(sandbox.as_str(), keys.secret_key, vec![keys.webhook_secret])
                .context("the stand-in payment provider")?
        }
        (None, None) => {
            anyhow::bail!("neither Stripe nor the stand-in provider is there to take payment")
        }
    };
    StripeGateway::new(stripe).context("payment")
}

fn register(config: &Config, urls: &Urls) -> anyhow::Result<Vies> {
    let base = match (&config.vies_base_url, &urls.sandbox) {
        (Some(base), _) => base.clone(),
        (None, Some(sandbox)) => format!("{sandbox}{}", Vies::PATH),
        (None, None) => Vies::LIVE_BASE_URL.to_owned(),
    };
    Vies::new(&base, Vies::DEADLINE).context("TORG_VIES_BASE_URL")
}

/// The configured search engine; nothing is asked of it yet.
///
/// # Errors
/// Settings that make no sense.
pub fn meilisearch(search: &config::SearchEngine) -> anyhow::Result<Meilisearch> {
    let key = search.key.as_ref().map(config::Secret::reveal);
    Meilisearch::new(&search.url, key, &search.prefix, Meilisearch::DEADLINE)
        .context("the settings TORG_SEARCH_...")
}

fn real(stripe: &Stripe) -> anyhow::Result<StripeConfig> {
    let base = stripe
        .base_url
        .as_deref()
        .unwrap_or(StripeConfig::LIVE_BASE_URL);
    let webhooks = stripe
        .webhook_secrets
        .iter()
        .map(|secret| secret.reveal().to_owned())
        .collect();
    StripeConfig::new(base, stripe.secret_key.reveal(), webhooks)
        .context("the settings TORG_STRIPE_...")
}
