//! A certificate no longer counts.

use crate::access::Viewer;
use crate::certificates::REVOKE_CERTIFICATE;
use crate::certificates::certificate::{Certificate, Revoking};
use crate::certificates::read::find;
use crate::failure::{Outcome, Reason};
use crate::ids::CertificateId;
use crate::inbox::news::News;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// Revokes a certificate: by the member, who need not say why, or by staff who administer the community that issued it,
/// who must. Of several who revoke at once, the first counts.
pub async fn revoke(
    ports: &Ports,
    by: &Viewer,
    certificate: CertificateId,
    reason: Option<Line<200>>,
    request: &Request,
) -> Outcome<Certificate> {
    let revoked = once(ports, request, async {
        let certificate = find(ports, by, "certificateId", certificate).await?;
        let revoking = certificate.revoking(by, reason)?;
        let mut tx = begin(ports, request, certificate.id).await?;
        if !tx.revoke_certificate(certificate.id, by.member(), &revoking, ports.now()).await? {
            return Err(Reason::CertificateRevoked.at("certificateId").into());
        }
        if let Revoking::InOffice(_) = revoking {
            let told = ports.told(certificate.member.id, News::CertificateRevoked).about(certificate.id);
            tx.tell(&[told]).await?;
        }
        ports.commit(tx, by.did(REVOKE_CERTIFICATE, certificate.community.id, certificate.id)).await?;
        Ok(certificate.id)
    })
    .await?;
    find(ports, by, "certificateId", revoked).await
}
