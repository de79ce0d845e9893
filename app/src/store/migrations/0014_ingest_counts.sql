-- What the readers did over all their runs: rows stored by format, lines kept aside by reason.
-- Readers are processes of their own; whoever serves shows these sums among its metrics.

CREATE TABLE IF NOT EXISTS {processing}.ingest_counts
(
    name LowCardinality(String),
    label LowCardinality(String),
    total UInt64
)
ENGINE = SummingMergeTree(total)
ORDER BY (name, label);
