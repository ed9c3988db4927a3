//! The certificates of a member. A part of `viewer`.

use async_graphql::{Context, Object, Result};
use domain::access;
use domain::certificates::read;
use domain::ids::CertificateId;

use crate::certificates::certificate::Certificate;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;

/// The certificates of a member.
pub struct MyCertificates<'v>(pub &'v access::Viewer);

/// The certificates of a member.
#[Object]
impl MyCertificates<'_> {
    /// The certificates of your hours, the latest first; revoked ones, too.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Certificate>> {
        answer(ctx, async {
            let list = List::new("viewer.certificates", self.0.member());
            let page = list.page::<CertificateId>(first, after, last, before)?;
            let page = read::mine(ports(ctx), self.0, &page).await?;
            Ok(Connection::of(page, &list, |certificate| certificate.id, Certificate))
        })
        .await
    }
}
