//! Options of every command; each is a flag, an environment variable and its own documentation.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use app::domain::overview::Lookup;
use clap::{Args, ValueEnum};

use crate::ingest::Format;

/// How much to log, and how.
#[derive(Debug, Clone, Args)]
pub struct LogArgs {
    /// What to log: error, warn, info, debug or trace, also per module (`info,server::http=debug`)
    #[arg(long, env = "JA4SOC_LOG", default_value = "info", global = true, value_name = "FILTER")]
    pub log: String,

    /// Form of the log lines
    #[arg(long, env = "JA4SOC_LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,
}

/// Form of the log lines on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line, for machines.
    Json,
}

/// Which database to work on.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Database")]
pub struct StoreArgs {
    /// Folder of the embedded database, bookmarks, rejected lines and models
    #[arg(long, env = "JA4SOC_DATA_DIR", default_value = "ja4soc-data", value_name = "DIR")]
    pub data_dir: PathBuf,

    /// The engine library `libchdb.so`, when it is not in one of the usual places
    #[arg(long, env = "JA4SOC_ENGINE_LIB", value_name = "FILE")]
    pub engine_lib: Option<PathBuf>,

    /// A ClickHouse server to use instead of the embedded engine, such as `https://db:8443`
    #[arg(long, env = "JA4SOC_CLICKHOUSE_URL", value_name = "URL")]
    pub clickhouse_url: Option<String>,

    /// User on that server
    #[arg(long, env = "JA4SOC_CLICKHOUSE_USER", value_name = "NAME")]
    pub clickhouse_user: Option<String>,

    /// File with that user's password
    #[arg(long, env = "JA4SOC_CLICKHOUSE_PASSWORD_FILE", value_name = "FILE")]
    pub clickhouse_password_file: Option<PathBuf>,

    /// Database of the requests [default: `ja4_logs`]
    #[arg(long, env = "JA4SOC_DB_LOGS", value_name = "NAME")]
    pub db_logs: Option<String>,

    /// Database of everything else [default: `ja4_processing`]
    #[arg(long, env = "JA4SOC_DB_PROCESSING", value_name = "NAME")]
    pub db_processing: Option<String>,

    /// What old deployments set.
    #[command(flatten)]
    pub legacy: LegacyArgs,
}

/// Variables of old ja4-platform deployments, used where ours are not set.
#[derive(Debug, Clone, Args)]
pub struct LegacyArgs {
    /// Host of the ClickHouse server
    #[arg(long, env = "CLICKHOUSE_HOST", hide = true)]
    pub legacy_host: Option<String>,
    /// HTTP port of the ClickHouse server
    #[arg(long, env = "CLICKHOUSE_PORT", hide = true)]
    pub legacy_port: Option<u16>,
    /// User
    #[arg(long, env = "CLICKHOUSE_USER", hide = true)]
    pub legacy_user: Option<String>,
    /// Password
    #[arg(long, env = "CLICKHOUSE_PASSWORD", hide = true, hide_env_values = true)]
    pub legacy_password: Option<String>,
    /// Database of the requests
    #[arg(long, env = "CLICKHOUSE_DB_LOGS", hide = true)]
    pub legacy_db_logs: Option<String>,
    /// Database of everything else
    #[arg(long, env = "CLICKHOUSE_DB_PROCESSING", hide = true)]
    pub legacy_db_processing: Option<String>,
}

/// How long rows are kept.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Retention")]
pub struct RetentionArgs {
    /// Days to keep raw records
    #[arg(long, env = "JA4SOC_KEEP_RAW_DAYS", default_value_t = 1, value_name = "DAYS",
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub keep_raw_days: u32,
    /// Days to keep requests and their hourly aggregates
    #[arg(long, env = "JA4SOC_KEEP_LOGS_DAYS", default_value_t = 30, value_name = "DAYS",
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub keep_logs_days: u32,
    /// Days to keep scores
    #[arg(long, env = "JA4SOC_KEEP_SCORES_DAYS", default_value_t = 30, value_name = "DAYS",
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub keep_scores_days: u32,
    /// Days to keep detections
    #[arg(long, env = "JA4SOC_KEEP_DETECTIONS_DAYS", default_value_t = 90, value_name = "DAYS",
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub keep_detections_days: u32,
}

