//! Which VAT a sale bears, and that its reason stands on every line.

use commerce::cart::listing::CartHead;
use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::checkout::priced::{Asked, priced};
use commerce::checkout::quote::Quote;
use commerce::checkout::tax::treatment;
use commerce::company::purchase::Purchase;
use commerce::ids::{CartId, CompanyId, CustomerId, OrderId};
use commerce::order::Order;
use commerce::order::store::load;
use commerce::pricing::vat::{Category, Ground, Place};
use commerce::promotion::Buyer;
use commerce::vat_check::Outcome;
use commerce::vat_check::ask::{ask, needed};
use platform::db::Origin;
use testkit::register::Register;
use testkit::world::{World, contact};

/// A postcode in a country that is taxed as the country is.
pub fn postcode(country: &str) -> &'static str {
    match country {
        "SE" => "41301",
        "NO" => "0150",
        "DE" => "10115",
        _ => "00100",
    }
}

/// What a shopper sends who has seen the cart as it costs when sent to a country.
pub async fn confirmed(world: &World, cart: CartId, country: &str) -> (Confirmation, Quote) {
    confirmed_to(world, cart, country, postcode(country)).await
}

/// The same, when sent to a postcode.
pub async fn confirmed_to(
    world: &World,
    cart: CartId,
    country: &str,
    postcode: &str,
) -> (Confirmation, Quote) {
    let mut confirmation = world.confirmation(cart).await;
    confirmation.contact.delivery.country = country.to_owned();
    confirmation.contact.delivery.postcode = postcode.to_owned();
    let quote = seen(world, &confirmation).await;
    confirmation.confirmed_hash.clone_from(&quote.hash);
    (confirmation, quote)
}

/// What a purchase costs now.
pub async fn seen(world: &World, confirmation: &Confirmation) -> Quote {
    let mut conn = world.db.read().await.unwrap();
    let head = CartHead {
        id: confirmation.cart_id,
        shop_id: world.shop_id,
        currency: "SEK".to_owned(),
        pieces: 0,
    };
    let buyer = Buyer {
        email: Some(contact().email),
        ..confirmation.buyer()
    };
    let asked = Asked {
        head: &head,
        lists: &confirmation.lists,
        locale: "sv",
        place: Place::from(&confirmation.contact.delivery),
        buyer: &buyer,
        freight: Some("home"),
        now: world.clock.now(),
    };
    priced(&mut conn, &asked).await.unwrap().quote.unwrap()
}

