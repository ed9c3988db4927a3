//! Teams and who is in them: tables `teams` and `team_members`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Reason;
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{MemberId, TeamId};
use domain::members::member::Person;
use domain::page::{Page, PageRequest};
use domain::volunteering::repo::{NewTeam, TeamReader, TeamRepo};
use domain::volunteering::team::{Membership, Team};
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter, QueryResult};

use super::entities::{team, team_member};
use super::members::people_of_each;
use super::paging::{Paged, id_from, limit, of_each};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, run, unique, update};
use super::words::{TEXT_STATE, word};
use super::{Db, DbTx};

const JOIN: &str = "INSERT INTO team_members (team_id, member_id, joined_at) VALUES ($1, $2, $3) \
    ON CONFLICT (team_id, member_id) DO UPDATE SET joined_at = $3, left_at = NULL \
    WHERE team_members.left_at IS NOT NULL";
/// What goes into the brackets comes when it is asked. Of each team, the member with whom the page ends is looked up first,
/// so that those who come after are not read; $3 is beyond all.
static PEOPLE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "WITH ends AS MATERIALIZED (SELECT id, (SELECT y.member_id FROM team_members y WHERE y.team_id = t.id \
         AND y.left_at IS NULL AND y.member_id {after} $1 ORDER BY y.member_id {asc} LIMIT 1 OFFSET $2 - 1) AS at \
         FROM teams t WHERE id IN ()) \
         SELECT x.team_id, m.id, m.shown_name FROM ends JOIN team_members x ON x.team_id = ends.id AND x.left_at IS NULL \
         AND x.member_id {after} $1 AND x.member_id {until} COALESCE(ends.at, $3) JOIN members m ON m.id = x.member_id \
         ORDER BY x.team_id, x.member_id {asc}",
    )
});

/// The columns of a team `t`.
pub(super) const TEAM_COLUMNS: &str = "t.id, tc.id, tc.kind, tc.name, tc.path, t.name, tp.id, tp.shown_name, t.size, \
    t.founded_at, t.closed_at, t.text_state, \
    CASE WHEN tm.member_id IS NULL THEN 0 WHEN tm.left_at IS NULL THEN 2 ELSE 1 END";
/// What is joined to a team `t`. The reader's own id is `$1`.
pub(super) const TEAM_JOINS: &str = "LEFT JOIN areas tc ON tc.id = t.community_id \
    LEFT JOIN members tp ON tp.id = t.captain_id LEFT JOIN team_members tm ON tm.team_id = t.id AND tm.member_id = $1";
static CARDS: LazyLock<String> = LazyLock::new(|| format!("SELECT {TEAM_COLUMNS} FROM {{found}} t {TEAM_JOINS}"));
static SOME: LazyLock<String> = LazyLock::new(|| CARDS.replace("{found}", "teams") + " WHERE t.id IN ()");
/// A hidden one is there for its captain, and with $5 for administrators.
static OF_COMMUNITY: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &CARDS,
        "SELECT * FROM teams WHERE community_id = $2 AND closed_at IS NULL \
         AND (text_state IN ('official', 'shown', 'kept') OR captain_id = $1 OR $5) AND id {after} $3 \
         ORDER BY id {asc} LIMIT $4",
        "t.id {asc}",
    )
});
static WITH_MEMBER: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &CARDS,
        "SELECT * FROM teams WHERE id IN (SELECT team_id FROM team_members WHERE member_id = $2 AND left_at IS NULL \
         AND team_id {after} $3 ORDER BY team_id {asc} LIMIT $4) AND id {after} $3 ORDER BY id {asc} LIMIT $4",
        "t.id {asc}",
    )
});

#[async_trait]
impl TeamRepo for DbTx {
    async fn add_team(&mut self, new: &NewTeam) -> Outcome<()> {
        let row = team::ActiveModel {
            id: Set(new.id.uuid()),
            community_id: Set(new.community.uuid()),
            name: Set(new.name.as_str().into()),
            captain_id: Set(new.captain.uuid()),
            size: Set(1),
            founded_at: Set(new.founded),
            closed_at: Set(None),
            text_state: Set(word(&TEXT_STATE, new.text_state).into()),
        };
        let added = team::Entity::insert(row).exec_without_returning(&self.tx).await;
        added.map_err(|error| unique(error, Reason::TeamNameTaken.at("name")))?;
        self.join_team(new.id, new.captain, new.founded).await.map(|_| ())
    }

