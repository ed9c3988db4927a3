-- One text for PostgreSQL and SQLite. Ids are UUID v7, times are UTC in whole microseconds and always given by the
-- program, states and kinds are words that a CHECK closes. Every index starts with the community or the member.

CREATE TABLE areas (
    id uuid PRIMARY KEY,
    parent_id uuid REFERENCES areas (id),
    kind text NOT NULL CHECK (kind IN ('city', 'district', 'street', 'community', 'grid', 'building')),
    name text NOT NULL,
    path text NOT NULL UNIQUE
);
CREATE UNIQUE INDEX areas_name ON areas (parent_id, name);
CREATE UNIQUE INDEX areas_root_name ON areas (name) WHERE parent_id IS NULL;
CREATE INDEX areas_below ON areas (parent_id, id);

CREATE TABLE units (
    id uuid PRIMARY KEY,
    parent_id uuid REFERENCES units (id),
    area_id uuid NOT NULL REFERENCES areas (id),
    name text NOT NULL,
    path text NOT NULL UNIQUE
);
CREATE UNIQUE INDEX units_name ON units (parent_id, name);
CREATE UNIQUE INDEX units_root_name ON units (area_id, name) WHERE parent_id IS NULL;
CREATE INDEX units_below ON units (parent_id, id);

CREATE TABLE members (
    id uuid PRIMARY KEY,
    openid_digest bytea NOT NULL UNIQUE,
    openid_sealed bytea NOT NULL,
    shown_name text NOT NULL,
    real_name_sealed bytea,
    phone_sealed bytea,
    community_id uuid REFERENCES areas (id),
    grid_id uuid REFERENCES areas (id),
    building_id uuid REFERENCES areas (id),
    volunteer_since timestamptz,
    party_state text CHECK (party_state IN ('pending', 'confirmed', 'declined')),
    party_unit_id uuid REFERENCES units (id),
    party_asked_at timestamptz,
    party_decided_by uuid REFERENCES members (id),
    party_decided_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK ((party_state IS NULL) = (party_unit_id IS NULL) AND (party_state IS NULL) = (party_asked_at IS NULL)),
    CHECK (community_id IS NOT NULL OR grid_id IS NULL),
    CHECK (grid_id IS NOT NULL OR building_id IS NULL)
);
CREATE INDEX members_of_community ON members (community_id, id);
CREATE INDEX members_party_pending ON members (party_unit_id, id) WHERE party_state = 'pending';

CREATE TABLE roster_entries (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES units (id),
    name_digest bytea NOT NULL,
    phone_digest bytea NOT NULL,
    name_sealed bytea NOT NULL,
    phone_sealed bytea NOT NULL,
    member_id uuid REFERENCES members (id)
);
CREATE UNIQUE INDEX roster_entries_phone ON roster_entries (unit_id, phone_digest);
CREATE UNIQUE INDEX roster_entries_member ON roster_entries (unit_id, member_id);

CREATE TABLE grants (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    role text NOT NULL CHECK (role IN ('liaison', 'grid_worker', 'community_staff', 'street_admin', 'city_admin')),
    area_id uuid REFERENCES areas (id),
    unit_id uuid REFERENCES units (id),
    granted_by uuid NOT NULL REFERENCES members (id),
    granted_at timestamptz NOT NULL,
    ended_by uuid REFERENCES members (id),
    ended_at timestamptz,
    CHECK ((area_id IS NULL) <> (unit_id IS NULL)),
    CHECK ((role = 'liaison') = (unit_id IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX grants_on_area ON grants (member_id, area_id, role) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX grants_on_unit ON grants (member_id, unit_id, role) WHERE ended_at IS NULL;

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
    state text NOT NULL CHECK (state IN ('pending_review', 'open', 'claimed', 'rejected')),
    reviewed_by uuid REFERENCES members (id),
    reviewed_at timestamptz,
    opened_at timestamptz,
    reject_reason text,
    CHECK ((kind = 'goods') = (cost_limit_fen IS NOT NULL)),
    CHECK ((state IN ('open', 'claimed')) = (opened_at IS NOT NULL)),
    CHECK ((state = 'rejected') = (reject_reason IS NOT NULL)),
    CHECK ((state = 'pending_review') = (reviewed_by IS NULL))
);
CREATE INDEX wishes_open ON wishes (community_id, opened_at, id) WHERE state = 'open';
CREATE INDEX wishes_pending ON wishes (community_id, id) WHERE state = 'pending_review';
CREATE INDEX wishes_by_author ON wishes (author_id, id);

CREATE TABLE claims (
    id uuid PRIMARY KEY,
    wish_id uuid NOT NULL REFERENCES wishes (id),
    claimer_id uuid NOT NULL REFERENCES members (id),
    claimed_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    ended_at timestamptz
);
-- Under the conditional UPDATE of the wish: one claim at a time, whatever a program does.
CREATE UNIQUE INDEX claims_running ON claims (wish_id) WHERE ended_at IS NULL;
CREATE INDEX claims_by_claimer ON claims (claimer_id, id);

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    area_id uuid NOT NULL REFERENCES areas (id),
    category text NOT NULL CHECK (category IN ('party_affairs', 'resident_affairs', 'finance_affairs', 'general')),
    title text NOT NULL,
    body text NOT NULL,
    audience integer NOT NULL CHECK (audience BETWEEN 1 AND 15),
    pinned boolean NOT NULL,
    author_id uuid NOT NULL REFERENCES members (id),
    published_at timestamptz NOT NULL,
    expires_at timestamptz,
    CHECK (expires_at > published_at)
);
CREATE INDEX notices_board ON notices (area_id, pinned, published_at, id);

CREATE TABLE requests (
    member_id uuid NOT NULL REFERENCES members (id),
    request_id uuid NOT NULL,
    input bytea NOT NULL,
    made_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, request_id)
);
CREATE INDEX requests_by_age ON requests (made_at);
