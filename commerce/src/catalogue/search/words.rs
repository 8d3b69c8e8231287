//! Words as search sees them: split, stripped of Swedish endings, and mapped by the synonym table. PostgreSQL's Swedish stemmer takes *jacka* and
//! *jackor* for the same, but not *jackan*; *sko*, *skor* and *skon* are three words to it. [`root`] closes most of those holes, at indexing and at
//! asking alike; what is irregular (*bok*, *böcker*) stands in the synonym table.

use std::collections::{BTreeSet, HashMap};

/// Words of a question that are heard; the rest is left out.
pub const MOST: usize = 8;
/// Characters of a word that are heard.
const LONGEST: usize = 40;
/// Characters of a question that are looked at.
const LONGEST_TEXT: usize = 400;

/// The synonym table: (locale, word) -> the word that stands for it.
#[derive(Clone, Debug, Default)]
pub struct Synonyms(pub HashMap<(String, String), String>);

impl Synonyms {
    fn of(&self, word: &str, locale: &str) -> Option<&str> {
        self.0
            .get(&(locale.to_owned(), word.to_owned()))
            .map(String::as_str)
    }
}

/// A text's words in lower case: letters and digits only, so nothing in them can be an operator.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.chars()
                .flat_map(char::to_lowercase)
                .filter(|c| c.is_alphanumeric())
                .take(LONGEST)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// The words of a question: at most [`MOST`], without those that say nothing, unless there are no others.
#[must_use]
pub fn asked(text: &str) -> Vec<String> {
    let head: String = text.chars().take(LONGEST_TEXT).collect();
    let all = split(&head);
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .cloned()
        .collect();
    let mut words = if telling.is_empty() { all } else { telling };
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words.truncate(MOST);
    words
}

const STOP_WORDS: [&str; 36] = [
    "och", "i", "på", "till", "för", "med", "av", "en", "ett", "den", "det", "de", "som", "är",
    "om", "från", "utan", "under", "över", "eller", "the", "a", "an", "of", "for", "with", "and",
    "in", "on", "to", "from", "or", "is", "by", "at", "mm",
];

/// Whether a word is worth keeping for corrections and suggestions.
#[must_use]
pub fn is_vocabulary(word: &str) -> bool {
    word.chars().count() >= 3 && word.chars().any(char::is_alphabetic)
}

/// The forms under which a text's words are found beside the stemmer's: the word, its root, and what the synonym table has for it. Joined by spaces.
#[must_use]
pub fn indexed_forms(text: &str, locale: &str, synonyms: &Synonyms) -> String {
    let mut forms = BTreeSet::new();
    for word in split(text) {
        forms.extend(alternatives(&word, locale, synonyms));
    }
    forms.into_iter().collect::<Vec<_>>().join(" ")
}

/// A word, its root, and the synonyms of both with their roots.
#[must_use]
pub fn alternatives(word: &str, locale: &str, synonyms: &Synonyms) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([word.to_owned(), root(word, locale)]);
    for form in [word.to_owned(), root(word, locale)] {
        if let Some(canonical) = synonyms.of(&form, locale) {
            forms.insert(root(canonical, locale));
            forms.insert(canonical.to_owned());
        }
    }
    forms
}

/// A Swedish noun without its ending for number and definiteness; other languages' words as they are.
#[must_use]
pub fn root(word: &str, locale: &str) -> String {
    if locale != "sv" {
        return word.to_owned();
    }
    let stripped = strip_ending(word);
    // Cykel, cykeln, cyklar: the e that comes and goes is left out.
    if let Some(head) = stripped.strip_suffix("el")
        && head.chars().count() >= 2
        && head.chars().last().is_some_and(|c| !is_vowel(c))
    {
        return format!("{head}l");
    }
    // Rum, rummet: the m that is doubled.
    if let Some(head) = stripped.strip_suffix("mm") {
        return format!("{head}m");
    }
    stripped.to_owned()
}

