//! Blocking a member, and lifting the block.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{BlockId, MemberId};
use crate::jobs::job::Work;
use crate::members::loss::{Loss, lose};
use crate::members::member::Block;
use crate::members::read::find_block;
use crate::members::{BLOCK_MEMBER, UNBLOCK_MEMBER};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// What the authors of the wishes that a blocked member had claimed are told: not that there is a block.
const WHY: &str = "认领资格已终止";

/// Blocks a member: from their next request on they are nobody, and cannot log in; what they held goes to others
/// ([`crate::members::loss`]). For those who administer their home community and stand above them.
pub async fn block_member(
    ports: &Ports,
    by: &Viewer,
    member: MemberId,
    reason: Line<200>,
    request: &Request,
) -> Outcome<Block> {
    let made = once(ports, request, async {
        let standing = ports.store.standing(member).await?.ok_or(Failure::NotFound("memberId"))?;
        let home = by.must_block("memberId", &standing)?;
        let now = ports.now();
        let block: BlockId = ports.id(now);
        ports.sessions.forget_standing(member).await?;
        let mut tx = begin(ports, request, block).await?;
        tx.hold_from_all(member).await?;
        if !tx.add_block(block, member, home.community, reason.as_str(), by.member(), now).await? {
            // They moved at the same moment.
            return Err(Failure::NotFound("memberId"));
        }
        lose(ports, &mut *tx, member, Loss::Everything { by: by.member(), why: WHY }, now).await?;
        tx.add_jobs(&[ports.job(Work::EndLogins { member })]).await?;
        ports.commit(tx, by.did(BLOCK_MEMBER, home.community, member)).await?;
        Ok(block)
    })
    .await?;
    let block = find_block(ports, made).await?;
    // The standing keeps them out already; their logins go, too: now, or when the session store answers again.
    if block.lifted.is_none() {
        ports.sessions.end_all(member).await.ok();
    }
    Ok(block)
}

/// Lifts a block, under the same condition, and unless somebody higher set it. The member logs in again: no login from
/// before goes on.
pub async fn unblock_member(ports: &Ports, by: &Viewer, member: MemberId, request: &Request) -> Outcome<Block> {
    let made = once(ports, request, async {
        let standing = ports.store.standing(member).await?.ok_or(Failure::NotFound("memberId"))?;
        let home = by.must_block("memberId", &standing)?;
        let no = || Failure::from(Reason::MemberNotBlocked.at("memberId"));
        let block = ports.store.block_of(member).await?.ok_or_else(no)?;
        let blocker = find_block(ports, block).await?.by;
        if let Some(blocker) = ports.store.standing(blocker.id).await? {
            by.must_overrule(&blocker, &home.path)?;
        }
        ports.sessions.forget_standing(member).await?;
        let mut tx = begin(ports, request, block).await?;
        if !tx.lift_block(block, by.member(), ports.now()).await? {
            return Err(no());
        }
        ports.commit(tx, by.did(UNBLOCK_MEMBER, home.community, member)).await?;
        Ok(block)
    })
    .await?;
    find_block(ports, made).await
}
