//! Staff look at what is held or was reported, and decide.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::CaseId;
use crate::inbox::entry::Told;
use crate::inbox::news::News;
use crate::moderation::DECIDE_REPORT;
use crate::moderation::case::{Case, Decision, Target};
use crate::moderation::read::find_case;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
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
        let case = find_case(ports, by, case).await?;
        case.must_be_decidable(by)?;
        let told = told(ports, &case, decision).await?;
        let mut tx = begin(ports, request, case.id).await?;
        // The text first: anyone who reports it holds its row, and comes before or after.
        tx.decide_text(case.target, decision).await?;
        if !tx.close_case(case.id, by.member(), decision, reason.as_str(), ports.now()).await? {
            return Err(Reason::CaseAlreadyDecided.at("caseId").into());
        }
        tx.tell(&[told]).await?;
        ports.commit(tx, by.did(DECIDE_REPORT, case.community.id, case.id)).await?;
        Ok(case.id)
    })
    .await?;
    find_case(ports, by, case).await
}

/// What the author is told.
async fn told(ports: &Ports, case: &Case, decision: Decision) -> Outcome<Told> {
    let news = match decision {
        Decision::Keep => News::TextKept,
        Decision::Remove => News::TextRemoved,
    };
    let told = ports.told(case.author.id, news);
    Ok(match case.target {
        Target::Wish(wish) => told.about(wish),
        Target::Photo(photo) => told.about(photo),
        Target::Fulfilment(claim) | Target::GiveBack(claim) => match ports.store.wish_of(claim).await? {
            Some(wish) => told.about(wish),
            None => told,
        },
        Target::Team(team) => told.about(team),
        Target::Activity(activity) | Target::CallOff(activity) => told.about(activity),
    })
}
