-- What a member served in a period, as it stood when the certificate was issued. The row is all there is: the paper is
-- drawn from it each time.
CREATE TABLE certificates (
    id uuid PRIMARY KEY,
    number text NOT NULL CHECK (LENGTH(number) = 16),
    member_id uuid NOT NULL REFERENCES members (id),
    name_sealed bytea NOT NULL,
    community_id uuid NOT NULL REFERENCES areas (id),
    from_day date NOT NULL,
    to_day date NOT NULL,
    minutes bigint NOT NULL CHECK (minutes > 0),
    shifts bigint NOT NULL CHECK (shifts > 0),
    issued_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid REFERENCES members (id),
    -- What staff told the member, who needs no reason of their own.
    revoke_reason text,
    CHECK (from_day <= to_day),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CHECK ((revoke_reason IS NOT NULL) = (COALESCE(revoked_by, member_id) <> member_id))
);
CREATE UNIQUE INDEX certificates_number ON certificates (number);
CREATE INDEX certificates_of_member ON certificates (member_id, id);

-- The addresses at which a member's calendar and feed reader ask. An address is made of the id and a key that is not here;
-- a new id makes a new address, and ends the one before.
CREATE TABLE feeds (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL CHECK (kind IN ('plan', 'notices')),
    made_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX feeds_of_member ON feeds (member_id, kind);
