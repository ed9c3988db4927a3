//! All that is kept about a member, from the tables of every feature: one statement for each kind of record.

use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id, Kind};
use domain::privacy::export::{Datum, Record, Section};
use uuid::Uuid;

use super::Db;
use super::sql::{Columns, all};
use super::words::removed;
use crate::seal::Seal;

/// What a column holds, and how it is shown.
enum Shown {
    Text,
    Number,
    Yes,
    At,
    On,
    /// An id, in its outer form.
    Id(fn(Uuid) -> String),
    /// A sealed value, and the column that it was sealed for.
    Sealed(&'static str),
}
use Shown::{At, Number, On, Sealed, Text, Yes};

const fn id<K: Kind>() -> Shown {
    Shown::Id(|uuid| Id::<K>::from_uuid(uuid).to_string())
}

// A macro, because only it makes one text of pieces before the program runs: the text is the key of the prepared statement.
/// What others wrote, unless staff removed it.
macro_rules! unless_removed {
    ($table:literal, $column:literal, $author:literal) => {
        concat!(
            "CASE WHEN ",
            $table,
            ".text_state <> 'removed' OR ",
            $author,
            " = $1 THEN ",
            $table,
            ".",
            $column,
            " ELSE ",
            removed!(),
            " END"
        )
    };
}

struct Kept {
    name: &'static str,
    sql: &'static str,
    columns: &'static [(&'static str, Shown)],
}

