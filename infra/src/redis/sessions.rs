//! Sessions and standings in Redis.
//!
//! | Key | Holds |
//! |---|---|
//! | `linli:{<member>}:<epoch>:sessions` | a hash: session → its JSON; goes [`LONGEST`] after the last write |
//! | `linli:{<member>}:<epoch>:standing` | the standing's JSON for [`STANDING_KEPT`], or `held` for [`STANDING_HELD_BACK`] |
//!
//! The braces put both keys of a member on one node of a Cluster, and beside them the limits of rates: see [`super::rates`].
//!
//! Redis may lose its memory, or part of it: it was restarted, replaced, or restored from an older copy in which a login
//! still lives that has ended since. It never gives back the scripts that were loaded: no copy holds them. So all is
//! done by one script that carries the *epoch* in its text, is loaded when the epoch begins and never again, and is only
//! run by its hash. "No such script" then means that memory was lost, and a new epoch begins: what was before is not
//! looked at any more, and people log in again. Which epoch it is says the database: see [`Epochs`].

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ::redis::{Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult, Script, ServerErrorKind, Value, cmd};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::failure::{Cause, Failure, Outcome};
use domain::ids::{MemberId, SessionId};
use domain::members::session::{LONGEST, Session};
use domain::ports::{Clock, Epoch, Epochs, Look, STANDING_HELD_BACK, STANDING_KEPT, Sessions};
use domain::rates::{Caller, Charge};
use domain::standing::Standing;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::link::{Link, in_time, unavailable};
use super::rates::{self, RedisRates, TAKE};
use crate::memory::count_round_trip;

/// What stands in the place of a standing that nobody may keep.
const HELD: &[u8] = b"held";

/// How often a call is tried on a Redis that forgets.
const TRIES: usize = 3;

/// Nothing of a standing is kept while an epoch is so young: the marks of [`Sessions::forget_standing`] were lost with
/// the memory, and a change that was under way may still be. Twice the time of a mark, as clocks may be apart.
const YOUNG: TimeDelta = TimeDelta::seconds(2 * STANDING_HELD_BACK.num_seconds());

/// All that is done. `{epoch}` makes it the script of one epoch, `{take}` is [`TAKE`]. `look` takes from the allowances whose
/// keys stand behind the other two, if the session is there. `swap` puts a new text in the place of an old one (the
/// empty text: nothing) and answers 1, or what is there instead.
///
/// The first line makes Redis refuse the whole script where it may not write: so a node that is a replica by now
/// answers no look either. It needs Redis 7, and only since then no copy holds scripts.
const SCRIPT: &str = "#!lua
-- {epoch}
{take}
local act, sessions, standing = ARGV[1], KEYS[1], KEYS[2]
if act == 'look' then
  local session, wait = redis.call('HGET', sessions, ARGV[2]), 0
  if session and #KEYS > 2 then wait = take(3, 3) end
  return { session, redis.call('GET', standing), wait }
elseif act == 'swap' then
  local there = redis.call('HGET', sessions, ARGV[2]) or ''
  if there ~= ARGV[3] then return there end
  if ARGV[4] == '' then redis.call('HDEL', sessions, ARGV[2]) return 1 end
  redis.call('HSET', sessions, ARGV[2], ARGV[4])
  redis.call('PEXPIRE', sessions, ARGV[5])
  return 1
elseif act == 'all' then
  return redis.call('HGETALL', sessions)
elseif act == 'end_all' then
  return redis.call('DEL', sessions)
elseif act == 'keep' then
  return redis.call('SET', standing, ARGV[2], 'NX', 'PX', ARGV[3])
elseif act == 'forget' then
  return redis.call('SET', standing, ARGV[2], 'PX', ARGV[3])
end
return redis.error_reply('no such act')
";

/// The sessions of all processes of a service.
pub struct RedisSessions {
    link: Link,
    epochs: Arc<dyn Epochs>,
    clock: Arc<dyn Clock>,
    known: RwLock<Arc<Known>>,
    /// One caller at a time begins an epoch, or learns of it.
    turn: Mutex<()>,
}

/// An epoch, and the hash of its script.
struct Known {
    epoch: Epoch,
    hash: String,
}

impl Known {
    fn of(epoch: Epoch) -> Arc<Self> {
        Arc::new(Self { epoch, hash: Script::new(&script(epoch.id)).get_hash().to_owned() })
    }
}

