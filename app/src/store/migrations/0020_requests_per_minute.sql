-- Requests per minute beside the requests, so that a count over time reads some thousand sums instead of
-- the time of each request. Parts written before are read in whole until they are merged.

ALTER TABLE {logs}.http_logs ADD PROJECTION IF NOT EXISTS by_minute
(
    SELECT toStartOfMinute(time), count()
    GROUP BY toStartOfMinute(time)
);
