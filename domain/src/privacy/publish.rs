//! Publishing a privacy text.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ports::Ports;
use crate::privacy::PUBLISH_PRIVACY_POLICY;
use crate::privacy::policy::{PolicyText, PrivacyPolicy};
use crate::privacy::read::policy_in_force;

/// Publishes the text that takes the place of version `replaces`. From then on everybody is asked for consent again.
/// For administrators of a city. Idempotent: sending the same text again gives the same version.
pub async fn publish(ports: &Ports, by: &Viewer, replaces: i32, text: PolicyText) -> Outcome<PrivacyPolicy> {
    by.must_administer_city()?;
    let mut tx = ports.store.begin().await?;
    let published = tx.publish_policy(replaces, &text, by.member(), ports.now()).await?;
    if published {
        ports.commit(tx, by.did(PUBLISH_PRIVACY_POLICY, None, by.member())).await?;
    } else {
        drop(tx);
    }
    let policy = policy_in_force(ports).await?;
    let again = i64::from(policy.version) == i64::from(replaces) + 1 && policy.text == text;
    if published || again { Ok(policy) } else { Err(Reason::PolicyChanged.at("replaces").into()) }
}
