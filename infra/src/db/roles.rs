//! Roles held on nodes: table `grants`.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::{GrantId, MemberId};
use domain::members::member::{HeldRole, RoleHolder, RoleNode};
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use domain::standing::Role;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Value};

use super::entities::grant;
use super::paging::{Paged, id_from, limit, page_of};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Text};
use super::section::Source;
use super::sql::{all, corrupt, one, run, unique};
use super::words::{Words, word};
use super::{Db, blocks};

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
/// Who holds a role, and who gave it; `{found}` is which roles are looked at.
const HOLDERS: &str = "SELECT m.id, m.shown_name, b.id, b.shown_name, g.id, g.member_id, g.role, g.granted_at, \
    a.id, a.kind, a.name, a.path, u.id, u.name, u.path, u.area_id, ua.path \
    FROM {found} g JOIN members m ON m.id = g.member_id JOIN members b ON b.id = g.granted_by \
    LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id LEFT JOIN areas ua ON ua.id = u.area_id";
static ON_AREA: LazyLock<Paged> = LazyLock::new(|| holders("", "g.area_id = $1"));
static ON_UNIT: LazyLock<Paged> = LazyLock::new(|| holders("", "g.unit_id = $1"));
static WITHIN_AREA: LazyLock<Paged> = LazyLock::new(|| {
    let places = "LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN units u ON u.id = g.unit_id \
        LEFT JOIN areas ua ON ua.id = u.area_id";
    holders(places, "COALESCE(a.path, ua.path) LIKE $1")
});
static WITHIN_UNIT: LazyLock<Paged> = LazyLock::new(|| holders("JOIN units u ON u.id = g.unit_id", "u.path LIKE $1"));

fn holders(joins: &str, place: &str) -> Paged {
    let found = format!(
        "SELECT g.* FROM grants g {joins} WHERE {place} AND g.ended_at IS NULL AND g.id {{after}} $2 \
         ORDER BY g.id {{asc}} LIMIT $3"
    );
    Paged::of_cards(HOLDERS, &found, "g.id {asc}")
}

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

/// Who holds a role on a node, or within it.
pub(super) async fn at_node(
    db: &Db,
    node: &RoleNode,
    within: bool,
    page: &PageRequest<GrantId>,
) -> Outcome<Page<RoleHolder>> {
    let below = |path: &Path| Value::from(format!("{}%", path.to_text()));
    let (sql, place) = match (node, within) {
        (RoleNode::Area(area), false) => (&ON_AREA, area.id.uuid().into()),
        (RoleNode::Unit(unit), false) => (&ON_UNIT, unit.id.uuid().into()),
        (RoleNode::Area(area), true) => (&WITHIN_AREA, below(&area.path)),
        (RoleNode::Unit(unit), true) => (&WITHIN_UNIT, below(&unit.path)),
    };
    page_of(db, sql, values![place, id_from(page), limit(page)], page, |row| {
        Ok(RoleHolder { holder: row.person()?, granted_by: row.person()?, held: read(row)? })
    })
    .await
}

fn read(row: &mut Row<'_>) -> Outcome<HeldRole> {
    let (id, holder, role, since) = (row.id()?, row.id()?, row.word(&ROLE)?, row.read()?);
    let (area, unit) = (row.maybe_area()?, row.maybe_unit()?);
    let node = area.map(RoleNode::Area).or(unit.map(RoleNode::Unit)).ok_or_else(|| corrupt("role"))?;
    Ok(HeldRole { id, holder, role, node, since })
}
