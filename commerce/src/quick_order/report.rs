//! What becomes of each row.

use std::collections::{HashMap, HashSet};

use super::listing::Article;
use super::parse::{Entry, LONGEST_CODE};
use crate::cart::MAX_QUANTITY;
use crate::cart::fill::Wanted;
use crate::ids::VariantId;

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It can be had as written.
    Fits,
    /// It is sold in no smaller number: so many go into the cart.
    Raised {
        /// Smallest number that is sold.
        to: i32,
    },
    /// There are fewer: so many go into the cart.
    Short {
        /// What can be had.
        left: i32,
    },
    /// The same article stands further up; the numbers are added there.
    Joined {
        /// The row further up.
        with: i64,
    },
    /// None can be had now.
    Out,
    /// It is not sold.
    Gone,
    /// Several articles have this number.
    Ambiguous,
    /// No article has this number.
    Unknown,
    /// The quantity is no number of pieces that can be ordered.
    Quantity,
}

impl Fate {
    /// Every fate's word, for texts.
    pub const WORDS: [&'static str; 9] = [
        "fits",
        "raised",
        "short",
        "joined",
        "out",
        "gone",
        "ambiguous",
        "unknown",
        "quantity",
    ];

    /// The fate's word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Raised { .. } => "raised",
            Self::Short { .. } => "short",
            Self::Joined { .. } => "joined",
            Self::Out => "out",
            Self::Gone => "gone",
            Self::Ambiguous => "ambiguous",
            Self::Unknown => "unknown",
            Self::Quantity => "quantity",
        }
    }

    /// Whether the row's goods go into the cart.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(
            self,
            Self::Fits | Self::Raised { .. } | Self::Short { .. } | Self::Joined { .. }
        )
    }
}

/// A row with what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// As it was written.
    pub entry: Entry,
    /// What it names, when that is one article.
    pub article: Option<Article>,
    /// What becomes of it.
    pub fate: Fate,
}

/// A quick order, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order in which they were written.
    pub rows: Vec<ReportRow>,
}

impl Report {
    /// Says of each row what becomes of it. `articles` by what was written.
    #[must_use]
    pub fn new(entries: Vec<Entry>, articles: &HashMap<String, Vec<Article>>) -> Self {
        let mut rows: Vec<ReportRow> = Vec::with_capacity(entries.len());
        let mut first: HashMap<VariantId, usize> = HashMap::new();
        for entry in entries {
            let found = articles.get(&entry.code).map_or(&[][..], Vec::as_slice);
            let article = match found {
                [one] => Some(one.clone()),
                _ => None,
            };
            let fate = match (&article, &entry.quantity) {
                (None, _) if found.len() > 1 => Fate::Ambiguous,
                (None, _) => Fate::Unknown,
                (Some(_), Err(_)) => Fate::Quantity,
                (Some(article), Ok(_)) => match first.get(&article.variant_id) {
                    Some(&at) => Fate::Joined {
                        with: rows[at].entry.row,
                    },
                    None => {
                        first.insert(article.variant_id, rows.len());
                        Fate::Fits
                    }
                },
            };
            rows.push(ReportRow {
                entry,
                article,
                fate,
            });
        }
        let mut report = Self { rows };
        report.weigh(&first);
        report
    }

    /// Looks at sums: the rows of an article are bought together.
    fn weigh(&mut self, first: &HashMap<VariantId, usize>) {
        let sums = self.sums();
        for (variant, &at) in first {
            let (Some(sum), Some(article)) = (sums.get(variant), &self.rows[at].article) else {
                continue;
            };
            self.rows[at].fate = article.fate(*sum);
            // What cannot be had at all cannot be had further down either.
            let fate = self.rows[at].fate.clone();
            if !fate.is_taken() {
                let with = self.rows[at].entry.row;
                for row in &mut self.rows {
                    if row.fate == (Fate::Joined { with }) {
                        row.fate = fate.clone();
                    }
                }
            }
        }
    }

    fn sums(&self) -> HashMap<VariantId, i32> {
        let mut sums = HashMap::new();
        for row in &self.rows {
            if let (Some(article), Ok(quantity)) = (&row.article, &row.entry.quantity) {
                let sum: &mut i32 = sums.entry(article.variant_id).or_default();
                *sum = sum.saturating_add(*quantity).min(MAX_QUANTITY);
            }
        }
        sums
    }

    /// What goes into the cart or onto a list: each article once.
    #[must_use]
    pub fn wanted(&self) -> Vec<Wanted> {
        let sums = self.sums();
        let leads = self
            .rows
            .iter()
            .filter(|row| row.fate.is_taken() && !matches!(row.fate, Fate::Joined { .. }));
        leads
            .filter_map(|row| row.article.as_ref())
            .map(|article| article.wanted(&sums))
            .collect()
    }

    /// Everything that is named, whether it can be had now or not: for a list.
    #[must_use]
    pub fn named(&self) -> Vec<Wanted> {
        let sums = self.sums();
        let mut seen = HashSet::new();
        let articles = self.rows.iter().filter(|row| row.entry.quantity.is_ok());
        articles
            .filter_map(|row| row.article.as_ref())
            .filter(|article| seen.insert(article.variant_id))
            .map(|article| article.wanted(&sums))
            .collect()
    }

