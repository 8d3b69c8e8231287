//! Which entries an address asks for: what was typed and what is chosen, of which all holds.

use commerce::trail;
use jiff::civil::Date;
use platform::audit::listing::{self, Deed, TrailFilter};
use platform::clock::Timestamp;
use platform::db::cut::Search;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::list::word_of;
use super::words::DEEDS;
use super::{BY, DEED, THING};
use crate::admin::Admin;
use crate::list::{Ask, ListState};

/// People of one name that are looked for.
const MOST_PEOPLE: i64 = 20;

/// The filter that an address asks for.
pub(super) async fn wanted(
    admin: &Admin,
    conn: &mut PgConnection,
    state: &ListState,
    ask: &Ask,
) -> Result<TrailFilter, DbError> {
    let mut filter = TrailFilter {
        actor_kind: state.owned("vem"),
        from: state.day("fran").map(|day| midnight(day, ask.now)),
        until: state
            .day("till")
            .and_then(|day| day.tomorrow().ok())
            .map(|day| midnight(day, ask.now)),
        ..TrailFilter::default()
    };
    if let Some(text) = &state.text {
        look_for(admin, conn, text.trim(), ask, &mut filter).await?;
    }
    // What is chosen holds besides what was typed.
    if let Some(value) = state.filter(DEED) {
        also_deed(&mut filter, deed(value));
    }
    if let Some(value) = state.filter(THING) {
        match thing(value) {
            Some(about) => also_about(&mut filter, about),
            None => filter.search = Search::Ids(Vec::new()),
        }
    }
    if filter.is_among_latest() && matches!(filter.search, Search::Everything) {
        filter.search = Search::latest(&[], "");
    }
    Ok(filter)
}

/// A choice of the filter: a noun, or a deed.
fn deed(value: &str) -> Deed {
    if value.contains('.') {
        Deed::This(value.to_owned())
    } else {
        Deed::To(value.to_owned())
    }
}

/// To what, or by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// To this thing.
    Thing(String, Uuid),
    /// By one of these people.
    People(Vec<Uuid>),
}

fn also_deed(filter: &mut TrailFilter, deed: Deed) {
    if !filter.deeds.contains(&deed) {
        filter.deeds.push(deed);
    }
}

/// Narrows a filter; to nothing, where it is narrowed to something else already.
fn also_about(filter: &mut TrailFilter, about: About) {
    let is_nothing = match about {
        About::Thing(noun, id) => {
            let before = filter.thing.replace((noun, id));
            before.is_some() && before != filter.thing
        }
        About::People(mut people) => {
            if let Some(before) = &filter.people {
                people.retain(|id| before.contains(id));
            }
            filter.people.insert(people).is_empty()
        }
    };
    if is_nothing {
        filter.search = Search::Ids(Vec::new());
    }
}

/// What a link names.
pub(super) fn thing(value: &str) -> Option<About> {
    let (noun, id) = value.split_once('.')?;
    let id = Uuid::parse_str(id).ok()?;
    Some(match noun {
        BY => About::People(vec![id]),
        noun => About::Thing(noun.to_owned(), id),
    })
}

/// The beginning of a day in Stockholm.
fn midnight(day: Date, now: Timestamp) -> Timestamp {
    let zone = now.business_time().time_zone().clone();
    day.to_zoned(zone)
        .map_or(now, |zoned| zoned.timestamp().into())
}

/// What was typed: a deed by its name or its words, the number of something, or people of the staff.
async fn look_for(
    admin: &Admin,
    conn: &mut PgConnection,
    text: &str,
    ask: &Ask,
    filter: &mut TrailFilter,
) -> Result<(), DbError> {
    if text.is_empty() {
        return Ok(());
    }
    if let Some(action) = said(admin, text, ask) {
        also_deed(filter, Deed::This(action.to_owned()));
        return Ok(());
    }
    let about = match trail::listing::named(conn, text).await? {
        Some((noun, id)) => About::Thing(noun, id),
        None => About::People(listing::people(conn, text, MOST_PEOPLE).await?),
    };
    also_about(filter, about);
    Ok(())
}

/// The deed that a text names, as it is stored or in words.
fn said(admin: &Admin, text: &str, ask: &Ask) -> Option<&'static str> {
    let text = text.to_lowercase();
    DEEDS.iter().copied().find(|action| {
        let word = admin.renderer.text(ask.locale, &word_of(action));
        *action == text || word.to_lowercase() == text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_a_thing_or_a_person() {
        let id = Uuid::from_u128(7);
        assert_eq!(
            thing(&format!("order.{id}")),
            Some(About::Thing("order".to_owned(), id))
        );
        assert_eq!(thing(&format!("av.{id}")), Some(About::People(vec![id])));
        for wrong in ["", "order", "order.", "order.7", "."] {
            assert_eq!(thing(wrong), None, "{wrong}");
        }
    }
}
