-- Verdicts of analysts: append only, kept for good. A later row takes the place of an earlier one.
-- classification is bot, legitimate or suspicious; previous is the verdict it takes the place of.

CREATE TABLE IF NOT EXISTS {processing}.soc_feedback
(
    created_at DateTime DEFAULT now(),
    src_ip IPv6,
    classification LowCardinality(String),
    comment String,
    author LowCardinality(String) DEFAULT '',
    previous LowCardinality(String) DEFAULT ''
)
ENGINE = MergeTree
ORDER BY (src_ip, created_at);
