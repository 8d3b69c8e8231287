//! What the connector sends and what our own engine answers, against Meilisearch's OpenAPI document. It is looked for as Stripe's is.

use commerce::catalogue::search::engine::{Changes, Edition, Question, SearchEngine as _, Shelf};
use commerce::ids::{ProductId, ShopId};
use integrations::search::meilisearch::Meilisearch;
use serde_json::{Map, Value, json};

use super::fake::Trouble;
use super::{Fake, build, connector};
use crate::contract::file_of;
use crate::schema::Contract;
use crate::shopkeeper::Shopkeeper;

fn contract() -> Option<Contract> {
    let mut document = file_of("meilisearch", "open-api.json")?;
    mend(&mut document);
    plain(&mut document);
    Some(Contract::new(document))
}

/// Where the document differs from what Meilisearch does, and says of itself in words.
fn mend(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    // Written as in the program, not as on the wire; and everything has a default.
    let query = &mut schemas["SearchQuery"];
    query["required"] = json!([]);
    let fields = query["properties"].as_object_mut().unwrap();
    *fields = std::mem::take(fields)
        .into_iter()
        .map(|(name, schema)| (camel(&name), schema))
        .collect();
    assert!(fields.contains_key("attributesToRetrieve"));
    // Two objects in one: the reader knows fields by one schema.
    let mut result = schemas["SearchResult"]["allOf"][1].clone();
    let paging = schemas["HitsInfo"]["oneOf"][1]["properties"].clone();
    let fields = result["properties"].as_object_mut().unwrap();
    fields.extend(paging.as_object().unwrap().clone());
    schemas["SearchResult"] = result;
    // Settings, counts and swaps, all in one.
    schemas["DetailsView"] = json!({});
    // The program's way of holding them; on the wire they are a list, as in the manual and in Meilisearch's own client.
    schemas["AttributePatterns"] = json!({ "type": "array", "items": { "type": "string" } });
    // A task that is not done has no end yet.
    for name in ["startedAt", "finishedAt"] {
        schemas["TaskView"]["properties"][name]["nullable"] = json!(true);
    }
    // A change is answered with 202, as each page of the manual has it.
    for path in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in path.as_object_mut().unwrap().values_mut() {
            let Some(answers) = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut)
            else {
                continue;
            };
            let promise = answers.get("200").cloned().unwrap_or_default();
            let schema = &promise["content"]["application/json"]["schema"]["$ref"];
            if *schema == "#/components/schemas/SummarizedTaskView" {
                answers.insert("202".to_owned(), promise);
            }
        }
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut whole, word| {
        let (head, rest) = word.split_at(1);
        whole.push_str(&head.to_uppercase());
        whole.push_str(rest);
        whole
    })
}

/// OpenAPI 3.1's way of saying that something may be null, in that of 3.0, which the reader knows.
fn plain(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(plain),
        Value::Object(fields) => {
            forget_null_type(fields);
            if let Some(ways) = fields.get_mut("oneOf").and_then(Value::as_array_mut) {
                let before = ways.len();
                ways.retain(|way| way["type"] != "null");
                if ways.len() < before {
                    fields.insert("nullable".to_owned(), json!(true));
                }
            }
            fields.values_mut().for_each(plain);
        }
        _ => {}
    }
}

fn forget_null_type(fields: &mut Map<String, Value>) {
    let Some(types) = fields.get("type").and_then(Value::as_array) else {
        return;
    };
    let mut others = types.iter().filter(|kind| *kind != "null");
    let (first, more) = (others.next().cloned(), others.next().is_some());
    fields.insert("nullable".to_owned(), json!(true));
    match first {
        Some(kind) if !more => fields.insert("type".to_owned(), kind),
        _ => fields.remove("type"),
    };
}

/// Everything that the connector does, so that there is something to compare.
async fn walk(fake: &Fake) {
    let shop = Shopkeeper::open().await;
    let csv = "product,sku,name_sv,price,stock\na,A-1,Vas Alm,300,5\nb,B-1,Vas Björk,200,5\n";
    shop.import(csv).await;
    let engine = connector(fake);
    engine.look().await.unwrap();
    build(&shop, &engine).await;
    build(&shop, &engine).await;
    let shelf = Shelf::new(shop.shop_id, "sv");
    let edition = Edition::Live(shelf.clone());
    for is_exact in [false, true] {
        let mut question = Question::of(shelf.clone(), "vas alm", is_exact, 10).unwrap();
        question.is_begun = !is_exact;
        let ranking = engine.rank(&question).await.unwrap();
        assert_eq!(ranking.products.len(), 1);
    }
    let changes = Changes {
        documents: Vec::new(),
        gone: vec![ProductId::generate()],
    };
    engine.change(&edition, &changes).await.unwrap();
    fake.has(Some(Trouble::Tasks));
    engine.change(&edition, &changes).await.unwrap_err();
    fake.has(None);
    engine.begin(&edition, &[]).await.unwrap();
    assert_eq!(engine.count(&shelf).await, Ok(Some(2)));
    let nowhere = Shelf::new(ShopId::generate(), "fi");
    assert_eq!(engine.count(&nowhere).await, Ok(None));
    let question = Question::of(nowhere, "vas", false, 10).unwrap();
    engine.rank(&question).await.unwrap_err();
    let stranger = Meilisearch::new(&fake.url, None, "torg", Meilisearch::DEADLINE).unwrap();
    stranger.look().await.unwrap_err();
}

#[tokio::test]
async fn every_call_and_every_answer_keeps_to_the_contract() {
    let Some(contract) = contract() else { return };
    let fake = Fake::up().await;
    walk(&fake).await;
    let exchanges = fake.exchanges();
    let mut faults = Vec::new();
    for exchange in &exchanges {
        let (method, path) = (exchange.method.as_str(), exchange.path.as_str());
        let mut found = match &exchange.body {
            Some(body) => contract.check_body(method, path, body),
            None => Vec::new(),
        };
        found.extend(contract.check_answer(method, path, exchange.status, &exchange.answer));
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{method} {path} {}: {fault}", exchange.status)),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let has = |method: &str, status: u16| {
        exchanges
            .iter()
            .any(|one| one.method == method && one.status == status)
    };
    assert!(
        exchanges.len() > 40
            && has("POST", 202)
            && has("PATCH", 202)
            && has("DELETE", 202)
            && has("POST", 200)
            && has("POST", 404)
            && has("GET", 401)
    );
}
