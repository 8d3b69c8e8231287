//! Reads an OpenAPI 3.0 document as far as Stripe and Meilisearch use it: `$ref`, `type`, `nullable`, `enum`, `anyOf`, `oneOf`, `allOf`, `properties`, `required`, `items`,
//! `additionalProperties`, `maxLength`, `minimum`. Stricter than OpenAPI in one way: a field that the document does not name is an error.

use serde_json::{Map, Value};

pub struct Contract {
    document: Value,
}

/// What is wrong, each with its place.
pub type Faults = Vec<String>;

impl Contract {
    pub fn new(document: Value) -> Self {
        Self { document }
    }

    pub fn version(&self) -> &str {
        self.document["info"]["version"].as_str().unwrap()
    }

    /// The operation for a call, by method and path; templates' parameters take any one segment.
    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let wanted: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == wanted.len()
                && parts
                    .iter()
                    .zip(&wanted)
                    .all(|(part, have)| part == have || part.starts_with('{'))
        };
        let paths = self.document["paths"].as_object()?;
        let exact = paths.get(path).or_else(|| {
            paths
                .iter()
                .find(|(template, _)| fits(template))
                .map(|(_, item)| item)
        });
        exact?.get(method.to_ascii_lowercase())
    }

    /// The form of a call, decoded into names and values.
    pub fn check_form(&self, method: &str, path: &str, form: &[(String, String)]) -> Faults {
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not in the contract")];
        };
        let schema =
            &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
        let mut faults = Vec::new();
        let tree = tree(form, &mut faults);
        self.form_value(schema, &tree, "", &mut faults);
        faults
    }

    /// The JSON of a call.
    pub fn check_body(&self, method: &str, path: &str, body: &Value) -> Faults {
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not in the contract")];
        };
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let mut faults = Vec::new();
        self.value(schema, body, "", &mut faults);
        faults
    }

    /// The query of a call.
    pub fn check_query(&self, method: &str, path: &str, query: &[(String, String)]) -> Faults {
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not in the contract")];
        };
        let empty = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&empty);
        let mut faults = Vec::new();
        let Value::Object(tree) = tree(query, &mut faults) else {
            return faults;
        };
        for (name, value) in &tree {
            match parameters
                .iter()
                .find(|p| p["in"] == "query" && p["name"] == name.as_str())
            {
                Some(parameter) => self.form_value(&parameter["schema"], value, name, &mut faults),
                None => faults.push(format!(
                    "{name}: the contract does not know this query field"
                )),
            }
        }
        faults
    }

    /// The answer to a call.
    pub fn check_answer(&self, method: &str, path: &str, status: u16, answer: &Value) -> Faults {
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not in the contract")];
        };
        let responses = &operation["responses"];
        let response = responses
            .get(status.to_string())
            .unwrap_or(&responses["default"]);
        let mut faults = Vec::new();
        self.value(
            &response["content"]["application/json"]["schema"],
            answer,
            "",
            &mut faults,
        );
        faults
    }

    /// A thing by the schema of its name.
    pub fn check_object(&self, name: &str, value: &Value) -> Faults {
        let mut faults = Vec::new();
        match self.document["components"]["schemas"].get(name) {
            Some(schema) => self.value(schema, value, name, &mut faults),
            None => faults.push(format!("{name} is not in the contract")),
        }
        faults
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(reference) = schema["$ref"].as_str() else {
            return schema;
        };
        let pointer = reference.strip_prefix('#').unwrap();
        self.resolved(
            self.document
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        )
    }

    fn value(&self, schema: &Value, value: &Value, at: &str, faults: &mut Faults) {
        let schema = self.resolved(schema);
        if schema.is_null() {
            faults.push(format!("{at}: the contract has no schema here"));
            return;
        }
        if value.is_null() && schema["nullable"] == true {
            return;
        }
        for word in ["anyOf", "oneOf"] {
            if let Some(ways) = schema[word].as_array() {
                self.one_fits(ways, at, faults, |way, faults| {
                    self.value(way, value, at, faults)
                });
                return;
            }
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.value(part, value, at, faults);
        }
        check_enum(schema, value, at, faults);
        match (schema["type"].as_str(), value) {
            (Some("object"), Value::Object(fields)) => self.object(schema, fields, at, faults),
            (Some("array"), Value::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.value(&schema["items"], item, &format!("{at}[{i}]"), faults);
                }
            }
            (Some("string"), Value::String(text)) => check_length(schema, text, at, faults),
            (Some("integer"), Value::Number(number)) if number.is_i64() => {
                check_minimum(schema, value, at, faults)
            }
            (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) | (None, _) => {}
            (Some(kind), other) => faults.push(format!("{at}: should be {kind}, is {other}")),
        }
    }

    fn object(&self, schema: &Value, fields: &Map<String, Value>, at: &str, faults: &mut Faults) {
        missing(schema, fields, at, faults);
        let known = schema["properties"].as_object();
        let more = &schema["additionalProperties"];
        for (name, value) in fields {
            let place = format!("{at}.{name}");
            match known.and_then(|known| known.get(name)) {
                Some(schema) => self.value(schema, value, &place, faults),
                None if more.is_object() => self.value(more, value, &place, faults),
                None if more == true || (known.is_none() && more.is_null()) => {}
                None => faults.push(format!("{place}: the contract does not know this field")),
            }
        }
    }

    fn one_fits(
        &self,
        ways: &[Value],
        at: &str,
        faults: &mut Faults,
        check: impl Fn(&Value, &mut Faults),
    ) {
        let mut all = Vec::new();
        for way in ways {
            let mut own = Vec::new();
            check(way, &mut own);
            if own.is_empty() {
                return;
            }
            all.push(own.join("; "));
        }
        faults.push(format!("{at}: fits none of: {}", all.join(" | ")));
    }

    /// As [`Self::value`], for what came as text.
    fn form_value(&self, schema: &Value, value: &Value, at: &str, faults: &mut Faults) {
        let schema = self.resolved(schema);
        for word in ["anyOf", "oneOf"] {
            if let Some(ways) = schema[word].as_array() {
                self.one_fits(ways, at, faults, |way, faults| {
                    self.form_value(way, value, at, faults)
                });
                return;
            }
        }
        match (schema["type"].as_str(), value) {
            (Some("object"), Value::Object(fields)) => self.form_object(schema, fields, at, faults),
            (Some("array"), Value::Object(items)) => {
                for (i, item) in items {
                    if !i.is_empty() && i.parse::<usize>().is_err() {
                        faults.push(format!("{at}[{i}]: an array's places are numbers"));
                    }
                    self.form_value(&schema["items"], item, &format!("{at}[{i}]"), faults);
                }
            }
            (Some("string"), Value::String(text)) => {
                check_enum(schema, value, at, faults);
                check_length(schema, text, at, faults);
            }
            (Some("integer"), Value::String(text)) => match text.parse::<i64>() {
                Ok(number) => check_minimum(schema, &number.into(), at, faults),
                Err(_) => faults.push(format!("{at}: {text:?} is no integer")),
            },
            (Some("boolean"), Value::String(text)) if text == "true" || text == "false" => {}
            (kind, other) => faults.push(format!("{at}: should be {kind:?}, is {other}")),
        }
    }

    fn form_object(
        &self,
        schema: &Value,
        fields: &Map<String, Value>,
        at: &str,
        faults: &mut Faults,
    ) {
        missing(schema, fields, at, faults);
        for (name, value) in fields {
            let place = if at.is_empty() {
                name.clone()
            } else {
                format!("{at}[{name}]")
            };
            match (
                schema["properties"].get(name),
                &schema["additionalProperties"],
            ) {
                (Some(schema), _) => self.form_value(schema, value, &place, faults),
                (None, more) if more.is_object() => self.form_value(more, value, &place, faults),
                _ => faults.push(format!("{place}: the contract does not know this field")),
            }
        }
    }
}

