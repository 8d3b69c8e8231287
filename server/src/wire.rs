//! What each door is made of: this is where the rooms meet.

use std::sync::Arc;

use admin::AdminOptions;
use anyhow::Context as _;
use axum::Router;
use commerce::catalogue::Storefront;
use commerce::catalogue::shop::shops;
use commerce::shop_door::Addresses;
use integrations::sandbox::{SandboxConfig, SandboxState};
use integrations::webhooks::{self, Inbound};
use metrics_exporter_prometheus::PrometheusHandle;
use platform::auth::password::Passwords;
use platform::clock::Clock;
use platform::config::{Config, Mode};
use platform::db::{Db, DbError};
use platform::render::Renderer;
use platform::secret::SecretKey;
use platform::web::Names;
use platform::web::health::{self, Health};
use platform::web::layers::{self, Outside};
use shop::{Place, ShopDoors, ShopParts, ShopState};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::ground::Ground;
use crate::migrate;
use crate::parts::{self, Parts};

/// Where the shop takes the payment provider's messages.
const STRIPE_WEBHOOK: &str = "/webhooks/stripe";
/// How long the stand-in's slow outcomes take.
const SLOW_SECONDS: i64 = 20;

/// The addresses that were taken, as people reach them.
#[derive(Clone, Debug)]
pub struct Urls {
    /// The shop.
    pub shop: String,
    /// The back office.
    pub admin: String,
    /// The stand-in vendors, where they run.
    pub sandbox: Option<String>,
}

/// The routers of the doors, with everything around them.
pub struct Doors {
    /// The shops'.
    pub shop: ShopDoors,
    /// The back office.
    pub admin: Router,
}

/// Builds the doors.
pub fn doors(
    config: &Config,
    parts: &Parts,
    urls: &Urls,
    metrics: PrometheusHandle,
    stopping: &CancellationToken,
) -> Doors {
    let db = &parts.db;
    let health = health::router(Health::new(
        db.clone(),
        migrate::versions(),
        stopping.clone(),
    ));
    let inbound = webhooks::router(Inbound::new(db.clone(), vec![Arc::clone(&parts.gateway)]));
    let shop = shop_doors(config, parts, urls, health.clone().merge(inbound));
    let admin = health
        .merge(health::metrics_router(metrics, db.clone()))
        .merge(admin::router(back_office(config, parts, urls)));
    let admin_names = Names::new(&urls.admin, &[], refuses_others(config));
    Doors {
        shop,
        admin: layers::wrap(
            admin,
            outside("admin", config, admin_names, &urls.admin, Vec::new()),
        ),
    }
}

/// Where money moves only our own names are answered; elsewhere people try things out under whatever name this machine has.
fn refuses_others(config: &Config) -> bool {
    config.mode == Mode::Production
}

/// Where each shop stands.
pub fn addresses(config: &Config, urls: &Urls) -> Addresses {
    Addresses::new(&urls.shop, config.mode == Mode::Production)
}

/// The shops' doors, none of which stands yet. `bare` is what each of them answers beside its shop's pages.
fn shop_doors(config: &Config, parts: &Parts, urls: &Urls, bare: Router) -> ShopDoors {
    let (addresses, further) = (addresses(config, urls), config.shop_names.clone());
    let (config, parts, urls) = (config.clone(), parts.clone(), urls.clone());
    let passwords = Passwords::new(2);
    let make = move |place: &Place| {
        let renderer = parts.brands.known(place.theme.as_deref())?;
        let state = shop_state(&config, &parts, place, (renderer, passwords.clone()));
        let names = Names::new(&place.url, &place.further, refuses_others(&config));
        let targets = form_targets(&config, &urls);
        Some(layers::wrap(
            bare.clone().merge(shop::router(state)),
            outside("shop", &config, names, &place.url, targets),
        ))
    };
    ShopDoors::new(addresses, &further, Box::new(make))
}

fn back_office(config: &Config, parts: &Parts, urls: &Urls) -> AdminOptions {
    AdminOptions {
        db: parts.db.clone(),
        renderer: Arc::clone(&parts.renderer),
        darkroom: parts.darkroom.clone(),
        pictures: parts.pictures.clone(),
        secret_key: parts.secret.clone(),
        register: Arc::clone(&parts.register),
        environment: config.mode,
        is_secure: urls.admin.starts_with("https://"),
        origin: urls.admin.clone(),
        shop_origin: urls.shop.clone(),
    }
}

fn shop_state(
    config: &Config,
    parts: &Parts,
    place: &Place,
    (renderer, passwords): (Arc<Renderer>, Passwords),
) -> ShopState {
    ShopState::new(ShopParts {
        shop: place.shop,
        db: parts.db.clone(),
        pictures: parts::pictures(config, &renderer),
        renderer,
        darkroom: parts.darkroom.clone(),
        gateway: Arc::clone(&parts.gateway),
        register: Arc::clone(&parts.register),
        storefront: Storefront::new(),
        engine: parts.engine.clone(),
        secret: parts.secret.clone(),
        passwords,
        public_url: place.url.clone(),
        pages_live_for: config.pages_live_for,
    })
}

