-- What requests are ordered by, each beside its instant and in its order: a page of such an order is found
-- from its first rows. The engine takes what has the fewest marks, so theirs lie far apart.
-- Then the addresses of each day, in which a part of an address is looked for.

ALTER TABLE {logs}.http_logs
    ADD PROJECTION IF NOT EXISTS by_client_text (SELECT toString(src_ip), time ORDER BY toString(src_ip), time)
        WITH SETTINGS (index_granularity = 32768),
    ADD PROJECTION IF NOT EXISTS by_path (SELECT path, time ORDER BY path, time)
        WITH SETTINGS (index_granularity = 32768),
    ADD PROJECTION IF NOT EXISTS by_user_agent (SELECT header_user_agent, time ORDER BY header_user_agent, time)
        WITH SETTINGS (index_granularity = 32768),
    ADD PROJECTION IF NOT EXISTS by_ja4 (SELECT ja4, time ORDER BY ja4, time)
        WITH SETTINGS (index_granularity = 32768),
    ADD PROJECTION IF NOT EXISTS clients_of_day
        (SELECT intDiv(toUInt32(time), 86400), src_ip, count() GROUP BY intDiv(toUInt32(time), 86400), src_ip);

ALTER TABLE {logs}.http_logs MATERIALIZE PROJECTION by_client_text;

ALTER TABLE {logs}.http_logs MATERIALIZE PROJECTION by_path;

ALTER TABLE {logs}.http_logs MATERIALIZE PROJECTION by_user_agent;

ALTER TABLE {logs}.http_logs MATERIALIZE PROJECTION by_ja4;

ALTER TABLE {logs}.http_logs MATERIALIZE PROJECTION clients_of_day;
