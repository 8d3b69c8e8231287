//! Tiers, applications and companies: what the database holds to, and what happens at once.

use commerce::approval::RequestState;
use commerce::catalogue::Label;
use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::company::decide::{Approval, DecideError, approve};
use commerce::company::purchase::Purchase;
use commerce::company::{ApplicationState, CompanyState, MemberRole};
use commerce::ids::{CompanyId, CustomerId, TierApplicationId};
use commerce::order::invoice::close::{CloseError, cancel, mark_paid};
use commerce::order::invoice::{InvoiceState, company_of_order, of_order};
use commerce::payment::PaymentMethod;
use commerce::tier::{
    RESERVED_CODES, SaveTierError, SupportLevel, TierDraft, TierFunction, create, save, tier, tiers,
};
use testkit::World;

async fn check(world: &World, name: &str) -> String {
    sqlx::query_scalar("select pg_get_constraintdef(oid) from pg_constraint where conname = $1")
        .bind(name)
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn words_are_named_as_in_the_tables_checks() {
    let world = World::create().await;
    let pairs: [(&str, Vec<&str>); 7] = [
        (
            "purchase_requests_state_check",
            RequestState::ALL.map(RequestState::as_str).to_vec(),
        ),
        (
            "order_invoices_state_check",
            InvoiceState::ALL.map(InvoiceState::as_str).to_vec(),
        ),
        (
            "companies_state_check",
            CompanyState::ALL.map(CompanyState::as_str).to_vec(),
        ),
        (
            "company_members_role_check",
            MemberRole::ALL.map(MemberRole::as_str).to_vec(),
        ),
        (
            "company_invitations_role_check",
            MemberRole::ALL.map(MemberRole::as_str).to_vec(),
        ),
        (
            "tier_applications_state_check",
            ApplicationState::ALL.map(ApplicationState::as_str).to_vec(),
        ),
        (
            "tiers_support_level_check",
            SupportLevel::ALL.map(SupportLevel::as_str).to_vec(),
        ),
    ];
    for (name, words) in pairs {
        let text = check(&world, name).await;
        assert_eq!(text.matches("'::text").count(), words.len(), "{text}");
        for word in words {
            assert!(text.contains(&format!("'{word}'")), "{name}: {word}");
        }
    }
    // This one also knows words of what is to come.
    let functions = check(&world, "tiers_functions_check").await;
    for function in TierFunction::ALL {
        let word = format!("'{}'", function.as_str());
        assert!(functions.contains(&word), "{word}");
    }
}

#[tokio::test]
async fn the_four_tiers_are_there_and_the_system_owner_is_none() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    let known: Vec<String> = tiers(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|t| t.code)
        .collect();
    assert_eq!(known, ["consumer", "user", "pro", "premium"]);
    let pro = tier(&mut tx, "pro").await.unwrap().unwrap();
    assert!(!pro.shows_vat && pro.can_be_applied_for && pro.has(TierFunction::Invoice));
    let mut draft = TierDraft::from(&pro);
    draft.name = Label::new("Storkund", "Key account");
    for code in RESERVED_CODES {
        assert!(matches!(
            create(&mut tx, code, &draft).await,
            Err(SaveTierError::CodeReserved)
        ));
    }
    assert!(matches!(
        create(&mut tx, "Stor kund", &draft).await,
        Err(SaveTierError::CodeMalformed)
    ));
    create(&mut tx, "key_account", &draft).await.unwrap();
    draft.payment_days = 45;
    save(&mut tx, "key_account", &draft, 1).await.unwrap();
    assert!(
        matches!(
            save(&mut tx, "key_account", &draft, 1).await,
            Err(SaveTierError::ChangedMeanwhile)
        ),
        "read before it was changed"
    );
    let now = tier(&mut tx, "key_account").await.unwrap().unwrap();
    assert_eq!((now.payment_days, now.row_version), (45, 2));
    draft.credit_limit_minor = Some(-1);
    assert!(matches!(
        save(&mut tx, "key_account", &draft, 2).await,
        Err(SaveTierError::OutOfRange)
    ));
}

/// A customer, and an application of theirs for a number.
pub async fn application(
    world: &World,
    mark: &str,
    org_number: &str,
) -> (CustomerId, TierApplicationId) {
    let (customer, id) = (CustomerId::generate(), TierApplicationId::generate());
    sqlx::query(
        "insert into customers (id, number, email, name, locale, created_at, updated_at)
         values ($1, 'KND-' || $2, $2 || '@exempel.se', $2, 'sv', now(), now())",
    )
    .bind(customer.0)
    .bind(mark)
    .execute(&world.database.pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, locale, created_at, updated_at)
         values ($1, $2, 'pro', 'Studio Furu AB', 'SE', $3, 'f@furu.example', 'sv', now(), now())",
    )
    .bind(id.0)
    .bind(customer.0)
    .bind(org_number)
    .execute(&world.database.pool)
    .await
    .unwrap();
    (customer, id)
}

