//! Invoices: one for each order that a company owes for, numbered without a gap, never changed, and with all that the law wants of it.

use commerce::bookkeeping::Month;
use commerce::bookkeeping::listing::{Papers, sales};
use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::ids::{CompanyId, CustomerId, OrderId, VariantId};
use commerce::order::credit_note;
use commerce::order::invoice::close;
use commerce::order::invoice::document::account::{Account, SaveAccountError, save};
use commerce::order::invoice::document::{self, Document, reference};
use commerce::order::invoice::listing::{InvoiceFilter, look_for, page};
use platform::db::cut::Search;
use platform::db::keyset::PageOf;
use testkit::World;

use crate::companies::{at_once, company, on_invoice};

type Firm = (CompanyId, CustomerId);

/// An order of so many pieces that a company owes for.
pub async fn ordered(world: &World, firm: Firm, goods: &[(VariantId, i32)]) -> OrderId {
    let cart = world.cart(goods).await;
    let confirmation = on_invoice(world, cart, firm).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor");
    };
    tx.commit().await.unwrap();
    order_id
}

async fn invoice(world: &World, order: OrderId) -> Option<Document> {
    let mut conn = world.db.read().await.unwrap();
    document::of_order(&mut conn, order).await.unwrap()
}

#[tokio::test]
async fn an_order_on_invoice_has_its_invoice_at_once_with_all_that_the_law_wants() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let firm = company(&world, "5560160680", 200_000).await;
    let mut tx = world.tx().await;
    let shop = commerce::catalogue::shop::shops(&mut tx).await.unwrap()[0].clone();
    let account = Account {
        bankgiro: "5050-1055".to_owned(),
        ..Account::default()
    };
    save(&mut tx, shop.id, &account, 0).await.unwrap();
    assert!(matches!(
        save(&mut tx, shop.id, &account, 0).await,
        Err(SaveAccountError::ChangedMeanwhile)
    ));
    tx.commit().await.unwrap();
    let order = ordered(&world, firm, &[(mug, 3)]).await;
    let issued = invoice(&world, order).await.unwrap();
    assert_eq!(issued.number(), "FAK-10001");
    assert_eq!(reference::serial(&issued.payment_reference), Some(10_001));
    assert_eq!(issued.due_on.to_string(), "2026-12-23");
    assert_eq!(
        (issued.seller.name.as_str(), issued.seller.account.clone()),
        (shop.legal_name.as_str(), account)
    );
    assert_eq!(issued.seller.vat_number, shop.vat_number);
    let buyer = &issued.buyer;
    assert_eq!(
        (buyer.org_number.as_str(), buyer.reference.as_str()),
        ("5560160680", "Anna")
    );
    assert_eq!(
        (buyer.cost_place.as_str(), buyer.marking.as_str()),
        ("4100", "Port B")
    );
    assert!(!buyer.name.is_empty() && !buyer.address.street.is_empty());
    let total = 3 * 24_900 + 5_900;
    assert_eq!(
        (issued.total_minor, issued.payable_minor(), issued.vat_minor),
        (total, total, total / 5)
    );
    assert_eq!(issued.lines.len(), 2, "goods and freight");
    let line = &issued.lines[0];
    assert_eq!(
        (line.sku.as_str(), line.quantity, line.unit_net_e4),
        ("MUG", 3, 19_920 * 10_000)
    );
    assert!(issued.lines[1].is_freight);
    // Lines and rates sum to the whole.
    let of_lines: i64 = issued.lines.iter().map(|of| of.net_minor).sum();
    let vat_of_lines: i64 = issued.lines.iter().map(|of| of.vat_minor).sum();
    let of_parts: i64 = issued.parts.iter().map(|of| of.net_minor).sum();
    let vat_of_parts: i64 = issued.parts.iter().map(|of| of.vat_minor).sum();
    assert_eq!(
        (of_lines, vat_of_lines),
        (issued.net_minor, issued.vat_minor)
    );
    assert_eq!(
        (of_parts, vat_of_parts),
        (issued.net_minor, issued.vat_minor)
    );
    assert_eq!(issued.parts[0].reason, "S");
    // What happens later changes nothing of it.
    for later in [
        "update companies set name = 'Annat AB'",
        "update shops set legal_name = 'Annan AB'",
        "update orders set customer_name = 'Någon'",
    ] {
        world.database.execute(later).await;
    }
    assert_eq!(invoice(&world, order).await.unwrap(), issued);
    let audited = "select count(*) from audit_entries where action = 'order.invoice_issued'";
    assert_eq!(world.database.value::<i64>(audited).await, 1);
}

