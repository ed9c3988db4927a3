//! All that is kept about a member: one statement for each kind of record, which stands beside its table.

use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids;
use domain::moderation::text_state::REMOVED;
use domain::privacy::export::{Datum, Record, Section};
use uuid::Uuid;

use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, On, Sealed, Text, Yes};
use super::section::{Shown, Source, id};
use super::sql::all;
use super::{
    Db, attachments, attendance, blocks, certificates, feeds, inbox, members, messages, moderation, pairings, party,
    photos, proposals, pushes, roles, roster, second_factor, spreadsheets,
};
use crate::seal::Seal;

/// Their order is that of the export.
const SOURCES: &[&Source] = &[
    &members::ACCOUNT_SECTION,
    &CONSENTS_SECTION,
    &roster::ROSTER_LINES_SECTION,
    &roles::ROLES_SECTION,
    &second_factor::SECOND_FACTOR_SECTION,
    &second_factor::SECOND_FACTOR_CODES_SECTION,
    &pairings::PAIRINGS_SECTION,
    &WISHES_SECTION,
    &CLAIMS_SECTION,
    &photos::PHOTOS_SECTION,
    &attachments::ATTACHMENTS_SECTION,
    &spreadsheets::SPREADSHEETS_SECTION,
    &CONTACT_SHOWN_SECTION,
    &CONTACTS_SEEN_SECTION,
    &ACTS_SECTION,
    &TEAMS_SECTION,
    &SIGN_UPS_SECTION,
    &attendance::ATTENDANCE_SECTION,
    &attendance::HOURS_SECTION,
    &certificates::CERTIFICATES_SECTION,
    &party::REPORT_INS_SECTION,
    &party::DUTY_CHECK_INS_SECTION,
    &BANK_ACCOUNTS_SECTION,
    &PASSBOOK_SECTION,
    &REDEMPTIONS_SECTION,
    &NOTICES_READ_SECTION,
    &moderation::REPORTS_OF_TEXTS_SECTION,
    &moderation::TEXTS_EXAMINED_SECTION,
    &blocks::BLOCKS_SECTION,
    &proposals::PROPOSALS_SECTION,
    &inbox::INBOX_SECTION,
    &messages::MESSAGES_SECTION,
    &messages::UNWANTED_SECTION,
    &feeds::FEEDS_SECTION,
    &REQUESTS_SECTION,
    &pushes::TOLD_BY_WECHAT_SECTION,
    &ACTS_IN_OFFICE_SECTION,
];

const CONSENTS_SECTION: Source = Source {
    name: "consents",
    sql: "SELECT CAST(version AS bigint), given_at, withdrawn_at FROM consents WHERE member_id = $1 ORDER BY id",
    columns: &[("version", Number), ("givenAt", At), ("withdrawnAt", At)],
};

const WISHES_SECTION: Source = Source {
    name: "wishes",
    sql: "SELECT w.id, c.name, g.name, w.kind, w.category, w.urgency, w.title, w.body, w.cost_limit_fen, w.needed_by, \
          w.posted_at, w.state, w.reviewed_at, w.reject_reason, w.withdrawn_at, w.text_check, w.text_state \
          FROM wishes w JOIN areas c ON c.id = w.community_id LEFT JOIN areas g ON g.id = w.grid_id \
          WHERE w.author_id = $1 ORDER BY w.id",
    columns: &[
        ("id", id::<ids::WishKind>()),
        ("community", Text),
        ("grid", Text),
        ("kind", Text),
        ("category", Text),
        ("urgency", Text),
        ("title", Text),
        ("text", Text),
        ("costLimitFen", Number),
        ("neededBy", On),
        ("postedAt", At),
        ("state", Text),
        ("reviewedAt", At),
        ("rejectReason", Text),
        ("withdrawnAt", At),
        ("textCheck", Text),
        ("textState", Text),
    ],
};

const CLAIMS_SECTION: Source = Source {
    name: "claims",
    sql: "SELECT c.id, CASE WHEN w.text_state <> 'removed' OR w.author_id = $1 THEN w.title ELSE '{removed}' \
          END, u.name, c.claimed_at, c.due_at, c.fulfilled_at, c.fulfilment, c.confirmed_at, CAST(c.rating AS \
          bigint), c.ended_at, c.outcome, c.end_reason FROM claims c JOIN wishes w ON w.id = c.wish_id LEFT \
          JOIN units u ON u.id = c.unit_id WHERE c.claimer_id = $1 ORDER BY c.id",
    columns: &[
        ("id", id::<ids::ClaimKind>()),
        ("wish", Text),
        ("forUnit", Text),
        ("claimedAt", At),
        ("dueAt", At),
        ("fulfilledAt", At),
        ("fulfilment", Text),
        ("confirmedAt", At),
        ("rating", Number),
        ("endedAt", At),
        ("outcome", Text),
        ("endReason", Text),
    ],
};