fn missing(schema: &Value, fields: &Map<String, Value>, at: &str, faults: &mut Faults) {
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !fields.contains_key(name) {
            faults.push(format!("{at}: {name} is required"));
        }
    }
}

fn check_enum(schema: &Value, value: &Value, at: &str, faults: &mut Faults) {
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        faults.push(format!("{at}: {value} is none of {words:?}"));
    }
}

fn check_length(schema: &Value, text: &str, at: &str, faults: &mut Faults) {
    if let Some(most) = schema["maxLength"].as_u64()
        && text.chars().count() as u64 > most
    {
        faults.push(format!("{at}: longer than {most}"));
    }
}

fn check_minimum(schema: &Value, value: &Value, at: &str, faults: &mut Faults) {
    if let (Some(least), Some(number)) = (schema["minimum"].as_i64(), value.as_i64())
        && number < least
    {
        faults.push(format!("{at}: less than {least}"));
    }
}

/// `a[b][0]=c` as `{"a": {"b": {"0": "c"}}}`. Written apart from the stand-in's reader, so that the two check each other.
fn tree(form: &[(String, String)], faults: &mut Faults) -> Value {
    let mut root = Map::new();
    for (name, value) in form {
        let keys: Vec<&str> = name
            .split('[')
            .map(|key| key.strip_suffix(']').unwrap_or(key))
            .collect();
        let (last, parents) = keys.split_last().unwrap();
        let mut place = &mut root;
        for key in parents {
            let next = place
                .entry(*key)
                .or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(next) = next else {
                faults.push(format!("{name}: both text and object"));
                return Value::Object(root);
            };
            place = next;
        }
        if place
            .insert((*last).to_owned(), Value::String(value.clone()))
            .is_some()
            && !last.is_empty()
        {
            faults.push(format!("{name}: given twice"));
        }
    }
    Value::Object(root)
}
