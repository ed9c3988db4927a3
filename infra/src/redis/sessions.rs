//! Sessions and standings in Redis.
//!
//! | Key | Holds |
//! |---|---|
//! | `linli:{<member>}:sessions` | a hash: session → its JSON; goes [`LONGEST`] after the last write |
//! | `linli:{<member>}:standing` | the standing's JSON for [`STANDING_KEPT`], or `held` for [`STANDING_HELD_BACK`] |
//!
//! The braces put both keys of a member on one node of a Cluster.

use std::future::Future;
use std::time::Duration;

use ::redis::{Cmd, ErrorKind, FromRedisValue, RedisResult, Script, ServerErrorKind, Value, cmd, pipe};
use async_trait::async_trait;
use domain::access::Standing;
use domain::failure::{Cause, Failure, Outcome};
use domain::ids::{MemberId, SessionId};
use domain::members::session::{LONGEST, Session};
use domain::ports::{Look, STANDING_HELD_BACK, STANDING_KEPT, Sessions};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use uuid::Uuid;

use super::link::Link;
use super::rates::RedisRates;
use crate::memory::count_round_trip;

/// No call takes longer, whatever Redis and the client do: a request has to wait for it.
const LIMIT: Duration = Duration::from_millis(800);

/// What stands in the place of a standing that nobody may keep.
const HELD: &[u8] = b"held";

/// Swaps a field of a hash if it still is what the caller saw (the empty text: nothing). Answers 1, or what is there.
/// A script, because compare and set must be one step.
const SWAP: &str = "
local there = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if there ~= ARGV[2] then return there end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) return 1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
";

/// The sessions of all processes of a service.
pub struct RedisSessions {
    link: Link,
    swap: Script,
}

impl RedisSessions {
    /// Connects, or says within three seconds why not. `url` is `redis://…` or `rediss://…` (TLS); several with commas
    /// between them are nodes of one Cluster.
    pub async fn connect(url: &str) -> Result<Self, Cause> {
        Ok(Self { link: Link::connect(url).await?, swap: Script::new(SWAP) })
    }

    /// The limits of rates, over the same connection.
    pub fn rates(&self) -> RedisRates {
        RedisRates::new(self.link.clone())
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        count_round_trip();
        command.query_async(&mut self.link.clone()).await
    }

    /// `None`: swapped. Otherwise what is there instead.
    async fn try_swap(&self, key: &str, field: &str, old: &[u8], new: &[u8]) -> RedisResult<Option<Vec<u8>>> {
        let call = |name: &str, script: &str| {
            let mut call = cmd(name);
            call.arg(script).arg(1).arg(key).arg(field).arg(old).arg(new).arg(LONGEST.num_milliseconds());
            call
        };
        let mut answer = self.ask::<Value>(&call("EVALSHA", self.swap.get_hash())).await;
        if answer.as_ref().is_err_and(|e| e.kind() == ErrorKind::Server(ServerErrorKind::NoScript)) {
            answer = self.ask(&call("EVAL", SWAP)).await;
        }
        match answer? {
            Value::Int(_) => Ok(None),
            there => Ok(Some(Vec::from_redis_value(there)?)),
        }
    }
}

#[async_trait]
impl Sessions for RedisSessions {
    async fn look(&self, member: MemberId, session: SessionId) -> Outcome<Look> {
        let mut both = pipe();
        both.hget(sessions_key(member), field(session)).get(standing_key(member));
        count_round_trip();
        let (session, standing): (Option<Vec<u8>>, Option<Vec<u8>>) =
            bounded(both.query_async(&mut self.link.clone())).await?;
        Ok(Look {
            session: session.and_then(|text| read(member, &text)),
            standing: standing.filter(|text| text != HELD).and_then(|text| read(member, &text)),
        })
    }

    async fn swap(
        &self,
        member: MemberId,
        session: SessionId,
        old: Option<&Session>,
        new: Option<&Session>,
    ) -> Outcome<bool> {
        let (key, field) = (sessions_key(member), field(session));
        let mut expected = old.map_or(Ok(Vec::new()), write)?;
        let new = new.map_or(Ok(Vec::new()), write)?;
        bounded(async {
            // A second time only if what is there is the same session in other words: those of another release, or
            // unreadable ones where nothing is expected.
            for _ in 0..2 {
                match self.try_swap(&key, &field, &expected, &new).await? {
                    None => return Ok(true),
                    Some(there) if there.is_empty() || read(member, &there).as_ref() != old => return Ok(false),
                    Some(there) => expected = there,
                }
            }
            Ok(false)
        })
        .await
    }

    async fn all(&self, member: MemberId) -> Outcome<Vec<(SessionId, Session)>> {
        let fields: Vec<(String, Vec<u8>)> = bounded(self.ask(cmd("HGETALL").arg(sessions_key(member)))).await?;
        let sessions = fields.into_iter().filter_map(|(field, text)| {
            let id = Uuid::parse_str(&field).ok()?;
            Some((SessionId::from_uuid(id), read(member, &text)?))
        });
        Ok(sessions.collect())
    }

    async fn end_all(&self, member: MemberId) -> Outcome<()> {
        bounded(self.ask(cmd("DEL").arg(sessions_key(member)))).await
    }

    async fn keep_standing(&self, standing: &Standing) -> Outcome<()> {
        let key = standing_key(standing.member);
        let life = STANDING_KEPT.num_milliseconds();
        bounded(self.ask(cmd("SET").arg(key).arg(write(standing)?).arg("NX").arg("PX").arg(life))).await
    }

    async fn forget_standing(&self, member: MemberId) -> Outcome<()> {
        let life = STANDING_HELD_BACK.num_milliseconds();
        bounded(self.ask(cmd("SET").arg(standing_key(member)).arg(HELD).arg("PX").arg(life))).await
    }

    async fn ping(&self) -> Outcome<()> {
        bounded(self.ask(&cmd("PING"))).await
    }
}

pub(super) fn sessions_key(member: MemberId) -> String {
    format!("linli:{{{}}}:sessions", member.uuid().simple())
}

pub(super) fn standing_key(member: MemberId) -> String {
    format!("linli:{{{}}}:standing", member.uuid().simple())
}

pub(super) fn field(session: SessionId) -> String {
    session.uuid().simple().to_string()
}

pub(super) async fn bounded<T>(asking: impl Future<Output = RedisResult<T>>) -> Outcome<T> {
    match timeout(LIMIT, asking).await {
        Ok(answer) => answer.map_err(|e| Failure::Unavailable(e.into())),
        Err(_) => Err(Failure::Unavailable("Redis does not answer".into())),
    }
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
