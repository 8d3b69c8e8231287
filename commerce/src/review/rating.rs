//! A product's **rating**: how many published reviews give it how many stars.

use serde::{Deserialize, Serialize};

/// Most stars.
pub const MOST_STARS: i16 = 5;

/// Counts of published reviews, of one star to five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rating(pub [i64; 5]);

/// A rating in short, as cards carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mean {
    /// The mean of all stars, in tenths: 46 is 4.6.
    pub tenths: i64,
    /// Of how many reviews.
    pub count: i64,
}

impl Rating {
    /// How many reviews there are.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.0.iter().sum()
    }

    /// How many give so many stars.
    #[must_use]
    pub fn of(&self, stars: i16) -> i64 {
        let at = usize::try_from(stars - 1).unwrap_or(usize::MAX);
        self.0.get(at).copied().unwrap_or(0)
    }

    /// The mean of all stars, every review counted once, rounded to a tenth, halves upwards; `None` where there are no reviews.
    #[must_use]
    pub fn mean(&self) -> Option<Mean> {
        let count = self.count();
        if count <= 0 {
            return None;
        }
        let sum: i64 = self.0.iter().zip(1..).map(|(n, stars)| n * stars).sum();
        Some(Mean {
            tenths: (20 * sum + count).div_euclid(2 * count),
            count,
        })
    }

    /// How many in a hundred give so many stars, rounded down; one in a thousand still shows as one.
    #[must_use]
    pub fn percent(&self, stars: i16) -> i64 {
        let (part, count) = (self.of(stars), self.count());
        if part == 0 || count == 0 {
            return 0;
        }
        (100 * part).div_euclid(count).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_of_all_reviews_and_rounded_to_a_tenth() {
        let tenths = |counts| Rating(counts).mean().map(|mean| mean.tenths);
        assert_eq!(tenths([0, 0, 0, 0, 0]), None);
        assert_eq!(tenths([0, 0, 0, 0, 1]), Some(50));
        assert_eq!(tenths([1, 0, 0, 0, 1]), Some(30));
        assert_eq!(tenths([0, 0, 0, 1, 2]), Some(47));
        // 4.25 is 4.3, 4.33 is 4.3.
        assert_eq!(tenths([0, 0, 0, 3, 1]), Some(43));
        assert_eq!(tenths([0, 0, 0, 2, 1]), Some(43));
        assert_eq!(tenths([40_000, 0, 0, 0, 60_000]), Some(34));
    }

    #[test]
    fn few_among_many_still_show() {
        let rating = Rating([1, 0, 0, 0, 999]);
        assert_eq!(rating.percent(1), 1);
        assert_eq!(rating.percent(2), 0);
        assert_eq!(rating.percent(5), 99);
        assert_eq!((rating.of(0), rating.of(6)), (0, 0));
    }
}
