//! What a store must guarantee of teams, activities and sign-ups.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{ActivityId, AreaId, MemberId, ShiftId, SignUpId, TeamId};
use crate::members::member::Person;
use crate::moderation::text_state::TextState;
use crate::page::{Page, PageRequest};
use crate::text::Line;
use crate::volunteering::activity::{Activity, ActivityText, For};
use crate::volunteering::plan::ShiftPlan;
use crate::volunteering::shift::{NewShift, Shift, SignUp};
use crate::volunteering::team::Team;

/// A team that is to be founded.
#[derive(Debug)]
pub struct NewTeam {
    /// Its id.
    pub id: TeamId,
    /// The community that it belongs to.
    pub community: AreaId,
    /// Its name.
    pub name: Line<30>,
    /// The founder.
    pub captain: MemberId,
    /// When.
    pub founded: DateTime<Utc>,
    /// Whether its name is shown.
    pub text_state: TextState,
}

/// Teams, inside a transaction.
#[async_trait]
pub trait TeamRepo {
    /// Adds a team with its captain as the only member. *Refused* if a team of the community bears the name.
    async fn add_team(&mut self, new: &NewTeam) -> Outcome<()>;
    /// Writes down that somebody is in the team; says whether they were not before. One conditional statement.
    async fn join_team(&mut self, team: TeamId, member: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Counts one more in the team; says whether it still is open.
    async fn grow_team(&mut self, team: TeamId) -> Outcome<bool>;
    /// Writes down that somebody is no longer in the team; says whether they were. One conditional statement.
    async fn leave_team(&mut self, team: TeamId, member: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Counts one less in the team; says whether somebody else remains.
    async fn shrink_team(&mut self, team: TeamId) -> Outcome<bool>;
    /// Closes a team that has one member left; says whether it was so. One conditional statement.
    async fn close_team(&mut self, team: TeamId, now: DateTime<Utc>) -> Outcome<bool>;
}

/// Teams, outside one.
#[async_trait]
pub trait TeamReader: Send + Sync {
    /// The teams of these ids that the viewer may see as they see them ([`Team::shown_to`]), in no order.
    async fn teams(&self, viewer: &Viewer, ids: &[TeamId]) -> Outcome<Vec<Team>>;
    /// The teams of a community that are not closed, as the viewer sees them, the oldest first.
    async fn teams_of(&self, viewer: &Viewer, scope: &Scope, page: &PageRequest<TeamId>) -> Outcome<Page<Team>>;
    /// The teams that the viewer is in, the oldest first.
    async fn teams_with(&self, me: &Viewer, page: &PageRequest<TeamId>) -> Outcome<Page<Team>>;
    /// The same page of the people of each of these teams, oldest account first; nothing of those that have none there.
    /// For those to whom they show them ([`Team::must_show_members`]).
    async fn people_in_teams(
        &self,
        viewer: &Viewer,
        teams: &[TeamId],
        page: &PageRequest<MemberId>,
    ) -> Outcome<Vec<(TeamId, Page<Person>)>>;
}

/// An activity that is to be organised.
#[derive(Debug)]
pub struct NewActivity {
    /// Its id.
    pub id: ActivityId,
    /// The community that it belongs to.
    pub community: AreaId,
    /// The organiser.
    pub organiser: MemberId,
    /// What was written.
    pub content: ActivityText,
    /// Whether that is shown.
    pub text_state: TextState,
    /// Who can sign up.
    pub audience: For,
    /// When its first shift starts.
    pub first_start: DateTime<Utc>,
    /// When its last shift ends.
    pub last_end: DateTime<Utc>,
    /// When it is made.
    pub created: DateTime<Utc>,
}

/// Activities, inside a transaction.
#[async_trait]
pub trait ActivityRepo {
    /// Adds an activity and its shifts, whose secrets are encrypted.
    async fn add_activity(&mut self, new: &NewActivity, shifts: &[NewShift]) -> Outcome<()>;
    /// Calls off an activity that is not over, with the shifts that are not, and ends their sign-ups; says
    /// which, or `None` if it no longer stood. One conditional statement decides. The reason is shown or not.
    async fn call_off_activity(
        &mut self,
        activity: ActivityId,
        by: MemberId,
        reason: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Vec<Signed>>>;
}

/// A place in an order of starting times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartKey {
    /// When it starts.
    pub starts: DateTime<Utc>,
    /// To tell apart what starts at once.
    pub id: Uuid,
}

impl Activity {
    /// Its place in the list of activities.
    pub fn start_key(&self) -> StartKey {
        StartKey { starts: self.first_start, id: self.id.uuid() }
    }
}

impl SignUp {
    /// Its place in the list of a member's sign-ups.
    pub fn start_key(&self) -> StartKey {
        StartKey { starts: self.starts, id: self.id.uuid() }
    }
}

/// Activities, outside one.
#[async_trait]
pub trait ActivityReader: Send + Sync {
    /// The activities of these ids that the viewer may see as they see them ([`Activity::shown_to`]), in no order.
    async fn activities(&self, viewer: &Viewer, ids: &[ActivityId]) -> Outcome<Vec<Activity>>;
    /// The activities of a community, or of one team of it, as the viewer sees them, that have not ended (cancelled ones
    /// until they would have), ordered by first start.
    async fn activities_of(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        team: Option<TeamId>,
        now: DateTime<Utc>,
        page: &PageRequest<StartKey>,
    ) -> Outcome<Page<Activity>>;
    /// Those that are over, as the viewer sees them, the latest first.
    async fn past_activities_of(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        team: Option<TeamId>,
        now: DateTime<Utc>,
        page: &PageRequest<(DateTime<Utc>, ActivityId)>,
    ) -> Outcome<Page<Activity>>;
    /// Takes what is over out of the index of what is to come, so that no page has to pass it by, and says how much that
    /// was. It is in no list of what is to come in any case. Safe to run from several processes at once.
    async fn put_past_activities_away(&self, now: DateTime<Utc>) -> Outcome<u64>;
    /// The shifts of these ids that the viewer may see as they see them ([`Shift::shown_to`]), in no order.
    async fn shifts(&self, viewer: &Viewer, ids: &[ShiftId]) -> Outcome<Vec<Shift>>;
    /// A shift as each of these viewers sees it ([`Shift::shown_to`]), if they do, and what keeps them from signing up for
    /// it.
    async fn shift_for(
        &self,
        viewers: &[&Viewer],
        shift: ShiftId,
        now: DateTime<Utc>,
    ) -> Outcome<Vec<Option<(Shift, Option<Clash>)>>>;
    /// The shifts of these activities that the viewer may see, by their start.
    async fn shifts_of(&self, viewer: &Viewer, ids: &[ActivityId]) -> Outcome<Vec<Shift>>;
    /// The shifts of a community that take place between these moments, were not called off, and are not hidden, as the
    /// viewer sees them, by their start: this many at most.
    async fn shifts_between(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> Outcome<Vec<Shift>>;
}

/// A sign-up that is to be made.
#[derive(Debug)]
pub struct NewSignUp {
    /// Its id.
    pub id: SignUpId,
    /// For which shift.
    pub shift: ShiftId,
    /// The member.
    pub member: MemberId,
    /// When the shift is.
    pub plan: ShiftPlan,
    /// When it is made.
    pub at: DateTime<Utc>,
}

/// What a shift gave to those who signed up at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The number of the first of them in the order of joining; the others follow without a gap.
    pub first: i64,
    /// How many of them have a seat, from the first on. The others have places in the waiting list.
    pub seated: usize,
}

/// Why somebody cannot take a place of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// They signed up for it.
    Same,
    /// They signed up for another that overlaps.
    Overlap,
    /// It is not for them any more: they left its team or moved away a moment ago.
    Outside,
}

/// A sign-up and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Whose.
    pub member: MemberId,
    /// The sign-up.
    pub sign_up: SignUpId,
    /// When its shift starts.
    pub starts: DateTime<Utc>,
}

