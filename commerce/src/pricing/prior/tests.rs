use proptest::prelude::*;

use super::super::sheet::tests::{day, list, price, sheet};
use super::super::sheet::{ListFacts, Period, PricePeriod, Sale};
use super::*;

fn rates() -> VatRates {
    VatRates::of(vec![super::super::vat::DatedRate {
        vat_class: "standard".to_owned(),
        country: "SE".to_owned(),
        rate_bp: 2_500,
        valid_from: day(-4_000),
        valid_to: None,
    }])
}

fn told(sheet: &Sheet, at: i64) -> Reduction {
    let rates = rates();
    let of = RatesOf {
        rates: &rates,
        class: "standard",
        country: "SE",
    };
    sheet.reduction(1, day(at), true, of)
}

fn prior(sheet: &Sheet, at: i64) -> Option<i64> {
    told(sheet, at).prior().map(|price| price.0 / 1_000_000)
}

fn ordinary(prices: Vec<PricePeriod>) -> (ListFacts, Vec<PricePeriod>) {
    (list(ListKind::Tier, true), prices)
}

fn campaign(prices: Vec<PricePeriod>) -> (ListFacts, Vec<PricePeriod>) {
    (list(ListKind::Campaign, true), prices)
}

#[test]
fn a_price_unchanged_for_sixty_days_is_the_prior_price() {
    let sheet = sheet(vec![
        ordinary(vec![price(1, 100, -60, None)]),
        campaign(vec![price(1, 80, 0, None)]),
    ]);
    assert_eq!(prior(&sheet, 0), Some(100));
    assert_eq!(told(&sheet, -1), Reduction::None);
}

#[test]
fn raised_before_the_sale_it_is_no_reduction() {
    // 80 -> 100 -> 90.
    let sheet = sheet(vec![
        ordinary(vec![
            price(1, 80, -200, Some(-10)),
            price(1, 100, -10, None),
        ]),
        campaign(vec![price(1, 90, 0, None)]),
    ]);
    assert_eq!(
        told(&sheet, 5),
        Reduction::NotToBeAnnounced {
            began: day(0),
            lowest: Some(UnitPrice(80_000_000))
        }
    );
    // With 80 more than thirty days back, it is one from 100.
    let sheet = self::sheet(vec![
        ordinary(vec![
            price(1, 80, -200, Some(-30)),
            price(1, 100, -30, None),
        ]),
        campaign(vec![price(1, 90, 0, None)]),
    ]);
    assert_eq!(prior(&sheet, 5), Some(100));
}

#[test]
fn a_campaign_longer_than_thirty_days_keeps_its_prior_price() {
    let sheet = sheet(vec![
        ordinary(vec![price(1, 100, -400, None)]),
        campaign(vec![price(1, 70, 0, Some(90))]),
    ]);
    for at in [0, 29, 31, 60, 89] {
        assert_eq!(prior(&sheet, at), Some(100), "{at}");
    }
    assert_eq!(told(&sheet, 90), Reduction::None);
}

#[test]
fn stepwise_cuts_keep_the_first() {
    let steps = vec![
        price(1, 90, 0, Some(10)),
        price(1, 80, 10, Some(45)),
        price(1, 60, 45, None),
    ];
    let sheet = sheet(vec![
        ordinary(vec![price(1, 100, -400, None)]),
        campaign(steps),
    ]);
    for at in [0, 10, 44, 45, 300] {
        assert_eq!(prior(&sheet, at), Some(100), "{at}");
    }
    // Also when the next step is another campaign.
    let sheet = self::sheet(vec![
        ordinary(vec![price(1, 100, -400, None)]),
        campaign(vec![price(1, 90, 0, Some(10))]),
        campaign(vec![price(1, 75, 10, None)]),
    ]);
    assert_eq!(prior(&sheet, 20), Some(100));
}

