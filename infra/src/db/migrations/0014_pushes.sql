-- What the WeChat platform tells by itself. An event with several templates is several rows. Whom it concerns is a keyed
-- digest, as in `members`; how many messages a member still agreed to is counted from here.

CREATE TABLE pushes (
    mark bytea NOT NULL,
    item integer NOT NULL CHECK (item >= 0),
    kind text NOT NULL CHECK (kind IN
        ('media_checked', 'accepted', 'declined', 'turned_on', 'turned_off', 'sent', 'not_sent')),
    openid_digest bytea NOT NULL,
    template_id text,
    trace_id text,
    advice text CHECK (advice IN ('pass', 'review', 'risky')),
    label integer,
    errcode bigint,
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (mark, item),
    CHECK ((kind = 'media_checked') = (trace_id IS NOT NULL)),
    CHECK ((kind = 'media_checked') = (template_id IS NULL)),
    CHECK ((advice IS NULL) = (label IS NULL)),
    CHECK (kind = 'media_checked' OR advice IS NULL),
    CHECK ((kind = 'not_sent' OR (kind = 'media_checked' AND advice IS NULL)) = (errcode IS NOT NULL))
);
CREATE UNIQUE INDEX pushes_of_trace ON pushes (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX pushes_of_person ON pushes (openid_digest, template_id);
