-- The audit log. Rows are only ever added: triggers forbid all else (the step after this one). It stands for itself, so it refers to
-- no other table: whatever happens to a member, what he did stays. Its acts have no CHECK: every feature adds its own,
-- and SQLite could widen a CHECK only by copying the table.

CREATE TABLE audit_entries (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_id uuid,
    act text NOT NULL CHECK (act <> ''),
    target text,
    area_id uuid,
    request_id uuid,
    ending text NOT NULL CHECK (ending IN ('done', 'refused')),
    -- A keyed hash of all above: a row that the program did not write shows.
    seal bytea NOT NULL
);
CREATE INDEX audit_entries_of_actor ON audit_entries (actor_id, id);

-- One link for each entry, made after its commit.
CREATE TABLE audit_chain (
    number bigint PRIMARY KEY CHECK (number >= 1),
    day date NOT NULL,
    entry_id uuid NOT NULL UNIQUE REFERENCES audit_entries (id),
    hash bytea NOT NULL
);
CREATE INDEX audit_chain_of_day ON audit_chain (day, number);
