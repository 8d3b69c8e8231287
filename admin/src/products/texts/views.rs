use commerce::catalogue::texts::{Draft, Part};
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use super::form::{TextsForm, label, name_of};
use crate::list::Status;
use crate::object::{Collision, DiffLine};
use crate::when::When;

/// What has just been done, told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Told {
    Saved,
    Undone,
    ThrownAway,
    Restored,
    Published,
    Scheduled,
    CalledOff,
    TakenBack,
    /// Nothing: somebody was there first.
    TooLate,
}

impl Told {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "sparat" => Some(Self::Saved),
            "angrat" => Some(Self::Undone),
            "slangt" => Some(Self::ThrownAway),
            "aterstallt" => Some(Self::Restored),
            "publicerat" => Some(Self::Published),
            "schemalagt" => Some(Self::Scheduled),
            "avbokat" => Some(Self::CalledOff),
            "backat" => Some(Self::TakenBack),
            "for-sent" => Some(Self::TooLate),
            _ => None,
        }
    }
}

/// A part in a language.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PartField {
    pub(crate) name: &'static str,
    /// Text key.
    pub(crate) label: &'static str,
    pub(crate) locale: &'static str,
    pub(crate) value: String,
    pub(crate) error: Option<Message>,
    /// The Swedish source has been changed, this has not.
    pub(crate) is_stale: bool,
}

/// A part in both languages, beside each other.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pair {
    pub(crate) part: &'static str,
    pub(crate) has_lines: bool,
    pub(crate) rows: i64,
    pub(crate) fields: Vec<PartField>,
}

/// Something that is asked before a product is published.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Need {
    pub(crate) status: Status,
    /// Text key.
    pub(crate) label: &'static str,
    /// Where it is mended, when it is not met.
    pub(crate) href: Option<String>,
    pub(crate) is_met: bool,
}

impl Need {
    /// Nothing is published without it.
    pub(super) fn must(label: &'static str, is_met: bool, href: Option<String>) -> Self {
        Self::new(label, is_met, href, Status::new("bad", "text-need-stops"))
    }

    /// It should be so.
    pub(super) fn should(label: &'static str, is_met: bool, href: Option<String>) -> Self {
        Self::new(label, is_met, href, Status::new("warn", "text-need-should"))
    }

    fn new(label: &'static str, is_met: bool, href: Option<String>, unmet: Status) -> Self {
        Self {
            status: if is_met {
                Status::new("ok", "text-need-met")
            } else {
                unmet
            },
            label,
            href: href.filter(|_| !is_met),
            is_met,
        }
    }
}

/// What is known of the draft.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Draftlike {
    pub(crate) revision: i32,
    pub(crate) saved: When,
    pub(crate) by: String,
    pub(crate) can_undo: bool,
    pub(crate) scheduled: Option<When>,
    pub(crate) scheduled_by: String,
    /// When publishing by the clock was given up.
    pub(crate) stopped: Option<When>,
}

impl Draftlike {
    pub(super) fn new(draft: &Draft, when: impl Fn(Timestamp) -> When) -> Self {
        let schedule = draft.schedule.as_ref();
        Self {
            revision: draft.revision,
            saved: when(draft.saved_at),
            by: draft.saved_by.clone(),
            can_undo: draft.can_undo,
            scheduled: schedule.map(|(at, _)| when(*at)),
            scheduled_by: schedule.map(|(_, by)| by.clone()).unwrap_or_default(),
            stopped: draft.stopped_at.map(&when),
        }
    }

    fn sample() -> Option<Self> {
        let when = sample_when()?;
        Some(Self {
            revision: 3,
            saved: when.clone(),
            by: "Sara <Lind>".to_owned(),
            can_undo: true,
            scheduled: Some(when.clone()),
            scheduled_by: "Sara <Lind>".to_owned(),
            stopped: Some(when),
        })
    }
}

