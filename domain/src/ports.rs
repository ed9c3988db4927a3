//! What the rules need from outside, besides the database.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};
use uuid::Uuid;

use crate::calendar::day_of;
use crate::failure::Outcome;
use crate::ids::{Id, MemberId, SessionId};
use crate::inbox::news::Topic;
use crate::live::change::Live;
use crate::media::address::Addresses;
use crate::members::open_id::OpenId;
use crate::members::session::Session;
use crate::messages::message::{Delivery, Message};
use crate::moderation::verdict::{Scene, Verdict};
use crate::rates::{Caller, Charge};
use crate::spreadsheets::write::Workbooks;
use crate::standing::Standing;
use crate::store::Store;
use crate::text::Phone;

/// Everything a use case may reach for.
#[derive(Clone)]
pub struct Ports {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The sessions: who is logged in.
    pub sessions: Arc<dyn Sessions>,
    /// The rate limits.
    pub rates: Arc<dyn RateLimiter>,
    /// Tells all processes what changed.
    pub live: Arc<dyn Live>,
    /// The platform.
    pub wechat: Arc<dyn WeChat>,
    /// Where files are kept, if the operator gave a place.
    pub files: Option<Arc<dyn Files>>,
    /// Writes spreadsheets.
    pub workbooks: Arc<dyn Workbooks>,
    /// The addresses at which clients fetch them.
    pub addresses: Arc<Addresses>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// What those who watch the program can later find what is being done now by, if somebody watches: the trace context
    /// of the W3C, which names nobody.
    pub trace: fn() -> Option<String>,
    /// Whether street and city administrators need a second factor: always, but for the demo, whose logins are printed
    /// for everybody to try.
    pub second_factor: bool,
}

impl Ports {
    /// The time now, in whole microseconds: what the database can hold.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(6)
    }

    /// Today's date where the communities are.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// A new id.
    pub fn id<K>(&self, now: DateTime<Utc>) -> Id<K> {
        let bytes = self.chance.bytes();
        let mut random = [0; 10];
        random.copy_from_slice(&bytes[..10]);
        Id::new(now, random)
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;
}

/// Gives unguessable bytes.
pub trait Chance: Send + Sync {
    /// Thirty-two of them.
    fn bytes(&self) -> [u8; 32];
}

/// The calls of the WeChat platform that Linli makes. None is made inside a transaction; each gives up after 3 s.
///
/// Failures: *refused* for codes that are used up and users whom the platform blocks, *too often*, *unavailable* for
/// all else.
#[async_trait]
pub trait WeChat: Send + Sync {
    /// The user who gave this login code. The platform takes a code once, within five minutes.
    async fn open_id(&self, login_code: &str) -> Outcome<OpenId>;
    /// The phone number behind the code of the phone button. The platform takes a code once, within five minutes.
    async fn phone(&self, phone_code: &str) -> Outcome<Phone>;
    /// What the platform makes of a text that this user wrote: `title` and `content` together, the latter of 2,500
    /// characters at most. It does not fail: a platform that is down, hung, or asked too often leaves it unchecked.
    async fn check_text(&self, author: &OpenId, scene: Scene, title: Option<&str>, content: &str) -> Verdict;
    /// The template of messages about a topic, if the mini-program has one.
    fn template(&self, topic: Topic) -> Option<String>;
    /// How many messages may be sent in a second.
    fn messages_a_second(&self) -> u32;
    /// Sends these messages, each to another user: two at once to one user are refused. Says of each what became of it.
    async fn send(&self, messages: &[Message]) -> Vec<Outcome<Delivery>>;
    /// Asks what the platform makes of a picture of this user, which it fetches at this address. It answers within half
    /// an hour by a push, which names the picture by the text that this gives ([`crate::pushes::event::MediaCheck`]).
    async fn check_picture(&self, author: &OpenId, scene: Scene, address: &str) -> Outcome<String>;
}

