//! Founding a team, and looking at one.

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Outcome};
use crate::members::member::Person;
use crate::moderation::case::{NewCase, Target};
use crate::moderation::check::check_of_member;
use crate::moderation::hold::hold;
use crate::moderation::text_state::TextState;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::volunteering::read::find_team;
use crate::volunteering::team::{Membership, Team};

/// Founds a team in the home community. The founder is its captain and first member. For helpers.
pub async fn found(ports: &Ports, by: &Viewer, name: Line<30>, request: &Request) -> Outcome<Team> {
    let made = once(ports, request, async {
        by.home()?;
        by.must_be_helper()?;
        let me = ports.store.profile(by).await?;
        let community = me.home.ok_or(Failure::Forbidden)?;
        let check = check_of_member(ports, by, &community.path, Scene::Profile, &[("name", name.as_str())]).await?;
        let now = ports.now();
        let team = Team {
            id: ports.id(now),
            community,
            name: name.as_str().to_owned(),
            captain: Person { id: me.id, shown_name: me.real_name.map(|name| name.masked()).unwrap_or_default() },
            size: 1,
            founded: now,
            closed: None,
            text_state: TextState::after(check),
            membership: Membership::Current,
        };
        let (target, author) = (Target::Team(team.id), by.member());
        let case = NewCase { id: ports.id(now), community: team.community.id, target, author, check, at: now };
        let mut tx = begin(ports, request, team.id).await?;
        tx.add_team(&team).await?;
        hold(&mut *tx, &case).await?;
        ports.commit(tx, by.did(Act::FoundTeam, team.community.id, team.id)).await?;
        Ok(team.id)
    })
    .await?;
    find_team(ports, by, "requestId", made).await
}
