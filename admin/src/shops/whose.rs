//! Whose a page is, by its address: the one guard that stands before every handler for somebody who works for some shops only. What no rule here names is not
//! there for them.

use commerce::ids::ShopId;
use commerce::staff_shops::{Thing, shop_of};
use percent_encoding::percent_decode_str;
use platform::db::{DbError, PgConnection};
use platform::web::Fields;
use uuid::Uuid;

use super::Shops;

/// Whose what is behind an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// The merchant's, common to the shops: there for all who may.
    Common,
    /// Of the shops that whoever asks works for: the handler goes by [`Shops`].
    Theirs,
    /// A thing of one shop.
    Of(Noun),
    /// Of all shops: not for whoever works for some.
    All,
}

/// What a thing of one shop is, which its address names by number or id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noun {
    Order,
    Case,
    Quotation,
    Rehearsal,
    Difference,
    Promotion,
    GiftCard,
    PriceList,
    Review,
}

impl Noun {
    /// The thing that a text names; none: it cannot be its name.
    fn thing(self, named: &str) -> Option<Thing<'_>> {
        let id = || Uuid::parse_str(named).ok();
        match self {
            Self::Order => Some(Thing::Order(named)),
            Self::Case => Some(Thing::Case(named)),
            Self::Quotation => Some(Thing::Quotation(named)),
            Self::Rehearsal => Some(Thing::Rehearsal(named)),
            Self::Difference => id().map(Thing::Difference),
            Self::Promotion => id().map(Thing::Promotion),
            Self::GiftCard => id().map(Thing::GiftCard),
            Self::PriceList => id().map(Thing::PriceList),
            Self::Review => id().map(Thing::Review),
        }
    }
}

/// Whose what is behind a route is. The route's first word says it, and whether a thing is named after it.
fn whose(is_post: bool, route: &str) -> Whose {
    let mut words = route.trim_start_matches('/').split('/');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let third = words.next().unwrap_or_default();
    let named = second.starts_with('{');
    let of = |noun| {
        if named {
            Whose::Of(noun)
        } else {
            Whose::Theirs
        }
    };
    match first {
        // What is somebody's own, and what stands before the log-in.
        "profil" | "vyer" | "valj-butik" | "fortsatt" | "logga-in" | "logga-ut" | "inbjudan"
        | "mailbox" => Whose::Common,
        "" | "sok" => Whose::Theirs,
        "produkter" | "foretag" | "ansokningar" => Whose::Common,
        // All that is known of a person is told and taken away as a whole.
        "kunder" if matches!(third, "fil" | "personuppgifter" | "radera") => Whose::All,
        "kunder" => Whose::Common,
        // Tiers are common to the shops; the order of a shop's price lists is not.
        "nivaer" if third == "prislistor" => Whose::Theirs,
        "nivaer" if is_post => Whose::All,
        "nivaer" => Whose::Common,
        "moms" if is_post && second == "satser" => Whose::All,
        "installningar" if second == "gemensamt" => Whose::All,
        "installningar" | "butiken" | "moms" | "valutor" | "frakt" | "dokument" | "bitraden"
        | "fakturor" | "kreditnotor" | "bevakningar" => Whose::Theirs,
        // A notice names an order as somebody typed it.
        "returer" if second == "meddelanden" => Whose::All,
        "returer" => of(Noun::Case),
        "ordrar" => of(Noun::Order),
        "offerter" => of(Noun::Quotation),
        "repetition" => of(Noun::Rehearsal),
        "betalningar" => of(Noun::Difference),
        "kampanjer" => of(Noun::Promotion),
        "presentkort" => of(Noun::GiftCard),
        "prislistor" => of(Noun::PriceList),
        "omdomen" => of(Noun::Review),
        // Its list is of the rehearsal that its query names.
        "prisskillnader" => Whose::Of(Noun::Rehearsal),
        _ => Whose::All,
    }
}

/// What is behind an address for whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum There {
    /// Nothing.
    Nothing,
    /// Something, or what its handler knows best.
    Something,
    /// A thing of this shop.
    Of(ShopId),
}

