//! The access token of the WeChat platform, shared by all processes.
//!
//! | Key | Holds |
//! |---|---|
//! | `linli:{wechat:<appid>}:token` | a hash: the token, sealed; its keyed digest; with how much time left it is renewed. Goes when the token ends |
//! | `linli:{wechat:<appid>}:lease` | who fetches the next one, for [`LEASE`] at most; or the errcode for which nobody shall ask |
//!
//! The braces put both keys on one node of a Cluster. Redis tells how long a token is still good, so that the clocks
//! of the machines need not agree.

use std::future::Future;
use std::time::Duration;

use ::redis::{ErrorKind, RedisError, RedisResult, Script, ScriptInvocation};
use domain::failure::Cause;
use tokio::time::timeout;
use uuid::Uuid;

use super::link::Link;
use crate::memory::count_round_trip;
use crate::seal::Seal;

/// No call takes longer: one can do without.
const LIMIT: Duration = Duration::from_millis(300);
/// Longer than anybody waits for the platform. A process that dies while it fetches holds up the others no longer.
const LEASE: Duration = Duration::from_secs(4);
/// The name under which the token is sealed and digested.
const COLUMN: &str = "wechat.access_token";

/// The token with its time left; and the lease, taken for the caller if the token is to be renewed and nobody has it.
/// One step, so that of any number of callers one gets the lease.
const LOOK: &str = "
local token = redis.call('HMGET', KEYS[1], 'sealed', 'renew')
local left = redis.call('PTTL', KEYS[1])
local lease = ''
if not token[2] or left <= tonumber(token[2]) then
  if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then lease = ARGV[1]
  else lease = redis.call('GET', KEYS[2]) or '' end
end
return { token[1] or '', token[2] or '0', left, lease }
";
/// Shares a token, and gives the lease back.
const PUT: &str = "
redis.call('HSET', KEYS[1], 'sealed', ARGV[2], 'mark', ARGV[3], 'renew', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1
";
/// Gives the lease back; or, with an errcode, lets nobody have it for a time.
const END: &str = "
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[2]) end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
";
/// Drops a token that the platform no longer takes, unless it was replaced.
const DROP: &str = "
if redis.call('HGET', KEYS[1], 'mark') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
";

/// What all processes share of the access token. It is sealed: who reads Redis cannot call the platform in our name.
pub struct SharedToken {
    link: Link,
    seal: Seal,
    look: Script,
    put: Script,
    end: Script,
    drop: Script,
}

/// A token as it was shared.
pub(crate) struct Shelved {
    /// The token.
    pub(crate) token: String,
    /// With how much time left it is renewed.
    pub(crate) renew: Duration,
    /// How long it is still good.
    pub(crate) left: Duration,
}

/// Who fetches the next token.
pub(crate) enum Lease {
    /// The caller, with this word; without one if it is not time yet.
    Ours(String),
    /// Another process.
    Theirs,
    /// Nobody for now: the platform said no with this errcode.
    HeldBack(i64),
}

impl SharedToken {
    /// Connects, or says within three seconds why not. `url` as for [`super::RedisSessions::connect`].
    pub async fn connect(url: &str, seal: Seal) -> Result<Self, Cause> {
        let [look, put, end, drop] = [LOOK, PUT, END, DROP].map(Script::new);
        Ok(Self { link: Link::connect(url).await?, seal, look, put, end, drop })
    }

    /// The token if there is one; and who fetches the next if it is time.
    pub(crate) async fn look(&self, appid: &str) -> RedisResult<(Option<Shelved>, Lease)> {
        let own = Uuid::now_v7().simple().to_string();
        let mut call = self.look.prepare_invoke();
        call.key(token_key(appid)).key(lease_key(appid)).arg(&own).arg(millis(LEASE));
        let (sealed, renew, left, lease): (Vec<u8>, u64, i64, String) = bounded(self.run(&call)).await?;
        // What cannot be opened (other keys) counts as absent.
        let token = Some(sealed).filter(|sealed| !sealed.is_empty()).and_then(|s| self.seal.open(COLUMN, &s).ok());
        let left = Duration::from_millis(left.try_into().unwrap_or_default());
        let shelved = token.map(|token| Shelved { token, renew: Duration::from_millis(renew), left });
        let lease = match lease.parse() {
            _ if lease == own || lease.is_empty() => Lease::Ours(lease),
            Ok(errcode) => Lease::HeldBack(errcode),
            Err(_) => Lease::Theirs,
        };
        Ok((shelved, lease))
    }

    /// Shares a token that is good for `life` and renewed when `renew` of it is left, and gives the lease back.
    pub(crate) async fn put(
        &self,
        appid: &str,
        lease: &str,
        token: &str,
        renew: Duration,
        life: Duration,
    ) -> RedisResult<()> {
        let sealed = self.seal.seal(COLUMN, token);
        let sealed = sealed.map_err(|_| RedisError::from((ErrorKind::Client, "the token cannot be sealed")))?;
        let mut call = self.put.prepare_invoke();
        call.key(token_key(appid)).key(lease_key(appid));
        call.arg(lease).arg(sealed).arg(self.seal.digest(COLUMN, token)).arg(millis(renew)).arg(millis(life));
        bounded(self.run(&call)).await
    }

    /// Gives the lease back without a token.
    pub(crate) async fn give_back(&self, appid: &str, lease: &str) -> RedisResult<()> {
        self.end(appid, lease, "", Duration::ZERO).await
    }

    /// Lets nobody have the lease for a time.
    pub(crate) async fn hold_back(&self, appid: &str, lease: &str, errcode: i64, pause: Duration) -> RedisResult<()> {
        self.end(appid, lease, &errcode.to_string(), pause).await
    }

    async fn end(&self, appid: &str, lease: &str, word: &str, life: Duration) -> RedisResult<()> {
        let mut call = self.end.prepare_invoke();
        call.key(token_key(appid)).key(lease_key(appid)).arg(lease).arg(word).arg(millis(life));
        bounded(self.run(&call)).await
    }

    /// Drops a token that the platform no longer takes, unless it was replaced.
    pub(crate) async fn drop_spent(&self, appid: &str, token: &str) -> RedisResult<()> {
        let mut call = self.drop.prepare_invoke();
        call.key(token_key(appid)).key(lease_key(appid)).arg(self.seal.digest(COLUMN, token));
        bounded(self.run(&call)).await
    }

    async fn run<T: ::redis::FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> RedisResult<T> {
        count_round_trip();
        call.invoke_async(&mut self.link.clone()).await
    }
}

impl std::fmt::Debug for SharedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedToken(…)")
    }
}

pub(crate) fn token_key(appid: &str) -> String {
    format!("linli:{{wechat:{appid}}}:token")
}

pub(crate) fn lease_key(appid: &str) -> String {
    format!("linli:{{wechat:{appid}}}:lease")
}

fn millis(time: Duration) -> u64 {
    time.as_millis().try_into().unwrap_or(u64::MAX)
}

async fn bounded<T>(asking: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    let late = || RedisError::from((ErrorKind::Io, "Redis does not answer"));
    timeout(LIMIT, asking).await.unwrap_or_else(|_| Err(late()))
}
