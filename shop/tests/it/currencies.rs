//! Buying in another currency than the shop's own, from the list to the credit note.

use commerce::catalogue::storefront::mark_variants_dirty;
use commerce::currency::Source;
use commerce::currency::enter::{RateDraft, enter};
use commerce::ids::OrderId;
use commerce::order::store::count_money_back;
use http::StatusCode;
use platform::clock::Date;
use platform::money::Currency;

use crate::buying::order_path;
use crate::companies::person;
use crate::company_buying::firm;
use crate::stand::{Mood, Stand, value_of, with};

/// Studio Furu buys in euro: a mug costs it 20 without VAT, and sending it home 6 with.
async fn in_euro(stand: &Stand) {
    firm(stand).await;
    let data = &stand.world.database;
    data.execute("update companies set buys_in = 'EUR', credit_currency = 'EUR', credit_limit_minor = 100000")
        .await;
    data.execute(
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, company_id, created_at)
         select gen_random_uuid(), 'euro', 'Euro', s.id, 'EUR', false, 'company', c.id, now() - interval '10 years' from shops s, companies c",
    )
    .await;
    data.execute(
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
         select gen_random_uuid(), l.id, v.id, 20000000, '2000-01-01', now(), 'test' from price_lists l, variants v
         where l.code = 'euro' and v.sku = 'Mugg'",
    )
    .await;
    data.execute(
        "insert into freight_rates (id, method_id, countries, currency, price_minor)
         select gen_random_uuid(), id, '{SE}', 'EUR', 600 from freight_methods where code = 'home'",
    )
    .await;
}

/// The Riksbank says what a euro costs today.
async fn rate(stand: &Stand, e6: i64) {
    let mut tx = stand.world.tx().await;
    let draft = RateDraft {
        currency: Currency::EUR,
        on: Date(stand.world.clock.now().business_time().date()),
        e6,
        source: Source::Riksbank,
        is_sure: true,
    };
    enter(&mut tx, stand.world.shop_id, &draft).await.unwrap();
    tx.commit().await.unwrap();
}

async fn filled(stand: &Stand, payment: &str) -> Vec<(&'static str, String)> {
    let page = stand.get("/kassa").await.html;
    let mut fields = with(&stand.filled().await, "payment", payment);
    fields.push(("reference", "Anna".to_owned()));
    fields.push(("seen_currency", value_of(&page, "seen_currency")));
    fields
}

#[tokio::test]
async fn a_company_sees_its_own_currency_and_guests_theirs() {
    let stand = Stand::new().await;
    let guest = stand.get("/produkt/mugg").await.html;
    assert!(guest.contains("\"priceCurrency\":\"SEK\""), "{guest}");
    in_euro(&stand).await;
    let page = stand.get("/produkt/mugg").await.html;
    assert!(page.contains("\"priceCurrency\":\"EUR\""), "{page}");
    assert!(
        page.contains('€') && !page.contains("249\u{a0}kr"),
        "{page}"
    );
    stand.add("1").await;
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("31\u{a0}€"), "with VAT and freight: {cart}");
    // What has no price in euro is not sold in euro.
    let lamp = stand.world.variant("Lampa", 10, 99_900).await;
    let mut tx = stand.world.tx().await;
    mark_variants_dirty(&mut tx, &[lamp]).await.unwrap();
    tx.commit().await.unwrap();
    let refused = stand.add_of(lamp, "1").await;
    assert!(
        refused.location.contains("refused=gone"),
        "{}",
        refused.location
    );
    stand.refresh().await;
    // The filter before the cards tells guests' prices, and says so.
    let list = stand.get("/varor").await.html;
    assert!(list.contains("Från, kr"), "{list}");
    let (_, cards) = list.split_once("<ul class=\"grid\">").unwrap();
    assert!(
        cards.contains("Säljs inte i EUR") && !cards.contains("999\u{a0}kr"),
        "{list}"
    );
    let lamp = stand.get("/produkt/lampa").await.html;
    assert!(
        lamp.contains("Säljs inte i EUR") && !lamp.contains("Priset är inte satt"),
        "{lamp}"
    );
    // Nobody else sees theirs.
    let theirs = stand.jar();
    stand.take_jar(std::collections::BTreeMap::new());
    let guest = stand.get("/produkt/mugg").await.html;
    assert!(guest.contains("\"priceCurrency\":\"SEK\"") && !guest.contains('€'));
    stand.take_jar(theirs);
    assert!(stand.get("/produkt/mugg").await.html.contains('€'));
}

#[tokio::test]
async fn without_a_rate_nothing_is_ordered_and_the_buyer_is_told_before() {
    let stand = Stand::new().await;
    in_euro(&stand).await;
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert!(page.contains("inte ta emot beställningar i EUR"), "{page}");
    let refused = stand.buy(&filled(&stand, "card").await).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("inte ta emot beställningar i EUR"));
    assert!(stand.asked().is_empty(), "no vendor is asked");
    rate(&stand, 11_500_000).await;
    let page = stand.get("/kassa").await.html;
    assert!(!page.contains("inte ta emot beställningar i EUR"), "{page}");
}

