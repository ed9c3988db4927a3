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
//! Staff see much of others. So a login of theirs ends when it was not used for half an hour; a request or a refresh is
//! a use.
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
use crate::standing::Standing;

/// A session that is not refreshed for this long has ended.
pub const IDLE: Duration = Duration::days(7);
/// A session of staff that was not used for this long has ended: a phone left on a counter opens no records.
pub const STAFF_IDLE: Duration = Duration::minutes(30);
/// How often the use of a session is written down at most, and only for staff.
pub const USE_NOTED: Duration = Duration::minutes(1);
/// A session of staff on a page that was paired lives no longer: a computer in a hall is not a phone in a pocket.
pub const PAIRED_STAFF_LONGEST: Duration = Duration::hours(12);
/// A session of a screen of a hall lives no longer: it begins another every quarter of an hour.
pub const SCREEN_LONGEST: Duration = Duration::minutes(30);
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
    /// When staff last sent a request with it, as far as that was written down: see [`USE_NOTED`].
    // Not in what earlier releases wrote.
    #[serde(default)]
    used: Option<DateTime<Utc>>,
    /// Whether it is of a page that was paired ([`crate::pairing`]), and not of a phone that logged in itself.
    #[serde(default)]
    pub paired: bool,
    /// Whether it is of a screen of a hall ([`crate::screens`]), which has no refresh token: it begins another by its key.
    #[serde(default)]
    pub screen: bool,
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

