//! The account's forms.

use commerce::checkout::{FieldFault, parse_email, parse_phone};
use commerce::customer::clean_name;
use platform::auth::password::{WeakPassword, check_strength};
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};
use platform::web::Fields;

/// Logging in.
#[derive(Debug)]
pub struct LogInForm;

impl Form for LogInForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("email", "field-email"),
        Field::secret("password", "field-password"),
        Field::plain("next", "field-email"),
    ];
}

/// Asking for an account, or for a link.
#[derive(Debug)]
pub struct AddressForm;

impl Form for AddressForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "field-name"),
        Field::plain("email", "field-email"),
        Field::plain("next", "field-email"),
    ];
}

/// What is asked behind a link: a name and a password, as far as the link wants them.
#[derive(Debug)]
pub struct ChoiceForm;

impl Form for ChoiceForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "field-name"),
        Field::secret("password", "field-new-password"),
    ];
}

/// Choosing a new password while logged in.
#[derive(Debug)]
pub struct PasswordForm;

impl Form for PasswordForm {
    const FIELDS: &'static [Field] = &[
        Field::secret("current", "field-current-password"),
        Field::secret("password", "field-new-password"),
    ];
}

/// Name and telephone.
#[derive(Debug)]
pub struct DetailsForm;

impl Form for DetailsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "field-name"),
        Field::plain("phone", "field-phone"),
        Field::plain("version", "field-name"),
    ];
}

/// Another address to log in with.
#[derive(Debug)]
pub struct EmailForm;

impl Form for EmailForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("email", "field-new-email"),
        Field::secret("current", "field-current-password"),
    ];
}

/// Proving anew who it is, and being sure.
#[derive(Debug)]
pub struct ProofForm;

impl Form for ProofForm {
    const FIELDS: &'static [Field] = &[
        Field::secret("current", "field-current-password"),
        Field::plain("sure", "field-sure"),
    ];
}

/// A passkey's name.
#[derive(Debug)]
pub struct PasskeyForm;

impl Form for PasskeyForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("label", "field-passkey-label"),
        Field::secret("current", "field-current-password"),
    ];
}

/// An address to be kept.
#[derive(Debug)]
pub struct PostalForm;

impl Form for PostalForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "field-name"),
        Field::plain("company", "field-company"),
        Field::plain("street", "field-street"),
        Field::plain("street2", "field-street2"),
        Field::plain("postcode", "field-postcode"),
        Field::plain("city", "field-city"),
        Field::plain("country", "field-country"),
        Field::plain("phone", "field-phone"),
        Field::plain("is_default", "field-default-address"),
        Field::plain("version", "field-name"),
    ];
}

/// The telephone number that was typed, which may be none.
pub(super) fn read_phone<F: Form>(form: &mut FormState<F>, country: &str) -> Option<String> {
    match parse_phone(form.trimmed("phone"), country) {
        Ok(phone) => Some(phone),
        Err(FieldFault::Missing) => Some(String::new()),
        Err(FieldFault::Malformed) => {
            form.refuse("phone", "error-phone");
            None
        }
    }
}

/// The address that was typed.
pub(crate) fn read_email<F: Form>(form: &mut FormState<F>) -> Option<String> {
    match parse_email(form.trimmed("email")) {
        Ok(email) => Some(email),
        Err(FieldFault::Missing) => {
            form.refuse("email", "error-required");
            None
        }
        Err(FieldFault::Malformed) => {
            form.refuse("email", "error-email");
            None
        }
    }
}

/// The name that was typed.
pub(crate) fn read_name<F: Form>(form: &mut FormState<F>) -> Option<String> {
    let name = clean_name(form.value("name"));
    if name.is_none() {
        form.refuse("name", "error-name");
    }
    name
}

/// The password that was chosen, by a person known by `own_words`.
pub(crate) fn read_new_password<F: Form>(
    form: &mut FormState<F>,
    fields: &Fields,
    own_words: &[&str],
) -> Option<String> {
    let typed = fields.get_untrimmed("password").unwrap_or_default();
    let key = match check_strength(typed, own_words) {
        Ok(()) => return Some(typed.to_owned()),
        Err(_) if typed.is_empty() => "error-required",
        Err(WeakPassword::TooShort) => "error-password-short",
        Err(WeakPassword::TooLong) => "error-password-long",
        Err(WeakPassword::Guessable) => "error-password-guessable",
        Err(WeakPassword::Common) => "error-password-common",
    };
    form.refuse(
        "password",
        Message::new(key).with("min", platform::auth::password::SHORTEST),
    );
    None
}

/// A path of the shop that a page may send on to; empty for anything else.
#[must_use]
pub fn next_path(typed: &str) -> &str {
    let is_ours = typed.starts_with('/')
        && !typed.starts_with("//")
        && !typed.contains('\\')
        && typed.len() <= 500
        && !typed.chars().any(char::is_control);
    if is_ours { typed } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(next_path("/kassa?a=1"), "/kassa?a=1");
        for foreign in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "kassa",
            "",
            "/a\r\nb",
        ] {
            assert_eq!(next_path(foreign), "", "{foreign}");
        }
    }
}