/// Where and how to answer HTTP.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "HTTP")]
pub struct HttpArgs {
    /// Address and port to listen on
    #[arg(long, env = "JA4SOC_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDR")]
    pub listen: SocketAddr,

    /// Address the browser sees when a reverse proxy is in front, such as `https://soc.example.org`
    #[arg(long, env = "JA4SOC_PUBLIC_ORIGIN", value_name = "URL")]
    pub public_origin: Option<String>,

    /// Offer to look values up elsewhere, such as `src_ip:AbuseIPDB=https://www.abuseipdb.com/check/{}`; may be repeated
    #[arg(long = "lookup", env = "JA4SOC_LOOKUPS", value_name = "FIELD:NAME=URL", value_delimiter = ' ',
          value_parser = parse_lookup)]
    pub lookups: Vec<Lookup>,

    /// Answer ClickHouse's HTTP interface on this loopback address too, with the password in `DATA_DIR/clickhouse.password`
    #[arg(long, env = "JA4SOC_CLICKHOUSE_LISTEN", value_name = "ADDR")]
    pub clickhouse_listen: Option<SocketAddr>,
}

/// How the detector works.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Detector")]
pub struct DetectorArgs {
    /// Folder of the models [default: `DATA_DIR/models`]
    #[arg(long, env = "JA4SOC_MODELS_DIR", value_name = "DIR")]
    pub models_dir: Option<PathBuf>,

    /// Seed of the model; the same data and seed give the same scores
    #[arg(long, env = "JA4SOC_DETECT_SEED", default_value_t = 1, value_name = "NUMBER")]
    pub detect_seed: u64,

    /// Hours after which a model is trained anew
    #[arg(long, env = "JA4SOC_RETRAIN_HOURS", default_value_t = 24, value_name = "HOURS",
          value_parser = clap::value_parser!(u32).range(1..=8_760))]
    pub retrain_hours: u32,
}

/// Lists that replace the built-in ones.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reference lists")]
pub struct ReferenceArgs {
    /// Folder with lists that replace the built-in ones: `asn.csv`, `bot_ip.csv`, `bot_ja4.csv`, `browser_ja4.csv`, …
    #[arg(long, env = "JA4SOC_REFERENCE_DIR", value_name = "DIR")]
    pub reference_dir: Option<PathBuf>,
}

/// Options of `serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Where to answer.
    #[command(flatten)]
    pub http: HttpArgs,
    /// Which database.
    #[command(flatten)]
    pub store: StoreArgs,
    /// How long to keep rows.
    #[command(flatten)]
    pub retention: RetentionArgs,
    /// How to detect.
    #[command(flatten)]
    pub detector: DetectorArgs,
    /// Which lists.
    #[command(flatten)]
    pub reference: ReferenceArgs,
    /// Time between two detector cycles, such as 5m; `off` for none
    #[arg(long, env = "JA4SOC_DETECT_EVERY", default_value = "5m", value_name = "TIME",
          value_parser = parse_interval, help_heading = "Detector")]
    pub detect_every: Interval,
}

/// Options of `demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Address and port to listen on
    #[arg(long, env = "JA4SOC_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDR")]
    pub listen: SocketAddr,

    /// Folder of the demo's own database; it is emptied when the demo starts anew
    #[arg(
        long,
        alias = "data-dir",
        env = "JA4SOC_DEMO_DIR",
        default_value = "ja4soc-demo",
        value_name = "DIR"
    )]
    pub demo_dir: PathBuf,

    /// The engine library `libchdb.so`, when it is not in one of the usual places
    #[arg(long, env = "JA4SOC_ENGINE_LIB", value_name = "FILE")]
    pub engine_lib: Option<PathBuf>,

    /// Seed of the traffic; the same seed gives the same traffic
    #[arg(long, env = "JA4SOC_DEMO_SEED", default_value_t = 1, value_name = "NUMBER")]
    pub seed: u64,

    /// About how many requests to generate [default: the natural size of the scenario]
    #[arg(long, env = "JA4SOC_DEMO_ROWS", value_name = "NUMBER")]
    pub rows: Option<u64>,

    /// Generate the traffic anew even when a recent one is there
    #[arg(long, env = "JA4SOC_DEMO_FRESH")]
    pub fresh: bool,

    /// Generate, score, and end instead of serving
    #[arg(long, env = "JA4SOC_DEMO_NO_SERVE")]
    pub no_serve: bool,
}

