//! What anybody is told who has the number of a certificate, and what its owner fetches.

use chrono::{DateTime, Utc};

use crate::calendar::period::Period;
use crate::certificates::certificate::Certificate;
use crate::certificates::number::CertificateNumber;
use crate::failure::{Outcome, Reason};
use crate::ids::CertificateId;
use crate::ports::Ports;

/// The least that says whether a paper is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The number.
    pub number: CertificateNumber,
    /// The name as others see it: `王**`.
    pub shown_name: String,
    /// The days that it tells of.
    pub period: Period,
    /// How many minutes.
    pub minutes: i64,
    /// When it was issued.
    pub issued: DateTime<Utc>,
    /// Since when it no longer counts. Why, is for its owner.
    pub revoked: Option<DateTime<Utc>>,
}

/// What a number stands for; nothing, if no certificate has it, or its owner erased their account. For everybody: who has
/// the number was shown the paper.
pub async fn verify(ports: &Ports, number: CertificateNumber) -> Outcome<Option<Verified>> {
    let found = ports.store.certificate_numbered(number).await?;
    Ok(found.map(|certificate| Verified {
        number,
        shown_name: certificate.name.masked(),
        period: certificate.period,
        minutes: certificate.minutes,
        issued: certificate.issued,
        revoked: certificate.revoked.map(|revocation| revocation.at),
    }))
}

/// What stands on the paper, for whoever has its signed address ([`crate::media::address`]). *Refused* once it is revoked.
pub async fn paper(ports: &Ports, id: CertificateId) -> Outcome<Option<Certificate>> {
    match ports.store.certificate_on_paper(id).await? {
        Some(certificate) if certificate.revoked.is_some() => Err(Reason::CertificateRevoked.into()),
        found => Ok(found),
    }
}