/// The longest ending that leaves enough of the word.
fn strip_ending(word: &str) -> &str {
    const ENDINGS: [&str; 15] = [
        "arna", "orna", "erna", "rna", "eln", "or", "ar", "er", "an", "en", "et", "na", "a", "e",
        "r",
    ];
    if word.ends_with("skon") || word.ends_with("skor") {
        return &word[..word.len() - 1];
    }
    for ending in ENDINGS {
        let Some(head) = word.strip_suffix(ending) else {
            continue;
        };
        if head.chars().count() < 3 {
            continue;
        }
        let after_vowel = head.chars().last().is_some_and(is_vowel);
        match ending {
            // Only the l of -eln is a part of the word.
            "eln" => return &word[..word.len() - 1],
            // -rna and -r are endings only after a vowel: skorna, skor.
            "rna" | "r" | "na" if !after_vowel => {}
            // After a vowel these are no endings: idéer has its own stem.
            "a" | "e" if after_vowel => {}
            _ => return head,
        }
    }
    word
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'å' | 'ä' | 'ö' | 'é')
}

/// The nearest word of a vocabulary by typing errors (a letter too many, missing, wrong, or two that changed places), if it is near enough; among
/// equally near ones the most used. Endings for number and definiteness are no errors: *ljustake* is one from *ljusstakar*. The candidates are (word, uses).
#[must_use]
pub fn nearest<'a>(word: &str, locale: &str, candidates: &'a [(String, i32)]) -> Option<&'a str> {
    let own = root(word, locale);
    candidates
        .iter()
        .filter_map(|(candidate, uses)| {
            let errors = typing_errors(word, candidate);
            let of_roots = typing_errors(&own, &root(candidate, locale));
            let is_near =
                (1..=allowed(word)).contains(&errors) || (1..=allowed(&own)).contains(&of_roots);
            is_near.then(|| (errors.min(of_roots), errors, -uses, candidate.as_str()))
        })
        .min()
        .map(|(_, _, _, candidate)| candidate)
}

/// Typing errors that are forgiven in a word.
fn allowed(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4 => 1,
        5..=8 => 2,
        _ => 3,
    }
}

/// What a compound may end in: its ends that leave a beginning, the longest first. A short end needs a longer beginning.
pub fn ends(word: &str) -> impl Iterator<Item = &str> {
    let length = word.chars().count();
    word.char_indices()
        .enumerate()
        .filter(move |&(before, _)| match length - before {
            0..=2 => false,
            3 => before >= 4,
            _ => before >= 3,
        })
        .map(|(_, (at, _))| &word[at..])
}

/// What of a compound a vocabulary knows: the longest end that is one of its words, whatever that one's ending. *Frukostskål* is a *skål*.
#[must_use]
pub fn known_end<'a>(word: &str, locale: &str, candidates: &'a [(String, i32)]) -> Option<&'a str> {
    ends(word).find_map(|end| {
        let own = root(end, locale);
        candidates
            .iter()
            .filter(|(candidate, _)| candidate == end || root(candidate, locale) == own)
            .map(|(candidate, uses)| (candidate != end, -uses, candidate.as_str()))
            .min()
            .map(|(_, _, candidate)| candidate)
    })
}

/// The end of a vocabulary's compound that was meant, as [`nearest`] finds whole words, but forgiving less: *lammpa* is one error from the *lampa* in
/// *bordslampa*. `None` also where the word is such an end as it stands.
#[must_use]
pub fn nearest_end<'a>(
    word: &str,
    locale: &str,
    candidates: &'a [(String, i32)],
) -> Option<&'a str> {
    let forgiven = match word.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    };
    let own = root(word, locale);
    candidates
        .iter()
        .flat_map(|(candidate, uses)| ends(candidate).map(move |end| (end, *uses)))
        .filter(|(end, _)| end.chars().count() >= 4)
        .map(|(end, uses)| {
            let errors = typing_errors(word, end);
            let of_roots = typing_errors(&own, &root(end, locale));
            (errors.min(of_roots), errors, -uses, end)
        })
        .min()
        .filter(|(least, _, _, _)| (1..=forgiven).contains(least))
        .map(|(_, _, _, end)| end)
}

