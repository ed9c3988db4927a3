//! Staff award points for a named deed.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{EntryId, MemberId, ProposalId};
use crate::members::member::Person;
use crate::once::once;
use crate::points::earn::earn;
use crate::points::entry::{Earning, Entry, Source};
use crate::points::rule::{Amount, Behaviour, Points};
use crate::ports::Ports;
use crate::proposals::plan::{Effect, Plan};
use crate::proposals::read;
use crate::request::Request;
use crate::store::Tx;
use crate::text::Line;

/// Awards what the rule about this deed gives, to a resident of a community that the viewer administers; never to
/// oneself. Much waits for a second person.
pub async fn award(
    ports: &Ports,
    by: &Viewer,
    member: MemberId,
    deed: Line<40>,
    note: Line<200>,
    request: &Request,
) -> Outcome<Effect<(Person, Entry)>> {
    let made: EntryId =
        once(ports, request, async { awarding(ports, by, member, deed, note).await?.settle(ports, by, request).await })
            .await?;
    let Some(entry) = ports.store.entry(made).await? else {
        let proposal = read::find(ports, by, "requestId", ProposalId::from_uuid(made.uuid())).await?;
        return Ok(Effect::Waits(Box::new(proposal)));
    };
    let person = ports.store.people(by, &[member]).await?.pop().ok_or(Failure::NotFound("memberId"))?;
    Ok(Effect::Done((person, entry)))
}

/// An award, as far as it can be checked beforehand.
pub async fn awarding(ports: &Ports, by: &Viewer, member: MemberId, deed: Line<40>, note: Line<200>) -> Outcome<Plan> {
    let standing = ports.store.standing(member).await?.ok_or(Failure::NotFound("memberId"))?;
    let home = standing.home.filter(|home| by.sees(&home.path)).ok_or(Failure::NotFound("memberId"))?;
    by.must_administer(&home.path)?;
    if member == by.member() {
        return Err(Failure::Forbidden);
    }
    let now = ports.now();
    let id: EntryId = ports.id(now);
    let earning = Earning {
        community: home.community,
        member,
        behaviour: Behaviour::Deed(deed),
        amount: Amount::Once,
        kept: Points(0),
        source: Source::Deed(id),
        confirmer: by.member(),
        note: Some(note.as_str().to_owned()),
        at: now,
    };
    Ok(Plan::AwardPoints(id, earning))
}

/// Books an award, and says how many points the rule gave. The member's own row is held, so that an erasure of their
/// account waits, or is seen.
pub(crate) async fn award_in(ports: &Ports, tx: &mut dyn Tx, id: EntryId, earning: Earning) -> Outcome<Points> {
    tx.hold_member(earning.member).await?;
    if tx.hold_account(earning.community, earning.member).await?.is_none() {
        return Err(Failure::NotFound("memberId"));
    }
    match earn(ports, tx, id, earning).await? {
        None => Err(Reason::NoSuchRule.at("deed").into()),
        Some(Points(0)) => Err(Reason::CapReached.at("memberId").into()),
        Some(points) => Ok(points),
    }
}
