-- What of an inbox is sent through the platform, too.
ALTER TABLE inbox_entries ADD COLUMN send_at timestamptz;
ALTER TABLE inbox_entries ADD COLUMN send_tries integer NOT NULL DEFAULT 0;
ALTER TABLE inbox_entries ADD COLUMN lapses_at timestamptz;
ALTER TABLE inbox_entries ADD COLUMN sent_at timestamptz;
CREATE INDEX inbox_entries_to_send ON inbox_entries (send_at, id) WHERE send_at IS NOT NULL;
CREATE INDEX inbox_entries_in_order ON inbox_entries (member_id, id) WHERE send_at IS NOT NULL;
-- What members agreed to. As the client and the platform may both tell of one prompt, the higher count of the two counts.
-- Without references to members, as inbox_entries.
CREATE TABLE message_agreements (
    member_id uuid NOT NULL,
    template_id text NOT NULL,
    reported bigint NOT NULL CHECK (reported >= 0),
    pushed bigint NOT NULL CHECK (pushed >= 0),
    spent bigint NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (member_id, template_id)
);
-- About what members want no messages.
CREATE TABLE unwanted_topics (
    member_id uuid NOT NULL,
    topic text NOT NULL CHECK (topic IN ('wishes', 'volunteering', 'points', 'party', 'notices', 'office', 'account')),
    PRIMARY KEY (member_id, topic)
);
