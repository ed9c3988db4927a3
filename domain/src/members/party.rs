//! Being a party member in office: matched against the unit's roster, else decided by those who answer for the unit.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{MemberId, UnitId};
use crate::members::member::{PartyState, Person};
use crate::page::{Page, PageRequest};
use crate::ports::Ports;
use crate::units::create::find;
use crate::units::unit::Unit;

/// The viewer says that he is a party member of this unit. Name and phone number on the roster confirm it at once.
pub async fn ask(ports: &Ports, by: &Viewer, unit: UnitId) -> Outcome<()> {
    by.home()?;
    let unit = find(ports, "unitId", unit).await?;
    let profile = ports.store.profile(by).await?;
    let name = profile.real_name.ok_or(Reason::NoRealName)?;
    let now = ports.now();
    ports.sessions.forget_standing(by.member()).await?;
    let mut tx = ports.store.begin().await?;
    let listed = match &profile.phone {
        Some(phone) => tx.take_roster_line(unit.id, &name, phone, by.member()).await?,
        None => false,
    };
    let state = if listed { PartyState::Confirmed } else { PartyState::Pending };
    if !tx.ask_party(by.member(), unit.id, state, now).await? {
        return Err(Reason::PartyMembershipAlreadyAsked.into());
    }
    tx.commit().await
}

/// Confirms or declines what a member said. For those who answer for the unit; never about oneself.
pub async fn decide(ports: &Ports, by: &Viewer, member: MemberId, unit: UnitId, confirm: bool) -> Outcome<Person> {
    let unit = find(ports, "unitId", unit).await?;
    by.must_answer_for(&unit)?;
    if member == by.member() {
        return Err(Failure::Forbidden);
    }
    let now = ports.now();
    let state = if confirm { PartyState::Confirmed } else { PartyState::Declined };
    ports.sessions.forget_standing(member).await?;
    let mut tx = ports.store.begin().await?;
    let Some(person) = tx.decide_party(member, unit.id, state, by.member(), now).await? else {
        return Err(Reason::PartyMembershipAlreadyDecided.at("memberId").into());
    };
    tx.commit().await?;
    Ok(person)
}

/// Those of a unit who wait for an answer, oldest account first. For those who answer for the unit.
pub async fn pending(ports: &Ports, by: &Viewer, unit: &Unit, page: &PageRequest<MemberId>) -> Outcome<Page<Person>> {
    by.must_answer_for(unit)?;
    ports.store.party_pending(unit.id, page).await
}
