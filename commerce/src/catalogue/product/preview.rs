//! A **preview**: staff see a product's page as the shop would show it, with what its draft says and whether it is published or not. The link from the back office is
//! sealed, opens within minutes, and is good for as long as the log-in of whoever made it: who logs out has closed it.

use jiff::SignedDuration;
use platform::auth::sealed::Vault;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ProductPage;
use super::listing::{self, Found, Which, Written};
use crate::catalogue::LOCALES;
use crate::catalogue::storefront::{Storefront, Visit};
use crate::catalogue::texts::publish::proposal;
use crate::catalogue::texts::{Part, Texts};
use crate::ids::ProductId;

/// The purpose of the vault that seals passes.
pub const PURPOSE: &str = "preview";
/// How long the link from the back office opens the page.
pub const LINK_LIVES: SignedDuration = SignedDuration::from_mins(10);
/// How long previews last in a browser, at the most.
pub const LIVES: SignedDuration = SignedDuration::from_hours(2);

/// What a pass says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewPass {
    /// The log-in to the back office that it rests on.
    pub session: Uuid,
    /// What the link opens; the shop's own pass has none.
    pub product: Option<ProductId>,
    /// Until when it is good.
    pub until: Timestamp,
}

impl PreviewPass {
    /// A pass for a link.
    #[must_use]
    pub fn link(session: Uuid, product: ProductId, now: Timestamp) -> Self {
        Self {
            session,
            product: Some(product),
            until: now.plus(LINK_LIVES),
        }
    }

    /// The pass that the browser keeps once the link has been opened.
    #[must_use]
    pub fn kept(&self, now: Timestamp) -> Self {
        Self {
            session: self.session,
            product: None,
            until: now.plus(LIVES),
        }
    }

    /// Seals it for an address or a cookie.
    #[must_use]
    pub fn seal(&self, vault: &Vault) -> String {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        data_encoding::BASE64URL_NOPAD.encode(&vault.seal(&plain, PURPOSE.as_bytes()))
    }

    /// Opens what [`Self::seal`] made; `None` for anything else, and for what has ended.
    #[must_use]
    pub fn open(vault: &Vault, text: &str, now: Timestamp) -> Option<Self> {
        let sealed = data_encoding::BASE64URL_NOPAD
            .decode(text.as_bytes())
            .ok()?;
        let plain = vault.open(&sealed, PURPOSE.as_bytes()).ok()?;
        let found: Self = serde_json::from_slice(&plain).ok()?;
        (now < found.until).then_some(found)
    }
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
        let pass = PreviewPass::link(Uuid::nil(), ProductId(Uuid::nil()), now);
        let link = pass.seal(&vault);
        assert_eq!(PreviewPass::open(&vault, &link, now), Some(pass.clone()));
        assert_eq!(PreviewPass::open(&other, &link, now), None);
        assert_eq!(PreviewPass::open(&vault, &format!("{link}A"), now), None);
        assert_eq!(PreviewPass::open(&vault, "", now), None);
        let later = now.plus(LINK_LIVES);
        assert_eq!(PreviewPass::open(&vault, &link, later), None);
        let kept = pass.kept(now);
        assert_eq!(kept.product, None);
        let kept = kept.seal(&vault);
        assert!(PreviewPass::open(&vault, &kept, later).is_some());
        assert_eq!(PreviewPass::open(&vault, &kept, now.plus(LIVES)), None);
    }
}
