-- The status of an answer under a name of its own: the seeds' parameter `status` is the HTTP version.

ALTER TABLE {logs}.http_logs ADD COLUMN IF NOT EXISTS http_status Nullable(UInt16) ALIAS status;
