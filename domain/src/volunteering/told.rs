//! What members are told when a seat, an activity or a team passes to them or ends without their doing.

use crate::failure::Outcome;
use crate::ids::TeamId;
use crate::inbox::news::News;
use crate::ports::Ports;
use crate::store::Tx;
use crate::volunteering::repo::Signed;

/// Tells members something about their sign-ups.
pub(crate) async fn tell(ports: &Ports, tx: &mut dyn Tx, news: News, whose: &[Signed]) -> Outcome<()> {
    let told = whose.iter().map(|signed| ports.told(signed.member, news).about(signed.sign_up).lapses(signed.starts));
    tx.tell(&told.collect::<Vec<_>>()).await
}

/// Makes somebody else the captain of a team whose captain cannot lead it any more, if there is anybody, and tells them.
pub(crate) async fn hand_on(ports: &Ports, tx: &mut dyn Tx, team: TeamId) -> Outcome<()> {
    match tx.hand_on_team(team).await? {
        Some(captain) => tx.tell(&[ports.told(captain, News::TeamHandedOn).about(team)]).await,
        None => Ok(()),
    }
}
