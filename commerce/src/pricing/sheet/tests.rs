use proptest::prelude::*;

use super::*;

/// Days from 14 July 2026 on; those within three months of it are all of 24 hours.
pub(crate) fn day(day: i64) -> Timestamp {
    Timestamp::from_microsecond(1_784_000_000_000_000 + day * 86_400_000_000).unwrap()
}

pub(crate) fn list(kind: ListKind, includes_vat: bool) -> ListFacts {
    ListFacts {
        id: PriceListId::generate(),
        name: kind.as_str().to_owned(),
        kind,
        tier: None,
        includes_vat,
        period: Period::default(),
    }
}

pub(crate) fn price(min_quantity: i32, kronor: i64, from: i64, to: Option<i64>) -> PricePeriod {
    PricePeriod {
        min_quantity,
        unit_price: UnitPrice(kronor * 1_000_000),
        period: Period {
            from: Some(day(from)),
            to: to.map(day),
        },
    }
}

pub(crate) fn sheet(lists: Vec<(ListFacts, Vec<PricePeriod>)>) -> Sheet {
    Sheet {
        variant_id: VariantId::generate(),
        product_id: ProductId::generate(),
        min_quantity: 1,
        content: None,
        vat_class: "standard".to_owned(),
        is_perishable: false,
        is_hidden: false,
        sale: None,
        lists: lists
            .into_iter()
            .map(|(list, prices)| ListPrices {
                list,
                asked: Period::default(),
                prices,
            })
            .collect(),
    }
}

fn kronor(sheet: &Sheet, quantity: i32, at: i64) -> Option<i64> {
    let chosen = sheet.at(quantity, day(at), 2_500)?;
    Some(chosen.price.unit_price.0 / 1_000_000)
}

#[test]
fn the_first_list_with_a_price_for_the_quantity_decides() {
    let sheet = sheet(vec![
        (list(ListKind::Company, false), vec![price(10, 50, 0, None)]),
        (list(ListKind::Tier, false), vec![price(1, 80, 0, Some(5))]),
        (
            list(ListKind::Tier, true),
            vec![price(1, 125, 0, None), price(10, 110, 0, None)],
        ),
    ]);
    assert_eq!(kronor(&sheet, 1, 0), Some(80));
    assert_eq!(kronor(&sheet, 10, 0), Some(50));
    assert_eq!(kronor(&sheet, 9, 5), Some(125));
    assert_eq!(kronor(&sheet, 1, -1), None);
}

#[test]
fn a_campaign_only_lowers_and_vat_is_weighed_in() {
    let with = |campaign_kronor| {
        sheet(vec![
            (
                list(ListKind::Campaign, true),
                vec![price(1, campaign_kronor, 0, None)],
            ),
            (list(ListKind::Tier, false), vec![price(1, 80, 0, None)]),
        ])
    };
    // 80 without VAT is 100 with it.
    assert_eq!(kronor(&with(99), 1, 0), Some(99));
    assert_eq!(kronor(&with(100), 1, 0), Some(80));
    assert_eq!(kronor(&with(101), 1, 0), Some(80));
    let reduced = with(99);
    let chosen = reduced.at(1, day(0), 2_500).unwrap();
    assert_eq!(chosen.ordinary.unwrap().1.unit_price, UnitPrice(80_000_000));
}

#[test]
fn a_list_holds_only_in_its_period() {
    let mut campaign = list(ListKind::Campaign, true);
    campaign.period = Period {
        from: Some(day(3)),
        to: Some(day(6)),
    };
    let sheet = sheet(vec![
        (campaign, vec![price(1, 70, 0, None)]),
        (list(ListKind::Tier, true), vec![price(1, 100, 0, None)]),
    ]);
    assert_eq!(
        [2, 3, 5, 6].map(|at| kronor(&sheet, 1, at)),
        [Some(100), Some(70), Some(70), Some(100)]
    );
}

#[test]
fn each_moment_is_judged_by_the_order_that_it_had() {
    let (own, pro) = (list(ListKind::Tier, false), list(ListKind::Tier, false));
    let mut sheet = sheet(vec![
        (own.clone(), vec![price(1, 80, 0, None)]),
        (
            pro.clone(),
            vec![price(1, 70, 0, None), price(10, 60, 0, None)],
        ),
        (pro, vec![price(1, 70, 0, None), price(10, 60, 0, None)]),
        (own, vec![price(1, 80, 0, None)]),
        (list(ListKind::Tier, true), vec![price(1, 125, 0, None)]),
    ]);
    let (before, since) = (
        Period {
            from: None,
            to: Some(day(5)),
        },
        Period {
            from: Some(day(5)),
            to: None,
        },
    );
    for (place, asked) in [since, since, before, before].into_iter().enumerate() {
        sheet.lists[place].asked = asked;
    }
    assert_eq!([4, 5].map(|at| kronor(&sheet, 1, at)), [Some(70), Some(80)]);
    assert_eq!(
        [4, 5].map(|at| kronor(&sheet, 10, at)),
        [Some(60), Some(80)]
    );
}