#[test]
fn a_raise_or_a_pause_begins_anew() {
    let raised = vec![price(1, 70, 0, Some(10)), price(1, 90, 10, None)];
    let sheet = sheet(vec![
        ordinary(vec![price(1, 100, -400, None)]),
        campaign(raised),
    ]);
    assert!(matches!(
        told(&sheet, 12),
        Reduction::NotToBeAnnounced { .. }
    ));
    let paused = vec![price(1, 90, 0, Some(10)), price(1, 80, 20, None)];
    let sheet = self::sheet(vec![
        ordinary(vec![price(1, 100, -400, None)]),
        campaign(paused),
    ]);
    // The lowest of the thirty days before the second is the first campaign's price.
    assert_eq!(prior(&sheet, 25), Some(90));
}

#[test]
fn what_is_new_has_nothing_to_be_reduced_from() {
    let sheet = sheet(vec![campaign(vec![price(1, 90, 0, None)])]);
    assert_eq!(
        told(&sheet, 3),
        Reduction::NotToBeAnnounced {
            began: day(0),
            lowest: None
        }
    );
}

fn published(sheet: &mut Sheet, periods: &[(i64, Option<i64>)]) {
    let periods = periods.iter().map(|(from, to)| Period {
        from: Some(day(*from)),
        to: to.map(day),
    });
    sheet.sale = Some(Sale {
        published: periods.collect(),
        paused: Vec::new(),
    });
}

#[test]
fn what_nobody_could_buy_was_not_charged() {
    let mut sheet = sheet(vec![
        ordinary(vec![price(1, 199, -60, None)]),
        campaign(vec![price(1, 149, 0, None)]),
    ]);
    assert_eq!(prior(&sheet, 1), Some(199));
    // Published at the moment when the campaign begins.
    published(&mut sheet, &[(0, None)]);
    assert_eq!(
        told(&sheet, 1),
        Reduction::NotToBeAnnounced {
            began: day(0),
            lowest: None
        }
    );
    // A day of the ordinary price was charged.
    published(&mut sheet, &[(-1, None)]);
    assert_eq!(prior(&sheet, 1), Some(199));
    // Taken out more than thirty days before, and back with the campaign.
    published(&mut sheet, &[(-60, Some(-31)), (0, None)]);
    assert_eq!(prior(&sheet, 1), None);
    published(&mut sheet, &[(-60, Some(-29)), (0, None)]);
    assert_eq!(prior(&sheet, 1), Some(199));
    // A draft all that time, though it was published.
    published(&mut sheet, &[(-60, None)]);
    if let Some(sale) = &mut sheet.sale {
        sale.paused.push(Period {
            from: None,
            to: Some(day(0)),
        });
    }
    assert_eq!(prior(&sheet, 1), None);
    // Off sale now: there is nothing to say.
    published(&mut sheet, &[(-60, Some(1))]);
    assert_eq!(told(&sheet, 1), Reduction::None);
}

#[test]
fn a_while_off_sale_ends_no_reduction() {
    let mut sheet = sheet(vec![
        ordinary(vec![price(1, 100, -90, None)]),
        campaign(vec![price(1, 80, 0, None)]),
    ]);
    published(&mut sheet, &[(-90, Some(5)), (6, None)]);
    assert_eq!(prior(&sheet, 7), Some(100));
    // Longer away than what is looked at: the campaign's price is all that is known.
    published(&mut sheet, &[(-90, Some(5)), (40, None)]);
    assert_eq!(
        told(&sheet, 41),
        Reduction::NotToBeAnnounced {
            began: day(40),
            lowest: None
        }
    );
}

