//! Telling, in the transaction of what is told.

use crate::ids::MemberId;
use crate::inbox::entry::Told;
use crate::inbox::news::News;
use crate::ports::Ports;

impl Ports {
    /// News for a member.
    pub fn told(&self, to: MemberId, news: News) -> Told {
        let at = self.now();
        Told { id: self.id(at), to, news, about: None, number: None, at, lapses: None }
    }
}
