-- A town with much more than a page of everything: each row that has a list, so many times that an index is quicker for
-- a page than the whole table, and the planner can tell. Half of what has an end is over. Written past the program:
-- constraints hold, foreign keys are not checked.
SET session_replication_role = replica;

-- The id of the nth copy of what has this id: next to it in the order of ids.
CREATE FUNCTION nth(uuid, bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (left($1::text, 24) || lpad(to_hex($2), 12, '0'))::uuid $$;
CREATE FUNCTION nth_step(text, uuid, bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT left($1, -33) || replace(nth($2, $3)::text, '-', '') || '/' $$;

-- Copies the rows of a table with other values in some columns: `t` is the row, `n` the number of the copy.
CREATE PROCEDURE copy(rows text, which text, other text, times int DEFAULT 1000) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TEMP TABLE one AS SELECT * FROM %I WHERE %s', rows, which);
    EXECUTE format('INSERT INTO %I SELECT (jsonb_populate_record(t, jsonb_build_object(%s))).* FROM one t, generate_series(1, %s) n',
        rows, other, times);
    DROP TABLE one;
END $$;

CREATE TEMP TABLE readers AS SELECT id FROM members ORDER BY id LIMIT 10;
CALL copy('members', 'true', $$'id', nth(t.id, n), 'openid_digest', sha256(t.openid_digest || n::text::bytea),
    'party_unit_id', CASE WHEN n <= 990 THEN nth(t.party_unit_id, n) ELSE t.party_unit_id END$$);
CALL copy('areas', 'kind IN (''grid'', ''building'')',
    $$'id', nth(t.id, n), 'name', t.name || '之' || n, 'path', nth_step(t.path, t.id, n),
    'parent_id', CASE WHEN t.kind = 'building' AND n <= 990 THEN nth(t.parent_id, n) ELSE t.parent_id END$$);
CALL copy('units', 'true', $$'id', nth(t.id, n), 'name', t.name || '之' || n, 'path', nth_step(t.path, t.id, n)$$);
CALL copy('roster_entries', 'true', $$'id', nth(t.id, n), 'phone_digest', sha256(t.phone_digest || n::text::bytea),
    'member_id', NULL$$);
CALL copy('screens', 'true', $$'id', nth(t.id, n), 'key_digest', sha256(t.key_digest || n::text::bytea),
    'ended_by', CASE WHEN n > 500 THEN t.paired_by END, 'ended_at', CASE WHEN n > 500 THEN t.paired_at END$$);
CALL copy('wishes', 'true', $$'id', nth(t.id, n)$$);
CALL copy('claims', 'true', $$'id', nth(t.id, n), 'wish_id', nth(t.wish_id, n)$$, 3000);
CALL copy('contact_reveals', 'true', $$'id', nth(t.id, n)$$);
CALL copy('notices', 'true', $$'id', nth(t.id, n), 'body', repeat('停水', 200), 'past', n > 500, 'pinned', n % 15 = 0,
    'expires_at', CASE WHEN n > 500 THEN t.published_at + interval '1 second' END$$);
CALL copy('notice_versions', 'true', $$'notice_id', nth(t.notice_id, n)$$);
-- Who asks has read all that hangs.
INSERT INTO notice_reads (member_id, notice_id, read_at)
    SELECT m.id, n.id, n.published_at FROM readers m, notices n WHERE NOT n.past ON CONFLICT DO NOTHING;
CREATE TEMP TABLE a_team AS SELECT id FROM teams ORDER BY id LIMIT 1;
CALL copy('teams', 'true', $$'id', nth(t.id, n), 'name', t.name || '之' || n$$, 3000);
CALL copy('team_members', 'true', $$'team_id', nth(t.team_id, n)$$);
CALL copy('team_members', 'team_id IN (SELECT id FROM teams ORDER BY id LIMIT 30)', $$'member_id', nth(t.member_id, n)$$, 200);
CALL copy('activities', 'true', $$'id', nth(t.id, n), 'past', n > 500,
    'first_start', t.first_start - CASE WHEN n > 500 THEN interval '1 year' ELSE '0' END,
    'last_end', t.last_end - CASE WHEN n > 500 THEN interval '1 year' ELSE '0' END$$, 3000);
-- Some of them are for one team.
UPDATE activities SET audience = 'team', team_id = a_team.id FROM a_team WHERE activities.id::text LIKE '%-000000000__0';
CALL copy('shifts', 'true', $$'id', nth(t.id, n), 'activity_id', nth(t.activity_id, n)$$, 3000);
CALL copy('sign_ups', 'true', $$'id', nth(t.id, n), 'shift_id', nth(t.shift_id, n),
    'starts_at', t.starts_at + CASE WHEN n > 500 THEN interval '-1 year' ELSE n * interval '1 day' END,
    'ends_at', t.ends_at + CASE WHEN n > 500 THEN interval '-1 year' ELSE n * interval '1 day' END$$);
-- A crowd on each of the shifts that a page shows first.
INSERT INTO sign_ups SELECT gen_random_uuid(), s.shift_id, m.id, s.starts_at, s.ends_at, 1000 + m.n, s.signed_up_at, s.seated_at,
    false FROM (SELECT * FROM sign_ups WHERE substr(shift_id::text, 25) <= lpad(to_hex(30), 12, '0')) s, (SELECT id,
    row_number() OVER () AS n FROM members ORDER BY openid_digest LIMIT 150) m ON CONFLICT DO NOTHING;
CALL copy('attendances', 'true', $$'shift_id', nth(t.shift_id, n)$$, 3000);
CALL copy('hours', 'true', $$'id', nth(t.id, n), 'shift_id', nth(t.shift_id, n)$$, 3000);
CALL copy('certificates', 'true', $$'id', nth(t.id, n), 'number', upper(left(md5(t.id::text || n), 16))$$);
CALL copy('duty_points', 'true', $$'id', nth(t.id, n), 'name', t.name || '之' || n$$);
CALL copy('duty_check_ins', 'true', $$'id', nth(t.id, n), 'duty_point_id', nth(t.duty_point_id, n)$$);
CALL copy('duty_check_ins', 'duty_point_id IN (SELECT id FROM duty_points ORDER BY id LIMIT 30)',
    $$'id', gen_random_uuid(), 'member_id', nth(t.member_id, n)$$, 200);
CALL copy('report_ins', 'state NOT IN (''asked'', ''active'')', $$'id', nth(t.id, n)$$);
CALL copy('entries', 'true', $$'id', nth(t.id, n), 'source_id', nth(t.source_id, n), 'number', 100 * n + t.number$$);
CALL copy('point_rules', 'version = 1', $$'id', nth(t.id, n), 'version', t.version + 1 + n$$);
CALL copy('goods', 'true', $$'id', nth(t.id, n)$$);
CALL copy('redemptions', 'true', $$'id', nth(t.id, n), 'code', t.code || '-' || n$$, 3000);
CALL copy('spreadsheets', 'true', $$'id', nth(t.id, n)$$);
CALL copy('content_cases', 'true', $$'id', nth(t.id, n), 'target_id', nth(t.target_id, n)$$);
CALL copy('content_reports', 'true', $$'id', nth(t.id, n), 'case_id', nth(t.case_id, n)$$, 3000);
CALL copy('blocks', 'true', $$'id', nth(t.id, n), 'member_id', nth(t.member_id, n)$$);
CALL copy('proposals', 'true', $$'id', nth(t.id, n)$$);
CALL copy('audit_entries', 'true', $$'id', nth(t.id, n)$$);
-- The program goes by the clock of the machine, which is behind that of the town.
UPDATE shifts SET opens_at = opens_at - interval '1 day';
