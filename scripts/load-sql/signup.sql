-- A sign-up as it is decided by itself: what Linli sent for each before it decided rushes together.
-- scripts/load chooses who and what; in braces stand ids and times that it makes of them. A member's shifts do not
-- overlap. What one statement finds, the place in the line, another takes.
\if :fresh
SELECT now()::text AS now, sha256('input')::text AS input, sha256('seal')::text AS seal, 'signUp' AS act,
    'signup_01j00000000e00800828g00000000' AS target, gen_random_uuid()::text AS request, 'done' AS ending \gset
\set fresh 0
\endif
SELECT h.id, h.starts_at, h.ends_at, h.capacity, h.opens_at, h.closes_at, h.cancel_until, h.taken, h.waiting,
    h.secret_sealed, h.cancelled_at IS NOT NULL, EXISTS (SELECT 1 FROM sign_ups x WHERE x.member_id = {member}
    AND x.starts_at = h.starts_at AND x.shift_id = h.id), a.id, co.id, co.kind, co.name, co.path, o.id, o.shown_name,
    a.title, a.body, a.place, a.text_state, a.audience, a.first_start, a.last_end, a.created_at, a.cancelled_at,
    a.cancelled_by, a.cancel_reason, a.cancel_text_state, t.id, tc.id, tc.kind, tc.name, tc.path, t.name, tp.id,
    tp.shown_name, t.size, t.founded_at, t.closed_at, t.text_state,
    CASE WHEN tm.member_id IS NULL THEN 0 WHEN tm.left_at IS NULL THEN 2 ELSE 1 END
    FROM shifts h JOIN activities a ON a.id = h.activity_id JOIN areas co ON co.id = a.community_id
    JOIN members o ON o.id = a.organiser_id LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN areas tc ON tc.id = t.community_id
    LEFT JOIN members tp ON tp.id = t.captain_id LEFT JOIN team_members tm ON tm.team_id = t.id AND tm.member_id = {member}
    WHERE h.id IN ({thing});
SELECT shift_id = {thing} FROM sign_ups WHERE member_id = {member} AND ended_at IS NULL AND starts_at < {ends}
    AND ends_at > {starts} ORDER BY CASE WHEN shift_id = {thing} THEN 0 ELSE 1 END LIMIT 1;
BEGIN;
INSERT INTO requests (member_id, request_id, input, made_id, made_at)
    VALUES ({member}, {new0}, :input::bytea, {new1}, :now::timestamptz) ON CONFLICT DO NOTHING;
UPDATE members SET created_at = created_at WHERE id = {member};
UPDATE shifts SET taken = taken + CASE WHEN taken < capacity AND waiting = 0 THEN 1 ELSE 0 END,
    waiting = waiting + CASE WHEN taken < capacity AND waiting = 0 THEN 0 ELSE 1 END, next_place = next_place + 1
    WHERE id = {thing} AND cancelled_at IS NULL AND opens_at <= :now::timestamptz AND closes_at > :now::timestamptz
    RETURNING waiting, next_place \gset
INSERT INTO sign_ups (id, shift_id, member_id, starts_at, ends_at, place, signed_up_at, seated_at, checked_in)
    SELECT {new1}, {thing}, {member}, {starts}, {ends}, :next_place, :now::timestamptz,
    CASE WHEN :waiting = 0 THEN now() END, FALSE WHERE NOT EXISTS (SELECT 1 FROM sign_ups WHERE member_id = {member}
    AND ended_at IS NULL AND starts_at < {ends} AND ends_at > {starts});
INSERT INTO audit_entries (id, at, actor_id, act, target, area_id, request_id, ending, seal)
    SELECT {new2}, :now::timestamptz, {member}, :act::text, :target::text, {community}, :request::uuid, :ending::text,
    :seal::bytea WHERE :act::text = 'eraseAccount'
    OR NOT EXISTS (SELECT 1 FROM members WHERE id = {member} AND erased_at IS NOT NULL);
COMMIT;
SELECT co.path, t.captain_id, s.id, s.shift_id, m.id, m.shown_name, s.starts_at, s.place, s.signed_up_at,
    s.seated_at IS NOT NULL, s.ended_at, s.end_kind, (SELECT COUNT(*) FROM sign_ups q WHERE q.shift_id = s.shift_id
    AND q.ended_at IS NULL AND q.seated_at IS NULL AND q.place <= s.place AND s.ended_at IS NULL AND s.seated_at IS NULL),
    p.checked_in_at, p.checked_in_by, p.checked_out_at, p.checked_out_by, hs.minutes
    FROM sign_ups s JOIN members m ON m.id = s.member_id JOIN shifts h ON h.id = s.shift_id
    JOIN activities a ON a.id = h.activity_id JOIN areas co ON co.id = a.community_id LEFT JOIN teams t ON t.id = a.team_id
    LEFT JOIN attendances p ON p.shift_id = s.shift_id AND p.member_id = s.member_id AND s.checked_in
    LEFT JOIN hours hs ON hs.member_id = p.member_id AND hs.shift_id = p.shift_id AND hs.replaces IS NULL
    WHERE s.id IN ({new1});
