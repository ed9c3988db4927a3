//! What a member chose about messages. A part of `viewer`.

use async_graphql::{Context, Object, Result, SimpleObject};
use domain::access;
use domain::messages::{choose, message};

use crate::graphql::answer::answer;
use crate::graphql::context::ports;
use crate::inbox::entry::InboxTopic;

/// What you chose about the messages of a topic. What cannot wait until you look into your inbox is sent to you through
/// WeChat, too: once for each prompt that you accepted, and not from 22 to 7 (UTC+8), but for what would lapse by then.
#[derive(SimpleObject)]
pub struct MessageTopic {
    /// The topic.
    topic: InboxTopic,
    /// The template to name in a prompt; null if there are no messages about this topic.
    template_id: Option<String>,
    /// Whether you want messages about it.
    wanted: bool,
    /// To how many you still agreed.
    left: i64,
}

impl From<message::Choice> for MessageTopic {
    fn from(choice: message::Choice) -> Self {
        let message::Choice { topic, template, wanted, left } = choice;
        Self { topic: topic.into(), template_id: template, wanted, left }
    }
}

/// What a member chose about messages.
pub struct MyMessages<'v>(pub &'v access::Viewer);

/// What a member chose about messages.
#[Object]
impl MyMessages<'_> {
    /// Messages through WeChat, topic by topic.
    #[graphql(complexity = "7 * child_complexity + 1")]
    async fn message_topics(&self, ctx: &Context<'_>) -> Result<Vec<MessageTopic>> {
        answer(ctx, async {
            let choices = choose::choices(ports(ctx), self.0).await?;
            Ok(choices.into_iter().map(Into::into).collect())
        })
        .await
    }
}
