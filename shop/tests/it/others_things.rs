//! Nobody reaches what is another's. Every address of the shop that names something is walked, in both languages, by all people of another company.

use std::collections::BTreeMap;

use commerce::order::store::count_money_back;
use http::StatusCode;
use platform::render::PathPattern;
use shop::paths::PATHS;
use testkit::authenticator::Authenticator;
use uuid::Uuid;

use crate::companies::{Firm, firm};
use crate::passkeys::{SHOP, add};
use crate::returns::{line, upload};
use crate::shipments::{bought, send};
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
/// Addresses whose form brings files.
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
pub async fn belongings(stand: &Stand, firm: &mut Firm, mark: &str) {
    aftermath(stand, firm).await;
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
            "select id from purchase_lists where customer_id = {own} and kind = 'saved_cart'",
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

/// An order that was paid by card, complained of with a picture, and paid back: its page, and what can be named in it; and a list of the company's.
async fn aftermath(stand: &Stand, firm: &mut Firm) {
    stand.take_jar(firm.people[0].clone());
    let (order, page) = bought(stand, "1").await;
    send(stand, order, 1).await;
    let complain = format!("{page}/reklamera");
    let step = stand.get(&complain).await.html;
    let (case, line) = (value_of(&step, "case"), line(stand, order).await);
    let form = [
        ("case", case.as_str()),
        ("line", line.as_str()),
        ("quantity", "1"),
        ("reason", "defective"),
        ("wish", "repair"),
        ("description", "Sprack."),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    let picture = testkit::pictures::photo(64, 64, 7);
    let said = upload(stand, &complain, &form, &picture).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.html);
    let there = stand.get(&said.location).await.html;
    let paid_back = format!(
        "insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at)
         select gen_random_uuid(), id, amount_minor, 'settled', 'test', id::text, now(), now() from payments where order_id = '{order}'"
    );
    stand.world.database.execute(paid_back.leak()).await;
    let mut tx = stand.world.tx().await;
    count_money_back(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    let shown = stand.get(&page).await.html;
    let sku: String = stand.world.database.value("select sku from variants").await;
    let rows = format!("{sku} 2");
    let list = [("name", "Kontoret"), ("from", "text"), ("text", &*rows)];
    let made = stand.post("/konto/listor", &list).await;
    for (word, named) in [
        ("case", part_of(&said.location, "/arende/")),
        ("file", part_of(&there, &format!("{page}/bild/"))),
        ("note", part_of(&shown, "/kreditnota/")),
        ("shelf", part_of(&made.location, "/konto/listor/")),
        ("page", page.clone()),
    ] {
        firm.filled.insert(word, named);
    }
}

/// What stands after so much of an address, until it ends.
fn part_of(text: &str, start: &str) -> String {
    let (_, rest) = text.split_once(start).expect(text);
    rest.split(['"', '?', '/']).next().unwrap().to_owned()
}

/// The address with what stands for its words; `None` when nothing of anybody's is named.
pub fn fill(path: &PathPattern, pattern: &str, filled: &BTreeMap<&str, String>) -> Option<String> {
    let is_open = ANYBODYS.contains(&path.name) || OPENED_BY_KEY.contains(&path.name);
    if !pattern.contains('{') || is_open {
        return None;
    }
    // A cart that was put aside and a list of the company's bear one word, and are of two kinds.
    let is_shelf = pattern.contains("/listor/") || pattern.contains("/lists/");
    let shelf = if is_shelf {
        &filled["shelf"]
    } else {
        &filled["list"]
    };
    let mut address = pattern.replace("{list}", shelf);
    for (word, value) in filled {
        address = address.replace(&format!("{{{word}}}"), value);
    }
    let id = if path.name.starts_with("apply") {
        "application"
    } else {
        "invitation"
    };
    let address = address
        .replace("{id}", &filled[id])
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

/// What the walk names is there for whom it is of: what nobody has answers 404 to everybody.
async fn there_for_their_own(stand: &Stand, firm: &Firm) {
    stand.take_jar(firm.people[0].clone());
    let filled = &firm.filled;
    let page = &filled["page"];
    for address in [
        format!("{page}/arende/{}", filled["case"]),
        format!("{page}/bild/{}", filled["file"]),
        format!("{page}/kreditnota/{}", filled["note"]),
        format!("/order/{}/{}/faktura", filled["number"], filled["key"]),
        format!("/konto/listor/{}", filled["shelf"]),
    ] {
        let (_, answer) = stand.get_packed(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
    }
}

#[tokio::test]
async fn every_address_that_names_something_of_another_companys_answers_404() {
    let stand = Stand::new().await;
    let mut one = firm(&stand, "556016-0680", "furu").await;
    belongings(&stand, &mut one, "furu").await;
    let mut other = firm(&stand, "202100-5489", "gran").await;
    belongings(&stand, &mut other, "gran").await;
    for firm in [&one, &other] {
        there_for_their_own(&stand, firm).await;
    }
    let before: String = stand.world.database.value(STANDING).await;
    let mut walked = 0;
    for (own, others) in [(&one, &other), (&other, &one)] {
        // One's own order's key opens no other order, and one's own order leads to no case, picture or credit note of somebody else's.
        let mut mixed = others.filled.clone();
        mixed.insert("key", own.filled["key"].clone());
        let mut led = own.filled.clone();
        let named = ["case", "file", "note"];
        for word in named {
            led.insert(word, others.filled[word].clone());
        }
        let mut addresses = Vec::new();
        for path in PATHS {
            for pattern in [path.sv, path.en] {
                let mut found = Vec::from_iter(fill(path, pattern, &mixed));
                if named
                    .iter()
                    .any(|word| pattern.contains(&format!("{{{word}}}")))
                {
                    found.extend(fill(path, pattern, &led));
                }
                let has_files = WITH_FILES.contains(&path.name);
                addresses.extend(found.into_iter().map(|address| (address, has_files)));
            }
        }
        walked += addresses.len();
        for jar in &own.people {
            for (address, has_files) in &addresses {
                stand.take_jar(jar.clone());
                let sent = if *has_files {
                    upload(&stand, address, &MISCHIEF, b"").await
                } else {
                    stand.post(address, &MISCHIEF).await
                };
                for page in [stand.get(address).await, sent] {
                    // A line of a cart is looked for in one's own: another's is gone, as one that was taken out.
                    let is_nothing = page.status == StatusCode::NOT_FOUND
                        || page.status == StatusCode::METHOD_NOT_ALLOWED
                        || page.location.contains("refused=gone");
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
