//! Session keys of logins: the platform tells whether one still lives, and gives a new one. They never leave the server.

use domain::failure::Outcome;
use domain::members::open_id::OpenId;
use ring::hmac;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::call::Call;
use super::name::Name;
use super::{Secret, WeChatClient};

#[derive(Deserialize)]
struct NewKey {
    session_key: String,
}

impl WeChatClient {
    /// Whether this is the user's session key, and lives.
    pub async fn session_lives(&self, user: &OpenId, key: &Secret) -> Outcome<bool> {
        let query = [("openid", user.0.as_str()), ("signature", &signature(key, "")), ("sig_method", "hmac_sha256")];
        match self.ask::<IgnoredAny>(Call::Get { name: Name::CheckSession, query: &query }).await {
            Ok(_) => Ok(true),
            // 87009: signed with another key. 87007: the session is gone.
            Err(problem) if matches!(problem.errcode(), Some(87009 | 87007)) => Ok(false),
            Err(problem) => Err(problem.failure()),
        }
    }

    /// A new session key in the place of this one; nothing if this one is not the user's, or is gone.
    pub async fn reset_session(&self, user: &OpenId, key: &Secret) -> Outcome<Option<Secret>> {
        let query = [("openid", user.0.as_str()), ("signature", &signature(key, "")), ("sig_method", "hmac_sha256")];
        match self.ask::<NewKey>(Call::Get { name: Name::ResetSession, query: &query }).await {
            Ok(answer) => Ok(Some(Secret::new(answer.session_key))),
            Err(problem) if matches!(problem.errcode(), Some(87009 | 87007)) => Ok(None),
            Err(problem) => Err(problem.failure()),
        }
    }
}

/// A text, signed with the key: proof that one has it, without sending it. Both calls here sign the empty one.
pub(super) fn signature(key: &Secret, text: &str) -> String {
    let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.reveal().as_bytes()), text.as_bytes());
    signed.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
