//! The frame around every page: navigation by task, only rooms that exist and that the person may enter.

mod rooms;

use platform::auth::Permission;
use platform::db::keyset::Count;
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;
use platform::jobs::listing::JobFilter;
use platform::outbox::listing::DeliveryFilter;
use platform::{jobs, outbox};
use serde::Serialize;

use self::rooms::ROOMS;
pub(crate) use self::rooms::Room;
use crate::admin::Admin;
use crate::guard::Visit;
use crate::shops::{Picker, leads_somewhere};
use crate::trail::Trail;
use crate::undo::Undo;

/// What every template of this door sees as `frame`.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Frame {
    pub(crate) shop: String,
    pub(crate) shop_origin: String,
    /// The choice of a shop, where there are several.
    pub(crate) picker: Option<Picker>,
    /// The end of the address of forms that are of one shop.
    pub(crate) in_shop: String,
    /// Whether the person may add shops and give them names.
    pub(crate) may_manage_shops: bool,
    pub(crate) environment: String,
    pub(crate) person: Option<Person>,
    pub(crate) theme: String,
    pub(crate) density: String,
    pub(crate) single_keys: bool,
    pub(crate) groups: Vec<Group>,
    /// Failed jobs and deliveries together, for the bell.
    pub(crate) alarms: Option<Counted>,
    /// How an object page learns that somebody has changed the object meanwhile.
    pub(crate) fresh: Option<Fresh>,
    /// Who else has the object's page open.
    pub(crate) here: Option<Message>,
    /// What was done to the thing of the page.
    pub(crate) trail: Option<Trail>,
    /// The step back that the person has here after saving.
    pub(crate) undo: Option<Undo>,
}

/// Who else is here, in a sentence; nothing when nobody is.
pub(crate) fn also_here(names: &[String]) -> Option<Message> {
    let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
    (count > 0).then(|| {
        Message::new("here-also")
            .with("count", count)
            .with("names", names.join(", "))
    })
}

/// Which state of an object a page shows, and where the latest is told.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fresh {
    /// The page.
    pub(crate) page: String,
    /// Its address, as the person came to it.
    pub(crate) href: String,
    /// What tells the state from others.
    pub(crate) version: String,
}

impl Fresh {
    pub(crate) fn new(page: String, version: impl std::fmt::Display) -> Self {
        Self {
            href: page.clone(),
            version: version.to_string(),
            page,
        }
    }

    /// The page with what its address tells besides.
    pub(crate) fn at(self, href: String) -> Self {
        Self { href, ..self }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) initials: String,
    pub(crate) role: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) label: String,
    pub(crate) rooms: Vec<Entry>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) href: String,
    pub(crate) icon: String,
    pub(crate) label: String,
    pub(crate) is_current: bool,
    pub(crate) key: String,
    pub(crate) count: Option<Counted>,
}

/// A count as it is shown: exact to a thousand.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Counted {
    pub(crate) number: i64,
    pub(crate) is_more: bool,
}

impl From<Count> for Counted {
    fn from(count: Count) -> Self {
        Self {
            number: count.number(),
            is_more: count.is_more(),
        }
    }
}

