//! What the processes of a service share, for the case that there is only one process.

mod live;
mod rates;
mod sessions;
#[cfg(test)]
pub(crate) mod tests;

pub use live::MemoryLive;
pub use rates::MemoryRates;
pub use sessions::MemorySessions;

/// Counts one exchange with the session store. Both stores count, so that a test on either sees what a request costs.
pub(crate) fn count_round_trip() {
    metrics::counter!("linli_session_store_round_trips_total").increment(1);
}
