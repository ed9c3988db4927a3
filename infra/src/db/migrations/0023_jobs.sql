-- What is done later. Whoever does something holds it until the end of a lease, which is moved on for as long as it takes;
-- what a process held that was killed is free after that.

-- What follows from an act, written in its transaction. `payload` holds ids and no names or texts of people. What is done is
-- deleted, in the transaction of its effect; what failed too often is set aside, and says why.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload text NOT NULL,
    made_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    lease_until timestamptz,
    holder uuid,
    last_fault text,
    set_aside_at timestamptz,
    CHECK ((lease_until IS NULL) = (holder IS NULL)),
    CHECK (set_aside_at IS NULL OR (holder IS NULL AND last_fault IS NOT NULL))
);
CREATE INDEX jobs_due ON jobs (due_at, id) WHERE set_aside_at IS NULL;
CREATE INDEX jobs_set_aside ON jobs (set_aside_at, id) WHERE set_aside_at IS NOT NULL;

-- What the clock starts: each kind has a row from its first time on.
CREATE TABLE timed_work (
    name text PRIMARY KEY,
    next_at timestamptz NOT NULL,
    lease_until timestamptz,
    holder uuid,
    CHECK ((lease_until IS NULL) = (holder IS NULL))
);
