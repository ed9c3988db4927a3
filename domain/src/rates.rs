//! Rate limits. The numbers of an operation stand where it is declared.
//!
//! We count acts, not requests: every root field of a mutation, aliases and fragments included. The rule is the generic
//! cell rate algorithm (GCRA): a burst at once, and one more each time a pause has passed.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::ids::{MemberId, SessionId};

/// How far the clocks of two processes may be apart, in microseconds. What one process wrote ahead of the other's clock
/// counts there as it is: otherwise a client that alternates between the two would have a fresh allowance each time.
pub const APART: u64 = 2_000_000;

/// A burst of this many at once, and one more each time this much has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many at once.
    pub at_once: u32,
    /// The pause, in microseconds.
    pub each: u64,
}

impl Rate {
    const fn new(at_once: u32, each: Duration) -> Self {
        Self { at_once, each: each.as_micros() as u64 }
    }

    /// This many times as generous.
    fn times(self, factor: u32) -> Self {
        Self { at_once: self.at_once.saturating_mul(factor), each: self.each / u64::from(factor.max(1)) }
    }

    /// Takes `count` at a time, in microseconds, of an allowance that will be whole again `at`. Gives when it will be
    /// whole after that; or for how many microseconds to wait, and nothing is taken.
    ///
    /// A pause of less than a microsecond cannot be measured, so what costs nothing is never refused: not even by a
    /// clock that is behind the one that wrote `at`.
    pub fn take(self, at: Option<u64>, now: u64, count: u32) -> Result<u64, u64> {
        let allowed = now + u64::from(self.at_once) * self.each;
        // What lies further ahead was written by a wrong clock: it would shut everybody out until then.
        let at = at.filter(|at| *at <= allowed + APART).unwrap_or(now);
        let cost = u64::from(count) * self.each;
        let whole = at.max(now) + cost;
        if cost > 0 && whole > allowed { Err(whole - allowed) } else { Ok(whole) }
    }
}

/// How often one may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name of the allowance: what has the same counts together.
    pub of: &'static str,
    /// How fast it is used up and grows again.
    pub rate: Rate,
}

impl Limit {
    /// This many at once, and one more each time this many seconds have passed.
    pub const fn new(of: &'static str, at_once: u32, seconds: u64) -> Self {
        Self { of, rate: Rate::new(at_once, Duration::from_secs(seconds)) }
    }
}

/// The one who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A member who is logged in, from any address: nobody who shares their address can use up what is theirs.
    Member(MemberId),
    /// The login named by an expired token of ours: a refresh counts for the login, and not for the address.
    Login(SessionId),
    /// The address of those who are not logged in. Many people can be behind one.
    Peer(IpAddr),
}

impl Caller {
    /// Those at an address. A client that has one IPv6 address has all 2⁶⁴ of its network.
    pub fn peer(address: IpAddr) -> Self {
        Self::Peer(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
            v4 => v4,
        })
    }
}

/// For how many people an address may stand: a community hall, or a gateway of a mobile network.
const PEOPLE_AT_AN_ADDRESS: u32 = 20;

/// What anybody may do of all that acts together: as fast as one can tap, for as long as one can tap.
pub const ACTS: Limit = Limit::new("acts", 60, 1);

/// What anybody may ask at each process: a page that opens asks a few times, and nobody reads ten pages a second.
pub const QUERIES: Rate = Rate::new(200, Duration::from_millis(100));

/// What a request takes of one allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Which allowance of the caller.
    pub of: &'static str,
    /// How much of it.
    pub count: u32,
    /// How it grows again.
    pub rate: Rate,
}

/// The limit of queries for this caller.
pub fn queries(caller: Caller, factor: u32) -> Rate {
    generous(QUERIES, caller, factor)
}

/// A moment as limits count it.
pub fn micros(now: DateTime<Utc>) -> u64 {
    now.timestamp_micros().unsigned_abs()
}

pub(crate) fn generous(rate: Rate, caller: Caller, factor: u32) -> Rate {
    match caller {
        Caller::Peer(_) => rate.times(factor.saturating_mul(PEOPLE_AT_AN_ADDRESS)),
        Caller::Member(_) | Caller::Login(_) => rate.times(factor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn limits() -> impl Iterator<Item = Rate> {
        crate::features::operations().filter_map(|operation| operation.limit).map(|limit| limit.rate)
    }

    fn somebody() -> Caller {
        Caller::Member(MemberId::from_uuid(Uuid::from_u128(1)))
    }

    #[test]
    fn so_many_at_once_and_then_one_each_pause() {
        let rate = Rate::new(3, Duration::from_micros(10));
        let mut at = None;
        for _ in 0..3 {
            at = Some(rate.take(at, 100, 1).expect("at once"));
        }
        assert_eq!(rate.take(at, 100, 1), Err(10));
        assert_eq!(rate.take(at, 109, 1), Err(1));
        at = Some(rate.take(at, 110, 1).expect("after a pause"));
        assert_eq!(rate.take(at, 110, 1), Err(10));
        assert_eq!(rate.take(at, 1_000, 3), Ok(1_030), "all of it comes back, and no more");
        assert_eq!(rate.take(None, 0, 4), Err(10));
        assert_eq!(rate.take(Some(130 + APART), 100, 1), Err(10 + APART), "a clock that is ahead");
        assert_eq!(rate.take(Some(131 + APART), 100, 1), Ok(110), "a wrong clock");
    }

    #[test]
    fn a_network_counts_as_one_address() {
        let peer = |text: &str| Caller::peer(text.parse().expect("an address"));
        assert_eq!(peer("2001:db8:1:2::1"), peer("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(peer("2001:db8:1:2::1"), peer("2001:db8:1:3::1"));
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
        assert_ne!(peer("192.0.2.1"), peer("192.0.2.2"));
    }

    proptest! {
        #[test]
        fn however_generous_a_clock_that_is_behind_is_not_too_often(
            factor in prop_oneof![1_000u32..=1_000_000, Just(1_000_000u32)],
            behind in prop::collection::vec(0u64..1_000, 1..200),
        ) {
            let peer = Caller::peer("192.0.2.1".parse().expect("an address"));
            for caller in [somebody(), peer] {
                for rate in limits().chain([ACTS.rate, QUERIES]) {
                    let rate = generous(rate, caller, factor);
                    let mut at = None;
                    for behind in &behind {
                        let taken = rate.take(at, 1_000_000 - behind, 1);
                        prop_assert!(taken.is_ok(), "{:?} {:?}", rate, taken);
                        at = taken.ok();
                    }
                }
            }
        }

        #[test]
        fn nobody_gets_more_than_the_rate(
            at_once in 1u32..20,
            each in 1u64..50,
            // After a pause, this many, at a process whose clock is that far ahead.
            steps in prop::collection::vec((0u64..60, 1u32..4, prop_oneof![Just(0u64), 0u64..100]), 1..80),
        ) {
            let rate = Rate { at_once, each };
            let (mut time, mut at, mut taken) = (1_000, None, 0);
            for (pause, count, ahead) in steps {
                time += pause;
                let now = time + ahead;
                match rate.take(at, now, count) {
                    Ok(whole) => {
                        at = Some(whole);
                        taken += u64::from(count);
                    }
                    // The wait is the shortest that helps.
                    Err(wait) if count <= at_once => {
                        prop_assert!(rate.take(at, now + wait, count).is_ok());
                        prop_assert!(rate.take(at, now + wait - 1, count).is_err());
                    }
                    Err(_) => {}
                }
                prop_assert!(taken <= u64::from(at_once) + (time + 100 - 1_000) / each);
            }
        }
    }
}
