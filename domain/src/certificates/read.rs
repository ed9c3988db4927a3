//! Looking at certificates.

use crate::access::Viewer;
use crate::certificates::certificate::Certificate;
use crate::certificates::number::CertificateNumber;
use crate::failure::{Failure, Outcome};
use crate::ids::CertificateId;
use crate::page::{Page, PageRequest};
use crate::ports::Ports;

/// The viewer's own, the latest first.
pub async fn mine(ports: &Ports, by: &Viewer, page: &PageRequest<CertificateId>) -> Outcome<Page<Certificate>> {
    ports.store.certificates_of(by, page).await
}

/// The certificate that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: CertificateId) -> Outcome<Certificate> {
    ports.store.certificates(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// The certificate of a number, if the viewer may see it: for staff who were shown one.
pub async fn by_number(ports: &Ports, by: &Viewer, number: CertificateNumber) -> Outcome<Option<Certificate>> {
    Ok(ports.store.certificate_numbered(number).await?.filter(|certificate| certificate.seen_by(by)))
}
