//! Enrolling a second factor, giving its codes, and resetting it.

use crate::access::Viewer;
use crate::attendance::code::Digits;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{AreaId, MemberId, SecondFactorId};
use crate::members::second_factor::{FAILURES, LOCKED_FOR, Proof, needs_code};
use crate::members::totp::Secret;
use crate::members::{ENROL_SECOND_FACTOR, FAIL_SECOND_FACTOR_CODE, GIVE_SECOND_FACTOR_CODE, RESET_SECOND_FACTOR};
use crate::ports::Ports;
use crate::standing::{Grant, Standing};

/// Where the viewer's login stands.
pub async fn proof(ports: &Ports, by: &Viewer) -> Outcome<Proof> {
    if must_need(ports, by).is_err() {
        return Ok(Proof::NotNeeded);
    }
    if by.standing.withheld.is_empty() {
        return Ok(Proof::Given);
    }
    let factor = ports.store.second_factor(by.member()).await?;
    Ok(if factor.is_some_and(|factor| factor.confirmed.is_some()) { Proof::CodeNeeded } else { Proof::NotEnrolled })
}

/// Gives the viewer a new secret, as long as no code of theirs was ever accepted.
pub async fn enrol(ports: &Ports, by: &Viewer) -> Outcome<Secret> {
    must_need(ports, by)?;
    let (secret, now) = (Secret::new(ports.chance.bytes()), ports.now());
    let id: SecondFactorId = ports.id(now);
    let mut tx = ports.store.begin().await?;
    if !tx.enrol_second_factor(id, by.member(), &secret, now).await? {
        return Err(Reason::SecondFactorEnrolled.into());
    }
    ports.commit(tx, by.did(ENROL_SECOND_FACTOR, administered(&by.standing), id)).await?;
    Ok(secret)
}

/// Gives a code: from the next request on the viewer's roles count in this login, until it ends. A code counts once, in
/// one login. For a login that gave one already nothing changes, and nothing is counted.
pub async fn give(ports: &Ports, by: &Viewer, digits: &Digits) -> Outcome<()> {
    must_need(ports, by)?;
    let (area, now) = (administered(&by.standing), ports.now());
    let factor = ports.store.second_factor(by.member()).await?.ok_or(Reason::SecondFactorMissing)?;
    if let Some(step) = factor.secret.step_of(digits, now) {
        let mut tx = ports.store.begin().await?;
        if tx.use_second_factor(factor.id, step, by.session, now).await? {
            return ports.commit(tx, by.did(GIVE_SECOND_FACTOR_CODE, area, by.session)).await;
        }
    }
    // Sent again, because the answer was lost.
    if ports.store.gave_second_factor(by.member(), by.session).await? {
        return Ok(());
    }
    // A code that was used before is as good as a wrong one.
    let mut tx = ports.store.begin().await?;
    let counted = tx.fail_second_factor(by.member(), FAILURES, now, now + LOCKED_FOR).await?;
    ports.commit(tx, by.did(FAIL_SECOND_FACTOR_CODE, area, by.session)).await?;
    let no = if counted { Reason::SecondFactorCodeWrong } else { Reason::SecondFactorLocked };
    Err(no.at("code").into())
}

/// Resets the second factor of a member who lost their phone: all their logins need a code of a new one. For anyone who
/// could give them each role that needs it; nobody does it for themselves.
pub async fn reset(ports: &Ports, by: &Viewer, member: MemberId) -> Outcome<()> {
    if member == by.member() {
        return Err(Failure::Forbidden);
    }
    let standing = ports.store.standing(member).await?.ok_or(Failure::NotFound("memberId"))?;
    let powers: Vec<_> = standing.grants.iter().filter(|grant| needs_code(grant.role)).collect();
    if powers.is_empty() {
        return Err(Failure::NotFound("memberId"));
    }
    for grant in powers {
        by.must_grant(grant.role, grant.node.path())?;
    }
    let mut tx = ports.store.begin().await?;
    if !tx.forget_second_factor(member).await? {
        return Err(Reason::SecondFactorMissing.at("memberId").into());
    }
    ports.commit(tx, by.did(RESET_SECOND_FACTOR, administered(&standing), member)).await
}

/// The same from the command line of the server, where no other administrator could.
pub async fn reset_from_the_server(ports: &Ports, member: MemberId) -> Outcome<()> {
    let mut tx = ports.store.begin().await?;
    if !tx.forget_second_factor(member).await? {
        return Err(Reason::SecondFactorMissing.into());
    }
    ports.commit(tx, Deed::of_the_program(RESET_SECOND_FACTOR).on(member)).await
}

/// *Forbidden* to a member who holds no role that needs a code.
fn must_need(ports: &Ports, by: &Viewer) -> Outcome<()> {
    let needed = ports.second_factor && roles(&by.standing).any(|grant| needs_code(grant.role));
    if needed { Ok(()) } else { Err(Failure::Forbidden) }
}

/// The area where what concerns their second factor is written down: one of those that they administer.
fn administered(standing: &Standing) -> Option<AreaId> {
    roles(standing).find(|grant| needs_code(grant.role)).and_then(|grant| grant.node.area())
}

fn roles(standing: &Standing) -> impl Iterator<Item = &Grant> {
    standing.grants.iter().chain(&standing.withheld)
}
