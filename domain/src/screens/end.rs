//! Staff end a screen.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::ScreenId;
use crate::live::publish::right_of;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::screens::END_SCREEN;
use crate::screens::read::find;
use crate::screens::screen::{Screen, login_of};

/// Ends a screen, for good: its key and its login are worth nothing from then on, and what it shows ends at once. For
/// those who administer its community.
pub async fn end(ports: &Ports, by: &Viewer, screen: ScreenId, request: &Request) -> Outcome<Screen> {
    let made = once(ports, request, async {
        let screen = find(ports, by, "screenId", screen).await?;
        by.must_administer(&screen.community.path)?;
        let (login, _) = login_of(screen.id);
        ports.sessions.forget_standing(login).await?;
        let mut tx = begin(ports, request, screen.id).await?;
        if !tx.end_screen(screen.id, by.member(), ports.now()).await? {
            return Err(Reason::ScreenEnded.at("screenId").into());
        }
        ports.commit(tx, by.did(END_SCREEN, screen.community.id, screen.id)).await?;
        // Without its right the login is worth nothing; the store may forget it now, or when it ends by itself.
        ports.sessions.end_all(login).await.ok();
        ports.tell(vec![right_of(screen.id)]);
        Ok(screen.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}
