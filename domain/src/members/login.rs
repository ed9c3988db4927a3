//! Logging in, and staying so.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{MemberId, SessionId};
use crate::members::session::{RefreshToken, Refreshed, Session};
use crate::ports::Ports;
use crate::text::Line;

/// On how many devices one may be logged in; the oldest login ends when another is added.
pub const DEVICES: usize = 10;

/// A login that worked.
#[derive(Debug)]
pub struct LoggedIn {
    /// What the member is and may do.
    pub viewer: Viewer,
    /// The session.
    pub session: Session,
    /// For the client to keep.
    pub refresh_token: RefreshToken,
}

/// Logs in by a WeChat code: one person, one account. The platform takes a code once, so one code is one session.
pub async fn login(ports: &Ports, code: &str, device: Line<60>) -> Outcome<LoggedIn> {
    let open_id = ports.wechat.open_id(code).await?;
    let now = ports.now();
    let mut tx = ports.store.begin().await?;
    let member = tx.member_of(&open_id, ports.id(now), now).await?;
    tx.commit().await?;

    let id: SessionId = ports.id(now);
    let (session, refresh_token) =
        Session::begin(member, id, device.as_str().to_owned(), now, ports.chance.bytes(), ports.chance.bytes());
    ports.sessions.swap(member, id, None, Some(&session)).await?;
    // Looked at after adding, so that of many logins at once the last ones leave no more than there may be.
    let mut all = ports.sessions.all(member).await?;
    all.sort_by_key(|(other, session)| (!session.lives(now), std::cmp::Reverse((session.refreshed, *other))));
    let living = all.iter().filter(|(_, session)| session.lives(now)).count();
    for (other, session) in all.iter().skip(living.min(DEVICES)) {
        ports.sessions.swap(member, *other, Some(session), None).await?;
    }
    let viewer = viewer(ports, member, id).await?;
    Ok(LoggedIn { viewer, session, refresh_token })
}

/// Exchanges a refresh token. The rules stand in [`crate::members::session`].
pub async fn refresh(ports: &Ports, token: &str) -> Outcome<LoggedIn> {
    let ended = || Failure::from(Reason::SessionEnded.at("refreshToken"));
    let token = RefreshToken::parse(token).ok_or_else(ended)?;
    let (member, id) = (token.member, token.session);
    // Each round is lost only to another refresh of the same login that won it.
    for _ in 0..5 {
        let session = ports.sessions.look(member, id).await?.session.ok_or_else(ended)?;
        let (session, refresh_token) = match session.refresh(&token, ports.now()) {
            Refreshed::MovedOn(moved, next) => {
                if !ports.sessions.swap(member, id, Some(&session), Some(&moved)).await? {
                    continue;
                }
                (moved, next)
            }
            Refreshed::Again(next) => (session, next),
            Refreshed::Spent => {
                if !ports.sessions.swap(member, id, Some(&session), None).await? {
                    continue;
                }
                return Err(ended());
            }
        };
        let viewer = viewer(ports, member, id).await?;
        return Ok(LoggedIn { viewer, session, refresh_token });
    }
    Err(Failure::Unavailable("a session is being refreshed by too many at once".into()))
}

/// Who asks, by an access token of the given generation: nobody, if the session ended.
pub async fn recognise(ports: &Ports, member: MemberId, id: SessionId, generation: u32) -> Outcome<Option<Viewer>> {
    let look = ports.sessions.look(member, id).await?;
    let Some(session) = look.session.filter(|session| session.lives(ports.now())) else {
        return Ok(None);
    };
    if let Some(arrived) = session.arrive(generation) {
        // Lost to a refresh: then that one knows already.
        ports.sessions.swap(member, id, Some(&session), Some(&arrived)).await?;
    }
    match look.standing {
        Some(standing) => Ok(Some(Viewer { standing, session: id })),
        None => viewer(ports, member, id).await.map(Some),
    }
}

async fn viewer(ports: &Ports, member: MemberId, session: SessionId) -> Outcome<Viewer> {
    let standing = ports.store.standing(member).await?.ok_or(Failure::Unauthenticated)?;
    ports.sessions.keep_standing(&standing).await?;
    Ok(Viewer { standing, session })
}