/// How many typing errors lie between two words.
#[must_use]
pub fn typing_errors(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, r) in right.iter().enumerate() {
            let mut least = (above[j] + usize::from(l != r))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && left[i - 1] == *r && *l == right[j - 1] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_shop_words_have_one_root() {
        let families: [&[&str]; 14] = [
            &["sko", "skor", "skorna", "skon"],
            &["jacka", "jackor", "jackan", "jackorna"],
            &["klocka", "klockor", "klockan"],
            &["cykel", "cyklar", "cykeln", "cyklarna"],
            &["spegel", "speglar", "spegeln"],
            &["vas", "vaser", "vasen", "vaserna"],
            &["kudde", "kuddar", "kudden", "kuddarna"],
            &["mugg", "muggar", "muggen", "muggarna"],
            &["möbel", "möbler", "möbeln", "möblerna"],
            &["lampa", "lampor", "lampan", "lamporna"],
            &["bord", "bordet", "borden"],
            &["rum", "rummet", "rummen"],
            &["sten", "stenar", "stenen"],
            &["glas", "glaset", "glasen"],
        ];
        for family in families {
            let roots: BTreeSet<String> = family.iter().map(|word| root(word, "sv")).collect();
            assert_eq!(roots.len(), 1, "{family:?} have the roots {roots:?}");
        }
    }

    #[test]
    fn different_words_keep_different_roots() {
        assert_ne!(root("vas", "sv"), root("vass", "sv"));
        assert_ne!(root("kruka", "sv"), root("krok", "sv"));
        assert_eq!(root("lamps", "en"), "lamps");
    }

    #[test]
    fn questions_are_stripped_of_operators_and_empty_words() {
        assert_eq!(asked("vas & !(kruka) | 'x':*"), ["vas", "kruka", "x"]);
        assert_eq!(asked("en vas med handtag"), ["vas", "handtag"]);
        assert_eq!(asked("till"), ["till"]);
        assert!(asked(" \0 %_\\ ").is_empty());
        assert_eq!(asked(&"mugg ".repeat(4_000)).len(), 1);
        assert_eq!(asked(&"ä".repeat(20_000))[0].chars().count(), 40);
    }

    #[test]
    fn synonyms_are_reached_from_every_form() {
        let table = [(("sv".to_owned(), "böcker".to_owned()), "bok".to_owned())];
        let synonyms = Synonyms(table.into_iter().collect());
        assert!(alternatives("böcker", "sv", &synonyms).contains("bok"));
        assert!(indexed_forms("Böcker till salu", "sv", &synonyms).contains("bok"));
    }

    #[test]
    fn typing_errors_are_counted_as_people_make_them() {
        assert_eq!(typing_errors("tekkana", "tekanna"), 2);
        assert_eq!(typing_errors("msatare", "mastare"), 1);
        assert_eq!(typing_errors("", "vas"), 3);
        let words = [("tekanna".to_owned(), 3), ("kanna".to_owned(), 9)];
        assert_eq!(nearest("tekkana", "sv", &words), Some("tekanna"));
        assert_eq!(nearest("julgransfot", "sv", &words), None);
        assert_eq!(nearest("vaz", "sv", &words), None);
        let words = [("ljusstakar".to_owned(), 1)];
        for typed in ["ljustake", "ljustakar", "ljustaken", "jlusstake"] {
            assert_eq!(nearest(typed, "sv", &words), Some("ljusstakar"), "{typed}");
        }
        assert_eq!(nearest("ljuslykta", "sv", &words), None);
        assert_eq!(nearest("ljustake", "en", &words), None);
    }

    #[test]
    fn compounds_are_known_by_their_ends() {
        let words = [
            ("bordslampa".to_owned(), 1),
            ("taklampor".to_owned(), 9),
            ("skålar".to_owned(), 2),
            ("vas".to_owned(), 2),
        ];
        assert_eq!(known_end("frukostskål", "sv", &words), Some("skålar"));
        assert_eq!(known_end("golvvasen", "sv", &words), Some("vas"));
        assert_eq!(known_end("kanvas", "sv", &words), None);
        assert_eq!(known_end("julgransfot", "sv", &words), None);
        for typed in ["lammpa", "lanpa", "lapma", "lmapa"] {
            assert_eq!(nearest_end(typed, "sv", &words), Some("lampa"), "{typed}");
        }
        assert_eq!(nearest_end("lammpor", "sv", &words), Some("lampor"));
        for typed in ["lampa", "lampan", "matta", "julgransfot", "bod"] {
            assert_eq!(nearest_end(typed, "sv", &words), None, "{typed}");
        }
        assert_eq!(ends("golvvas").collect::<Vec<_>>(), ["vvas", "vas"]);
        assert_eq!(ends("åäöåäöå").next(), Some("åäöå"));
        assert_eq!(ends("vas").next(), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_splitting(text in "\\PC{0,200}", locale in "sv|en|fi") {
            for word in asked(&text) {
                prop_assert!(word.chars().all(char::is_alphanumeric));
                prop_assert!(!root(&word, &locale).is_empty());
            }
        }
    }
}
