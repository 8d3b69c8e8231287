//! A product's stock where the shop keeps goods in more than one place.

use crate::client::{Browser, World};
use crate::prices::{furnished, plain};

const MUG: &str = "/produkter/018f0000-0000-7000-8000-0000000000aa";

/// What stands in the rows of places, cell by cell.
async fn rows(browser: &mut Browser) -> Vec<[String; 6]> {
    let page = browser.get(MUG).await;
    let count = page.count_of("#platser tbody tr");
    let cell = |row: usize, cell: usize| {
        plain(
            &page,
            &format!("#platser tbody tr:nth-child({row}) > :nth-child({cell})"),
        )
    };
    (1..=count)
        .map(|row| std::array::from_fn(|at| cell(row, at + 1)))
        .collect()
}

/// A place with so much of the mug: in the house, held, promised.
async fn keep(world: &World, code: &str, (position, is_open): (i32, bool), stock: [i64; 3]) {
    let [on_hand, reserved, allocated] = stock;
    let sql = format!(
        "with place as (insert into locations (id, code, name, position, is_active)
                        values (gen_random_uuid(), '{code}', initcap('{code}'), {position}, {is_open}) returning id)
         insert into stock_levels (variant_id, location_id, on_hand, reserved, allocated, updated_at)
         select '018f0000-0000-7000-8000-0000000000ab', id, {on_hand}, {reserved}, {allocated}, now() from place"
    );
    world.database.execute(sql.leak()).await;
}

#[tokio::test]
async fn each_place_is_told_of_where_there_are_several() {
    let (world, mut browser) = furnished().await;
    keep(&world, "lagret", (1, true), [12, 2, 3]).await;
    // One place: its figures stand with the variant.
    assert!(rows(&mut browser).await.is_empty());

    keep(&world, "butiken", (2, true), [1, 0, 1]).await;
    // Nothing is sold from the attic, and nothing is left in the cellar.
    keep(&world, "vinden", (3, false), [40, 0, 0]).await;
    keep(&world, "källaren", (4, false), [0, 0, 0]).await;
    assert_eq!(
        rows(&mut browser).await,
        [
            ["MUG", "Lagret", "12", "2", "3", "7"],
            ["MUG", "Butiken", "1", "0", "1", "0"],
            ["MUG", "VindenStängd, räknas inte med", "40", "0", "0", "40"],
        ]
    );
    // What the variant itself says is of the open places together: in the house, promised, free.
    let page = browser.get(MUG).await;
    for (cell, figure) in [(5, "13"), (6, "6"), (7, "7")] {
        let selector = format!("main tbody tr:nth-child(1) > :nth-child({cell})");
        assert_eq!(plain(&page, &selector), figure);
    }
}
