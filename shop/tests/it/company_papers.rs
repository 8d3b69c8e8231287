//! What a company's papers say stands on its orders; and who lets people in.

use http::StatusCode;

use crate::companies::{act_for, colleague, invitation, person};
use crate::company_buying::{buy, firm};
use crate::stand::{Stand, value_of, with};

const PAPERS: [(&str, &str); 6] = [
    ("invoice_street", "Box 12"),
    ("invoice_postcode", "411 00"),
    ("invoice_city", "Göteborg"),
    ("gln", "4006381333931"),
    ("e_invoice_id", "0007:5560160680"),
    ("row_version", "1"),
];

#[tokio::test]
async fn the_invoice_goes_where_the_companys_papers_say_unless_the_buyer_says_otherwise() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let saved = stand.post("/konto/foretag", &PAPERS).await;
    assert_eq!(saved.location, "/konto/foretag?klart=papers");
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert!(page.contains("Fakturan går till Box 12, 411"), "{page}");
    let bought = buy(&stand, "1", "invoice").await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
    let kept: String = stand
        .world
        .database
        .value("select name || ', ' || street || ', ' || postcode from order_addresses where kind = 'invoice'")
        .await;
    assert_eq!(kept, "Studio Furu AB, Box 12, 41100");
    assert!(stand.get(&bought.location).await.html.contains("Box 12"));
    // What the papers say later is not what they said then.
    stand.add("1").await;
    let mut fields = with(&stand.filled().await, "payment", "invoice");
    fields.extend(
        [
            ("own_invoice", "1"),
            ("invoice_name", "Ekonomi"),
            ("invoice_street", "Storgatan 1"),
            ("invoice_postcode", "111 22"),
            ("invoice_city", "Stockholm"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    let other = stand.buy(&fields).await;
    assert!(other.location.starts_with("/order/"), "{}", other.html);
    let streets: String = stand
        .world
        .database
        .value("select string_agg(street, ', ' order by street) from order_addresses where kind = 'invoice'")
        .await;
    assert_eq!(streets, "Box 12, Storgatan 1");
}

#[tokio::test]
async fn the_companys_gln_and_e_invoice_id_stand_on_order_and_invoice_as_they_were() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let saved = stand.post("/konto/foretag", &PAPERS).await;
    assert_eq!(saved.location, "/konto/foretag?klart=papers");
    let first = buy(&stand, "1", "invoice").await.location;
    let moved = PAPERS.map(|(name, value)| match name {
        "gln" => (name, "7350053850019"),
        "e_invoice_id" => (name, "0088:7350053850019"),
        "row_version" => (name, "2"),
        _ => (name, value),
    });
    let saved = stand.post("/konto/foretag", &moved).await;
    assert_eq!(saved.location, "/konto/foretag?klart=papers");
    let second = buy(&stand, "1", "invoice").await.location;
    let old = ["4006381333931", "0007:5560160680"];
    let new = ["7350053850019", "0088:7350053850019"];
    for (order, said, unsaid) in [(&first, old, new), (&second, new, old)] {
        let number = order.split('/').nth(2).unwrap();
        let kept = format!(
            "select c.gln || ' ' || c.e_invoice_id from order_companies c join orders o on o.id = c.order_id where o.number = '{number}'"
        );
        let kept: String = stand.world.database.value(kept.leak()).await;
        assert_eq!(kept, said.join(" "));
        let invoice = stand.get(&format!("{order}/faktura")).await;
        assert_eq!(invoice.status, StatusCode::OK, "{}", invoice.html);
        let stands = |what: &str| {
            invoice
                .html
                .contains(&format!("<span class=\"num\">{what}<"))
        };
        assert!(said.into_iter().all(stands), "{}", invoice.html);
        assert!(!unsaid.into_iter().any(stands), "{}", invoice.html);
    }
}

#[tokio::test]
async fn nobody_comes_in_by_the_invitation_of_an_administrator_who_is_gone() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let first = stand.jar();
    let second = colleague(&stand, id, "administrator", "bo@exempel.se").await;
    let invite = async |email: &str| {
        let fields = [("email", email), ("role", "administrator")];
        let invited = stand.post("/konto/foretag/personer", &fields).await;
        assert!(
            invited.location.ends_with("klart=invited"),
            "{}",
            invited.html
        );
        invitation(&stand).await
    };
    let private = invite("privat@exempel.se").await;
    let sql = "select m.customer_id::text from company_members m join customers c on c.id = m.customer_id where c.email = 'elin@exempel.se'";
    let elin: String = stand.world.database.value(sql).await;
    // The other administrator makes a buyer of her: what she has sent is good no more, either.
    stand.take_jar(second.clone());
    let own = invite("ny@exempel.se").await;
    let path = format!("/konto/foretag/personer/{elin}");
    let demoted = stand
        .post(&path, &[("role", "buyer"), ("row_version", "1")])
        .await;
    assert_eq!(demoted.status, StatusCode::SEE_OTHER, "{}", demoted.html);
    let waiting = stand.get("/konto/foretag/personer").await.html;
    assert!(waiting.contains("ny@exempel.se") && !waiting.contains("privat@exempel.se"));
    let members = "select count(*) from company_members";
    person(&stand, "privat@exempel.se", "Elin igen").await;
    stand.post(&private, &[]).await;
    assert_eq!(stand.world.database.value::<i64>(members).await, 2);
    person(&stand, "ny@exempel.se", "Ny").await;
    let joined = stand.post(&own, &[]).await;
    assert_eq!(joined.location, "/konto/foretag?klart=joined");
    // Nor when the inviter is gone from the company in a way that ends no invitations.
    act_for(&stand, &id.to_string()).await;
    let late = invite("sen@exempel.se").await;
    stand
        .world
        .database
        .execute(
            "delete from company_members m using customers c where c.id = m.customer_id and c.email = 'ny@exempel.se'",
        )
        .await;
    person(&stand, "sen@exempel.se", "Sen").await;
    stand.post(&late, &[]).await;
    assert_eq!(stand.world.database.value::<i64>(members).await, 2);
    drop(first);
}

