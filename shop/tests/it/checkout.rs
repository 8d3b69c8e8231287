//! The checkout's page: ways to pay, what moved meanwhile, and what the provider may answer.

use http::StatusCode;

use crate::buying::order_path;
use crate::stand::{Mood, Stand, value_of, with};

/// The values of the ways to pay, in the page's order, and the one that is marked.
fn payments(html: &str) -> (Vec<String>, Option<String>) {
    let inputs: Vec<&str> = html
        .split("<input type=\"radio\" name=\"payment\" value=\"")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
        .collect();
    let code = |input: &&str| input.split('"').next().unwrap().to_owned();
    let chosen = inputs.iter().find(|input| input.contains(" checked"));
    (inputs.iter().map(code).collect(), chosen.map(code))
}

#[tokio::test]
async fn direct_payment_is_first_and_marked_and_credit_is_last_and_named() {
    let stand = Stand::new().await;
    // As a merchant must not have it.
    let order = "update shops set payment_methods = '{klarna,swish,card}'";
    stand.world.database.execute(order).await;
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert_eq!(
        payments(&page),
        (
            ["swish", "card", "klarna"].map(str::to_owned).to_vec(),
            Some("swish".to_owned())
        )
    );
    let (_, klarna) = page.split_once("value=\"klarna\"").unwrap();
    let label = klarna.split("</label>").next().unwrap();
    assert!(
        label.contains("Kredit") && !label.contains("Direkt"),
        "{label}"
    );
    // What was chosen stays chosen when the page is counted anew.
    let fields = with(&stand.filled().await, "payment", "klarna");
    let counted = stand.buy(&with(&fields, "preview", "1")).await;
    assert_eq!(payments(&counted.html).1.as_deref(), Some("klarna"));
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert_eq!(stand.requests()[0].method.as_str(), "klarna");
    stand.provider_is(Mood::Pays);
    let order = order_path(&stand).await;
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("Betalt med Klarna") && !page.contains("Betalt med kort"));
}

#[tokio::test]
async fn a_way_to_pay_that_the_shop_does_not_offer_is_refused() {
    let stand = Stand::new().await;
    let cards = "update shops set payment_methods = '{card}'";
    stand.world.database.execute(cards).await;
    stand.add("1").await;
    let fields = stand.filled().await;
    for wrong in ["swish", "invoice", ""] {
        let page = stand.buy(&with(&fields, "payment", wrong)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.html.contains("Välj hur du vill betala."));
    }
    assert!(stand.asked().is_empty());
}

#[tokio::test]
async fn who_comes_back_and_chooses_another_way_to_pay_gets_a_page_for_it() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    let card = stand.buy(&fields).await;
    let swish = stand.buy(&with(&fields, "payment", "swish")).await;
    assert_eq!(swish.status, StatusCode::SEE_OTHER, "{}", swish.html);
    assert!(swish.location.starts_with("https://pay.example/"));
    assert_ne!(swish.location, card.location);
    let methods: Vec<_> = stand
        .requests()
        .iter()
        .map(|asked| asked.method.as_str())
        .collect();
    assert_eq!(methods, ["card", "swish"]);
    let living = "select count(*) from payments where state = 'pending'";
    assert_eq!(stand.world.database.value::<i64>(living).await, 1);
}

#[tokio::test]
async fn an_address_corrected_after_a_lost_answer_does_not_block_the_checkout() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    stand.provider_is(Mood::Away);
    let lost = stand.buy(&fields).await;
    assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE);
    stand.provider_is(Mood::Waits(None));
    let again = stand
        .buy(&with(&fields, "email", "elin.s@exempel.se"))
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.html);
    assert_eq!(stand.asked().len(), 1);
}

#[tokio::test]
async fn a_provider_that_refuses_is_not_called_away_and_the_goods_are_free_again() {
    let stand = Stand::new().await;
    stand.add("10").await;
    let fields = stand.filled().await;
    for mood in [Mood::Refuses, Mood::Babbles] {
        stand.provider_is(mood);
        let page = stand.buy(&fields).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY);
        assert!(
            page.html
                .contains("Betaltjänsten tog inte emot betalningen.")
        );
        assert!(!page.html.contains("Vi når inte betaltjänsten"));
        assert!(page.html.contains("value=\"elin@exempel.se\""));
        let held = "select sum(reserved)::bigint from stock_levels";
        assert_eq!(stand.world.database.value::<i64>(held).await, 0);
    }
    stand.provider_is(Mood::Waits(None));
    let sent = stand.buy(&with(&fields, "payment", "swish")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
}

#[tokio::test]
async fn a_line_that_is_not_sold_any_more_is_told_in_the_checkout_and_the_form_is_kept() {
    let stand = Stand::new().await;
    let bowl = stand.world.variant("Skål", 9, 10_000).await;
    stand.add("1").await;
    stand.add_of(bowl, "1").await;
    let fields = stand.filled().await;
    stand
        .world
        .database
        .execute("update variants set is_active = false where sku = 'Skål'")
        .await;
    for name in ["preview", "buy"] {
        let page = stand.buy(&with(&fields, name, "1")).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{name}");
        assert!(
            page.html.contains("Skål säljs inte längre."),
            "{}",
            page.html
        );
        assert!(page.html.contains("value=\"elin@exempel.se\""));
        assert!(page.html.contains("href=\"/varukorg\""));
    }
    assert!(stand.asked().is_empty());
    // Whoever has typed nothing yet is told in the cart.
    assert_eq!(stand.get("/kassa").await.location, "/varukorg");
}