    /// What goes nowhere: the rows to mend.
    pub fn left(&self) -> impl Iterator<Item = &Entry> {
        let left = self.rows.iter().filter(|row| !row.fate.is_taken());
        left.map(|row| &row.entry)
    }

    /// Rows whose goods go into the cart.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.rows.iter().filter(|row| row.fate.is_taken()).count()
    }
}

impl Article {
    fn wanted(&self, sums: &HashMap<VariantId, i32>) -> Wanted {
        Wanted {
            variant_id: Some(self.variant_id),
            name: self.name.clone(),
            quantity: sums.get(&self.variant_id).copied().unwrap_or(1),
            wish: crate::gift_card::Wish::default(),
        }
    }

    /// What becomes of so many of it.
    fn fate(&self, quantity: i32) -> Fate {
        if !self.is_sold {
            return Fate::Gone;
        }
        let most = i32::try_from(self.free.clamp(0, i64::from(MAX_QUANTITY)));
        let most = most.unwrap_or(MAX_QUANTITY);
        if most < self.min_quantity {
            Fate::Out
        } else if quantity > most {
            Fate::Short { left: most }
        } else if quantity < self.min_quantity {
            Fate::Raised {
                to: self.min_quantity,
            }
        } else {
            Fate::Fits
        }
    }
}

/// What is looked up for a written number: itself, and for a GTIN of twelve digits the one with the zero before it.
pub(super) fn spellings(code: &str) -> Vec<String> {
    if code.is_empty() || code.chars().count() > LONGEST_CODE {
        return Vec::new();
    }
    let mut all = vec![code.to_owned()];
    if code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        all.push(format!("0{code}"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quick_order::read_text;

    fn article(n: u128, free: i64, min_quantity: i32) -> Article {
        Article {
            variant_id: VariantId(uuid::Uuid::from_u128(n)),
            sku: format!("A{n}"),
            name: format!("Vara {n}"),
            options: String::new(),
            slug: String::new(),
            option_key: String::new(),
            min_quantity,
            free,
            is_sold: true,
        }
    }

    fn report(text: &str, articles: &[(&str, Vec<Article>)]) -> Report {
        let known = articles
            .iter()
            .map(|(code, found)| ((*code).to_owned(), found.clone()))
            .collect();
        Report::new(read_text(text).expect("few rows"), &known)
    }

    fn fates(report: &Report) -> Vec<Fate> {
        report.rows.iter().map(|row| row.fate.clone()).collect()
    }

    #[test]
    fn each_row_is_told_what_becomes_of_it() {
        let gone = Article {
            is_sold: false,
            ..article(5, 9, 1)
        };
        let known = [
            ("A1", vec![article(1, 100, 1)]),
            ("A2", vec![article(2, 3, 1)]),
            ("A3", vec![article(3, 100, 6)]),
            ("A4", vec![article(4, 0, 1)]),
            ("A5", vec![gone]),
            ("A6", vec![article(6, 9, 1), article(7, 9, 1)]),
        ];
        let text = "A1 2\nA2 5\nA3 2\nA4 1\nA5 1\nA6 1\nA9 1\nA1;två";
        let report = report(text, &known);
        let expected = [
            Fate::Fits,
            Fate::Short { left: 3 },
            Fate::Raised { to: 6 },
            Fate::Out,
            Fate::Gone,
            Fate::Ambiguous,
            Fate::Unknown,
            Fate::Quantity,
        ];
        assert_eq!(fates(&report), expected);
        assert_eq!((report.taken(), report.left().count()), (3, 5));
    }

    #[test]
    fn rows_of_one_article_are_bought_together() {
        let known = [
            ("A1", vec![article(1, 5, 1)]),
            ("a1", vec![article(1, 5, 1)]),
        ];
        let both = report("A1 2\na1 3", &known);
        assert_eq!(fates(&both), [Fate::Fits, Fate::Joined { with: 1 }]);
        assert_eq!(both.wanted()[0].quantity, 5);
        let short = report("A1 2\na1 4", &known);
        let expected = [Fate::Short { left: 5 }, Fate::Joined { with: 1 }];
        assert_eq!(fates(&short), expected);
        let none = [("A1", vec![article(1, 0, 1)])];
        assert_eq!(fates(&report("A1 2\nA1 4", &none)), [Fate::Out, Fate::Out]);
    }

    #[test]
    fn sums_have_an_end() {
        let known = [("A1", vec![article(1, i64::MAX, 1)])];
        let report = report(&"A1 9999\n".repeat(1000), &known);
        assert_eq!(report.wanted()[0].quantity, MAX_QUANTITY);
    }

    #[test]
    fn numbers_are_looked_up_as_people_write_them() {
        assert_eq!(spellings("nb-1"), ["nb-1"]);
        assert!(spellings("012345678905").contains(&"0012345678905".to_owned()));
        assert!(spellings(&"x".repeat(81)).is_empty());
    }
}
