//! The shop's addresses, once, for the router and for every link: a file for each thing that people come for.

mod account;
mod buying;
mod company;
mod documents;
mod goods;
mod orders;

use platform::parts::{count, together};
use platform::render::PathPattern;

/// Every page of the shop in both languages.
pub const PATHS: &[PathPattern] = &together::<PathPattern, { count(PARTS) }>(PARTS);

const PARTS: &[&[PathPattern]] = &[
    goods::GOODS,
    buying::BUYING,
    orders::ORDERS,
    account::ACCOUNT,
    company::COMPANY,
    documents::DOCUMENTS,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_page_and_no_address_stands_twice() {
        let (mut names, mut addresses) = (BTreeSet::new(), BTreeSet::new());
        for path in PATHS {
            assert!(names.insert(path.name), "{}", path.name);
            for address in [path.sv, path.en] {
                assert!(addresses.insert(address), "{address}");
            }
        }
        assert_eq!(
            names.len(),
            PARTS.iter().map(|part| part.len()).sum::<usize>()
        );
    }
}
