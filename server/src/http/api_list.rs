//! The endpoints as the page about them lists them, read from the description that programs read.

use app::domain::api_doc::{ApiEndpoint, ApiParameter};
use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

/// Every endpoint of a description, in the order of their paths.
pub(super) fn listed(document: &OpenApi) -> Vec<ApiEndpoint> {
    let document = serde_json::to_value(document).unwrap_or_default();
    let paths = members(&document["paths"]);
    let mut listed = Vec::new();
    for (path, item) in paths {
        for (method, operation) in members(item) {
            listed.push(ApiEndpoint {
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(&operation["summary"]),
                parameters: parameters(operation, &document),
                answers: members(&operation["responses"])
                    .map(|(status, answer)| (status.clone(), text(&answer["description"])))
                    .collect(),
            });
        }
    }
    listed
}

fn parameters(operation: &Value, document: &Value) -> Vec<ApiParameter> {
    let asked = operation["parameters"].as_array().into_iter().flatten().map(|one| ApiParameter {
        name: text(&one["name"]),
        place: text(&one["in"]),
        rule: rule(&one["schema"]),
        description: text(&one["description"]),
    });
    let body =
        resolved(&operation["requestBody"]["content"]["application/json"]["schema"], document);
    let sent = members(&body["properties"]).map(|(name, schema)| ApiParameter {
        name: name.clone(),
        place: "body".to_owned(),
        rule: rule(schema),
        description: text(&schema["description"]),
    });
    asked.chain(sent).collect()
}

/// What a schema takes, in words: `integer, 1 to 500, else 50`.
fn rule(schema: &Value) -> String {
    let words = |values: &Value| -> Vec<String> {
        values.as_array().into_iter().flatten().map(plain).collect()
    };
    let mut said = vec![match (&schema["type"], words(&schema["enum"])) {
        (_, choices) if !choices.is_empty() => choices.join(" | "),
        (Value::Array(types), _) => types.iter().map(plain).collect::<Vec<_>>().join(" or "),
        (kind, _) => plain(kind),
    }];
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Null, Value::Null) => {}
        (least, Value::Null) => said.push(format!("at least {}", plain(least))),
        (Value::Null, most) => said.push(format!("at most {}", plain(most))),
        (least, most) => said.push(format!("{} to {}", plain(least), plain(most))),
    }
    if !schema["default"].is_null() {
        said.push(format!("else {}", plain(&schema["default"])));
    }
    said.retain(|part| !part.is_empty());
    said.join(", ")
}

fn resolved<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let named = schema["$ref"].as_str().and_then(|name| name.strip_prefix('#'));
    named.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// Words without the marks of Markdown.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::json;

    #[test]
    fn every_endpoint_is_listed_with_what_it_takes() {
        let listed = json::listed();
        let find = |path: &str| listed.iter().find(|one| one.path == path).unwrap();
        assert_eq!(listed.len(), 16);
        let of = |path: &str, name: &str| {
            find(path).parameters.iter().find(|p| p.name == name).unwrap().clone()
        };
        assert_eq!(of("/api/ip/{ip}", "ip").place, "path");
        assert_eq!(of("/api/detections", "page").rule, "integer, 1 to 10000000, else 1");
        assert_eq!(of("/api/classify", "src_ip").place, "body");
        assert!(listed.iter().all(|one| one.answers.iter().any(|(status, _)| status == "200")));
        assert!(listed.iter().all(|one| !one.summary.is_empty()));
    }
}
