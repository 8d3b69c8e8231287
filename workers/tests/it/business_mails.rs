//! What people who buy for a company are told by mail.

use std::sync::Arc;

use commerce::company::MemberRole;
use commerce::company::decide::{Approval, approve};
use commerce::ids::{CustomerId, TierApplicationId};
use commerce::jobs::SendApplicationAnswer;
use commerce::media::PictureSettings;
use platform::jobs::runner::Attempt;
use platform::mail::Transport;
use platform::render::{PathPattern, PathTable, Renderer, RendererOptions};
use platform::secret::SecretKey;
use testkit::World;
use testkit::pictures::Pictures;
use testkit::provider::Provider;
use workers::Context;
use workers::mails::business::send_application_answer;

const PATHS: [PathPattern; 2] = [
    PathPattern {
        name: "company",
        sv: "/konto/foretag",
        en: "/en/account/company",
    },
    PathPattern {
        name: "apply",
        sv: "/konto/ansok",
        en: "/en/account/apply",
    },
];

fn context(world: &World, pictures: &Pictures) -> Context {
    let options = RendererOptions {
        root: std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes"),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    Context {
        db: world.db.clone(),
        gateway: Arc::new(Provider::default()),
        darkroom: pictures.darkroom.clone(),
        pictures: PictureSettings::new(&[160], None, false),
        renderer: Arc::new(Renderer::load(options, PathTable::new(PATHS)).unwrap()),
        mail: Transport::Mailbox,
        mail_from: "Nordbod <hej@nordbod.example>".to_owned(),
        secret: SecretKey::new("a secret of some length"),
        shop_url: "https://butik.example".to_owned(),
    }
}

/// An application for Premium by somebody.
async fn application(world: &World, mark: &str) -> TierApplicationId {
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
         values ($1, $2, 'premium', 'Studio Furu AB', 'SE', '5560160680', 'f@furu.example', 'sv', now(), now())",
    )
    .bind(id.0)
    .bind(customer.0)
    .execute(&world.database.pool)
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn an_applicant_is_told_the_tier_that_was_given_and_none_where_none_was() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let mut told = Vec::new();
    for (mark, join_as) in [("a", None), ("b", Some(MemberRole::Buyer))] {
        let id = application(&world, mark).await;
        let approval = Approval {
            id,
            row_version: 1,
            // Premium was asked for.
            tier_code: "pro".to_owned(),
            credit_limit_minor: None,
            join_as,
        };
        let mut tx = world.tx().await;
        approve(&mut tx, &approval).await.unwrap();
        tx.commit().await.unwrap();
        let job = SendApplicationAnswer { application_id: id };
        let attempt = Attempt {
            number: 1,
            is_last: false,
            request_id: None,
        };
        send_application_answer(context(&world, &pictures), job, attempt)
            .await
            .unwrap();
        let text: String =
            sqlx::query_scalar("select body_text from mails where recipient = $1 || '@exempel.se'")
                .bind(mark)
                .fetch_one(&world.database.pool)
                .await
                .unwrap();
        told.push(text);
    }
    assert!(
        told[0].contains("som Pro från och med nu") && !told[0].contains("Premium"),
        "{}",
        told[0]
    );
    assert!(
        told[1].contains("du handlar för företaget från och med nu"),
        "{}",
        told[1]
    );
    assert!(!told[1].contains("Pro ") && !told[1].contains("Premium"));
}
