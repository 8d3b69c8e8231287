//! The demo's legal texts: one Markdown file per kind and language, whose first line is the heading.

use std::path::Path;

use anyhow::Context as _;
use commerce::ids::ShopId;
use commerce::legal::KINDS;
use platform::db::Tx;

/// Publishes all of them; one that is published already stays.
pub async fn publish(tx: &mut Tx, shop_id: ShopId, folder: &Path) -> anyhow::Result<()> {
    for kind in KINDS {
        for locale in commerce::catalogue::LOCALES {
            let file = folder.join(format!("{kind}.{locale}.md"));
            let text =
                std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let (title, body) = text
                .trim()
                .strip_prefix("# ")
                .and_then(|rest| rest.split_once('\n'))
                .with_context(|| format!("{}: the first line must be a heading", file.display()))?;
            commerce::legal::publish(tx, shop_id, kind, locale, title.trim(), body.trim()).await?;
        }
    }
    Ok(())
}
