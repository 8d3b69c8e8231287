//! How the prices of a list are changed: from a moment, from a file, and never what has been.

use commerce::pricing::list::{
    Audience as For, EndPriceError, ListDraft, PriceFile, SaveListError, apply_file, end_price,
    listing, save_list,
};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{Audience, NewPrice, SetPrices};
use jiff::SignedDuration;
use platform::db::keyset::PageOf;
use platform::money::UnitPrice;
use testkit::World;

use crate::price_lists::{context, costs, draft, hours, make, price};

#[tokio::test]
async fn what_has_been_in_force_stays_as_it_was() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let past = Period {
        from: Some(hours(&world, -1)),
        to: None,
    };
    let refused = make(&world, &draft("x", For::Campaign(vec![]), true, past)).await;
    assert!(matches!(refused, Err(SaveListError::HasBeen("valid_from"))));

    let refused = make(
        &world,
        &draft("base", For::Tier("pro".into()), true, Period::default()),
    )
    .await;
    assert!(matches!(refused, Err(SaveListError::CodeTaken)));
    let refused = make(
        &world,
        &draft("x", For::Tier("nobody".into()), true, Period::default()),
    )
    .await;
    assert!(matches!(refused, Err(SaveListError::UnknownAudience)));
    let backwards = Period {
        from: Some(hours(&world, 2)),
        to: Some(hours(&world, 1)),
    };
    let refused = make(&world, &draft("x", For::Campaign(vec![]), true, backwards)).await;
    assert!(matches!(refused, Err(SaveListError::Backwards)));

    let period = Period {
        from: Some(hours(&world, 1)),
        to: Some(hours(&world, 10)),
    };
    let wished = draft("sale", For::Campaign(vec![]), true, period);
    let sale = make(&world, &wished).await.unwrap();
    price(&world, sale, mug, 1, 20_000).await;
    world.clock.advance(SignedDuration::from_hours(2));
    let change = async |version: i32, draft: ListDraft| {
        let mut tx = world.tx().await;
        let done = save_list(&mut tx, world.shop_id, Some((sale, version)), &draft).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done.map(|_| ())
    };
    let with = |period: Period| ListDraft {
        period,
        ..wished.clone()
    };
    let later = Period {
        from: Some(hours(&world, 1)),
        ..period
    };
    assert!(matches!(
        change(1, with(later)).await,
        Err(SaveListError::HasBeen("valid_from"))
    ));
    let others = ListDraft {
        audience: For::Campaign(vec!["pro".into()]),
        ..wished.clone()
    };
    assert!(matches!(
        change(1, others).await,
        Err(SaveListError::HasBeen("audience"))
    ));
    let net = ListDraft {
        includes_vat: false,
        ..wished.clone()
    };
    assert!(matches!(
        change(1, net).await,
        Err(SaveListError::HasBeen("currency"))
    ));
    let gone = Period {
        to: Some(world.clock.now().minus(SignedDuration::from_mins(30))),
        ..period
    };
    assert!(matches!(
        change(1, with(gone)).await,
        Err(SaveListError::HasBeen("valid_to"))
    ));
    let sooner = Period {
        to: Some(hours(&world, 1)),
        ..period
    };
    assert!(change(1, with(sooner)).await.is_ok());
    assert!(matches!(
        change(1, with(sooner)).await,
        Err(SaveListError::ChangedMeanwhile)
    ));
    world.clock.advance(SignedDuration::from_hours(2));
    assert!(matches!(
        change(2, with(period)).await,
        Err(SaveListError::HasBeen("valid_to"))
    ));
}

#[tokio::test]
async fn a_price_ends_and_the_next_list_is_asked() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let pro = make(
        &world,
        &draft("pro", For::Tier("pro".into()), false, Period::default()),
    )
    .await
    .unwrap();
    price(&world, pro, mug, 1, 18_000).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let id = async || {
        let mut conn = world.db.read().await.unwrap();
        let page = listing::prices(
            &mut conn,
            pro,
            &listing::PriceFilter::default(),
            "sv",
            PageOf::first(9),
        )
        .await
        .unwrap();
        page.rows[0].id
    };
    let held = id().await;
    let end = async |list, at| {
        let mut tx = world.tx().await;
        let done = end_price(&mut tx, list, held, at).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    assert!(matches!(
        end(world.list, None).await,
        Err(EndPriceError::Unknown)
    ));
    assert!(matches!(
        end(pro, Some(hours(&world, -1))).await,
        Err(EndPriceError::NotThen)
    ));
    let seen = context(&world, Audience::Tier("pro")).await;
    assert_eq!(costs(&world, &seen, mug, 1).await, 18_000);
    end(pro, None).await.unwrap();
    assert_eq!(costs(&world, &seen, mug, 1).await, 25_000);
    world.clock.advance(SignedDuration::from_hours(1));
    assert!(matches!(end(pro, None).await, Err(EndPriceError::NotThen)));
}

