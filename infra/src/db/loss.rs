//! Losing an entitlement: what hung on it in the tables of every feature, and who is entitled to what becomes free.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{MemberId, ShiftId, SignUpId, TeamId};
use domain::members::repo::LossRepo;
use domain::wishes::repo::EndedClaim;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::DbTx;
use super::entities::grant;
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, one, run, update};
use super::wishes::ended_claim;

/// Whether this member may do anything: they are neither erased nor blocked.
pub(super) fn free(member: &str) -> String {
    format!(
        "{member}.erased_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = {member}.id AND b.lifted_at IS NULL)"
    )
}

/// Whether the member `m` is a helper at home in this community, whom nobody keeps out: as
/// `domain::volunteering::activity::Activity::must_be_for` says. Ask it of a row that exists: of nobody it is neither true
/// nor false.
fn helper_at_home(community: &str) -> String {
    format!(
        "{} AND m.community_id = {community} AND (m.volunteer_since IS NOT NULL OR m.party_state = 'confirmed')",
        free("m")
    )
}

/// Whether the member `m` belongs to those for whom the activity `a` is.
pub(super) fn in_audience() -> String {
    helper_at_home("a.community_id")
        + " AND CASE a.audience WHEN 'team' THEN EXISTS (SELECT 1 FROM team_members x \
           WHERE x.team_id = a.team_id AND x.member_id = m.id AND x.left_at IS NULL) \
           WHEN 'party_members' THEN COALESCE(m.party_state, '') = 'confirmed' ELSE TRUE END"
}

/// Whether the member `m` may do anything, but does not belong to those for whom the activity `a` is.
pub(super) fn out_of_audience() -> String {
    format!("{} AND NOT COALESCE({}, FALSE)", free("m"), in_audience())
}

// What holds a row on PostgreSQL and changes nothing. On SQLite nobody else writes in any case. An `UPDATE` would hold it,
// too; but a row that is updated twice in a transaction has its references looked up, which waits for whoever is being
// erased or blocked.
/// Strong enough to keep off rows that refer to it, too.
const HOLD_FROM_ALL: &str = "SELECT id FROM members WHERE id = $1 FOR UPDATE";
const HOLD_WISHES: &str = "SELECT id FROM wishes WHERE id IN \
    (SELECT id FROM wishes WHERE author_id = $1 AND state IN ('pending_review', 'open', 'claimed') \
    UNION SELECT wish_id FROM claims WHERE claimer_id = $1 AND ended_at IS NULL AND fulfilled_at IS NULL) \
    ORDER BY id FOR NO KEY UPDATE";
const HOLD_TEAM: &str = "SELECT id FROM teams WHERE id = $1 FOR NO KEY UPDATE";

/// Who else leaves the administration of the same city waits here.
const HOLD_CITIES: &str = "UPDATE areas SET name = name WHERE parent_id IS NULL AND id IN \
    (SELECT area_id FROM grants WHERE member_id = $1 AND role = 'city_admin' AND ended_at IS NULL)";
const CITIES_LEFT_ALONE: &str = "SELECT COUNT(*) FROM areas a JOIN grants mine ON mine.area_id = a.id \
    AND mine.member_id = $1 AND mine.role = 'city_admin' AND mine.ended_at = $2 WHERE a.parent_id IS NULL \
    AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.area_id = a.id AND g.role = 'city_admin' AND g.ended_at IS NULL)";

const OPEN_CLAIMED: &str = "UPDATE wishes SET state = 'open', claim_id = NULL, claim_due_at = NULL, \
    releases = releases + 1 WHERE state = 'claimed' AND claim_id IN \
    (SELECT id FROM claims WHERE claimer_id = $1 AND ended_at IS NULL AND fulfilled_at IS NULL)";
/// A claim past its deadline has lapsed.
const END_CLAIMS: &str = "UPDATE claims SET outcome = CASE WHEN due_at <= $2 THEN 'lapsed' ELSE 'given_back' END, \
    ended_at = CASE WHEN due_at <= $2 THEN due_at ELSE $2 END, end_reason = CASE WHEN due_at > $2 THEN $3 END \
    WHERE ended_at IS NULL AND fulfilled_at IS NULL AND claimer_id = $1 \
    RETURNING wish_id, (SELECT w.author_id FROM wishes w WHERE w.id = wish_id), claimer_id";

