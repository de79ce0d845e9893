//! How the domain's own forms read in the description of the interface (`OpenAPI` 3.1).

use utoipa::__dev::ComposeSchema;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::feedback::VerdictId;
use crate::domain::ip::Ip;
use crate::domain::part::Part;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;

fn text(format: Option<&str>, description: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(format.map(|format| SchemaFormat::Custom(format.to_owned())))
        .description(Some(description))
        .examples([example])
        .into()
}

impl PartialSchema for Ip {
    fn schema() -> RefOr<Schema> {
        text(None, "Address: IPv4 as a dotted quad, IPv6 as in RFC 5952", "203.0.113.7")
    }
}

impl ToSchema for Ip {}

impl PartialSchema for VerdictId {
    fn schema() -> RefOr<Schema> {
        text(None, "Id of a verdict: 16 hex digits", "b3059774d88d5000")
    }
}

impl ToSchema for VerdictId {}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        text(None, "UTC without a zone; some fields have a blank for the T", "2026-11-20T04:32:02")
    }
}

impl ToSchema for Timestamp {}

impl PartialSchema for ThreatLevel {
    fn schema() -> RefOr<Schema> {
        let words: Vec<&str> = Self::ALL.iter().map(Self::as_str).collect();
        let description = format!("{}, or a word of another writer", words.join(", "));
        text(None, &description, "CRITICAL")
    }
}

impl ToSchema for ThreatLevel {}

impl<T: ComposeSchema> ComposeSchema for Part<T> {
    fn compose(parts: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        let nothing = ObjectBuilder::new()
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
        let part = parts.into_iter().next().unwrap_or_else(|| T::compose(Vec::new()));
        OneOfBuilder::new().item(part).item(nothing).into()
    }
}

impl<T: ToSchema + ComposeSchema> ToSchema for Part<T> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}