#[tokio::test]
async fn what_has_been_issued_is_never_changed_and_the_buyer_is_emptied_after_the_books_only() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let firm = company(&world, "5560160680", 200_000).await;
    ordered(&world, firm, &[(mug, 1)]).await;
    for wrong in [
        "update invoices set total_minor = total_minor",
        "delete from invoices",
        "update invoice_lines set quantity = 2",
        "delete from invoice_lines",
        "update invoice_parts set vat_minor = 0",
        "delete from invoice_parts",
        "update invoice_buyers set name = 'Annat AB'",
        "update invoice_buyers set name = ''",
        "delete from invoice_buyers",
    ] {
        let done = sqlx::query(wrong).execute(&world.database.pool).await;
        assert!(done.is_err(), "{wrong}");
    }
    world
        .database
        .execute(
            "update invoice_buyers set name = '', org_number = '', vat_number = '', gln = '', e_invoice_id = '', reference = '', marking = '', cost_place = '',
                    email = '', contact = '', street = '', street2 = '', postcode = '', city = '', to_name = '', to_company = '', to_street = '',
                    to_street2 = '', to_postcode = '', to_city = ''",
        )
        .await;
}

#[tokio::test]
async fn numbers_follow_each_other_without_gap_or_double_however_many_order_at_once() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 10_000).await;
    // Twelve of twenty fit the credit; the others are refused and take no number.
    let firm = company(&world, "5560160680", 12 * 15_900).await;
    let mut carts = Vec::new();
    for _ in 0..20 {
        let cart = world.cart(&[(mug, 1)]).await;
        carts.push(on_invoice(&world, cart, firm).await);
    }
    let shared = &world;
    let mut waiting: Vec<_> = carts
        .iter()
        .enumerate()
        .map(|(index, confirmation)| async move {
            let mut tx = shared.tx().await;
            match prepare(&mut tx, confirmation).await {
                // Some are broken off after their number was drawn.
                Ok(_) if index % 5 == 0 => drop(tx),
                Ok(_) => tx.commit().await.unwrap(),
                Err(PrepareError::NoCredit) => {}
                Err(error) => panic!("{error}"),
            }
        })
        .collect();
    while !waiting.is_empty() {
        let now: Vec<_> = waiting.split_off(waiting.len().saturating_sub(5));
        at_once(now.into_iter()).await;
    }
    let numbers: Vec<i64> = sqlx::query_scalar("select number from invoices order by number")
        .fetch_all(&world.database.pool)
        .await
        .unwrap();
    let count = i64::try_from(numbers.len()).unwrap();
    assert!((1..=12).contains(&count), "{numbers:?}");
    let expected: Vec<i64> = (10_001..10_001 + count).collect();
    assert_eq!(numbers, expected);
    let owed = "select count(*) from order_invoices";
    assert_eq!(world.database.value::<i64>(owed).await, count);
}

#[tokio::test]
async fn credit_notes_and_books_name_the_invoice_and_older_ones_keep_their_orders_number() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 200_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let older = ordered(&world, firm, &[(mug, 1)]).await;
    // As it was before invoices had numbers of their own.
    for table in [
        "invoice_buyers",
        "invoice_parts",
        "invoice_lines",
        "invoices",
    ] {
        let whose = if table == "invoices" {
            "id"
        } else {
            "invoice_id"
        };
        let sql = format!(
            "set session_replication_role = replica; delete from {table} where {whose} in (select id from invoices where order_id = '{older}'); set session_replication_role = origin"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&world.database.pool)
            .await
            .unwrap();
        if table == "invoice_lines" {
            continue;
        }
    }
    assert!(invoice(&world, older).await.is_none());
    for id in [order, older] {
        let mut tx = world.tx().await;
        close::cancel(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut conn = world.db.read().await.unwrap();
    let notes = credit_note::of_order(&mut conn, order).await.unwrap();
    assert_eq!(notes[0].invoice_number.as_deref(), Some("FAK-10001"));
    let notes = credit_note::of_order(&mut conn, older).await.unwrap();
    assert_eq!(notes[0].invoice_number, None);
    let shop = commerce::catalogue::shop::shops(&mut conn).await.unwrap()[0].id;
    let wanted = Papers {
        shop,
        month: Month::of(world.clock.now()),
        after: None,
        limit: 100,
    };
    let rows = sales(&mut conn, &wanted).await.unwrap();
    let mut numbers: Vec<String> = rows.into_iter().map(|row| row.number).collect();
    numbers.dedup();
    let of_older: String = sqlx::query_scalar("select number from orders where id = $1")
        .bind(older.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    numbers.sort();
    assert_eq!(numbers, ["FAK-10001".to_owned(), of_older]);
}

#[tokio::test]
async fn invoices_are_found_by_number_reference_order_and_company_and_late_ones_apart() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 200_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let other = ordered(&world, firm, &[(mug, 1)]).await;
    let mut tx = world.tx().await;
    close::mark_paid(&mut tx, other).await.unwrap();
    tx.commit().await.unwrap();
    let number: String = sqlx::query_scalar("select number from orders where id = $1")
        .bind(order.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    let mut conn = world.db.read().await.unwrap();
    let found = async |conn: &mut platform::db::PgConnection, text: &str| {
        let search = look_for(conn, Some(text)).await.unwrap();
        let filter = InvoiceFilter {
            search,
            ..InvoiceFilter::default()
        };
        let slice = page(conn, &filter, true, PageOf::first(50)).await.unwrap();
        slice.rows.len()
    };
    for (text, count) in [
        ("FAK-10001", 1),
        ("fak-10001", 1),
        ("10001", 1),
        ("1000173", 1),
        (number.as_str(), 1),
        ("5560160680", 2),
        ("FAK-99", 0),
        ("ORD-1", 0),
        ("xylofon", 0),
    ] {
        assert_eq!(found(&mut conn, text).await, count, "{text}");
    }
    assert!(matches!(
        look_for(&mut conn, Some("x")).await.unwrap(),
        Search::TooShort
    ));
    let of_state = async |conn: &mut platform::db::PgConnection, state: &str| {
        let filter = InvoiceFilter {
            state: Some(state.to_owned()),
            ..InvoiceFilter::default()
        };
        page(conn, &filter, true, PageOf::first(50)).await.unwrap()
    };
    assert_eq!(of_state(&mut conn, "open").await.rows.len(), 1);
    assert_eq!(of_state(&mut conn, "paid").await.rows.len(), 1);
    let late = async |conn: &mut platform::db::PgConnection| {
        let filter = InvoiceFilter {
            late_at: Some(world.clock.now()),
            ..InvoiceFilter::default()
        };
        page(conn, &filter, true, PageOf::first(50)).await.unwrap()
    };
    assert_eq!(late(&mut conn).await.rows.len(), 0);
    // Due on the thirtieth day: late from the day after, and never when it is paid.
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(30 * 24));
    assert_eq!(late(&mut conn).await.rows.len(), 0);
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    let rows = late(&mut conn).await.rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].order_id, rows[0].owed_minor), (order, 15_900));
}

