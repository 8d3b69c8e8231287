//! Two who write at once: what only one of them has changed is taken from that one; what both have changed collides.

use sha2::{Digest as _, Sha256};

use super::{Key, Texts};

/// What is known of a text that somebody saw.
pub(super) fn digest(text: &str) -> [u8; 8] {
    let whole = Sha256::digest(text.as_bytes());
    let mut short = [0; 8];
    short.copy_from_slice(&whole[..8]);
    short
}

/// What stood in each part when a form was made, as a mark: a form carries it instead of the texts.
#[derive(Clone, Debug, Default)]
pub struct Seen(Vec<[u8; 8]>);

impl Seen {
    /// The marks of texts.
    #[must_use]
    pub fn of(texts: &Texts) -> Self {
        Self(Texts::keys().map(|key| digest(texts.get(key))).collect())
    }

    /// Reads what [`Self::sealed`] wrote; anything else has seen nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let bytes = data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .unwrap_or_default();
        Self(bytes.as_chunks::<8>().0.to_vec())
    }

    /// For a hidden field.
    #[must_use]
    pub fn sealed(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0.concat())
    }

    fn is(&self, index: usize, text: &str) -> bool {
        self.0.get(index) == Some(&digest(text))
    }
}

/// Texts put together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Mine, with what only the others have changed.
    pub texts: Texts,
    /// Where both have changed, and not to the same; mine stands there.
    pub collisions: Vec<Key>,
}

/// Puts mine and theirs together, both begun from what was `seen`.
#[must_use]
pub fn merge(seen: &Seen, mine: &Texts, theirs: &Texts) -> Merged {
    let mut merged = Merged {
        texts: mine.clone(),
        collisions: Vec::new(),
    };
    for (index, key) in Texts::keys().enumerate() {
        let (my, their) = (mine.get(key), theirs.get(key));
        if my == their || seen.is(index, their) {
            continue;
        }
        if seen.is(index, my) {
            merged.texts.set(key, their);
        } else {
            merged.collisions.push(key);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;

    fn texts(name: &str, subtitle: &str, description: &str) -> Texts {
        let mut texts = Texts::default();
        texts.set(("sv", Part::Name), name);
        texts.set(("sv", Part::Subtitle), subtitle);
        texts.set(("sv", Part::Description), description);
        texts
    }

    #[test]
    fn what_does_not_collide_is_put_together() {
        let seen = Seen::parse(&Seen::of(&texts("a", "b", "c")).sealed());
        let merged = merge(&seen, &texts("A", "b", "min"), &texts("a", "B", "din"));
        assert_eq!(merged.texts.changes(&texts("A", "B", "min")), []);
        assert_eq!(merged.collisions, [("sv", Part::Description)]);
        // Both to the same is no collision, and to nothing is a change as well.
        let merged = merge(&seen, &texts("x", "b", ""), &texts("x", "b", "c"));
        assert_eq!(merged.texts.changes(&texts("x", "b", "")), []);
        assert_eq!(merged.collisions, []);
    }

    #[test]
    fn whoever_has_seen_nothing_collides_with_everything() {
        for forged in ["", "zz", "00", "åäö"] {
            let merged = merge(
                &Seen::parse(forged),
                &texts("a", "", ""),
                &texts("b", "", ""),
            );
            assert_eq!(merged.collisions, [("sv", Part::Name)], "{forged}");
        }
    }
}
