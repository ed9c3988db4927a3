//! Asking to report in to the home community.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::once::{begin, once};
use crate::party::ASK_REPORT_IN;
use crate::party::read::find_report_in;
use crate::party::report_in::{NewReportIn, ReportIn};
use crate::ports::Ports;
use crate::request::Request;

/// Asks the viewer's home community to receive them. For confirmed party members; one that is asked or active at a
/// time.
pub async fn ask(ports: &Ports, by: &Viewer, request: &Request) -> Outcome<ReportIn> {
    let made = once(ports, request, async {
        let community = by.home()?.community;
        let unit = by.standing.party_unit.ok_or(Reason::NotAPartyMember)?;
        let now = ports.now();
        let new = NewReportIn { id: ports.id(now), community, member: by.member(), unit, asked: now };
        let mut tx = begin(ports, request, new.id).await?;
        if !tx.ask_report_in(&new).await? {
            return Err(Reason::ReportInAlreadyLive.into());
        }
        ports.commit(tx, by.did(ASK_REPORT_IN, community, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    find_report_in(ports, by, "requestId", made).await
}
