//! The passwords that everybody tries first: a short list in the program, so that no password is ever sent anywhere to be looked up.

use std::collections::HashSet;
use std::sync::OnceLock;

/// One a line; lines that begin with `#` are about the list.
const LIST: &str = include_str!("common_passwords.txt");
/// So many characters before or after a common word add little: a year, an exclamation mark.
const LITTLE: usize = 5;

/// Whether a password is on the list, however it is dressed up: in capitals, with spaces, with `4` for `a`, twice over, with a year behind it.
#[must_use]
pub(super) fn is_common(password: &str) -> bool {
    let plain: String = password
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '.'))
        .collect();
    let is_listed = |text: &str| list().contains(text) || list().contains(once(text));
    if is_listed(&plain) || is_listed(&undisguised(&plain)) {
        return true;
    }
    let (before, core, behind) = split(&plain);
    let adds_little = |part: &str| part.chars().count() <= LITTLE || list().contains(once(part));
    adds_little(before) && adds_little(behind) && (is_listed(core) || is_listed(&undisguised(core)))
}

fn list() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| {
        LIST.lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    })
}

/// What is repeated in a text that is nothing but repetition; else the text.
fn once(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|length| text.len().is_multiple_of(*length) && text.is_char_boundary(*length))
        .map(|length| &text[..length])
        .find(|part| text == part.repeat(text.len() / part.len()))
        .unwrap_or(text)
}

/// Letters for the signs that stand in for them.
fn undisguised(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    };
    text.chars().map(letter).collect()
}

/// A text without what is no letter at its beginning and its end, and what those were.
fn split(text: &str) -> (&str, &str, &str) {
    let is_other = |c: char| !c.is_alphabetic();
    let rest = text.trim_start_matches(is_other);
    let core = rest.trim_end_matches(is_other);
    (&text[..text.len() - rest.len()], core, &rest[core.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_there_and_written_as_it_is_compared() {
        assert!(list().len() > 3_000, "{}", list().len());
        for entry in list() {
            assert_eq!(*entry, entry.to_lowercase());
            assert!(is_common(entry), "{entry}");
        }
    }

    #[test]
    fn common_passwords_are_known_in_disguise() {
        for common in [
            "1q2w3e4r5t6y",
            "1Q2W3E4R5T6Y",
            "charlie charlie",
            "P@ssw0rdP@ssw0rd",
            "Liverpool2024!",
            "!!superman123456",
            "correct-horse-battery-staple",
            "123123123123",
            "pannkakor123",
        ] {
            assert!(is_common(common), "{common}");
        }
        for other in [
            "tjugo gröna hästar i regn",
            "nio blåa elefanter i snö",
            "katt94837261",
            "superman dricker te",
            "",
            "åäö",
        ] {
            assert!(!is_common(other), "{other}");
        }
    }
}