/// `$1` is the member.
const KEPT: &[Kept] = &[
    Kept {
        name: "account",
        sql: "SELECT m.id, m.created_at, m.openid_sealed, m.real_name_sealed, m.shown_name, m.phone_sealed, \
              m.phone_lost_at, m.volunteer_since, m.party_state, u.name, m.party_asked_at, m.party_decided_at \
              FROM members m LEFT JOIN units u ON u.id = m.party_unit_id WHERE m.id = $1",
        columns: &[
            ("id", id::<ids::MemberKind>()),
            ("createdAt", At),
            ("wechatOpenId", Sealed("members.openid")),
            ("realName", Sealed("members.real_name")),
            ("shownName", Text),
            ("phone", Sealed("members.phone")),
            ("phoneLostAt", At),
            ("volunteerSince", At),
            ("partyMembership", Text),
            ("partyUnit", Text),
            ("partyMembershipAskedAt", At),
            ("partyMembershipDecidedAt", At),
        ],
    },
    Kept {
        name: "consents",
        sql: "SELECT CAST(version AS bigint), given_at, withdrawn_at FROM consents WHERE member_id = $1 ORDER BY id",
        columns: &[("version", Number), ("givenAt", At), ("withdrawnAt", At)],
    },
    Kept {
        name: "rosterLines",
        sql: "SELECT u.name, r.name_sealed, r.phone_sealed FROM roster_entries r JOIN units u ON u.id = r.unit_id \
              WHERE r.member_id = $1 ORDER BY r.id",
        columns: &[("unit", Text), ("name", Sealed("roster_entries.name")), ("phone", Sealed("roster_entries.phone"))],
    },
    Kept {
        name: "roles",
        sql: "SELECT g.role, COALESCE(a.name, u.name), g.granted_at, g.ended_at FROM grants g \
              LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id \
              WHERE g.member_id = $1 ORDER BY g.id",
        columns: &[("role", Text), ("heldOn", Text), ("since", At), ("endedAt", At)],
    },
    Kept {
        name: "secondFactor",
        sql: "SELECT made_at, confirmed_at FROM second_factors WHERE member_id = $1",
        columns: &[("enrolledAt", At), ("confirmedAt", At)],
    },
    Kept {
        name: "secondFactorCodes",
        sql: "SELECT session_id, given_at FROM second_factor_logins WHERE member_id = $1 ORDER BY session_id",
        columns: &[("login", id::<ids::SessionKind>()), ("givenAt", At)],
    },
    Kept {
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
    },
    Kept {
        name: "claims",
        sql: concat!(
            "SELECT c.id, ",
            unless_removed!("w", "title", "w.author_id"),
            ", u.name, c.claimed_at, c.due_at, c.fulfilled_at, c.fulfilment, c.confirmed_at, CAST(c.rating AS bigint), \
             c.ended_at, c.outcome, c.end_reason FROM claims c JOIN wishes w ON w.id = c.wish_id \
             LEFT JOIN units u ON u.id = c.unit_id WHERE c.claimer_id = $1 ORDER BY c.id"
        ),
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
    },
    Kept {
        name: "contactShown",
        sql: "SELECT m.shown_name, w.title, r.revealed_at FROM contact_reveals r JOIN members m ON m.id = r.viewer_id \
              JOIN wishes w ON w.id = r.wish_id WHERE r.subject_id = $1 ORDER BY r.id",
        columns: &[("to", Text), ("forWish", Text), ("at", At)],
    },
    Kept {
        name: "contactsSeen",
        sql: concat!(
            "SELECT ",
            unless_removed!("w", "title", "w.author_id"),
            ", r.revealed_at FROM contact_reveals r JOIN wishes w ON w.id = r.wish_id WHERE r.viewer_id = $1 ORDER BY r.id"
        ),
        columns: &[("forWish", Text), ("at", At)],
    },
    Kept {
        name: "acts",
        sql: "SELECT act, ending, target, at FROM audit_entries WHERE actor_id = $1 ORDER BY id",
        columns: &[("act", Text), ("ending", Text), ("target", Text), ("at", At)],
    },
    Kept {
        name: "teams",
        sql: concat!(
            "SELECT ",
            unless_removed!("t", "name", "t.captain_id"),
            ", t.captain_id = $1, x.joined_at, x.left_at FROM team_members x JOIN teams t ON t.id = x.team_id \
             WHERE x.member_id = $1 ORDER BY t.id"
        ),
        columns: &[("name", Text), ("captain", Yes), ("joinedAt", At), ("leftAt", At)],
    },
    Kept {
        name: "signUps",
        sql: concat!(
            "SELECT s.id, ",
            unless_removed!("a", "title", "a.organiser_id"),
            ", ",
            unless_removed!("a", "place", "a.organiser_id"),
            ", s.starts_at, s.ends_at, s.signed_up_at, s.seated_at, s.checked_in, s.ended_at, s.end_kind FROM sign_ups s JOIN shifts h ON h.id = s.shift_id JOIN activities a ON a.id = h.activity_id \
              WHERE s.member_id = $1 ORDER BY s.id"
        ),
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
    },
    Kept {
        name: "attendance",
        sql: concat!(
            "SELECT ",
            unless_removed!("a", "title", "a.organiser_id"),
            ", p.checked_in_at, p.checked_in_by IS NOT NULL, p.checked_out_at, p.checked_out_by IS NOT NULL \
             FROM attendances p JOIN shifts h ON h.id = p.shift_id JOIN activities a ON a.id = h.activity_id \
             WHERE p.member_id = $1 ORDER BY p.checked_in_at, p.shift_id"
        ),
        columns: &[
            ("activity", Text),
            ("checkedInAt", At),
            ("checkedInByRollCall", Yes),
            ("checkedOutAt", At),
            ("checkedOutByRollCall", Yes),
        ],
    },
    Kept {
        name: "hours",
        sql: concat!(
            "SELECT x.id, c.name, ",
            unless_removed!("a", "title", "a.organiser_id"),
            ", x.day, CAST(x.minutes AS bigint), x.granted_at, x.how, x.reason, x.voided_at, x.void_reason FROM hours x \
             JOIN areas c ON c.id = x.community_id JOIN shifts h ON h.id = x.shift_id \
             JOIN activities a ON a.id = h.activity_id WHERE x.member_id = $1 ORDER BY x.id"
        ),
        columns: &[
            ("id", id::<ids::HoursKind>()),
            ("community", Text),
            ("activity", Text),
            ("day", On),
            ("minutes", Number),
            ("grantedAt", At),
            ("how", Text),
            ("reason", Text),
            ("voidedAt", At),
            ("voidReason", Text),
        ],
    },
    Kept {
        name: "reportIns",
        sql: "SELECT r.id, c.name, u.name, r.state, r.asked_at, r.decided_at, r.refuse_reason, r.ended_at, r.end_reason \
              FROM report_ins r JOIN areas c ON c.id = r.community_id JOIN units u ON u.id = r.unit_id \
              WHERE r.member_id = $1 ORDER BY r.id",
        columns: &[
            ("id", id::<ids::ReportInKind>()),
            ("community", Text),
            ("unit", Text),
            ("state", Text),
            ("askedAt", At),
            ("decidedAt", At),
            ("refuseReason", Text),
            ("endedAt", At),
            ("endReason", Text),
        ],
    },
    Kept {
        name: "dutyCheckIns",
        sql: "SELECT x.id, d.name, d.place, c.name, x.checked_in_at FROM duty_check_ins x \
              JOIN duty_points d ON d.id = x.duty_point_id JOIN areas c ON c.id = d.community_id \
              WHERE x.member_id = $1 ORDER BY x.id",
        columns: &[
            ("id", id::<ids::DutyCheckInKind>()),
            ("dutyPoint", Text),
            ("place", Text),
            ("community", Text),
            ("at", At),
        ],
    },
    Kept {
        name: "bankAccounts",
        sql: "SELECT c.name, a.balance, a.held FROM accounts a JOIN areas c ON c.id = a.community_id \
              WHERE a.member_id = $1 ORDER BY a.community_id",
        columns: &[("community", Text), ("balancePoints", Number), ("heldPoints", Number)],
    },
    Kept {
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
    },
    Kept {
        name: "redemptions",
        sql: "SELECT x.id, c.name, g.name, x.points, x.code, x.redeemed_at, x.state, x.ended_at, x.end_reason \
              FROM redemptions x JOIN areas c ON c.id = x.community_id JOIN goods g ON g.id = x.goods_id \
              WHERE x.member_id = $1 ORDER BY x.id",
        columns: &[
            ("id", id::<ids::RedemptionKind>()),
            ("community", Text),
            ("goods", Text),
            ("points", Number),
            ("code", Text),
            ("redeemedAt", At),
            ("state", Text),
            ("endedAt", At),
            ("endReason", Text),
        ],
    },
    Kept {
        name: "noticesRead",
        sql: "SELECT n.title, r.read_at FROM notice_reads r JOIN notices n ON n.id = r.notice_id \
              WHERE r.member_id = $1 ORDER BY r.read_at, r.notice_id",
        columns: &[("notice", Text), ("at", At)],
    },
    Kept {
        name: "reportsOfTexts",
        sql: "SELECT c.kind, r.reason, r.note, r.reported_at, c.decision FROM content_reports r \
              JOIN content_cases c ON c.id = r.case_id WHERE r.reporter_id = $1 ORDER BY r.id",
        columns: &[("about", Text), ("reason", Text), ("note", Text), ("at", At), ("decision", Text)],
    },
    Kept {
        name: "textsExamined",
        sql: "SELECT kind, text_check, opened_at, decision, decided_at, reason FROM content_cases \
              WHERE author_id = $1 ORDER BY id",
        columns: &[
            ("text", Text),
            ("check", Text),
            ("at", At),
            ("decision", Text),
            ("decidedAt", At),
            ("reason", Text),
        ],
    },
    Kept {
        name: "blocks",
        sql: "SELECT a.name, b.reason, b.blocked_at, b.lifted_at FROM blocks b JOIN areas a ON a.id = b.community_id \
              WHERE b.member_id = $1 ORDER BY b.id",
        columns: &[("community", Text), ("reason", Text), ("blockedAt", At), ("liftedAt", At)],
    },
    Kept {
        name: "proposals",
        sql: "SELECT p.id, p.kind, a.name, p.role, CAST(p.minutes AS bigint), p.deed, p.points, p.reason, p.proposed_at, \
              p.decision, p.decided_at, p.decision_reason FROM proposals p JOIN areas a ON a.id = p.area_id \
              WHERE p.subject_id = $1 ORDER BY p.id",
        columns: &[
            ("id", id::<ids::ProposalKind>()),
            ("act", Text),
            ("place", Text),
            ("role", Text),
            ("minutes", Number),
            ("deed", Text),
            ("points", Number),
            ("reason", Text),
            ("proposedAt", At),
            ("decision", Text),
            ("decidedAt", At),
            ("decisionReason", Text),
        ],
    },
    Kept {
        name: "requests",
        sql: "SELECT request_id, made_at FROM requests WHERE member_id = $1 ORDER BY made_at, request_id",
        columns: &[("id", Shown::Id(|uuid| uuid.to_string())), ("at", At)],
    },
    Kept {
        name: "toldByWeChat",
        sql: "SELECT p.kind, p.template_id, p.advice, CAST(p.label AS bigint), p.errcode, p.happened_at, p.received_at \
              FROM pushes p JOIN members m ON m.openid_digest = p.openid_digest WHERE m.id = $1 \
              ORDER BY p.happened_at, p.mark, p.item",
        columns: &[
            ("what", Text),
            ("template", Text),
            ("pictureAdvice", Text),
            ("pictureLabel", Number),
            ("error", Number),
            ("happenedAt", At),
            ("receivedAt", At),
        ],
    },
    Kept { name: "actsInOffice", sql: ACTS, columns: &[("act", Text), ("place", Text), ("at", At)] },
];

