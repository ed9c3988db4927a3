//! Erasing an account: by the Personal Information Protection Law of China, article 47.
//!
//! What runs is ended, so that nobody waits for the member; then nothing of their name, number, address, openid and
//! words stays. Sums and counts stay: hours, points and wishes are still there, but belong to nobody.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::MemberId;
use crate::inbox::news::News;
use crate::jobs::job::Work;
use crate::media::clean::{drop_attachment_files_later, drop_files_later};
use crate::members::loss::{Loss, lose};
use crate::points::entry::{Movement, NewEntry, Source};
use crate::points::rule::Points;
use crate::ports::Ports;
use crate::privacy::ERASE_ACCOUNT;
use crate::request::Request;
use crate::spreadsheets::clean::drop_later;
use crate::store::Tx;

/// What stands where the member's own words stood.
const INSTEAD: &str = "（已随账号注销删除）";

/// Why what ran was ended.
const WHY: &str = "账号已注销";

/// An account that is no more.
#[derive(Debug, Clone, Copy)]
pub struct Erased {
    /// Since when.
    pub at: DateTime<Utc>,
    /// How many points they could still spend: they are booked as expired.
    pub forfeited: Points,
}

/// Erases the viewer's account, in one transaction. *Refused* to the last administrator of a city. Logging in
/// afterwards makes a new account.
///
/// The member's own row comes first: whatever else they ask for at the same time is over by then, or waits for the end.
pub async fn erase(ports: &Ports, by: &Viewer, request: &Request) -> Outcome<Erased> {
    let (me, now) = (by.member(), ports.now());
    ports.sessions.forget_standing(me).await?;
    let mut tx = ports.store.begin().await?;
    let known = tx.close_account(me, now).await?.ok_or(Failure::Unauthenticated)?;
    // After the row: otherwise two that remembered first would both hold by it, and deadlock.
    tx.remember(request, me.uuid(), now).await?;
    tx.end_proposals(me, now).await?;
    lose(ports, &mut *tx, me, Loss::Everything { by: me, why: WHY }, now).await?;
    let ended = tx.withdraw_wishes(me, WHY, now).await?;
    let told = ended.iter().map(|ended| ports.told(ended.claimer, News::WishWithdrawn).about(ended.wish));
    tx.tell(&told.collect::<Vec<_>>()).await?;
    tx.end_report_ins(me, WHY, now).await?;
    leave_teams(&mut *tx, me, now).await?;
    tx.forget_second_factor(me).await?;
    let forfeited = close_accounts(ports, &mut *tx, me, now).await?;
    tx.erase_words(me, &known, INSTEAD).await?;
    let photos = tx.drop_photos_of(me).await?;
    drop_files_later(ports, &mut *tx, &photos).await?;
    let attachments = tx.drop_attachments_of(me).await?;
    drop_attachment_files_later(ports, &mut *tx, &attachments).await?;
    let spreadsheets = tx.drop_spreadsheets_of(me).await?;
    drop_later(ports, &mut *tx, &spreadsheets).await?;
    tx.add_jobs(&[ports.job(Work::EndLogins { member: me })]).await?;
    ports.commit(tx, by.did(ERASE_ACCOUNT, None, me)).await?;
    // Without an account the member's logins are worth nothing. What the session store holds of them goes now, or when it
    // answers again.
    ports.sessions.end_all(me).await.ok();
    Ok(Erased { at: now, forfeited })
}

/// Leaves every team; the last member closes it. Those that they led were handed on.
async fn leave_teams(tx: &mut dyn Tx, me: MemberId, now: DateTime<Utc>) -> Outcome<()> {
    for team in tx.teams_joined(me).await? {
        tx.leave_team(team, me, now).await?;
        if !tx.shrink_team(team).await? {
            tx.close_team(team, now).await?;
        }
    }
    Ok(())
}

/// Cancels what waits to be fetched, so that points and pieces come back, and lets all points expire: the books of each
/// community still add up. Says how many expired.
async fn close_accounts(ports: &Ports, tx: &mut dyn Tx, me: MemberId, now: DateTime<Utc>) -> Outcome<Points> {
    let entry = |community, movement, points, source| NewEntry {
        id: ports.id(now),
        community,
        member: me,
        movement,
        points,
        source,
        rule: None,
        confirmer: me,
        note: Some(WHY.to_owned()),
        at: now,
    };
    for held in tx.on_hold_for(me).await? {
        if tx.end_redemption(held.id, false, me, WHY, now).await? {
            tx.book(&entry(held.community, Movement::Returned, held.points, Source::Redemption(held.id))).await?;
            tx.release_goods(held.goods, held.quantity, false).await?;
        }
    }
    let mut forfeited = Points(0);
    for (community, balance) in tx.hold_accounts(me).await? {
        if balance > Points(0) {
            tx.book(&entry(community, Movement::Expired, balance, Source::Deed(ports.id(now)))).await?;
            forfeited = Points(forfeited.0 + balance.0);
        }
    }
    Ok(forfeited)
}
