//! At the counter: what is on hold is handed out against its code, or cancelled, and then all comes back.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::RedemptionId;
use crate::inbox::news::News;
use crate::moderation::check::check;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::points::entry::{Movement, NewEntry, Source};
use crate::points::read::{find_redemption, redemption_by_code};
use crate::points::redemption::{PickUpCode, Redemption, RedemptionState};
use crate::points::{CANCEL_REDEMPTION, HAND_OUT_GOODS};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// Hands out what is on hold under this code in the community. For staff who administer it; never to oneself.
pub async fn hand_out(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    code: &PickUpCode,
    request: &Request,
) -> Outcome<Redemption> {
    let made = once(ports, request, async {
        let redemption = redemption_by_code(ports, by, scope, code).await?;
        end(ports, by, "code", &redemption, Movement::HandedOut, "", request).await
    })
    .await?;
    find_redemption(ports, by, "requestId", made).await
}

/// Cancels what is on hold: the points go back to the member, the pieces to the shelf. By that member, or staff who
/// administer the community.
pub async fn cancel(
    ports: &Ports,
    by: &Viewer,
    redemption: RedemptionId,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<Redemption> {
    let made = once(ports, request, async {
        let redemption = find_redemption(ports, by, "redemptionId", redemption).await?;
        if redemption.member.id != by.member() {
            by.must_administer(&redemption.community.path)?;
        } else {
            // Nobody but staff reads it, so it waits for nobody.
            check(ports, by, Scene::Comment, &[("reason", reason.as_str())]).await?;
        }
        end(ports, by, "redemptionId", &redemption, Movement::Returned, reason.as_str(), request).await
    })
    .await?;
    find_redemption(ports, by, "requestId", made).await
}

/// Ends a hold in one of the two ways. Of several who try at once, the first counts: the redemption's row decides.
/// `field` is the input field that pointed at it.
async fn end(
    ports: &Ports,
    by: &Viewer,
    field: &'static str,
    redemption: &Redemption,
    movement: Movement,
    reason: &str,
    request: &Request,
) -> Outcome<RedemptionId> {
    let ended = || Failure::from(Reason::RedemptionEnded.at(field));
    if redemption.state != RedemptionState::Held {
        return Err(ended());
    }
    let handed_out = movement == Movement::HandedOut;
    if handed_out && redemption.member.id == by.member() {
        return Err(Failure::Forbidden);
    }
    let now = ports.now();
    let mut tx = begin(ports, request, redemption.id).await?;
    tx.hold_member(redemption.member.id).await?;
    if !tx.end_redemption(redemption.id, handed_out, by.member(), reason, now).await? {
        return Err(ended());
    }
    let entry = NewEntry {
        id: ports.id(now),
        community: redemption.community.id,
        member: redemption.member.id,
        movement,
        points: redemption.points,
        source: Source::Redemption(redemption.id),
        rule: None,
        confirmer: by.member(),
        note: (!reason.is_empty()).then(|| reason.to_owned()),
        at: now,
    };
    tx.book(&entry).await?;
    tx.release_goods(redemption.goods, redemption.quantity, handed_out).await?;
    if redemption.member.id != by.member() {
        let news = if handed_out { News::GoodsHandedOut } else { News::RedemptionCancelled };
        tx.tell(&[ports.told(redemption.member.id, news).about(redemption.id)]).await?;
    }
    let act = if handed_out { HAND_OUT_GOODS } else { CANCEL_REDEMPTION };
    ports.commit(tx, by.did(act, redemption.community.id, redemption.id)).await?;
    Ok(redemption.id)
}
