//! Who may not log in: table `blocks`.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::{AreaId, BlockId, MemberId};
use domain::members::member::Block;
use domain::page::{Page, PageRequest};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};

use super::Db;
use super::entities::block::{ActiveModel, COLUMN, Entity};
use super::paging::{Paged, latest_from, limit, page_of};
use super::row::{Row, values};
use super::section::Shown::{At, Text};
use super::section::Source;
use super::sql::{one, run_unique, update};

const ADD: &str = "INSERT INTO blocks (id, member_id, community_id, reason, blocked_by, blocked_at) \
    SELECT $1, id, community_id, $4, $5, $6 FROM members WHERE id = $2 AND community_id = $3";
const STANDING: &str = "SELECT id FROM blocks WHERE member_id = $1 AND lifted_at IS NULL";
const SHOWN: &str = "SELECT b.id, b.reason, b.blocked_at, b.lifted_at, m.id, m.shown_name, y.id, y.shown_name \
    FROM blocks b JOIN members m ON m.id = b.member_id JOIN members y ON y.id = b.blocked_by WHERE";
static ONE: LazyLock<String> = LazyLock::new(|| format!("{SHOWN} b.id = $1"));
static OF_COMMUNITY: LazyLock<Paged> = LazyLock::new(|| {
    let place = "b.community_id = $1 AND b.lifted_at IS NULL AND b.id {before} $2 ORDER BY b.id {desc} LIMIT $3";
    Paged::of(&format!("{SHOWN} {place}"))
});

pub(super) const BLOCKS_SECTION: Source = Source {
    name: "blocks",
    sql: "SELECT a.name, b.reason, b.blocked_at, b.lifted_at FROM blocks b JOIN areas a ON a.id = b.community_id \
          WHERE b.member_id = $1 ORDER BY b.id",
    columns: &[("community", Text), ("reason", Text), ("blockedAt", At), ("liftedAt", At)],
};

pub(super) async fn add(
    db: &impl ConnectionTrait,
    block: BlockId,
    member: MemberId,
    home: AreaId,
    reason: &str,
    by: MemberId,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let values = values![block, member, home, reason, by, now];
    Ok(run_unique(db, ADD, values, || Reason::MemberAlreadyBlocked.at("memberId").into()).await? == 1)
}

pub(super) async fn lift(db: &impl ConnectionTrait, block: BlockId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
    let lifted = ActiveModel { lifted_by: Set(Some(by.uuid())), lifted_at: Set(Some(now)), ..Default::default() };
    let stands = COLUMN.id.eq(block.uuid()).and(COLUMN.lifted_at.is_null());
    Ok(update(db, Entity::update_many().set(lifted).filter(stands)).await? == 1)
}

pub(super) async fn of_member(db: &impl ConnectionTrait, member: MemberId) -> Outcome<Option<BlockId>> {
    let row = one(db, STANDING, values![member]).await?;
    row.map(|row| Row::of(&row).id()).transpose()
}

pub(super) async fn by_id(db: &impl ConnectionTrait, block: BlockId) -> Outcome<Option<Block>> {
    let row = one(db, &ONE, values![block]).await?;
    row.map(|row| read(&mut Row::of(&row))).transpose()
}

pub(super) async fn in_community(db: &Db, community: AreaId, page: &PageRequest<BlockId>) -> Outcome<Page<Block>> {
    page_of(db, &OF_COMMUNITY, values![community, latest_from(page), limit(page)], page, read).await
}

fn read(row: &mut Row<'_>) -> Outcome<Block> {
    let (id, reason, since, lifted) = (row.id()?, row.read()?, row.read()?, row.read()?);
    Ok(Block { id, member: row.person()?, reason, by: row.person()?, since, lifted })
}