/// Starts doing jobs and what recurs, until `stop`; what is under way then is finished. The pulse ends with the runner, so that a runner
/// that broke off is not taken for one that works.
pub fn start_work(
    work: &TaskTracker,
    config: &Config,
    parts: &Parts,
    urls: &Urls,
    stop: &CancellationToken,
) {
    let context = workers::Context {
        db: parts.db.clone(),
        gateway: Arc::clone(&parts.gateway),
        engine: parts.engine.clone(),
        darkroom: parts.darkroom.clone(),
        pictures: parts.pictures.clone(),
        renderer: Arc::clone(&parts.renderer),
        brands: Arc::clone(&parts.brands),
        addresses: addresses(config, urls),
        mail: parts.mail.clone(),
        mail_from: config.mail.from.clone(),
        secret: parts.secret.clone(),
        shop_url: urls.shop.clone(),
        admin_url: urls.admin.clone(),
    };
    let registry = Arc::new(workers::registry(config.workers));
    let runner = registry.work(parts.db.clone(), context.clone(), stop.clone());
    let pulse = health::beat(parts.db.clone(), stop.clone());
    work.spawn(async move {
        tokio::pin!(runner, pulse);
        tokio::select! {
            () = &mut runner => {}
            () = &mut pulse => runner.await,
        }
    });
    work.spawn(workers::schedules::tick(context, stop.clone()));
}

/// Where the checkout's answer may lead: browsers hold a form's redirect to the page's policy.
fn form_targets(config: &Config, urls: &Urls) -> Vec<String> {
    match &urls.sandbox {
        Some(sandbox) if config.uses_stand_in_payment() => vec![sandbox.clone()],
        _ => vec!["https://checkout.stripe.com".to_owned()],
    }
}

fn outside(
    door: &'static str,
    config: &Config,
    names: Names,
    url: &str,
    form_targets: Vec<String>,
) -> Outside {
    Outside {
        door,
        trusted_proxies: config.trusted_proxies.clone(),
        form_targets,
        is_encrypted: url.starts_with("https://"),
        names,
    }
}

/// The stand-in payment provider, which knows the keys that our own connector shows.
///
/// # Errors
/// When its journal or the shop's name cannot be read.
pub async fn stand_in(
    grounds: &Ground,
    db: &Db,
    urls: &Urls,
    public_url: &str,
) -> anyhow::Result<SandboxState> {
    let keys = StandInKeys::of(&grounds.secret);
    let config = SandboxConfig {
        secret_key: keys.secret_key,
        webhook_secret: keys.webhook_secret,
        webhook_url: Some(format!("{}{STRIPE_WEBHOOK}", urls.shop)),
        public_url: public_url.to_owned(),
        shop_name: shop_name(db).await.context("the shop's name")?,
        data_dir: grounds.folder("sandbox"),
        slow_seconds: SLOW_SECONDS,
    };
    SandboxState::open(config, Clock::system()).context("the stand-in payment provider")
}

/// What the shop is called on the payment page; an installation that has no shop yet takes no payment either.
async fn shop_name(db: &Db) -> Result<String, DbError> {
    let shops = shops(&mut *db.read().await?).await?;
    let first = shops.into_iter().next();
    Ok(first.map_or_else(|| "Torg".to_owned(), |shop| shop.name))
}

/// What stands in for the keys that a vendor hands out: made from the installation's secret, so that nobody else can call the stand-in
/// or sign its messages.
pub struct StandInKeys {
    /// What callers show.
    pub secret_key: String,
    /// What messages are signed with.
    pub webhook_secret: String,
}

impl StandInKeys {
    /// The keys of this installation.
    pub fn of(secret: &SecretKey) -> Self {
        Self {
            secret_key: format!("sk_test_{}", secret.link_key("stand-in", b"key")),
            webhook_secret: format!("whsec_{}", secret.link_key("stand-in", b"webhook")),
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::db::Origin;
    use testkit::{Database, World};

    use super::*;

    #[tokio::test]
    async fn the_payment_page_bears_the_shops_own_name() {
        // Dropped, it would take the database with it.
        let database = Database::create().await;
        let empty = database.db(Clock::system());
        assert_eq!(shop_name(&empty).await.unwrap(), "Torg");

        let world = World::create().await;
        let mut shop = shops(&mut world.db.read().await.unwrap())
            .await
            .unwrap()
            .remove(0);
        shop.name = "Lillebutiken".to_owned();
        let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
        commerce::catalogue::shop::save_shop(&mut tx, &shop)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop_name(&world.db).await.unwrap(), "Lillebutiken");
    }
}
