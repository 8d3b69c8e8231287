use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use super::shops::{ShopTick, ShopsPart};
use crate::list::{ListPage, ListView, Status};
use crate::object::Collision;
use crate::when::When;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct StaffRow {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) roles: Vec<String>,
    pub(crate) status: Status,
    pub(crate) second_step: Status,
    pub(crate) seen: Option<When>,
}

/// Everyone.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StaffListPage {
    pub(crate) list: ListView,
    pub(crate) roles: Vec<RoleRow>,
}

/// A role with what it allows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RoleRow {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Text keys of what it allows.
    pub(crate) permissions: Vec<String>,
    pub(crate) is_everything: bool,
    pub(crate) is_given: bool,
}

pub(crate) fn role_sample() -> Vec<RoleRow> {
    vec![
        RoleRow {
            code: "owner".to_owned(),
            name: "Systemägare".to_owned(),
            permissions: Vec::new(),
            is_everything: true,
            is_given: true,
        },
        RoleRow {
            code: "orders".to_owned(),
            name: "Orderhandläggare".to_owned(),
            permissions: platform::auth::Permission::ALL
                .iter()
                .map(|p| super::handlers::permission_key(*p))
                .collect(),
            is_everything: false,
            is_given: false,
        },
    ]
}

impl View for StaffListPage {
    const TEMPLATE: &'static str = "admin/staff-list.html";
    fn samples() -> Vec<Self> {
        ListPage::samples_of(&super::LIST, Some(super::HEAD))
            .into_iter()
            .map(|page| Self {
                list: page.list,
                roles: role_sample(),
            })
            .collect()
    }
}

/// A new colleague.
pub(crate) struct StaffForm;

impl Form for StaffForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "profile-name"),
        Field::plain("email", "log-in-email"),
        Field::plain("locale", "profile-locale"),
        Field::plain("role", "staff-roles"),
        Field::plain("shop", "staff-shops"),
    ];
}

#[derive(Serialize)]
pub(crate) struct NewStaffPage {
    pub(crate) form: FormState<StaffForm>,
    pub(crate) roles: Vec<RoleRow>,
    /// What they can be limited to; none where there is one shop.
    pub(crate) shops: Vec<ShopTick>,
}

impl View for NewStaffPage {
    const TEMPLATE: &'static str = "admin/staff-new.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank();
        wrong.refuse("email", "staff-email-taken");
        wrong.refuse("role", "staff-role-missing");
        wrong.refuse("shop", "staff-shops-owner");
        [
            (FormState::blank(), Vec::new()),
            (wrong, ShopsPart::sample(true).shops),
        ]
        .map(|(form, shops)| Self {
            form,
            roles: role_sample(),
            shops,
        })
        .into()
    }
}

/// The link of an invitation, shown once.
#[derive(Serialize)]
pub(crate) struct InvitedPage {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) link: String,
    pub(crate) until: When,
    pub(crate) href: String,
}

impl View for InvitedPage {
    const TEMPLATE: &'static str = "admin/staff-invited.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        vec![Self {
            name: "Sara Lind".to_owned(),
            email: "sara@nordbod.example".to_owned(),
            link: "http://127.0.0.1:8081/inbjudan/x".to_owned(),
            until: When::new(crate::page::sample_locale(), now, now),
            href: "/personal/1".to_owned(),
        }]
    }
}

/// A person's roles.
pub(crate) struct RolesForm;

impl Form for RolesForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("role", "staff-roles"),
        Field::plain("row_version", "staff-roles"),
    ];
}

/// One member of staff.
#[derive(Serialize)]
pub(crate) struct StaffPage {
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) id: String,
    pub(crate) row: StaffRow,
    pub(crate) state: String,
    pub(crate) is_me: bool,
    pub(crate) roles: Vec<RoleRow>,
    pub(crate) form: FormState<RolesForm>,
    pub(crate) row_version: i32,
    /// What someone else saved meanwhile.
    pub(crate) collisions: Vec<Collision>,
    pub(crate) can_manage: bool,
    /// For which shops they work, where there are several.
    pub(crate) shops: Option<ShopsPart>,
    /// Why that was not saved.
    pub(crate) refused: Option<&'static str>,
    /// What was saved.
    pub(crate) saved: Option<&'static str>,
}

impl View for StaffPage {
    const TEMPLATE: &'static str = "admin/staff.html";
    fn samples() -> Vec<Self> {
        let row = || StaffRow {
            name: "Maja Hedlund".to_owned(),
            email: "maja@nordbod.example".to_owned(),
            roles: vec!["Systemägare".to_owned()],
            status: super::handlers::state("active"),
            second_step: super::handlers::second_step(true),
            seen: None,
        };
        let page = |state: &str, can_manage, is_me| {
            let mut form = FormState::blank();
            if can_manage {
                form.refuse_whole("staff-last-owner");
            }
            Self {
                audit_href: Some("/granskning?objekt=staff.1".to_owned()),
                id: "1".to_owned(),
                row: row(),
                state: state.to_owned(),
                is_me,
                roles: role_sample(),
                form,
                row_version: 1,
                collisions: Collision::of_text("staff-roles", "x", "y")
                    .into_iter()
                    .collect(),
                can_manage,
                shops: (!is_me).then(|| ShopsPart::sample(can_manage)),
                refused: can_manage.then_some("form-changed-meanwhile"),
                saved: (!can_manage).then_some("staff-roles-saved"),
            }
        };
        vec![
            page("active", true, false),
            page("invited", true, true),
            page("closed", false, false),
        ]
    }
}
