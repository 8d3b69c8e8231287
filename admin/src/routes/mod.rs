//! Every address of this door with what it needs. The router is made from this list and from nothing else.

mod cases;
mod customers;
mod documents;
mod money;
mod offers;
mod operations;
mod orders;
mod own;
mod prices;
mod products;
mod seller;
mod settings;
mod staff;
mod taxes;
mod trail;

use axum::routing::MethodRouter;
use platform::parts::{count, together};
use platform::render::PathPattern;

use self::cases::CASES;
use self::customers::CUSTOMERS;
use self::documents::DOCUMENTS;
use self::money::MONEY;
use self::offers::OFFERS;
use self::operations::OPERATIONS;
use self::orders::ORDERS;
use self::own::OWN;
use self::prices::PRICES;
use self::products::PRODUCTS;
use self::seller::SELLER;
use self::settings::SETTINGS;
use self::staff::STAFF;
use self::taxes::TAXES;
use self::trail::TRAIL;
use crate::admin::Admin;
pub use crate::guard::Needs;

/// One address, for one method.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address; words in braces are filled in.
    pub path: &'static str,
    /// What it asks of the caller.
    pub needs: Needs,
    pub(crate) handler: fn() -> MethodRouter<Admin>,
}

const fn at(
    method: &'static str,
    path: &'static str,
    needs: Needs,
    handler: fn() -> MethodRouter<Admin>,
) -> Endpoint {
    Endpoint {
        method,
        path,
        needs,
        handler,
    }
}

/// The list.
pub const ENDPOINTS: &[Endpoint] = &together::<Endpoint, { count(PARTS) }>(PARTS);

const PARTS: &[&[Endpoint]] = &[
    OWN, ORDERS, OFFERS, PRICES, OPERATIONS, DOCUMENTS, TRAIL, STAFF, CUSTOMERS, CASES, TAXES,
    PRODUCTS, MONEY, SELLER, SETTINGS,
];

/// Addresses that templates name. The words are Swedish in both languages: an address is the same for whoever it is sent to.
pub const PATHS: &[PathPattern] = &[];

#[cfg(test)]
mod tests {
    use platform::auth::Permission as P;

    use super::*;

    #[test]
    fn no_route_stands_twice_or_outside_the_list() {
        let mut seen = std::collections::BTreeSet::new();
        for endpoint in ENDPOINTS {
            assert!(
                seen.insert((endpoint.method, endpoint.path)),
                "{} {}",
                endpoint.method,
                endpoint.path
            );
        }
        let mut files = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let is_list = path.ends_with("router.rs");
            for sign in [".route(", ".nest(", ".route_service(", ".nest_service("] {
                let count = text
                    .lines()
                    .filter(|l| l.contains(sign) && !l.contains('"'))
                    .count();
                assert_eq!(
                    count,
                    usize::from(is_list && sign == ".route("),
                    "{sign} in {}",
                    path.display()
                );
            }
        }
    }

    #[test]
    fn only_forms_of_this_door_are_kept_over_a_log_in() {
        for path in crate::kept::SHOWN {
            let mut posts = ENDPOINTS.iter().filter(|of| of.method == "POST");
            let is_form = |of: &Endpoint| matches!(of.needs, Needs::Session | Needs::May(_));
            assert!(
                posts.any(|of| of.path == *path && is_form(of)),
                "{path} is none"
            );
        }
    }

    #[test]
    fn what_changes_something_is_sent_by_a_form() {
        for endpoint in ENDPOINTS {
            if let Needs::May(P::OperationsRetry) = endpoint.needs {
                assert_eq!(endpoint.method, "POST");
            }
        }
    }
}
