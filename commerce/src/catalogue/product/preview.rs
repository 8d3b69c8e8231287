//! A **preview**: staff see a product's page as the shop would show it, with what its draft says and whether it is published or not. The link from the back office is
//! sealed for one product and the log-in of whoever made it, and is followed at once: it opens nothing a minute later. What the browser keeps then is good for that product
//! alone, and for as long as that log-in is: who logs out has closed it.

use jiff::SignedDuration;
use platform::auth::sealed::Vault;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ProductPage;
use super::listing::{self, Found, Which, Written};
use crate::catalogue::LOCALES;
use crate::catalogue::storefront::{Storefront, Visit};
use crate::catalogue::texts::publish::proposal;
use crate::catalogue::texts::{Part, Texts};
use crate::ids::{ProductId, ShopId};

/// The purpose of the vault that seals passes.
pub const PURPOSE: &str = "preview";
/// How long the link from the back office opens the page: a browser is led there at once.
pub const LINK_LIVES: SignedDuration = SignedDuration::from_mins(1);
/// How long previews of a product last in a browser, at the most.
pub const LIVES: SignedDuration = SignedDuration::from_hours(2);
/// Products that a browser may look at side by side; the one that was opened first gives way.
pub const MOST: usize = 8;
/// What the browser's own pass is sealed for: a link's is none.
const KEPT: &[u8] = b"preview-kept";

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewPass {
    /// The log-in to the back office that it rests on.
    pub session: Uuid,
    /// The shop in which it opens it; the version before this one did not say it.
    #[serde(default)]
    pub shop: Option<ShopId>,
    /// What it opens.
    pub product: ProductId,
    /// Until when it is good.
    pub until: Timestamp,
}

impl PreviewPass {
    /// A pass for a link.
    #[must_use]
    pub fn link(session: Uuid, shop: ShopId, product: ProductId, now: Timestamp) -> Self {
        Self {
            session,
            shop: Some(shop),
            product,
            until: now.plus(LINK_LIVES),
        }
    }

    /// Seals it for an address.
    #[must_use]
    pub fn seal(&self, vault: &Vault) -> String {
        seal(vault, self, PURPOSE.as_bytes())
    }

    /// Opens what [`Self::seal`] made; `None` for anything else, and for what has ended.
    #[must_use]
    pub fn open(vault: &Vault, text: &str, now: Timestamp) -> Option<Self> {
        let found: Self = open(vault, text, PURPOSE.as_bytes())?;
        (now < found.until).then_some(found)
    }
}

/// What a browser keeps once it has opened links: the products that it may look at, and until when each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previews {
    /// The log-in to the back office that they rest on.
    pub session: Uuid,
    /// The shop in which they are looked at; the version before this one did not say it.
    #[serde(default)]
    pub shop: Option<ShopId>,
    products: Vec<(ProductId, Timestamp)>,
}

impl Previews {
    /// What is kept when a link is opened, by a browser that has kept this before. What rests on another log-in, or is another shop's, is
    /// left behind.
    #[must_use]
    pub fn with(kept: Option<Self>, link: &PreviewPass, now: Timestamp) -> Self {
        let kept = kept.filter(|kept| (kept.session, kept.shop) == (link.session, link.shop));
        let mut products = kept.map_or_else(Vec::new, |kept| kept.products);
        products.retain(|(product, until)| *product != link.product && now < *until);
        products.push((link.product, now.plus(LIVES)));
        let too_many = products.len().saturating_sub(MOST);
        products.drain(..too_many);
        Self {
            session: link.session,
            shop: link.shop,
            products,
        }
    }

    /// Whether a product may be looked at.
    #[must_use]
    pub fn has(&self, product: ProductId, now: Timestamp) -> bool {
        let mut products = self.products.iter();
        products.any(|(of, until)| *of == product && now < *until)
    }

    /// Seals them for a cookie.
    #[must_use]
    pub fn seal(&self, vault: &Vault) -> String {
        seal(vault, self, KEPT)
    }

    /// Opens what [`Self::seal`] made; `None` for anything else.
    #[must_use]
    pub fn open(vault: &Vault, text: &str) -> Option<Self> {
        open(vault, text, KEPT)
    }
}

fn seal(vault: &Vault, what: &impl Serialize, purpose: &[u8]) -> String {
    let plain = serde_json::to_vec(what).unwrap_or_default();
    data_encoding::BASE64URL_NOPAD.encode(&vault.seal(&plain, purpose))
}

fn open<T: DeserializeOwned>(vault: &Vault, text: &str, purpose: &[u8]) -> Option<T> {
    let sealed = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes());
    let plain = vault.open(&sealed.ok()?, purpose).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// What a preview shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Previewed {
    /// What the draft says.
    Draft,
    /// What the shop shows already.
    Published,
    /// What the shop will show once the product is published.
    Unpublished,
}

