//! Queries about certificates.

use async_graphql::{Context, Object, Result};
use domain::certificates::number::CertificateNumber;
use domain::certificates::read;

use super::certificate::Certificate;
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, viewer};

/// Queries about certificates.
#[derive(Default)]
pub struct CertificateQuery;

#[Object]
impl CertificateQuery {
    /// The certificate of a number, to be revoked. For staff who administer the community that issued it; null for other
    /// staff. Your own are `viewer.certificates`, and anybody can verify a number at `verifyUrl`.
    async fn certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number, as people type it.")] number: String,
    ) -> Result<Option<Certificate>> {
        answer(ctx, async {
            let number = CertificateNumber::parse("number", &number)?;
            Ok(read::by_number(ports(ctx), viewer(ctx)?, number).await?.map(Certificate))
        })
        .await
    }
}
