//! Logging in, and staying so.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::Viewer;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{MemberId, PairingId, ScreenId, SessionId};
use crate::inbox::news::News;
use crate::members::second_factor::needs_code;
use crate::members::session::{RefreshToken, Refreshed, Session};
use crate::members::{CREATE_ACCOUNT, LOGIN};
use crate::ports::Ports;
use crate::rates::Charge;
use crate::standing::{Grant, Standing};
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
/// *Refused* if staff have blocked the member.
pub async fn login(ports: &Ports, code: &str, device: Line<60>, asked_in: Option<Uuid>) -> Outcome<LoggedIn> {
    let open_id = ports.wechat.open_id(code).await?;
    let now = ports.now();
    let mut tx = ports.store.begin().await?;
    let new: MemberId = ports.id(now);
    let member = tx.member_of(&open_id, new, now).await?;
    if member == new {
        ports.commit(tx, Deed::of_a_stranger(CREATE_ACCOUNT, member, asked_in).on(member)).await?;
    } else {
        drop(tx);
    }
    let standing = current(ports, member, false, None).await?;
    if standing.blocked {
        ports.write_down_refusal(member, asked_in, LOGIN.name).await?;
        return Err(Reason::MemberBlocked.into());
    }

    let (id, session, refresh_token) = begin_session(ports, &standing, device.as_str().to_owned(), false).await?;
    ports.write_down(Deed::of_a_stranger(LOGIN, member, asked_in).on(id)).await?;
    Ok(LoggedIn { viewer: viewer(ports, standing, id, asked_in).await?, session, refresh_token })
}

/// Begins a session of a member who is not blocked, and ends what is too many then.
async fn begin_session(
    ports: &Ports,
    of: &Standing,
    device: String,
    paired: bool,
) -> Outcome<(SessionId, Session, RefreshToken)> {
    let now = ports.now();
    // The process that lifted a block may have a faster clock.
    let began = of.unblocked.map_or(now, |lifted| lifted.max(now));
    let id: SessionId = ports.id(now);
    let (mut session, token) = Session::begin(of.member, id, device, began, ports.chance.bytes(), ports.chance.bytes());
    session.paired = paired;
    ports.sessions.swap(of.member, id, None, Some(&session)).await?;
    end_the_oldest(ports, of, now).await?;
    Ok((id, session, token))
}

/// Logs in a page that a member allowed ([`crate::pairing`]): `None`, and no session, if they took that back meanwhile.
/// It proved nothing but that: a second factor has to be given in it as in any other login.
pub(crate) async fn login_page(
    ports: &Ports,
    pairing: PairingId,
    standing: Standing,
    device: String,
    asked_in: Option<Uuid>,
) -> Outcome<Option<LoggedIn>> {
    let member = standing.member;
    let (id, session, refresh_token) = begin_session(ports, &standing, device, true).await?;
    // Whoever ends all logins of the member ends their pairings before: so either this finds it ended, or they find the
    // session.
    let mut tx = ports.store.begin().await?;
    if !tx.end_pairing(pairing, ports.now()).await? {
        drop(tx);
        ports.sessions.swap(member, id, Some(&session), None).await?;
        return Ok(None);
    }
    tx.tell(&[ports.told(member, News::Paired)]).await?;
    ports.commit(tx, Deed::of_a_stranger(LOGIN, member, asked_in).on(id)).await?;
    Ok(Some(LoggedIn { viewer: viewer(ports, standing, id, asked_in).await?, session, refresh_token }))
}

/// Ends what is more than [`DEVICES`], and what has expired. Called after adding, so that of many logins at once the
/// last one sees them all.
async fn end_the_oldest(ports: &Ports, of: &Standing, now: DateTime<Utc>) -> Outcome<()> {
    loop {
        let mut all = ports.sessions.all(of.member).await?;
        all.sort_by_key(|(id, session)| (!session.lives(of, now), Reverse((session.refreshed, *id))));
        let living = all.iter().filter(|(_, session)| session.lives(of, now)).count();
        let mut lost = false;
        for (id, session) in all.iter().skip(living.min(DEVICES)) {
            lost |= !ports.sessions.swap(of.member, *id, Some(session), None).await?;
        }
        // Lost to another who ended it, or to a request by that very login, which then has to be looked at again.
        if !lost {
            return Ok(());
        }
    }
}

