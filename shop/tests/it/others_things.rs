//! Nobody reaches what is another's. Every address of the shop that names something is walked, in both languages, by all people of another company.

use std::collections::BTreeMap;

use http::StatusCode;
use platform::render::PathPattern;
use shop::paths::PATHS;
use testkit::authenticator::Authenticator;
use uuid::Uuid;

use crate::companies::{Firm, Jar, firm};
use crate::passkeys::{SHOP, add};
use crate::shipments::bought;
use crate::stand::{Stand, value_of};

/// Addresses that name what everybody may see.
const ANYBODYS: [&str; 8] = [
    "category",
    "product",
    "product_reviews",
    "review_report",
    "cart_card",
    "rehearsal",
    "watch",
    "preview_begin",
];
/// Addresses that whoever holds their key may open, logged in as whomever; the key is the right.
const OPENED_BY_KEY: [&str; 4] = [
    "customer_link",
    "company_invitation",
    "withdraw_receipt",
    "stock_watch",
];
/// Addresses whose form brings files: what comes without them is refused before anything is looked for.
const WITH_FILES: [&str; 2] = ["order_complain", "order_case_say"];
/// What one form or another would take, were it let through.
const MISCHIEF: [(&str, &str); 12] = [
    ("quantity", "0"),
    ("row_version", "1"),
    ("version", "1"),
    ("role", "administrator"),
    ("label", "Tagen"),
    ("name", "Tagen"),
    ("street", "Stulna gatan 1"),
    ("postcode", "411 00"),
    ("city", "Göteborg"),
    ("country", "SE"),
    ("reason", "Därför"),
    ("deed", "remove"),
];

/// What an administrator has besides what is the company's: a passkey, an address, a cart put aside, one with something in it.
async fn belongings(stand: &Stand, firm: &mut Firm, mark: &str) {
    stand.take_jar(firm.people[0].clone());
    add(stand, &mut Authenticator::at(SHOP)).await;
    let address = [
        ("name", mark),
        ("street", "Bodgatan 4"),
        ("postcode", "411 00"),
        ("city", "Göteborg"),
        ("country", "SE"),
        ("phone", "070-174 06 12"),
    ];
    let kept = stand.post("/konto/adresser", &address).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    stand.add("1").await;
    let aside = [("name", "Till stugan")];
    let kept = stand.post("/konto/varukorgar", &aside).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    stand.add("1").await;
    let own = format!("(select id from customers where email = '{mark}@exempel.se')");
    for (word, sql) in [
        (
            "passkey",
            "select id from customer_passkeys where customer_id = {own}",
        ),
        (
            "session",
            "select id from customer_sessions where customer_id = {own}",
        ),
        (
            "address",
            "select id from customer_addresses where customer_id = {own}",
        ),
        (
            "list",
            "select id from purchase_lists where customer_id = {own}",
        ),
        (
            "line",
            "select l.id from cart_lines l join carts c on c.id = l.cart_id where c.customer_id = {own} and c.state = 'open' limit 1",
        ),
    ] {
        let sql = sql.replace("{own}", &own);
        let id: Uuid = stand.world.database.value(sql.leak()).await;
        firm.filled.insert(word, id.to_string());
    }
}

/// A consumer's case: as its address names it.
async fn case(stand: &Stand) -> String {
    stand.take_jar(Jar::new());
    let (_, order) = bought(stand, "1").await;
    let page = format!("{order}/angra");
    let step = stand.get(&page).await.html;
    let (case, line) = (value_of(&step, "case"), value_of(&step, "line"));
    let form = [
        ("case", case.as_str()),
        ("line", line.as_str()),
        ("quantity", "1"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
        ("confirm", "1"),
    ];
    let said = stand.post(&page, &form).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.html);
    let there = stand.get(&said.location).await;
    assert_eq!(there.status, StatusCode::OK, "{}", there.html);
    let (_, number) = said.location.split_once("/arende/").unwrap();
    number.split('?').next().unwrap().to_owned()
}

