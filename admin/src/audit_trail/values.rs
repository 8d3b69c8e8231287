//! The words for values that the trail tells by a code: by what somebody logged in, what state a case went into. What later versions tell, and what is nobody's
//! code but a merchant's own, is shown as it is stored.

use super::words::hyphened;

/// Codes by the field that they stand in, which is the last part of their place. The text key is `trail-value-`, the field and the code, with hyphens.
pub(super) const VALUES: &[(&str, &[&str])] = &[
    (
        "by",
        &[
            "code",
            "customer",
            "link",
            "passkey",
            "password",
            "recovery_code",
        ],
    ),
    (
        "because",
        &[
            "another_owner",
            "challenge",
            "counter",
            "not_discoverable",
            "not_in_use",
            "origin",
            "unknown",
            "unreadable",
            "unverified",
            "wrong",
        ],
    ),
    ("came_by", &["email", "letter", "phone", "site", "visit"]),
    (
        "cause",
        &["file", "published", "scheduled", "stood", "taken_back"],
    ),
    (
        "changed",
        &[
            "buyers_see_all",
            "e_invoice_id",
            "gln",
            "invoice_address",
            "invoice_email",
            "requires_reference",
        ],
    ),
    (
        "deed",
        &[
            "accept",
            "by_hand",
            "credit",
            "refund_all",
            "refund_excess",
            "rest_came",
            "undone",
        ],
    ),
    ("density", &["comfortable", "compact"]),
    ("fields", &["name", "phone"]),
    ("functions", &["invoice", "lists", "quick_order", "quotes"]),
    ("ground", &["not_the_buyer", "seal_broken", "too_late"]),
    (
        "kind",
        &[
            "accessibility",
            "buy_pay",
            "campaign",
            "cancellation",
            "choice",
            "collection",
            "company",
            "complaint",
            "contact",
            "cookies",
            "delivery",
            "email",
            "fixed_price",
            "free_freight",
            "gift",
            "gift_card",
            "goods",
            "number",
            "percent",
            "privacy",
            "requisition",
            "reviews",
            "saved_cart",
            "store_credit",
            "sum",
            "template",
            "terms",
            "text",
            "tier",
            "withdrawal",
            "withdrawal_form",
        ],
    ),
    ("lane", &["default", "post", "pre"]),
    ("language", &["en", "sv"]),
    ("languages", &["en", "sv"]),
    ("locale", &["en", "sv"]),
    ("mails", &["quotation-asked"]),
    ("outcome", &["invalid", "unanswered", "valid"]),
    (
        "purpose",
        &[
            "change_email",
            "known",
            "log_in",
            "newsletter",
            "register",
            "reset",
            "shut",
            "surveys",
        ],
    ),
    (
        "reason",
        &[
            "advertising",
            "damaged",
            "defective",
            "missing",
            "not_as_described",
            "off_topic",
            "offensive",
            "other",
            "personal_data",
            "unlawful",
            "wrong",
        ],
    ),
    (
        "refusal",
        &[
            "advertising",
            "off_topic",
            "offensive",
            "other",
            "personal_data",
            "unlawful",
        ],
    ),
    ("remedy", &["exchange", "refund", "repair"]),
    ("role", &["administrator", "approver", "buyer"]),
    ("roles", &["catalogue", "operations", "orders", "owner"]),
    (
        "rule",
        &[
            "accounts",
            "carts",
            "devices",
            "links",
            "messages",
            "order-links",
            "orders",
            "past-stock-watches",
            "sealed-mails",
            "sessions",
            "stock-watches",
            "unpaid-orders",
            "withdrawal-notices",
        ],
    ),
    ("source", &["ecb", "other", "riksbank"]),
    (
        "state",
        &[
            "awaiting_goods",
            "credited",
            "open",
            "paid",
            "pending",
            "published",
            "refunded",
            "refunding",
            "refused",
            "settled",
            "taken_back",
            "to_refund",
            "to_send",
            "void",
        ],
    ),
    ("status", &["active", "archived", "draft"]),
    ("support_level", &["dedicated", "priority", "standard"]),
    ("theme", &["dark", "light", "system"]),
    ("way", &["card", "invoice", "klarna", "swish"]),
    (
        "withdrawal_exception",
        &[
            "dated",
            "made_to_measure",
            "mixed",
            "periodical",
            "perishable",
            "sealed_hygiene",
            "sealed_media",
        ],
    ),
];

