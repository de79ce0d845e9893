-- Requests per minute beside the requests, so that a count over time reads some thousand sums instead of
-- the time of each request. Parts written before get theirs in the background.

ALTER TABLE {logs}.http_logs ADD PROJECTION IF NOT EXISTS by_minute
(
    SELECT toStartOfMinute(time), count()
    GROUP BY toStartOfMinute(time)
);

ALTER TABLE {logs}.http_logs MATERIALIZE PROJECTION by_minute;
