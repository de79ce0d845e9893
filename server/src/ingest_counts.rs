//! Carries the counters of a reader into the database, and from there into the metrics of `serve`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use app::store::Db;
use app::store::ingest_counts::{self, IngestCount};
use metrics_exporter_prometheus::PrometheusHandle;

/// How often a running reader adds what it did.
const EVERY: Duration = Duration::from_secs(10);

/// A metric of the readers, its name in the database and its label.
const METRICS: [(&str, &str, &str); 2] = [
    ("ja4soc_ingest_rows_total", "rows", "format"),
    ("ja4soc_ingest_rejects_total", "rejects", "reason"),
];

/// Runs a reader and adds its counters to the database as it goes.
pub async fn counted<T>(
    db: &Db,
    handle: Option<PrometheusHandle>,
    reader: impl Future<Output = T>,
) -> T {
    let Some(handle) = handle else { return reader.await };
    let mut told = counts(&handle.render());
    let mut ticks = tokio::time::interval(EVERY);
    tokio::pin!(reader);
    let outcome = loop {
        tokio::select! {
            outcome = &mut reader => break outcome,
            _ = ticks.tick() => told = tell(db, &handle, told).await,
        }
    };
    tell(db, &handle, told).await;
    outcome
}

/// The readers' counters as Prometheus text, from the database.
///
/// # Errors
/// When the database does not answer.
pub async fn prometheus(db: &Db) -> Result<String, app::store::Error> {
    let totals = ingest_counts::totals(db).await?;
    let mut text = String::new();
    for (metric, name, label) in METRICS {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# TYPE {metric} counter");
        for count in totals.iter().filter(|count| count.name == name) {
            let value = count.label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = writeln!(text, "{metric}{{{label}=\"{value}\"}} {}", count.total);
        }
    }
    Ok(text)
}

/// The text without the readers' own metrics, which [`prometheus`] gives for all processes.
#[must_use]
pub fn without_own(text: &str) -> String {
    let is_own = |line: &str| METRICS.iter().any(|(metric, ..)| line.contains(metric));
    text.lines().filter(|line| !is_own(line)).flat_map(|line| [line, "\n"]).collect()
}

type Counts = BTreeMap<(&'static str, String), u64>;

/// Adds what is new since `told`; what could not be stored is tried again next time.
async fn tell(db: &Db, handle: &PrometheusHandle, told: Counts) -> Counts {
    let now = counts(&handle.render());
    let news: Vec<IngestCount> = now
        .iter()
        .map(|(key, total)| (key, total - told.get(key).copied().unwrap_or(0).min(*total)))
        .filter(|(_, news)| *news > 0)
        .map(|((name, label), total)| IngestCount {
            name: (*name).to_owned(),
            label: label.clone(),
            total,
        })
        .collect();
    match ingest_counts::add(db, &news).await {
        Ok(()) => now,
        Err(error) => {
            tracing::debug!(error = error.detail(), "the counters could not be stored");
            told
        }
    }
}

/// Reads `metric{label="value"} 12` lines.
fn counts(text: &str) -> Counts {
    let mut counts = Counts::new();
    for line in text.lines() {
        for (metric, name, label) in METRICS {
            let value = line
                .strip_prefix(metric)
                .and_then(|rest| rest.strip_prefix('{'))
                .and_then(|rest| rest.strip_prefix(label))
                .and_then(|rest| rest.strip_prefix("=\""))
                .and_then(|rest| rest.rsplit_once("\"} "));
            if let Some((value, total)) = value
                && let Ok(total) = total.trim().parse()
            {
                let value = value.replace("\\\"", "\"").replace("\\\\", "\\");
                counts.insert((name, value), total);
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# TYPE ja4soc_ingest_rows_total counter\n\
        ja4soc_ingest_rows_total{format=\"pcap\"} 12\n\
        ja4soc_http_requests_total{route=\"/\"} 3\n\
        ja4soc_ingest_rejects_total{reason=\"not \\\"JSON\\\"\"} 2\n";

    #[test]
    fn counters_are_read_with_their_labels() {
        let counts = counts(TEXT);
        assert_eq!(counts.get(&("rows", "pcap".to_owned())), Some(&12));
        assert_eq!(counts.get(&("rejects", "not \"JSON\"".to_owned())), Some(&2));
        assert_eq!(counts.len(), 2);
    }

    #[test]
    fn the_process_does_not_show_its_own_readers() {
        assert_eq!(without_own(TEXT), "ja4soc_http_requests_total{route=\"/\"} 3\n");
    }
}
