use axum::response::Response;
use commerce::trail::Called;
use platform::audit::listing::{self, ListedEntry, TrailFilter};
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;
use platform::web::PageError;

use super::asked::{self, About, thing};
use super::words::{DEEDS, NOUNS, hyphened};
use super::{DEED, THING, things};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListPage, ListSpec, ListState, ListView, Listed, Row};
use crate::page;
use crate::when::When;

/// The list of entries.
pub(crate) struct Entries;

/// An entry with what its thing is called.
pub(crate) struct Told {
    entry: ListedEntry,
    thing: Option<Called>,
}

impl Listed for Entries {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Trail;
    const EXPORT: Permission = Permission::AuditExport;
    const EXPORTED: (&'static str, &'static str) = ("audit", "audit.exported");
    type Filter = TrailFilter;
    type Item = Told;

    async fn wanted(
        admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<TrailFilter, DbError> {
        asked::wanted(admin, conn, state, ask).await
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &TrailFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<Told>, DbError> {
        let slice = listing::entries(conn, filter, is_descending, page).await?;
        let named = slice
            .rows
            .iter()
            .filter_map(|entry| Some((entry.subject_kind.as_str(), entry.subject_id?)));
        let called = things::called(conn, named).await?;
        let told = |entry: ListedEntry| {
            let thing = entry
                .subject_id
                .and_then(|id| called.get(&(entry.subject_kind.clone(), id)))
                .cloned();
            Told { entry, thing }
        };
        Ok(Slice {
            rows: slice.rows.into_iter().map(told).collect(),
            has_before: slice.has_before,
            has_after: slice.has_after,
        })
    }

    async fn count(conn: &mut PgConnection, filter: &TrailFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &TrailFilter) -> &Search {
        &filter.search
    }

    fn cursor(told: &Told, _column: &'static str) -> Cursor {
        told.entry.cursor()
    }

    fn row(admin: &Admin, me: &Me, told: &Told) -> Row {
        row(admin, me, told)
    }

    async fn choices(
        _conn: &mut PgConnection,
    ) -> Result<Option<(&'static str, Vec<String>)>, DbError> {
        let all = NOUNS.iter().chain(DEEDS).map(|&word| word.to_owned());
        Ok(Some((DEED, all.collect())))
    }

    async fn respond(
        admin: &Admin,
        conn: &mut PgConnection,
        me: &Me,
        mut list: ListView,
    ) -> Result<Response, PageError> {
        in_words(admin, conn, me, &mut list).await?;
        page::show(admin, conn, me, Self::ROOM, &ListPage { list }).await
    }
}

/// A deed or a noun in words.
pub(super) fn word_of(word: &str) -> Message {
    if DEEDS.contains(&word) {
        Message::new(format!("deed-{}", hyphened(word)))
    } else if NOUNS.contains(&word) {
        Message::new(format!("trail-noun-{}", hyphened(word)))
    } else {
        Message::new("list-value").with("text", word.to_owned())
    }
}

/// The filter's choices in words, and the thing by what it is called.
async fn in_words(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    list: &mut ListView,
) -> Result<(), PageError> {
    let word = |value: &str| {
        if NOUNS.contains(&value) {
            let noun = admin.renderer.text(me.locale(), &word_of(value));
            Message::new("trail-all-of").with("noun", noun)
        } else {
            word_of(value)
        }
    };
    for filter in list.filters.iter_mut().filter(|f| f.name == DEED) {
        for option in &mut filter.options {
            option.label = word(&option.value);
        }
    }
    let wanted: Vec<String> = list
        .filters
        .iter()
        .filter(|f| f.name == THING || f.name == DEED)
        .map(|f| match f.options.iter().find(|option| option.is_chosen) {
            Some(chosen) => chosen.value.clone(),
            None => f.value.clone(),
        })
        .collect();
    let mut names = Vec::new();
    for value in wanted {
        let name = match thing(&value) {
            Some(about) => name_of(admin, conn, me, &about).await?,
            None => Some(word(&value)),
        };
        names.extend(name.map(|name| (value, name)));
    }
    let raw = |message: &Message| admin.renderer.text(me.locale(), message);
    for chip in &mut list.chips {
        let value = raw(&chip.value);
        if let Some((_, name)) = names.iter().find(|(of, _)| *of == value) {
            chip.value = name.clone();
        }
        for other in &mut chip.others {
            if chip.filter == DEED {
                other.label = word(&raw(&other.label));
            }
        }
    }
    for wider in &mut list.wider {
        let value = raw(&wider.value);
        if let Some((_, name)) = names.iter().find(|(of, _)| *of == value) {
            wider.value = name.clone();
        }
    }
    Ok(())
}

/// What the thing or the person of a filter is called.
async fn name_of(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    about: &About,
) -> Result<Option<Message>, DbError> {
    let named = match about {
        About::Thing(noun, id) => vec![(noun.as_str(), *id)],
        About::People(people) => people
            .iter()
            .flat_map(|id| ["staff", "customer"].map(|noun| (noun, *id)))
            .collect(),
    };
    let called = things::called(conn, named.into_iter()).await?;
    let plain = |text: String| Message::new("list-value").with("text", text);
    let name = called.into_iter().next();
    Ok(name.map(|((noun, _), thing)| match about {
        About::People(_) => plain(thing.name),
        About::Thing(..) => {
            let noun = admin.renderer.text(me.locale(), &word_of(&noun));
            plain(format!("{noun} {}", thing.name))
        }
    }))
}

fn row(admin: &Admin, me: &Me, told: &Told) -> Row {
    let entry = &told.entry;
    let words = |message: &Message| admin.renderer.text(me.locale(), message);
    let title = words(&word_of(&entry.action));
    let noun = words(&word_of(&entry.subject_kind));
    let text = |text: String| Cell::Text {
        text,
        is_dim: false,
        tag: None,
    };
    Row {
        id: entry.id.to_string(),
        name: title.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::Name {
                text: title,
                href: format!("{}/{}", super::LIST.path, entry.id),
                sub: None,
                picture: None,
                is_mono: false,
            },
            text(match &told.thing {
                Some(thing) => format!("{noun} {}", thing.name),
                None => noun,
            }),
            text(words(&who(&entry.actor_kind, &entry.actor_name))),
            Cell::Text {
                text: reason(entry, told.thing.as_ref()).unwrap_or_default(),
                is_dim: true,
                tag: None,
            },
            Cell::When {
                when: Some(When::new(me.locale(), entry.at, me.now())),
            },
        ],
    }
}

/// Why, as it may still be told.
fn reason(entry: &ListedEntry, thing: Option<&Called>) -> Option<String> {
    entry
        .reason
        .clone()
        .filter(|_| is_told(&entry.action, thing.is_some_and(|thing| thing.is_erased)))
}

/// Whether a reason may still be told. What staff noted of a customer goes when the customer is erased; how it was made sure who asked for that stays,
/// because that is what it is kept for.
pub(crate) fn is_told(action: &str, is_erased: bool) -> bool {
    let is_proof = ["customer.erasure_asked", "customer.export_asked"].contains(&action);
    !is_erased || is_proof
}

/// Who did it.
pub(super) fn who(kind: &str, name: &str) -> Message {
    match kind {
        "staff" | "vendor" => Message::new("list-value").with("text", name.to_owned()),
        "customer" => Message::new("trail-by-customer").with("name", name.to_owned()),
        "visitor" => Message::new("trail-actor-visitor"),
        _ => Message::new("trail-by-system"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_of_the_erased_but_how_they_were_known() {
        assert!(is_told("customer.closed", false));
        assert!(!is_told("customer.closed", true));
        assert!(is_told("customer.erasure_asked", true));
    }
}