/// A version in the history.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VersionLine {
    pub(crate) version: i32,
    pub(crate) when: When,
    pub(crate) how: Message,
    pub(crate) is_latest: bool,
}

/// What differs in a part.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TextChange {
    /// Text key.
    pub(crate) label: &'static str,
    pub(crate) locale: &'static str,
    /// It has been changed in the shop since the draft was begun.
    pub(crate) is_collision: bool,
    pub(crate) lines: Vec<DiffLine>,
}

impl TextChange {
    fn sample() -> Self {
        Self {
            label: label(("sv", Part::Description)),
            locale: "sv",
            is_collision: true,
            lines: vec![
                DiffLine::new("same", "Drejad <för hand>."),
                DiffLine::new("gone", "Rymmer 33 cl."),
                DiffLine::new("new", "Rymmer 35 cl."),
            ],
        }
    }
}

fn sample_when() -> Option<When> {
    let now = Timestamp::from_microsecond(1_790_000_000_000_000)?;
    Some(When::new(crate::page::sample_locale(), now, now))
}

/// Writing a product's texts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TextsPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    /// The version that is published, when any has been kept.
    pub(crate) latest: Option<(i32, When)>,
    /// The version has just been published, and can be taken back.
    pub(crate) can_take_back: bool,
    pub(crate) draft: Option<Draftlike>,
    pub(crate) told: Option<Told>,
    pub(crate) collisions: Vec<Collision>,
    /// The fields that collide.
    pub(crate) collided: Vec<&'static str>,
    pub(crate) collided_by: Option<String>,
    pub(crate) seen: String,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) stale: i64,
    pub(crate) needs: Vec<Need>,
    pub(crate) needs_met: i64,
    pub(crate) versions: Vec<VersionLine>,
    pub(crate) form: FormState<TextsForm>,
}

impl View for TextsPage {
    const TEMPLATE: &'static str = "admin/product-texts.html";
    fn samples() -> Vec<Self> {
        let Some(when) = sample_when() else {
            return Vec::new();
        };
        let field = |locale, part, is_stale: bool| PartField {
            name: name_of((locale, part)),
            label: label((locale, part)),
            locale,
            value: "Drejad <för hand>.".to_owned(),
            error: is_stale.then(|| Message::new("text-too-long").with("most", 300)),
            is_stale,
        };
        let pairs = |is_stale: bool| {
            Part::ALL
                .map(|part| Pair {
                    part: part.name(),
                    has_lines: part.has_lines(),
                    rows: 3,
                    fields: vec![field("sv", part, false), field("en", part, is_stale)],
                })
                .into()
        };
        let mut form = FormState::blank();
        for field in TextsForm::FIELDS {
            form.refuse(field.name, Message::new("text-too-long").with("most", 300));
        }
        let line = |version, is_latest| VersionLine {
            version,
            when: when.clone(),
            how: Message::new("text-version-published").with("name", "Sara Lind"),
            is_latest,
        };
        let page = |told| Self {
            id: "1".to_owned(),
            name: "Mugg <Strand>".to_owned(),
            status: Status::new("info", "product-draft"),
            latest: Some((2, when.clone())),
            can_take_back: told == Some(Told::Published),
            draft: Draftlike::sample(),
            told,
            collisions: Vec::new(),
            collided: Vec::new(),
            collided_by: None,
            seen: "00".to_owned(),
            pairs: pairs(false),
            stale: 0,
            needs: vec![
                Need::must("text-need-name", false, Some("#name_sv".to_owned())),
                Need::should("text-need-search", true, None),
            ],
            needs_met: 1,
            versions: vec![line(2, true), line(1, false)],
            form: FormState::blank(),
        };
        let told = [
            Told::Saved,
            Told::Undone,
            Told::ThrownAway,
            Told::Restored,
            Told::Published,
            Told::Scheduled,
            Told::CalledOff,
            Told::TakenBack,
            Told::TooLate,
        ];
        let mut all: Vec<Self> = told.map(|told| page(Some(told))).into();
        let collisions = Collision::of_text(label(("sv", Part::Name)), "a", "b");
        let refused = Self {
            collisions: collisions.into_iter().collect(),
            collided: vec!["name_sv"],
            collided_by: Some("Sara <Lind>".to_owned()),
            pairs: pairs(true),
            stale: 2,
            form,
            ..page(None)
        };
        let untouched = Self {
            latest: None,
            draft: None,
            versions: Vec::new(),
            ..page(None)
        };
        all.extend([refused, untouched]);
        all
    }
}

