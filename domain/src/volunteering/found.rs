//! Founding a team, and looking at one.

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Outcome};
use crate::ids::TeamId;
use crate::members::member::Person;
use crate::once::{Request, begin, once};
use crate::ports::Ports;
use crate::text::Line;
use crate::volunteering::team::{Membership, Team};

/// Founds a team in the home community. The founder is its captain and first member. For helpers.
pub async fn found(ports: &Ports, by: &Viewer, name: Line<30>, request: &Request) -> Outcome<Team> {
    let made = once(ports, request, async {
        by.home()?;
        by.must_be_helper()?;
        let now = ports.now();
        let me = ports.store.profile(by).await?;
        let team = Team {
            id: ports.id(now),
            community: me.home.ok_or(Failure::Forbidden)?,
            name: name.as_str().to_owned(),
            captain: Person { id: me.id, shown_name: me.real_name.map(|name| name.masked()).unwrap_or_default() },
            size: 1,
            founded: now,
            closed: None,
            membership: Membership::Current,
        };
        let mut tx = begin(ports, request, team.id).await?;
        tx.add_team(&team).await?;
        ports.commit(tx, by.did(Act::FoundTeam, team.community.id, team.id)).await?;
        Ok(team.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}

/// The team that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: TeamId) -> Outcome<Team> {
    ports.store.teams(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}