/// What is behind an address for whoever asks: what belongs to shops that they do not work for is not there.
///
/// # Errors
/// Database errors.
pub(crate) async fn behind(
    conn: &mut PgConnection,
    shops: &Shops,
    (is_post, route): (bool, &str),
    (path, query): (&str, Option<&str>),
) -> Result<There, DbError> {
    if shops.is_unknown() {
        return Ok(There::Nothing);
    }
    let unknown = if shops.are_limited() {
        There::Nothing
    } else {
        There::Something
    };
    let noun = match whose(is_post, route) {
        Whose::Common | Whose::Theirs => return Ok(There::Something),
        Whose::All => return Ok(unknown),
        Whose::Of(noun) => noun,
    };
    let Some(named) = named(route, path, query) else {
        return Ok(unknown);
    };
    let Some(thing) = noun.thing(&named) else {
        return Ok(unknown);
    };
    let shop = shop_of(conn, thing).await?;
    let reached = shop.filter(|shop| shops.all().iter().any(|of| of.id == *shop));
    Ok(reached.map_or(unknown, There::Of))
}

/// Whether somebody finds anything behind a link of the navigation.
pub(crate) fn leads_somewhere(shops: &Shops, href: &str) -> bool {
    !shops.are_limited() || whose(false, href) != Whose::All
}

/// How the address names a thing: by its second word, as the handler reads it.
fn named(route: &str, path: &str, query: Option<&str>) -> Option<String> {
    if route.starts_with("/prisskillnader") {
        let fields = Fields::parse(query?.as_bytes()).ok()?;
        return fields.get(crate::rehearsal::REHEARSAL).map(str::to_owned);
    }
    let word = path.trim_start_matches('/').split('/').nth(1)?;
    let word = percent_decode_str(word).decode_utf8().ok()?;
    Some(word.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::{ENDPOINTS, Needs};

    /// What nobody who works for some shops only gets to; a new address is named here or has a rule.
    const OF_ALL: &[&str] = &[
        "/butiker",
        "/butiker/ny",
        "/butiker/{code}",
        "/granskning",
        "/granskning/export",
        "/granskning/{id}",
        "/installningar/gemensamt",
        "/installningar/gemensamt/ta-tillbaka",
        "/jobb",
        "/jobb/export",
        "/jobb/igen",
        "/jobb/{id}",
        "/jobb/{id}/igen",
        "/jobb/{id}/version",
        "/kunder/{id}/fil",
        "/kunder/{id}/personuppgifter",
        "/kunder/{id}/radera",
        "/leveranser",
        "/leveranser/export",
        "/leveranser/igen",
        "/leveranser/{id}",
        "/leveranser/{id}/igen",
        "/leveranser/{id}/version",
        "/moms/satser",
        "/moms/satser/{id}/ta-bort",
        "/nivaer/ny",
        "/nivaer/{code}",
        "/nivaer/{code}/sortiment",
        "/personal",
        "/personal/export",
        "/personal/ny",
        "/personal/{id}",
        "/personal/{id}/butiker",
        "/personal/{id}/inbjudan",
        "/personal/{id}/roller",
        "/personal/{id}/stang",
        "/personal/{id}/version",
        "/returer/meddelanden",
        "/returer/meddelanden/{id}/avsluta",
        "/returer/meddelanden/{id}/kop",
        "/utskick",
        "/utskick/export",
        "/utskick/{id}",
        "/utskick/{id}/html",
    ];

    #[test]
    fn every_address_is_somebodys() {
        for endpoint in ENDPOINTS {
            let whose = whose(endpoint.method == "POST", endpoint.path);
            let is_named = OF_ALL.contains(&endpoint.path);
            let at = format!("{} {}", endpoint.method, endpoint.path);
            assert!(whose != Whose::All || is_named, "{at} has no rule");
            if matches!(
                endpoint.needs,
                Needs::Nothing | Needs::Halfway | Needs::Demo
            ) {
                assert_eq!(whose, Whose::Common, "{at}");
            }
            // A thing is named by the second word alone, or by the query.
            if let Whose::Of(_) = whose {
                let second = endpoint.path.split('/').nth(2).unwrap_or_default();
                let is_listed = endpoint.path.starts_with("/prisskillnader");
                assert!(second.starts_with('{') || is_listed, "{at}");
            }
        }
        for path in OF_ALL {
            let is_of_all = |of: &crate::routes::Endpoint| {
                of.path == *path && whose(of.method == "POST", of.path) == Whose::All
            };
            assert!(ENDPOINTS.iter().any(is_of_all), "{path}");
        }
    }

    #[test]
    fn a_thing_is_named_as_the_handler_reads_it() {
        let order = "/ordrar/{number}/betald";
        let named = |path| named(order, path, None);
        assert_eq!(named("/ordrar/ORD-1/betald").as_deref(), Some("ORD-1"));
        assert_eq!(named("/ordrar/ORD%2D1/betald").as_deref(), Some("ORD-1"));
        assert_eq!(named("/ordrar/%ff/betald"), None);
        assert_eq!(Noun::GiftCard.thing("1"), None);
    }
}