#[tokio::test]
async fn papers_of_a_tier_that_sees_no_vat_show_sums_without_it() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand
        .world
        .database
        .execute("update tiers set shows_vat = false where code = 'pro'")
        .await;
    let bought = buy(&stand, "2", "invoice").await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
    // 249 and 59 with 25 %: 398.40 for two and 47.20 without, 111.40 of VAT, 557 together.
    let sums = [
        "exkl. moms",
        "398,40\u{a0}kr",
        "47,20\u{a0}kr",
        "111,40\u{a0}kr",
        "557\u{a0}kr",
    ];
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let own = format!("/konto/bestallningar/{number}");
    let receipt = format!("{own}/kvitto");
    for path in [&bought.location, &own, &receipt] {
        let page = stand.get(path).await.html;
        for sum in sums {
            assert!(page.contains(sum), "{path} lacks {sum}: {page}");
        }
        assert!(!page.contains("498\u{a0}kr"), "{path}");
    }
    assert!(stand.get(&receipt).await.html.contains("199,20\u{a0}kr"));
    let listed = stand.get("/konto/bestallningar").await.html;
    assert!(listed.contains("557\u{a0}kr<small>inkl. moms</small>"));
}

/// A firm in Germany, to which the shop delivers.
async fn firm_abroad(stand: &Stand) {
    // Where the shop delivers is known from its first page on for some seconds.
    for sql in [
        "update shops set countries = '{SE,DE}'",
        "update freight_rates set countries = '{SE,DE}'",
        "update tiers set shows_vat = false where code = 'pro'",
    ] {
        stand.world.database.execute(sql).await;
    }
    firm(stand).await;
    let moved =
        "update companies set country = 'DE', org_number = 'HRB1', vat_number = 'DE136695976'";
    stand.world.database.execute(moved).await;
}

#[tokio::test]
async fn a_company_abroad_buys_without_vat_and_its_papers_say_why() {
    let stand = Stand::new().await;
    firm_abroad(&stand).await;
    stand.register.says(Some(true));
    stand.add("2").await;
    let mut fields = with(&stand.filled().await, "country", "DE");
    fields = with(&fields, "postcode", "10115");
    fields = with(&fields, "payment", "invoice");
    fields.push(("reference", "Anna".to_owned()));
    fields.push(("seen_tax", "home".to_owned()));
    // The page was seen with Sweden chosen: what the country changes is told before anything is bought.
    let told = stand.buy(&fields).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(
        told.html
            .contains("köpet görs nu utan svensk moms (omvänd betalningsskyldighet)"),
        "{}",
        told.html
    );
    assert!(told.html.contains("DE136695976") && told.html.contains("Reverse charge"));
    assert!(!told.html.contains("Priset på Mugg"), "no price has moved");
    for name in [
        "confirmed",
        "seen_vat",
        "seen_total",
        "seen_freight",
        "seen_tax",
    ] {
        fields = with(&fields, name, &value_of(&told.html, name));
    }
    let bought = stand.buy(&fields).await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
    assert_eq!(stand.register.asked().len(), 1, "one answer serves both");
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let receipt = format!("/konto/bestallningar/{number}/kvitto");
    for path in [&bought.location, &receipt] {
        let page = stand.get(path).await.html;
        for word in [
            "Omvänd betalningsskyldighet",
            "Reverse charge",
            "DE136695976",
            "398,40\u{a0}kr",
            "445,60\u{a0}kr",
        ] {
            assert!(page.contains(word), "{path} lacks {word}: {page}");
        }
    }
}

#[tokio::test]
async fn while_the_register_is_away_a_company_abroad_is_told_why_it_pays_vat() {
    let stand = Stand::new().await;
    firm_abroad(&stand).await;
    stand.add("1").await;
    let mut fields = with(&stand.filled().await, "country", "DE");
    fields.push(("preview", "1".to_owned()));
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.html
            .contains("momsnumret gick inte att kontrollera just nu")
    );
    assert!(page.html.contains("61,60\u{a0}kr"), "{}", page.html);
    // It is not asked again at each look.
    stand.buy(&fields).await;
    assert_eq!(stand.register.asked().len(), 1);
}
