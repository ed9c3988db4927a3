//! Limits of rates in Redis.
//!
//! | Key | Holds |
//! |---|---|
//! | `linli:{rate:<caller>}:<allowance>` | when it will be whole again, in microseconds since 1970; goes then |
//!
//! The braces put all allowances of a caller on one node of a Cluster, so that one script sees them.

use std::time::Duration;

use ::redis::{ErrorKind, Script, ServerErrorKind, cmd};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::{Failure, Outcome};
use domain::ports::RateLimiter;
use domain::rates::{APART, Caller, Charge, micros};

use super::link::Link;
use super::sessions::bounded;
use crate::memory::count_round_trip;

/// [`domain::rates::Rate::take`] for several allowances, all or none. Answers for how many microseconds to wait.
/// A script, because of many at once no two may see the same allowance. Whole numbers of microseconds are exact in Lua
/// until the year 2255.
const TAKE: &str = "
local now, apart, wait, whole = tonumber(ARGV[1]), tonumber(ARGV[2]), 0, {}
for n, key in ipairs(KEYS) do
  local cost, room = tonumber(ARGV[2 * n + 1]), tonumber(ARGV[2 * n + 2])
  local at = tonumber(redis.call('GET', key) or now)
  if at > now + room + apart then at = now end
  whole[n] = math.max(at, now) + cost
  if cost > 0 then wait = math.max(wait, whole[n] - now - room) end
end
if wait > 0 then return wait end
for n, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', whole[n]), 'PX', math.ceil((whole[n] - now) / 1000) + 1)
end
return 0
";

/// The limits of all processes of a service.
pub struct RedisRates {
    link: Link,
    take: Script,
}

impl RedisRates {
    pub(super) fn new(link: Link) -> Self {
        Self { link, take: Script::new(TAKE) }
    }
}

#[async_trait]
impl RateLimiter for RedisRates {
    async fn take(&self, caller: Caller, charges: &[Charge], now: DateTime<Utc>) -> Outcome<()> {
        let call = |name: &str, script: &str| {
            let mut call = cmd(name);
            call.arg(script).arg(charges.len());
            for charge in charges {
                call.arg(format!("linli:{{rate:{}}}:{}", name_of(caller), charge.of));
            }
            call.arg(micros(now)).arg(APART);
            for Charge { count, rate, .. } in charges {
                call.arg(u64::from(*count) * rate.each).arg(u64::from(rate.at_once) * rate.each);
            }
            call
        };
        let wait: u64 = bounded(async {
            count_round_trip();
            let answer = call("EVALSHA", self.take.get_hash()).query_async(&mut self.link.clone()).await;
            if answer.as_ref().is_err_and(|e| e.kind() == ErrorKind::Server(ServerErrorKind::NoScript)) {
                count_round_trip();
                return call("EVAL", TAKE).query_async(&mut self.link.clone()).await;
            }
            answer
        })
        .await?;
        if wait > 0 { Err(Failure::TooOften(Duration::from_micros(wait))) } else { Ok(()) }
    }
}

fn name_of(caller: Caller) -> String {
    match caller {
        Caller::Member(member) => format!("member:{}", member.uuid().simple()),
        Caller::Login(session) => format!("login:{}", session.uuid().simple()),
        Caller::Peer(address) => format!("peer:{address}"),
    }
}
