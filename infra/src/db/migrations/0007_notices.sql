-- Versions, withdrawal and read marks of notices. What hung before is the first version of itself.

ALTER TABLE notices ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE notices ADD COLUMN edited_at timestamptz CHECK ((edited_at IS NULL) = (version = 1));
ALTER TABLE notices ADD COLUMN withdrawn_by uuid REFERENCES members (id);
ALTER TABLE notices ADD COLUMN withdrawn_at timestamptz CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL));
ALTER TABLE notices ADD COLUMN withdraw_reason text CHECK ((withdraw_reason IS NULL) = (withdrawn_at IS NULL));

-- Every version, the latest too: the row of the notice repeats it for the board.
CREATE TABLE notice_versions (
    notice_id uuid NOT NULL REFERENCES notices (id),
    version integer NOT NULL CHECK (version >= 1),
    title text NOT NULL,
    body text NOT NULL,
    audience integer NOT NULL CHECK (audience BETWEEN 1 AND 15),
    author_id uuid NOT NULL REFERENCES members (id),
    written_at timestamptz NOT NULL,
    PRIMARY KEY (notice_id, version)
);
INSERT INTO notice_versions (notice_id, version, title, body, audience, author_id, written_at)
    SELECT id, 1, title, body, audience, author_id, published_at FROM notices;

-- No foreign keys: their check would lock the row of the notice that thousands mark at once. A mark is only made of a
-- notice that was found, and no notice is ever deleted.
CREATE TABLE notice_reads (
    member_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, notice_id)
);
CREATE INDEX notice_reads_of_notice ON notice_reads (notice_id);
