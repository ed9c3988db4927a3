//! Sessions and standings inside the process: gone when it ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{MemberId, SessionId};
use domain::members::session::Session;
use domain::ports::{Clock, Look, STANDING_HELD_BACK, STANDING_KEPT, Sessions};
use domain::rates::{Caller, Charge};
use domain::standing::Standing;

use super::{MemoryRates, count_round_trip};

/// Below this many members nothing is cleaned up.
const FEW: usize = 1024;

/// The sessions of a service that is a single process.
pub struct MemorySessions {
    clock: Arc<dyn Clock>,
    rates: Arc<MemoryRates>,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    sessions: HashMap<MemberId, HashMap<SessionId, Session>>,
    standings: HashMap<MemberId, Place>,
    /// How many sessions and standings there were after the last cleaning.
    kept: usize,
}

/// The place of a member's standing: the standing, or the mark that holds it back.
struct Place {
    standing: Option<Standing>,
    until: DateTime<Utc>,
}

impl MemorySessions {
    /// Begins empty. The clock decides when a kept standing is too old and what may be cleaned up.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, rates: Arc::default(), shelf: Mutex::default() }
    }

    /// The limits of rates that it takes from.
    pub fn rates(&self) -> Arc<MemoryRates> {
        self.rates.clone()
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        count_round_trip();
        // Each change is one step, so a panic in between leaves nothing half done.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shelf for one who may add to it, and the time.
    fn shelf_to_fill(&self) -> (MutexGuard<'_, Shelf>, DateTime<Utc>) {
        let now = self.clock.now();
        let mut shelf = self.shelf();
        shelf.clean(now);
        (shelf, now)
    }

    /// How many members have something here.
    #[cfg(test)]
    pub(super) fn members(&self) -> usize {
        self.shelf().len()
    }
}

impl Shelf {
    /// Drops what has ended, whenever there may be twice as much as was left the last time: that bounds the memory by
    /// what lives, and the work by what is written.
    fn clean(&mut self, now: DateTime<Utc>) {
        if self.len() < FEW.max(2 * self.kept) {
            return;
        }
        self.sessions.retain(|_, sessions| {
            sessions.retain(|_, session| now < session.ends_at_last());
            !sessions.is_empty()
        });
        self.standings.retain(|_, place| now < place.until);
        self.sessions.shrink_to_fit();
        self.standings.shrink_to_fit();
        self.kept = self.len();
    }

    /// Counts members: what one member can have is bounded by the rules of login.
    fn len(&self) -> usize {
        self.sessions.len() + self.standings.len()
    }
}

#[async_trait]
impl Sessions for MemorySessions {
    async fn look_and_take(
        &self,
        member: MemberId,
        session: SessionId,
        charges: &[Charge],
        now: DateTime<Utc>,
    ) -> Outcome<Look> {
        let believed = self.clock.now();
        let shelf = self.shelf();
        let place = shelf.standings.get(&member).filter(|place| believed < place.until);
        let session = shelf.sessions.get(&member).and_then(|sessions| sessions.get(&session)).cloned();
        let wait = session.as_ref().and_then(|_| self.rates.charge(Caller::Member(member), charges, now));
        Ok(Look { session, standing: place.and_then(|place| place.standing.clone()), wait })
    }

    async fn swap(
        &self,
        member: MemberId,
        session: SessionId,
        old: Option<&Session>,
        new: Option<&Session>,
    ) -> Outcome<bool> {
        let (mut shelf, _) = self.shelf_to_fill();
        if shelf.sessions.get(&member).and_then(|sessions| sessions.get(&session)) != old {
            return Ok(false);
        }
        if let Some(new) = new {
            shelf.sessions.entry(member).or_default().insert(session, new.clone());
        } else if let Some(sessions) = shelf.sessions.get_mut(&member) {
            sessions.remove(&session);
            if sessions.is_empty() {
                shelf.sessions.remove(&member);
            }
        }
        Ok(true)
    }

    async fn all(&self, member: MemberId) -> Outcome<Vec<(SessionId, Session)>> {
        let shelf = self.shelf();
        Ok(shelf.sessions.get(&member).into_iter().flatten().map(|(id, session)| (*id, session.clone())).collect())
    }

    async fn end_all(&self, member: MemberId) -> Outcome<()> {
        self.shelf().sessions.remove(&member);
        Ok(())
    }

    async fn keep_standing(&self, standing: &Standing) -> Outcome<()> {
        let (mut shelf, now) = self.shelf_to_fill();
        if shelf.standings.get(&standing.member).is_none_or(|place| place.until <= now) {
            let place = Place { standing: Some(standing.clone()), until: now + STANDING_KEPT };
            shelf.standings.insert(standing.member, place);
        }
        Ok(())
    }

    async fn forget_standing(&self, member: MemberId) -> Outcome<()> {
        let (mut shelf, now) = self.shelf_to_fill();
        shelf.standings.insert(member, Place { standing: None, until: now + STANDING_HELD_BACK });
        Ok(())
    }

    async fn ping(&self) -> Outcome<()> {
        count_round_trip();
        Ok(())
    }
}
