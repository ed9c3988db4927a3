//! A page that asks to be let in.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::ids::{MemberId, PairingId};
use crate::pairing::code::{PageSecret, PairingCode};
use crate::screens::screen::Wanted;

/// What a page asks to be let in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairingPurpose {
    /// To be logged in as the member who allows it.
    Login,
    /// To be a screen of a hall.
    Screen,
}

/// What a page says of itself, and where it is, as far as we see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it calls itself.
    pub device: String,
    /// Its browser: see [`crate::pairing::browser`].
    pub browser: String,
    /// The address that its request came from.
    pub address: IpAddr,
}

/// A pairing that begins.
#[derive(Debug, Clone)]
pub struct NewPairing {
    /// Its id.
    pub id: PairingId,
    /// What the phone scans.
    pub code: PairingCode,
    /// What its owner types: six of them.
    pub digits: String,
    /// What the page fetches it by.
    pub secret: PageSecret,
    /// What for.
    pub purpose: PairingPurpose,
    /// Of which page.
    pub page: Page,
    /// When it was asked.
    pub asked: DateTime<Utc>,
    /// When it ends if nobody allows it.
    pub until: DateTime<Utc>,
}

/// A pairing as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// Its id.
    pub id: PairingId,
    /// What the phone scans.
    pub code: PairingCode,
    /// What for.
    pub purpose: PairingPurpose,
    /// What the page calls itself.
    pub device: String,
    /// Its browser.
    pub browser: String,
    /// The address that its request came from.
    pub address: String,
    /// When it was asked.
    pub asked: DateTime<Utc>,
    /// Until when it can be allowed; then, until when it can be taken.
    pub until: DateTime<Utc>,
    /// When a phone first looked at it.
    pub seen: Option<DateTime<Utc>>,
    /// Who allowed it, and when.
    pub allowed: Option<(MemberId, DateTime<Utc>)>,
    /// As what they allowed it, if it is to be a screen of a hall.
    pub screen: Option<Wanted>,
    /// When the page took what was allowed.
    pub taken: Option<DateTime<Utc>>,
    /// When it ended: refused, by wrong digits, or because all is done.
    pub ended: Option<DateTime<Utc>>,
}

impl Pairing {
    /// Whether nothing can come of it any more.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.taken.is_some() || self.ended.is_some() || self.until <= now
    }

    /// What the login of the page is called in the list of its owner.
    pub fn login_name(&self) -> String {
        if self.browser.is_empty() { self.device.clone() } else { format!("{} · {}", self.device, self.browser) }
    }
}