/// Exchanges a refresh token. The rules stand in [`crate::members::session`].
pub async fn refresh(ports: &Ports, token: &str, asked_in: Option<Uuid>) -> Outcome<LoggedIn> {
    let ended = || Failure::from(Reason::SessionEnded.at("refreshToken"));
    let token = RefreshToken::parse(token).ok_or_else(ended)?;
    let (member, id) = (token.member, token.session);
    // Each round is lost only to another refresh of the same login that won it.
    for _ in 0..5 {
        let look = ports.sessions.look(member, id).await?;
        let session = look.session.ok_or_else(ended)?;
        let standing = current(ports, member, session.screen, look.standing).await?;
        let (session, refresh_token) = match session.refresh(&token, &standing, ports.now()) {
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
                // Once for each login that ends so: anybody can send as many tokens that name no login as they like.
                ports.write_down_refusal(member, asked_in, "refreshSession").await?;
                return Err(ended());
            }
        };
        return Ok(LoggedIn { viewer: viewer(ports, standing, id, asked_in).await?, session, refresh_token });
    }
    Err(Failure::Unavailable("a session is being refreshed by too many at once".into()))
}

/// The viewer, by an access token of the given generation: nobody, if the session ended. `acts` is what the request
/// takes of the member's allowances, or why it could never be granted: *too often*, if they have too little left.
pub async fn recognise(
    ports: &Ports,
    member: MemberId,
    id: SessionId,
    generation: u32,
    asked_in: Option<Uuid>,
    acts: Outcome<Vec<Charge>>,
) -> Outcome<Option<Viewer>> {
    let now = ports.now();
    let look = ports.sessions.look_and_take(member, id, acts.as_deref().unwrap_or_default(), now).await?;
    let Some(session) = look.session else { return Ok(None) };
    let standing = current(ports, member, session.screen, look.standing).await?;
    if !session.lives(&standing, now) {
        return Ok(None);
    }
    if let Some(after) = session.after_request(generation, &standing, now) {
        // Lost to a refresh or another request: then that one knows already.
        ports.sessions.swap(member, id, Some(&session), Some(&after)).await?;
    }
    acts?;
    if let Some(wait) = look.wait {
        return Err(Failure::TooOften(wait));
    }
    viewer(ports, standing, id, asked_in).await.map(Some)
}

/// The viewer, if their login still lives. Unlike a request this is no use of the login: what is only looked at keeps
/// nobody logged in.
pub async fn still(ports: &Ports, by: &Viewer) -> Outcome<Option<Viewer>> {
    let look = ports.sessions.look(by.member(), by.session).await?;
    let Some(session) = look.session else { return Ok(None) };
    let standing = match current(ports, by.member(), session.screen, look.standing).await {
        Ok(standing) => standing,
        // The account is erased, or the screen has ended.
        Err(Failure::Unauthenticated) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    if !session.lives(&standing, ports.now()) {
        return Ok(None);
    }
    viewer(ports, standing, by.session, by.asked_in).await.map(Some)
}

/// The viewer as they stand after a change.
pub async fn again(ports: &Ports, by: &Viewer) -> Outcome<Viewer> {
    let standing = ports.store.standing(by.member()).await?.ok_or(Failure::Unauthenticated)?;
    viewer(ports, standing, by.session, by.asked_in).await
}

/// The viewer, without the roles that need a code which this login did not give. Only for a holder of such a role does
/// it cost a look-up.
async fn viewer(ports: &Ports, mut standing: Standing, session: SessionId, asked_in: Option<Uuid>) -> Outcome<Viewer> {
    let needs = |grant: &Grant| needs_code(grant.role);
    if ports.second_factor
        && standing.grants.iter().any(needs)
        && !ports.store.gave_second_factor(standing.member, session).await?
    {
        (standing.withheld, standing.grants) = standing.grants.into_iter().partition(needs);
    }
    Ok(Viewer { standing, session, asked_in })
}

/// What the member or screen is: as it was kept, or as the database says.
async fn current(ports: &Ports, member: MemberId, screen: bool, kept: Option<Standing>) -> Outcome<Standing> {
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let standing = match screen {
        true => ports.store.standing_of_screen(ScreenId::from_uuid(member.uuid())).await?,
        false => ports.store.standing(member).await?,
    };
    let standing = standing.ok_or(Failure::Unauthenticated)?;
    ports.sessions.keep_standing(&standing).await?;
    Ok(standing)
}
