-- The least that a feed could be: the newest twenty open wishes of the community with author and grid.
SELECT w.id, w.title, w.kind, w.urgency, w.needed_by, m.shown_name, g.name
    FROM wishes w JOIN members m ON m.id = w.author_id JOIN areas g ON g.id = w.grid_id
    WHERE w.community_id = {community} AND w.state = 'open' ORDER BY w.opened_at DESC, w.id DESC LIMIT 20;
