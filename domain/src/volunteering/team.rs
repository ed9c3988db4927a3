//! A team (服务队) of volunteers.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::TeamId;
use crate::members::member::Person;
use crate::moderation::text_state::{REMOVED, Sight, TextState};
use crate::places::area::Area;

/// What somebody is to a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// They never were in it.
    Never,
    /// They left it.
    Former,
    /// They are in it.
    Current,
}

/// A team as people see it.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// The community that it belongs to.
    pub community: Area,
    /// Its name. No two teams of a community bear the same at a time.
    pub name: String,
    /// 队长: its founder, or the member to whom it was handed on.
    pub captain: Person,
    /// How many are in it, the captain included; 0 once it is closed.
    pub size: i32,
    /// When it was founded.
    pub founded: DateTime<Utc>,
    /// When the last one left, if it is closed.
    pub closed: Option<DateTime<Utc>>,
    /// Whether its name is shown; if not, it is not there for others.
    pub text_state: TextState,
    /// What the reader is to it.
    pub membership: Membership,
}

impl Team {
    /// The team as the reader sees it, if they do: the people of the community, and everyone who is or was in it. When
    /// its name is hidden only the latter and administrators do; once staff removed it they see no name.
    pub fn shown_to(mut self, viewer: &Viewer) -> Option<Self> {
        let own = self.captain.id == viewer.member() || viewer.administers(&self.community.path);
        if self.membership == Membership::Never && !viewer.sees(&self.community.path) {
            return None;
        }
        match self.text_state.sight(own, self.membership != Membership::Never) {
            Sight::Nothing => return None,
            Sight::WithoutWords => self.name = REMOVED.into(),
            Sight::Whole => {}
        }
        Some(self)
    }

    /// Decides a joining: by a helper of this community who is not in the team yet.
    pub fn must_take(&self, by: &Viewer) -> Outcome<()> {
        by.must_be_helper()?;
        if by.home()?.community != self.community.id {
            return Err(Failure::Forbidden);
        }
        if self.closed.is_some() {
            return Err(Reason::TeamClosed.at("teamId").into());
        }
        match self.membership {
            Membership::Current => Err(Reason::AlreadyInTeam.at("teamId").into()),
            Membership::Never | Membership::Former => Ok(()),
        }
    }

    /// Decides a leaving. The captain is the last to go, and closes the team.
    pub fn must_let_go(&self, by: &Viewer) -> Outcome<()> {
        if self.membership != Membership::Current {
            return Err(Reason::NotInTeam.at("teamId").into());
        }
        if self.captain.id == by.member() && self.size > 1 {
            return Err(Reason::CaptainStays.at("teamId").into());
        }
        Ok(())
    }

    /// Its members see who else is in it, and so do staff who administer the community.
    pub fn must_show_members(&self, to: &Viewer) -> Outcome<()> {
        if self.membership == Membership::Current { Ok(()) } else { to.must_administer(&self.community.path) }
    }
}
