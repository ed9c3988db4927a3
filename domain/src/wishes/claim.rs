//! Claiming a wish: won by exactly one.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::{WishId, WishKind};
use crate::inbox::entry::Told;
use crate::inbox::news::News;
use crate::ports::Ports;
use crate::store::Tx;
use crate::together::{Asking, Attempt, Looked, Rush, decide};
use crate::wishes::CLAIM;
use crate::wishes::wish::{LapsedClaim, NewClaim, Wish};

/// Whether the helper claims on behalf of the unit whose party member they are.
pub type ForUnit = bool;

/// Claims an open wish for the first of these who may have it, or for their unit.
///
/// What was read first can only refuse; to win takes the one conditional statement. So most losers of a rush share one
/// read, and none of them waits for the winner's lock.
pub async fn claim(ports: &Ports, wish: WishId, all: &[Asking<ForUnit>]) -> Vec<Outcome<Wish>> {
    decide(ports, &Claims(wish), all).await
}

/// Claiming this wish.
struct Claims(WishId);

#[async_trait]
impl Rush for Claims {
    type Wants = ForUnit;
    type Made = WishKind;
    /// The claim, the one that lapsed before it, and who is told.
    type New = (NewClaim, Option<LapsedClaim>, Vec<Told>);
    type Answer = Wish;

    async fn look(&self, ports: &Ports, asking: &[&Asking<ForUnit>]) -> Outcome<Vec<Looked<Self>>> {
        let now = ports.now();
        let viewers: Vec<_> = asking.iter().map(|asking| &asking.by).collect();
        let wishes = ports.store.wish_for(&viewers, self.0, now).await?;
        let mut tried = false;
        let mut attempt = |asking: &Asking<ForUnit>, seen: Option<Wish>| {
            let wish = seen.ok_or(Failure::NotFound("wishId"))?;
            let claim = wish.claim(&asking.by, asking.wants, ports.id(now), now)?;
            if std::mem::replace(&mut tried, true) {
                return Ok(None);
            }
            let deed = asking.by.did(CLAIM, wish.community.id, wish.id);
            let mut told = vec![ports.told(wish.author.id, News::WishClaimed).about(wish.id)];
            told.extend(wish.lapsed().map(|claim| ports.told(claim.claimer, News::ClaimLapsed).about(wish.id)));
            Ok(Some(Attempt { makes: wish.id, deed, new: (claim, wish.lapsed(), told) }))
        };
        Ok(asking.iter().zip(wishes).map(|(asking, seen)| attempt(asking, seen)).collect())
    }

    async fn write(&self, tx: &mut dyn Tx, new: &[Self::New]) -> Outcome<bool> {
        let [(claim, lapsed, told)] = new else { return Ok(false) };
        if !tx.claim_wish(self.0, claim, lapsed.map(|claim| claim.id)).await? {
            return Ok(false);
        }
        tx.tell(told).await.map(|()| true)
    }

    async fn show(&self, ports: &Ports, made: &[(&Viewer, WishId)]) -> Outcome<Vec<Outcome<Wish>>> {
        let viewers: Vec<_> = made.iter().map(|(by, _)| *by).collect();
        let seen = ports.store.wish_for(&viewers, self.0, ports.now()).await?;
        Ok(seen.into_iter().map(|seen| seen.ok_or(Failure::NotFound("wishId"))).collect())
    }
}
