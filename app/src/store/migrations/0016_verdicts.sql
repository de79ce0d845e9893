-- Verdicts can be told apart, given to several addresses at once, and undone by a later row.
-- A row that another program writes has no id of its own: it gets one from what it says, the same
-- at every reading, and below all of ours, which have the highest bit set and count up with time.
-- reason: a word of a closed list, '' when none was given. batch: what the rows of one action share.
-- undoes: the id of the verdict a row takes back; its classification is the verdict before that, ''
-- when there was none.

ALTER TABLE {processing}.soc_feedback
    ADD COLUMN IF NOT EXISTS reason LowCardinality(String) DEFAULT '',
    ADD COLUMN IF NOT EXISTS id UInt64 DEFAULT bitShiftRight(sipHash64(src_ip, created_at, toString(classification), comment), 1),
    ADD COLUMN IF NOT EXISTS batch Nullable(UInt64),
    ADD COLUMN IF NOT EXISTS undoes Nullable(UInt64);