    async fn join_team(&mut self, team: TeamId, member: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, JOIN, values![team, member, now]).await? == 1)
    }

    async fn grow_team(&mut self, team: TeamId) -> Outcome<bool> {
        let grown = team::Entity::update_many().col_expr(team::Column::Size, team::COLUMN.size.add(1));
        let open = team::COLUMN.id.eq(team.uuid()).and(team::COLUMN.closed_at.is_null());
        Ok(update(&self.tx, grown.filter(open)).await? == 1)
    }

    async fn leave_team(&mut self, team: TeamId, member: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        let left = team_member::ActiveModel { left_at: Set(Some(now)), ..Default::default() };
        let joined = (team_member::COLUMN.team_id.eq(team.uuid()))
            .and(team_member::COLUMN.member_id.eq(member.uuid()))
            .and(team_member::COLUMN.left_at.is_null());
        Ok(update(&self.tx, team_member::Entity::update_many().set(left).filter(joined)).await? == 1)
    }

    async fn shrink_team(&mut self, team: TeamId) -> Outcome<bool> {
        let shrunk = team::Entity::update_many().col_expr(team::Column::Size, team::COLUMN.size.sub(1));
        let not_alone = team::COLUMN.id.eq(team.uuid()).and(team::COLUMN.size.gt(1));
        Ok(update(&self.tx, shrunk.filter(not_alone)).await? == 1)
    }

    async fn close_team(&mut self, team: TeamId, now: DateTime<Utc>) -> Outcome<bool> {
        let closed = team::ActiveModel { size: Set(0), closed_at: Set(Some(now)), ..Default::default() };
        let alone = team::COLUMN.id.eq(team.uuid()).and(team::COLUMN.size.eq(1));
        Ok(update(&self.tx, team::Entity::update_many().set(closed).filter(alone)).await? == 1)
    }
}

#[async_trait]
impl TeamReader for Db {
    async fn teams(&self, viewer: &Viewer, ids: &[TeamId]) -> Outcome<Vec<Team>> {
        seen(viewer, &of_each(self, &SOME, values![viewer.member()], ids).await?)
    }

    async fn teams_of(&self, viewer: &Viewer, scope: &Scope, page: &PageRequest<TeamId>) -> Outcome<Page<Team>> {
        let administers = viewer.administers(scope.path());
        let values = values![viewer.member(), scope.community(), id_from(page), limit(page), administers];
        Ok(Page::of(seen(viewer, &all(&self.read, OF_COMMUNITY.for_page(page), values).await?)?, page))
    }

    async fn teams_with(&self, me: &Viewer, page: &PageRequest<TeamId>) -> Outcome<Page<Team>> {
        let values = values![me.member(), me.member(), id_from(page), limit(page)];
        Ok(Page::of(seen(me, &all(&self.read, WITH_MEMBER.for_page(page), values).await?)?, page))
    }

    async fn people_in_teams(
        &self,
        _: &Viewer,
        teams: &[TeamId],
        page: &PageRequest<MemberId>,
    ) -> Outcome<Vec<(TeamId, Page<Person>)>> {
        people_of_each(self, &PEOPLE, teams, page).await
    }
}

/// The teams as the viewer sees them.
fn seen(viewer: &Viewer, rows: &[QueryResult]) -> Outcome<Vec<Team>> {
    let teams = read_all(rows, |row| read_team(row)?.ok_or_else(|| corrupt("team")))?;
    Ok(teams.into_iter().filter_map(|team| team.shown_to(viewer)).collect())
}

/// A team of `TEAM_COLUMNS`, if there is one.
pub(super) fn read_team(row: &mut Row<'_>) -> Outcome<Option<Team>> {
    let (id, community, name, captain) = (row.maybe_id()?, row.maybe_area()?, row.read()?, row.maybe_person()?);
    let (size, founded, closed) = (row.read()?, row.read()?, row.read()?);
    let (text_state, membership) = (row.maybe_word(&TEXT_STATE)?, read_membership(row)?);
    match (id, community, name, captain, size, founded, text_state) {
        (Some(id), Some(community), Some(name), Some(captain), Some(size), Some(founded), Some(text_state)) => {
            Ok(Some(Team { id, community, name, captain, size, founded, closed, text_state, membership }))
        }
        _ => Ok(None),
    }
}

/// What somebody is to a team, of the column that comes next.
pub(super) fn read_membership(row: &mut Row<'_>) -> Outcome<Membership> {
    Ok(match row.read::<i32>()? {
        0 => Membership::Never,
        1 => Membership::Former,
        _ => Membership::Current,
    })
}