const CONTACT_SHOWN_SECTION: Source = Source {
    name: "contactShown",
    sql: "SELECT m.shown_name, w.title, r.revealed_at FROM contact_reveals r JOIN members m ON m.id = r.viewer_id \
          JOIN wishes w ON w.id = r.wish_id WHERE r.subject_id = $1 ORDER BY r.id",
    columns: &[("to", Text), ("forWish", Text), ("at", At)],
};

const CONTACTS_SEEN_SECTION: Source = Source {
    name: "contactsSeen",
    sql: "SELECT CASE WHEN w.text_state <> 'removed' OR w.author_id = $1 THEN w.title ELSE '{removed}' END, \
          r.revealed_at FROM contact_reveals r JOIN wishes w ON w.id = r.wish_id WHERE r.viewer_id = $1 ORDER \
          BY r.id",
    columns: &[("forWish", Text), ("at", At)],
};

const ACTS_SECTION: Source = Source {
    name: "acts",
    sql: "SELECT act, ending, target, at FROM audit_entries WHERE actor_id = $1 ORDER BY id",
    columns: &[("act", Text), ("ending", Text), ("target", Text), ("at", At)],
};

const TEAMS_SECTION: Source = Source {
    name: "teams",
    sql: "SELECT CASE WHEN t.text_state <> 'removed' OR t.captain_id = $1 THEN t.name ELSE '{removed}' END, \
          t.captain_id = $1, x.joined_at, x.left_at FROM team_members x JOIN teams t ON t.id = x.team_id WHERE \
          x.member_id = $1 ORDER BY t.id",
    columns: &[("name", Text), ("captain", Yes), ("joinedAt", At), ("leftAt", At)],
};

const SIGN_UPS_SECTION: Source = Source {
    name: "signUps",
    sql: "SELECT s.id, CASE WHEN a.text_state <> 'removed' OR a.organiser_id = $1 THEN a.title ELSE \
          '{removed}' END, CASE WHEN a.text_state <> 'removed' OR a.organiser_id = $1 THEN a.place ELSE \
          '{removed}' END, s.starts_at, s.ends_at, s.signed_up_at, s.seated_at, s.checked_in, s.ended_at, \
          s.end_kind FROM sign_ups s JOIN shifts h ON h.id = s.shift_id JOIN activities a ON a.id = \
          h.activity_id WHERE s.member_id = $1 ORDER BY s.id",
    columns: &[
        ("id", id::<ids::SignUpKind>()),
        ("activity", Text),
        ("place", Text),
        ("startsAt", At),
        ("endsAt", At),
        ("signedUpAt", At),
        ("seatedAt", At),
        ("checkedIn", Yes),
        ("endedAt", At),
        ("ended", Text),
    ],
};

const BANK_ACCOUNTS_SECTION: Source = Source {
    name: "bankAccounts",
    sql: "SELECT c.name, a.balance, a.held FROM accounts a JOIN areas c ON c.id = a.community_id \
          WHERE a.member_id = $1 ORDER BY a.community_id",
    columns: &[("community", Text), ("balancePoints", Number), ("heldPoints", Number)],
};

const PASSBOOK_SECTION: Source = Source {
    name: "passbook",
    sql: "SELECT e.id, c.name, e.number, e.debit, e.credit, e.points, e.balance_after, e.source, r.behaviour, r.deed, \
          CAST(r.version AS bigint), e.note, e.booked_at FROM accounts x \
          JOIN entries e ON e.community_id = x.community_id AND e.member_id = x.member_id \
          JOIN areas c ON c.id = e.community_id LEFT JOIN point_rules r ON r.id = e.rule_id \
          WHERE x.member_id = $1 ORDER BY e.community_id, e.number",
    columns: &[
        ("id", id::<ids::EntryKind>()),
        ("community", Text),
        ("number", Number),
        ("from", Text),
        ("to", Text),
        ("points", Number),
        ("balanceAfterPoints", Number),
        ("source", Text),
        ("rule", Text),
        ("deed", Text),
        ("ruleVersion", Number),
        ("note", Text),
        ("bookedAt", At),
    ],
};

