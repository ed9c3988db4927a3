-- What members are told. Without a reference to them: who tells holds other rows, and must not wait for an erasure that
-- waits for those. What is about an erased member goes with their account.
CREATE TABLE inbox_entries (
    id uuid NOT NULL PRIMARY KEY,
    member_id uuid NOT NULL,
    topic text NOT NULL CHECK (topic IN ('wishes', 'volunteering', 'points', 'party', 'notices', 'office', 'account')),
    news text NOT NULL,
    -- What it opens: an id as clients know it.
    about text,
    number bigint,
    told_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX inbox_entries_latest ON inbox_entries (member_id, id);
CREATE INDEX inbox_entries_of_topic ON inbox_entries (member_id, topic, id);
CREATE INDEX inbox_entries_unread ON inbox_entries (member_id, id) WHERE read_at IS NULL;
CREATE INDEX inbox_entries_told ON inbox_entries (told_at);
