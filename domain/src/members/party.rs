//! Being a party member in office: matched against the unit's roster, else decided by those who answer for the unit.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{MemberId, UnitId};
use crate::inbox::news::News;
use crate::members::member::{PartyState, Person};
use crate::members::{ASK_PARTY_MEMBERSHIP, CONFIRM_BY_ROSTER, DECIDE_PARTY_MEMBERSHIP};
use crate::ports::Ports;
use crate::privacy::must_consent::must_consent;
use crate::units::read::find;
use crate::units::repo::Listed;

/// The viewer says that they are a party member of this unit. Name and phone number on the roster confirm it at once,
/// unless they answer for the unit themselves: anyone who writes its roster is confirmed by another who does.
pub async fn ask(ports: &Ports, by: &Viewer, unit: UnitId) -> Outcome<()> {
    by.home()?;
    must_consent(ports, by).await?;
    let unit = find(ports, "unitId", unit).await?;
    let profile = ports.store.profile(by).await?;
    let name = profile.real_name.ok_or(Reason::NoRealName)?;
    if profile.phone_lost.is_some() {
        return Err(Reason::PhoneProvedByAnother.into());
    }
    let now = ports.now();
    ports.sessions.forget_standing(by.member()).await?;
    let mut tx = ports.store.begin().await?;
    if !tx.ask_party(by.member(), unit.id, now).await? {
        return Err(Reason::PartyMembershipAlreadyAsked.into());
    }
    let listed = match &profile.phone {
        Some(phone) if by.with_all_roles().must_answer_for(&unit).is_err() => {
            tx.take_roster_line(unit.id, &name, phone, by.member()).await?
        }
        _ => false,
    };
    if listed {
        tx.confirm_party(by.member(), unit.id, now).await?;
    }
    ports.commit(tx, by.did(ASK_PARTY_MEMBERSHIP, unit.area, unit.id)).await?;
    // A line that was added while the question was written is seen by one of the two: here, or where it was added.
    if listed { Ok(()) } else { look_again(ports, by).await }
}

/// Checks whether the roster by now confirms the viewer, if they wait for an answer: asked after all that can change
/// it. Never for those who answer for the unit: nobody confirms themselves.
pub(crate) async fn look_again(ports: &Ports, by: &Viewer) -> Outcome<()> {
    let profile = ports.store.profile(by).await?;
    match (profile.party, profile.real_name, profile.phone) {
        (Some(party), Some(name), Some(phone)) if party.state == PartyState::Pending => {
            if by.with_all_roles().must_answer_for(&find(ports, "unitId", party.unit).await?).is_ok() {
                return Ok(());
            }
            take_line(ports, by, party.unit, &Listed { member: by.member(), name, phone }).await
        }
        _ => Ok(()),
    }
}

/// Confirms those who wait for an answer of the unit and by now stand on its roster; never the viewer: nobody confirms
/// themselves.
pub(crate) async fn confirm_listed(ports: &Ports, by: &Viewer, unit: UnitId) -> Outcome<()> {
    for listed in ports.store.pending_on_roster(unit).await? {
        if listed.member != by.member() {
            take_line(ports, by, unit, &listed).await?;
        }
    }
    Ok(())
}

/// Confirms a pending membership by a roster line that nobody has, if both are still so.
async fn take_line(ports: &Ports, by: &Viewer, unit: UnitId, listed: &Listed) -> Outcome<()> {
    let area = find(ports, "unitId", unit).await?.area;
    ports.sessions.forget_standing(listed.member).await?;
    let mut tx = ports.store.begin().await?;
    if tx.confirm_party(listed.member, unit, ports.now()).await?
        && tx.take_roster_line(unit, &listed.name, &listed.phone, listed.member).await?
    {
        if listed.member != by.member() {
            tx.tell(&[ports.told(listed.member, News::PartyMembershipConfirmed).about(unit)]).await?;
        }
        ports.commit(tx, by.did(CONFIRM_BY_ROSTER, area, listed.member)).await?;
    }
    Ok(())
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
    let news = if confirm { News::PartyMembershipConfirmed } else { News::PartyMembershipDeclined };
    tx.tell(&[ports.told(member, news).about(unit.id)]).await?;
    ports.commit(tx, by.did(DECIDE_PARTY_MEMBERSHIP, unit.area, member)).await?;
    Ok(person)
}
