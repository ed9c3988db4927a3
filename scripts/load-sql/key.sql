-- The unit in which the statements of a page are weighed: one member by key.
SELECT id, shown_name, community_id, grid_id FROM members WHERE id = {member};