/// The text key of a code at a place; none for what is no code.
pub(super) fn key(place: &str, code: &str) -> Option<String> {
    let field = place.rsplit('.').next().unwrap_or(place);
    let (_, codes) = VALUES.iter().find(|(of, _)| *of == field)?;
    let is_code = codes.contains(&code);
    is_code.then(|| format!("trail-value-{}-{}", hyphened(field), hyphened(code)))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use commerce::catalogue::product::bulk::ProductStatus;
    use commerce::catalogue::product::draft::ProductKind;
    use commerce::catalogue::texts::Cause;
    use commerce::company::MemberRole;
    use commerce::customer::LinkPurpose;
    use commerce::customer::consent::Purpose;
    use commerce::gift_card::CardKind;
    use commerce::legal;
    use commerce::order::invoice::InvoiceState;
    use commerce::payment::difference::Deed;
    use commerce::pricing::ListKind;
    use commerce::promotion::Lane;
    use commerce::purchase_list;
    use commerce::retention::Rule;
    use commerce::returns::decide::RefusalGround;
    use commerce::returns::{
        CameBy, ComplaintReason, Remedy, ReturnKind, ReturnState, WithdrawalException,
    };
    use commerce::review::{Breach, ReviewState};
    use commerce::tier::{SupportLevel, TierFunction};
    use commerce::vat_check::Outcome;
    use platform::auth::permission::STANDARD_ROLES;
    use platform::auth::wanted_mail::StaffMail;
    use platform::i18n::Locale;

    use super::super::words::tests::texts;
    use super::*;

    /// What the program can write of its enumerations, by field.
    fn written() -> Vec<(&'static str, Vec<&'static str>)> {
        macro_rules! all {
            ($of:ty, $word:ident) => {
                <$of>::ALL.iter().map(|one| one.$word()).collect::<Vec<_>>()
            };
        }
        vec![
            ("came_by", all!(CameBy, as_str)),
            ("cause", all!(Cause, code)),
            ("deed", all!(Deed, as_str)),
            ("functions", all!(TierFunction, as_str)),
            ("ground", all!(RefusalGround, as_str)),
            ("kind", all!(ProductKind, as_str)),
            ("kind", all!(CardKind, as_str)),
            ("kind", all!(ListKind, as_str)),
            ("kind", all!(purchase_list::ListKind, code)),
            ("kind", all!(ReturnKind, as_str)),
            ("kind", legal::KINDS.to_vec()),
            ("lane", all!(Lane, as_str)),
            ("language", all!(Locale, code)),
            ("languages", all!(Locale, code)),
            ("locale", all!(Locale, code)),
            ("mails", all!(StaffMail, code)),
            ("outcome", all!(Outcome, as_str)),
            ("purpose", all!(LinkPurpose, code)),
            ("purpose", all!(Purpose, code)),
            ("reason", all!(ComplaintReason, as_str)),
            ("reason", all!(Breach, as_str)),
            ("refusal", all!(Breach, as_str)),
            ("remedy", all!(Remedy, as_str)),
            ("role", all!(MemberRole, as_str)),
            (
                "roles",
                STANDARD_ROLES.iter().map(|role| role.code).collect(),
            ),
            ("rule", all!(Rule, name)),
            ("state", all!(InvoiceState, as_str)),
            ("state", all!(ReturnState, as_str)),
            ("state", all!(ReviewState, as_str)),
            ("status", all!(ProductStatus, as_str)),
            ("support_level", all!(SupportLevel, as_str)),
            ("withdrawal_exception", all!(WithdrawalException, as_str)),
        ]
    }

    #[test]
    fn every_code_that_can_be_written_has_words() {
        for (field, codes) in written() {
            for code in codes {
                assert!(key(field, code).is_some(), "{field}: {code}");
            }
        }
        assert_eq!(
            key("benefit.kind", "fixed_price").as_deref(),
            Some("trail-value-kind-fixed-price")
        );
        // A merchant's own words are no code.
        assert_eq!(key("name", "code"), None);
        assert_eq!(key("by", "fingerprint"), None);
    }

    #[test]
    fn every_code_is_told_in_each_language() {
        for locale in ["sv", "en"] {
            let text = texts(locale);
            for (field, codes) in VALUES {
                for code in *codes {
                    let line = format!("\n{} = ", key(field, code).unwrap());
                    assert!(text.contains(&line), "{locale}: {line}");
                }
            }
        }
    }

    /// Fields that source text tells the trail by a code: a word written out, or an enumeration's.
    fn told_by_code(source: &str) -> Vec<(String, String)> {
        let ways = [
            ".as_str()",
            "::as_str",
            ".code()",
            "::code",
            ".kind()",
            ".name()",
        ];
        let own = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut found = Vec::new();
        for line in own.lines() {
            let mut rest = line;
            while let Some((before, after)) = rest.split_once("\": ") {
                let field = before.rsplit('"').next().unwrap_or_default();
                let value = after.split(", \"").next().unwrap_or_default();
                let is_word = value.starts_with('"') || value.starts_with("[\"");
                let is_field =
                    !field.is_empty() && field.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                if is_field && (is_word || ways.iter().any(|way| value.contains(way))) {
                    found.push((field.to_owned(), value.to_owned()));
                }
                rest = after;
            }
        }
        found
    }

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                into.push(path);
            }
        }
    }

    /// Whoever lets the trail tell something new by a code is told here that it wants words.
    #[test]
    fn no_field_is_told_by_a_code_without_words() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = Vec::new();
        for room in ["admin", "commerce", "platform", "shop", "workers"] {
            sources(&root.join(room).join("src"), &mut files);
        }
        let mut seen = 0;
        for file in files {
            let source = std::fs::read_to_string(&file).unwrap();
            if !source.contains("audit(") {
                continue;
            }
            for (field, value) in told_by_code(&source) {
                seen += 1;
                let place = file.display();
                let known = VALUES.iter().find(|(of, _)| *of == field);
                assert!(known.is_some(), "{place}: {field}: {value}");
                // A word that is written out is one of them.
                if let Some((word, _)) = value.strip_prefix('"').and_then(|v| v.split_once('"')) {
                    assert!(key(&field, word).is_some(), "{place}: {field}: {word}");
                }
            }
        }
        assert!(seen > 20, "the sources are where this test looks");
    }
}
