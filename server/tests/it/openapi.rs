//! The description of the interface: complete, and true of real answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::known::{WORST, known};

/// What the seeds and this program answer.
const PATHS: [&str; 12] = [
    "/api/overview",
    "/api/ip/{ip}",
    "/api/ip/{ip}/radar",
    "/api/investigation/{ip}/summary",
    "/api/features",
    "/api/geo",
    "/api/fingerprints",
    "/api/browsers",
    "/api/behavior",
    "/api/heatmap",
    "/api/models",
    "/api/classifications",
];

fn document() -> Value {
    let reply = known().server.get("/api/openapi.json");
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    reply.json()
}

/// The schemas, each object closed: a member nobody described is an error.
fn closed(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") {
            object.insert("additionalProperties".to_owned(), json!(false));
        }
        object.values_mut().for_each(closed);
    } else if let Some(list) = schema.as_array_mut() {
        list.iter_mut().for_each(closed);
    }
}

/// Checks an answer against what the description says of this path and status.
fn check(document: &Value, path: &str, status: u16, answer: &Value) {
    let response = &document["paths"][path]["get"]["responses"][status.to_string()];
    let mut schema = response["content"]["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{path} says nothing of {status}");
    let mut components = document["components"].clone();
    closed(&mut components);
    schema.as_object_mut().unwrap().insert("components".to_owned(), components);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(answer)
        .map(|fault| format!("{} at {}", fault, fault.instance_path))
        .collect();
    assert_eq!(faults, Vec::<String>::new(), "{path}");
}

#[test]
fn every_endpoint_is_described() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let described: BTreeSet<&str> =
        document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    for path in PATHS {
        assert!(described.contains(path), "{path}");
    }
    let ids: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), described.len());
    // Whatever is described is there, and says what it is.
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else { continue };
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{path}");
        let reply = known().server.get(&path.replace("{ip}", WORST));
        assert_eq!(reply.status, 200, "{path}");
    }
}

#[test]
fn real_answers_are_as_described() {
    let document = document();
    for path in PATHS {
        for ip in [WORST, "192.0.2.200"] {
            let reply = known().server.get(&path.replace("{ip}", ip));
            assert_eq!(reply.status, 200, "{path}");
            check(&document, path, 200, &reply.json());
        }
        if path.contains("{ip}") {
            let reply = known().server.get(&path.replace("{ip}", "nope"));
            check(&document, path, 422, &reply.json());
        }
    }
}

#[test]
fn a_false_answer_does_not_pass() {
    let mut schema = document()["components"]["schemas"]["HeatCell"].clone();
    closed(&mut schema);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(validator.is_valid(&json!({"dow": 1, "hour": 0, "cnt": 2})));
    for wrong in [json!({"dow": 1, "hour": 0}), json!({"dow": 1, "hour": 0, "cnt": 2, "more": 1})] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}