#[test]
fn thirty_days_are_days_of_the_calendar() {
    let at = |text: &str| -> Timestamp { text.parse::<jiff::Timestamp>().unwrap().into() };
    let first = |text: &str| counted_from(at(text)).to_string();
    // Over the end of summer time: midnight to midnight is an hour more.
    assert_eq!(first("2026-11-09T23:00:00Z"), "2026-10-10T22:00:00Z");
    // Over its beginning: an hour less.
    assert_eq!(first("2026-04-14T22:00:00Z"), "2026-03-15T23:00:00Z");
    assert_eq!(first("2026-08-14T22:00:00Z"), "2026-07-15T22:00:00Z");
    // What held for the first half hour of the first day counts.
    let mut sheet = sheet(vec![
        ordinary(vec![price(1, 70, -400, None), price(1, 100, -30, None)]),
        campaign(vec![price(1, 60, 0, None)]),
    ]);
    let begins = at("2026-11-09T23:00:00Z");
    let turned = Some(at("2026-10-10T22:30:00Z"));
    sheet.lists[0].prices[0].period.to = turned;
    sheet.lists[0].prices[1].period.from = turned;
    sheet.lists[1].prices[0].period.from = Some(begins);
    let rates = rates();
    let of = RatesOf {
        rates: &rates,
        class: "standard",
        country: "SE",
    };
    let told = sheet.reduction(1, begins, true, of);
    assert_eq!(told.prior(), Some(UnitPrice(70_000_000)));
}

#[test]
fn perishable_goods_name_the_price_just_before() {
    let mut sheet = sheet(vec![
        ordinary(vec![
            price(1, 80, -200, Some(-10)),
            price(1, 100, -10, None),
        ]),
        campaign(vec![price(1, 90, 0, None)]),
    ]);
    sheet.is_perishable = true;
    assert_eq!(prior(&sheet, 5), Some(100));
}

#[test]
fn a_list_that_ends_ends_the_reduction_and_an_audience_has_its_own() {
    let mut ends = campaign(vec![price(1, 50, 0, None)]);
    ends.0.period = Period {
        from: Some(day(0)),
        to: Some(day(7)),
    };
    let consumer = ordinary(vec![price(1, 100, -400, None)]);
    let pro = (list(ListKind::Tier, false), vec![price(1, 60, -400, None)]);
    let as_consumer = sheet(vec![ends.clone(), consumer.clone()]);
    let as_pro = sheet(vec![ends, pro, consumer]);
    assert_eq!(
        (prior(&as_consumer, 6), prior(&as_consumer, 7)),
        (Some(100), None)
    );
    // 60 without VAT is 75 with it: what this audience paid.
    assert_eq!(prior(&as_pro, 6), Some(75));
}

proptest! {
    // Told from the definition, day by day, for histories that change at whole days.
    #[test]
    fn the_prior_price_is_what_the_days_say(
        ordinary_prices in prop::collection::vec(50..120_i64, 1..8),
        campaign_prices in prop::collection::vec(prop::option::of(30..120_i64), 1..10),
        step in 1..25_i64,
    ) {
        let periods = |prices: &[Option<i64>], start: i64| -> Vec<PricePeriod> {
            prices.iter().zip(0..).filter_map(|(kronor, n)| {
                Some(price(1, (*kronor)?, start + n * step, Some(start + (n + 1) * step)))
            }).collect()
        };
        let every: Vec<Option<i64>> = ordinary_prices.iter().copied().map(Some).collect();
        let mut ordinary_rows = periods(&every, -100);
        if let Some(last) = ordinary_rows.last_mut() { last.period.to = None; }
        let sheet = sheet(vec![ordinary(ordinary_rows), campaign(periods(&campaign_prices, -20))]);
        let paid = |at: i64| sheet.at(1, day(at), 2_500).map(|c| (c.price.unit_price.0 / 1_000_000, c.list.kind == ListKind::Campaign));
        for at in -20..60 {
            let Some((now, true)) = paid(at) else {
                prop_assert_eq!(told(&sheet, at), Reduction::None);
                continue;
            };
            let mut began = at;
            while let (Some((before, true)), Some((after, _))) = (paid(began - 1), paid(began)) {
                if before < after { break; }
                began -= 1;
            }
            let lowest = (began - 30..began).filter_map(&paid).map(|(kronor, _)| kronor).min();
            prop_assert_eq!(prior(&sheet, at), lowest.filter(|lowest| *lowest > now), "on day {}", at);
        }
    }
}
