-- What members wrote: whether it is shown, lies with the text itself, so that no list asks another table. `official` is
-- what staff wrote, which nobody reports; `kept` is what staff looked at, which a report does not hide again.
ALTER TABLE wishes ADD COLUMN text_check text NOT NULL DEFAULT 'unchecked'
    CHECK (text_check IN ('pass', 'review', 'unchecked'));
ALTER TABLE wishes ADD COLUMN text_state text NOT NULL DEFAULT 'shown'
    CHECK (text_state IN ('shown', 'kept', 'reported', 'removed'));
-- A claim has one text at most: what was done, or why it was given back.
ALTER TABLE claims ADD COLUMN text_state text NOT NULL DEFAULT 'shown'
    CHECK (text_state IN ('official', 'shown', 'kept', 'held', 'reported', 'removed'));
ALTER TABLE teams ADD COLUMN text_state text NOT NULL DEFAULT 'shown'
    CHECK (text_state IN ('official', 'shown', 'kept', 'held', 'reported', 'removed'));
ALTER TABLE activities ADD COLUMN text_state text NOT NULL DEFAULT 'official'
    CHECK (text_state IN ('official', 'shown', 'kept', 'held', 'reported', 'removed'));
-- Why it was called off. Reports are of the activity as a whole.
ALTER TABLE activities ADD COLUMN cancel_text_state text NOT NULL DEFAULT 'official'
    CHECK (cancel_text_state IN ('official', 'shown', 'kept', 'held', 'removed'));
UPDATE activities SET text_state = 'shown'
    WHERE team_id IN (SELECT t.id FROM teams t WHERE t.captain_id = activities.organiser_id);

-- What staff have to look at: a text that is held since it was written, or that somebody reported.
CREATE TABLE content_cases (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    kind text NOT NULL CHECK (kind IN ('wish', 'fulfilment', 'give_back', 'team', 'activity', 'call_off')),
    -- The wish, claim, team or activity.
    target_id uuid NOT NULL,
    author_id uuid NOT NULL REFERENCES members (id),
    -- Why it is held; nothing if it was shown until somebody reported it.
    text_check text CHECK (text_check IN ('review', 'unchecked')),
    opened_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('keep', 'remove')),
    decided_by uuid REFERENCES members (id),
    decided_at timestamptz,
    reason text,
    CHECK (decided_by <> author_id),
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)
        AND (decision IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX content_cases_open ON content_cases (kind, target_id) WHERE decided_at IS NULL;
CREATE INDEX content_cases_queue ON content_cases (community_id, id) WHERE decided_at IS NULL;
CREATE INDEX content_cases_of_target ON content_cases (target_id, id);

CREATE TABLE content_reports (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES content_cases (id),
    reporter_id uuid NOT NULL REFERENCES members (id),
    reason text NOT NULL CHECK (reason IN ('false', 'insulting', 'indecent', 'advertising', 'privacy', 'other')),
    note text,
    reported_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX content_reports_once ON content_reports (case_id, reporter_id);
CREATE INDEX content_reports_by_member ON content_reports (reporter_id, case_id);