#[test]
fn breaks_are_told_where_the_price_changes() {
    let mut sheet = sheet(vec![
        (list(ListKind::Campaign, true), vec![price(1, 95, 0, None)]),
        (
            list(ListKind::Tier, true),
            vec![
                price(1, 100, 0, None),
                price(5, 95, 0, None),
                price(10, 90, 0, None),
                price(50, 80, 9, None),
            ],
        ),
    ]);
    let told = |sheet: &Sheet| -> Vec<(i32, i64)> {
        let breaks = sheet.breaks(day(0), 2_500);
        breaks
            .iter()
            .map(|b| (b.min_quantity, b.unit_price.0 / 1_000_000))
            .collect()
    };
    assert_eq!(told(&sheet), [(1, 95), (10, 90)]);
    sheet.min_quantity = 12;
    assert_eq!(told(&sheet), [(12, 90)]);
}

#[test]
fn an_offer_decides_alone_and_no_campaign_lowers_it() {
    let mut of = sheet(vec![
        (list(ListKind::Campaign, true), vec![price(1, 10, 0, None)]),
        (list(ListKind::Company, false), vec![price(1, 70, 0, None)]),
        (list(ListKind::Tier, true), vec![price(1, 100, 0, None)]),
    ]);
    of.min_quantity = 12;
    let offered = of.with_offer("O-1001", 5, UnitPrice(90_000_000));
    let chosen = offered.at(5, day(1), 2_500).unwrap();
    assert_eq!(chosen.list.name, "O-1001");
    assert_eq!(
        kronor(&offered, 5, 1),
        Some(90),
        "dearer than the lists, too"
    );
    assert!(chosen.ordinary.is_none());
}

#[test]
fn the_shoppers_own_sum_holds_also_where_the_first_list_begins_later() {
    let mut of = sheet(vec![
        (list(ListKind::Tier, false), vec![price(1, 80, 5, None)]),
        (list(ListKind::Tier, true), vec![price(1, 100, 0, None)]),
    ]);
    of.lists[0].list.period.from = Some(day(5));
    of.lists[0].asked.from = Some(day(5));
    assert_eq!(kronor(&of, 1, 1), Some(100));
    let own = of.with_amount(UnitPrice(350_000_000));
    assert_eq!(kronor(&own, 1, 1), Some(350));
}

#[test]
fn what_is_hidden_has_no_price_unless_staff_have_offered_it() {
    let mut of = sheet(vec![(
        list(ListKind::Tier, true),
        vec![price(1, 100, 0, None)],
    )]);
    assert_eq!(kronor(&of, 1, 1), Some(100));
    of.is_hidden = true;
    assert_eq!(kronor(&of, 1, 1), None);
    assert!(of.breaks(day(1), 2_500).is_empty());
    let offered = of.with_offer("O-1001", 5, UnitPrice(90_000_000));
    assert_eq!(kronor(&offered, 5, 1), Some(90));
}

proptest! {
    // Whatever the lists hold: a campaign never costs more than none, and the order of rows decides nothing.
    #[test]
    fn a_campaign_never_raises_and_rows_have_no_order(
        rows in prop::collection::vec((0..4_usize, 1..20_i32, 1..200_i64), 1..24),
        quantity in 1..25_i32,
        seed in any::<u64>(),
    ) {
        let kinds = [(ListKind::Company, false), (ListKind::Campaign, true), (ListKind::Campaign, false), (ListKind::Tier, true)];
        let lists: Vec<ListFacts> = kinds.map(|(kind, vat)| list(kind, vat)).to_vec();
        let mut seen = std::collections::HashSet::new();
        let rows: Vec<_> = rows.into_iter().filter(|(list, min, _)| seen.insert((*list, *min))).collect();
        let make = |is_turned: bool, has_campaigns: bool| {
            let of = |index: usize| {
                let mut prices: Vec<PricePeriod> =
                    rows.iter().filter(|row| row.0 == index).map(|row| price(row.1, row.2, 0, None)).collect();
                if is_turned {
                    prices.reverse();
                    let by = usize::try_from(seed % 7).unwrap() % prices.len().max(1);
                    prices.rotate_left(by);
                }
                prices
            };
            let all = lists.iter().cloned().enumerate();
            sheet(
                all.filter(|(_, list)| has_campaigns || list.kind != ListKind::Campaign)
                    .map(|(index, list)| (list, of(index)))
                    .collect(),
            )
        };
        let (one, other, plain) = (make(false, true), make(true, true), make(false, false));
        let of = |sheet: &Sheet| sheet.at(quantity, day(0), 2_500).map(|c| (c.list.id, *c.price));
        prop_assert_eq!(of(&one), of(&other));
        if let Some(ordinary) = plain.at(quantity, day(0), 2_500) {
            let chosen = one.at(quantity, day(0), 2_500).unwrap();
            prop_assert!(compare((chosen.list, chosen.price), (ordinary.list, ordinary.price), 2_500).is_le());
        }
        let breaks = one.breaks(day(0), 2_500);
        for pair in breaks.windows(2) {
            prop_assert!(pair[0].min_quantity < pair[1].min_quantity);
        }
    }
}
