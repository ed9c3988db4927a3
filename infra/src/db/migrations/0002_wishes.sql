-- The whole life of a wish. SQLite cannot change a CHECK, so the two tables are made anew with all that they hold.

ALTER TABLE wishes RENAME TO wishes_before;
ALTER TABLE claims RENAME TO claims_before;
DROP INDEX wishes_open;
DROP INDEX wishes_pending;
DROP INDEX wishes_by_author;
DROP INDEX claims_running;
DROP INDEX claims_by_claimer;

CREATE TABLE wishes (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    grid_id uuid REFERENCES areas (id),
    author_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL CHECK (kind IN ('goods', 'service', 'company')),
    category text NOT NULL CHECK (category IN ('elderly', 'children', 'disability', 'household', 'health', 'other')),
    urgency text NOT NULL CHECK (urgency IN ('normal', 'urgent')),
    title text NOT NULL,
    body text NOT NULL,
    cost_limit_fen bigint CHECK (cost_limit_fen > 0),
    needed_by date,
    posted_at timestamptz NOT NULL,
    state text NOT NULL
        CHECK (state IN ('pending_review', 'open', 'claimed', 'fulfilled', 'confirmed', 'rejected', 'withdrawn')),
    reviewed_by uuid REFERENCES members (id),
    reviewed_at timestamptz,
    opened_at timestamptz,
    reject_reason text,
    withdrawn_at timestamptz,
    -- The claim that stands, and until when; the claim itself is written right after.
    claim_id uuid,
    claim_due_at timestamptz,
    releases integer NOT NULL DEFAULT 0 CHECK (releases >= 0),
    CHECK ((kind = 'goods') = (cost_limit_fen IS NOT NULL)),
    CHECK (opened_at IS NOT NULL OR state IN ('pending_review', 'rejected', 'withdrawn')),
    CHECK ((state = 'rejected') = (reject_reason IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    CHECK (reviewed_by IS NOT NULL OR state IN ('pending_review', 'withdrawn')),
    CHECK ((state IN ('claimed', 'fulfilled', 'confirmed')) = (claim_id IS NOT NULL)),
    CHECK ((claim_id IS NULL) = (claim_due_at IS NULL))
);
INSERT INTO wishes (id, community_id, grid_id, author_id, kind, category, urgency, title, body, cost_limit_fen, needed_by,
    posted_at, state, reviewed_by, reviewed_at, opened_at, reject_reason, claim_id, claim_due_at)
    SELECT w.id, w.community_id, w.grid_id, w.author_id, w.kind, w.category, w.urgency, w.title, w.body, w.cost_limit_fen,
    w.needed_by, w.posted_at, w.state, w.reviewed_by, w.reviewed_at, w.opened_at, w.reject_reason, c.id, c.due_at
    FROM wishes_before w LEFT JOIN claims_before c ON c.wish_id = w.id AND c.ended_at IS NULL;

CREATE TABLE claims (
    id uuid PRIMARY KEY,
    wish_id uuid NOT NULL REFERENCES wishes (id),
    claimer_id uuid NOT NULL REFERENCES members (id),
    unit_id uuid REFERENCES units (id),
    claimed_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    fulfilled_at timestamptz,
    fulfilment text,
    confirmed_at timestamptz,
    rating integer CHECK (rating BETWEEN 1 AND 5),
    ended_at timestamptz,
    outcome text CHECK (outcome IN ('given_back', 'lapsed')),
    end_reason text,
    CHECK ((fulfilled_at IS NULL) = (fulfilment IS NULL)),
    CHECK ((confirmed_at IS NULL) = (rating IS NULL)),
    CHECK (confirmed_at IS NULL OR fulfilled_at IS NOT NULL),
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK (ended_at IS NULL OR fulfilled_at IS NULL)
);
INSERT INTO claims (id, wish_id, claimer_id, claimed_at, due_at)
    SELECT id, wish_id, claimer_id, claimed_at, due_at FROM claims_before;
DROP TABLE claims_before;
DROP TABLE wishes_before;

CREATE INDEX wishes_open ON wishes (community_id, opened_at, id) WHERE state = 'open';
CREATE INDEX wishes_pending ON wishes (community_id, id) WHERE state = 'pending_review';
CREATE INDEX wishes_by_author ON wishes (author_id, id);
CREATE INDEX wishes_lapsing ON wishes (claim_due_at) WHERE state = 'claimed';
-- Under the conditional UPDATE of the wish: one claim at a time, whatever a program does.
CREATE UNIQUE INDEX claims_running ON claims (wish_id) WHERE ended_at IS NULL;
CREATE INDEX claims_by_wish ON claims (wish_id, id);
CREATE INDEX claims_by_claimer ON claims (claimer_id, id);

-- Who was shown whose name and number, on account of which wish.
CREATE TABLE contact_reveals (
    id uuid PRIMARY KEY,
    subject_id uuid NOT NULL REFERENCES members (id),
    viewer_id uuid NOT NULL REFERENCES members (id),
    wish_id uuid NOT NULL REFERENCES wishes (id),
    revealed_at timestamptz NOT NULL
);
CREATE INDEX contact_reveals_of ON contact_reveals (subject_id, id);
