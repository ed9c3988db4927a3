//! Staff award points for a named deed.

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{EntryId, MemberId};
use crate::members::member::Person;
use crate::once::{Request, begin, once};
use crate::points::earn::{Earning, earn};
use crate::points::entry::{Entry, Source};
use crate::points::rule::{Amount, Behaviour, Points};
use crate::ports::Ports;
use crate::text::Line;

/// Awards what the rule about this deed gives, to a resident of a community that the viewer administers; never to
/// oneself.
pub async fn award(
    ports: &Ports,
    by: &Viewer,
    member: MemberId,
    deed: Line<40>,
    note: Line<200>,
    request: &Request,
) -> Outcome<(Person, Entry)> {
    let made = once(ports, request, async {
        let standing = ports.store.standing(member).await?.ok_or(Failure::NotFound("memberId"))?;
        let home = standing.home.filter(|home| by.sees(&home.path)).ok_or(Failure::NotFound("memberId"))?;
        by.must_administer(&home.path)?;
        if member == by.member() {
            return Err(Failure::Forbidden);
        }
        let now = ports.now();
        let id: EntryId = ports.id(now);
        let behaviour = Behaviour::Deed(deed);
        let mut tx = begin(ports, request, id).await?;
        let earning = Earning {
            community: home.community,
            member,
            behaviour,
            amount: Amount::Once,
            kept: Points(0),
            source: Source::Deed(id),
            confirmer: by.member(),
            note: Some(note.as_str().to_owned()),
            at: now,
        };
        match earn(&mut *tx, id, earning).await? {
            None => return Err(Reason::NoSuchRule.at("deed").into()),
            Some(Points(0)) => return Err(Reason::CapReached.at("memberId").into()),
            Some(_) => {}
        }
        ports.commit(tx, by.did(Act::AwardPoints, home.community, id)).await?;
        Ok(id)
    })
    .await?;
    let person = ports.store.people(by, &[member]).await?.pop().ok_or(Failure::NotFound("memberId"))?;
    Ok((person, ports.store.entry(made).await?.ok_or(Failure::NotFound("requestId"))?))
}