/// Options of `ingest`.
#[derive(Debug, Clone, Args)]
pub struct IngestArgs {
    /// Files to read, also .gz and .zst; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Format of the input
    #[arg(long, env = "JA4SOC_FORMAT", default_value = "auto", value_name = "NAME")]
    pub format: Format,

    /// Host name for logs that do not name one
    #[arg(long, env = "JA4SOC_HOST", value_name = "NAME")]
    pub host: Option<String>,

    /// Go on reading as the file grows, across rotation and truncation
    #[arg(long, env = "JA4SOC_FOLLOW")]
    pub follow: bool,

    /// Shift all times so that the newest row is now
    #[arg(long, env = "JA4SOC_SHIFT_TO_NOW")]
    pub shift_to_now: bool,

    /// Store rows older than the retention although they vanish soon
    #[arg(long, env = "JA4SOC_ALLOW_EXPIRED")]
    pub allow_expired: bool,

    /// Which database.
    #[command(flatten)]
    pub store: StoreArgs,
    /// How long to keep rows.
    #[command(flatten)]
    pub retention: RetentionArgs,
    /// Which lists.
    #[command(flatten)]
    pub reference: ReferenceArgs,
}

/// Options of `detect`.
#[derive(Debug, Clone, Args)]
pub struct DetectArgs {
    /// Run one cycle and end
    #[arg(long, env = "JA4SOC_DETECT_ONCE", conflicts_with = "every")]
    pub once: bool,

    /// Run a cycle every so often, such as 5m
    #[arg(long, env = "JA4SOC_DETECT_EVERY", value_name = "TIME", value_parser = parse_interval)]
    pub every: Option<Interval>,

    /// Which database.
    #[command(flatten)]
    pub store: StoreArgs,
    /// How to detect.
    #[command(flatten)]
    pub detector: DetectorArgs,
}

/// Options of `migrate`.
#[derive(Debug, Clone, Args)]
pub struct MigrateArgs {
    /// Which database.
    #[command(flatten)]
    pub store: StoreArgs,
    /// How long to keep rows.
    #[command(flatten)]
    pub retention: RetentionArgs,
    /// Which lists.
    #[command(flatten)]
    pub reference: ReferenceArgs,
}

/// Options of `doctor`.
#[derive(Debug, Clone, Args)]
pub struct DoctorArgs {
    /// Which database.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// A time between two cycles; `None` is "never".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval(pub Option<Duration>);

fn parse_lookup(text: &str) -> Result<Lookup, String> {
    Lookup::parse(text).map_err(|missing| format!("needs {missing}"))
}

/// Reads `90s`, `5m`, `2h` or `off`; at least ten seconds.
fn parse_interval(text: &str) -> Result<Interval, String> {
    if text == "off" {
        return Ok(Interval(None));
    }
    let wrong = || format!("{text:?} is not a time such as 90s, 5m, 2h or off");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds_per_unit = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return Err(wrong()),
    };
    let count: u64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    let seconds = count.checked_mul(seconds_per_unit).ok_or_else(wrong)?;
    if seconds < 10 {
        return Err("the detector needs at least 10s between two cycles".to_owned());
    }
    Ok(Interval(Some(Duration::from_secs(seconds))))
}

/// The address the demo and `serve` print for people: a wildcard is not one to open.
#[must_use]
pub fn browser_address(listen: SocketAddr) -> String {
    if listen.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", listen.port())
    } else {
        format!("http://{listen}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_read_with_their_unit() {
        assert_eq!(parse_interval("5m"), Ok(Interval(Some(Duration::from_secs(300)))));
        assert_eq!(parse_interval("off"), Ok(Interval(None)));
        for wrong in ["", "5", "m", "-5m", "5d", "9s", "99999999999999999999h"] {
            assert!(parse_interval(wrong).is_err(), "{wrong}");
        }
    }
}
