//! For whom a spreadsheet is: for those who see the same on a screen, by the same rules. Looked at when it is asked for,
//! when it is made, and when it is fetched.

use uuid::Uuid;

use crate::access::{Scope, Viewer};
use crate::calendar::local;
use crate::failure::Outcome;
use crate::ids::{AreaId, MemberId, SessionId};
use crate::party::read::unit_answered_for;
use crate::places;
use crate::places::area::Area;
use crate::ports::Ports;
use crate::spreadsheets::spreadsheet::Of;
use crate::units::unit::Unit;
use crate::volunteering::read::find_shift;
use crate::volunteering::shift::Shift;

/// What a spreadsheet is of, for somebody who may have it.
#[derive(Debug)]
pub enum Subject {
    /// A unit.
    Unit(Unit),
    /// A community.
    Community(Area, Scope),
    /// A shift.
    Shift(Shift),
}

impl Subject {
    /// The area that it belongs to.
    pub fn area(&self) -> AreaId {
        match self {
            Self::Unit(unit) => unit.area,
            Self::Community(area, _) => area.id,
            Self::Shift(shift) => shift.activity.community.id,
        }
    }

    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Self::Unit(unit) => unit.name.clone(),
            Self::Community(area, _) => area.name.clone(),
            Self::Shift(shift) => shift_name(shift),
        }
    }
}

/// A shift by the title of its activity and its start.
pub fn shift_name(shift: &Shift) -> String {
    format!("{} {}", shift.activity.content.title.as_str(), local(shift.plan.starts).format("%Y-%m-%d %H:%M"))
}

/// What it is of, if the viewer may see that on a screen: what a liaison answers for, what staff administer, and the shifts
/// that somebody leads.
pub async fn subject(ports: &Ports, by: &Viewer, of: &Of) -> Outcome<Subject> {
    match of {
        Of::UnitRecord(unit, _) => unit_answered_for(ports, by, *unit).await.map(Subject::Unit),
        Of::Roster(shift) => {
            let shift = find_shift(ports, by, "shiftId", *shift).await?;
            shift.activity.must_lead(by)?;
            Ok(Subject::Shift(shift))
        }
        Of::Hours(community, _)
        | Of::Entries(community, _)
        | Of::HandedOut(community, _)
        | Of::Wishes(community, _) => {
            let community = places::read::find(ports, "communityId", *community).await?;
            let scope = by.scope("communityId", &community)?;
            by.must_administer(scope.path())?;
            Ok(Subject::Community(community, scope))
        }
    }
}

/// The owner of a spreadsheet as they are now; nobody if they are blocked or gone. The code of a second factor was given by
/// the login that asked, and is asked of each login that is told the address.
pub(super) async fn owner(ports: &Ports, member: MemberId) -> Outcome<Option<Viewer>> {
    let standing = ports.store.standing(member).await?.filter(|standing| !standing.blocked);
    Ok(standing.map(|standing| Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None }))
}