impl RedisSessions {
    /// Connects, or says within three seconds why not. `url` is `redis://…` or `rediss://…` (TLS); several with commas
    /// between them are nodes of one Cluster.
    pub async fn connect(url: &str, epochs: Arc<dyn Epochs>, clock: Arc<dyn Clock>) -> Result<Self, Cause> {
        let link = Link::connect(url).await?;
        let known = RwLock::new(Known::of(epochs.epoch().await?));
        let sessions = Self { link, epochs, clock, known, turn: Mutex::default() };
        sessions.ready().await?;
        Ok(sessions)
    }

    fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs the script for a member, in whatever epoch it then is.
    async fn act<T: FromRedisValue>(&self, act: &str, member: MemberId, arguments: &[&[u8]]) -> Outcome<T> {
        self.act_with(&[], act, member, arguments).await
    }

    /// As [`Self::act`], with further keys of the member's.
    async fn act_with<T: FromRedisValue>(
        &self,
        keys: &[String],
        act: &str,
        member: MemberId,
        arguments: &[&[u8]],
    ) -> Outcome<T> {
        in_time(async {
            for _ in 0..TRIES {
                let known = self.known();
                match self.act_in(&known, keys, act, member, arguments).await {
                    Err(e) if lost(&e) => self.renew(&known).await?,
                    answer => return answer.map_err(unavailable),
                }
            }
            Err(forgets())
        })
        .await
    }

    /// Asks whether the script of the epoch is there, on all nodes of a Cluster, and whether it runs: a replica, or a
    /// Redis that has no room left, holds it and refuses everybody.
    async fn ready(&self) -> Outcome<()> {
        for _ in 0..TRIES {
            let known = self.known();
            let there: Vec<bool> = self.ask(cmd("SCRIPT").arg("EXISTS").arg(&known.hash)).await.map_err(unavailable)?;
            if there == [true] {
                let nobody = MemberId::from_uuid(Uuid::nil());
                return self.act_in::<Value>(&known, &[], "all", nobody, &[]).await.map(|_| ()).map_err(unavailable);
            }
            self.renew(&known).await?;
        }
        Err(forgets())
    }

    async fn act_in<T: FromRedisValue>(
        &self,
        known: &Known,
        keys: &[String],
        act: &str,
        member: MemberId,
        arguments: &[&[u8]],
    ) -> RedisResult<T> {
        let mut call = cmd("EVALSHA");
        call.arg(&known.hash).arg(2 + keys.len());
        call.arg(sessions_key(member, known.epoch.id)).arg(standing_key(member, known.epoch.id));
        self.ask(call.arg(keys).arg(act).arg(arguments)).await
    }

    /// The limits of rates, over the same connection.
    pub fn rates(&self) -> RedisRates {
        RedisRates::new(self.link.clone())
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        count_round_trip();
        command.query_async(&mut self.link.clone()).await
    }

    /// Redis does not know the script of this epoch. Learns which one has begun since, or begins it. If the process dies
    /// on the way, the next caller of any process does it again.
    async fn renew(&self, lost: &Known) -> Outcome<()> {
        let _turn = self.turn.lock().await;
        if self.known().epoch != lost.epoch {
            return Ok(());
        }
        let mut now = self.epochs.epoch().await?;
        if now.id == lost.epoch.id {
            // Before the first epoch there was nothing that could come back.
            let began = if now.id.is_nil() { now.began } else { self.clock.now() };
            let next = Epoch { id: Uuid::now_v7(), began };
            // Loaded before anybody can learn of it: who finds that it is missing is right to think that it was lost.
            self.link.load(&script(next.id)).await.map_err(unavailable)?;
            now = self.epochs.next_epoch(lost.epoch.id, next).await?;
            if now.id == next.id {
                tracing::warn!("Redis has lost its memory, or is new: all logins end");
            }
        }
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Known::of(now);
        Ok(())
    }

    /// The epoch in which this process is.
    #[cfg(test)]
    pub(super) fn epoch(&self) -> Uuid {
        self.known().epoch.id
    }
}

