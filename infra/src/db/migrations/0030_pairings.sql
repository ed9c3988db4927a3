-- Pages that asked to be let in by a phone. Of the digits and of the page's secret only keyed digests are here. The rows go an
-- hour after they are over.
CREATE TABLE pairings (
    id uuid PRIMARY KEY,
    code text NOT NULL CHECK (LENGTH(code) = 8),
    digits_digest bytea NOT NULL,
    secret_digest bytea NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('login', 'screen')),
    -- What the page says of itself, and where its request came from.
    device text NOT NULL,
    browser text NOT NULL,
    address text NOT NULL,
    asked_at timestamptz NOT NULL,
    -- Until when it can be allowed; then, until when it can be taken.
    until timestamptz NOT NULL,
    seen_at timestamptz,
    tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 3),
    allowed_by uuid REFERENCES members (id),
    allowed_at timestamptz,
    taken_at timestamptz,
    ended_at timestamptz,
    CHECK ((allowed_by IS NULL) = (allowed_at IS NULL)),
    CHECK (taken_at IS NULL OR allowed_at IS NOT NULL),
    CHECK (tries < 3 OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX pairings_code ON pairings (code);
CREATE INDEX pairings_of_member ON pairings (allowed_by) WHERE allowed_by IS NOT NULL;
