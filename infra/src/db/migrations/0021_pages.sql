-- Lists walk an index in their own order and stop. What is over for good leaves the indexes of what is to come, so that no
-- page has to pass it by: it says so itself (`past`), once an hour, because an index cannot know the time. Whether it is
-- over, the time tells in any case.

ALTER TABLE notices ADD COLUMN past boolean NOT NULL DEFAULT FALSE;
UPDATE notices SET past = TRUE WHERE withdrawn_at <= published_at;
DROP INDEX notices_board;
-- The latest, and the order of the board; of all categories, and of one. With all that decides whether a row is of the
-- board, so that only what is shown is fetched.
CREATE INDEX notices_latest ON notices (area_id, published_at, id, pinned, audience, expires_at) WHERE NOT past;
CREATE INDEX notices_board ON notices (area_id, pinned, published_at, id, audience, expires_at) WHERE NOT past;
CREATE INDEX notices_latest_of_category ON notices (area_id, category, published_at, id, pinned, audience, expires_at)
    WHERE NOT past;
CREATE INDEX notices_board_of_category ON notices (area_id, category, pinned, published_at, id, audience, expires_at)
    WHERE NOT past;
CREATE INDEX notices_expiring ON notices (expires_at) WHERE NOT past;

ALTER TABLE activities ADD COLUMN past boolean NOT NULL DEFAULT FALSE;
DROP INDEX activities_by_start;
CREATE INDEX activities_by_start ON activities (community_id, first_start, id) WHERE NOT past;
CREATE INDEX activities_ending ON activities (last_end) WHERE NOT past;

DROP INDEX wishes_open;
CREATE INDEX wishes_open ON wishes (community_id, opened_at, id, grid_id, kind, category, urgency)
    WHERE state = 'open' AND text_state IN ('shown', 'kept');
CREATE INDEX wishes_open_in_grid ON wishes (community_id, grid_id, opened_at, id, kind, category, urgency)
    WHERE state = 'open' AND text_state IN ('shown', 'kept');

-- What waits for a second person, without all that was ever decided.
CREATE INDEX proposals_waiting ON proposals (id) WHERE decided_at IS NULL;