pub async fn ordered(world: &World, confirmation: &Confirmation) -> Order {
    let mut tx = world.tx().await;
    let id: OrderId = match prepare(&mut tx, confirmation).await.unwrap() {
        Prepared::Waiting { order_id, .. } | Prepared::Placed { order_id } => order_id,
        Prepared::Superseded { .. } => panic!("one order"),
    };
    let order = load(&mut tx, id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    order
}

pub async fn delivers_to(world: &World, countries: &[&str]) {
    let mut tx = world.tx().await;
    sqlx::query("update freight_rates set countries = $1")
        .bind(countries)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Every line of every order has one reason, the country whose VAT it is, and an exemption exactly where it is free; and they add up.
pub async fn hold_together(world: &World) {
    let wrong: i64 = world
        .database
        .value(
            "select count(*) from order_lines l where vat_country is null
                or (vat_reason in ('AE', 'K', 'G', 'O')) <> (vat_exemption is not null)
                or (vat_reason = 'S') <> (vat_rate_bp > 0)
                or (vat_exemption is not null and vat_minor <> 0)",
        )
        .await;
    assert_eq!(wrong, 0);
    let unsummed: i64 = world
        .database
        .value(
            "select count(*) from orders o where
                total_minor <> (select sum(l.total_minor) from order_lines l where l.order_id = o.id)
                or vat_minor <> (select sum(l.vat_minor) from order_lines l where l.order_id = o.id)
                or total_minor <> (select sum(v.net_minor + v.vat_minor) from order_vat_totals v where v.order_id = o.id)",
        )
        .await;
    assert_eq!(unsummed, 0);
}

async fn check(world: &World, name: &str) -> String {
    let mut conn = world.db.read().await.unwrap();
    sqlx::query_scalar("select pg_get_constraintdef(oid) from pg_constraint where conname = $1")
        .bind(name)
        .fetch_one(&mut *conn)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_words_of_taxes_are_those_of_the_tables() {
    let world = World::create().await;
    let categories = check(&world, "order_lines_vat_reason_check").await;
    for one in Category::ALL {
        assert!(categories.contains(&format!("'{}'", one.as_str())));
    }
    assert_eq!(categories.matches("'::text").count(), Category::ALL.len());
    let grounds = check(&world, "orders_vat_ground_check").await;
    for one in Ground::ALL {
        assert!(grounds.contains(&format!("'{}'", one.as_str())));
    }
    assert_eq!(grounds.matches("'::text").count(), Ground::ALL.len());
}

#[tokio::test]
async fn at_home_every_line_says_whose_vat_it_bears() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let order = ordered(&world, &world.confirmation(cart).await).await;
    assert_eq!(order.vat_ground, Ground::Home);
    assert!(order.lines.iter().all(|line| line.vat_reason == "S"));
    assert_eq!((order.total_minor, order.vat_minor), (55_700, 11_140));
    hold_together(&world).await;
}

#[tokio::test]
async fn what_leaves_the_union_bears_no_vat_and_says_why_on_every_line() {
    let world = World::create().await;
    delivers_to(&world, &["SE", "NO"]).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (confirmation, seen) = confirmed(&world, cart, "NO").await;
    // 249 and 59 with 25 %: 199.20 each and 47.20 without.
    let totals = &seen.totals;
    assert_eq!(
        (totals.items_minor, totals.freight_minor, totals.vat_minor),
        (39_840, 4_720, 0)
    );
    // What was confirmed for a delivery at home does not hold for one abroad.
    let mut other = confirmation.clone();
    other.confirmed_hash = world.confirmation(cart).await.confirmed_hash;
    let mut tx = world.tx().await;
    let refused = prepare(&mut tx, &other).await.unwrap_err();
    assert!(matches!(refused, PrepareError::Changed { .. }));
    drop(tx);
    let order = ordered(&world, &confirmation).await;
    assert_eq!((order.total_minor, order.vat_minor), (44_560, 0));
    assert_eq!(order.vat_ground, Ground::Export);
    assert!(order.lines.iter().all(|line| line.vat_reason == "G"));
    let exemptions: String = world
        .database
        .value("select string_agg(distinct vat_exemption, ',') from order_lines")
        .await;
    assert_eq!(exemptions, "VATEX-EU-G");
    let why = order.goods().next().and_then(|line| line.why()).unwrap();
    assert_eq!((why.vat.reason.as_str(), why.vat.rate_bp), ("G", 0));
    hold_together(&world).await;
}

#[tokio::test]
async fn an_order_adds_up_as_its_buyer_saw_it() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let bowl = world.variant("BOWL", 9, 33_333).await;
    world
        .database
        .execute(
            "insert into tiers (code, name, position, shows_vat) values ('net', '{}', 9, false)",
        )
        .await;
    let cart = world.cart(&[(mug, 1), (bowl, 3)]).await;
    let mut confirmation = world.confirmation(cart).await;
    confirmation.tier_code = "net".to_owned();
    confirmation.confirmed_hash = seen(&world, &confirmation).await.hash;
    let order = ordered(&world, &confirmation).await;
    assert!(!order.shows_vat);
    assert_eq!(
        order.seen_items() + order.seen_discount() + order.seen_freight() + order.vat_minor,
        order.total_minor
    );
    let mugs = order.goods().find(|line| line.sku == "MUG").unwrap();
    assert_eq!(mugs.seen_total(false), 19_920);
    assert_eq!(mugs.seen_unit_price(false).rounded_minor(), 19_920);
    // What the tier sees later is not what was seen then.
    world
        .database
        .execute("update tiers set shows_vat = true where code = 'net'")
        .await;
    let mut conn = world.db.read().await.unwrap();
    assert!(!load(&mut conn, order.id).await.unwrap().unwrap().shows_vat);
}

/// A company in a country with a number, and one of its people.
pub async fn company(world: &World, country: &str, vat_number: &str) -> (CompanyId, CustomerId) {
    world.session("consumer").await;
    let customer: uuid::Uuid = world
        .database
        .value("select id from customers limit 1")
        .await;
    let (id, customer) = (CompanyId::generate(), CustomerId(customer));
    let mut tx = world.tx().await;
    let now = tx.now();
    sqlx::query(
        "insert into companies (id, number, name, country, org_number, vat_number, tier_code, credit_currency, invoice_email, created_at, updated_at)
         values ($1, 'FTG-1', 'Beispiel GmbH', $2, 'HRB1', $3, 'consumer', 'SEK', '', $4, $4)",
    )
    .bind(id.0)
    .bind(country)
    .bind(vat_number)
    .bind(now)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "insert into company_members (company_id, customer_id, role, created_at, updated_at) values ($1, $2, 'administrator', $3, $3)",
    )
    .bind(id.0)
    .bind(customer.0)
    .bind(now)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (id, customer)
}

