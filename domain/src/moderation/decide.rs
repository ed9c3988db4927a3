//! Staff look at what is held or was reported, and decide.

use crate::access::{Scope, Viewer};
use crate::audit::act::Act;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::CaseId;
use crate::moderation::case::{Case, Decision};
use crate::once::{Request, begin, once};
use crate::page::{Page, PageRequest};
use crate::ports::Ports;
use crate::text::Line;

/// Keeps a text or removes it, and says why. Of two who decide at once, the first counts.
pub async fn decide(
    ports: &Ports,
    by: &Viewer,
    case: CaseId,
    decision: Decision,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<Case> {
    let case = once(ports, request, async {
        let case = find(ports, by, case).await?;
        case.must_be_decidable(by)?;
        let mut tx = begin(ports, request, case.id).await?;
        // The text first: whoever reports it holds its row, and comes before or after.
        tx.decide_text(case.target, decision).await?;
        if !tx.close_case(case.id, by.member(), decision, reason.as_str(), ports.now()).await? {
            return Err(Reason::CaseAlreadyDecided.at("caseId").into());
        }
        ports.commit(tx, by.did(Act::DecideReport, case.community.id, case.id)).await?;
        Ok(case.id)
    })
    .await?;
    find(ports, by, case).await
}

/// What waits for a decision in a community. For those who may decide.
pub async fn queue(ports: &Ports, by: &Viewer, scope: &Scope, page: &PageRequest<CaseId>) -> Outcome<Page<Case>> {
    by.must_administer(scope.path())?;
    ports.store.moderation_queue(scope, page).await
}

async fn find(ports: &Ports, by: &Viewer, id: CaseId) -> Outcome<Case> {
    ports.store.cases(by, &[id]).await?.pop().ok_or(Failure::NotFound("caseId"))
}
