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
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use super::entities::team;
use super::members::{people_of_each, read_person};
use super::paging::Paged;
use super::places::{id_from, limit, read_area};
use super::sql::{Columns, all, corrupt, marks_from, run, unique};
use super::words::{TEXT_STATE, meaning, word};
use super::{Db, DbTx};

const JOIN: &str = "INSERT INTO team_members (team_id, member_id, joined_at) VALUES ($1, $2, $3) \
    ON CONFLICT (team_id, member_id) DO UPDATE SET joined_at = $3, left_at = NULL \
    WHERE team_members.left_at IS NOT NULL";
const LEAVE: &str = "UPDATE team_members SET left_at = $3 WHERE team_id = $1 AND member_id = $2 AND left_at IS NULL";
const GROW: &str = "UPDATE teams SET size = size + 1 WHERE id = $1 AND closed_at IS NULL";
const SHRINK: &str = "UPDATE teams SET size = size - 1 WHERE id = $1 AND size > 1";
const CLOSE: &str = "UPDATE teams SET size = 0, closed_at = $2 WHERE id = $1 AND size = 1";
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

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
/// The columns of a team `t`.
macro_rules! team_columns {
    () => {
        "t.id, tc.id, tc.kind, tc.name, tc.path, t.name, tp.id, tp.shown_name, t.size, t.founded_at, t.closed_at, \
         t.text_state, CASE WHEN tm.member_id IS NULL THEN 0 WHEN tm.left_at IS NULL THEN 2 ELSE 1 END"
    };
}
/// What is joined to a team `t`. The reader's own id is `$1`.
macro_rules! team_joins {
    () => {
        " LEFT JOIN areas tc ON tc.id = t.community_id LEFT JOIN members tp ON tp.id = t.captain_id \
         LEFT JOIN team_members tm ON tm.team_id = t.id AND tm.member_id = $1 "
    };
}
macro_rules! list {
    ($place:literal, $sign:literal, $order:literal) => {
        concat!(
            "SELECT ",
            team_columns!(),
            " FROM (SELECT * FROM teams WHERE ",
            $place,
            " AND id ",
            $sign,
            " $3 ORDER BY id ",
            $order,
            " LIMIT $4) t",
            team_joins!(),
            "ORDER BY t.id ",
            $order
        )
    };
}
pub(super) use {team_columns, team_joins};

const BY_IDS: &str = concat!("SELECT ", team_columns!(), " FROM teams t", team_joins!(), "WHERE t.id IN ");
/// A hidden one is there for its captain, and with $5 for administrators.
const OF_COMMUNITY: [&str; 2] = [
    list!(
        "community_id = $2 AND closed_at IS NULL AND (text_state IN ('official', 'shown', 'kept') OR captain_id = $1 OR $5)",
        ">",
        "ASC"
    ),
    list!(
        "community_id = $2 AND closed_at IS NULL AND (text_state IN ('official', 'shown', 'kept') OR captain_id = $1 OR $5)",
        "<",
        "DESC"
    ),
];
const WITH_MEMBER: [&str; 2] = [
    list!(
        "id IN (SELECT team_id FROM team_members WHERE member_id = $2 AND left_at IS NULL AND team_id > $3 \
         ORDER BY team_id LIMIT $4)",
        ">",
        "ASC"
    ),
    list!(
        "id IN (SELECT team_id FROM team_members WHERE member_id = $2 AND left_at IS NULL AND team_id < $3 \
         ORDER BY team_id DESC LIMIT $4)",
        "<",
        "DESC"
    ),
];

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
        Ok(run(&self.tx, JOIN, vec![team.uuid().into(), member.uuid().into(), now.into()]).await? == 1)
    }

    async fn grow_team(&mut self, team: TeamId) -> Outcome<bool> {
        Ok(run(&self.tx, GROW, vec![team.uuid().into()]).await? == 1)
    }

    async fn leave_team(&mut self, team: TeamId, member: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, LEAVE, vec![team.uuid().into(), member.uuid().into(), now.into()]).await? == 1)
    }

    async fn shrink_team(&mut self, team: TeamId) -> Outcome<bool> {
        Ok(run(&self.tx, SHRINK, vec![team.uuid().into()]).await? == 1)
    }

    async fn close_team(&mut self, team: TeamId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, CLOSE, vec![team.uuid().into(), now.into()]).await? == 1)
    }
}

#[async_trait]
impl TeamReader for Db {
    async fn teams(&self, viewer: &Viewer, ids: &[TeamId]) -> Outcome<Vec<Team>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut values: Vec<Value> = vec![viewer.member().uuid().into()];
        values.extend(ids.iter().map(|id| Value::from(id.uuid())));
        let sql = format!("{BY_IDS}({})", marks_from(2, ids));
        read_all(viewer, &all(&self.read, &sql, values).await?)
    }

    async fn teams_of(&self, viewer: &Viewer, scope: &Scope, page: &PageRequest<TeamId>) -> Outcome<Page<Team>> {
        let mut values = values(viewer, scope.community().uuid(), page);
        values.push(viewer.administers(scope.path()).into());
        let rows = all(&self.read, OF_COMMUNITY[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(viewer, &rows)?, page))
    }

    async fn teams_with(&self, me: &Viewer, page: &PageRequest<TeamId>) -> Outcome<Page<Team>> {
        let values = values(me, me.member().uuid(), page);
        Ok(Page::of(read_all(me, &all(&self.read, WITH_MEMBER[usize::from(page.backwards)], values).await?)?, page))
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

/// What both lists are asked with: for whom, of what, from where, how many.
fn values(viewer: &Viewer, of: Uuid, page: &PageRequest<TeamId>) -> Vec<Value> {
    vec![viewer.member().uuid().into(), of.into(), id_from(page).into(), limit(page).into()]
}

/// The teams as the viewer sees them.
fn read_all(viewer: &Viewer, rows: &[QueryResult]) -> Outcome<Vec<Team>> {
    let teams: Outcome<Vec<_>> =
        rows.iter().map(|row| read_team(&mut Columns::of(row))?.ok_or_else(|| corrupt("team"))).collect();
    Ok(teams?.into_iter().filter_map(|team| team.shown_to(viewer)).collect())
}

/// A team of the thirteen columns that come next, if there is one.
pub(super) fn read_team(columns: &mut Columns<'_>) -> Outcome<Option<Team>> {
    let id: Option<Uuid> = columns.read()?;
    let community = read_area(columns)?;
    let name: Option<String> = columns.read()?;
    let captain = read_person(columns)?;
    let (size, founded): (Option<i32>, Option<DateTime<Utc>>) = (columns.read()?, columns.read()?);
    let (closed, text_state): (_, Option<String>) = (columns.read()?, columns.read()?);
    let membership = read_membership(columns)?;
    match (id, community, name, captain, size, founded, text_state) {
        (Some(id), Some(community), Some(name), Some(captain), Some(size), Some(founded), Some(text_state)) => {
            let (id, text_state) = (TeamId::from_uuid(id), meaning(&TEXT_STATE, &text_state)?);
            Ok(Some(Team { id, community, name, captain, size, founded, closed, text_state, membership }))
        }
        _ => Ok(None),
    }
}

/// What somebody is to a team, of the column that comes next.
pub(super) fn read_membership(columns: &mut Columns<'_>) -> Outcome<Membership> {
    Ok(match columns.read::<i32>()? {
        0 => Membership::Never,
        1 => Membership::Former,
        _ => Membership::Current,
    })
}
