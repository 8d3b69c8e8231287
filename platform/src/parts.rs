//! Tables that are written in parts, a file for each, and put together when the program is compiled.

/// How many rows the parts have together.
#[must_use]
pub const fn count<T>(parts: &[&[T]]) -> usize {
    let (mut part, mut count) = (0, 0);
    while part < parts.len() {
        count += parts[part].len();
        part += 1;
    }
    count
}

/// The rows of all parts, in order. The first part has a row, and `N` is what [`count`] says.
///
/// # Panics
/// When the first part is empty, or `N` is less than there are rows.
#[must_use]
pub const fn together<T: Copy, const N: usize>(parts: &[&[T]]) -> [T; N] {
    let mut all = [parts[0][0]; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut within = 0;
        while within < parts[part].len() {
            all[at] = parts[part][within];
            within += 1;
            at += 1;
        }
        part += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_all_parts_stand_in_order() {
        const PARTS: &[&[u8]] = &[&[1, 2], &[], &[3]];
        const ALL: [u8; count(PARTS)] = together(PARTS);
        assert_eq!(ALL, [1, 2, 3]);
    }
}
