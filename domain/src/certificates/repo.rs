//! What a store must guarantee of certificates.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::calendar::period::Period;
use crate::certificates::certificate::{Certificate, Revoking};
use crate::certificates::number::CertificateNumber;
use crate::failure::Outcome;
use crate::ids::{AreaId, CertificateId, MemberId};
use crate::page::{Page, PageRequest};
use crate::text::RealName;

/// A certificate that is to be kept.
#[derive(Debug)]
pub struct NewCertificate {
    /// Its id.
    pub id: CertificateId,
    /// Its number.
    pub number: CertificateNumber,
    /// Whose hours it tells of.
    pub member: MemberId,
    /// Their name, which is encrypted.
    pub name: RealName,
    /// Where they live.
    pub community: AreaId,
    /// The days that it tells of.
    pub period: Period,
    /// When it is issued.
    pub issued: DateTime<Utc>,
}

/// Inside a transaction.
#[async_trait]
pub trait CertificateRepo {
    /// Keeps a certificate of the hours that count for the member in its period; says whether there are any, and
    /// the member still has a name. One statement adds them up and keeps the sum.
    async fn add_certificate(&mut self, new: &NewCertificate) -> Outcome<bool>;
    /// Revokes a certificate; says whether it still counted. One conditional statement, with a CHECK under it.
    async fn revoke_certificate(
        &mut self,
        certificate: CertificateId,
        by: MemberId,
        revoking: &Revoking,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait CertificateReader: Send + Sync {
    /// The certificates of these ids that the viewer may see ([`Certificate::seen_by`]), in no order.
    async fn certificates(&self, viewer: &Viewer, ids: &[CertificateId]) -> Outcome<Vec<Certificate>>;
    /// The viewer's own, the latest first.
    async fn certificates_of(&self, me: &Viewer, page: &PageRequest<CertificateId>) -> Outcome<Page<Certificate>>;
    /// The certificate of this number, for what [`crate::certificates::verify`] and [`crate::certificates::read`] make of
    /// it.
    async fn certificate_numbered(&self, number: CertificateNumber) -> Outcome<Option<Certificate>>;
    /// The certificate of this id, for whoever has its signed address.
    async fn certificate_on_paper(&self, id: CertificateId) -> Outcome<Option<Certificate>>;
}
