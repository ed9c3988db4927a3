//! Sending what is due: timed work, so by one process at a time.

use chrono::{DateTime, Duration, Utc};

use crate::failure::{Failure, Outcome};
use crate::inbox::news::Topic;
use crate::messages::message::{Attempt, Delivery, Due, Message};
use crate::messages::quiet::quiet_until;
use crate::ports::Ports;

/// After so many tries it is not sent.
const TRIES: i32 = 6;

/// The pause after the first failure; it doubles with each.
const PAUSE: Duration = Duration::seconds(20);

/// Sends what is due, as much as the platform may be given at once; in quiet hours only what would lapse in them. Says
/// how much it was.
///
/// That it was sent is kept afterwards: a process that dies in between leaves those that it had in its hands to be sent
/// again.
pub async fn send(ports: &Ports) -> Outcome<u64> {
    let now = ports.now();
    if let Some(morning) = quiet_until(now) {
        ports.store.put_off(now, morning).await?;
    }
    let templates: Vec<_> =
        Topic::ALL.into_iter().filter_map(|topic| Some((topic, ports.wechat.template(topic)?))).collect();
    let due = ports.store.messages_due(now, &templates, ports.wechat.messages_a_second()).await?;
    let (worth, not): (Vec<_>, Vec<_>) = due.into_iter().partition(|due| due.is_worth_it(now));
    let messages: Vec<_> = worth.iter().map(message).collect();
    let sent = ports.wechat.send(&messages).await;
    let attempts = worth.iter().zip(sent).map(|(due, sent)| (due, attempt(due, sent, now)));
    let attempts: Vec<_> = attempts.chain(not.iter().map(|due| (due, Attempt::Dropped))).collect();
    if attempts.is_empty() {
        return Ok(0);
    }
    let mut tx = ports.store.begin().await?;
    for (due, attempt) in &attempts {
        let template = templates.iter().find(|(topic, _)| *topic == due.news.topic()).map(|(_, id)| id.as_str());
        tx.keep_attempt(due, template.unwrap_or_default(), *attempt, now).await?;
    }
    ports.commit_all(tx, []).await?;
    Ok(attempts.len() as u64)
}

fn message(due: &Due) -> Message {
    // The platform shows messages in the language of its templates.
    let text = due.news.text(due.number).zh;
    Message { to: due.to.clone(), topic: due.news.topic(), text, at: due.at, entry: due.id }
}

fn attempt(due: &Due, sent: Outcome<Delivery>, now: DateTime<Utc>) -> Attempt {
    match sent {
        Ok(Delivery::Sent) => Attempt::Sent,
        Ok(Delivery::NotSubscribed) => Attempt::NotSubscribed,
        Ok(Delivery::Refused) => Attempt::Dropped,
        Err(Failure::Unavailable(_) | Failure::TooOften(_)) if due.tries + 1 < TRIES => {
            Attempt::TryAt(now + PAUSE * 2i32.pow(due.tries.clamp(0, TRIES).unsigned_abs()))
        }
        Err(_) => Attempt::Dropped,
    }
}
