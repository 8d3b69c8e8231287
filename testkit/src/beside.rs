//! Another shop of the same merchant beside the world's: with a name, prices, ways of freight and texts of its own.

use commerce::catalogue::shop::{Shop, save_shop};
use commerce::ids::{PriceListId, ShopId, VariantId};
use commerce::shop_door::{self, DoorFacts};
use platform::ids::new_uuid;
use platform::money::UNIT_PRICE_SCALE;

use crate::World;
use crate::world::shop;

/// The other shop.
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    /// Which.
    pub shop_id: ShopId,
    /// Its consumer prices, VAT included.
    pub list: PriceListId,
}

/// The other shop's facts: another seller in every line that is shown.
#[must_use]
pub fn other_shop() -> Shop {
    Shop {
        code: "ladan".to_owned(),
        name: "Ladan".to_owned(),
        legal_name: "Ladan i Ed AB".to_owned(),
        street: "Ladvägen 2".to_owned(),
        postcode: "668 30".to_owned(),
        city: "Ed".to_owned(),
        email: "hej@ladan.example".to_owned(),
        phone: "0534-123 45".to_owned(),
        ..shop()
    }
}

impl World {
    /// Makes the other shop, called `www.ladan.example` and `ladan.example`, in a theme. Freight home costs 29 there.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn beside(&self, theme: Option<&str>) -> Beside {
        let mut tx = self.tx().await;
        let now = tx.now();
        let shop_id = save_shop(&mut tx, &other_shop()).await.expect("a shop");
        // Both are made at the same standing moment; the order is that of their making.
        sqlx::query("update shops set created_at = created_at + interval '1 second' where id = $1")
            .bind(shop_id.0)
            .execute(&mut *tx)
            .await
            .expect("an order");
        let list = PriceListId::generate();
        sqlx::query(
            "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             values ($1, 'ladan-base', 'Konsument', $2, 'SEK', true, 'tier', 'consumer', $3)",
        )
        .bind(list.0)
        .bind(shop_id.0)
        .bind(now)
        .execute(&mut *tx)
        .await
        .expect("a list");
        let home = new_uuid();
        sqlx::query(
            r#"insert into freight_methods (id, shop_id, code, label, description, position, min_days, max_days)
               values ($1, $2, 'home', '{"sv": "Med skjuts"}', '{}', 1, 1, 2)"#,
        )
        .bind(home)
        .bind(shop_id.0)
        .execute(&mut *tx)
        .await
        .expect("freight");
        sqlx::query(
            "insert into freight_rates (id, method_id, countries, max_weight_g, currency, price_minor, free_from_minor)
             values (gen_random_uuid(), $1, '{SE}', 20000, 'SEK', 2900, null)",
        )
        .bind(home)
        .execute(&mut *tx)
        .await
        .expect("a rate");
        for (kind, body) in [
            ("terms", "Ladans villkor"),
            ("withdrawal", "Ladans ångerrätt"),
            ("withdrawal_form", "Ladans blankett"),
        ] {
            for locale in ["sv", "en"] {
                commerce::legal::publish(&mut tx, shop_id, kind, locale, kind, body)
                    .await
                    .expect("a document");
            }
        }
        let (_, version) = shop_door::held(&mut tx, shop_id).await.expect("a door");
        let door = DoorFacts {
            names: vec!["www.ladan.example".to_owned(), "ladan.example".to_owned()],
            theme: theme.map(str::to_owned),
        };
        shop_door::change(&mut tx, shop_id, &door, version)
            .await
            .expect("names");
        tx.commit().await.expect("a commit");
        Beside { shop_id, list }
    }

    /// Sells a variant's product in the other shop, too, at so many öre.
    ///
    /// # Panics
    /// When it cannot be done.
    pub async fn sell_beside(&self, beside: Beside, variant: VariantId, price_minor: i64) {
        let mut tx = self.tx().await;
        let now = tx.now();
        sqlx::query(
            "insert into product_publications (shop_id, product_id, published_from) select $1, product_id, $3 from variants where id = $2",
        )
        .bind(beside.shop_id.0)
        .bind(variant.0)
        .bind(now)
        .execute(&mut *tx)
        .await
        .expect("a publication");
        sqlx::query(
            "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by) values ($1, $2, $3, $4, $5, $5, 'test')",
        )
        .bind(new_uuid())
        .bind(beside.list.0)
        .bind(variant.0)
        .bind(price_minor * UNIT_PRICE_SCALE)
        .bind(now)
        .execute(&mut *tx)
        .await
        .expect("a price");
        tx.commit().await.expect("a commit");
    }

    /// Takes a variant's product out of the world's own shop.
    ///
    /// # Panics
    /// When it cannot be done.
    pub async fn sell_here_no_more(&self, variant: VariantId) {
        let mut tx = self.tx().await;
        let now = tx.now();
        sqlx::query(
            "update product_publications set published_to = $3
             where shop_id = $1 and product_id = (select product_id from variants where id = $2)",
        )
        .bind(self.shop_id.0)
        .bind(variant.0)
        .bind(now)
        .execute(&mut *tx)
        .await
        .expect("an end");
        tx.commit().await.expect("a commit");
    }
}
