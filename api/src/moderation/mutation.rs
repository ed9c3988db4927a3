//! Reporting what members wrote, and deciding about it.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::{ActivityId, CaseId, ClaimId, TeamId, WishId};
use domain::moderation::decide;
use domain::moderation::report::{Reported, report};
use domain::text::Line;

use super::case::{ContentCase, ContentDecision, ContentReport, ReportReason};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// A text to be reported.
#[derive(InputObject)]
pub struct ReportContentInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish, team or activity; or the claim, for what its claimer said.
    target_id: ID,
    /// What is wrong with it.
    reason: ReportReason,
    /// More about that, for staff: 1 to 200 characters.
    note: Option<String>,
}

result! {
    /// The report, or why not.
    ContentReportResult(ContentReport)
}

/// A decision about a text.
#[derive(InputObject)]
pub struct DecideReportInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The case, from `moderationQueue`.
    case_id: ID,
    /// Whether the text is kept or removed.
    decision: ContentDecision,
    /// Why: 1 to 200 characters. The author of a text that is removed reads it.
    reason: String,
}

result! {
    /// The case after the change, or why not.
    ContentCaseResult(ContentCase)
}

/// Mutations about what members wrote.
#[derive(Default)]
pub struct ModerationMutation;

#[Object]
impl ModerationMutation {
    /// Reports what another member wrote: a wish, a team, an activity, or what a claimer said. It is hidden at once
    /// from everybody but its author and staff, until staff decide; a wish that is hidden is not on the feed and cannot
    /// be claimed, and one that was claimed stays with its claimer. What staff kept before stays shown, and so does
    /// what more than ten waiting reports of yours are about: those only queue. The author does not learn who reported.
    /// What staff wrote, such as a notice, cannot be reported. For those who see it.
    async fn report_content(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and what is wrong with it.")] input: ReportContentInput,
    ) -> Result<ContentReportResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let what = reported(&input.target_id)?;
            let note = input.note.as_deref().map(|note| Line::parse("note", note)).transpose()?;
            report(ports(ctx), by, what, input.reason.into(), note.as_ref(), &request).await.map(ContentReport::from)
        })
        .await
    }

    /// Keeps or removes a text that the content check held or somebody reported. If several people decide at once, the
    /// first decision counts. For staff who administer the community and did not write it.
    async fn decide_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case, the decision and the reason.")] input: DecideReportInput,
    ) -> Result<ContentCaseResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let case = CaseId::parse("caseId", &input.case_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            decide::decide(ports(ctx), by, case, input.decision.into(), &reason, &request).await.map(ContentCase)
        })
        .await
    }
}

fn reported(id: &str) -> Outcome<Reported> {
    let field = "targetId";
    match id.split_once('_').map(|(kind, _)| kind) {
        Some("wish") => WishId::parse(field, id).map(Reported::Wish),
        Some("claim") => ClaimId::parse(field, id).map(Reported::Claim),
        Some("team") => TeamId::parse(field, id).map(Reported::Team),
        Some("activity") => ActivityId::parse(field, id).map(Reported::Activity),
        _ => Err(Failure::from(Invalid::new(field, Invalid::NOT_AN_ID))),
    }
}
