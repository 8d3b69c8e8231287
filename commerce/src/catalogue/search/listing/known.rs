//! What is known of words: how often they are used in names, their other forms, and what may have been meant by them.

use platform::db::{DbError, PgConnection};

use super::{COMMON, FEW};
use crate::catalogue::search::words;
use crate::catalogue::storefront::Visit;

/// Letters of the shortest word that is taken for a compound, or for the end of one.
const SHORTEST_COMPOUND: usize = 5;

/// What is known of the words that were asked for.
pub(super) struct Known {
    /// For each word: how many uses in names, of it or what begins with it.
    uses: Vec<i64>,
    /// For each word: it and its other forms.
    pub(super) forms: Vec<Vec<String>>,
}

impl Known {
    pub(super) async fn of(
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        asked: &[String],
    ) -> Result<Self, DbError> {
        let roots: Vec<String> = asked
            .iter()
            .map(|word| words::root(word, visit.locale))
            .collect();
        let rows = sqlx::query!(
            r#"select w.n as "n!", coalesce((select sum(uses) from search_words s where s.shop_id = $1 and s.locale = $2
                    and s.word >= w.root and s.word < w.root || chr(1114111)), 0)::bigint as "uses!",
                   array(select y.canonical from search_synonyms y where y.locale = $2 and y.word in (w.word, w.root)) as "canonical!"
               from unnest((select $3::text[]), (select $4::text[])) with ordinality as w (word, root, n) order by w.n"#,
            visit.shop_id.0,
            visit.locale,
            asked,
            &roots
        )
        .fetch_all(conn)
        .await?;
        let mut known = Self {
            uses: Vec::new(),
            forms: Vec::new(),
        };
        for ((row, word), root) in rows.into_iter().zip(asked).zip(roots) {
            let mut forms = vec![word.clone(), root];
            for canonical in row.canonical {
                forms.push(words::root(&canonical, visit.locale));
                forms.push(canonical);
            }
            forms.sort();
            forms.dedup();
            known.uses.push(row.uses);
            known.forms.push(forms);
        }
        Ok(known)
    }

    /// Whether very many products have even the rarest word.
    pub(super) fn is_common(&self) -> bool {
        self.uses.iter().copied().min().unwrap_or(0) > COMMON
    }

    /// Whether `wanted` of a shop's products that have the one word are sooner met by walking the most sold than all that have it are ranked. Of several
    /// words nobody knows how often they meet.
    pub(super) fn is_sooner_walked(&self, products: i64, wanted: i64) -> bool {
        let &[uses] = self.uses.as_slice() else {
            return false;
        };
        uses > FEW && products.saturating_mul(wanted) < uses.saturating_mul(uses)
    }
}

/// The words with those that no name knows replaced by the nearest that one does, and where nothing at all was found also by parts of compounds; `None` when
/// nothing is to be replaced.
pub(super) async fn correct(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
    is_nothing_found: bool,
) -> Result<Option<Vec<String>>, DbError> {
    let mut better = asked.to_vec();
    for (n, word) in asked.iter().enumerate() {
        if known.uses[n] > 0 || word.chars().count() < 4 {
            continue;
        }
        let candidates = sqlx::query!(
            r#"select word as "word!", uses as "uses!" from (
                 (select word, uses from search_words where shop_id = $1 and locale = $2 and word % $3 and uses > 0
                  order by similarity(word, $3) desc, uses desc limit 30)
                 union
                 (select word, uses from search_words where shop_id = $1 and locale = $2 and word >= $4 and word < $4 || chr(1114111)
                    and uses > 0 limit 500)) as near"#,
            visit.shop_id.0,
            visit.locale,
            word,
            // Short words share few trigrams after one slip; most slips come after the second letter.
            word.chars().take(2).collect::<String>()
        )
        .fetch_all(&mut *conn)
        .await?;
        let candidates: Vec<(String, i32)> = candidates
            .into_iter()
            .map(|row| (row.word, row.uses))
            .collect();
        if let Some(near) = words::nearest(word, visit.locale, &candidates) {
            near.clone_into(&mut better[n]);
        } else if is_nothing_found && let Some(part) = part(conn, visit, word).await? {
            better[n] = part;
        }
    }
    Ok((better != asked).then_some(better))
}

/// What a word that no name knows shares with compounds: an end of its own that is a known word, or the end of a known one that it is nearly. The regular
/// expression is made of letters and digits alone, as [`words::split`] leaves nothing else.
async fn part(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    word: &str,
) -> Result<Option<String>, DbError> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST_COMPOUND {
        return Ok(None);
    }
    let pieces: Vec<String> = letters.windows(3).map(String::from_iter).collect();
    let mut ends: Vec<String> = words::ends(word)
        .flat_map(|end| [end.to_owned(), words::root(end, visit.locale)])
        .collect();
    ends.sort();
    ends.dedup();
    let candidates = sqlx::query!(
        r#"select word as "word!", uses as "uses!" from (
             (select word, uses from search_words where shop_id = $1 and locale = $2 and word = any($3) and uses > 0)
             union
             (select word, uses from (select word, uses from search_words where shop_id = $1 and locale = $2 and word ~ $4 and uses > 0
                 order by uses desc, word limit 2000) as used
              order by word_similarity($5, word) desc, uses desc, word limit 30)) as near"#,
        visit.shop_id.0,
        visit.locale,
        &ends,
        pieces.join("|"),
        word
    )
    .fetch_all(conn)
    .await?;
    let candidates: Vec<(String, i32)> = candidates
        .into_iter()
        .map(|row| (row.word, row.uses))
        .collect();
    Ok(words::known_end(word, visit.locale, &candidates)
        .or_else(|| words::nearest_end(word, visit.locale, &candidates))
        .map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_way_is_taken() {
        let known = |uses: &[i64]| Known {
            uses: uses.to_vec(),
            forms: Vec::new(),
        };
        assert!(known(&[1_000]).is_sooner_walked(10_000, 5));
        assert!(!known(&[1_000]).is_sooner_walked(1_000_000, 5));
        assert!(known(&[4_000]).is_sooner_walked(1_000_000, 5));
        assert!(
            !known(&[FEW]).is_sooner_walked(1, 5),
            "few are ranked at once"
        );
        assert!(!known(&[4_000, 4_000]).is_sooner_walked(10_000, 5));
        assert!(!known(&[]).is_sooner_walked(10_000, 5));
    }
}
