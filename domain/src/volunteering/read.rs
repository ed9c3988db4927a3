//! Looking at teams, activities, shifts and sign-ups.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::{ActivityId, ShiftId, SignUpId, TeamId};
use crate::ports::Ports;
use crate::volunteering::activity::Activity;
use crate::volunteering::shift::{Shift, SignUp};
use crate::volunteering::team::Team;

/// The team that `field` names, if the viewer may see it.
pub async fn find_team(ports: &Ports, by: &Viewer, field: &'static str, id: TeamId) -> Outcome<Team> {
    ports.store.teams(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// The team of this community that `field` names, if the viewer may see it.
pub async fn find_team_of(ports: &Ports, by: &Viewer, scope: &Scope, field: &'static str, id: TeamId) -> Outcome<Team> {
    let team = find_team(ports, by, field, id).await?;
    if team.community.id == scope.community() { Ok(team) } else { Err(Failure::NotFound(field)) }
}

/// The activity that `field` names, if the viewer may see it.
pub async fn find_activity(ports: &Ports, by: &Viewer, field: &'static str, id: ActivityId) -> Outcome<Activity> {
    ports.store.activities(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// The sign-up that `field` names, if the viewer may see it: their own, or one of an activity that they lead.
pub async fn find_sign_up(ports: &Ports, by: &Viewer, field: &'static str, id: SignUpId) -> Outcome<SignUp> {
    ports.store.sign_ups(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// The shift that `field` names, if the viewer may see it.
pub async fn find_shift(ports: &Ports, by: &Viewer, field: &'static str, id: ShiftId) -> Outcome<Shift> {
    ports.store.shifts(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}
