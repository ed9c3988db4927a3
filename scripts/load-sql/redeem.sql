-- A redemption as it is decided by itself: what Linli sent for each before it decided rushes together.
-- scripts/load chooses who and what; in braces stand ids that it makes of them. What one statement finds, the balance and
-- the number of the entry, another takes. No two pick-up codes of a community are the same.
\if :fresh
SELECT now()::text AS now, sha256('input')::text AS input, sha256('seal')::text AS seal, 'redeemGoods' AS act,
    'redemption_01j00000000e00800828g00000000' AS target, gen_random_uuid()::text AS request, 'done' AS ending,
    'member' AS debit, 'held' AS credit, 'redemption' AS source \gset
\set price 1
\set less -1
\set most 9223372036854775807
\set fresh 0
\endif
SELECT x.id, a.id, a.kind, a.name, a.path, x.name, x.body, x.price, x.limit_per_person, x.pick_up, x.offered, x.received,
    x.on_shelf, x.on_hold, x.handed_out FROM goods x JOIN areas a ON a.id = x.community_id WHERE x.id IN ({thing});
BEGIN;
INSERT INTO requests (member_id, request_id, input, made_id, made_at)
    VALUES ({member}, {new0}, :input::bytea, {new1}, :now::timestamptz) ON CONFLICT DO NOTHING;
UPDATE accounts SET balance = balance + :less, held = held + :price, entries = entries + 1
    WHERE community_id = {community} AND member_id = {member} AND balance + :less >= 0 AND held + :price >= 0
    RETURNING balance, entries \gset
INSERT INTO entries (id, community_id, member_id, number, debit, credit, points, balance_after, source, source_id, rule_id,
    confirmer_id, note, booked_at) VALUES ({new2}, {community}, {member}, :entries, :debit::text, :credit::text, :price,
    :balance, :source::text, {new1}, NULL, {member}, NULL, :now::timestamptz)
    ON CONFLICT (source_id, debit, credit) DO NOTHING;
INSERT INTO redemptions (id, community_id, goods_id, member_id, points, code, redeemed_at, state)
    SELECT {new1}, {community}, {thing}, {member}, :price, (:made)::text, :now::timestamptz, 'held'
    WHERE (SELECT COUNT(*) FROM redemptions WHERE goods_id = {thing} AND member_id = {member}
    AND state <> 'cancelled') < :most;
UPDATE goods SET on_shelf = on_shelf - 1, on_hold = on_hold + 1
    WHERE id = {thing} AND on_shelf > 0 AND offered AND price = :price;
INSERT INTO audit_entries (id, at, actor_id, act, target, area_id, request_id, ending, seal)
    SELECT {new3}, :now::timestamptz, {member}, :act::text, :target::text, {community}, :request::uuid, :ending::text,
    :seal::bytea WHERE :act::text = 'eraseAccount'
    OR NOT EXISTS (SELECT 1 FROM members WHERE id = {member} AND erased_at IS NOT NULL);
COMMIT;
SELECT x.id, a.id, a.kind, a.name, a.path, m.id, m.shown_name, x.goods_id, g.name, g.pick_up, x.points, x.code,
    x.redeemed_at, x.state, x.ended_at, e.id, e.shown_name, x.end_reason FROM redemptions x
    JOIN areas a ON a.id = x.community_id JOIN members m ON m.id = x.member_id JOIN goods g ON g.id = x.goods_id
    LEFT JOIN members e ON e.id = x.ended_by WHERE x.id = {new1};