#[async_trait]
impl Sessions for RedisSessions {
    async fn look_and_take(
        &self,
        member: MemberId,
        session: SessionId,
        charges: &[Charge],
        now: DateTime<Utc>,
    ) -> Outcome<Look> {
        let (keys, field) = (rates::keys(Caller::Member(member), charges), field(session));
        let amounts: Vec<_> = rates::amounts(charges, now).iter().map(u64::to_string).collect();
        let arguments: Vec<_> = [&field].into_iter().chain(&amounts).map(String::as_bytes).collect();
        let (session, standing, wait): (Option<Vec<u8>>, Option<Vec<u8>>, u64) =
            self.act_with(&keys, "look", member, &arguments).await?;
        Ok(Look {
            session: session.and_then(|text| read(member, &text)),
            standing: standing.filter(|text| text != HELD).and_then(|text| read(member, &text)),
            wait: (wait > 0).then(|| Duration::from_micros(wait)),
        })
    }

    async fn swap(
        &self,
        member: MemberId,
        session: SessionId,
        old: Option<&Session>,
        new: Option<&Session>,
    ) -> Outcome<bool> {
        let field = field(session);
        let mut expected = old.map_or(Ok(Vec::new()), write)?;
        let new = new.map_or(Ok(Vec::new()), write)?;
        let life = LONGEST.num_milliseconds().to_string();
        // A second time only if what is there is the same session in other words: those of another release, or
        // unreadable ones where nothing is expected.
        for _ in 0..2 {
            let answer = self.act("swap", member, &[field.as_bytes(), &expected, &new, life.as_bytes()]).await?;
            let there = match answer {
                Value::Int(_) => return Ok(true),
                there => Vec::from_redis_value(there).map_err(|e| unavailable(e.into()))?,
            };
            if there.is_empty() || read(member, &there).as_ref() != old {
                return Ok(false);
            }
            expected = there;
        }
        Ok(false)
    }

    async fn all(&self, member: MemberId) -> Outcome<Vec<(SessionId, Session)>> {
        let fields: Vec<(String, Vec<u8>)> = self.act("all", member, &[]).await?;
        let sessions = fields.into_iter().filter_map(|(field, text)| {
            let id = Uuid::parse_str(&field).ok()?;
            Some((SessionId::from_uuid(id), read(member, &text)?))
        });
        Ok(sessions.collect())
    }

    async fn end_all(&self, member: MemberId) -> Outcome<()> {
        self.act("end_all", member, &[]).await
    }

    async fn keep_standing(&self, standing: &Standing) -> Outcome<()> {
        let known = self.known();
        if self.clock.now() < known.epoch.began + YOUNG {
            return Ok(());
        }
        let (text, life) = (write(standing)?, STANDING_KEPT.num_milliseconds().to_string());
        in_time(async {
            match self.act_in(&known, &[], "keep", standing.member, &[&text, life.as_bytes()]).await {
                // What was read in an epoch is not kept in a later one.
                Err(e) if lost(&e) => Ok(()),
                answer => answer.map_err(unavailable),
            }
        })
        .await
    }

    async fn forget_standing(&self, member: MemberId) -> Outcome<()> {
        let life = STANDING_HELD_BACK.num_milliseconds().to_string();
        self.act("forget", member, &[HELD, life.as_bytes()]).await
    }

    async fn ping(&self) -> Outcome<()> {
        in_time(self.ready()).await
    }
}

/// The script of an epoch.
fn script(epoch: Uuid) -> String {
    SCRIPT.replace("{take}", TAKE).replace("{epoch}", &epoch.simple().to_string())
}

pub(super) fn sessions_key(member: MemberId, epoch: Uuid) -> String {
    format!("linli:{{{}}}:{}:sessions", member.uuid().simple(), epoch.simple())
}

pub(super) fn standing_key(member: MemberId, epoch: Uuid) -> String {
    format!("linli:{{{}}}:{}:standing", member.uuid().simple(), epoch.simple())
}

pub(super) fn field(session: SessionId) -> String {
    session.uuid().simple().to_string()
}

/// Whether Redis does not know the script.
fn lost(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

fn forgets() -> Failure {
    Failure::Unavailable("Redis forgets its scripts again and again".into())
}

fn write<T: Serialize>(value: &T) -> Outcome<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| Failure::Broken(e.into()))
}

/// What cannot be read counts as absent: the member logs in again, or is read from the database.
/// The log tells where the text broke, never the text: it holds secrets.
fn read<T: DeserializeOwned>(member: MemberId, text: &[u8]) -> Option<T> {
    serde_json::from_slice(text)
        .inspect_err(|e| tracing::warn!(%member, column = e.column(), fault = ?e.classify(), "unreadable in Redis"))
        .ok()
}
