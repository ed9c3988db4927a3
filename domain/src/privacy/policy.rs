//! The text that members agree to. The latest version is in force; earlier ones stay.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Outcome, Reason};
use crate::ports::Ports;
use crate::text::Paragraphs;

/// The words of a version.
pub type PolicyText = Paragraphs<20_000>;

/// A version of the privacy text.
#[derive(Debug, Clone)]
pub struct PrivacyPolicy {
    /// 1, 2, 3 … The first comes with the program.
    pub version: i32,
    /// What it says.
    pub text: PolicyText,
    /// Since when it is in force.
    pub published: DateTime<Utc>,
}

/// The version in force. For everybody, whether logged in or not.
pub async fn in_force(ports: &Ports) -> Outcome<PrivacyPolicy> {
    ports.store.policy_in_force().await
}

/// Publishes the text that takes the place of version `replaces`. From then on everybody is asked for consent anew. For
/// administrators of a city. Sending the same text again gives the same version.
pub async fn publish(ports: &Ports, by: &Viewer, replaces: i32, text: PolicyText) -> Outcome<PrivacyPolicy> {
    by.must_administer_city()?;
    let mut tx = ports.store.begin().await?;
    let published = tx.publish_policy(replaces, &text, by.member(), ports.now()).await?;
    if published {
        ports.commit(tx, by.did(Act::PublishPrivacyPolicy, None, by.member())).await?;
    } else {
        drop(tx);
    }
    let policy = in_force(ports).await?;
    let again = i64::from(policy.version) == i64::from(replaces) + 1 && policy.text == text;
    if published || again { Ok(policy) } else { Err(Reason::PolicyChanged.at("replaces").into()) }
}
