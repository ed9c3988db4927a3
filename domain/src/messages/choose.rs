//! What a member wants messages about.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::MemberId;
use crate::inbox::news::Topic;
use crate::messages::SET_MESSAGE_TOPICS;
use crate::messages::message::Choice;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// What the viewer chose, topic by topic.
pub async fn choices(ports: &Ports, by: &Viewer) -> Outcome<Vec<Choice>> {
    let left = ports.store.messages_left(by).await?;
    let unwanted = ports.store.unwanted_topics(by).await?;
    let choice = |topic| {
        let template = ports.wechat.template(topic);
        let of_template = left.iter().find(|left| Some(&left.template) == template.as_ref());
        Choice { topic, wanted: !unwanted.contains(&topic), left: of_template.map_or(0, |left| left.left), template }
    };
    Ok(Topic::ALL.into_iter().map(choice).collect())
}

/// The viewer wants no messages about these topics. What was told before and waits is sent all the same.
pub async fn choose(ports: &Ports, by: &Viewer, unwanted: &[Topic], request: &Request) -> Outcome<()> {
    once(ports, request, async {
        let mut tx = begin(ports, request, by.member()).await?;
        tx.set_unwanted(by, unwanted).await?;
        ports.commit(tx, by.did(SET_MESSAGE_TOPICS, None, by.member())).await?;
        Ok(by.member())
    })
    .await
    .map(|_: MemberId| ())
}
