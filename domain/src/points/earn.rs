//! Earning points, inside the transaction of what earns them; and taking them back when that was void.

use chrono::{DateTime, Datelike, Utc};

use crate::calendar::{begin_of, day_of};
use crate::failure::Outcome;
use crate::ids::{EntryId, MemberId};
use crate::inbox::entry::Told;
use crate::inbox::news::News;
use crate::points::entry::{Earning, Movement, NewEntry, Source};
use crate::points::rule::Points;
use crate::ports::Ports;
use crate::store::Tx;

/// Books what the rule of the time gives, as far as the caps of the day and the month of booking leave it; says how
/// much. `None` if no rule gives points for this; nothing if none are left, it was booked before, or the member has
/// erased their account.
pub async fn earn(ports: &Ports, tx: &mut dyn Tx, id: EntryId, earning: Earning) -> Outcome<Option<Points>> {
    let Earning { community, member, behaviour, amount, kept, source, confirmer, note, at } = earning;
    let rule = tx.rule_at(community, &behaviour, at).await?.filter(|rule| rule.points > Points(0));
    let Some(rule) = rule else { return Ok(None) };
    // From here on the member's earnings in this bank take turns, so that a cap holds.
    if tx.hold_account(community, member).await?.is_none() {
        return Ok(Some(Points(0)));
    }
    let day = day_of(at);
    let that_day = tx.earned_since(community, member, &behaviour, begin_of(day)).await?;
    let first = day.with_day(1).unwrap_or(day);
    let that_month = tx.earned_since(community, member, &behaviour, begin_of(first)).await?;
    let points = rule.worth(amount, kept, that_day, that_month);
    if points == Points(0) {
        return Ok(Some(points));
    }
    let (movement, rule) = (Movement::Earned, Some(rule.id));
    let entry = NewEntry { id, community, member, movement, points, source, rule, confirmer, note, at };
    if !tx.book(&entry).await? {
        return Ok(Some(Points(0)));
    }
    tx.tell(&[about(ports.told(member, News::PointsEarned), source).number(points.0)]).await?;
    Ok(Some(points))
}

/// With what points come from; a deed is shown by the passbook alone.
fn about(told: Told, source: Source) -> Told {
    match source {
        Source::Wish(wish) => told.about(wish),
        Source::Hours(hours) => told.about(hours),
        Source::Redemption(redemption) => told.about(redemption),
        Source::Deed(_) => told,
    }
}

/// Takes back what a source earned, as far as the member still has it: a balance is never negative, so what is spent
/// stays spent, and remains issued. Says how much.
pub async fn reverse(
    tx: &mut dyn Tx,
    id: EntryId,
    source: Source,
    by: MemberId,
    note: &str,
    at: DateTime<Utc>,
) -> Outcome<Points> {
    let Some(earned) = tx.earned_by(source).await? else { return Ok(Points(0)) };
    let Some(account) = tx.hold_account(earned.community, earned.member).await? else { return Ok(Points(0)) };
    let points = earned.points.min(account.balance);
    if points == Points(0) {
        return Ok(points);
    }
    let (movement, note) = (Movement::Reversed, Some(note.to_owned()));
    let entry = NewEntry { id, movement, points, confirmer: by, note, at, ..earned };
    Ok(if tx.book(&entry).await? { points } else { Points(0) })
}
