//! Losing an entitlement: what depended on it ends with it, in the transaction of the cause.
//!
//! | | blocked, account erased | moved away | left a team |
//! |---|---|---|---|
//! | roles | end | stay | stay |
//! | claims that are not fulfilled | are given back | stay until they are done | stay |
//! | seats of shifts that are not over | go to the next in line | stay | go, where they are for that team alone |
//! | places in line | end | end, but in the new home | end, where they are for that team alone |
//! | captaincy | is handed on | is handed on | cannot be left while others are in the team |
//!
//! A role that ends takes nothing else with it: nobody has a claim, a seat or a team because of it. What passes to
//! somebody else goes to a person who is entitled to it at that moment, and the statements that give it decide that.

use chrono::{DateTime, Utc};

use crate::failure::{Outcome, Reason};
use crate::ids::{MemberId, TeamId};
use crate::inbox::news::News;
use crate::ports::Ports;
use crate::store::Tx;
use crate::volunteering::repo::Leave;
use crate::volunteering::told::{hand_on, tell};

/// What somebody is no longer entitled to. The cause is written down before, in the same transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loss<'w> {
    /// To anything: the member is blocked, or the account erased, and is held by
    /// [`crate::members::repo::LossRepo::hold_from_all`] or as [`crate::privacy::repo::ErasureRepo::close_account`]
    /// does.
    Everything {
        /// The person who decided it.
        by: MemberId,
        /// What the people whose wishes were claimed are told.
        why: &'w str,
    },
    /// To what is for the people of a community: the member moved away.
    Home,
    /// To what is for a team: the member left it.
    Team(TeamId),
}

/// Ends what depended on an entitlement. *Refused* if a city would have no administrator.
///
/// The member's own row is held already. Then come roles, wishes, shifts and teams, each in the order of their ids: all
/// who hold several do the same, so there is no deadlock.
pub(crate) async fn lose(
    ports: &Ports,
    tx: &mut dyn Tx,
    member: MemberId,
    loss: Loss<'_>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if let Loss::Everything { by, why } = loss {
        if !tx.end_roles(member, by, now).await? {
            return Err(Reason::LastAdministrator.into());
        }
        tx.hold_wishes(member).await?;
        let ended = tx.end_claims(member, why, now).await?;
        let told = ended.iter().map(|ended| ports.told(ended.author, News::WishGivenBack).about(ended.wish));
        tx.tell(&told.collect::<Vec<_>>()).await?;
    }
    let (team, leave) = match loss {
        Loss::Everything { .. } => (None, Leave::Any),
        Loss::Home => (None, Leave::Place),
        Loss::Team(team) => (Some(team), Leave::Any),
    };
    for (shift, sign_up) in tx.lost_sign_ups(member, team, now).await? {
        let moved_up = tx.withdraw_sign_up(shift, sign_up, leave, now).await?;
        tell(ports, tx, News::SeatFreed, &moved_up.unwrap_or_default()).await?;
    }
    if team.is_none() {
        for team in tx.teams_joined(member).await? {
            hand_on(ports, tx, team).await?;
        }
    }
    Ok(())
}
