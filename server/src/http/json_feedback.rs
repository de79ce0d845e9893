//! Verdicts in the JSON interface: `POST /classify` and `GET /classifications` of seed 001.

use app::domain::feedback::{COMMENT_MAX, FeedbackRow, Judgement, Reason, Verdict};
use app::domain::ip::{InvalidIp, Ip};
use app::store::feedback;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::AppState;
use super::forms::known_author;
use super::openapi::Endpoint;
use super::problem::Problem;

/// Characters of a wrong value that are repeated in the answer.
const SHOWN: usize = 200;

/// The two endpoints with what the description says of them.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post::<Classify, Classified>(
            "/classify",
            post(classify),
            "Gives an address a verdict",
        ),
        Endpoint::get::<Classifications>(
            "/classifications",
            get(get_classifications),
            "The newest 50 verdicts",
        ),
    ]
}

/// Body of `POST /api/classify`, as the description has it; it is read by hand, fault by fault.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described, never made")]
struct Classify {
    /// The address, in any spelling.
    src_ip: String,
    /// `bot`, `legitimate` or `suspicious`.
    classification: String,
    /// A note of at most 4096 characters.
    #[schema(required = false)]
    comment: String,
    /// Key of a reason of the list.
    #[schema(required = false)]
    reason: String,
}

/// Answer of `POST /api/classify`.
#[derive(Serialize, ToSchema)]
struct Classified {
    /// `ok`.
    status: &'static str,
    /// The address as it was given.
    src_ip: String,
    /// The verdict.
    classification: &'static str,
}

/// Answer of `GET /api/classifications`.
#[derive(Serialize, ToSchema)]
struct Classifications {
    /// The verdicts, newest first.
    data: Vec<FeedbackRow>,
}

async fn classify(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Classified>, Problem> {
    let body = parse(&headers, &body)?;
    let (ip, src_ip, judgement) = judgement(&body)?;
    let author = known_author(&headers);
    feedback::classify(&state.db, ip, &judgement, author.as_deref(), state.now()).await?;
    // The seed repeats the address as it was typed.
    Ok(Json(Classified { status: "ok", src_ip, classification: judgement.verdict.as_str() }))
}

async fn get_classifications(
    State(state): State<AppState>,
) -> Result<Json<Classifications>, Problem> {
    Ok(Json(Classifications { data: feedback::recent(&state.db).await? }))
}

/// The object in a body; a body of another type than JSON is a text, as the seed's framework has it.
fn parse(headers: &HeaderMap, body: &Bytes) -> Result<Map<String, Value>, Problem> {
    if body.is_empty() {
        let fault =
            json!({"type": "missing", "loc": ["body"], "msg": "Field required", "input": null});
        return Err(Problem::faults(vec![fault]));
    }
    // Some tools begin a file with a byte order mark, which the framework skips in JSON.
    let json = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let text = String::from_utf8_lossy(json);
    let value = if is_json(headers) {
        serde_json::from_slice(json).map_err(|error| malformed(&text, &error))?
    } else {
        Value::String(text.into_owned())
    };
    match value {
        Value::Object(object) => Ok(object),
        other => Err(Problem::faults(vec![json!({
            "type": "model_attributes_type", "loc": ["body"],
            "msg": "Input should be a valid dictionary or object to extract fields from",
            "input": shown(&other),
        })])),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE) else { return true };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn malformed(text: &str, error: &serde_json::Error) -> Problem {
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let at =
        before.map(|line| line.chars().count()).sum::<usize>() + error.column().saturating_sub(1);
    Problem::faults(vec![json!({
        "type": "json_invalid", "loc": ["body", at], "msg": "JSON decode error", "input": {},
        "ctx": {"error": error.to_string()},
    })])
}

/// Address, its text, and what is said of it; all faults of the fields at once, as the seed does.
fn judgement(body: &Map<String, Value>) -> Result<(Ip, String, Judgement), Problem> {
    let mut faults = Vec::new();
    let mut text = |name: &str, default: Option<&str>| match (body.get(name), default) {
        (Some(Value::String(text)), _) => text.clone(),
        (None, Some(default)) => default.to_owned(),
        (None, None) => {
            let all = Value::Object(body.clone());
            faults.push(fault("missing", name, "Field required", &all));
            String::new()
        }
        (Some(other), _) => {
            faults.push(fault("string_type", name, "Input should be a valid string", other));
            String::new()
        }
    };
    let src_ip = text("src_ip", None);
    let word = text("classification", None);
    let comment = text("comment", Some(""));
    let reason = text("reason", Some(""));
    if comment.chars().count() > COMMENT_MAX {
        let why = format!("String should have at most {COMMENT_MAX} characters");
        let input = Value::String(comment.clone());
        let mut fault = fault("string_too_long", "comment", &why, &input);
        fault["ctx"] = json!({"max_length": COMMENT_MAX});
        faults.push(fault);
    }
    if !faults.is_empty() {
        return Err(Problem::faults(faults));
    }
    let Some(verdict) = Verdict::from_word(&word) else {
        let words = "classification must be one of {'bot', 'legitimate', 'suspicious'}";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, words));
    };
    let ip = src_ip.parse::<Ip>().map_err(|error: InvalidIp| {
        Problem::invalid("body", "src_ip", &error.to_string(), &src_ip)
    })?;
    let found = Reason::from_key(&reason);
    if found.is_none() && !reason.is_empty() {
        return Err(Problem::invalid("body", "reason", "not a reason of the list", &reason));
    }
    Ok((ip, src_ip, Judgement { verdict, reason: found, comment }))
}

fn fault(kind: &str, field: &str, msg: &str, input: &Value) -> Value {
    json!({"type": kind, "loc": ["body", field], "msg": msg, "input": shown(input)})
}

/// A value as it came, with its texts cut, and nothing of what lies deeper than its members.
fn shown(value: &Value) -> Value {
    let cut = |value: &Value| match value {
        Value::String(text) => Value::String(text.chars().take(SHOWN).collect()),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        plain => plain.clone(),
    };
    match value {
        Value::Object(members) => {
            let few = members.iter().take(16);
            few.map(|(key, value)| (key.chars().take(SHOWN).collect(), cut(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(items) => items.iter().take(16).map(cut).collect(),
        other => cut(other),
    }
}
