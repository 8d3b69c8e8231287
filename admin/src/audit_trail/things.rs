//! What the things that entries name are called, and where they are.

use std::collections::BTreeMap;

use commerce::trail::{Called, listing};
use platform::auth::Permission;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use crate::guard::Me;

/// The trail of a thing as a list, for whoever may read it.
pub(crate) fn href_of(me: &Me, noun: &str, id: Uuid) -> Option<String> {
    me.may(Permission::AuditRead)
        .then(|| format!("{}?{}={noun}.{id}", super::LIST.path, super::THING))
}

/// What things are called, by noun and id.
pub(super) async fn called(
    conn: &mut PgConnection,
    things: impl Iterator<Item = (&str, Uuid)>,
) -> Result<BTreeMap<(String, Uuid), Called>, DbError> {
    let mut ids = BTreeMap::<&str, Vec<Uuid>>::new();
    for (noun, id) in things {
        ids.entry(noun).or_default().push(id);
    }
    let mut found = BTreeMap::new();
    for (noun, ids) in ids {
        let called = if noun == "staff" {
            staff(conn, &ids).await?
        } else {
            listing::called(conn, noun, &ids).await?
        };
        for thing in called {
            found.insert((noun.to_owned(), thing.id), thing);
        }
    }
    Ok(found)
}

async fn staff(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Called>, DbError> {
    let names = platform::audit::listing::names(conn, ids).await?;
    let called = names.into_iter().map(|(id, name)| Called {
        id,
        name,
        place: id.to_string(),
        is_erased: false,
    });
    Ok(called.collect())
}

/// The page of a thing, for whoever may see it.
pub(super) fn page(me: &Me, noun: &str, thing: &Called) -> Option<String> {
    let (needs, room) = match noun {
        "order" => (Permission::OrderRead, "ordrar"),
        "return" => (Permission::ReturnRead, "returer"),
        "quotation" => (Permission::QuotationRead, "offerter"),
        "customer" => (Permission::CustomerRead, "kunder"),
        "company" => (Permission::CompanyRead, "foretag"),
        "tier_application" => (Permission::CompanyRead, "ansokningar"),
        "product" => (Permission::ProductRead, "produkter"),
        "promotion" => (Permission::PromotionRead, "kampanjer"),
        "price_list" => (Permission::PriceRead, "prislistor"),
        "gift_card" => (Permission::GiftCardRead, "presentkort"),
        "review" => (Permission::ReviewRead, "omdomen"),
        "document" => (Permission::DocumentRead, "dokument"),
        "staff" => (Permission::StaffRead, "personal"),
        _ => return None,
    };
    me.may(needs).then(|| format!("/{room}/{}", thing.place))
}
