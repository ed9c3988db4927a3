//! Agreeing to messages, and choosing among them.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use domain::messages::choose::choose;
use domain::messages::report::{Answered, report};

use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::inbox::entry::InboxTopic;
use crate::members::viewer::{ViewerResult, changed};

/// What a member answered to a prompt for messages of a template, as `wx.requestSubscribeMessage` gives it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum PromptAnswer {
    /// `accept`: one message may be sent.
    Accept,
    /// `reject`: they turned it down, now or for good.
    Reject,
    /// `ban`: the platform has banned the template.
    Ban,
    /// `filter`: the platform filtered the template out, because another has the same title.
    Filter,
}

/// What became of one template of a prompt.
#[derive(InputObject)]
pub struct PromptAnswerInput {
    /// The template: `templateId` of one of the `messageTopics`.
    template_id: String,
    /// The answer.
    answer: PromptAnswer,
}

/// What became of a prompt.
#[derive(InputObject)]
pub struct ReportSubscriptionInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// What became of each template: 1 to 5.
    answers: Vec<PromptAnswerInput>,
}

/// Messages that a member does not want.
#[derive(InputObject)]
pub struct SetMessageTopicsInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The topics about which you want no messages. About all others you want them.
    unwanted: Vec<InboxTopic>,
}

/// Mutations of messages.
#[derive(Default)]
pub struct MessageMutation;

#[Object]
impl MessageMutation {
    /// Reports what you answered to a prompt for messages: one more for each template that you accepted, none from now on
    /// for each that you did not; `messageTopics` counts them. For everybody who is logged in.
    async fn report_subscription(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answers.")] input: ReportSubscriptionInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let answered = |answer: &PromptAnswerInput| Answered {
                template: answer.template_id.clone(),
                accepted: answer.answer == PromptAnswer::Accept,
            };
            report(ports(ctx), by, &input.answers.iter().map(answered).collect::<Vec<_>>(), &request).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Says about what you want no messages. Your inbox tells it all the same. For everybody who is logged in.
    async fn set_message_topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you do not want.")] input: SetMessageTopicsInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let unwanted: Vec<_> = input.unwanted.iter().map(|topic| (*topic).into()).collect();
            choose(ports(ctx), by, &unwanted, &request).await?;
            changed(ctx, by).await
        })
        .await
    }
}
