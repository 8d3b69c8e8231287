//! The **action bar** in the head of an object's page: one primary that follows from the state, two others, the rest under the dots, what cannot be
//! taken back last and with "…"; and the way to the objects before and after it in the list that one came from.

use serde::Serialize;

/// Others that stand beside the primary; the rest is under the dots.
const MOST_OTHERS: usize = 2;

/// Something that can be done: a link to where it is done, or a form that does it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Act {
    /// Text key.
    pub(crate) label: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) href: String,
    /// Sent to the address, as a form's: its name and value.
    pub(crate) sends: Option<(&'static str, &'static str)>,
    /// It cannot be taken back, and is asked about first.
    pub(crate) is_dangerous: bool,
}

impl Act {
    /// A link to where it is done.
    pub(crate) fn to(label: &'static str, icon: &'static str, href: impl Into<String>) -> Self {
        Self {
            label,
            icon,
            href: href.into(),
            sends: None,
            is_dangerous: false,
        }
    }

    /// A form that does it.
    pub(crate) fn sending(
        label: &'static str,
        icon: &'static str,
        action: String,
        field: (&'static str, &'static str),
    ) -> Self {
        Self {
            sends: Some(field),
            ..Self::to(label, icon, action)
        }
    }

    /// The same, as what cannot be taken back.
    pub(crate) fn dangerous(self) -> Self {
        Self {
            is_dangerous: true,
            ..self
        }
    }
}

/// The bar.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Bar {
    pub(crate) primary: Option<Act>,
    pub(crate) others: Vec<Act>,
    pub(crate) more: Vec<Act>,
    pub(crate) turns: Option<Turns>,
}

/// What stands before and after in the list; nothing at its ends.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Turns {
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Bar {
    /// The bar of what follows from the state, if anything does, and of what else can be done, the likeliest first.
    pub(crate) fn of(primary: Option<Act>, rest: Vec<Act>) -> Self {
        let (last, rest): (Vec<Act>, Vec<Act>) = rest.into_iter().partition(|a| a.is_dangerous);
        let mut rest = rest.into_iter();
        let others = rest.by_ref().take(MOST_OTHERS).collect();
        Self {
            primary,
            others,
            more: rest.chain(last).collect(),
            turns: None,
        }
    }

    /// A bar with everything in it, for the checks.
    pub(crate) fn sample() -> Self {
        let act = |label| Act::to(label, "edit", "#h-tid");
        let sent = Act::sending(
            "customer-send-log-in",
            "mail",
            "/x".to_owned(),
            ("purpose", "log_in"),
        );
        let mut bar = Self::of(
            Some(act("act-send")),
            vec![
                act("case-new"),
                sent.clone(),
                act("invoice-cancel").dangerous(),
                act("act-note"),
                sent,
            ],
        );
        bar.turns = Some(Turns {
            before: None,
            after: Some("/ordrar/ORD-1?lista=q%3Da%26b".to_owned()),
        });
        bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_stand_beside_and_danger_is_last_under_the_dots() {
        let act = |label| Act::to(label, "x", "#x");
        let bar = Bar::of(
            Some(act("a")),
            vec![
                act("gone").dangerous(),
                act("b"),
                act("c"),
                act("d"),
                act("e"),
            ],
        );
        let labels = |acts: &[Act]| acts.iter().map(|a| a.label).collect::<Vec<_>>();
        assert_eq!(bar.primary.map(|a| a.label), Some("a"));
        assert_eq!(labels(&bar.others), ["b", "c"]);
        assert_eq!(labels(&bar.more), ["d", "e", "gone"]);
        // What is dangerous is under the dots even where it is alone.
        let bar = Bar::of(None, vec![act("gone").dangerous()]);
        assert!(bar.primary.is_none() && bar.others.is_empty());
        assert_eq!(labels(&bar.more), ["gone"]);
    }
}
