-- Who was at which shift, and the time that was granted for it.

CREATE TABLE attendances (
    shift_id uuid NOT NULL REFERENCES shifts (id),
    member_id uuid NOT NULL REFERENCES members (id),
    checked_in_at timestamptz NOT NULL,
    checked_in_by uuid REFERENCES members (id),
    checked_out_at timestamptz,
    checked_out_by uuid REFERENCES members (id),
    PRIMARY KEY (shift_id, member_id),
    CHECK (checked_in_by <> member_id),
    CHECK (checked_out_by <> member_id),
    CHECK (checked_out_at IS NOT NULL OR checked_out_by IS NULL)
);

-- Entries are added and voided, and never changed otherwise. Nobody vouches for himself.
CREATE TABLE hours (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    member_id uuid NOT NULL REFERENCES members (id),
    shift_id uuid NOT NULL REFERENCES shifts (id),
    day date NOT NULL,
    minutes integer NOT NULL CHECK (minutes > 0 AND minutes <= 480),
    granted_at timestamptz NOT NULL,
    confirmed_by uuid NOT NULL REFERENCES members (id),
    how text NOT NULL CHECK (how IN ('code', 'roll_call', 're_entered')),
    replaces uuid REFERENCES hours (id),
    reason text,
    voided_at timestamptz,
    voided_by uuid REFERENCES members (id),
    void_reason text,
    CHECK (confirmed_by <> member_id),
    CHECK (voided_by <> member_id),
    CHECK ((how = 're_entered') = (replaces IS NOT NULL) AND (replaces IS NULL) = (reason IS NULL)),
    CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (voided_at IS NULL) = (void_reason IS NULL))
);
-- One entry that counts for a member and a shift, and one that takes the place of a voided one.
CREATE UNIQUE INDEX hours_now ON hours (member_id, shift_id) WHERE voided_at IS NULL;
CREATE UNIQUE INDEX hours_first ON hours (member_id, shift_id) WHERE replaces IS NULL;
CREATE UNIQUE INDEX hours_replaces ON hours (replaces);
CREATE INDEX hours_by_day ON hours (member_id, day);
CREATE INDEX hours_by_member ON hours (member_id, id);

CREATE TABLE star_rules (
    area_id uuid PRIMARY KEY REFERENCES areas (id),
    hours_1 integer NOT NULL,
    hours_2 integer NOT NULL,
    hours_3 integer NOT NULL,
    hours_4 integer NOT NULL,
    hours_5 integer NOT NULL,
    counts text NOT NULL CHECK (counts IN ('lifetime', 'calendar_year')),
    set_by uuid NOT NULL REFERENCES members (id),
    set_at timestamptz NOT NULL,
    CHECK (0 < hours_1 AND hours_1 < hours_2 AND hours_2 < hours_3 AND hours_3 < hours_4 AND hours_4 < hours_5)
);
