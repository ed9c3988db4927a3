//! Roles held on nodes: table `grants`.

use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::{GrantId, MemberId};
use domain::members::member::{HeldRole, RoleNode};
use domain::standing::Role;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::blocks;
use super::entities::grant;
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Text};
use super::section::Source;
use super::sql::{all, corrupt, one, run, unique};
use super::words::{Words, word};

pub(super) const ROLE: Words<Role, 5> = [
    ("liaison", Role::Liaison),
    ("grid_worker", Role::GridWorker),
    ("community_staff", Role::CommunityStaff),
    ("street_admin", Role::StreetAdmin),
    ("city_admin", Role::CityAdmin),
];

/// Who else takes away a role of the same city waits here.
const HOLD_CITY: &str = "UPDATE areas SET name = name WHERE parent_id IS NULL \
    AND id = (SELECT area_id FROM grants WHERE id = $1 AND role = 'city_admin')";
/// Not the last administrator of a city.
const END: &str = "UPDATE grants SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL \
    AND (role <> 'city_admin' OR area_id IN (SELECT id FROM areas WHERE parent_id IS NOT NULL) \
    OR EXISTS (SELECT 1 FROM grants g WHERE g.area_id = grants.area_id AND g.role = 'city_admin' AND g.id <> $1 \
    AND g.ended_at IS NULL))";
const HELD: &str = "SELECT g.id, g.member_id, g.role, g.granted_at, a.id, a.kind, a.name, a.path, \
    u.id, u.name, u.path, u.area_id, ua.path \
    FROM grants g LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id \
    LEFT JOIN areas ua ON ua.id = u.area_id WHERE";

pub(super) const ROLES_SECTION: Source = Source {
    name: "roles",
    sql: "SELECT g.role, COALESCE(a.name, u.name), g.granted_at, g.ended_at FROM grants g \
          LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id \
          WHERE g.member_id = $1 ORDER BY g.id",
    columns: &[("role", Text), ("heldOn", Text), ("since", At), ("endedAt", At)],
};

pub(super) async fn add(db: &impl ConnectionTrait, role: &HeldRole, by: MemberId) -> Outcome<()> {
    if blocks::of_member(db, role.holder).await?.is_some() {
        return Err(Reason::MemberAlreadyBlocked.at("memberId").into());
    }
    let (area, unit) = match &role.node {
        RoleNode::Area(area) => (Some(area.id.uuid()), None),
        RoleNode::Unit(unit) => (None, Some(unit.id.uuid())),
    };
    let row = grant::ActiveModel {
        id: Set(role.id.uuid()),
        member_id: Set(role.holder.uuid()),
        role: Set(word(&ROLE, role.role).into()),
        area_id: Set(area),
        unit_id: Set(unit),
        granted_by: Set(by.uuid()),
        granted_at: Set(role.since),
        ended_by: Set(None),
        ended_at: Set(None),
    };
    let added = grant::Entity::insert(row).exec_without_returning(db).await;
    added.map(|_| ()).map_err(|error| unique(error, Reason::RoleAlreadyHeld.at("role")))
}

pub(super) async fn end(db: &impl ConnectionTrait, role: GrantId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
    run(db, HOLD_CITY, values![role]).await?;
    Ok(run(db, END, values![role, now, by]).await? == 1)
}

pub(super) async fn of_member(db: &impl ConnectionTrait, member: MemberId) -> Outcome<Vec<HeldRole>> {
    let rows =
        all(db, &format!("{HELD} g.member_id = $1 AND g.ended_at IS NULL ORDER BY g.id"), values![member]).await?;
    read_all(&rows, read)
}

pub(super) async fn by_id(db: &impl ConnectionTrait, role: GrantId) -> Outcome<Option<HeldRole>> {
    let row = one(db, &format!("{HELD} g.id = $1"), values![role]).await?;
    row.map(|row| read(&mut Row::of(&row))).transpose()
}

fn read(row: &mut Row<'_>) -> Outcome<HeldRole> {
    let (id, holder, role, since) = (row.id()?, row.id()?, row.word(&ROLE)?, row.read()?);
    let (area, unit) = (row.maybe_area()?, row.maybe_unit()?);
    let node = area.map(RoleNode::Area).or(unit.map(RoleNode::Unit)).ok_or_else(|| corrupt("role"))?;
    Ok(HeldRole { id, holder, role, node, since })
}
