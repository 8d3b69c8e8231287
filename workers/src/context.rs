//! What job bodies work with.

use std::sync::Arc;

use commerce::catalogue::search::engine::SearchEngine;
use commerce::media::PictureSettings;
use commerce::payment::gateway::PaymentGateway;
use commerce::shop_door::Addresses;
use platform::db::Db;
use platform::files::image::Darkroom;
use platform::mail::Transport;
use platform::render::{Brands, Renderer};
use platform::secret::SecretKey;

/// Handed to every job body. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// Takes payment.
    pub gateway: Arc<dyn PaymentGateway>,
    /// Ranks what is searched for, where one is configured.
    pub engine: Option<Arc<dyn SearchEngine>>,
    /// Where pictures are kept and made.
    pub darkroom: Darkroom,
    /// The sizes that the theme declares.
    pub pictures: PictureSettings,
    /// Writes mails: in the configured brand, or in that of the shop that writes.
    pub renderer: Arc<Renderer>,
    /// The brands of all shops.
    pub brands: Arc<Brands>,
    /// Where each shop stands.
    pub addresses: Addresses,
    /// Sends mails.
    pub mail: Transport,
    /// `Name <address>` of mails.
    pub mail_from: String,
    /// For links that need no stored secret.
    pub secret: SecretKey,
    /// The address of the shop that writes, or the configured one, without a slash at the end, for links in mails.
    pub shop_url: String,
    /// The back office's, likewise.
    pub admin_url: String,
}

impl Context {
    /// The whole address of a page of the shop.
    #[must_use]
    pub fn shop_link(&self, path: &str) -> String {
        format!("{}{path}", self.shop_url)
    }
}
