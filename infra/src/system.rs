//! The clock and the chance of the machine.

use chrono::{DateTime, Utc};
use domain::ports::{Chance, Clock};
use ring::rand::{SecureRandom, SystemRandom};

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The operating system's random numbers.
#[derive(Debug)]
pub struct SystemChance(SystemRandom);

impl Default for SystemChance {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl Chance for SystemChance {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // Without randomness every token would be guessable: better to stop than to go on.
        self.0.fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}
