-- Teams, activities with their shifts, and who signed up.

CREATE TABLE teams (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    name text NOT NULL,
    captain_id uuid NOT NULL REFERENCES members (id),
    size integer NOT NULL CHECK (size >= 0),
    founded_at timestamptz NOT NULL,
    closed_at timestamptz,
    CHECK ((size = 0) = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX teams_name ON teams (community_id, name) WHERE closed_at IS NULL;
CREATE INDEX teams_of_community ON teams (community_id, id) WHERE closed_at IS NULL;

CREATE TABLE team_members (
    team_id uuid NOT NULL REFERENCES teams (id),
    member_id uuid NOT NULL REFERENCES members (id),
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (team_id, member_id)
);
CREATE INDEX team_members_by_member ON team_members (member_id, team_id) WHERE left_at IS NULL;

CREATE TABLE activities (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    organiser_id uuid NOT NULL REFERENCES members (id),
    title text NOT NULL,
    body text NOT NULL,
    place text NOT NULL,
    audience text NOT NULL CHECK (audience IN ('helpers', 'party_members', 'team')),
    team_id uuid REFERENCES teams (id),
    first_start timestamptz NOT NULL,
    last_end timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    cancelled_by uuid REFERENCES members (id),
    cancelled_at timestamptz,
    cancel_reason text,
    CHECK ((audience = 'team') = (team_id IS NOT NULL)),
    CHECK (first_start < last_end),
    CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL) AND (cancelled_at IS NULL) = (cancel_reason IS NULL))
);
CREATE INDEX activities_by_start ON activities (community_id, first_start, id);

-- How many seats are taken and how many wait lies in the shift's own row, so that one statement decides. The secret of
-- its check-in codes leaves the server never.
CREATE TABLE shifts (
    id uuid PRIMARY KEY,
    activity_id uuid NOT NULL REFERENCES activities (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    cancel_until timestamptz NOT NULL,
    capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    taken integer NOT NULL,
    waiting integer NOT NULL,
    next_place bigint NOT NULL,
    code_secret bytea NOT NULL,
    cancelled_at timestamptz,
    CHECK (starts_at < ends_at AND opens_at < closes_at AND closes_at <= ends_at AND cancel_until <= starts_at),
    CHECK (taken BETWEEN 0 AND capacity),
    CHECK (waiting >= 0),
    -- Nobody waits while a seat is free.
    CHECK (waiting = 0 OR taken = capacity)
);
CREATE INDEX shifts_of_activity ON shifts (activity_id, starts_at, id);

-- The times of the shift, which never change, stand here, too: so a member's sign-ups are found by them.
CREATE TABLE sign_ups (
    id uuid PRIMARY KEY,
    shift_id uuid NOT NULL REFERENCES shifts (id),
    member_id uuid NOT NULL REFERENCES members (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    place bigint NOT NULL,
    signed_up_at timestamptz NOT NULL,
    seated_at timestamptz,
    checked_in boolean NOT NULL,
    ended_at timestamptz,
    end_kind text CHECK (end_kind IN ('withdrawn', 'called_off')),
    CHECK ((ended_at IS NULL) = (end_kind IS NULL)),
    CHECK (seated_at IS NOT NULL OR NOT checked_in),
    CHECK (NOT (checked_in AND end_kind = 'withdrawn'))
);
CREATE UNIQUE INDEX sign_ups_now ON sign_ups (shift_id, member_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX sign_ups_place ON sign_ups (shift_id, place);
CREATE INDEX sign_ups_waiting ON sign_ups (shift_id, place) WHERE ended_at IS NULL AND seated_at IS NULL;
CREATE INDEX sign_ups_by_member ON sign_ups (member_id, starts_at, id);