#[tokio::test]
async fn a_file_sets_prices_tells_each_row_and_changes_nothing_twice() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let pro = make(
        &world,
        &draft("pro", For::Tier("pro".into()), false, Period::default()),
    )
    .await
    .unwrap();
    let file = PriceFile::read(b"sku;price;min_quantity;valid_from\nMUG;180,50;;\nMUG;0,0412;1000;\nMUG;150;;2027-01-01\nNONE;1;;\nMUG;1;;2020-01-01\n").unwrap();
    let apply = async |keep: bool| {
        let mut tx = world.tx().await;
        let report = apply_file(&mut tx, pro, &file).await.unwrap();
        if keep {
            tx.commit().await.unwrap();
        }
        report
    };
    let tried = apply(false).await;
    let seen = context(&world, Audience::Tier("pro")).await;
    assert_eq!(costs(&world, &seen, mug, 1).await, 25_000);
    let done = apply(true).await;
    assert_eq!(tried, done);
    assert_eq!((done.rows, done.changed, done.unchanged), (5, 3, 0));
    let told: Vec<(u64, &str)> = done
        .problems
        .iter()
        .map(|p| (p.line, p.column.as_str()))
        .collect();
    assert_eq!(told, [(5, "sku"), (6, "valid_from")]);
    assert_eq!(costs(&world, &seen, mug, 1).await, 18_050);
    assert_eq!(costs(&world, &seen, mug, 1_000).await, 4);
    world.clock.advance(SignedDuration::from_hours(1));
    let again = apply(true).await;
    assert_eq!((again.changed, again.unchanged), (0, 3));
}

#[tokio::test]
async fn a_planned_price_that_is_taken_away_leaves_the_one_before_it_as_it_was() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let mut tx = world.tx().await;
    let prices = [NewPrice {
        variant_id: mug,
        min_quantity: 1,
        unit_price: UnitPrice(300_000_000),
    }];
    let change = SetPrices {
        list: world.list,
        from: Some(hours(&world, 24)),
        prices: &prices,
    };
    set_prices(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
    let planned: uuid::Uuid = world
        .database
        .value("select id from prices order by valid_from desc limit 1")
        .await;
    let mut tx = world.tx().await;
    end_price(&mut tx, world.list, planned, None).await.unwrap();
    tx.commit().await.unwrap();
    world.clock.advance(SignedDuration::from_hours(48));
    let seen = context(&world, Audience::Tier("consumer")).await;
    assert_eq!(costs(&world, &seen, mug, 1).await, 25_000);
    let open: i64 = world
        .database
        .value("select count(*) from prices where valid_to is null")
        .await;
    assert_eq!(open, 1);
}

#[tokio::test]
async fn which_list_decides_cannot_be_turned_round_afterwards() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let wished = draft("pro", For::Tier("pro".into()), false, Period::default());
    let pro = make(&world, &wished).await.unwrap();
    let turn = async |version: i32, priority: i32| {
        let mut tx = world.tx().await;
        let draft = ListDraft {
            priority,
            ..wished.clone()
        };
        let done = save_list(&mut tx, world.shop_id, Some((pro, version)), &draft).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done.map(|_| ())
    };
    turn(1, 50).await.unwrap();
    price(&world, pro, mug, 1, 18_000).await;
    assert!(matches!(
        turn(2, 60).await,
        Err(SaveListError::HasBeen("priority"))
    ));
    turn(2, 50).await.unwrap();
}

#[tokio::test]
async fn rows_that_mean_the_same_moment_and_strange_numbers_are_told() {
    let world = World::create().await;
    world.variant("MUG", 100, 25_000).await;
    let today = world.clock.now().business_time().date();
    let text =
        format!("sku;price;min_quantity;valid_from\nMUG;180;;\nMUG;190;;{today}\nM\u{1}UG;1;;\n");
    let file = PriceFile::read(text.as_bytes()).unwrap();
    let mut tx = world.tx().await;
    let report = apply_file(&mut tx, world.list, &file).await.unwrap();
    let told: Vec<u64> = report.problems.iter().map(|p| p.line).collect();
    assert_eq!((told, report.changed), (vec![3, 4], 1));
}
