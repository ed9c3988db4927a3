//! The one place where time is granted, and the one where it is taken back: whatever depends on time is done here, too.

use crate::attendance::hours::{DAY_AT_MOST, Granted, Hours, NewHours};
use crate::failure::{Outcome, Reason};
use crate::ids::MemberId;
use crate::inbox::news::News;
use crate::points::earn::{earn, reverse};
use crate::points::entry::{Earning, Source};
use crate::points::rule::{Amount, Behaviour, Points};
use crate::ports::Ports;
use crate::store::Tx;

/// Grants time, as much of it as the member's day still has room for, and the points that it earns; nothing makes no
/// entry. Says how much.
///
/// The member's own row is held, so that the sum of the day cannot change before the end of the transaction.
pub async fn grant(ports: &Ports, tx: &mut dyn Tx, new: NewHours) -> Outcome<Granted> {
    tx.hold_member(new.member).await?;
    let left = DAY_AT_MOST - tx.minutes_on(new.member, new.day).await?;
    let new = NewHours { minutes: new.minutes.min(left), ..new };
    if new.minutes <= 0 {
        return Ok(Granted { minutes: 0, points: Points(0) });
    }
    if !tx.add_hours(&new).await? {
        return Err(Reason::HoursReplaced.at("replacesId").into());
    }
    if new.confirmer != new.member {
        let told = ports.told(new.member, News::HoursEntered).about(new.id);
        tx.tell(&[told.number(new.minutes.into())]).await?;
    }
    let kept = match new.replaces {
        Some(_) => tx.kept_of_shift(new.member, new.shift).await?,
        None => Points(0),
    };
    let earning = Earning {
        community: new.community,
        member: new.member,
        behaviour: Behaviour::Hour,
        amount: Amount::Minutes(new.minutes.into()),
        kept,
        source: Source::Hours(new.id),
        confirmer: new.confirmer,
        note: new.reason,
        at: new.granted,
    };
    let points = earn(ports, tx, ports.id(new.granted), earning).await?.unwrap_or(Points(0));
    Ok(Granted { minutes: new.minutes, points })
}

/// Voids an entry of time, which stays in the records with the reason, and takes its points back; says how many, or
/// `None` if it no longer counted.
pub async fn void(
    ports: &Ports,
    tx: &mut dyn Tx,
    hours: &Hours,
    by: MemberId,
    reason: &str,
) -> Outcome<Option<Points>> {
    let now = ports.now();
    tx.hold_member(hours.member.id).await?;
    if !tx.void_hours(hours.id, by, reason, now).await? {
        return Ok(None);
    }
    tx.tell(&[ports.told(hours.member.id, News::HoursVoided).about(hours.id)]).await?;
    reverse(tx, ports.id(now), Source::Hours(hours.id), by, reason, now).await.map(Some)
}
