//! Opening a shop from what its owner has written down: all or nothing, and the same words again change nothing.

use commerce::catalogue::attribute::{AttributeDraft, AttributeKind};
use commerce::catalogue::label::Label;
use commerce::catalogue::product::Manufacturer;
use commerce::catalogue::shop::shops;
use commerce::checkout::deliver::{self, WayDraft};
use commerce::checkout::for_tiers::{Need, WayId, WaySaid, limit_ways};
use commerce::checkout::freight::FreightKind;
use commerce::checkout::listing::{freight_for_tiers, payment_for_tiers};
use commerce::checkout::store::{FreightMethodDraft, FreightRateDraft};
use commerce::import::destination;
use commerce::legal::publish_version::{NewVersion, Text, publish_version};
use commerce::opening::{
    FirstText, OpenError, Opened, Opening, VatClassDraft, add, known_classes, open,
};
use commerce::order::invoice::document::account::Account;
use commerce::pricing::vat::rates::{RateDraft, lay_down};
use commerce::pricing::vat::{VatRates, vat_rate_at};
use jiff::civil::date;
use platform::clock::Clock;
use platform::db::{Db, Origin, Tx};
use platform::money::Currency;
use testkit::Database;

use crate::shopkeeper::moment;

struct Place {
    database: Database,
    db: Db,
}

impl Place {
    /// A database that has its structure and nothing else.
    async fn bare() -> Self {
        let database = Database::create().await;
        let db = database.db(Clock::fixed(moment("2026-11-26T09:00:00Z")));
        Self { database, db }
    }

    async fn begin(&self) -> Tx {
        self.db.begin(Origin::system("test")).await.unwrap()
    }

    async fn open(&self, opening: &Opening) -> Opened {
        let mut tx = self.begin().await;
        let opened = open(&mut tx, opening).await.unwrap();
        tx.commit().await.unwrap();
        opened
    }

    async fn audited(&self, action: &str) -> i64 {
        sqlx::query_scalar("select count(*) from audit_entries where action = $1")
            .bind(action)
            .fetch_one(&self.database.pool)
            .await
            .unwrap()
    }
}

fn rate(countries: &[&str], price_minor: i64) -> FreightRateDraft {
    FreightRateDraft {
        countries: countries.iter().map(|code| (*code).to_owned()).collect(),
        min_weight_g: 0,
        max_weight_g: None,
        currency: Currency::SEK,
        price_minor,
        free_from_minor: None,
    }
}

fn opening() -> Opening {
    let text = |title: &str| Text {
        title: title.to_owned(),
        body: "Att läsa.".to_owned(),
    };
    let mut shop = testkit::world::shop();
    shop.code = "butiken".to_owned();
    Opening {
        shop,
        account: Some(Account {
            bankgiro: "5050-1055".to_owned(),
            ..Account::default()
        }),
        locations: vec![
            ("lager".to_owned(), "Lagret".to_owned()),
            ("butik".to_owned(), "Butiken".to_owned()),
        ],
        vat_classes: known_classes(),
        freight: vec![(
            FreightMethodDraft {
                code: "ombud".to_owned(),
                label: Label::new("Ombud", "Collection point"),
                description: Label::new("Snart", "Soon"),
                kind: FreightKind::Delivery,
                position: 1,
                min_days: 2,
                max_days: 4,
                rates: vec![rate(&["SE"], 4_900)],
            },
            true,
        )],
        manufacturers: vec![Manufacturer {
            name: "Verkstan AB".to_owned(),
            postal_address: "Industrigatan 1".to_owned(),
            electronic_address: "hej@verkstan.example".to_owned(),
            country: "SE".to_owned(),
            responsible: None,
        }],
        attributes: vec![AttributeDraft {
            code: "material".to_owned(),
            label: Label::new("Material", "Material"),
            kind: AttributeKind::Choice,
            unit: None,
            is_facet: true,
            position: 1,
            ranges: Vec::new(),
            values: vec![("ek".to_owned(), Label::new("Ek", "Oak"), None)],
        }],
        texts: vec![FirstText {
            kind: "terms",
            sv: text("Köpvillkor"),
            en: text("Terms"),
        }],
    }
}

