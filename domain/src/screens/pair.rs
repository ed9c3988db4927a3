//! Staff make a page a screen of their community.

use uuid::Uuid;

use crate::access::Viewer;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome};
use crate::ids::{PairingId, ScreenId};
use crate::inbox::news::News;
use crate::places;
use crate::ports::Ports;
use crate::screens::PAIR_SCREEN;
use crate::screens::key::ScreenKey;
use crate::screens::screen::{NewScreen, Screen, Wanted};
use crate::standing::Standing;

/// Decides who makes a page a screen: those who administer the community.
pub(crate) async fn must_pair(ports: &Ports, by: &Viewer, wanted: &Wanted) -> Outcome<()> {
    let community = places::read::find(ports, "communityId", wanted.community).await?;
    by.scope("communityId", &community)?;
    by.must_administer(&community.path)
}

/// Makes a page a screen that a member allowed ([`crate::pairing`]): `None` if they took that back meanwhile, or hold no
/// role any more by which they could.
pub(crate) async fn pair(
    ports: &Ports,
    pairing: PairingId,
    by: &Standing,
    wanted: &Wanted,
    asked_in: Option<Uuid>,
) -> Outcome<Option<(ScreenKey, Screen)>> {
    let community = places::read::find(ports, "code", wanted.community).await?;
    if !by.may_administer(&community.path) {
        ports.write_down_refusal(by.member, asked_in, PAIR_SCREEN.name).await?;
        return Ok(None);
    }
    let at = ports.now();
    let key = ScreenKey(ports.chance.bytes());
    let new = NewScreen { id: ports.id(at), key: key.clone(), wanted, by: by.member, at };
    let id: ScreenId = new.id;
    let mut tx = ports.store.begin().await?;
    if !tx.end_pairing(pairing, at).await? {
        return Ok(None);
    }
    tx.add_screen(&new).await?;
    tx.tell(&[ports.told(by.member, News::ScreenPaired).about(id)]).await?;
    ports.commit(tx, Deed::of_a_stranger(PAIR_SCREEN, by.member, asked_in).on(id).at(community.id)).await?;
    let screen = ports.store.own_screen(id).await?;
    Ok(Some((key, screen.ok_or_else(|| Failure::Broken("a screen is gone at once".into()))?)))
}
