//! The access token: asked for once, kept until shortly before its end.
//!
//! Each process keeps its own copy. That is sound because `stable_token`, unless it is forced, gives all processes of
//! a mini-program the same token, and because a new one ends the old one only after five minutes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Secret;
use super::call::{Call, Platform, Problem};

/// From so long before a token's end on, the platform gives its successor.
const OVERLAP: Duration = Duration::from_secs(5 * 60);

/// The access token of this process.
#[derive(Default)]
pub(super) struct AccessToken {
    /// Held while a token is being fetched, so that one fetch serves all who wait.
    kept: Mutex<Kept>,
    /// How many fetches have ended.
    fetches: AtomicU64,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    /// How the last fetch failed, if it did.
    failed: Option<Problem>,
}

/// A token and its times.
pub(super) struct Token {
    secret: Secret,
    renewed_from: Instant,
    ends: Instant,
}

/// What the platform says when it gives a token.
#[derive(Deserialize)]
pub(super) struct Given {
    pub(super) access_token: String,
    /// Seconds.
    pub(super) expires_in: u32,
}

impl Token {
    pub(super) fn new(given: Given, now: Instant) -> Self {
        let life = Duration::from_secs(given.expires_in.into());
        // A token that is short-lived from the start must not be renewed with every call.
        let overlap = OVERLAP.min(life / 2);
        Self { secret: Secret::new(given.access_token), renewed_from: now + life - overlap, ends: now + life }
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now < self.renewed_from
    }

    pub(super) fn is_usable(&self, now: Instant) -> bool {
        now < self.ends
    }
}

impl AccessToken {
    /// The token, fetched if need be. Those who waited for a fetch that failed share its failure: a platform in
    /// trouble is not asked once more by each of them.
    pub(super) async fn get(&self, platform: &Platform) -> Result<Secret, Problem> {
        let fetches = self.fetches.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.token.as_ref().filter(|token| token.is_fresh(Instant::now())) {
            return Ok(token.secret.clone());
        }
        let waited = self.fetches.load(Ordering::Acquire) != fetches;
        let problem = match kept.failed.as_ref().filter(|_| waited) {
            Some(problem) => problem.clone(),
            None => {
                // Whoever is cancelled here leaves everything as it was, and the next in line fetches.
                let given = platform.ask::<Given>(Call::Token).await;
                self.fetches.fetch_add(1, Ordering::Release);
                match given {
                    Ok(given) => {
                        let token = kept.token.insert(Token::new(given, Instant::now())).secret.clone();
                        kept.failed = None;
                        return Ok(token);
                    }
                    Err(problem) => kept.failed.insert(problem).clone(),
                }
            }
        };
        // The old one is good for some minutes more.
        match kept.token.as_ref().filter(|token| token.is_usable(Instant::now())) {
            Some(token) => Ok(token.secret.clone()),
            None => Err(problem),
        }
    }

    /// Drops the token that the platform no longer takes, unless somebody renewed it meanwhile.
    pub(super) async fn forget(&self, spent: &Secret) {
        let mut kept = self.kept.lock().await;
        if kept.token.as_ref().is_some_and(|token| token.secret == *spent) {
            kept.token = None;
        }
    }
}
