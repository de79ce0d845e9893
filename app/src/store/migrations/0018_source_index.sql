-- Whether generated traffic is among the requests is asked with every page: by the sources of some
-- half a million rows at a time instead of those of each. Parts written before are read in whole.

ALTER TABLE {logs}.http_logs ADD INDEX IF NOT EXISTS idx_source source TYPE set(8) GRANULARITY 64;
