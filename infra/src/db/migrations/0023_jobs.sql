-- What is done later. Whoever does something holds it until the end of a lease, which is moved on for as long as it takes;
-- what a process held that was killed is free after that.

-- What the clock starts: each kind has a row from its first time on.
CREATE TABLE timed_work (
    name text PRIMARY KEY,
    next_at timestamptz NOT NULL,
    lease_until timestamptz,
    holder uuid,
    CHECK ((lease_until IS NULL) = (holder IS NULL))
);