const REDEMPTIONS_SECTION: Source = Source {
    name: "redemptions",
    sql: "SELECT x.id, c.name, g.name, CAST(x.quantity AS bigint), x.points, x.code, x.redeemed_at, x.state, x.ended_at, x.end_reason \
          FROM redemptions x JOIN areas c ON c.id = x.community_id JOIN goods g ON g.id = x.goods_id \
          WHERE x.member_id = $1 ORDER BY x.id",
    columns: &[
        ("id", id::<ids::RedemptionKind>()),
        ("community", Text),
        ("goods", Text),
        ("quantity", Number),
        ("points", Number),
        ("code", Text),
        ("redeemedAt", At),
        ("state", Text),
        ("endedAt", At),
        ("endReason", Text),
    ],
};

const NOTICES_READ_SECTION: Source = Source {
    name: "noticesRead",
    sql: "SELECT n.title, r.read_at FROM notice_reads r JOIN notices n ON n.id = r.notice_id \
          WHERE r.member_id = $1 ORDER BY r.read_at, r.notice_id",
    columns: &[("notice", Text), ("at", At)],
};

const REQUESTS_SECTION: Source = Source {
    name: "requests",
    sql: "SELECT request_id, made_at FROM requests WHERE member_id = $1 ORDER BY made_at, request_id",
    columns: &[("id", Shown::Id(|uuid| uuid.to_string())), ("at", At)],
};

const ACTS_IN_OFFICE_SECTION: Source =
    Source { name: "actsInOffice", sql: ACTS, columns: &[("act", Text), ("place", Text), ("at", At)] };

/// What the member did as staff, liaison, organiser or captain: what, where, and when.
const ACTS: &str = "SELECT act, place, at FROM (\
    SELECT 'wish_reviewed' AS act, a.name AS place, w.reviewed_at AS at FROM wishes w \
    JOIN areas a ON a.id = w.community_id WHERE w.reviewed_by = $1 \
    UNION ALL SELECT 'party_membership_decided', u.name, m.party_decided_at FROM members m \
    JOIN units u ON u.id = m.party_unit_id WHERE m.party_decided_by = $1 \
    UNION ALL SELECT 'role_granted', COALESCE(a.name, u.name), g.granted_at FROM grants g \
    LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id WHERE g.granted_by = $1 \
    UNION ALL SELECT 'screen_paired', a.name, s.paired_at FROM screens s \
    JOIN areas a ON a.id = s.community_id WHERE s.paired_by = $1 \
    UNION ALL SELECT 'screen_ended', a.name, s.ended_at FROM screens s \
    JOIN areas a ON a.id = s.community_id WHERE s.ended_by = $1 \
    UNION ALL SELECT 'role_ended', COALESCE(a.name, u.name), g.ended_at FROM grants g \
    LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id WHERE g.ended_by = $1 \
    UNION ALL SELECT 'roster_imported', u.name, i.imported_at FROM roster_imports i \
    JOIN units u ON u.id = i.unit_id WHERE i.imported_by = $1 \
    UNION ALL SELECT 'report_in_decided', a.name, r.decided_at FROM report_ins r \
    JOIN areas a ON a.id = r.community_id WHERE r.decided_by = $1 \
    UNION ALL SELECT 'report_in_ended', a.name, r.ended_at FROM report_ins r \
    JOIN areas a ON a.id = r.community_id WHERE r.ended_by = $1 AND r.member_id <> $1 \
    UNION ALL SELECT 'duty_point_made', a.name, d.created_at FROM duty_points d \
    JOIN areas a ON a.id = d.community_id WHERE d.created_by = $1 \
    UNION ALL SELECT 'duty_point_closed', a.name, d.closed_at FROM duty_points d \
    JOIN areas a ON a.id = d.community_id WHERE d.closed_by = $1 \
    UNION ALL SELECT 'activity_organised', a.name, t.created_at FROM activities t \
    JOIN areas a ON a.id = t.community_id WHERE t.organiser_id = $1 \
    UNION ALL SELECT 'activity_called_off', a.name, t.cancelled_at FROM activities t \
    JOIN areas a ON a.id = t.community_id WHERE t.cancelled_by = $1 \
    UNION ALL SELECT 'checked_in_by_roll_call', a.name, p.checked_in_at FROM attendances p \
    JOIN shifts h ON h.id = p.shift_id JOIN activities t ON t.id = h.activity_id JOIN areas a ON a.id = t.community_id \
    WHERE p.checked_in_by = $1 \
    UNION ALL SELECT 'checked_out_by_roll_call', a.name, p.checked_out_at FROM attendances p \
    JOIN shifts h ON h.id = p.shift_id JOIN activities t ON t.id = h.activity_id JOIN areas a ON a.id = t.community_id \
    WHERE p.checked_out_by = $1 \
    UNION ALL SELECT 'hours_confirmed', a.name, x.granted_at FROM hours x \
    JOIN areas a ON a.id = x.community_id WHERE x.confirmed_by = $1 \
    UNION ALL SELECT 'hours_voided', a.name, x.voided_at FROM hours x \
    JOIN areas a ON a.id = x.community_id WHERE x.voided_by = $1 \
    UNION ALL SELECT 'certificate_revoked', a.name, x.revoked_at FROM certificates x \
    JOIN areas a ON a.id = x.community_id WHERE x.revoked_by = $1 AND x.member_id <> $1 \
    UNION ALL SELECT 'star_rule_set', a.name, s.set_at FROM star_rules s \
    JOIN areas a ON a.id = s.area_id WHERE s.set_by = $1 \
    UNION ALL SELECT 'point_rule_made', a.name, r.made_at FROM point_rules r \
    JOIN areas a ON a.id = r.community_id WHERE r.made_by = $1 \
    UNION ALL SELECT 'goods_offered', a.name, g.made_at FROM goods g \
    JOIN areas a ON a.id = g.community_id WHERE g.made_by = $1 \
    UNION ALL SELECT 'redemption_ended', a.name, x.ended_at FROM redemptions x \
    JOIN areas a ON a.id = x.community_id WHERE x.ended_by = $1 AND x.member_id <> $1 \
    UNION ALL SELECT 'points_confirmed', a.name, e.booked_at FROM entries e \
    JOIN areas a ON a.id = e.community_id WHERE e.confirmer_id = $1 AND e.member_id <> $1 \
    UNION ALL SELECT 'notice_written', a.name, v.written_at FROM notice_versions v \
    JOIN notices n ON n.id = v.notice_id JOIN areas a ON a.id = n.area_id WHERE v.author_id = $1 \
    UNION ALL SELECT 'notice_withdrawn', a.name, n.withdrawn_at FROM notices n \
    JOIN areas a ON a.id = n.area_id WHERE n.withdrawn_by = $1 \
    UNION ALL SELECT 'text_decided', a.name, c.decided_at FROM content_cases c \
    JOIN areas a ON a.id = c.community_id WHERE c.decided_by = $1 \
    UNION ALL SELECT 'proposal_made', a.name, p.proposed_at FROM proposals p \
    JOIN areas a ON a.id = p.area_id WHERE p.proposed_by = $1 \
    UNION ALL SELECT 'proposal_decided', a.name, p.decided_at FROM proposals p \
    JOIN areas a ON a.id = p.area_id WHERE p.decided_by = $1 \
    UNION ALL SELECT 'member_blocked', a.name, b.blocked_at FROM blocks b \
    JOIN areas a ON a.id = b.community_id WHERE b.blocked_by = $1 \
    UNION ALL SELECT 'block_lifted', a.name, b.lifted_at FROM blocks b \
    JOIN areas a ON a.id = b.community_id WHERE b.lifted_by = $1 \
    UNION ALL SELECT 'privacy_text_published', NULL, p.published_at FROM privacy_policies p WHERE p.published_by = $1\
    ) acts ORDER BY at, act, place";

