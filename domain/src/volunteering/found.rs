//! Founding a team, and looking at one.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::moderation::case::{NewCase, Target};
use crate::moderation::check::check_of_member;
use crate::moderation::hold::hold;
use crate::moderation::text_state::TextState;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::volunteering::FOUND_TEAM;
use crate::volunteering::read::find_team;
use crate::volunteering::repo::NewTeam;
use crate::volunteering::team::Team;

/// Founds a team in the home community. The founder is its captain and first member. For helpers.
pub async fn found(ports: &Ports, by: &Viewer, name: Line<30>, request: &Request) -> Outcome<Team> {
    let made = once(ports, request, async {
        let home = by.home()?;
        by.must_be_helper()?;
        let check = check_of_member(ports, by, &home.path, Scene::Profile, &[("name", name.as_str())]).await?;
        let (now, community, captain) = (ports.now(), home.community, by.member());
        let text_state = TextState::after(check);
        let new = NewTeam { id: ports.id(now), community, name, captain, founded: now, text_state };
        let target = Target::Team(new.id);
        let case = NewCase { id: ports.id(now), community, target, author: captain, check, at: now };
        let mut tx = begin(ports, request, new.id).await?;
        tx.add_team(&new).await?;
        hold(&mut *tx, &case).await?;
        ports.commit(tx, by.did(FOUND_TEAM, community, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    find_team(ports, by, "requestId", made).await
}
