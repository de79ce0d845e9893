//! The description of the JSON interface (`OpenAPI` 3.1), made from the endpoints and their types.

use std::collections::BTreeMap;

use axum::routing::MethodRouter;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder, Paths, Ref,
    RefOr, Required, Response, ResponseBuilder,
};

use super::AppState;

/// Where the description itself is answered, below `/api`.
pub const PATH: &str = "/openapi.json";

/// An endpoint: where it is, who answers it, and what it takes and gives.
pub struct Endpoint {
    /// Path below `/api`.
    pub path: &'static str,
    /// Who answers.
    pub route: MethodRouter<AppState>,
    method: HttpMethod,
    operation: Operation,
    schemas: Vec<(String, RefOr<Schema>)>,
}

/// Answer of status 422: what is wrong with the request, field by field.
#[derive(Serialize, ToSchema)]
struct InvalidRequest {
    /// One entry for each wrong field, or a sentence.
    detail: InvalidDetail,
}

/// What is wrong with a request.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a description of answers that are made elsewhere")]
enum InvalidDetail {
    /// One entry for each wrong field.
    Fields(Vec<InvalidField>),
    /// A sentence about the request as a whole.
    Text(String),
}

/// One wrong field.
#[derive(Serialize, ToSchema)]
struct InvalidField {
    /// Kind of the error.
    r#type: String,
    /// Where the field stands (`path`, `query` or `body`), and its name or position.
    loc: Vec<serde_json::Value>,
    /// What is wrong.
    msg: String,
    /// What was given: text of at most 200 characters, another JSON value, or null for nothing.
    input: serde_json::Value,
}

/// Answer of status 503: the database did not answer.
#[derive(Serialize, ToSchema)]
struct Unanswered {
    /// What happened, in words.
    detail: String,
    /// Reference under which the log says why.
    reference: String,
}

impl Endpoint {
    /// An endpoint that answers GET with a `T`.
    pub fn get<T: ToSchema>(
        path: &'static str,
        route: MethodRouter<AppState>,
        summary: &str,
    ) -> Self {
        Self::new::<T>(path, HttpMethod::Get, route, summary)
    }

    /// An endpoint that takes a `B` by POST and answers with a `T`.
    pub fn post<B: ToSchema, T: ToSchema>(
        path: &'static str,
        route: MethodRouter<AppState>,
        summary: &str,
    ) -> Self {
        let mut endpoint = Self::new::<T>(path, HttpMethod::Post, route, summary).fallible();
        let body = RequestBodyBuilder::new()
            .content("application/json", ContentBuilder::new().schema(Some(named::<B>())).build())
            .required(Some(Required::True));
        endpoint.operation.request_body = Some(body.build());
        endpoint.schemas.extend(schemas::<B>());
        endpoint
    }

    fn new<T: ToSchema>(
        path: &'static str,
        method: HttpMethod,
        route: MethodRouter<AppState>,
        summary: &str,
    ) -> Self {
        let id = path.trim_start_matches('/').replace(['/', '-'], "_").replace(['{', '}'], "");
        let operation = OperationBuilder::new()
            .operation_id(Some(id))
            .summary(Some(summary))
            .response("200", answer::<T>("The answer"))
            .response("503", answer::<Unanswered>("The database did not answer"))
            .build();
        let mut all = whole::<T>();
        all.extend(whole::<Unanswered>());
        Self { path, route, method, operation, schemas: all }
    }

    /// Adds the address in the path.
    #[must_use]
    pub fn of_address(self) -> Self {
        let schema = ObjectBuilder::new().schema_type(Type::String).examples(["203.0.113.7"]);
        self.parameter(
            ParameterIn::Path,
            "ip",
            "IPv4 or IPv6 address; `::ffff:a.b.c.d` is the same as `a.b.c.d`",
            schema.build(),
        )
    }

    /// Adds an optional parameter of the query, with its bounds and default in `schema`.
    #[must_use]
    pub fn query(self, name: &str, description: &str, schema: impl Into<RefOr<Schema>>) -> Self {
        self.parameter(ParameterIn::Query, name, description, schema)
    }

    fn parameter(
        mut self,
        place: ParameterIn,
        name: &str,
        description: &str,
        schema: impl Into<RefOr<Schema>>,
    ) -> Self {
        let is_required = place == ParameterIn::Path;
        let parameter: Parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .description(Some(description))
            .required(if is_required { Required::True } else { Required::False })
            .schema(Some(schema))
            .build();
        self.operation.parameters.get_or_insert_default().push(parameter);
        self.fallible()
    }

    /// Says that a request can be wrong.
    fn fallible(mut self) -> Self {
        let wrong = answer::<InvalidRequest>("The request names something that cannot be");
        self.operation.responses.responses.insert("422".to_owned(), wrong.into());
        self.schemas.extend(whole::<InvalidRequest>());
        self
    }
}

/// The schema of an integer from `least` to `most` that is `default` when not given.
#[must_use]
pub fn integer(least: u32, most: Option<u32>, default: u32) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(least))
        .maximum(most)
        .default(Some(default.into()))
        .build()
        .into()
}

/// The schema of one of some words, `default` when not given.
#[must_use]
pub fn word(words: &[&str], default: &str) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .default(Some(default.into()))
        .build()
        .into()
}

/// The schema of any text.
#[must_use]
pub fn text() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).build().into()
}

/// The description of these endpoints.
#[must_use]
pub fn document(endpoints: &[Endpoint]) -> OpenApi {
    let mut paths = Paths::new();
    let mut schemas = BTreeMap::new();
    for endpoint in endpoints {
        let item = PathItem::new(endpoint.method.clone(), endpoint.operation.clone());
        paths.paths.insert(format!("/api{}", endpoint.path), item);
        schemas.extend(endpoint.schemas.iter().cloned());
    }
    let info = InfoBuilder::new()
        .title("ja4soc")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Who the clients of a site are. All instants are UTC; an unknown number is `null`.",
        ))
        .license(Some(License::new("MIT")));
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(ComponentsBuilder::new().schemas_from_iter(schemas).build()))
        .build()
}

fn named<T: ToSchema>() -> Ref {
    Ref::from_schema_name(T::name())
}

fn schemas<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut all = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut all);
    all
}

/// The schemas of an answer: all of its members are always there, `null` where unknown.
fn whole<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut all = schemas::<T>();
    all.iter_mut().for_each(|(_, schema)| complete(schema));
    all
}

fn complete(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            object.required = object.properties.keys().cloned().collect();
        }
        RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().for_each(complete),
        _ => {}
    }
}

fn answer<T: ToSchema>(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(named::<T>())).build();
    ResponseBuilder::new().description(description).content("application/json", content).build()
}