/// The month's sales as a bookkeeper takes them over.
async fn books(world: &World) -> Vec<String> {
    let mut conn = world.db.read().await.unwrap();
    let wanted = Papers {
        shop: world.shop_id,
        month: Month::of(world.clock.now()),
        after: None,
        limit: 100,
    };
    let rows = sales(&mut conn, &wanted).await.unwrap();
    rows.iter().map(|row| format!("{row:?}")).collect()
}

#[tokio::test]
async fn freight_stays_in_the_books_as_it_was_sold_whatever_becomes_of_its_way() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let firm = company(&world, "5560160680", 200_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let issued = format!("{:?}", invoice(&world, order).await.unwrap());
    let before = books(&world).await;
    assert!(!before.is_empty());
    for changed in [
        "update freight_methods set label = '{\"sv\": \"Annat\"}', is_active = false",
        "update freight_rates set price_minor = price_minor + 1000",
        "update vat_rates set rate_bp = 600",
    ] {
        world.database.execute(changed).await;
    }
    assert_eq!(books(&world).await, before);
    let now = format!("{:?}", invoice(&world, order).await.unwrap());
    assert_eq!(now, issued);
}

#[tokio::test]
async fn shops_of_one_seller_number_their_invoices_in_one_series() {
    let world = World::create().await;
    let mug = world.variant("MUG", 30, 10_000).await;
    let firm = company(&world, "5560160680", 900_000).await;
    let beside = world.beside(None).await;
    let numbered = async || {
        let order = ordered(&world, firm, &[(mug, 1)]).await;
        invoice(&world, order).await.unwrap().number()
    };
    let with_shop = async |statement: &'static str, shop: commerce::ids::ShopId| {
        sqlx::query(statement)
            .bind(shop.0)
            .execute(&world.database.pool)
            .await
            .unwrap();
    };
    assert_eq!(numbered().await, "FAK-10001");
    // The other shop has counted further by itself: the seller goes on after it.
    let further = "insert into invoice_series (shop_id, last) values ($1, 10044)";
    with_shop(further, beside.shop_id).await;
    assert_eq!(numbered().await, "FAK-10045");
    // A younger shop counts in the series of the oldest one.
    let younger = "update shops set created_at = created_at + interval '1 hour' where id = $1";
    with_shop(younger, world.shop_id).await;
    assert_eq!(numbered().await, "FAK-10046");
    assert_eq!(numbered().await, "FAK-10047");
    let of_oldest: i64 = sqlx::query_scalar("select last from invoice_series where shop_id = $1")
        .bind(beside.shop_id.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    assert_eq!(of_oldest, 10_047);
    // Another seller counts for itself, and repeats none of the shop's numbers.
    let sold = "update shops set org_number = '559000-0001' where id = $1";
    with_shop(sold, world.shop_id).await;
    assert_eq!(numbered().await, "FAK-10048");
    let distinct = "select count(distinct number) from invoices";
    assert_eq!(world.database.value::<i64>(distinct).await, 5);
}
