//! Staff receive a party member, or say why not.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::ReportInId;
use crate::inbox::news::News;
use crate::once::{begin, once};
use crate::party::read::find_report_in;
use crate::party::report_in::ReportIn;
use crate::party::{ACCEPT_REPORT_IN, REFUSE_REPORT_IN};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// What staff decide.
#[derive(Debug)]
pub enum Decision {
    /// The member serves the community from now on.
    Accept,
    /// They do not, and are told why.
    Refuse(Line<200>),
}

/// Decides about a report-in that waits. For those who administer the community, never about oneself. Of two who decide
/// at once, the first counts.
pub async fn decide(
    ports: &Ports,
    by: &Viewer,
    report_in: ReportInId,
    decision: Decision,
    request: &Request,
) -> Outcome<ReportIn> {
    let made = once(ports, request, async {
        let report_in = find_report_in(ports, by, "reportInId", report_in).await?;
        report_in.must_be_decidable(by)?;
        let now = ports.now();
        let mut tx = begin(ports, request, report_in.id).await?;
        let (act, news, first) = match decision {
            Decision::Accept => {
                let first = tx.accept_report_in(report_in.id, by.member(), now).await?;
                (ACCEPT_REPORT_IN, News::ReportInAccepted, first)
            }
            Decision::Refuse(reason) => {
                let first = tx.refuse_report_in(report_in.id, by.member(), reason.as_str(), now).await?;
                (REFUSE_REPORT_IN, News::ReportInRefused, first)
            }
        };
        if !first {
            return Err(Reason::ReportInAlreadyDecided.at("reportInId").into());
        }
        tx.tell(&[ports.told(report_in.member.id, news).about(report_in.id)]).await?;
        ports.commit(tx, by.did(act, report_in.community.id, report_in.id)).await?;
        Ok(report_in.id)
    })
    .await?;
    find_report_in(ports, by, "requestId", made).await
}
