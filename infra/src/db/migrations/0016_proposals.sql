-- Acts of staff that wait for a second person.
CREATE TABLE proposals (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('role', 'void_hours', 'enter_hours', 'award_points')),
    -- Whom it concerns.
    subject_id uuid NOT NULL REFERENCES members (id),
    -- The place whose staff decide: where the role is held, or the area of the unit; the community of time or bank.
    area_id uuid NOT NULL REFERENCES areas (id),
    role text CHECK (role IN ('liaison', 'grid_worker', 'community_staff', 'street_admin', 'city_admin')),
    unit_id uuid REFERENCES units (id),
    -- The entry that is voided, or that was and is entered anew.
    hours_id uuid REFERENCES hours (id),
    minutes integer CHECK (minutes > 0),
    deed text,
    -- How many are given, at most.
    points bigint CHECK (points >= 0),
    reason text,
    proposed_by uuid NOT NULL REFERENCES members (id),
    proposed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('carried_out', 'declined', 'withdrawn', 'ended')),
    decided_by uuid REFERENCES members (id),
    decided_at timestamptz,
    decision_reason text,
    -- The role, the hours, or the entry of the ledger.
    made_id uuid,
    CHECK ((kind = 'role') = (role IS NOT NULL)),
    CHECK ((COALESCE(role, '') = 'liaison') = (unit_id IS NOT NULL)),
    CHECK ((kind IN ('void_hours', 'enter_hours')) = (hours_id IS NOT NULL) AND (hours_id IS NULL) = (minutes IS NULL)),
    CHECK ((kind = 'award_points') = (deed IS NOT NULL)),
    CHECK ((kind IN ('enter_hours', 'award_points')) = (points IS NOT NULL)),
    CHECK ((kind = 'role') = (reason IS NULL)),
    -- Two persons, and neither is the one whom it concerns.
    CHECK (proposed_by <> subject_id),
    CHECK (decided_by <> subject_id),
    CHECK ((decided_by = proposed_by) = (decision = 'withdrawn')),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((COALESCE(decision, 'ended') = 'ended') = (decided_by IS NULL)
        AND (decided_by IS NULL) = (decision_reason IS NULL)),
    CHECK ((COALESCE(decision, '') = 'carried_out') = (made_id IS NOT NULL))
);
CREATE INDEX proposals_open ON proposals (expires_at) WHERE decided_at IS NULL;
CREATE INDEX proposals_about ON proposals (subject_id, id);
CREATE INDEX proposals_made ON proposals (proposed_by, id);
