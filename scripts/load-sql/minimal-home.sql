-- The least that a home could be: five statements that walk one index each.
SELECT m.shown_name, a.name FROM members m JOIN areas a ON a.id = m.community_id WHERE m.id = {member};
SELECT balance FROM accounts WHERE community_id = {community} AND member_id = {member};
SELECT e.points, e.balance_after, e.debit, e.credit, e.booked_at, r.deed, r.version, m.shown_name
    FROM entries e JOIN members m ON m.id = e.confirmer_id LEFT JOIN point_rules r ON r.id = e.rule_id
    WHERE e.community_id = {community} AND e.member_id = {member} ORDER BY e.number DESC LIMIT 10;
SELECT starts_at, seated_at FROM sign_ups WHERE member_id = {member} AND starts_at > now() ORDER BY starts_at, id LIMIT 3;
SELECT count(*) FROM (SELECT 1 FROM notices n WHERE n.area_id = {community} AND NOT EXISTS
    (SELECT 1 FROM notice_reads r WHERE r.member_id = {member} AND r.notice_id = n.id) LIMIT 100) unread;
