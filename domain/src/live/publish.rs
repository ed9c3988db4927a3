//! Telling what changed, once it is committed.

use crate::audit::entry::Deed;
use crate::ids::{MemberId, ScreenId};
use crate::live::change::{Change, Screen, Shows};
use crate::ports::Ports;

impl Deed {
    /// Which screens have to be refreshed.
    pub(crate) fn change(&self) -> Option<Change> {
        let shows = self.act.shows?;
        let of = match shows {
            Shows::There(_) => self.area.map(|area| area.uuid()),
            Shows::Everywhere(_) => None,
        };
        Some(Change { screen: shows.screen(), of })
    }
}

/// That the inbox of a member changed.
pub(crate) fn inbox_of(member: MemberId) -> Change {
    Change { screen: Screen::Inbox, of: Some(member.uuid()) }
}

/// That the right of a screen of a hall changed.
pub(crate) fn right_of(screen: ScreenId) -> Change {
    Change { screen: Screen::Right, of: Some(screen.uuid()) }
}

impl Ports {
    /// Tells all processes what was changed by deeds that are committed.
    pub(crate) fn tell(&self, mut changes: Vec<Change>) {
        changes.dedup();
        if !changes.is_empty() {
            self.live.publish(changes);
        }
    }
}