fn approval(id: TierApplicationId) -> Approval {
    Approval {
        id,
        row_version: 1,
        tier_code: "pro".to_owned(),
        credit_limit_minor: None,
        join_as: None,
    }
}

#[tokio::test]
async fn one_application_becomes_one_company_however_often_and_at_once() {
    let world = World::create().await;
    let (_, id) = application(&world, "a", "5560160680").await;
    let tries = (0..8).map(|_| async {
        let mut tx = world.tx().await;
        match approve(&mut tx, &approval(id)).await {
            Ok(_) => {
                tx.commit().await.unwrap();
                true
            }
            Err(DecideError::ChangedMeanwhile) => false,
            Err(error) => panic!("{error}"),
        }
    });
    let won = at_once(tries).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
    let counts = "select count(*) from company_members m join companies c on c.id = m.company_id where m.role = 'administrator'";
    assert_eq!(world.database.value::<i64>(counts).await, 1);
    // Somebody else who names the same number is let in by staff's own choice, or not at all.
    let (_, stranger) = application(&world, "b", "5560160680").await;
    let mut tx = world.tx().await;
    assert!(matches!(
        approve(&mut tx, &approval(stranger)).await,
        Err(DecideError::CompanyExists)
    ));
    drop(tx);
    let mut tx = world.tx().await;
    let let_in = Approval {
        join_as: Some(MemberRole::Buyer),
        ..approval(stranger)
    };
    approve(&mut tx, &let_in).await.unwrap();
    tx.commit().await.unwrap();
    let roles: Vec<String> = sqlx::query_scalar("select role from company_members order by role")
        .fetch_all(&world.database.pool)
        .await
        .unwrap();
    assert_eq!(roles, ["administrator", "buyer"]);
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from companies")
            .await,
        1
    );
}

