//! A login on one device, and the rules of its two tokens.
//!
//! The *access token* lives 15 minutes and is only as good as its session: every request looks the session up.
//! The *refresh token* is random, is kept only as a hash, and changes with every use. Using it again:
//!
//! - The last one but the current is answered once more **with the same successor** for as long as nothing of the new
//!   generation has shown itself (no request with the new access token, no use of the new refresh token), and in any
//!   case for 30 seconds. So a phone that lost the answer, or asked twice at once, is not thrown out.
//! - Any other old token means that two parties hold this login: the session ends, for both.
//!
//! The successor can be given again although only hashes are kept, because it is derived from its predecessor and a
//! secret of the session that never leaves the server.
//! Reuse detection as in RFC 9700 (OAuth 2.0 Security), section 4.14.2.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use ring::{digest, hmac};
use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, SessionId};

/// A session that is not refreshed for this long has ended.
pub const IDLE: Duration = Duration::days(7);
/// No session lives longer.
pub const LONGEST: Duration = Duration::days(30);
/// For this long an old refresh token may come again whatever else happened: two requests that crossed.
pub const CROSSING: Duration = Duration::seconds(30);

type Hash = [u8; 32];

/// A login on one device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What the device calls itself.
    pub device: String,
    /// When the person logged in.
    pub began: DateTime<Utc>,
    /// When it was last refreshed.
    pub refreshed: DateTime<Utc>,
    /// How often it was refreshed; access tokens carry the number of their time.
    pub generation: u32,
    /// The highest generation of which a token has come back: proof that its answer arrived.
    pub arrived: u32,
    secret: Hash,
    current: Hash,
    previous: Option<Hash>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("began", &self.began)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// What a refresh token says of itself: whose it is, and the part that proves it. Never prints.
pub struct RefreshToken {
    /// Whose login.
    pub member: MemberId,
    /// Which login.
    pub session: SessionId,
    secret: Hash,
}

impl RefreshToken {
    /// Reads what a client sent.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 64] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        Some(Self {
            member: MemberId::from_uuid(uuid::Uuid::from_slice(&bytes[..16]).ok()?),
            session: SessionId::from_uuid(uuid::Uuid::from_slice(&bytes[16..32]).ok()?),
            secret: bytes[32..].try_into().ok()?,
        })
    }

    /// The form that the client keeps: 86 letters.
    pub fn reveal(&self) -> String {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(self.member.uuid().as_bytes());
        bytes.extend_from_slice(self.session.uuid().as_bytes());
        bytes.extend_from_slice(&self.secret);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn hash(&self) -> Hash {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, &self.secret).as_ref());
        hash
    }
}

/// What a refresh token that came in means.
#[derive(Debug)]
pub enum Refreshed {
    /// It was the current one: the session moves on, with a new token.
    MovedOn(Session, RefreshToken),
    /// It was the one before, and its answer may have been lost: the same successor again, nothing changes.
    Again(RefreshToken),
    /// It was spent: the session must end.
    Spent,
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

impl Session {
    /// Begins a login with its first refresh token. `random` and `secret` come from the port of chance.
    pub fn begin(
        member: MemberId,
        session: SessionId,
        device: String,
        now: DateTime<Utc>,
        random: Hash,
        secret: Hash,
    ) -> (Self, RefreshToken) {
        let token = RefreshToken { member, session, secret: random };
        let session = Self {
            device,
            began: now,
            refreshed: now,
            generation: 0,
            arrived: 0,
            secret,
            current: token.hash(),
            previous: None,
        };
        (session, token)
    }

    /// When it ends by itself.
    pub fn ends(&self) -> DateTime<Utc> {
        (self.refreshed + IDLE).min(self.began + LONGEST)
    }

    /// Whether it still lives.
    pub fn lives(&self, now: DateTime<Utc>) -> bool {
        now < self.ends()
    }

    /// What to make of a refresh token that names this session.
    pub fn refresh(&self, token: &RefreshToken, now: DateTime<Utc>) -> Refreshed {
        let hash = token.hash();
        if !self.lives(now) {
            return Refreshed::Spent;
        }
        if hash == self.current {
            let next = self.successor(token);
            let generation = self.generation + 1;
            let moved = Self {
                refreshed: now,
                generation,
                arrived: self.generation,
                current: next.hash(),
                previous: Some(hash),
                ..self.clone()
            };
            return Refreshed::MovedOn(moved, next);
        }
        let may_be_lost = self.arrived < self.generation || now < self.refreshed + CROSSING;
        if self.previous == Some(hash) && may_be_lost {
            return Refreshed::Again(self.successor(token));
        }
        Refreshed::Spent
    }

    /// The session after an access token of `generation` has come back, if that is news.
    pub fn arrive(&self, generation: u32) -> Option<Self> {
        (generation == self.generation && self.arrived < generation)
            .then(|| Self { arrived: generation, ..self.clone() })
    }

    fn successor(&self, token: &RefreshToken) -> RefreshToken {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret);
        let mut secret = [0; 32];
        secret.copy_from_slice(hmac::sign(&key, &token.secret).as_ref());
        RefreshToken { secret, ..*token }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn begin() -> (Session, RefreshToken, DateTime<Utc>) {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let id = Uuid::from_u128(7);
        let (session, token) =
            Session::begin(MemberId::from_uuid(id), SessionId::from_uuid(id), "手机".into(), now, [1; 32], [2; 32]);
        (session, token, now)
    }

    fn moved(outcome: Refreshed) -> (Session, RefreshToken) {
        match outcome {
            Refreshed::MovedOn(session, token) => (session, token),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_lost_answer_is_given_again_until_the_new_one_shows_itself() {
        let (first, token, now) = begin();
        let (second, next) = moved(first.refresh(&token, now));
        let hours_later = now + Duration::hours(9);
        let Refreshed::Again(same) = second.refresh(&token, hours_later) else { panic!("thrown out") };
        assert_eq!(same.reveal(), next.reveal());
        let seen = second.arrive(1).expect("news");
        assert!(
            matches!(seen.refresh(&token, now + Duration::seconds(29)), Refreshed::Again(_)),
            "two requests that crossed"
        );
        assert!(matches!(seen.refresh(&token, hours_later), Refreshed::Spent), "a thief, or the owner after a thief");
    }

    #[test]
    fn an_older_token_ends_the_session() {
        let (first, token, now) = begin();
        let (second, next) = moved(first.refresh(&token, now));
        let (third, _) = moved(second.refresh(&next, now));
        assert!(matches!(third.refresh(&token, now), Refreshed::Spent));
    }

    #[test]
    fn a_session_ends_by_idling_and_by_age() {
        let (mut session, mut token, began) = begin();
        assert!(matches!(session.refresh(&token, began + IDLE), Refreshed::Spent));
        let mut now = began;
        while now + Duration::days(6) < began + LONGEST {
            now += Duration::days(6);
            (session, token) = moved(session.refresh(&token, now));
        }
        assert!(matches!(session.refresh(&token, began + LONGEST), Refreshed::Spent));
    }

    #[test]
    fn tokens_read_back_and_do_not_print() {
        let (_, token, _) = begin();
        let text = token.reveal();
        assert_eq!(text.len(), 86);
        assert_eq!(RefreshToken::parse(&text).expect("a token").reveal(), text);
        assert!(RefreshToken::parse(&text[1..]).is_none());
        assert_eq!(format!("{token:?}"), "RefreshToken(…)");
    }
}