#[tokio::test]
async fn a_country_without_a_vat_rate_is_refused_at_its_field_and_the_form_is_kept() {
    let stand = Stand::new().await;
    let both = "update shops set countries = '{SE,FI}'";
    stand.world.database.execute(both).await;
    stand.add("1").await;
    let fields = with(&stand.filled().await, "country", "FI");
    // The One Stop Shop is used, and nobody has laid down that country's rates.
    let oss = "insert into settings (shop_id, key, value, updated_at, updated_by) select id, 'vat.oss_since', '\"2026-01-01\"', now(), 'test' from shops";
    stand.world.database.execute(oss).await;
    for name in ["preview", "buy"] {
        let page = stand.buy(&with(&fields, name, "1")).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{name}");
        assert!(
            page.html
                .contains("De här varorna kan vi inte sälja dit än.")
        );
        assert!(page.html.contains("value=\"elin@exempel.se\""));
        assert!(!page.html.contains("säljs inte längre"));
    }
    assert!(stand.asked().is_empty());
}

#[tokio::test]
async fn vat_and_terms_that_moved_are_named_with_what_they_were() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    stand
        .world
        .database
        .execute("update vat_rates set rate_bp = 600")
        .await;
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.html
            .contains("Momsen är nu 17,43\u{a0}kr, förut 61,60\u{a0}kr."),
        "{}",
        page.html
    );
    assert!(page.html.contains("name=\"terms\" value=\"1\" checked"));
    // Confirmed anew, then other terms are published.
    let mut fields = fields;
    for name in ["confirmed", "seen_vat", "seen_total", "seen_terms"] {
        fields = with(&fields, name, &value_of(&page.html, name));
    }
    let mut tx = stand.world.tx().await;
    commerce::legal::publish(
        &mut tx,
        stand.world.shop_id,
        "terms",
        "sv",
        "Köpvillkor",
        "Nya",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.html.contains("Köpvillkoren har ändrats."),
        "{}",
        page.html
    );
    assert!(!page.html.contains("Momsen är nu"));
    // They are not accepted for anybody.
    assert!(!page.html.contains("name=\"terms\" value=\"1\" checked"));
    assert!(stand.asked().is_empty());
}

#[tokio::test]
async fn a_total_that_moved_behind_the_shoppers_back_is_named() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    // In another tab a second mug is put in and seen.
    stand.add("1").await;
    stand.get("/kassa").await;
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.html.contains("Momsen är nu") || page.html.contains("Summan är nu"),
        "{}",
        page.html
    );
    assert!(
        page.html
            .contains("Summan är nu 557\u{a0}kr, förut 308\u{a0}kr."),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn freight_that_costs_nothing_says_from_which_sum_it_does() {
    let stand = Stand::new().await;
    // 249 is too little for the agent to carry it for nothing, 996 is enough; to the door is never free.
    for (more, way, says) in [
        ("1", "point", false),
        ("3", "point", true),
        ("0", "home", false),
    ] {
        if more != "0" {
            stand.add(more).await;
        }
        let chosen = with(&stand.filled().await, "freight", way);
        let page = stand.buy(&with(&chosen, "preview", "1")).await;
        let html = page.html.replace('\u{a0}', " ");
        assert_eq!(html.contains("fri från 799 kr"), says, "{way}: {html}");
    }
}

#[tokio::test]
async fn what_is_collected_is_not_promised_at_the_door() {
    let stand = Stand::new().await;
    stand
        .world
        .database
        .execute("update freight_methods set kind = 'collection' where code = 'point'")
        .await;
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    let option = |code: &str| {
        let (_, rest) = page.split_once(&format!("id=\"freight-{code}\"")).unwrap();
        rest.split("</label>").next().unwrap().to_owned()
    };
    assert!(option("home").contains("Hos dig") && !option("home").contains("Klart att hämta"));
    assert!(option("point").contains("Klart att hämta") && !option("point").contains("Hos dig"));
    let chosen = with(&stand.filled().await, "freight", "point");
    let counted = stand.buy(&with(&chosen, "preview", "1")).await;
    let fields = with(&chosen, "confirmed", &value_of(&counted.html, "confirmed"));
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    stand.provider_is(Mood::Pays);
    let order = order_path(&stand).await;
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Hämta hos oss") && page.contains("Bodgatan 4"),
        "{page}"
    );
    assert!(!page.contains("Paketet väntas") && !page.contains("Leverans till"));
}

#[tokio::test]
async fn another_address_for_the_invoice_is_kept_and_shown() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let mut fields = stand.filled().await;
    for (name, value) in [
        ("own_invoice", "1"),
        ("invoice_name", "Sandahl Keramik AB"),
        ("invoice_street", "Hamngatan 2"),
        ("invoice_postcode", "111 47"),
        ("invoice_city", "Stockholm"),
    ] {
        fields = with(&fields, name, value);
    }
    let incomplete = stand.buy(&with(&fields, "invoice_city", "")).await;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    stand.buy(&fields).await;
    let stored = "select name || ', ' || street || ', ' || postcode || ' ' || city from order_addresses where kind = 'invoice'";
    assert_eq!(
        stand.world.database.value::<String>(stored).await,
        "Sandahl Keramik AB, Hamngatan 2, 11147 Stockholm"
    );
    let order = order_path(&stand).await;
    let page = stand.get(&order).await.html;
    let (_, invoice) = page.split_once("Faktura").expect("the heading");
    assert!(
        invoice.contains("Sandahl Keramik AB") && invoice.contains("111 47 Stockholm"),
        "{page}"
    );
    assert!(page.contains("413 01 Göteborg"));
}
