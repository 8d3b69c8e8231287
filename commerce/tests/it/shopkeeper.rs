//! A small shop to test in, kept by the domain's own operations.

use commerce::catalogue::label::Label;
use commerce::catalogue::shop::save_shop;
use commerce::catalogue::storefront::{Visit, refresh_some};
use commerce::ids::{PriceListId, ShopId};
use commerce::import::{
    Destination, Inspection, Problem, Reading, Rows, Tally, apply_batch, inspect,
};
use commerce::inventory::store::save_location;
use commerce::pricing::store::{
    TierList, lay_down_vat_rate, save_tier, save_tier_list, save_vat_class,
};
use commerce::pricing::{PriceContext, vat::swedish_midnight};
use platform::clock::{Clock, Timestamp};
use platform::db::{Db, Origin, Tx};
use platform::money::Currency;
use testkit::Database;

/// A shop with a list, a location and the VAT classes; no products.
pub struct Shopkeeper {
    pub db: Db,
    pub clock: Clock,
    pub shop_id: ShopId,
    pub list: PriceListId,
    pub prices: PriceContext,
    _database: Database,
}

pub fn moment(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

impl Shopkeeper {
    pub async fn open() -> Self {
        let database = Database::create().await;
        let clock = Clock::fixed(moment("2026-11-22T09:00:00Z"));
        let db = database.db(clock.clone());
        let mut tx = db.begin(Origin::system("test")).await.unwrap();
        let shop_id = save_shop(&mut tx, &testkit::world::shop()).await.unwrap();
        save_tier(
            &mut tx,
            "consumer",
            &Label::new("Konsument", "Consumer").to_json(),
            1,
            true,
        )
        .await
        .unwrap();
        save_tier(
            &mut tx,
            "pro",
            &Label::new("Pro", "Pro").to_json(),
            3,
            false,
        )
        .await
        .unwrap();
        let base = TierList {
            code: "base",
            name: "Butikspris",
            shop_id,
            currency: Currency::SEK,
            includes_vat: true,
            tier: "consumer",
            priority: 100,
        };
        let list = save_tier_list(&mut tx, &base).await.unwrap();
        save_location(&mut tx, "lager", "Lager", 1).await.unwrap();
        for (class, rate) in [
            ("standard", 2_500),
            ("reduced", 1_200),
            ("low", 600),
            ("zero", 0),
        ] {
            save_vat_class(&mut tx, class, &Label::new(class, class).to_json())
                .await
                .unwrap();
            lay_down_vat_rate(
                &mut tx,
                class,
                "SE",
                rate,
                swedish_midnight(2000, 1, 1).unwrap(),
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        Self {
            prices: PriceContext {
                lists: vec![list],
                currency: Currency::SEK,
                shows_vat: true,
                tier: "consumer".to_owned(),
                company: None,
                assortment: None,
            },
            db,
            clock,
            shop_id,
            list,
            _database: database,
        }
    }

    pub async fn begin(&self) -> Tx {
        self.db.begin(Origin::system("test")).await.unwrap()
    }

    pub fn visit<'a>(&'a self, locale: &'a str) -> Visit<'a> {
        Visit {
            shop_id: self.shop_id,
            locale,
            prices: &self.prices,
            country: "SE",
            at: self.clock.now(),
            is_rehearsal: false,
            sees_kept_prices: true,
        }
    }

    pub async fn destination(&self) -> Destination {
        let mut conn = self.db.read().await.unwrap();
        commerce::import::destination(&mut conn, self.shop_id)
            .await
            .unwrap()
            .unwrap()
    }

    /// Imports a file and makes the lists anew.
    pub async fn import(&self, csv: &str) -> (Tally, Vec<Problem>) {
        let done = self.import_bytes(csv.as_bytes()).await;
        self.refresh().await;
        done
    }

    pub async fn import_bytes(&self, bytes: &[u8]) -> (Tally, Vec<Problem>) {
        let inspection: Inspection = inspect(bytes).unwrap();
        let mut reading = Reading::new(Rows::open(bytes, &inspection).unwrap());
        let destination = self.destination().await;
        let (mut tally, mut problems) = (Tally::default(), Vec::new());
        loop {
            let batch = reading.next_batch().unwrap();
            if batch.is_empty() {
                return (tally, problems);
            }
            let mut tx = self.begin().await;
            let outcome = apply_batch(&mut tx, &destination, &batch).await.unwrap();
            tx.commit().await.unwrap();
            tally.add(&outcome.tally);
            problems.extend(outcome.problems);
        }
    }

    pub async fn refresh(&self) {
        loop {
            let mut tx = self.begin().await;
            let made = refresh_some(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            if made == 0 {
                return;
            }
        }
    }
}
