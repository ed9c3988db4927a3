-- The second factor of administrators, and the logins that gave a code of it.

-- Enrolling anew, before the first code, makes another id in the same row: failures and the lock stay.
CREATE TABLE second_factors (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL UNIQUE REFERENCES members (id),
    totp_secret_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    -- The step of time of the last code that counted: none counts twice.
    last_step bigint NOT NULL DEFAULT 0 CHECK (last_step >= 0),
    failures integer NOT NULL DEFAULT 0 CHECK (failures BETWEEN 0 AND 4),
    locked_until timestamptz,
    CHECK ((confirmed_at IS NULL) = (last_step = 0)),
    CHECK (locked_until IS NULL OR failures = 0)
);

-- The id of a session is never used again, so what an ended login left here is worth nothing.
CREATE TABLE second_factor_logins (
    session_id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES second_factors (member_id) ON DELETE CASCADE,
    given_at timestamptz NOT NULL
);
CREATE INDEX second_factor_logins_of_member ON second_factor_logins (member_id);
CREATE INDEX second_factor_logins_by_time ON second_factor_logins (given_at);