pub(super) async fn records_about(db: &Db, me: &Viewer) -> Outcome<Vec<Section>> {
    let mut sections = Vec::with_capacity(SOURCES.len());
    for source in SOURCES {
        let sql = source.sql.replace("{removed}", REMOVED);
        let rows = all(&db.read, &sql, values![me.member()]).await?;
        let records = read_all(&rows, |row| read(&db.seal, source.columns, row))?;
        sections.push(Section { name: source.name, records });
    }
    Ok(sections)
}

fn read(seal: &Seal, shown: &[(&'static str, Shown)], row: &mut Row<'_>) -> Outcome<Record> {
    let fields = shown.iter().map(|(name, shown)| {
        let datum = match shown {
            Text => row.read::<Option<String>>()?.map(Datum::Text),
            Number => row.read::<Option<i64>>()?.map(Datum::Number),
            Yes => row.read::<Option<bool>>()?.map(Datum::Yes),
            At => row.read::<Option<_>>()?.map(Datum::At),
            On => row.read::<Option<_>>()?.map(Datum::On),
            Shown::Id(outer) => row.read::<Option<Uuid>>()?.map(|id| Datum::Text(outer(id))),
            Sealed(column) => {
                let sealed: Option<Vec<u8>> = row.read()?;
                sealed.map(|sealed| seal.open(column, &sealed)).transpose()?.map(Datum::Text)
            }
        };
        Ok((*name, datum.unwrap_or(Datum::Nothing)))
    });
    fields.collect()
}
