//! How much of what is open, for the limits and for `/metrics`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::SessionId;

/// The sockets of this process.
#[derive(Default)]
pub struct Sockets {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    of_logins: HashMap<SessionId, usize>,
}

/// A socket that is counted for as long as this is kept.
pub struct Counted {
    of: Arc<Sockets>,
    login: Option<SessionId>,
}

impl Sockets {
    /// Counts one more; `None` if there are as many as there may be.
    pub fn count(self: &Arc<Self>, most: usize) -> Option<Counted> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= most {
            return None;
        }
        open.all += 1;
        metrics::gauge!("linli_live_sockets").set(open.all as f64);
        Some(Counted { of: self.clone(), login: None })
    }
}

impl Counted {
    /// Counts it for a login, too; says whether that has fewer than it may have.
    pub fn count_for(&mut self, login: SessionId, most: usize) -> bool {
        let mut open = self.of.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_login = open.of_logins.entry(login).or_default();
        if *of_login >= most {
            return false;
        }
        *of_login += 1;
        self.login = Some(login);
        true
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.of.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        metrics::gauge!("linli_live_sockets").set(open.all as f64);
        if let Some(login) = self.login
            && let Entry::Occupied(mut of_login) = open.of_logins.entry(login)
        {
            *of_login.get_mut() -= 1;
            if *of_login.get() == 0 {
                of_login.remove();
            }
        }
    }
}
