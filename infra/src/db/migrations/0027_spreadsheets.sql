-- Spreadsheets that members asked for. Their files lie elsewhere, named after the id; a row is deleted with a job that deletes
-- its file.
CREATE TABLE spreadsheets (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL CHECK (kind IN ('unit_record', 'hours', 'entries', 'roster', 'handed_out', 'wishes')),
    -- The unit, shift or community.
    of_id uuid NOT NULL,
    from_day date,
    to_day date,
    -- The wishes that stand so; all of them if nothing is said.
    wish_stage text CHECK (wish_stage IN ('pending_review', 'open', 'claimed', 'fulfilled', 'confirmed', 'rejected', 'withdrawn')),
    lang text NOT NULL CHECK (lang IN ('zh', 'en')),
    asked_at timestamptz NOT NULL,
    -- The job that makes it. It is deleted when it is done; if it was set aside, the spreadsheet has failed.
    job_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'made', 'failed')),
    rows_done bigint NOT NULL DEFAULT 0 CHECK (rows_done >= 0),
    made_at timestamptz,
    bytes bigint CHECK (bytes > 0),
    why text CHECK (why IN ('not_allowed', 'too_long')),
    kept_until timestamptz NOT NULL,
    CHECK ((state = 'made') = (made_at IS NOT NULL) AND (state = 'made') = (bytes IS NOT NULL)),
    CHECK ((state = 'failed') = (why IS NOT NULL)),
    CHECK ((from_day IS NOT NULL) = (kind IN ('unit_record', 'hours', 'entries', 'handed_out'))),
    CHECK ((to_day IS NOT NULL) = (from_day IS NOT NULL) AND (wish_stage IS NULL OR kind = 'wishes'))
);
CREATE INDEX spreadsheets_of_owner ON spreadsheets (owner_id, id);
CREATE INDEX spreadsheets_kept ON spreadsheets (kept_until, id);

-- What is read for them.
CREATE INDEX hours_of_community ON hours (community_id, day, id);
CREATE INDEX entries_of_community ON entries (community_id, booked_at, id);
CREATE INDEX redemptions_handed_out ON redemptions (community_id, ended_at, id) WHERE state = 'handed_out';
CREATE INDEX wishes_of_community ON wishes (community_id, state, id);