async fn buying(world: &World, number: &str) -> (Confirmation, CompanyId) {
    delivers_to(world, &["SE", "DE"]).await;
    let (company, customer) = company(world, "DE", number).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let mut confirmation = world.confirmation(cart).await;
    confirmation.contact.delivery.country = "DE".to_owned();
    confirmation.customer_id = Some(customer);
    confirmation.company = Some(Purchase {
        company,
        reference: "Anna".to_owned(),
        marking: String::new(),
        cost_place: String::new(),
    });
    confirmation.confirmed_hash = seen(world, &confirmation).await.hash;
    (confirmation, company)
}

async fn asks(world: &World, register: &Register, company: CompanyId, country: &str) -> bool {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let question = needed(
        &mut conn,
        world.shop_id,
        company,
        Place::country(country),
        now,
    )
    .await
    .unwrap();
    drop(conn);
    let Some(question) = question else {
        return false;
    };
    ask(&world.db, register, &question, Origin::system("test"))
        .await
        .unwrap();
    true
}

#[tokio::test]
async fn a_company_abroad_whose_number_is_in_use_accounts_for_the_vat_itself() {
    let world = World::create().await;
    let register = Register::default();
    let (mut confirmation, company) = buying(&world, "DE136695976").await;
    // Nobody has asked: VAT is charged.
    let unproven = seen(&world, &confirmation).await;
    assert_eq!(unproven.totals.vat_minor, 11_140);
    register.says(Some(true));
    assert!(asks(&world, &register, company, "DE").await);
    assert_eq!(register.asked()[0].requester, "SE559000000001");
    // What was confirmed with VAT is not what holds now.
    let mut tx = world.tx().await;
    let refused = prepare(&mut tx, &confirmation).await.unwrap_err();
    assert!(matches!(refused, PrepareError::Changed { .. }));
    drop(tx);
    confirmation.confirmed_hash = seen(&world, &confirmation).await.hash;
    let order = ordered(&world, &confirmation).await;
    assert_eq!(order.vat_ground, Ground::IntraCommunity);
    assert_eq!((order.total_minor, order.vat_minor), (44_560, 0));
    assert_eq!(order.vat_number.as_deref(), Some("DE136695976"));
    assert!(order.lines.iter().all(|line| line.vat_reason == "K"));
    let evidence: String = world
        .database
        .value(
            "select c.vat_number || ' ' || c.outcome || ' ' || c.name || ' ' || c.consultation_number || ' ' || (c.raw ->> 'valid')
             from orders o join vat_checks c on c.id = o.vat_check_id",
        )
        .await;
    assert_eq!(evidence, "DE136695976 valid Beispiel GmbH WAPI1 true");
    hold_together(&world).await;
    // Delivered in Sweden it bears Swedish VAT, and nobody is asked.
    assert!(!asks(&world, &register, company, "SE").await);
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let at_home = treatment(
        &mut conn,
        world.shop_id,
        Place::country("SE"),
        Some(company),
        now,
    )
    .await;
    assert_eq!(at_home.unwrap().ground, Ground::Home);
}

