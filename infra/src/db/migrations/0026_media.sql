-- Photos. Their files lie elsewhere, named after the id; a row is written after them, and deleted with a job that deletes
-- them. What shows a photo stands in its row, so that no photo is shown by two things.
CREATE TABLE photos (
    id uuid PRIMARY KEY,
    uploader_id uuid NOT NULL REFERENCES members (id),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    bytes bigint NOT NULL CHECK (bytes > 0),
    uploaded_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'unused'
        CHECK (state IN ('unused', 'official', 'checking', 'shown', 'held', 'kept', 'failed', 'removed')),
    shown_kind text CHECK (shown_kind IN ('wish', 'fulfilment', 'goods', 'activity', 'notice')),
    -- The wish, claim, goods, activity or notice; and the area that it belongs to.
    shown_id uuid,
    area_id uuid REFERENCES areas (id),
    place integer CHECK (place >= 0),
    shown_at timestamptz,
    -- By which the platform knows its check.
    trace_id text,
    CHECK ((state = 'unused') = (shown_kind IS NULL)),
    CHECK ((shown_kind IS NULL) = (shown_id IS NULL) AND (shown_kind IS NULL) = (area_id IS NULL)
        AND (shown_kind IS NULL) = (place IS NULL) AND (shown_kind IS NULL) = (shown_at IS NULL)),
    CHECK (trace_id IS NULL OR state <> 'unused')
);
CREATE INDEX photos_of_thing ON photos (shown_id, place) WHERE shown_id IS NOT NULL;
CREATE INDEX photos_of_member ON photos (uploader_id, id);
CREATE INDEX photos_unused ON photos (uploaded_at, id) WHERE state = 'unused';
CREATE INDEX photos_unused_of_member ON photos (uploader_id) WHERE state = 'unused';
CREATE INDEX photos_in_check ON photos (shown_at, id) WHERE state = 'checking';
CREATE UNIQUE INDEX photos_of_trace ON photos (trace_id) WHERE trace_id IS NOT NULL;

-- Documents that go with notices. Their files lie elsewhere, as those of photos.
CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    uploader_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL CHECK (kind IN ('pdf', 'xlsx')),
    name text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    uploaded_at timestamptz NOT NULL,
    notice_id uuid REFERENCES notices (id),
    place integer CHECK (place >= 0),
    CHECK ((notice_id IS NULL) = (place IS NULL))
);
CREATE INDEX attachments_of_notice ON attachments (notice_id, place) WHERE notice_id IS NOT NULL;
CREATE INDEX attachments_of_member ON attachments (uploader_id, id);
CREATE INDEX attachments_unused ON attachments (uploaded_at, id) WHERE notice_id IS NULL;

-- Staff look at photos, too. The tables are made again, because SQLite changes no CHECK.
CREATE TABLE content_cases_next (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES areas (id),
    kind text NOT NULL CHECK (kind IN ('wish', 'fulfilment', 'give_back', 'team', 'activity', 'call_off', 'photo')),
    -- The wish, claim, team, activity or photo.
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
INSERT INTO content_cases_next (id, community_id, kind, target_id, author_id, text_check, opened_at, decision, decided_by,
    decided_at, reason) SELECT id, community_id, kind, target_id, author_id, text_check, opened_at, decision, decided_by,
    decided_at, reason FROM content_cases;
CREATE TABLE content_reports_next (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES content_cases_next (id),
    reporter_id uuid NOT NULL REFERENCES members (id),
    reason text NOT NULL CHECK (reason IN ('false', 'insulting', 'indecent', 'advertising', 'privacy', 'other')),
    note text,
    reported_at timestamptz NOT NULL
);
INSERT INTO content_reports_next (id, case_id, reporter_id, reason, note, reported_at)
    SELECT id, case_id, reporter_id, reason, note, reported_at FROM content_reports;
DROP TABLE content_reports;
DROP TABLE content_cases;
ALTER TABLE content_cases_next RENAME TO content_cases;
ALTER TABLE content_reports_next RENAME TO content_reports;
CREATE UNIQUE INDEX content_cases_open ON content_cases (kind, target_id) WHERE decided_at IS NULL;
CREATE INDEX content_cases_queue ON content_cases (community_id, id) WHERE decided_at IS NULL;
CREATE INDEX content_cases_of_target ON content_cases (target_id, id);
CREATE UNIQUE INDEX content_reports_once ON content_reports (case_id, reporter_id);
CREATE INDEX content_reports_by_member ON content_reports (reporter_id, case_id);
