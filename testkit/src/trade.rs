//! What has come about in a shop before a test begins: a company that buys there, goods that have been sent and have come.

use commerce::company::decide::{Approval, approve};
use commerce::fulfilment::{self, Correction, NewShipment, ShipmentLine};
use commerce::ids::{CompanyId, CustomerId, OrderId, OrderLineId, ShipmentId, TierApplicationId};
use platform::ids::new_uuid;

use crate::World;

const CARRIER: &str = "PostNord";
const PARCEL: &str = "00373";
const FOLLOWED_AT: &str = "https://post.example/00373";

impl World {
    /// Studio Furu AB of the tier Pro, which may owe so much, or what the tier says; with Elin Sandahl, who administers it.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn company(&self, credit_limit_minor: Option<i64>) -> (CompanyId, CustomerId) {
        let (id, customer) = (TierApplicationId::generate(), CustomerId::generate());
        sqlx::query(
            "with person as (insert into customers (id, number, email, name, locale, created_at, updated_at)
                 values ($1, 'KND-77', 'elin@exempel.se', 'Elin Sandahl', 'sv', now(), now()) returning id)
             insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, locale, created_at, updated_at)
             select $2, id, 'pro', 'Studio Furu AB', 'SE', '5560160680', 'f@furu.example', 'sv', now(), now() from person",
        )
        .bind(customer.0)
        .bind(id.0)
        .execute(&self.database.pool)
        .await
        .expect("an application");
        let approval = Approval {
            id,
            row_version: 1,
            tier_code: "pro".to_owned(),
            credit_limit_minor,
            join_as: None,
        };
        let mut tx = self.tx().await;
        let company = approve(&mut tx, &approval).await.expect("a company");
        tx.commit().await.expect("a commit");
        (company, customer)
    }

    /// So many pieces of an order's first line are sent; which line, and in which shipment.
    ///
    /// # Panics
    /// When they cannot be.
    pub async fn send(&self, order: OrderId, quantity: i32) -> (OrderLineId, ShipmentId) {
        let mut tx = self.tx().await;
        let lines = fulfilment::lines_of(&mut tx, order).await.expect("lines");
        let line_id = lines[0].line_id;
        let new = NewShipment {
            reference: new_uuid().to_string(),
            carrier: CARRIER.to_owned(),
            tracking_number: PARCEL.to_owned(),
            tracking_url: FOLLOWED_AT.to_owned(),
            shipped_at: tx.now(),
            lines: vec![ShipmentLine { line_id, quantity }],
        };
        let shipment = fulfilment::send(&mut tx, order, &new)
            .await
            .expect("a shipment");
        tx.commit().await.expect("a commit");
        (line_id, shipment)
    }

    /// A shipment is with the buyer, now.
    ///
    /// # Panics
    /// When it cannot be.
    pub async fn arrive(&self, order: OrderId, shipment: ShipmentId) {
        let mut tx = self.tx().await;
        let to = Correction {
            carrier: CARRIER.to_owned(),
            tracking_number: PARCEL.to_owned(),
            tracking_url: FOLLOWED_AT.to_owned(),
            delivered_at: Some(tx.now()),
            row_version: None,
        };
        fulfilment::correct(&mut tx, order, shipment, &to)
            .await
            .expect("an arrival");
        tx.commit().await.expect("a commit");
    }
}
