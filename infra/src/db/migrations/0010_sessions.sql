-- Who may not log in. A row stays when its block is lifted: the reason is kept.
CREATE TABLE blocks (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    community_id uuid NOT NULL REFERENCES areas (id),
    reason text NOT NULL,
    blocked_by uuid NOT NULL REFERENCES members (id),
    blocked_at timestamptz NOT NULL,
    lifted_by uuid REFERENCES members (id),
    lifted_at timestamptz,
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
-- One at a time, whoever blocks at the same moment.
CREATE UNIQUE INDEX blocks_standing ON blocks (member_id) WHERE lifted_at IS NULL;
CREATE INDEX blocks_of_member ON blocks (member_id, lifted_at);
CREATE INDEX blocks_of_community ON blocks (community_id, id) WHERE lifted_at IS NULL;

-- Which sessions live: those of this epoch. A new one begins when the session store has lost its memory; this one is
-- before the first. The name is a UUID as the keys of the store spell it.
CREATE TABLE session_epoch (
    single integer PRIMARY KEY CHECK (single = 1),
    epoch text NOT NULL,
    began_at timestamptz NOT NULL
);
INSERT INTO session_epoch (single, epoch, began_at)
VALUES (1, '00000000000000000000000000000000', '1970-01-01T00:00:00+00:00');