/// Runs them all at once.
pub async fn at_once<T, F: Future<Output = T>>(tries: impl Iterator<Item = F>) -> Vec<T> {
    let mut waiting: Vec<_> = tries.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(move |context| {
        waiting.retain_mut(|each| match each.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() {
            std::task::Poll::Ready(std::mem::take(&mut done))
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

/// A company with its one administrator, who may buy for it on invoice up to a limit.
pub async fn company(world: &World, org_number: &str, limit_minor: i64) -> (CompanyId, CustomerId) {
    let (customer, id) = application(world, &format!("a{org_number}"), org_number).await;
    let mut tx = world.tx().await;
    let with_limit = Approval {
        credit_limit_minor: Some(limit_minor),
        ..approval(id)
    };
    let company = approve(&mut tx, &with_limit).await.unwrap();
    tx.commit().await.unwrap();
    (company, customer)
}

/// What the company's person sends who has seen the cart, to be paid by invoice.
pub async fn on_invoice(
    world: &World,
    cart: commerce::ids::CartId,
    (company, customer): (CompanyId, CustomerId),
) -> Confirmation {
    let mut confirmation = world.confirmation(cart).await;
    confirmation.customer_id = Some(customer);
    confirmation.tier_code = "pro".to_owned();
    confirmation.method = PaymentMethod::Invoice;
    confirmation.company = Some(Purchase {
        company,
        reference: "Anna".to_owned(),
        marking: "Port B".to_owned(),
        cost_place: "4100".to_owned(),
    });
    confirmation
}

async fn used(world: &World, company: CompanyId) -> i64 {
    sqlx::query_scalar("select credit_used_minor from companies where id = $1")
        .bind(company.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn fifty_orders_at_once_never_pass_the_credit_limit() {
    let world = World::create().await;
    let mug = world.variant("MUG", 1_000, 10_000).await;
    // One mug with freight is 159 kronor: seven of them fit, an eighth does not.
    let (company, customer) = company(&world, "5560160680", 7 * 15_900 + 15_899).await;
    let mut carts = Vec::new();
    for _ in 0..50 {
        let cart = world.cart(&[(mug, 1)]).await;
        carts.push(on_invoice(&world, cart, (company, customer)).await);
    }
    let world = &world;
    let tries = carts.iter().map(|confirmation| async move {
        let mut tx = world.tx().await;
        match prepare(&mut tx, confirmation).await {
            Ok(Prepared::Placed { .. }) => {
                tx.commit().await.unwrap();
                true
            }
            Err(PrepareError::NoCredit) => false,
            other => panic!("{other:?}"),
        }
    });
    // As many at a time as the pool has connections.
    let mut won = 0;
    let mut waiting: Vec<_> = tries.collect();
    while !waiting.is_empty() {
        let now: Vec<_> = waiting.split_off(waiting.len().saturating_sub(10));
        won += at_once(now.into_iter())
            .await
            .into_iter()
            .filter(|won| *won)
            .count();
    }
    assert_eq!(won, 7);
    assert_eq!(used(world, company).await, 7 * 15_900);
    let open = "select sum(amount_minor)::bigint from order_invoices where state = 'open'";
    assert_eq!(world.database.value::<i64>(open).await, 7 * 15_900);
    // What was refused holds no goods.
    let promised = "select sum(reserved * 1000 + allocated)::bigint from stock_levels";
    assert_eq!(world.database.value::<i64>(promised).await, 7);
}

#[tokio::test]
async fn an_order_on_invoice_is_binding_at_once_and_its_credit_comes_back() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let mut orders = Vec::new();
    for _ in 0..2 {
        let cart = world.cart(&[(mug, 1)]).await;
        let confirmation = on_invoice(&world, cart, firm).await;
        let mut tx = world.tx().await;
        let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
            panic!("an invoice needs no vendor");
        };
        tx.commit().await.unwrap();
        // Sent twice it is the same order, and taken once.
        let mut tx = world.tx().await;
        let again = prepare(&mut tx, &confirmation).await;
        assert!(
            matches!(
                again,
                Ok(Prepared::Placed { .. }) | Err(PrepareError::NoCart)
            ),
            "{again:?}"
        );
        drop(tx);
        orders.push(order_id);
    }
    assert_eq!(used(&world, firm.0).await, 2 * 15_900);
    let mut tx = world.tx().await;
    let owed = of_order(&mut tx, orders[0]).await.unwrap().unwrap();
    // Thirty days from the Monday of the tests.
    assert_eq!(
        (owed.due_on.to_string().as_str(), owed.amount_minor),
        ("2026-12-23", 15_900)
    );
    let carried = company_of_order(&mut tx, orders[0]).await.unwrap().unwrap();
    assert_eq!(
        (carried.reference.as_str(), carried.cost_place.as_str()),
        ("Anna", "4100")
    );
    mark_paid(&mut tx, orders[0]).await.unwrap();
    assert!(matches!(
        mark_paid(&mut tx, orders[0]).await,
        Err(CloseError::NotOpen)
    ));
    assert!(matches!(
        cancel(&mut tx, orders[0]).await,
        Err(CloseError::NotOpen)
    ));
    cancel(&mut tx, orders[1]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 0);
    let states: Vec<String> =
        sqlx::query_scalar("select state || ' ' || payment_status from orders order by state")
            .fetch_all(&world.database.pool)
            .await
            .unwrap();
    assert_eq!(states, ["cancelled void", "placed paid"]);
    let promised = "select allocated from stock_levels";
    assert_eq!(
        world.database.value::<i64>(promised).await,
        1,
        "the goods of the one that was called off are free"
    );
}

#[tokio::test]
async fn a_company_must_allow_what_its_people_order() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let (company, customer) = company(&world, "5560160680", 100_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let whole = on_invoice(&world, cart, (company, customer)).await;
    let refused = async |confirmation: Confirmation| {
        let mut tx = world.tx().await;
        prepare(&mut tx, &confirmation).await.unwrap_err()
    };
    // A consumer owes nobody.
    let mut own = whole.clone();
    own.company = None;
    assert!(matches!(refused(own).await, PrepareError::NoCredit));
    // Somebody else does not buy for it.
    let other = "insert into customers (id, number, email, name, locale, created_at, updated_at)
                 values (gen_random_uuid(), 'KND-9', 'annan@exempel.se', 'Annan', 'sv', now(), now())";
    world.database.execute(other).await;
    let other = "select id from customers where number = 'KND-9'";
    let mut strange = whole.clone();
    strange.customer_id = Some(CustomerId(world.database.value(other).await));
    assert!(matches!(
        refused(strange).await,
        PrepareError::NotForCompany
    ));
    let run = async |sql: &'static str| world.database.execute(sql).await;
    run("update companies set requires_reference = true").await;
    let mut silent = whole.clone();
    if let Some(purchase) = &mut silent.company {
        purchase.reference.clear();
    }
    assert!(matches!(refused(silent).await, PrepareError::NoReference));
    // 80 kronor without VAT, as the tier sees it.
    run("update tiers set minimum_order_minor = 8001 where code = 'pro'").await;
    assert!(matches!(
        refused(whole.clone()).await,
        PrepareError::BelowMinimum { .. }
    ));
    run("update tiers set minimum_order_minor = 8000 where code = 'pro'").await;
    run("update companies set may_invoice = false").await;
    assert!(matches!(
        refused(whole.clone()).await,
        PrepareError::NoCredit
    ));
    run("update companies set may_invoice = null, credit_limit_minor = 15899").await;
    assert!(matches!(
        refused(whole.clone()).await,
        PrepareError::NoCredit
    ));
    run("update companies set credit_limit_minor = 15900").await;
    let mut tx = world.tx().await;
    assert!(prepare(&mut tx, &whole).await.is_ok());
}
