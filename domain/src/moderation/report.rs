//! Reporting (举报) what a member wrote. It is hidden at once, until staff look.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{ActivityId, AreaId, ClaimId, MemberId, TeamId, WishId};
use crate::moderation::REPORT_CONTENT;
use crate::moderation::case::{NewCase, Report, ReportReason, Target};
use crate::moderation::read::find_report;
use crate::moderation::repo::NewReport;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::volunteering::read;
use crate::wishes;
use crate::wishes::wish::ClaimState;

/// This many reports of one person hide at a time what they are about; further ones only queue. Otherwise one person
/// could empty a feed within a minute.
pub const HIDE_AT_A_TIME: i64 = 10;

/// What a client points at.
#[derive(Debug, Clone, Copy)]
pub enum Reported {
    /// A wish.
    Wish(WishId),
    /// What was said with a claim: of the work, or on giving it back.
    Claim(ClaimId),
    /// A team.
    Team(TeamId),
    /// An activity with all that it says.
    Activity(ActivityId),
}

/// Reports a text that the viewer sees and somebody else wrote, once as long as staff have not decided. What staff kept
/// before stays shown.
pub async fn report(
    ports: &Ports,
    by: &Viewer,
    what: Reported,
    reason: ReportReason,
    note: Option<&Line<200>>,
    request: &Request,
) -> Outcome<Report> {
    let made = once(ports, request, async {
        let (target, community, author) = text(ports, by, what).await?;
        if author == by.member() {
            return Err(Reason::OwnText.at("targetId").into());
        }
        let now = ports.now();
        let report = NewReport {
            id: ports.id(now),
            target,
            reporter: by.member(),
            reason,
            note: note.map(Line::as_str),
            at: now,
        };
        let case = NewCase { id: ports.id(now), community, target, author, check: None, at: now };
        let mut tx = begin(ports, request, report.id).await?;
        // So that their reports are counted one after the other.
        tx.hold_member(by.member()).await?;
        if !tx.hide_reported(target, by.member(), HIDE_AT_A_TIME).await? {
            return Err(Reason::NotReportable.at("targetId").into());
        }
        tx.open_case(&case).await?;
        if !tx.add_report(&report).await? {
            return Err(Reason::AlreadyReported.at("targetId").into());
        }
        ports.commit(tx, by.did(REPORT_CONTENT, community, report.id)).await?;
        Ok(report.id)
    })
    .await?;
    find_report(ports, by, made).await
}

/// The text that the viewer points at, if they see it: with the community that decides, and its author.
async fn text(ports: &Ports, by: &Viewer, what: Reported) -> Outcome<(Target, AreaId, MemberId)> {
    let field = "targetId";
    match what {
        Reported::Wish(id) => {
            let wish = wishes::read::find(ports, by, field, id).await?;
            Ok((Target::Wish(id), wish.community.id, wish.author.id))
        }
        Reported::Team(id) => {
            let team = read::find_team(ports, by, field, id).await?;
            Ok((Target::Team(id), team.community.id, team.captain.id))
        }
        Reported::Activity(id) => {
            let activity = read::find_activity(ports, by, field, id).await?;
            Ok((Target::Activity(id), activity.community.id, activity.organiser.id))
        }
        Reported::Claim(id) => {
            let missing = Failure::NotFound(field);
            let Some(wish) = ports.store.wish_of(id).await? else { return Err(missing) };
            let wish = wishes::read::find(ports, by, field, wish).await?;
            let histories = ports.store.histories(&[wish.id], ports.now()).await?;
            let claim = histories.into_iter().flat_map(|history| history.claims).find(|claim| claim.id == id);
            let claim = claim.ok_or(missing)?.shown_to(by, &wish.community.path);
            let target = match claim.state {
                ClaimState::Fulfilled(_) | ClaimState::Confirmed(..) => Target::Fulfilment(id),
                ClaimState::GivenBack { .. } => Target::GiveBack(id),
                // Nothing was said.
                ClaimState::Held | ClaimState::Lapsed => return Err(Reason::NotReportable.at(field).into()),
            };
            Ok((target, wish.community.id, claim.claimer.id))
        }
    }
}