/// The first letters of the first and the last name.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|w| w.chars().next());
    let last = words.next_back().and_then(|w| w.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

impl Frame {
    /// The frame without navigation: before log-in, and where the database does not answer.
    pub(crate) fn bare(admin: &Admin) -> Self {
        Self {
            shop: admin
                .renderer
                .settings()
                .name
                .unwrap_or_else(|| "Torg".to_owned()),
            shop_origin: admin.shop_origin.clone(),
            environment: admin.environment.name().to_owned(),
            theme: "system".to_owned(),
            density: "compact".to_owned(),
            single_keys: true,
            ..Self::default()
        }
    }

    /// The frame for a person in a room.
    pub(crate) async fn whole(
        admin: &Admin,
        conn: &mut PgConnection,
        visit: &Visit,
        room: Option<Room>,
    ) -> Result<Self, DbError> {
        let mut frame = Self::bare(admin);
        let Some(session) = visit.session.as_ref().filter(|s| s.verified_at.is_some()) else {
            return Ok(frame);
        };
        let roles = platform::auth::listing::roles(conn, visit.locale.code()).await?;
        let role = roles
            .into_iter()
            .find(|r| session.roles.contains(&r.code))
            .map(|r| r.name);
        frame.person = Some(Person {
            name: session.name.clone(),
            email: session.email.clone(),
            initials: initials(&session.name),
            role: role.unwrap_or_default(),
        });
        frame.picker = Picker::of(&visit.shops);
        frame.in_shop = Picker::in_shop(&visit.shops);
        frame.may_manage_shops =
            session.permissions.has(Permission::SettingShare) && !visit.shops.are_limited();
        if visit.shops.current().is_some() {
            frame.shop_origin = visit.shops.origin().unwrap_or_default().to_owned();
        }
        frame.theme.clone_from(&session.theme);
        frame.density.clone_from(&session.density);
        frame.single_keys = session.single_keys;
        let (mut stopped, mut failed) = (None, None);
        let is_of_all = !visit.shops.are_limited();
        if is_of_all && session.permissions.has(Permission::OperationsRead) {
            let filter = DeliveryFilter {
                state: Some("stopped".to_owned()),
                ..DeliveryFilter::default()
            };
            stopped = Some(Counted::from(
                outbox::listing::count_deliveries(conn, &filter).await?,
            ));
            let filter = JobFilter {
                state: Some("failed".to_owned()),
                ..JobFilter::default()
            };
            failed = Some(Counted::from(jobs::listing::count(conn, &filter).await?));
        }
        if let (Some(a), Some(b)) = (stopped, failed) {
            frame.alarms = Some(Counted {
                number: a.number + b.number,
                is_more: a.is_more || b.is_more,
            });
        }
        for of in ROOMS
            .iter()
            .filter(|of| of.needs.is_none_or(|p| session.permissions.has(p)))
            .filter(|of| leads_somewhere(&visit.shops, of.href))
        {
            if frame.groups.last().is_none_or(|g| g.label != of.group) {
                frame.groups.push(Group {
                    label: of.group.to_owned(),
                    rooms: Vec::new(),
                });
            }
            let count = match of.room {
                Room::Deliveries => stopped,
                Room::Jobs => failed,
                _ => None,
            };
            if let Some(group) = frame.groups.last_mut() {
                group.rooms.push(Entry {
                    href: of.href.to_owned(),
                    icon: of.icon.to_owned(),
                    label: of.label.to_owned(),
                    is_current: Some(of.room) == room,
                    key: of.key.to_owned(),
                    count: count.filter(|c| c.number > 0),
                });
            }
        }
        Ok(frame)
    }

    /// A frame with everything in it, for the checks.
    pub(crate) fn sample() -> Self {
        let group = |label: &str| Group {
            label: label.to_owned(),
            rooms: ROOMS
                .iter()
                .filter(|of| of.group == label)
                .map(|of| Entry {
                    href: of.href.to_owned(),
                    icon: of.icon.to_owned(),
                    label: of.label.to_owned(),
                    is_current: of.room == Room::Orders,
                    key: of.key.to_owned(),
                    count: Some(Counted {
                        number: 3,
                        is_more: false,
                    }),
                })
                .collect(),
        };
        Self {
            shop: "Nordbod".to_owned(),
            shop_origin: "http://127.0.0.1:8080".to_owned(),
            picker: Some(Picker::sample()),
            in_shop: "?butik=nordbod".to_owned(),
            may_manage_shops: true,
            environment: "demo".to_owned(),
            person: Some(Person {
                name: "Maja Hedlund".to_owned(),
                email: "maja@nordbod.example".to_owned(),
                initials: "MH".to_owned(),
                role: "Systemägare".to_owned(),
            }),
            theme: "dark".to_owned(),
            density: "comfortable".to_owned(),
            single_keys: false,
            groups: [
                "",
                "nav-sales",
                "nav-customers",
                "nav-range",
                "nav-operations",
                "nav-system",
            ]
            .map(group)
            .into(),
            alarms: Some(Counted {
                number: 1000,
                is_more: true,
            }),
            fresh: Some(Fresh::new("/ordrar/ORD-1".to_owned(), 1)),
            here: also_here(&["Sara Lind".to_owned(), "Jonas Ek".to_owned()]),
            trail: Trail::sample(),
            undo: Undo::sample(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_at_most() {
        assert_eq!(initials("Maja Hedlund"), "MH");
        assert_eq!(initials("åsa von der Öhman"), "ÅÖ");
        assert_eq!(initials("Cher"), "C");
        assert_eq!(initials(""), "");
    }
}