#[tokio::test]
async fn an_answer_is_used_again_for_as_long_as_is_laid_down_and_silence_for_minutes() {
    let world = World::create().await;
    let register = Register::default();
    let (confirmation, company) = buying(&world, "DE136695976").await;
    assert!(asks(&world, &register, company, "DE").await);
    let silent = ordered_ground(&world, &confirmation).await;
    assert_eq!(silent, Ground::Unanswered);
    assert!(!asks(&world, &register, company, "DE").await, "just asked");
    world.clock.advance(jiff::SignedDuration::from_mins(6));
    register.says(Some(true));
    assert!(asks(&world, &register, company, "DE").await);
    world.clock.advance(jiff::SignedDuration::from_hours(23));
    assert!(!asks(&world, &register, company, "DE").await, "young");
    assert_eq!(
        ordered_ground(&world, &confirmation).await,
        Ground::IntraCommunity
    );
    world.clock.advance(jiff::SignedDuration::from_hours(2));
    register.says(None);
    assert!(asks(&world, &register, company, "DE").await);
    assert_eq!(
        ordered_ground(&world, &confirmation).await,
        Ground::Unanswered
    );
    // Where the merchant trusts an earlier answer, it stands in.
    world
        .database
        .execute("insert into settings (shop_id, key, value, updated_at, updated_by) select id, 'vat.trusts_earlier', 'true', now(), 'test' from shops")
        .await;
    assert_eq!(
        ordered_ground(&world, &confirmation).await,
        Ground::IntraCommunity
    );
    world.clock.advance(jiff::SignedDuration::from_mins(6));
    register.says(Some(false));
    assert!(asks(&world, &register, company, "DE").await);
    assert_eq!(
        ordered_ground(&world, &confirmation).await,
        Ground::BelowThreshold
    );
    let outcomes: String = world
        .database
        .value("select string_agg(outcome, ' ' order by asked_at) from vat_checks")
        .await;
    assert_eq!(outcomes, "unanswered valid unanswered invalid");
}

pub async fn ordered_ground(world: &World, confirmation: &Confirmation) -> Ground {
    let mut conn = world.db.read().await.unwrap();
    let company = confirmation.company.as_ref().map(|bought| bought.company);
    let place = Place::from(&confirmation.contact.delivery);
    let now = world.clock.now();
    let found = treatment(&mut conn, world.shop_id, place, company, now).await;
    found.unwrap().ground
}

#[tokio::test]
async fn what_registers_said_is_evidence_and_its_words_are_the_tables() {
    let world = World::create().await;
    let outcomes = check(&world, "vat_checks_outcome_check").await;
    for one in Outcome::ALL {
        assert!(outcomes.contains(&format!("'{}'", one.as_str())));
    }
    assert_eq!(outcomes.matches("'::text").count(), Outcome::ALL.len());
    let register = Register::default();
    let (_, company) = buying(&world, "DE136695976").await;
    asks(&world, &register, company, "DE").await;
    let mut tx = world.tx().await;
    assert!(
        sqlx::query("update vat_checks set outcome = 'valid'")
            .execute(&mut *tx)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_company_of_ones_own_country_pays_its_vat_wherever_the_goods_go() {
    let world = World::create().await;
    let register = Register::default();
    let (confirmation, company) = buying(&world, "SE556016068001").await;
    assert!(!asks(&world, &register, company, "DE").await);
    assert_eq!(
        ordered_ground(&world, &confirmation).await,
        Ground::Domestic
    );
    assert_eq!(ordered(&world, &confirmation).await.vat_minor, 11_140);
    hold_together(&world).await;
}
