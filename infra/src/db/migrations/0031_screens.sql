-- Screens of halls: each belongs to a community, is for one thing, and proves that it was paired by a key of which only a keyed
-- digest is here. From it the screen gets its logins, so this row is its right.
CREATE TABLE screens (
    id uuid PRIMARY KEY,
    key_digest bytea NOT NULL,
    community_id uuid NOT NULL REFERENCES areas (id),
    purpose text NOT NULL CHECK (purpose IN ('board', 'open_wishes', 'check_in_codes')),
    -- What staff call it.
    name text NOT NULL,
    paired_by uuid NOT NULL REFERENCES members (id),
    paired_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    ended_by uuid REFERENCES members (id),
    ended_at timestamptz,
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX screens_key ON screens (key_digest);
CREATE INDEX screens_of_community ON screens (community_id, id) WHERE ended_at IS NULL;

-- What a page is allowed to be that asks to be a screen.
ALTER TABLE pairings ADD COLUMN screen_community_id uuid REFERENCES areas (id);
ALTER TABLE pairings ADD COLUMN screen_purpose text
    CHECK (screen_purpose IN ('board', 'open_wishes', 'check_in_codes'));
ALTER TABLE pairings ADD COLUMN screen_name text
    CHECK ((screen_name IS NULL) = (screen_purpose IS NULL) AND (screen_name IS NULL) = (screen_community_id IS NULL));

-- The shifts of a day, also of activities that are over by the evening.
CREATE INDEX activities_by_end ON activities (community_id, last_end);
