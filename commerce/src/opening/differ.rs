//! What is otherwise after a change, place by place.

use serde_json::Value;

/// A place with what stood there and what stands there now; `null` for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `shop.phone`, `freight.ombud.rates`.
    pub place: String,
    /// What stood there.
    pub before: Value,
    /// What stands there.
    pub after: Value,
}

/// Compares two states. Objects are looked into, everything else is compared whole.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    found
}

fn compare(place: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        found.push(Difference {
            place: place.to_owned(),
            before: before.clone(),
            after: after.clone(),
        });
        return;
    };
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        let inner = if place.is_empty() {
            key.clone()
        } else {
            format!("{place}.{key}")
        };
        let of = |side: &serde_json::Map<String, Value>| side.get(key).cloned().unwrap_or_default();
        compare(&inner, &of(old), &of(new), found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_told_with_its_place() {
        let before = json!({ "shop": { "name": "A", "phone": "1" }, "freight": {} });
        let after = json!({ "shop": { "name": "A", "phone": "2" }, "freight": { "ombud": { "rates": [1] } } });
        let found = differences(&before, &after);
        let places: Vec<&str> = found.iter().map(|one| one.place.as_str()).collect();
        assert_eq!(places.len(), 2);
        assert!(places.contains(&"shop.phone") && places.contains(&"freight.ombud"));
        assert!(differences(&after, &after).is_empty());
        let phone = found.iter().find(|one| one.place == "shop.phone").unwrap();
        assert_eq!((&phone.before, &phone.after), (&json!("1"), &json!("2")));
    }
}
