//! Limits of rates in Redis.
//!
//! | Key | Holds |
//! |---|---|
//! | `linli:{<caller>}:rate:<allowance>` | when it will be whole again, in microseconds since 1970; goes then |
//!
//! The braces put all allowances of a caller on one node of a Cluster, so that one script sees them.

use std::time::Duration;

use ::redis::{ErrorKind, Script, ServerErrorKind, cmd};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::{Failure, Outcome};
use domain::ports::RateLimiter;
use domain::rates::{APART, Caller, Charge, micros};

use super::link::{Link, bounded};
use crate::memory::count_round_trip;

/// A function of Lua: [`domain::rates::Rate::take`] for several allowances, all or none. Their keys are those from `first`
/// on, and the arguments from `at` on are what [`amounts`] gives. Answers for how many microseconds to wait.
/// In a script, because of many at once no two may see the same allowance. Whole numbers of microseconds are exact in Lua
/// until the year 2255.
pub(super) const TAKE: &str = "
local function take(first, at)
  local now, apart, wait, whole = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), 0, {}
  for n = first, #KEYS do
    local amount = at + 2 + 2 * (n - first)
    local cost, room = tonumber(ARGV[amount]), tonumber(ARGV[amount + 1])
    local before = tonumber(redis.call('GET', KEYS[n]) or now)
    if before > now + room + apart then before = now end
    whole[n] = math.max(before, now) + cost
    if cost > 0 then wait = math.max(wait, whole[n] - now - room) end
  end
  if wait > 0 then return wait end
  for n = first, #KEYS do
    redis.call('SET', KEYS[n], string.format('%.0f', whole[n]), 'PX', math.ceil((whole[n] - now) / 1000) + 1)
  end
  return 0
end
";

/// The limits of all processes of a service.
pub struct RedisRates {
    link: Link,
    script: String,
    hash: String,
}

impl RedisRates {
    pub(super) fn new(link: Link) -> Self {
        let script = format!("{TAKE}return take(1, 1)");
        Self { link, hash: Script::new(&script).get_hash().to_owned(), script }
    }
}

#[async_trait]
impl RateLimiter for RedisRates {
    async fn take(&self, caller: Caller, charges: &[Charge], now: DateTime<Utc>) -> Outcome<()> {
        let call = |name: &str, script: &str| {
            let mut call = cmd(name);
            call.arg(script).arg(charges.len()).arg(keys(caller, charges)).arg(amounts(charges, now));
            call
        };
        let wait: u64 = bounded(async {
            count_round_trip();
            let answer = call("EVALSHA", &self.hash).query_async(&mut self.link.clone()).await;
            if answer.as_ref().is_err_and(|e| e.kind() == ErrorKind::Server(ServerErrorKind::NoScript)) {
                count_round_trip();
                return call("EVAL", &self.script).query_async(&mut self.link.clone()).await;
            }
            answer
        })
        .await?;
        if wait > 0 { Err(Failure::TooOften(Duration::from_micros(wait))) } else { Ok(()) }
    }
}

/// The keys of these allowances of the caller.
pub(super) fn keys(caller: Caller, charges: &[Charge]) -> Vec<String> {
    let name = match caller {
        // As those of the member's sessions, so that one script sees both.
        Caller::Member(member) => member.uuid().simple().to_string(),
        Caller::Login(session) => format!("login:{}", session.uuid().simple()),
        Caller::Peer(address) => format!("peer:{address}"),
    };
    charges.iter().map(|charge| format!("linli:{{{name}}}:rate:{}", charge.of)).collect()
}

/// What [`TAKE`] is told: the time and how far clocks may be apart, then of each allowance what is taken, and how much
/// there is at most.
pub(super) fn amounts(charges: &[Charge], now: DateTime<Utc>) -> Vec<u64> {
    let each = charges
        .iter()
        .flat_map(|Charge { count, rate, .. }| [u64::from(*count) * rate.each, u64::from(rate.at_once) * rate.each]);
    [micros(now), APART].into_iter().chain(each).collect()
}