/// What the member has no right to any more: of a shift that is not over, and perhaps only where it is for a team.
static LOST_SIGN_UPS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT s.shift_id, s.id FROM sign_ups s JOIN shifts h ON h.id = s.shift_id \
         JOIN activities a ON a.id = h.activity_id \
         WHERE s.member_id = $1 AND s.ended_at IS NULL AND s.ends_at > $2 AND ($3 OR a.team_id = $4) \
         AND NOT EXISTS (SELECT 1 FROM members m WHERE m.id = s.member_id AND {}) ORDER BY s.shift_id",
        in_audience()
    )
});
const TEAMS: &str = "SELECT team_id FROM team_members WHERE member_id = $1 AND left_at IS NULL ORDER BY team_id";
const CAPTAIN: &str = "SELECT captain_id FROM teams WHERE id = $1";
/// From a captain who may not lead any more to the one who has been in the team longest, of those who may. To one who moved
/// away only from a captain who may do nothing at all, or left.
fn hand_on(unless_going: &str) -> String {
    format!(
        "UPDATE teams SET captain_id = COALESCE((SELECT x.member_id FROM team_members x \
         JOIN teams t ON t.id = x.team_id JOIN members m ON m.id = x.member_id JOIN members c ON c.id = t.captain_id \
         LEFT JOIN team_members led ON led.team_id = t.id AND led.member_id = c.id AND led.left_at IS NULL \
         WHERE x.team_id = $1 AND x.left_at IS NULL AND m.id <> c.id AND {free} \
         AND (({entitled}) OR led.member_id IS NULL OR NOT ({captain_free})) \
         ORDER BY CASE WHEN {entitled} THEN 0 ELSE 1 END, x.joined_at, x.member_id LIMIT 1{unless_going}), captain_id) \
         WHERE id = $1 AND closed_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM members m JOIN team_members x ON x.team_id = $1 AND x.member_id = m.id \
         AND x.left_at IS NULL WHERE m.id = teams.captain_id AND {leads}) RETURNING captain_id",
        free = free("m"),
        captain_free = free("c"),
        entitled = helper_at_home("t.community_id"),
        leads = helper_at_home("teams.community_id")
    )
}
/// On SQLite, and on PostgreSQL, where who is being erased or blocked at the same moment is passed over: they hold their
/// row, and may be waiting for this team to hand it on themselves.
static HAND_ON: LazyLock<[String; 2]> = LazyLock::new(|| ["", " FOR KEY SHARE OF m SKIP LOCKED"].map(hand_on));

#[async_trait]
impl LossRepo for DbTx {
    async fn hold_from_all(&mut self, member: MemberId) -> Outcome<()> {
        self.hold(HOLD_FROM_ALL, member.uuid()).await
    }

    async fn end_roles(&mut self, member: MemberId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        run(&self.tx, HOLD_CITIES, values![member]).await?;
        let ended =
            grant::ActiveModel { ended_by: Set(Some(by.uuid())), ended_at: Set(Some(now)), ..Default::default() };
        let held = grant::COLUMN.member_id.eq(member.uuid()).and(grant::COLUMN.ended_at.is_null());
        update(&self.tx, grant::Entity::update_many().set(ended).filter(held)).await?;
        let row = one(&self.tx, CITIES_LEFT_ALONE, values![member, now]).await?.ok_or_else(|| corrupt("count"))?;
        Ok(Row::of(&row).read::<i64>()? == 0)
    }

    async fn hold_wishes(&mut self, member: MemberId) -> Outcome<()> {
        self.hold(HOLD_WISHES, member.uuid()).await
    }

    async fn end_claims(&mut self, member: MemberId, why: &str, now: DateTime<Utc>) -> Outcome<Vec<EndedClaim>> {
        // The wishes first, as everywhere, then their claims.
        run(&self.tx, OPEN_CLAIMED, values![member]).await?;
        read_all(&all(&self.tx, END_CLAIMS, values![member, now, why]).await?, ended_claim)
    }

    async fn lost_sign_ups(
        &mut self,
        member: MemberId,
        team: Option<TeamId>,
        now: DateTime<Utc>,
    ) -> Outcome<Vec<(ShiftId, SignUpId)>> {
        let team_id = team.map_or(Uuid::nil(), |team| team.uuid());
        let values = values![member, now, team.is_none(), team_id];
        read_all(&all(&self.tx, &LOST_SIGN_UPS, values).await?, |row| Ok((row.id()?, row.id()?)))
    }

    async fn teams_joined(&mut self, member: MemberId) -> Outcome<Vec<TeamId>> {
        read_all(&all(&self.tx, TEAMS, values![member]).await?, |row| row.id())
    }

    async fn hand_on_team(&mut self, team: TeamId) -> Outcome<Option<MemberId>> {
        // Whoever leads it by now is seen only when it is held.
        self.hold(HOLD_TEAM, team.uuid()).await?;
        let captain = |row: Option<_>| -> Outcome<Option<MemberId>> { row.map(|row| Row::of(&row).id()).transpose() };
        let before = captain(one(&self.tx, CAPTAIN, values![team]).await?)?;
        let after = captain(one(&self.tx, &HAND_ON[usize::from(self.on_postgres())], values![team]).await?)?;
        Ok(after.filter(|after| Some(*after) != before))
    }
}

impl DbTx {
    async fn hold(&self, sql: &str, id: Uuid) -> Outcome<()> {
        if self.on_postgres() {
            all(&self.tx, sql, values![id]).await?;
        }
        Ok(())
    }

    fn on_postgres(&self) -> bool {
        self.tx.get_database_backend() == DbBackend::Postgres
    }
}
