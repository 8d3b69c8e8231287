//! Addresses by name, so that no template writes one out: Swedish and English words for the same page.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::i18n::Locale;

/// What stays readable in a path segment or query value.
const READABLE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A page's address in each language. Words in braces are filled in: `/produkt/{slug}`.
#[derive(Clone, Copy, Debug)]
pub struct PathPattern {
    /// What templates and handlers call the page.
    pub name: &'static str,
    /// The Swedish address, also the router's pattern.
    pub sv: &'static str,
    /// The English address, also the router's pattern.
    pub en: &'static str,
}

impl PathPattern {
    /// The pattern in one language.
    #[must_use]
    pub fn pattern(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Sv => self.sv,
            Locale::En => self.en,
        }
    }
}

/// All named addresses of the program's doors.
#[derive(Clone, Debug, Default)]
pub struct PathTable(BTreeMap<&'static str, PathPattern>);

impl PathTable {
    /// Collects the doors' lists. A later entry of the same name wins.
    pub fn new(patterns: impl IntoIterator<Item = PathPattern>) -> Self {
        Self(
            patterns
                .into_iter()
                .map(|pattern| (pattern.name, pattern))
                .collect(),
        )
    }

    /// Whether a page of this name exists.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The address of page `name`; values that its pattern does not name become the query. `None` for an unknown name or a missing value.
    #[must_use]
    pub fn url(&self, locale: Locale, name: &str, values: &[(&str, &str)]) -> Option<String> {
        let pattern = self.0.get(name)?.pattern(locale);
        let mut url = String::with_capacity(pattern.len() + 32);
        let mut used = Vec::with_capacity(values.len());
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}')?;
            let (_, value) = values.iter().find(|(key, _)| *key == word)?;
            url.push_str(before);
            url.extend(utf8_percent_encode(value, READABLE));
            used.push(word);
            rest = after;
        }
        url.push_str(rest);
        let mut separator = '?';
        for (key, value) in values.iter().filter(|(key, _)| !used.contains(key)) {
            url.push(separator);
            url.extend(utf8_percent_encode(key, READABLE));
            url.push('=');
            url.extend(utf8_percent_encode(value, READABLE));
            separator = '&';
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> PathTable {
        PathTable::new([
            PathPattern {
                name: "product",
                sv: "/produkt/{slug}",
                en: "/en/product/{slug}",
            },
            PathPattern {
                name: "search",
                sv: "/sok",
                en: "/en/search",
            },
        ])
    }

    #[test]
    fn each_language_has_its_words() {
        assert_eq!(
            table()
                .url(Locale::Sv, "product", &[("slug", "mugg-strand")])
                .as_deref(),
            Some("/produkt/mugg-strand")
        );
        assert_eq!(
            table()
                .url(Locale::En, "product", &[("slug", "mugg-strand")])
                .as_deref(),
            Some("/en/product/mugg-strand")
        );
    }

    #[test]
    fn values_cannot_leave_their_place() {
        assert_eq!(
            table()
                .url(Locale::Sv, "product", &[("slug", "../x?y=å")])
                .as_deref(),
            Some("/produkt/..%2Fx%3Fy%3D%C3%A5")
        );
        assert_eq!(
            table()
                .url(Locale::Sv, "search", &[("q", "a&b c")])
                .as_deref(),
            Some("/sok?q=a%26b%20c")
        );
    }

    #[test]
    fn an_unknown_page_or_a_missing_value_is_none() {
        assert_eq!(table().url(Locale::Sv, "nowhere", &[]), None);
        assert_eq!(table().url(Locale::Sv, "product", &[]), None);
    }
}