#[tokio::test]
async fn a_shop_is_made_whole_and_the_same_words_again_change_nothing() {
    let place = Place::bare().await;
    let opened = place.open(&opening()).await;
    assert!(opened.is_new && !opened.differences.is_empty() && opened.left.is_empty());

    let mut conn = place.db.read().await.unwrap();
    let to = destination(&mut conn, opened.shop_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((to.lists.len(), to.locations.len()), (1, 2));
    assert_eq!(to.base_location, Some(to.locations["lager"]));
    let rates = VatRates::load(&mut conn).await.unwrap();
    for (day, rate_bp) in [
        ("2026-03-31T20:00:00Z", 1_200),
        ("2026-11-26T09:00:00Z", 600),
        ("2028-01-02T00:00:00Z", 1_200),
    ] {
        assert_eq!(rates.at("food", "SE", moment(day)), Some(rate_bp), "{day}");
    }
    let row: (String, bool, i64) = sqlx::query_as(
        "select a.bankgiro, d.version = 1, r.price_minor from invoice_accounts a join legal_documents d on d.shop_id = a.shop_id and d.locale = 'en'
         join freight_methods m on m.shop_id = a.shop_id join freight_rates r on r.method_id = m.id",
    )
    .fetch_one(&place.database.pool)
    .await
    .unwrap();
    assert_eq!(row, ("5050-1055".to_owned(), true, 4_900));
    assert_eq!(place.audited("shop.opened").await, 1);

    // Another id, as each reading of the file has.
    let again = place.open(&opening()).await;
    assert!(!again.is_new && again.differences.is_empty(), "{again:?}");
    assert_eq!(again.shop_id, opened.shop_id);
    assert_eq!(place.audited("shop.changed").await, 0);
    assert_eq!(place.audited("document.published").await, 1);
}

#[tokio::test]
async fn other_words_change_what_differs_and_tell_it() {
    let place = Place::bare().await;
    place.open(&opening()).await;
    let mut other = opening();
    other.shop.phone = "031-1".to_owned();
    other.freight[0].0.rates[0].price_minor = 5_900;
    other.texts[0].sv.body = "Nya villkor.".to_owned();
    let opened = place.open(&other).await;
    let places: Vec<&str> = opened
        .differences
        .iter()
        .map(|one| one.place.as_str())
        .collect();
    assert_eq!(places.len(), 2, "texts that are published stay: {places:?}");
    assert!(places.contains(&"shop.phone") && places.contains(&"freight.ombud.rates"));
    let told: serde_json::Value = place
        .database
        .value("select jsonb_build_array(before -> 'shop.phone', after -> 'shop.phone') from audit_entries where action = 'shop.changed'")
        .await;
    assert_eq!(told, serde_json::json!(["031-390 06 10", "031-1"]));

    // A way that is offered no more.
    other.freight[0].1 = false;
    let opened = place.open(&other).await;
    assert_eq!(opened.differences[0].place, "freight.ombud.active");
    let is_active: bool = place
        .database
        .value("select is_active from freight_methods")
        .await;
    assert!(!is_active);
}

#[tokio::test]
async fn another_account_alone_is_told_and_kept() {
    let place = Place::bare().await;
    let first = place.open(&opening()).await;
    assert!(first.differences.iter().any(|one| one.place == "account"));
    let mut other = opening();
    let account = Account {
        iban: "SE4550000000058398257466".to_owned(),
        ..other.account.unwrap()
    };
    other.account = Some(account);
    let opened = place.open(&other).await;
    assert_eq!(opened.differences.len(), 1, "{:?}", opened.differences);
    let difference = &opened.differences[0];
    assert_eq!(
        (
            difference.place.as_str(),
            &difference.before["iban"],
            &difference.after["iban"],
            &difference.after["bankgiro"]
        ),
        (
            "account",
            &serde_json::json!(""),
            &serde_json::json!("SE4550000000058398257466"),
            &serde_json::json!("5050-1055")
        )
    );
    // The account's own entry, and no second one.
    assert_eq!(place.audited("invoice_account.changed").await, 2);
    assert_eq!(place.audited("shop.changed").await, 0);
    let again = place.open(&other).await;
    assert!(again.differences.is_empty(), "{:?}", again.differences);
}

#[tokio::test]
async fn a_first_location_that_is_new_takes_what_is_imported_without_one() {
    let place = Place::bare().await;
    let opened = place.open(&opening()).await;
    let mut other = opening();
    other.locations = vec![("nytt".to_owned(), "Nya lagret".to_owned())];
    place.open(&other).await;
    let mut conn = place.db.read().await.unwrap();
    let to = destination(&mut conn, opened.shop_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(to.base_location, Some(to.locations["nytt"]));
    let order: String = place
        .database
        .value(
            "select string_agg(code || ' ' || position, ', ' order by position, id) from locations",
        )
        .await;
    assert_eq!(order, "nytt 1, lager 2, butik 3");
    let again = place.open(&other).await;
    assert!(again.differences.is_empty(), "{:?}", again.differences);
    assert_eq!(again.left, ["locations: butik", "locations: lager"]);
}

#[tokio::test]
async fn what_the_back_office_has_laid_down_stays() {
    let place = Place::bare().await;
    let opened = place.open(&opening()).await;
    let method = place
        .database
        .value::<uuid::Uuid>("select id from freight_methods")
        .await;
    let mut tx = place.begin().await;
    let way = WayDraft {
        country: "FI".to_owned(),
        method: commerce::ids::FreightMethodId(method),
        price_minor: 12_900,
        free_from_minor: None,
        max_weight_g: None,
    };
    deliver::open(&mut tx, opened.shop_id, Currency::SEK, &way)
        .await
        .unwrap();
    let draft = RateDraft {
        vat_class: "low".to_owned(),
        country: "SE".to_owned(),
        rate_bp: 700,
        from: date(2027, 1, 1),
    };
    lay_down(&mut tx, &draft).await.unwrap();
    let text = |title: &str| Text {
        title: title.to_owned(),
        body: "Våra egna.".to_owned(),
    };
    let own = NewVersion {
        kind: "terms",
        sv: text("Villkor"),
        en: None,
        from: None,
        seen: 1,
    };
    publish_version(&mut tx, opened.shop_id, &own)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let again = place.open(&opening()).await;
    assert!(again.differences.is_empty(), "{:?}", again.differences);
    assert_eq!(again.left, ["shop.countries: FI"]);
    let mut conn = place.db.read().await.unwrap();
    let later = moment("2027-02-01T00:00:00Z");
    let rate = vat_rate_at(&mut conn, "low", "SE", later).await.unwrap();
    assert_eq!(rate, Some(700));
    let rates: i64 = place
        .database
        .value("select count(*) from freight_rates")
        .await;
    assert_eq!(rates, 2, "Finland's is still there");
}

#[tokio::test]
async fn freight_in_another_currency_stays_when_its_price_at_home_changes() {
    let place = Place::bare().await;
    place.open(&opening()).await;
    place
        .database
        .execute(
            "insert into freight_rates (id, method_id, countries, currency, price_minor, position)
             select gen_random_uuid(), id, '{SE,FI}', 'EUR', 500, 2 from freight_methods",
        )
        .await;
    let mut other = opening();
    other.freight[0].0.rates[0].price_minor = 5_900;
    place.open(&other).await;
    let rates: String = place
        .database
        .value(
            "select string_agg(array_to_string(countries, ',') || ' ' || price_minor || ' ' || currency, '; ' order by position) from freight_rates",
        )
        .await;
    assert_eq!(rates, "SE 5900 SEK; SE,FI 500 EUR");
    let again = place.open(&other).await;
    assert!(again.differences.is_empty(), "{:?}", again.differences);
}

#[tokio::test]
async fn what_is_for_ever_is_refused_and_nothing_stays() {
    let place = Place::bare().await;
    place.open(&opening()).await;
    let mut renamed = opening();
    renamed.shop.code = "annan".to_owned();
    let mut in_euro = opening();
    in_euro.shop.currency = Currency::EUR;
    let mut of_words = opening();
    of_words.attributes[0].kind = AttributeKind::Text;
    let mut taxed = opening();
    taxed.shop.phone = "031-2".to_owned();
    taxed.vat_classes = vec![VatClassDraft {
        code: "standard".to_owned(),
        name: Label::new("Normal", "Standard"),
        rates: vec![RateDraft {
            vat_class: "standard".to_owned(),
            country: "SE".to_owned(),
            rate_bp: 2_600,
            from: date(2026, 1, 1),
        }],
        is_known: false,
    }];
    for wrong in [renamed, in_euro, of_words, taxed] {
        let mut tx = place.begin().await;
        let refused = open(&mut tx, &wrong).await.unwrap_err();
        let is_expected = match &refused {
            OpenError::Other(code) => code == "butiken",
            OpenError::Currency(code) => code == "SEK",
            OpenError::AttributeKind(code) => code == "material",
            OpenError::Rate(which, _) => which == "standard SE 2026-01-01",
            _ => false,
        };
        assert!(is_expected, "{refused:?}");
    }
    let again = place.open(&opening()).await;
    assert!(again.differences.is_empty(), "{:?}", again.differences);
}

#[tokio::test]
async fn a_further_shop_is_made_beside_the_first_and_changes_nothing_of_it() {
    let place = Place::bare().await;
    let first = place.open(&opening()).await;
    let mut other = opening();
    other.shop.id = commerce::ids::ShopId::generate();
    other.shop.code = "ladan".to_owned();
    other.shop.name = "Ladan".to_owned();
    let mut tx = place.begin().await;
    let made = add(&mut tx, &other).await.unwrap();
    assert!(made.is_new && made.shop_id != first.shop_id);
    tx.commit().await.unwrap();

    let mut tx = place.begin().await;
    let codes: Vec<String> = shops(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|shop| shop.code)
        .collect();
    assert_eq!(codes, ["butiken", "ladan"]);
    // Each sells from a list of its own.
    let (one, two) = (
        destination(&mut tx, first.shop_id).await.unwrap(),
        destination(&mut tx, made.shop_id).await.unwrap(),
    );
    assert!(one.is_some() && two.is_some());
    // Both are there now, so either file says what holds; and the first is as it was.
    for same in [&opening(), &other] {
        let again = open(&mut tx, same).await.unwrap();
        assert!(
            !again.is_new && again.differences.is_empty(),
            "{:?}",
            again.differences
        );
    }
}

#[tokio::test]
async fn two_who_open_a_shop_at_the_same_time_make_one() {
    let place = Place::bare().await;
    let all = futures_util::future::join_all((0..4).map(|_| async {
        let mut tx = place.begin().await;
        let opened = open(&mut tx, &opening()).await.unwrap();
        tx.commit().await.unwrap();
        opened.is_new
    }));
    let made = all.await.into_iter().filter(|is_new| *is_new).count();
    assert_eq!(made, 1);
    let mut conn = place.db.read().await.unwrap();
    assert_eq!(shops(&mut conn).await.unwrap().len(), 1);
}

/// A shop with two ways of freight and two to pay.
fn two_ways() -> Opening {
    let mut two = opening();
    let (mut home, _) = two.freight[0].clone();
    home.code = "hem".to_owned();
    home.position = 2;
    two.freight.push((home, true));
    two.shop.payment_methods = vec!["card".to_owned(), "swish".to_owned()];
    two
}

#[tokio::test]
async fn no_tier_loses_its_last_way_by_a_file() {
    let place = Place::bare().await;
    let shop = place.open(&two_ways()).await.shop_id;
    // Home is for one tier alone, and so is Swish.
    let mut tx = place.begin().await;
    let freight = freight_for_tiers(&mut tx, shop, "sv").await.unwrap();
    let home = freight.iter().find(|way| way.code == "hem").unwrap();
    let payments = payment_for_tiers(&mut tx, shop).await.unwrap();
    let swish = payments
        .iter()
        .find(|way| way.method.as_str() == "swish")
        .unwrap();
    let said = [
        (WayId::Freight(home.id), home.row_version),
        (WayId::Payment(swish.method), swish.row_version),
    ]
    .map(|(way, row_version)| WaySaid {
        way,
        tiers: vec!["pro".to_owned()],
        row_version,
    });
    limit_ways(&mut tx, shop, &said).await.unwrap();
    tx.commit().await.unwrap();

    let mut without_point = two_ways();
    without_point.freight[0].1 = false;
    let mut without_card = two_ways();
    without_card.shop.payment_methods = vec!["swish".to_owned()];
    for (file, need) in [
        (without_point, Need::Freight),
        (without_card, Need::Payment),
    ] {
        let mut tx = place.begin().await;
        match open(&mut tx, &file).await.unwrap_err() {
            OpenError::LeavesNone(of, tiers) => {
                assert_eq!(of, need);
                assert!(tiers.contains(&"consumer".to_owned()), "{tiers:?}");
                assert!(!tiers.contains(&"pro".to_owned()), "{tiers:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    // Nothing of it stayed, and what takes nobody's last way is as free as before.
    let again = place.open(&two_ways()).await;
    assert!(again.differences.is_empty(), "{:?}", again.differences);
    let mut without_home = two_ways();
    without_home.freight[1].1 = false;
    without_home.shop.payment_methods = vec!["card".to_owned()];
    place.open(&without_home).await;
    // A shop that sends nothing any more takes no single tier's way.
    let mut closed = without_home.clone();
    closed.freight[0].1 = false;
    place.open(&closed).await;
}