/// Where files are kept. A file is there whole or not at all. *Unavailable* if the place does not answer.
#[async_trait]
pub trait Files: Send + Sync {
    /// Writes a file, in the place of one of the same name.
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Outcome<()>;
    /// The file of this name, if there is one.
    async fn get(&self, name: &str) -> Outcome<Option<Vec<u8>>>;
    /// Deletes a file, if there is one.
    async fn delete(&self, name: &str) -> Outcome<()>;
}

/// For how long nobody may keep a standing after [`Sessions::forget_standing`]: longer than any request lives.
pub const STANDING_HELD_BACK: Duration = Duration::seconds(30);

/// For how long a kept standing is believed.
pub const STANDING_KEPT: Duration = Duration::minutes(10);

/// Of what time the sessions are that live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    /// Its name; nil before the first.
    pub id: Uuid,
    /// When it began.
    pub began: DateTime<Utc>,
}

/// Remembers the epoch of the session store in a place that outlives the store's memory.
///
/// A session store that has lost its memory, or got an old one back, cannot know which sessions have ended since. So a
/// new epoch begins, and no session of an earlier one lives.
#[async_trait]
pub trait Epochs: Send + Sync {
    /// The epoch now.
    async fn epoch(&self) -> Outcome<Epoch>;
    /// Puts `next` in the place of the epoch `lost`, if it still is that, and gives the one that it then is.
    async fn next_epoch(&self, lost: Uuid, next: Epoch) -> Outcome<Epoch>;
}

/// Who is logged in, shared by all processes; and, kept beside it so that one look-up gives both, a member's standing.
///
/// The rules of sessions stand in [`crate::members::session`]; an adapter only compares and swaps.
/// Every call fails with *unavailable* when the store does not answer.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The session, and the member's standing if it is kept: one round trip.
    async fn look(&self, member: MemberId, session: SessionId) -> Outcome<Look> {
        self.look_and_take(member, session, &[], DateTime::UNIX_EPOCH).await
    }
    /// As [`Self::look`], and takes all of this from the member's allowances, as [`RateLimiter::take`] does, if the
    /// session is there. One round trip for both: so that acting costs no more of them than reading does.
    async fn look_and_take(
        &self,
        member: MemberId,
        session: SessionId,
        charges: &[Charge],
        now: DateTime<Utc>,
    ) -> Outcome<Look>;
    /// Puts `new` (or nothing) in the place of `old` (or nothing); `false`, and no change, if something else is there.
    async fn swap(
        &self,
        member: MemberId,
        session: SessionId,
        old: Option<&Session>,
        new: Option<&Session>,
    ) -> Outcome<bool>;
    /// All sessions of the member, in no order.
    async fn all(&self, member: MemberId) -> Outcome<Vec<(SessionId, Session)>>;
    /// Ends all sessions of the member.
    async fn end_all(&self, member: MemberId) -> Outcome<()>;
    /// Keeps what the database said of the member for [`STANDING_KEPT`], unless it is being held back.
    async fn keep_standing(&self, standing: &Standing) -> Outcome<()>;
    /// Drops the member's standing and keeps none for [`STANDING_HELD_BACK`]. Called *before* the database changes
    /// it: if the process dies in between, nothing stale remains, and a slow reader cannot put the old one back.
    async fn forget_standing(&self, member: MemberId) -> Outcome<()>;
    /// Pings the store.
    async fn ping(&self) -> Outcome<()>;
}

/// Rate limits, shared by all processes. The numbers stand with the operations ([`crate::features`]).
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Takes all of this from the caller's allowances, or nothing of it: *too often*, with the time after which it
    /// would work. One round trip. *Unavailable* if the store does not answer.
    async fn take(&self, caller: Caller, charges: &[Charge], now: DateTime<Utc>) -> Outcome<()>;
}

/// What one look-up in the session store gives.
#[derive(Debug, Default)]
pub struct Look {
    /// The session, unless it ended.
    pub session: Option<Session>,
    /// The member's standing, if it is kept.
    pub standing: Option<Standing>,
    /// For how long to wait, if the allowances had too little left: then nothing was taken.
    pub wait: Option<std::time::Duration>,
}
