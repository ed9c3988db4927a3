//! Blocking members.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::ids::{BlockId, MemberId};
use domain::members::{block, member, read};
use domain::text::Line;

use super::person::Person;
use crate::graphql::answer::{answer, settle};
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{once, ports, scope, viewer};
use crate::graphql::cursor::List;
use crate::graphql::scalars::{DateTime, Uuid};
use crate::listed;
use crate::result;

/// A block: staff have suspended a member's account. Seen by staff who administer the member's home community.
#[derive(SimpleObject)]
pub struct Block {
    /// The member who is blocked.
    member: Person,
    /// Why.
    reason: String,
    /// Who blocked them.
    blocked_by: Person,
    /// Since when.
    blocked_at: DateTime,
    /// When it was lifted; null while it stands.
    lifted_at: Option<DateTime>,
}

listed!(Block);

impl From<member::Block> for Block {
    fn from(block: member::Block) -> Self {
        Self {
            member: Person(block.member),
            reason: block.reason,
            blocked_by: Person(block.by),
            blocked_at: DateTime(block.since),
            lifted_at: block.lifted.map(DateTime),
        }
    }
}

/// A member to be blocked.
#[derive(InputObject)]
pub struct BlockMemberInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The member.
    member_id: ID,
    /// Why, for staff: 1 to 200 characters.
    reason: String,
}

/// A block to be lifted.
#[derive(InputObject)]
pub struct UnblockMemberInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The member.
    member_id: ID,
}

result! {
    /// The block after the change, or why not.
    BlockResult(Block)
}

/// Queries of blocks.
#[derive(Default)]
pub struct BlockQuery;

#[Object]
impl BlockQuery {
    /// The members who are blocked in a community, the latest first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn blocked_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Block>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("blockedMembers", scope.community());
            let page = list.page::<BlockId>(first, after, last, before)?;
            let page = read::blocked(ports(ctx), viewer(ctx)?, &scope, &page).await?;
            Ok(Connection::of(page, &list, |block| block.id, Block::from))
        })
        .await
    }
}

/// Mutations of blocks.
#[derive(Default)]
pub struct BlockMutation;

#[Object]
impl BlockMutation {
    /// Blocks a member: all their logins end, they cannot log in, and their next request counts as that of nobody. What
    /// they held ends: roles; claims, whose wishes are open again; seats and places in line, which go to the next; and
    /// the teams that they led are handed on. For staff who administer their home community and hold a higher role than
    /// any of theirs.
    async fn block_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member and the reason.")] input: BlockMemberInput,
    ) -> Result<BlockResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let member = MemberId::parse("memberId", &input.member_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            block::block_member(ports(ctx), by, member, reason, &request).await.map(Block::from)
        })
        .await
    }

    /// Lifts a block, under the same condition, unless somebody higher set it. The member can log in; none of their
    /// earlier logins comes back, nor what they held.
    async fn unblock_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] input: UnblockMemberInput,
    ) -> Result<BlockResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let member = MemberId::parse("memberId", &input.member_id)?;
            block::unblock_member(ports(ctx), by, member, &request).await.map(Block::from)
        })
        .await
    }
}
