//! What the operator decided about requests, and how often each caller asked.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use domain::rates::Caller;

use super::certificates::print::CertificateFont;
use super::clients::Clients;
use super::known::Known;
use super::origins::Origins;

/// How many callers of queries a process remembers. One that was forgotten comes back as if it had never asked.
const CALLERS: u64 = 50_000;
/// For how long: longer than any allowance takes to be whole again.
const REMEMBERED: Duration = Duration::from_secs(60);

/// What the operator decided about requests.
#[derive(Default)]
pub struct Gate {
    /// Whether the schema and GraphiQL are shown to everybody.
    pub explore: bool,
    /// The number of trusted proxies in front of us: that many trailing entries of `X-Forwarded-For` are trusted.
    pub proxies: usize,
    /// By what factor the rate limits are raised.
    pub rate_factor: u32,
    /// The documents that are answered; all, if there is no list.
    pub known: Option<Known>,
    /// The web pages that may call us from elsewhere.
    pub origins: Origins,
    /// How sockets are served.
    pub live: LiveGate,
    /// The font of certificates.
    pub certificate_font: CertificateFont,
    /// The clients that are served.
    pub clients: Clients,
}

/// How sockets are served.
#[derive(Debug, Clone, Copy)]
pub struct LiveGate {
    /// How many of them, in this process.
    pub sockets: usize,
    /// How many of them for one login.
    pub of_a_login: usize,
    /// How long a client may take to say who it is.
    pub init: Duration,
    /// How often it is looked whether a client is still there, and its login.
    pub look: Duration,
    /// How many pings in a row a client may leave unanswered: one goes out each time it is looked.
    pub unanswered: u32,
    /// How long a login is believed in that nobody can look at.
    pub believed: Duration,
}

impl Default for LiveGate {
    fn default() -> Self {
        Self {
            sockets: 10_000,
            of_a_login: 10,
            init: Duration::from_secs(10),
            look: Duration::from_secs(25),
            unanswered: 2,
            believed: Duration::from_secs(55),
        }
    }
}

/// When the allowance of each caller of queries will be whole again. In the process, because a round trip for each
/// query would cost more than what it guards.
pub struct Queries(moka::sync::Cache<Caller, Arc<AtomicU64>>);

impl Default for Queries {
    fn default() -> Self {
        Self(moka::sync::Cache::builder().max_capacity(CALLERS).time_to_idle(REMEMBERED).build())
    }
}

impl Queries {
    /// When the allowance of this caller will be whole again, in microseconds.
    pub(super) fn of(&self, caller: Caller) -> Arc<AtomicU64> {
        self.0.get_with(caller, Arc::default)
    }
}