#[tokio::test]
async fn an_order_in_euro_is_paid_in_euro_and_its_papers_tell_the_vat_in_kronor() {
    let stand = Stand::new().await;
    in_euro(&stand).await;
    rate(&stand, 11_500_000).await;
    stand.add("1").await;
    stand.buy(&filled(&stand, "card").await).await;
    let asked = stand.asked();
    assert_eq!(asked.len(), 1);
    // 25 with VAT, and 6 for freight.
    assert_eq!((asked[0].currency, asked[0].minor), (Currency::EUR, 3_100));
    stand.provider_is(Mood::Pays);
    let page = order_path(&stand).await;
    stand.get(&format!("{page}/ater")).await;
    let order = stand.get(&page).await.html;
    for said in [
        "Moms i SEK",
        "1 EUR = 11,5000 SEK",
        "71,30\u{a0}kr",
        "31\u{a0}€",
    ] {
        assert!(order.contains(said), "{said}: {order}");
    }
    let number = page.split('/').nth(2).unwrap().to_owned();
    let receipt = format!("/konto/bestallningar/{number}/kvitto");
    let receipt = stand.get(&receipt).await.html;
    assert!(
        receipt.contains("Moms i SEK") && receipt.contains("71,30\u{a0}kr"),
        "{receipt}"
    );
    // Another rate is nothing to what was sold, and its credit note follows the sale.
    rate(&stand, 12_500_000).await;
    stand
        .world
        .database
        .execute("insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at) select gen_random_uuid(), id, amount_minor, 'settled', 'test', 'k', now(), now() from payments")
        .await;
    let id = OrderId(stand.world.database.value("select id from orders").await);
    let mut tx = stand.world.tx().await;
    count_money_back(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let note = stand
        .get(&format!("{page}/kreditnota/KRE-10001"))
        .await
        .html;
    for said in ["31,00\u{a0}€", "Moms i SEK", "71,30\u{a0}kr", "11,5000"] {
        assert!(note.contains(said), "{said}: {note}");
    }
}

#[tokio::test]
async fn an_invoice_in_euro_tells_the_vat_in_kronor() {
    let stand = Stand::new().await;
    in_euro(&stand).await;
    rate(&stand, 11_500_000).await;
    stand.add("2").await;
    let bought = stand.buy(&filled(&stand, "invoice").await).await;
    let page = &bought.location;
    assert!(page.starts_with("/order/ORD-"), "{}", bought.html);
    let invoice = stand.get(&format!("{page}/faktura")).await.html;
    // Two of 25 and 6 for freight: 56, of which 11.20 are VAT.
    for said in ["56,00\u{a0}€", "Moms i SEK", "128,80\u{a0}kr"] {
        assert!(invoice.contains(said), "{said}: {invoice}");
    }
    let used: i64 = stand
        .world
        .database
        .value("select credit_used_minor from companies")
        .await;
    assert_eq!(used, 5_600);
}

#[tokio::test]
async fn whoever_confirms_what_was_in_another_currency_is_shown_what_it_costs_now() {
    let stand = Stand::new().await;
    in_euro(&stand).await;
    rate(&stand, 11_500_000).await;
    stand.add("1").await;
    let confirmed = filled(&stand, "card").await;
    stand
        .world
        .database
        .execute("update companies set buys_in = null")
        .await;
    let told = stand.buy(&confirmed).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.html);
    assert!(told.html.contains("Ni handlar nu i SEK"), "{}", told.html);
    assert!(stand.asked().is_empty(), "nothing was ordered");
    let orders: i64 = stand
        .world
        .database
        .value("select count(*) from orders")
        .await;
    assert_eq!(orders, 0);
}

#[tokio::test]
async fn a_shop_that_sells_in_euro_asks_for_limits_in_euro() {
    let stand = Stand::new().await;
    let data = &stand.world.database;
    data.execute("update shops set currency = 'EUR'").await;
    data.execute("update price_lists set currency = 'EUR'")
        .await;
    let list = stand.get("/varor").await.html;
    assert!(
        list.contains("Från, €") && list.contains("Till, €"),
        "{list}"
    );
}

#[tokio::test]
async fn an_applicant_is_told_what_a_tier_buys_in() {
    let stand = Stand::new().await;
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    let told = "På den nivån handlar ni i ";
    let page = stand.get("/konto/ansok").await.html;
    assert!(
        page.contains("value=\"pro\"") && !page.contains(told),
        "{page}"
    );
    let data = &stand.world.database;
    data.execute("update tiers set buys_in = 'SEK' where code = 'premium'")
        .await;
    data.execute("update tiers set buys_in = 'EUR' where code = 'pro'")
        .await;
    let page = stand.get("/konto/ansok").await.html;
    assert_eq!(
        page.matches(told).count(),
        1,
        "of the shop's own nothing is said: {page}"
    );
    assert!(page.contains("På den nivån handlar ni i EUR,"), "{page}");
}
