-- A try for a wish as it is decided by itself: what Linli sent for each before it decided rushes together.
-- Two statements return a column more than they did, because pgbench can branch on nothing else.
-- scripts/load chooses who and what; in braces stand ids and times that it makes of them.
\if :fresh
SELECT now()::text AS now, (now() + interval '7 days')::text AS due, sha256('input')::text AS input,
    sha256('seal')::text AS seal, 'claimWish' AS act, 'wish_01j00000000e00800828g00000000' AS target,
    gen_random_uuid()::text AS request, 'done' AS ending \gset
\set fresh 0
\endif
SELECT w.id, w.kind, w.category, w.urgency, w.title, w.body, w.cost_limit_fen, w.needed_by, w.text_check, w.text_state,
    w.posted_at, w.state, w.opened_at, w.reject_reason, w.withdrawn_at, w.releases, co.id, co.kind, co.name, co.path, g.id,
    g.kind, g.name, g.path, a.id, a.shown_name, c.id, cm.id, cm.shown_name, c.unit_id, c.claimed_at, c.due_at,
    c.fulfilled_at, c.fulfilment, c.confirmed_at, c.rating, c.ended_at, c.outcome, c.end_reason, c.text_state,
    w.state = 'open' AS is_open FROM wishes w JOIN areas co ON co.id = w.community_id LEFT JOIN areas g ON g.id = w.grid_id
    JOIN members a ON a.id = w.author_id LEFT JOIN claims c ON c.id = w.claim_id
    LEFT JOIN members cm ON cm.id = c.claimer_id WHERE w.id = {thing} \gset
\if :is_open
BEGIN;
\set won 0
UPDATE wishes SET state = 'claimed', claim_id = {new0}, claim_due_at = :due::timestamptz,
    releases = releases + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END
    WHERE id = {thing} AND (state = 'open' OR (state = 'claimed' AND claim_due_at <= :now::timestamptz))
    AND text_state IN ('shown', 'kept') RETURNING 1 AS won \aset
\if :won
INSERT INTO claims (id, wish_id, claimer_id, unit_id, claimed_at, due_at)
    VALUES ({new0}, {thing}, {member}, NULL, :now::timestamptz, :due::timestamptz);
INSERT INTO requests (member_id, request_id, input, made_id, made_at)
    VALUES ({member}, {new0}, :input::bytea, {thing}, :now::timestamptz) ON CONFLICT DO NOTHING;
INSERT INTO audit_entries (id, at, actor_id, act, target, area_id, request_id, ending, seal)
    SELECT {new1}, :now::timestamptz, {member}, :act::text, :target::text, {community}, :request::uuid, :ending::text,
    :seal::bytea WHERE :act::text = 'eraseAccount'
    OR NOT EXISTS (SELECT 1 FROM members WHERE id = {member} AND erased_at IS NOT NULL);
COMMIT;
SELECT w.id, w.kind, w.category, w.urgency, w.title, w.body, w.cost_limit_fen, w.needed_by, w.text_check, w.text_state,
    w.posted_at, w.state, w.opened_at, w.reject_reason, w.withdrawn_at, w.releases, co.id, co.kind, co.name, co.path, g.id,
    g.kind, g.name, g.path, a.id, a.shown_name, c.id, cm.id, cm.shown_name, c.unit_id, c.claimed_at, c.due_at,
    c.fulfilled_at, c.fulfilment, c.confirmed_at, c.rating, c.ended_at, c.outcome, c.end_reason, c.text_state
    FROM wishes w JOIN areas co ON co.id = w.community_id LEFT JOIN areas g ON g.id = w.grid_id
    JOIN members a ON a.id = w.author_id LEFT JOIN claims c ON c.id = w.claim_id
    LEFT JOIN members cm ON cm.id = c.claimer_id WHERE w.id = {thing};
\else
ROLLBACK;
SELECT input, made_id FROM requests WHERE member_id = {member} AND request_id = {new0};
\endif
\else
SELECT input, made_id FROM requests WHERE member_id = {member} AND request_id = {new0};
\endif
