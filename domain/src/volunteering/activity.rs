//! A volunteer activity (活动).

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{ActivityId, MemberId, TeamId};
use crate::members::member::Person;
use crate::moderation::text_state::{REMOVED, Sight, TextState};
use crate::places::area::Area;
use crate::places::path::Path;
use crate::text::{Line, Paragraphs};
use crate::volunteering::team::{Membership, Team};

/// Who can sign up.
#[derive(Debug, Clone)]
pub enum ActivityAudience {
    /// 志愿者和在职党员: all helpers of the community.
    Helpers,
    /// 在职党员: party members of the community only.
    PartyMembers,
    /// One team only.
    Team(Team),
}

/// For whom an activity is to be, as a client names it.
#[derive(Debug, Clone, Copy)]
pub enum For {
    /// All helpers of the community.
    Helpers,
    /// Party members only.
    PartyMembers,
    /// One team only.
    Team(TeamId),
}

/// What the organiser writes.
#[derive(Debug, Clone)]
pub struct ActivityText {
    /// In one line.
    pub title: Line<60>,
    /// In full.
    pub text: Paragraphs<2000>,
    /// Where people meet.
    pub place: Line<100>,
}

/// That an activity was called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOff {
    /// When.
    pub at: DateTime<Utc>,
    /// The person who did it.
    pub by: MemberId,
    /// What those who signed up are told; `None` for those it is hidden from.
    pub reason: Option<String>,
    /// Whether that is shown.
    pub text_state: TextState,
}

/// An activity as people see it: one row of a page, joined with all that a card shows.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// The community that it belongs to.
    pub community: Area,
    /// The organiser.
    pub organiser: Person,
    /// What was written.
    pub content: ActivityText,
    /// Whether it is shown; if not, the activity is not there for others.
    pub text_state: TextState,
    /// Who can sign up.
    pub audience: ActivityAudience,
    /// When its first shift starts.
    pub first_start: DateTime<Utc>,
    /// When its last shift ends.
    pub last_end: DateTime<Utc>,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// That it was called off, if it was.
    pub called_off: Option<CallOff>,
}

/// Whether somebody leads an activity: the captain of its team, while they belong to the community, and staff who
/// administer the community. Somebody who organised it as one of the staff no longer leads it once they have left the
/// staff.
pub fn leads(viewer: &Viewer, community: &Path, captain: Option<MemberId>) -> bool {
    viewer.administers(community) || (captain == Some(viewer.member()) && viewer.sees(community))
}

impl Activity {
    /// Whether somebody who sees it sees its photos, too: as long as they see its words.
    pub fn shows_photos_to(&self, viewer: &Viewer) -> bool {
        let own = self.organiser.id == viewer.member() || viewer.administers(&self.community.path);
        own || self.text_state != TextState::Removed
    }

    /// The activity as somebody sees it, if they do: the people of the community, as long as its words are not hidden;
    /// the organiser and administrators always. `signed_up`: they see it by a shift that they signed up for, and still
    /// do; of what staff removed they no longer see the words.
    pub fn shown_to(mut self, viewer: &Viewer, signed_up: bool) -> Option<Self> {
        let (me, administers) = (viewer.member(), viewer.administers(&self.community.path));
        if !(signed_up || viewer.sees(&self.community.path)) {
            return None;
        }
        let sight = self.text_state.sight(self.organiser.id == me || administers, signed_up);
        match sight {
            Sight::Nothing => return None,
            Sight::WithoutWords => {
                self.content = ActivityText {
                    title: Line::stored(REMOVED.into()),
                    text: Paragraphs::stored(REMOVED.into()),
                    place: Line::stored(REMOVED.into()),
                };
            }
            Sight::Whole => {}
        }
        if let Some(off) = &mut self.called_off
            && (sight, off.text_state.sight(off.by == me || administers, false)) != (Sight::Whole, Sight::Whole)
        {
            off.reason = None;
        }
        Some(self)
    }

    /// Whether somebody leads it, and so calls its roll.
    pub fn led_by(&self, viewer: &Viewer) -> bool {
        let captain = match &self.audience {
            ActivityAudience::Team(team) => Some(team.captain.id),
            ActivityAudience::Helpers | ActivityAudience::PartyMembers => None,
        };
        leads(viewer, &self.community.path, captain)
    }

    /// Those who lead it check people in, see who comes, and can call it off.
    pub fn must_lead(&self, by: &Viewer) -> Outcome<()> {
        if self.led_by(by) { Ok(()) } else { by.must_administer(&self.community.path) }
    }

    /// Decides an organising: by staff who administer the community, or by the captain of a team for that team.
    pub fn must_be_organised_by(by: &Viewer, community: &Path, audience: &ActivityAudience) -> Outcome<()> {
        match audience {
            ActivityAudience::Team(team) if team.captain.id == by.member() && by.sees(community) => Ok(()),
            _ => by.must_administer(community),
        }
    }

    /// Whether somebody belongs to those for whom it is: a helper of this community, and of the audience.
    pub fn must_be_for(&self, by: &Viewer) -> Outcome<()> {
        by.must_be_helper()?;
        if by.home()?.community != self.community.id {
            return Err(Failure::Forbidden);
        }
        let belongs = match &self.audience {
            ActivityAudience::Helpers => true,
            ActivityAudience::PartyMembers => by.standing.party_unit.is_some(),
            ActivityAudience::Team(team) => team.membership == Membership::Current,
        };
        if belongs { Ok(()) } else { Err(Reason::NotInAudience.at("shiftId").into()) }
    }

    /// Decides a calling-off: by those who lead it, once, before it is over.
    pub fn must_be_called_off_by(&self, by: &Viewer, now: DateTime<Utc>) -> Outcome<()> {
        self.must_lead(by)?;
        if self.called_off.is_some() {
            return Err(Reason::ActivityCancelled.at("activityId").into());
        }
        if now >= self.last_end {
            return Err(Reason::ActivityOver.at("activityId").into());
        }
        Ok(())
    }
}
