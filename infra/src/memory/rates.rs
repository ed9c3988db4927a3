//! Limits of rates inside the process: gone when it ends.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::{Failure, Outcome};
use domain::ports::RateLimiter;
use domain::rates::{Caller, Charge, micros};

use super::count_round_trip;

/// Below this many allowances nothing is cleaned up.
const FEW: usize = 1024;

/// The limits of a service that is a single process.
#[derive(Default)]
pub struct MemoryRates(Mutex<Shelf>);

/// When each allowance will be whole again, and how many there were after the last cleaning.
#[derive(Default)]
struct Shelf {
    whole: HashMap<(Caller, &'static str), u64>,
    kept: usize,
}

#[async_trait]
impl RateLimiter for MemoryRates {
    async fn take(&self, caller: Caller, charges: &[Charge], now: DateTime<Utc>) -> Outcome<()> {
        count_round_trip();
        self.charge(caller, charges, now).map_or(Ok(()), |wait| Err(Failure::TooOften(wait)))
    }
}

impl MemoryRates {
    /// Takes all of this, or nothing; then for how long to wait.
    pub(super) fn charge(&self, caller: Caller, charges: &[Charge], now: DateTime<Utc>) -> Option<Duration> {
        let now = micros(now);
        // Nothing is changed before all is known, so a panic in between leaves nothing half done.
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut taken, mut wait) = (Vec::with_capacity(charges.len()), 0);
        for charge in charges {
            let key = (caller, charge.of);
            match charge.rate.take(shelf.whole.get(&key).copied(), now, charge.count) {
                Ok(whole) => taken.push((key, whole)),
                Err(longer) => wait = wait.max(longer),
            }
        }
        if wait > 0 {
            return Some(Duration::from_micros(wait));
        }
        shelf.whole.extend(taken);
        // What is whole says nothing: it goes whenever there may be twice as much as was left the last time.
        if shelf.whole.len() >= FEW.max(2 * shelf.kept) {
            shelf.whole.retain(|_, whole| now < *whole);
            shelf.whole.shrink_to_fit();
            shelf.kept = shelf.whole.len();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::contract::{noon, rates_hold};
    use super::*;
    use domain::rates::Rate;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn memory_does_what_a_rate_limiter_must() {
        rates_hold(std::sync::Arc::new(MemoryRates::default())).await;
    }

    #[tokio::test]
    async fn what_is_whole_does_not_fill_the_memory() {
        let rates = MemoryRates::default();
        let charge = Charge { of: "acts", count: 1, rate: Rate { at_once: 1, each: 1_000_000 } };
        for second in 0..20 {
            for n in 0..500u32 {
                let caller = Caller::Peer(std::net::Ipv4Addr::from_bits(second * 500 + n).into());
                let now = noon() + chrono::TimeDelta::seconds(i64::from(second) * 2);
                rates.take(caller, &[charge], now).await.expect("the first of this caller");
            }
        }
        assert!(rates.0.lock().expect("not poisoned").whole.len() <= 2 * FEW);
    }
}
