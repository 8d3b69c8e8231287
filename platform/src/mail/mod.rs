//! Mails: kept as they were sent, which is our side of the durable medium.

pub mod listing;
pub mod store;
pub mod transport;

use uuid::Uuid;

pub use transport::{MailError, Transport};

/// Kinds whose text opens something for whoever reads it: a link that logs in or joins a company, a code that is money. Nobody but their recipient reads
/// them: the mailbox of staff does not show them, and a file of what is held does not hold them.
pub const SEALED: [&str; 3] = ["customer-link", "gift-card", "company-invitation"];

/// What goes before the key of a link, in the paths of either language.
const BEFORE_KEYS: [&str; 7] = [
    "order",
    "lank",
    "link",
    "inbjudan",
    "invitation",
    "bevakning",
    "watch",
];

/// A mail's text without the keys in its links: whoever reads what was sent to somebody else must not be able to act as they.
#[must_use]
pub fn without_keys(text: &str) -> String {
    // As plain text has it, and as HTML does.
    let plain = without_keys_after(text, "/");
    without_keys_after(&plain, "&#x2F;")
}

fn without_keys_after(text: &str, slash: &str) -> String {
    let starts = BEFORE_KEYS.map(|word| format!("{slash}{word}{slash}"));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(end) = starts
        .iter()
        .filter_map(|start| rest.find(start.as_str()).map(|at| at + start.len()))
        .min()
    {
        let (before, after) = rest.split_at(end);
        let (whose, after) = word(after);
        out.push_str(before);
        out.push_str(whose);
        rest = after;
        if let Some(after) = after.strip_prefix(slash) {
            let (key, after) = word(after);
            out.push_str(slash);
            out.push_str(if key.is_empty() { "" } else { "…" });
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The part of a path that a text begins with, and what follows.
fn word(text: &str) -> (&str, &str) {
    let is_other = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    text.split_at(text.find(is_other).unwrap_or(text.len()))
}

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// What it is, e.g. `order-confirmation`.
    pub kind: &'static str,
    /// What it is about: noun and id.
    pub subject_of: Option<(&'static str, Uuid)>,
    /// The same mail asked for twice is made once.
    pub dedup_key: String,
    /// `Name <address>`.
    pub sender: String,
    /// Address.
    pub recipient: String,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<String>,
    /// Where whoever gets it says no to more of its kind, without a log-in and with one request; none where they cannot do without it.
    pub unsubscribe_url: Option<String>,
    /// Subject line.
    pub subject: String,
    /// For readers without HTML.
    pub body_text: String,
    /// For the others.
    pub body_html: Option<String>,
    /// `sv` or `en`.
    pub locale: String,
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn keys_are_taken_out_of_links_and_nothing_else() {
        for (text, left) in [
            (
                "Se https://b.example/order/ORD-1/aB-_9/angra?x=1.",
                "Se https://b.example/order/ORD-1/…/angra?x=1.",
            ),
            (
                "<a href=\"https:&#x2F;&#x2F;b.example&#x2F;en&#x2F;order&#x2F;ORD-1&#x2F;aB9\">",
                "<a href=\"https:&#x2F;&#x2F;b.example&#x2F;en&#x2F;order&#x2F;ORD-1&#x2F;…\">",
            ),
            (
                "/konto/inbjudan/0190-a/k1 och /en/account/link/0190-b/k2",
                "/konto/inbjudan/0190-a/… och /en/account/link/0190-b/…",
            ),
            ("https://b.example/order/", "https://b.example/order/"),
            ("och/eller i order", "och/eller i order"),
        ] {
            assert_eq!(without_keys(text), left);
        }
    }
}