/// The address with what stands for its words; `None` when nothing of anybody's is named.
fn fill(path: &PathPattern, pattern: &str, filled: &BTreeMap<&str, String>) -> Option<String> {
    let is_open = ANYBODYS.contains(&path.name) || OPENED_BY_KEY.contains(&path.name);
    if !pattern.contains('{') || is_open {
        return None;
    }
    let mut address = pattern.to_owned();
    for (word, value) in filled {
        address = address.replace(&format!("{{{word}}}"), value);
    }
    let id = if path.name.starts_with("apply") {
        "application"
    } else {
        "invitation"
    };
    // What an order's address names further is looked for in that order.
    let address = address
        .replace("{id}", &filled[id])
        .replace("{note}", "KRE-10001")
        .replace("{file}", "1")
        .replace("{product}", &filled["line"]);
    assert!(
        !address.contains('{'),
        "{pattern} names something that this walk does not know: say what it is, or that it is anybody's"
    );
    Some(address)
}

/// All that could have been changed.
const STANDING: &str = "select md5(concat_ws('|',
    (select string_agg(m::text, ',' order by m::text) from company_members m), (select string_agg(p::text, ',' order by p.id) from company_places p),
    (select string_agg(i::text, ',' order by i.id) from company_invitations i), (select string_agg(r::text, ',' order by r.id) from purchase_requests r),
    (select string_agg(q.id::text || q.state, ',' order by q.id) from quotations q), (select string_agg(o.id::text || o.row_version, ',' order by o.id) from orders o),
    (select string_agg(r.id::text || r.state, ',' order by r.id) from return_cases r), (select string_agg(a::text, ',' order by a.id) from customer_addresses a),
    (select string_agg(k.id::text || k.label || coalesce(k.removed_at::text, ''), ',' order by k.id) from customer_passkeys k),
    (select string_agg(s.id::text || coalesce(s.revoked_at::text, ''), ',' order by s.id) from customer_sessions s),
    (select string_agg(l::text, ',' order by l.id) from purchase_lists l), (select string_agg(t.id::text || t.state, ',' order by t.id) from tier_applications t),
    (select string_agg(l.id::text || l.quantity, ',' order by l.id) from cart_lines l)))";

#[tokio::test]
async fn every_address_that_names_something_of_another_companys_answers_404() {
    let stand = Stand::new().await;
    let mut one = firm(&stand, "556016-0680", "furu").await;
    belongings(&stand, &mut one, "furu").await;
    let mut other = firm(&stand, "202100-5489", "gran").await;
    belongings(&stand, &mut other, "gran").await;
    let case = case(&stand).await;
    for firm in [&mut one, &mut other] {
        firm.filled.insert("case", case.clone());
    }
    let before: String = stand.world.database.value(STANDING).await;
    let mut walked = 0;
    for (own, others) in [(&one, &other), (&other, &one)] {
        // One's own order's key opens no other order, and one's own order leads to no case of somebody else's.
        let mut mixed = others.filled.clone();
        mixed.insert("key", own.filled["key"].clone());
        let mut addresses = Vec::new();
        for path in PATHS {
            for pattern in [path.sv, path.en] {
                let mut found = Vec::from_iter(fill(path, pattern, &mixed));
                if pattern.contains("{case}") {
                    found.extend(fill(path, pattern, &own.filled));
                }
                let has_files = WITH_FILES.contains(&path.name);
                addresses.extend(found.into_iter().map(|address| (address, has_files)));
            }
        }
        walked += addresses.len();
        for jar in &own.people {
            for (address, has_files) in &addresses {
                stand.take_jar(jar.clone());
                for page in [
                    stand.get(address).await,
                    stand.post(address, &MISCHIEF).await,
                ] {
                    // A line of a cart is looked for in one's own: another's is gone, as one that was taken out.
                    let is_nothing = page.status == StatusCode::NOT_FOUND
                        || page.status == StatusCode::METHOD_NOT_ALLOWED
                        || page.location.contains("refused=gone")
                        || (*has_files && page.status == StatusCode::BAD_REQUEST);
                    assert!(is_nothing, "{address}: {} {}", page.status, page.location);
                }
            }
        }
    }
    assert!(walked > 150, "{walked}");
    let after: String = stand.world.database.value(STANDING).await;
    assert_eq!(before, after, "nothing of anybody's has changed");
}

#[test]
fn what_is_said_to_be_anybodys_is_there() {
    for name in ANYBODYS.iter().chain(&OPENED_BY_KEY) {
        let is_there = PATHS
            .iter()
            .any(|path| path.name == *name && path.sv.contains('{'));
        assert!(is_there, "{name}");
    }
}
