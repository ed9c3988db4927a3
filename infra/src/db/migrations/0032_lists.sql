-- What the lists and figures for staff walk.
CREATE INDEX report_ins_asked ON report_ins (community_id, id) WHERE state = 'asked';

-- All notices of an area, those that have an end, and those that were withdrawn; what is to come has an index already.
CREATE INDEX notices_of_area ON notices (area_id, published_at, id);
CREATE INDEX notices_with_end ON notices (area_id, published_at, id) WHERE expires_at IS NOT NULL;
CREATE INDEX notices_withdrawn ON notices (area_id, published_at, id) WHERE withdrawn_at IS NOT NULL;

CREATE INDEX activities_by_end ON activities (community_id, last_end, id);

CREATE INDEX grants_of_area ON grants (area_id, id) WHERE ended_at IS NULL;
CREATE INDEX grants_of_unit ON grants (unit_id, id) WHERE ended_at IS NULL;

CREATE INDEX wishes_by_post ON wishes (community_id, posted_at, state);