/// What the member did as staff, liaison, organiser or captain: what, where, and when.
const ACTS: &str = "SELECT act, place, at FROM (\
    SELECT 'wish_reviewed' AS act, a.name AS place, w.reviewed_at AS at FROM wishes w \
    JOIN areas a ON a.id = w.community_id WHERE w.reviewed_by = $1 \
    UNION ALL SELECT 'party_membership_decided', u.name, m.party_decided_at FROM members m \
    JOIN units u ON u.id = m.party_unit_id WHERE m.party_decided_by = $1 \
    UNION ALL SELECT 'role_granted', COALESCE(a.name, u.name), g.granted_at FROM grants g \
    LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id WHERE g.granted_by = $1 \
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
    let mut sections = Vec::with_capacity(KEPT.len());
    for kept in KEPT {
        let rows = all(&db.read, kept.sql, vec![me.member().uuid().into()]).await?;
        let records = rows.iter().map(|row| read(&db.seal, kept.columns, &mut Columns::of(row)));
        sections.push(Section { name: kept.name, records: records.collect::<Outcome<_>>()? });
    }
    Ok(sections)
}

fn read(seal: &Seal, shown: &[(&'static str, Shown)], columns: &mut Columns<'_>) -> Outcome<Record> {
    let fields = shown.iter().map(|(name, shown)| {
        let datum = match shown {
            Text => columns.read::<Option<String>>()?.map(Datum::Text),
            Number => columns.read::<Option<i64>>()?.map(Datum::Number),
            Yes => columns.read::<Option<bool>>()?.map(Datum::Yes),
            At => columns.read::<Option<_>>()?.map(Datum::At),
            On => columns.read::<Option<_>>()?.map(Datum::On),
            Shown::Id(outer) => columns.read::<Option<Uuid>>()?.map(|id| Datum::Text(outer(id))),
            Sealed(column) => {
                let sealed: Option<Vec<u8>> = columns.read()?;
                sealed.map(|sealed| seal.open(column, &sealed)).transpose()?.map(Datum::Text)
            }
        };
        Ok((*name, datum.unwrap_or(Datum::Nothing)))
    });
    fields.collect()
}
