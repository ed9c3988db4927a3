-- The least that a board could be: the newest twenty of one area with author and read mark, for any audience.
SELECT n.id, n.title, n.pinned, n.published_at, n.category, m.shown_name, r.read_at
    FROM (SELECT * FROM notices WHERE area_id = {community} ORDER BY pinned DESC, published_at DESC, id DESC LIMIT 20) n
    JOIN members m ON m.id = n.author_id LEFT JOIN notice_reads r ON r.member_id = {member} AND r.notice_id = n.id
    ORDER BY n.pinned DESC, n.published_at DESC, n.id DESC;
