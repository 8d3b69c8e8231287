//! What a moderator should look at twice. Nothing is refused for it: a person decides.

/// Something in a text that often breaks the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// An address on the web.
    Link,
    /// An e-mail address.
    Email,
    /// Digits that may be a telephone number or a personal number.
    Digits,
}

impl Flag {
    /// As texts name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Email => "email",
            Self::Digits => "digits",
        }
    }
}

/// Fewest digits that count as a number of somebody's.
const DIGITS: usize = 8;
/// Ends of addresses that people write without `www`.
const ENDS: [&str; 7] = [".se", ".com", ".net", ".org", ".nu", ".eu", ".io"];

/// What there is in a text, each once.
#[must_use]
pub fn flags(text: &str) -> Vec<Flag> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let word = word.to_lowercase();
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
        let is_link = word.contains("://")
            || word.starts_with("www.")
            || ENDS.iter().any(|end| {
                word.split_once('/')
                    .map_or(word, |(host, _)| host)
                    .strip_suffix(end)
                    .is_some_and(|name| name.len() > 1 && !name.contains('@'))
            });
        if word
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        {
            found.push(Flag::Email);
        } else if is_link {
            found.push(Flag::Link);
        }
    }
    if has_number(text) {
        found.push(Flag::Digits);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Digits in a row, with what people write between them: `070-174 06 12`.
fn has_number(text: &str) -> bool {
    let mut row = 0;
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => row += 1,
            ' ' | '-' | '/' | '+' | '(' | ')' | '\u{a0}' => {}
            _ => row = 0,
        }
        if row >= DIGITS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_addresses_and_numbers_are_seen() {
        for (text, expected) in [
            ("Fin mugg. Tål disk.", &[][..]),
            ("Köpte 2 st för 249 kr, 35 cl.", &[]),
            ("Se https://billigt.example/mugg!", &[Flag::Link]),
            ("Billigare på (www.billigt.example)", &[Flag::Link]),
            ("Kolla muggar.se.", &[Flag::Link]),
            ("kolla muggar.se/kop nu", &[Flag::Link]),
            ("Skriv till elin@exempel.se", &[Flag::Email]),
            ("Ring 070-174 06 12", &[Flag::Digits]),
            (
                "Ring +46 70 174 06 12 el. a@b.se",
                &[Flag::Email, Flag::Digits],
            ),
            ("19850101-1234", &[Flag::Digits]),
        ] {
            assert_eq!(flags(text), expected, "{text}");
        }
    }
}
