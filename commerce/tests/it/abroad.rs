//! A company that buys in euro.

use commerce::cart::listing::CartHead;
use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::checkout::priced::{Asked, Priced, priced};
use commerce::company::purchase::Purchase;
use commerce::ids::{CartId, CompanyId, CustomerId, OrderId, PriceListId, VariantId};
use commerce::payment::PaymentMethod;
use commerce::pricing::listing::price_context;
use commerce::pricing::vat::Place;
use commerce::pricing::{Audience, PriceContext};
use commerce::promotion::Buyer;
use testkit::World;
use testkit::world::contact;

use crate::companies::company;

/// A company that buys in euro, with an article that costs it 20 euro without VAT and others 249 kronor with it.
pub struct Abroad {
    pub world: World,
    pub mug: VariantId,
    pub list: PriceListId,
    pub company: CompanyId,
    customer: CustomerId,
}

pub async fn abroad() -> Abroad {
    let world = World::create().await;
    let mug = world.variant("MUG", 1_000, 24_900).await;
    let (company, customer) = company(&world, "5560160680", 1_000_000).await;
    let list = PriceListId::generate();
    let now = world.clock.now();
    let pool = &world.database.pool;
    sqlx::query("update companies set buys_in = 'EUR', credit_currency = 'EUR' where id = $1")
        .bind(company.0)
        .execute(pool)
        .await
        .unwrap();
    sqlx::query(
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, company_id, created_at)
         values ($1, 'euro', 'Euro', $2, 'EUR', false, 'company', $3, $4)",
    )
    .bind(list.0)
    .bind(world.shop_id.0)
    .bind(company.0)
    .bind(now)
    .execute(pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
         values (gen_random_uuid(), $1, $2, 20000000, $3, $3, 'test')",
    )
    .bind(list.0)
    .bind(mug.0)
    .bind(now)
    .execute(pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into freight_rates (id, method_id, countries, currency, price_minor)
         select gen_random_uuid(), id, '{SE}', 'EUR', 600 from freight_methods where code = 'home'",
    )
    .execute(pool)
    .await
    .unwrap();
    Abroad {
        world,
        mug,
        list,
        company,
        customer,
    }
}

impl Abroad {
    pub async fn context(&self, audience: Audience<'_>) -> PriceContext {
        let mut conn = self.world.db.read().await.unwrap();
        let now = self.world.clock.now();
        let found = price_context(&mut conn, self.world.shop_id, audience, now).await;
        found.unwrap().unwrap()
    }

    /// A cart as the company's buyer sees it now, sent in this way.
    pub async fn looked_at(&self, cart: CartId, freight: &str) -> Priced {
        let prices = self.context(Audience::Company(self.company)).await;
        let head = CartHead {
            id: cart,
            shop_id: self.world.shop_id,
            currency: prices.currency.code().to_owned(),
            pieces: 0,
        };
        let buyer = Buyer {
            customer: Some(self.customer),
            company: Some(self.company.0),
            email: Some(contact().email),
            ..Buyer::guest("pro")
        };
        let asked = Asked {
            head: &head,
            lists: &prices.lists,
            locale: "sv",
            place: Place::country("SE"),
            buyer: &buyer,
            freight: Some(freight),
            now: self.world.clock.now(),
        };
        let mut conn = self.world.db.read().await.unwrap();
        priced(&mut conn, &asked).await.unwrap()
    }

    /// What the company's buyer sends who has seen a cart as it costs them now.
    pub async fn confirmation(&self, cart: CartId, method: PaymentMethod) -> Confirmation {
        self.confirmation_with(cart, method, "home").await
    }

    /// The same, sent in this way.
    pub async fn confirmation_with(
        &self,
        cart: CartId,
        method: PaymentMethod,
        freight: &str,
    ) -> Confirmation {
        let prices = self.context(Audience::Company(self.company)).await;
        let hash = self.looked_at(cart, freight).await.quote.unwrap().hash;
        Confirmation {
            cart_id: cart,
            contact: contact(),
            freight: freight.to_owned(),
            confirmed_hash: hash,
            locale: "sv".to_owned(),
            customer_id: Some(self.customer),
            tier_code: "pro".to_owned(),
            lists: prices.lists,
            currency: prices.currency,
            gateway: "stripe".to_owned(),
            method,
            company: Some(Purchase {
                company: self.company,
                reference: String::new(),
                marking: String::new(),
                cost_place: String::new(),
            }),
            approved_by: None,
        }
    }

    pub async fn sent(&self, confirmation: &Confirmation) -> Result<OrderId, PrepareError> {
        let mut tx = self.world.tx().await;
        let done = prepare(&mut tx, confirmation).await?;
        tx.commit().await.unwrap();
        match done {
            Prepared::Waiting { order_id, .. } | Prepared::Placed { order_id } => Ok(order_id),
            Prepared::Superseded { .. } => panic!("nothing was waiting"),
        }
    }

    pub async fn order(&self, id: OrderId) -> commerce::order::Order {
        let mut conn = self.world.db.read().await.unwrap();
        let found = commerce::order::store::load(&mut conn, id).await;
        found.unwrap().unwrap()
    }
}
