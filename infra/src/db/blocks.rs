//! Who may not log in: table `blocks`.

use chrono::{DateTime, Utc};
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::{AreaId, BlockId, MemberId};
use domain::members::member::Block;
use domain::page::{Page, PageRequest};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::members::read_person;
use super::places::{latest_from, limit};
use super::sql::{Columns, all, corrupt, one, run, run_unique};

const ADD: &str = "INSERT INTO blocks (id, member_id, community_id, reason, blocked_by, blocked_at) \
    SELECT $1, id, community_id, $4, $5, $6 FROM members WHERE id = $2 AND community_id = $3";
const LIFT: &str = "UPDATE blocks SET lifted_by = $2, lifted_at = $3 WHERE id = $1 AND lifted_at IS NULL";
const STANDING: &str = "SELECT id FROM blocks WHERE member_id = $1 AND lifted_at IS NULL";
const SHOWN: &str = "SELECT b.id, b.reason, b.blocked_at, b.lifted_at, m.id, m.shown_name, y.id, y.shown_name \
    FROM blocks b JOIN members m ON m.id = b.member_id JOIN members y ON y.id = b.blocked_by WHERE";

pub(super) async fn add(
    db: &impl ConnectionTrait,
    block: BlockId,
    member: MemberId,
    home: AreaId,
    reason: &str,
    by: MemberId,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let ids = [block.uuid(), member.uuid(), home.uuid()].map(Into::into);
    let values = ids.into_iter().chain([reason.into(), by.uuid().into(), now.into()]).collect();
    Ok(run_unique(db, ADD, values, || Reason::MemberAlreadyBlocked.at("memberId").into()).await? == 1)
}

pub(super) async fn lift(db: &impl ConnectionTrait, block: BlockId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
    Ok(run(db, LIFT, vec![block.uuid().into(), by.uuid().into(), now.into()]).await? == 1)
}

pub(super) async fn of_member(db: &impl ConnectionTrait, member: MemberId) -> Outcome<Option<BlockId>> {
    let row = one(db, STANDING, vec![member.uuid().into()]).await?;
    row.as_ref().map(|row| Columns::of(row).read().map(BlockId::from_uuid)).transpose()
}

pub(super) async fn by_id(db: &impl ConnectionTrait, block: BlockId) -> Outcome<Option<Block>> {
    let row = one(db, &format!("{SHOWN} b.id = $1"), vec![block.uuid().into()]).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn in_community(
    db: &impl ConnectionTrait,
    community: AreaId,
    page: &PageRequest<BlockId>,
) -> Outcome<Page<Block>> {
    let (sign, order) = if page.backwards { (">", "ASC") } else { ("<", "DESC") };
    let sql = format!(
        "{SHOWN} b.community_id = $1 AND b.lifted_at IS NULL AND b.id {sign} $2 ORDER BY b.id {order} LIMIT $3"
    );
    let rows = all(db, &sql, vec![community.uuid().into(), latest_from(page).into(), limit(page).into()]).await?;
    let blocks: Outcome<Vec<_>> = rows.iter().map(read).collect();
    Ok(Page::of(blocks?, page))
}

fn read(row: &QueryResult) -> Outcome<Block> {
    let mut columns = Columns::of(row);
    let id: Uuid = columns.read()?;
    let (reason, since, lifted) = (columns.read()?, columns.read()?, columns.read()?);
    let person = |columns: &mut Columns<'_>| read_person(columns)?.ok_or_else(|| corrupt("account"));
    let (member, by) = (person(&mut columns)?, person(&mut columns)?);
    Ok(Block { id: BlockId::from_uuid(id), member, reason, by, since, lifted })
}
