//! A member has their hours certified.

use chrono::NaiveDate;

use crate::access::Viewer;
use crate::calendar::period::Period;
use crate::certificates::ISSUE_CERTIFICATE;
use crate::certificates::certificate::Certificate;
use crate::certificates::number::CertificateNumber;
use crate::certificates::read::find;
use crate::certificates::repo::NewCertificate;
use crate::failure::{Outcome, Reason};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// Issues a certificate of the viewer's hours in a period. *Refused* without a home community, whose staff answer for it,
/// without a name, and if no hours count in that period. What counts is added up by the statement that keeps it.
pub async fn issue(
    ports: &Ports,
    by: &Viewer,
    from: NaiveDate,
    to: NaiveDate,
    request: &Request,
) -> Outcome<Certificate> {
    let issued = once(ports, request, async {
        let period = Period::past(from, to, ports.today())?;
        let community = by.home()?.community;
        let name = ports.store.profile(by).await?.real_name.ok_or(Reason::NoRealName)?;
        let issued = ports.now();
        let (id, number) = (ports.id(issued), CertificateNumber::new(ports.chance.bytes()));
        let new = NewCertificate { id, number, member: by.member(), name, community, period, issued };
        let mut tx = begin(ports, request, id).await?;
        // Who withdraws their consent at the same moment waits, or has no name any more.
        tx.hold_member(by.member()).await?;
        if !tx.add_certificate(&new).await? {
            return Err(Reason::NoHoursInPeriod.at("from").into());
        }
        ports.commit(tx, by.did(ISSUE_CERTIFICATE, community, id)).await?;
        Ok(id)
    })
    .await?;
    find(ports, by, "requestId", issued).await
}
