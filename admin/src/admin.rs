//! What the handlers of this door hold.

use std::sync::{Arc, RwLock};

use commerce::media::{PictureSettings, Size};
use commerce::shop_door::{Addresses, ShopDoor};
use commerce::vat_check::VatRegister;
use platform::auth::log_in::VAULT_PURPOSE;
use platform::auth::passkeys::Passkeys;
use platform::auth::password::Passwords;
use platform::auth::sealed::Vault;
use platform::db::Db;
use platform::files::ContentHash;
use platform::files::image::{Darkroom, Encoding};
use platform::render::Renderer;
use platform::secret::SecretKey;

/// Which kind of installation this is; always marked in the frame.
pub use platform::config::Mode as Environment;

/// What this door needs of the program.
pub struct AdminOptions {
    /// The database.
    pub db: Db,
    /// Templates and texts of the brand.
    pub renderer: Arc<Renderer>,
    /// Where pictures are kept and made.
    pub darkroom: Darkroom,
    /// The sizes that the theme declares.
    pub pictures: PictureSettings,
    /// The installation's key, under which secrets of second steps are sealed.
    pub secret_key: SecretKey,
    /// Knows VAT numbers.
    pub register: Arc<dyn VatRegister>,
    /// Which kind of installation.
    pub environment: Environment,
    /// Served over HTTPS: cookies get `Secure` and the `__Host-` prefix.
    pub is_secure: bool,
    /// Scheme and host of this door, without a slash at the end.
    pub origin: String,
    /// Scheme and host of the shop, without a slash at the end.
    pub shop_origin: String,
}

/// The state of every handler.
#[derive(Clone)]
pub(crate) struct Admin(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) renderer: Arc<Renderer>,
    pub(crate) darkroom: Darkroom,
    pub(crate) pictures: PictureSettings,
    pub(crate) passwords: Passwords,
    /// Asks for passkeys and checks them; none where the door has no domain.
    pub(crate) passkeys: Option<Passkeys>,
    pub(crate) vault: Vault,
    /// For codes that follow from it.
    pub(crate) secret_key: SecretKey,
    /// Knows VAT numbers.
    pub(crate) register: Arc<dyn VatRegister>,
    /// For forms that wait for a log-in.
    pub(crate) kept: Vault,
    /// For passes into the shop.
    pub(crate) rehearsals: Vault,
    /// For passes to products' pages that are not published.
    pub(crate) previews: Vault,
    pub(crate) environment: Environment,
    pub(crate) is_secure: bool,
    pub(crate) origin: String,
    pub(crate) shop_origin: String,
    /// Where each shop stands.
    pub(crate) addresses: Addresses,
    /// The shops' addresses as they were last read, the oldest's first.
    origins: RwLock<Vec<String>>,
}

impl Admin {
    pub(crate) fn new(options: AdminOptions) -> Self {
        Self(Arc::new(Inner {
            vault: Vault::new(&options.secret_key, VAULT_PURPOSE),
            kept: Vault::new(&options.secret_key, crate::kept::PURPOSE),
            rehearsals: Vault::new(&options.secret_key, commerce::pricing::rehearsal::PURPOSE),
            previews: Vault::new(
                &options.secret_key,
                commerce::catalogue::product::preview::PURPOSE,
            ),
            secret_key: options.secret_key,
            register: options.register,
            // Two at once: log-in is rare, and the machine's memory belongs to shoppers.
            passwords: Passwords::new(2),
            passkeys: Passkeys::at(&options.origin).ok(),
            db: options.db,
            renderer: options.renderer,
            darkroom: options.darkroom,
            pictures: options.pictures,
            environment: options.environment,
            is_secure: options.is_secure,
            origin: options.origin,
            addresses: Addresses::new(
                &options.shop_origin,
                options.environment == Environment::Production,
            ),
            origins: RwLock::new(vec![options.shop_origin.clone()]),
            shop_origin: options.shop_origin,
        }))
    }
}

impl Admin {
    /// The address of a small picture in the shop, from the hash of its bytes.
    pub(crate) fn thumbnail(&self, hash: Option<&[u8]>) -> Option<String> {
        let hash = ContentHash::from_slice(hash?)?;
        Some(self.picture(hash, *self.pictures.widths().first()?))
    }

    /// Notes where the shops stand, for pictures and for what pages may load.
    pub(crate) fn learn_origins(&self, doors: &[ShopDoor]) {
        let stands = |door: &ShopDoor| self.addresses.of(doors, door.shop_id);
        let mut origins: Vec<String> = doors.iter().filter_map(stands).collect();
        if origins.is_empty() {
            origins.push(self.shop_origin.clone());
        }
        if *self.origins() != origins {
            let mut held = self
                .origins
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            *held = origins;
        }
    }

    fn origins(&self) -> std::sync::RwLockReadGuard<'_, Vec<String>> {
        self.origins
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Where the pictures are: at the oldest shop's address, which others lead to.
    pub(crate) fn pictures_at(&self) -> String {
        let origins = self.origins();
        let first = origins.first();
        first.map_or_else(|| self.shop_origin.clone(), String::clone)
    }

    /// Where a page's pictures may come from: letters show those of the shop that they are about.
    pub(crate) fn pictures_from(&self) -> String {
        self.origins().join(" ")
    }

    fn picture(&self, hash: ContentHash, width: u32) -> String {
        let size = Size {
            width,
            encoding: Encoding::Jpeg,
        };
        format!(
            "{}{}",
            self.pictures_at(),
            self.pictures.address(hash, size).path()
        )
    }
}

impl std::ops::Deref for Admin {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