/// What may be given back besides a place in the waiting list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Nothing.
    Place,
    /// A seat that the member moved up to after the cut-off: see [`SignUp::must_be_cancellable`].
    MovedUpLate,
    /// Any seat.
    Any,
}

/// Sign-ups, inside a transaction.
#[async_trait]
pub trait SignUpRepo {
    /// Takes the next places of a shift for that many: seats while there are any and nobody waits, else the end of the
    /// waiting list. `None` if it takes nobody now. One conditional statement; whoever comes next waits for the end of the
    /// transaction.
    async fn take_places(&mut self, shift: ShiftId, many: usize, now: DateTime<Utc>) -> Outcome<Option<Places>>;
    /// Writes these sign-ups down, each of another member, in the order of the places. `false` if one of the members has
    /// one for a shift that overlaps, or is not of those for whom it is. The members must be held ([`crate::members::repo::MemberRepo::hold_members`]).
    async fn add_sign_ups(&mut self, new: &[NewSignUp], places: Places) -> Outcome<bool>;
    /// Ends a sign-up of nobody who was checked in, and gives what becomes free to the next in line who is entitled to it;
    /// those before them who are not wait no more. Says who moved up, or `None` if it could not end. What `leave` allows is
    /// decided by the statement that ends it.
    async fn withdraw_sign_up(
        &mut self,
        shift: ShiftId,
        sign_up: SignUpId,
        leave: Leave,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Vec<Signed>>>;
}

/// Sign-ups, outside one.
#[async_trait]
pub trait SignUpReader: Send + Sync {
    /// The sign-ups of these ids that the viewer may see (their own, and those of an activity that they lead), in no
    /// order.
    async fn sign_ups(&self, viewer: &Viewer, ids: &[SignUpId]) -> Outcome<Vec<SignUp>>;
    /// The viewer's sign-ups by the start of the shift: of those that are not over, what holds or was called off; with
    /// `past`, all.
    async fn sign_ups_by(
        &self,
        me: &Viewer,
        past: bool,
        now: DateTime<Utc>,
        page: &PageRequest<StartKey>,
    ) -> Outcome<Page<SignUp>>;
    /// The sign-ups for these shifts that the viewer has now, in no order.
    async fn sign_ups_for(&self, me: &Viewer, shifts: &[ShiftId]) -> Outcome<Vec<SignUp>>;
    /// The sign-up that a member has now for a shift, or that they were checked in by. For the member, and for those
    /// who lead the activity.
    async fn sign_up_of(&self, viewer: &Viewer, member: MemberId, shift: ShiftId) -> Outcome<Option<SignUp>>;
    /// The same page of the roster of each of these shifts: those with a seat, then those who wait for one, each as
    /// they joined, by which the page is keyed; those who were checked in stay. Nothing of those that have none there.
    /// For those who lead the activities.
    async fn rosters(
        &self,
        viewer: &Viewer,
        shifts: &[ShiftId],
        page: &PageRequest<i64>,
    ) -> Outcome<Vec<(ShiftId, Page<SignUp>)>>;
    /// The sign-up of each, as they see it ([`SignUpReader::sign_ups`]).
    async fn sign_ups_of(&self, each: &[(&Viewer, SignUpId)]) -> Outcome<Vec<Option<SignUp>>>;
}