/// When the draft is to be published.
#[derive(Debug)]
pub(crate) struct ReviewForm;

impl Form for ReviewForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("when", "text-review-when"),
        Field::plain("publish_at", "text-review-moment"),
        Field::plain("stamp", "text-review-when"),
    ];
}

/// Looking at the draft before it is published.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TextsReviewPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    pub(crate) draft: Draftlike,
    pub(crate) published: Option<(i32, When)>,
    pub(crate) changes: Vec<TextChange>,
    /// Names that are missing, by field and label: nothing is published then.
    pub(crate) nameless: Vec<(&'static str, &'static str)>,
    pub(crate) needs: Vec<Need>,
    pub(crate) stamp: String,
    pub(crate) form: FormState<ReviewForm>,
}

impl View for TextsReviewPage {
    const TEMPLATE: &'static str = "admin/product-texts-review.html";
    fn samples() -> Vec<Self> {
        let Some((when, draft)) = sample_when().zip(Draftlike::sample()) else {
            return Vec::new();
        };
        let full = Self {
            id: "1".to_owned(),
            name: "Mugg <Strand>".to_owned(),
            status: Status::new("idle", "text-state-scheduled"),
            draft,
            published: Some((2, when)),
            changes: vec![TextChange::sample()],
            nameless: Vec::new(),
            needs: vec![Need::should(
                "text-need-search",
                false,
                Some("#x".to_owned()),
            )],
            stamp: "x".to_owned(),
            form: FormState::blank().with("when", "later"),
        };
        let mut form = FormState::blank();
        form.refuse_whole("text-review-changed");
        form.refuse("publish_at", "text-review-past");
        let refused = Self {
            published: None,
            changes: Vec::new(),
            nameless: vec![("name_sv", "text-name-sv")],
            needs: Vec::new(),
            draft: Draftlike {
                scheduled: None,
                stopped: None,
                ..full.draft.clone()
            },
            form,
            ..full.clone()
        };
        vec![full, refused]
    }
}

/// Another version to compare with.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Choice {
    pub(crate) version: i32,
    pub(crate) is_chosen: bool,
}

/// A version that was published.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TextsVersionPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: i32,
    pub(crate) line: Option<VersionLine>,
    /// The version that it is compared with.
    pub(crate) against: Option<i32>,
    pub(crate) changes: Vec<TextChange>,
    pub(crate) others: Vec<Choice>,
    pub(crate) can_restore: bool,
}

impl View for TextsVersionPage {
    const TEMPLATE: &'static str = "admin/product-texts-version.html";
    fn samples() -> Vec<Self> {
        let Some(when) = sample_when() else {
            return Vec::new();
        };
        let full = Self {
            id: "1".to_owned(),
            name: "Mugg <Strand>".to_owned(),
            version: 2,
            line: Some(VersionLine {
                version: 2,
                when,
                how: Message::new("text-version-taken-back").with("name", "Sara <Lind>"),
                is_latest: false,
            }),
            against: Some(1),
            changes: vec![TextChange::sample()],
            others: vec![Choice {
                version: 1,
                is_chosen: true,
            }],
            can_restore: true,
        };
        let bare = Self {
            line: None,
            against: None,
            changes: Vec::new(),
            others: Vec::new(),
            can_restore: false,
            ..full.clone()
        };
        let same = Self {
            changes: Vec::new(),
            ..full.clone()
        };
        vec![full, bare, same]
    }
}
