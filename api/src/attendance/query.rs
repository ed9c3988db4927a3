//! Queries about granted time.

use async_graphql::{Context, ID, Object, Result};
use domain::attendance::read;
use domain::ids::MemberId;

use super::hours::HoursAccount;
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, viewer};

/// Queries about granted time.
#[derive(Default)]
pub struct AttendanceQuery;

#[Object]
impl AttendanceQuery {
    /// A member's granted time. For staff who administer their community; your own is `viewer.hours`.
    async fn member_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] member_id: ID,
    ) -> Result<HoursAccount> {
        answer(ctx, async {
            let member = MemberId::parse("memberId", &member_id)?;
            read::of_member(ports(ctx), viewer(ctx)?, member).await.map(HoursAccount)
        })
        .await
    }
}