/// What a refresh token says: which login it belongs to, and the part that proves it. Never prints.
pub struct RefreshToken {
    /// The member.
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
            used: None,
            paired: false,
            screen: false,
            secret,
            current: token.hash(),
            previous: None,
        };
        (session, token)
    }

    /// When it ends by itself, if the member stays what they are.
    pub fn ends(&self, of: &Standing) -> DateTime<Utc> {
        let end = self.ends_at_last();
        match (of.staff(), self.paired) {
            (false, _) => end,
            (true, false) => end.min(self.last_used() + STAFF_IDLE),
            (true, true) => end.min(self.last_used() + STAFF_IDLE).min(self.began + PAIRED_STAFF_LONGEST),
        }
    }

    /// When it expires by itself, whatever roles the member holds: after that a store may forget it.
    pub fn ends_at_last(&self) -> DateTime<Utc> {
        if self.screen {
            return self.began + SCREEN_LONGEST;
        }
        (self.refreshed + IDLE).min(self.began + LONGEST)
    }

    /// Whether it still lives. A block ends it, also when the block is lifted again.
    pub fn lives(&self, of: &Standing, now: DateTime<Utc>) -> bool {
        !of.blocked && of.unblocked.is_none_or(|lifted| lifted <= self.began) && now < self.ends(of)
    }

    fn last_used(&self) -> DateTime<Utc> {
        self.used.map_or(self.refreshed, |used| used.max(self.refreshed))
    }

    /// What to make of a refresh token that names this session.
    pub fn refresh(&self, token: &RefreshToken, of: &Standing, now: DateTime<Utc>) -> Refreshed {
        let hash = token.hash();
        if !self.lives(of, now) {
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

    /// The session after a request with an access token of `generation`, if that is news: the first of its generation,
    /// or the first of staff for a while. Of others no time is written, so that a request costs them one look.
    pub fn after_request(&self, generation: u32, of: &Standing, now: DateTime<Utc>) -> Option<Self> {
        let arrived = generation == self.generation && self.arrived < generation;
        let used = of.staff() && now >= self.last_used() + USE_NOTED;
        (arrived || used).then(|| Self {
            arrived: if arrived { generation } else { self.arrived },
            used: if of.staff() { Some(now) } else { self.used },
            ..self.clone()
        })
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
    use crate::ids::AreaId;
    use crate::places::path::Path;
    use crate::screens::purpose::ScreenPurpose;
    use crate::standing::{Grant, Node, Role};
    use uuid::Uuid;

    fn resident() -> Standing {
        let member = MemberId::from_uuid(Uuid::from_u128(7));
        Standing {
            member,
            home: None,
            volunteer: false,
            party_unit: None,
            grants: Vec::new(),
            withheld: Vec::new(),
            blocked: false,
            unblocked: None,
            screen: None,
        }
    }

    fn staff() -> Standing {
        let grid = Uuid::from_u128(8);
        let node = Node::Area(AreaId::from_uuid(grid), Path::below(None, grid));
        Standing { grants: vec![Grant { role: Role::GridWorker, node }], ..resident() }
    }

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
        let (second, next) = moved(first.refresh(&token, &resident(), now));
        let hours_later = now + Duration::hours(9);
        let Refreshed::Again(same) = second.refresh(&token, &resident(), hours_later) else { panic!("thrown out") };
        assert_eq!(same.reveal(), next.reveal());
        let seen = second.after_request(1, &resident(), now).expect("news");
        assert!(
            matches!(seen.refresh(&token, &resident(), now + Duration::seconds(29)), Refreshed::Again(_)),
            "two requests that crossed"
        );
        assert!(
            matches!(seen.refresh(&token, &resident(), hours_later), Refreshed::Spent),
            "a thief, or the owner after a thief"
        );
    }

    #[test]
    fn an_older_token_ends_the_session() {
        let (first, token, now) = begin();
        let (second, next) = moved(first.refresh(&token, &resident(), now));
        let (third, _) = moved(second.refresh(&next, &resident(), now));
        assert!(matches!(third.refresh(&token, &resident(), now), Refreshed::Spent));
    }

    #[test]
    fn a_session_ends_by_idling_and_by_age() {
        let (mut session, mut token, began) = begin();
        assert!(matches!(session.refresh(&token, &resident(), began + IDLE), Refreshed::Spent));
        let mut now = began;
        while now + Duration::days(6) < began + LONGEST {
            now += Duration::days(6);
            (session, token) = moved(session.refresh(&token, &resident(), now));
        }
        assert!(matches!(session.refresh(&token, &resident(), began + LONGEST), Refreshed::Spent));
    }

    #[test]
    fn a_session_of_staff_ends_half_an_hour_after_its_last_use() {
        let (session, token, began) = begin();
        let minutes = |n: i64| began + Duration::minutes(n);
        let (staff, resident) = (staff(), resident());
        assert!(session.lives(&staff, minutes(30) - Duration::microseconds(1)) && !session.lives(&staff, minutes(30)));
        assert!(matches!(session.refresh(&token, &staff, minutes(30)), Refreshed::Spent));
        assert!(matches!(session.refresh(&token, &resident, minutes(30)), Refreshed::MovedOn(..)), "others have time");
        assert_eq!(session.after_request(0, &staff, began + Duration::seconds(59)), None, "once a minute at most");
        assert_eq!(session.after_request(0, &resident, minutes(14)), None, "of residents nothing is written");
        let used = session.after_request(0, &staff, minutes(14)).expect("news");
        assert_eq!([used.ends(&staff), used.ends(&resident)], [minutes(44), began + IDLE]);
        let (refreshed, _) = moved(used.refresh(&token, &staff, minutes(43)));
        assert_eq!(refreshed.ends(&staff), minutes(73), "a refresh is a use");
    }

    #[test]
    fn a_session_of_staff_on_a_paired_page_ends_after_twelve_hours_however_it_is_used() {
        let (session, mut token, began) = begin();
        let mut session = Session { paired: true, ..session };
        assert_eq!(session.ends(&staff()), began + STAFF_IDLE, "and before, if it is not used");
        assert_eq!(session.ends(&resident()), began + IDLE, "of others it is as any other");
        for quarters in 1..48 {
            let now = began + Duration::minutes(15 * quarters);
            (session, token) = moved(session.refresh(&token, &staff(), now));
            assert!(session.paired, "a refresh does not change what it is");
        }
        let end = began + PAIRED_STAFF_LONGEST;
        assert!(session.lives(&staff(), end - Duration::microseconds(1)) && !session.lives(&staff(), end));
        assert!(matches!(session.refresh(&token, &staff(), end), Refreshed::Spent));
    }

    #[test]
    fn a_session_of_a_screen_ends_after_half_an_hour() {
        let (session, token, began) = begin();
        let session = Session { screen: true, ..session };
        let screen = Standing { screen: Some(ScreenPurpose::Board), ..resident() };
        let end = began + SCREEN_LONGEST;
        assert!(session.lives(&screen, end - Duration::microseconds(1)) && !session.lives(&screen, end));
        assert!(matches!(session.refresh(&token, &screen, end), Refreshed::Spent));
        assert_eq!(session.after_request(0, &screen, began + Duration::minutes(14)), None, "nothing is written of it");
    }

    #[test]
    fn a_block_ends_what_began_before_it_was_lifted() {
        let (session, token, began) = begin();
        let later = began + Duration::minutes(1);
        let blocked = Standing { blocked: true, ..resident() };
        assert!(!session.lives(&blocked, later));
        assert!(matches!(session.refresh(&token, &blocked, later), Refreshed::Spent));
        for (lifted, lives) in [(began - Duration::minutes(1), true), (began, true), (later, false)] {
            let once_blocked = Standing { unblocked: Some(lifted), ..resident() };
            assert_eq!(session.lives(&once_blocked, later), lives, "lifted at {lifted}");
        }
    }

    #[test]
    fn a_session_that_an_earlier_release_wrote_is_read() {
        let hash = |n: u8| serde_json::json!(vec![n; 32]);
        let earlier = serde_json::json!({
            "device": "手机", "began": "2027-01-15T08:00:00Z", "refreshed": "2027-01-15T08:00:00Z", "generation": 0,
            "arrived": 0, "secret": hash(2), "current": hash(3), "previous": null,
        });
        let session: Session = serde_json::from_value(earlier).expect("a session");
        assert_eq!(session.ends(&staff()), session.began + STAFF_IDLE);
        assert!(!session.paired);
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
