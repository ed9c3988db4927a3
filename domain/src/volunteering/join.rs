//! Joining a team, and leaving it.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::TeamId;
use crate::members::loss::{Loss, lose};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::read::find_team;
use crate::volunteering::team::Team;
use crate::volunteering::told::hand_on;
use crate::volunteering::{JOIN_TEAM, LEAVE_TEAM};

/// Joins a team of the home community. For helpers.
pub async fn join(ports: &Ports, by: &Viewer, team: TeamId, request: &Request) -> Outcome<Team> {
    let joined = once(ports, request, async {
        let team = find_team(ports, by, "teamId", team).await?;
        team.must_take(by)?;
        let mut tx = begin(ports, request, team.id).await?;
        if !tx.join_team(team.id, by.member(), ports.now()).await? {
            return Err(Reason::AlreadyInTeam.at("teamId").into());
        }
        // The row of the team is the one that others wait for, so it comes last.
        if !tx.grow_team(team.id).await? {
            return Err(Reason::TeamClosed.at("teamId").into());
        }
        // When the captain was blocked or moved away, nobody else may have been there.
        hand_on(ports, &mut *tx, team.id).await?;
        ports.commit(tx, by.did(JOIN_TEAM, team.community.id, team.id)).await?;
        Ok(team.id)
    })
    .await?;
    find_team(ports, by, "teamId", joined).await
}

/// Leaves a team, and gives up what the viewer had of the activities that are for it alone. The captain leaves last,
/// which closes the team: its name is free again.
pub async fn leave(ports: &Ports, by: &Viewer, team: TeamId, request: &Request) -> Outcome<Team> {
    let left = once(ports, request, async {
        let team = find_team(ports, by, "teamId", team).await?;
        team.must_let_go(by)?;
        let now = ports.now();
        let mut tx = begin(ports, request, team.id).await?;
        // So that the member does not sign up at the same time.
        tx.hold_member(by.member()).await?;
        if !tx.leave_team(team.id, by.member(), now).await? {
            return Err(Reason::NotInTeam.at("teamId").into());
        }
        // The shifts before the team, as everywhere.
        lose(ports, &mut *tx, by.member(), Loss::Team(team.id), now).await?;
        let captain = team.captain.id == by.member();
        let gone = (!captain && tx.shrink_team(team.id).await?) || tx.close_team(team.id, now).await?;
        if !gone {
            return Err(Reason::CaptainStays.at("teamId").into());
        }
        // It may have been handed on to a member who leaves at the same moment.
        hand_on(ports, &mut *tx, team.id).await?;
        ports.commit(tx, by.did(LEAVE_TEAM, team.community.id, team.id)).await?;
        Ok(team.id)
    })
    .await?;
    find_team(ports, by, "teamId", left).await
}
