//! What differs between two texts, line by line.

/// Cells of the table of common lines; texts that would need more are shown as wholly replaced.
const MOST_CELLS: usize = 4_000_000;

/// A line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// In both.
    Same(&'a str),
    /// Only in the earlier text.
    Gone(&'a str),
    /// Only in the later text.
    New(&'a str),
}

/// Compares two texts: as many lines as can be stay, and what is gone comes before what is new.
#[must_use]
pub fn lines<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = common(old.iter(), new.iter());
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = common(old_rest.iter().rev(), new_rest.iter().rev());
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let mut out: Vec<Line<'a>> = old[..head].iter().map(|line| Line::Same(line)).collect();
    middle(old_middle, new_middle, &mut out);
    out.extend(old[old.len() - tail..].iter().map(|line| Line::Same(line)));
    out
}

fn common<'a: 'b, 'b>(
    one: impl Iterator<Item = &'b &'a str>,
    other: impl Iterator<Item = &'b &'a str>,
) -> usize {
    one.zip(other).take_while(|(a, b)| a == b).count()
}

/// By the longest common subsequence of lines.
fn middle<'a>(old: &[&'a str], new: &[&'a str], out: &mut Vec<Line<'a>>) {
    let width = new.len() + 1;
    let Some(size) = (old.len() + 1)
        .checked_mul(width)
        .filter(|size| *size <= MOST_CELLS)
    else {
        out.extend(old.iter().map(|line| Line::Gone(line)));
        out.extend(new.iter().map(|line| Line::New(line)));
        return;
    };
    // How many lines the rests have in common, from each pair of places on.
    let mut longest = vec![0_u32; size];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            out.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            out.push(Line::Gone(old[i]));
            i += 1;
        } else {
            out.push(Line::New(new[j]));
            j += 1;
        }
    }
    out.extend(old[i..].iter().map(|line| Line::Gone(line)));
    out.extend(new[j..].iter().map(|line| Line::New(line)));
}

#[cfg(test)]
mod tests {
    use super::Line::{Gone, New, Same};
    use super::*;

    #[test]
    fn what_is_in_both_stays() {
        assert_eq!(lines("", ""), []);
        assert_eq!(lines("a\nb", "a\nb"), [Same("a"), Same("b")]);
        assert_eq!(
            lines("a\nb\nc", "a\nx\nc"),
            [Same("a"), Gone("b"), New("x"), Same("c")]
        );
        assert_eq!(lines("", "a"), [New("a")]);
        assert_eq!(
            lines("a\nb\nc\nd", "b\nd\ne"),
            [Gone("a"), Same("b"), Gone("c"), Same("d"), New("e")]
        );
    }

    #[test]
    fn each_text_can_be_read_out_of_the_comparison() {
        let (before, after) = ("a\na\nb\nc\na\nd", "a\nb\nb\na\ne\nd\nd");
        let found = lines(before, after);
        let side = |is_old: bool| {
            let kept = found.iter().filter_map(|line| match line {
                Same(text) => Some(*text),
                Gone(text) => is_old.then_some(*text),
                New(text) => (!is_old).then_some(*text),
            });
            kept.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            (side(true), side(false)),
            (before.to_owned(), after.to_owned())
        );
    }

    #[test]
    fn huge_texts_are_wholly_replaced() {
        let long = |word: &str| {
            (0..3_000)
                .map(|n| format!("{word}{n}\n"))
                .collect::<String>()
        };
        let (before, after) = (long("a"), long("b"));
        let found = lines(&before, &after);
        assert_eq!(found.len(), 6_000);
    }
}
