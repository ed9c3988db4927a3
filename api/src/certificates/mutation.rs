//! Issuing and revoking certificates.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::certificates::issue::issue;
use domain::certificates::revoke::revoke;
use domain::ids::CertificateId;
use domain::text::Line;

use super::certificate::Certificate;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::{Date, Uuid};
use crate::result;

/// A certificate to be issued.
#[derive(InputObject)]
pub struct IssueCertificateInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The first day of the hours (UTC+8).
    from: Date,
    /// The last day of the hours (UTC+8): today at the latest.
    to: Date,
}

/// A certificate to be revoked.
#[derive(InputObject)]
pub struct RevokeCertificateInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The certificate.
    certificate_id: ID,
    /// Why, as the member is told: 1 to 200 characters. Staff have to say it; of your own certificate it is not kept.
    reason: Option<String>,
}

result! {
    /// The certificate after the change, or why not.
    CertificateResult(Certificate)
}

/// Mutations of certificates.
#[derive(Default)]
pub struct CertificateMutation;

#[Object]
impl CertificateMutation {
    /// Issues a certificate of your hours of some days: what counts at this moment. Ten at once, and ten a day. For those
    /// who live in a community and gave their name.
    async fn issue_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The days.")] input: IssueCertificateInput,
    ) -> Result<CertificateResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            issue(ports(ctx), by, input.from.0, input.to.0, &request).await.map(Certificate)
        })
        .await
    }

    /// Revokes a certificate: its page says so from then on. For its owner, and for staff who administer the community that
    /// issued it: the member is told, and sees the reason.
    async fn revoke_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate.")] input: RevokeCertificateInput,
    ) -> Result<CertificateResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let certificate = CertificateId::parse("certificateId", &input.certificate_id)?;
            let reason = input.reason.as_deref().map(|text| Line::parse("reason", text)).transpose()?;
            revoke(ports(ctx), by, certificate, reason, &request).await.map(Certificate)
        })
        .await
    }
}
