-- Uploads of rosters, report-ins of party members, duty points and check-ins there.

CREATE TABLE roster_imports (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES units (id),
    imported_by uuid NOT NULL REFERENCES members (id),
    imported_at timestamptz NOT NULL,
    added integer NOT NULL CHECK (added >= 0),
    known integer NOT NULL CHECK (known >= 0)
);
CREATE INDEX roster_imports_of_unit ON roster_imports (unit_id, id);

CREATE TABLE report_ins (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    member_id uuid NOT NULL REFERENCES members (id),
    unit_id uuid NOT NULL REFERENCES units (id),
    state text NOT NULL CHECK (state IN ('asked', 'active', 'refused', 'ended')),
    asked_at timestamptz NOT NULL,
    decided_by uuid REFERENCES members (id),
    decided_at timestamptz,
    refuse_reason text,
    ended_by uuid REFERENCES members (id),
    ended_at timestamptz,
    end_reason text,
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (state <> 'asked' OR decided_at IS NULL),
    CHECK (state NOT IN ('active', 'refused') OR decided_at IS NOT NULL),
    CHECK ((state = 'refused') = (refuse_reason IS NOT NULL)),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)),
    CHECK (decided_by <> member_id)
);
-- Under the conditional statements: one that is asked or active for each member, whatever a program does.
CREATE UNIQUE INDEX report_ins_live ON report_ins (member_id) WHERE state IN ('asked', 'active');
CREATE INDEX report_ins_of_community ON report_ins (community_id, id);
CREATE INDEX report_ins_of_member ON report_ins (member_id, id);

CREATE TABLE duty_points (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    name text NOT NULL,
    place text NOT NULL,
    secret_sealed bytea NOT NULL,
    created_by uuid NOT NULL REFERENCES members (id),
    created_at timestamptz NOT NULL,
    closed_by uuid REFERENCES members (id),
    closed_at timestamptz,
    CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE UNIQUE INDEX duty_points_name ON duty_points (community_id, name) WHERE closed_at IS NULL;
CREATE INDEX duty_points_of_community ON duty_points (community_id, id) WHERE closed_at IS NULL;

CREATE TABLE duty_check_ins (
    id uuid PRIMARY KEY,
    duty_point_id uuid NOT NULL REFERENCES duty_points (id),
    member_id uuid NOT NULL REFERENCES members (id),
    report_in_id uuid NOT NULL REFERENCES report_ins (id),
    checked_in_at timestamptz NOT NULL,
    clock_hour timestamptz NOT NULL,
    CHECK (clock_hour <= checked_in_at)
);
CREATE UNIQUE INDEX duty_check_ins_hour ON duty_check_ins (duty_point_id, member_id, clock_hour);
CREATE INDEX duty_check_ins_of_member ON duty_check_ins (member_id, id);
