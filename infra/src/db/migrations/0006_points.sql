-- The moral bank. Entries are the truth and are only ever added; an account repeats their sum, so that one conditional
-- UPDATE can decide, with a CHECK under it.

CREATE TABLE point_rules (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    behaviour text NOT NULL CHECK (behaviour IN ('wish_confirmed', 'hour', 'deed')),
    deed text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    points bigint NOT NULL CHECK (points BETWEEN 0 AND 10000),
    day_cap bigint CHECK (day_cap > 0),
    month_cap bigint CHECK (month_cap > 0),
    valid_from timestamptz NOT NULL,
    made_by uuid NOT NULL REFERENCES members (id),
    made_at timestamptz NOT NULL,
    CHECK ((behaviour = 'deed') = (deed <> ''))
);
CREATE UNIQUE INDEX point_rules_version ON point_rules (community_id, behaviour, deed, version);

CREATE TABLE accounts (
    community_id uuid NOT NULL REFERENCES areas (id),
    member_id uuid NOT NULL REFERENCES members (id),
    balance bigint NOT NULL DEFAULT 0 CHECK (balance >= 0),
    held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    -- How many entries the account has; the next one gets the next number.
    entries bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, member_id)
);

CREATE TABLE entries (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL,
    member_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number >= 1),
    debit text NOT NULL,
    credit text NOT NULL,
    points bigint NOT NULL CHECK (points > 0),
    balance_after bigint NOT NULL CHECK (balance_after >= 0),
    source text NOT NULL CHECK (source IN ('wish', 'hours', 'deed', 'redemption')),
    source_id uuid NOT NULL,
    rule_id uuid REFERENCES point_rules (id),
    confirmer_id uuid NOT NULL REFERENCES members (id),
    note text,
    booked_at timestamptz NOT NULL,
    FOREIGN KEY (community_id, member_id) REFERENCES accounts (community_id, member_id),
    CHECK ((debit = 'issued' AND credit = 'member') OR (debit = 'member' AND credit IN ('issued', 'held', 'expired'))
        OR (debit = 'held' AND credit IN ('redeemed', 'member')))
);
-- A source is booked once for each movement, however often it is delivered.
CREATE UNIQUE INDEX entries_once ON entries (source_id, debit, credit);
CREATE UNIQUE INDEX entries_of_account ON entries (community_id, member_id, number);

CREATE TABLE goods (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    name text NOT NULL,
    body text,
    price bigint NOT NULL CHECK (price BETWEEN 1 AND 10000),
    limit_per_person integer CHECK (limit_per_person > 0),
    pick_up text NOT NULL,
    offered boolean NOT NULL,
    received bigint NOT NULL,
    on_shelf bigint NOT NULL CHECK (on_shelf >= 0),
    on_hold bigint NOT NULL CHECK (on_hold >= 0),
    handed_out bigint NOT NULL CHECK (handed_out >= 0),
    made_by uuid NOT NULL REFERENCES members (id),
    made_at timestamptz NOT NULL,
    CHECK (received = on_shelf + on_hold + handed_out)
);
CREATE INDEX goods_of_community ON goods (community_id, id);

CREATE TABLE redemptions (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    goods_id uuid NOT NULL REFERENCES goods (id),
    member_id uuid NOT NULL REFERENCES members (id),
    points bigint NOT NULL CHECK (points > 0),
    code text NOT NULL,
    redeemed_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'handed_out', 'cancelled')),
    ended_at timestamptz,
    ended_by uuid REFERENCES members (id),
    end_reason text,
    CHECK ((state = 'held') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX redemptions_code ON redemptions (community_id, code) WHERE state = 'held';
CREATE INDEX redemptions_waiting ON redemptions (community_id, id) WHERE state = 'held';
CREATE INDEX redemptions_by_member ON redemptions (member_id, id);
CREATE INDEX redemptions_of_goods ON redemptions (goods_id, member_id);
