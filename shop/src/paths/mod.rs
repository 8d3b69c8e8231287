//! The shop's addresses, once, for the router and for every link: a file for each thing that people come for.

mod account;
mod buying;
mod company;
mod documents;
mod goods;
mod orders;

use platform::render::PathPattern;

/// Every page of the shop in both languages.
pub const PATHS: &[PathPattern] = &together::<{ count(PARTS) }>(PARTS);

const PARTS: &[&[PathPattern]] = &[
    goods::GOODS,
    buying::BUYING,
    orders::ORDERS,
    account::ACCOUNT,
    company::COMPANY,
    documents::DOCUMENTS,
];

const fn count(parts: &[&[PathPattern]]) -> usize {
    let (mut part, mut count) = (0, 0);
    while part < parts.len() {
        count += parts[part].len();
        part += 1;
    }
    count
}

const fn together<const N: usize>(parts: &[&[PathPattern]]) -> [PathPattern; N] {
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
