//! The access token: one for all processes, asked for once, kept until shortly before its end.
//!
//! A process keeps a copy. Without a fresh one it looks at what all processes share in Redis; if there is none, one of
//! them asks the platform and the others wait a moment for what it brings. Where Redis does not answer, and in a
//! process that is alone, each asks for itself. That is sound too, because `stable_token`, unless it is forced, gives
//! all processes of a mini-program the same token, and because a new one ends the old one only after five minutes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::Secret;
use super::call::{Call, Platform};
use super::name::Name;
use super::problem::{Kind, Problem, Remedy, remedy};
use crate::redis::{Lease, SharedToken, Shelved};

/// From so long before a token's end on, the platform gives its successor.
const OVERLAP: Duration = Duration::from_secs(5 * 60);

/// How often, and how many times, a process looks for the token that another one fetches, before it asks itself.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const LOOKS: u32 = 20;

/// When the platform says that it is asked for tokens too often, nobody asks for so long.
const HELD_BACK: Duration = Duration::from_secs(60);

/// The access token of this process.
pub(super) struct AccessToken {
    /// Held while a token is being fetched, so that one fetch serves all who wait.
    kept: Mutex<Kept>,
    /// How many fetches have ended.
    fetches: AtomicU64,
    /// What all processes share, unless this one is alone.
    shared: Option<Arc<SharedToken>>,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    /// How the last fetch failed, if it did, and until when nobody asks again.
    failed: Option<(Problem, Instant)>,
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
        Self { secret: Secret::new(given.access_token), renewed_from: now + life - overlap(life), ends: now + life }
    }

    /// One that another process fetched.
    fn shelved(Shelved { token, renew, left }: Shelved, now: Instant) -> Self {
        Self { secret: Secret::new(token), renewed_from: now + left.saturating_sub(renew), ends: now + left }
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now < self.renewed_from
    }

    pub(super) fn is_usable(&self, now: Instant) -> bool {
        now < self.ends
    }
}

/// A token that is short-lived from the start must not be renewed with every call.
fn overlap(life: Duration) -> Duration {
    OVERLAP.min(life / 2)
}

impl AccessToken {
    pub(super) fn new(shared: Option<Arc<SharedToken>>) -> Self {
        Self { kept: Mutex::default(), fetches: AtomicU64::default(), shared }
    }

    /// The token, fetched if need be. Those who waited for a fetch that failed share its failure: a platform in
    /// trouble is not asked once more by each of them.
    pub(super) async fn get(&self, platform: &Platform) -> Result<Secret, Problem> {
        let fetches = self.fetches.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        let now = Instant::now();
        if let Some(token) = kept.token.as_ref().filter(|token| token.is_fresh(now)) {
            return Ok(token.secret.clone());
        }
        let waited = self.fetches.load(Ordering::Acquire) != fetches;
        let problem = match kept.failed.as_ref().filter(|(_, until)| waited || now < *until) {
            Some((problem, _)) => problem.clone(),
            None => {
                // Whoever is cancelled here leaves everything as it was, and the next in line fetches.
                let got = self.fetch(platform).await;
                self.fetches.fetch_add(1, Ordering::Release);
                match got {
                    Ok(token) => {
                        kept.failed = None;
                        return Ok(kept.token.insert(token).secret.clone());
                    }
                    Err(problem) => {
                        let pause = if is_too_often(&problem) { HELD_BACK } else { Duration::ZERO };
                        kept.failed.insert((problem, Instant::now() + pause)).0.clone()
                    }
                }
            }
        };
        // The old one is good for some minutes more.
        match kept.token.as_ref().filter(|token| token.is_usable(Instant::now())) {
            Some(token) => Ok(token.secret.clone()),
            None => Err(problem),
        }
    }

    /// A token from what all processes share, or from the platform.
    async fn fetch(&self, platform: &Platform) -> Result<Token, Problem> {
        let Some(shared) = &self.shared else { return from_platform(platform).await.map(|(token, _)| token) };
        for _ in 0..LOOKS {
            let (shelved, lease) = match shared.look(&platform.settings.appid).await {
                Ok(seen) => seen,
                Err(error) => {
                    tracing::warn!(%error, "the shared access token is out of reach");
                    break;
                }
            };
            let now = Instant::now();
            let shelved = shelved.map(|shelved| Token::shelved(shelved, now));
            match (shelved, lease) {
                (Some(token), _) if token.is_fresh(now) => return Ok(token),
                (_, Lease::Ours(lease)) => return self.fetch_for_all(platform, shared, &lease).await,
                // Another process fetches its successor; until that is there this one is good.
                (Some(token), _) if token.is_usable(now) => return Ok(token),
                (_, Lease::HeldBack(errcode)) => return Err(Name::Token.problem(Kind::Errcode(errcode))),
                (_, Lease::Theirs) => sleep(LOOK_AGAIN).await,
            }
        }
        from_platform(platform).await.map(|(token, _)| token)
    }

    /// Asks the platform on behalf of all processes, and shares what it says.
    async fn fetch_for_all(&self, platform: &Platform, shared: &SharedToken, lease: &str) -> Result<Token, Problem> {
        let appid = &platform.settings.appid;
        let got = from_platform(platform).await;
        let told = match &got {
            Ok((token, life)) => shared.put(appid, lease, token.secret.reveal(), overlap(*life), *life).await,
            Err(problem) if is_too_often(problem) => {
                shared.hold_back(appid, lease, problem.errcode().unwrap_or_default(), HELD_BACK).await
            }
            Err(_) => shared.give_back(appid, lease).await,
        };
        if let Err(error) = told {
            tracing::warn!(%error, "the access token is not shared");
        }
        got.map(|(token, _)| token)
    }

    /// Drops the token that the platform no longer takes, unless somebody renewed it meanwhile.
    pub(super) async fn forget(&self, spent: &Secret, platform: &Platform) {
        let mut kept = self.kept.lock().await;
        if kept.token.as_ref().is_none_or(|token| token.secret != *spent) {
            return;
        }
        kept.token = None;
        if let Some(shared) = &self.shared
            && let Err(error) = shared.drop_spent(&platform.settings.appid, spent.reveal()).await
        {
            tracing::warn!(%error, "a spent access token stays with the others");
        }
    }
}

/// A new token, and for how long it is good from its beginning.
async fn from_platform(platform: &Platform) -> Result<(Token, Duration), Problem> {
    let given: Given = platform.ask(&Call::Token, "").await?;
    let life = Duration::from_secs(given.expires_in.into());
    Ok((Token::new(given, Instant::now()), life))
}

/// Whether the platform counts the calls for tokens themselves.
fn is_too_often(problem: &Problem) -> bool {
    problem.errcode() == Some(45009) || problem.errcode().map(remedy) == Some(Remedy::NextMinute)
}