impl Previewed {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Unpublished];

    /// Its name in texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
        }
    }
}

impl Storefront {
    /// A product's page as the shop would show it: with what would be published of its draft, whatever its state. `None` when there is no such product.
    ///
    /// # Errors
    /// Database errors.
    pub async fn preview(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        id: ProductId,
    ) -> Result<Option<(ProductPage, Previewed)>, DbError> {
        let found = listing::written(conn, visit, Which::Any(id)).await?;
        let Found::Product(_, mut written, fitting) = found else {
            return Ok(None);
        };
        let proposal = proposal(conn, id).await?;
        if let Some(proposal) = &proposal {
            say(&mut written, &proposal.texts, visit.locale);
        }
        if written.name.is_empty() {
            written.name = written.code.clone();
        }
        let previewed = match (proposal.is_some(), written.is_shown) {
            (true, _) => Previewed::Draft,
            (false, true) => Previewed::Published,
            (false, false) => Previewed::Unpublished,
        };
        let read = (*written, fitting);
        let page = self.whole_page(conn, visit, id, read).await?;
        Ok(Some((page, previewed)))
    }
}

/// Puts words where the shop would have them: in the reader's language, else in the first that has any.
fn say(head: &mut Written, texts: &Texts, locale: &str) {
    let reader = LOCALES.into_iter().filter(|of| *of == locale);
    let mut speaking = reader.chain(LOCALES).filter(|of| texts.speaks(of));
    let Some(locale) = speaking.next() else {
        return;
    };
    let text = |part| texts.get((locale, part)).to_owned();
    let some = |part| Some(text(part)).filter(|text| !text.is_empty());
    locale.clone_into(&mut head.locale);
    head.name = text(Part::Name);
    head.subtitle = text(Part::Subtitle);
    head.description = text(Part::Description);
    head.safety_warning = text(Part::SafetyWarning);
    head.seo_title = some(Part::SeoTitle);
    head.seo_description = some(Part::SeoDescription);
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::secret::SecretKey;

    #[test]
    fn a_pass_opens_for_its_time_and_with_its_key_alone() {
        let vault = Vault::new(&SecretKey::new("one secret"), PURPOSE);
        let other = Vault::new(&SecretKey::new("another secret"), PURPOSE);
        let now: Timestamp = jiff::Timestamp::UNIX_EPOCH.into();
        let shop = ShopId(Uuid::nil());
        let pass = PreviewPass::link(Uuid::nil(), shop, ProductId(Uuid::nil()), now);
        let link = pass.seal(&vault);
        assert_eq!(PreviewPass::open(&vault, &link, now), Some(pass.clone()));
        assert_eq!(PreviewPass::open(&other, &link, now), None);
        assert_eq!(PreviewPass::open(&vault, &format!("{link}A"), now), None);
        assert_eq!(PreviewPass::open(&vault, "", now), None);
        let later = now.plus(LINK_LIVES);
        assert_eq!(PreviewPass::open(&vault, &link, later), None);
        // What the browser keeps is no link, and a link is nothing to keep.
        let kept = Previews::with(None, &pass, now).seal(&vault);
        assert_eq!(PreviewPass::open(&vault, &kept, now), None);
        assert_eq!(Previews::open(&vault, &link), None);
        assert!(Previews::open(&vault, &kept).is_some());
    }

    #[test]
    fn a_browser_may_look_at_what_it_has_opened_for_its_time_and_at_nothing_else() {
        let vault = Vault::new(&SecretKey::new("one secret"), PURPOSE);
        let now: Timestamp = jiff::Timestamp::UNIX_EPOCH.into();
        let product = |n: usize| ProductId(Uuid::from_u128(n as u128));
        let shop = ShopId(Uuid::nil());
        let link = |n| PreviewPass::link(Uuid::nil(), shop, product(n), now);
        let first = Previews::with(None, &link(0), now);
        assert!(first.has(product(0), now) && !first.has(product(1), now));
        assert!(!first.has(product(0), now.plus(LIVES)));
        let many = (0..=MOST).fold(None, |kept, n| Some(Previews::with(kept, &link(n), now)));
        let many = many.unwrap();
        assert!(!many.has(product(0), now));
        assert!((1..=MOST).all(|n| many.has(product(n), now)));
        // A cookie holds them all.
        let sealed = many.seal(&vault);
        assert!(sealed.len() < 2_000, "{}", sealed.len());
        assert_eq!(Previews::open(&vault, &sealed), Some(many.clone()));
        // Another log-in begins anew, and another shop.
        let others = [
            (Uuid::from_u128(7), shop),
            (Uuid::nil(), ShopId(Uuid::from_u128(7))),
        ];
        for (session, shop) in others {
            let other = PreviewPass::link(session, shop, product(1), now);
            let other = Previews::with(Some(many.clone()), &other, now);
            assert!(other.has(product(1), now) && !other.has(product(2), now));
        }
    }
}
