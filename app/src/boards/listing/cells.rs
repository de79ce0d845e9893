//! A value of a row as it is shown, with a word where there is none.

use serde_json::Value;

use crate::board::Cell;
use crate::domain::ip::Ip;
use crate::domain::listing::{Column, Shape};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::store::json_rows::JsonRow;
use crate::ui::value::named_reason;

/// The cell of a column in a row.
pub(super) fn cell(column: &Column, row: &JsonRow) -> Cell {
    let Some(value) = row.get(column.key) else {
        return unknown("not in this database");
    };
    match (column.shape, value) {
        (_, Value::Null) => unknown("unknown"),
        (Shape::Code, Value::Number(number)) => {
            Cell::Value(column.key.to_owned(), number.to_string())
        }
        (Shape::Time, Value::String(text)) => {
            Timestamp::parse(text).map_or_else(|| Cell::Text(text.clone()), Cell::Ago)
        }
        (Shape::Address, Value::String(text)) => {
            text.parse::<Ip>().map_or_else(|_| Cell::Text(text.clone()), Cell::Address)
        }
        (Shape::Count, Value::Number(number)) => match number.as_u64() {
            Some(campaign) if column.key == "campaign_id" => {
                Cell::Value(column.key.to_owned(), campaign.to_string())
            }
            Some(count) => Cell::Count(count),
            // A campaign of -1 is none.
            None => unknown("none"),
        },
        (Shape::Decimal(places), Value::Number(number)) => {
            number.as_f64().map_or_else(|| unknown("unknown"), |value| Cell::Decimal(value, places))
        }
        (_, Value::String(text)) if text.is_empty() => unknown(absent(column.key)),
        (Shape::Ja4, Value::String(text)) => Cell::Ja4(text.clone()),
        (Shape::Level, Value::String(text)) => Cell::Level(ThreatLevel::from(text.as_str())),
        (Shape::Prose, Value::String(text)) => {
            let bot = row.get("bot_name").and_then(Value::as_str).unwrap_or_default();
            Cell::Prose(named_reason(bot, text.clone()))
        }
        (Shape::Value, Value::String(text)) => Cell::Value(column.key.to_owned(), text.clone()),
        (_, Value::String(text)) => Cell::Text(text.clone()),
        (_, other) => Cell::Text(other.to_string()),
    }
}

fn unknown(why: &str) -> Cell {
    Cell::Unknown(why.to_owned())
}

/// What an empty text means.
fn absent(key: &str) -> &'static str {
    match key {
        "ja4" => "no JA4",
        "bot_name" | "browser_family" => "none known",
        "header_user_agent" => "none seen",
        "asn_org" | "asn_label" | "country_code" | "src_country_code" => "unknown",
        "reason" => "no reason given",
        _ => "none",
    }
}
