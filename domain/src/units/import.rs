//! Taking over a whole roster from a file: all of it, or nothing.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::{RosterImportId, UnitId};
use crate::members::party::confirm_listed;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::units::IMPORT_ROSTER;
use crate::units::lines::{Faults, RosterFile, Wrong};
use crate::units::read::find;
use crate::units::unit::{RosterEntry, RosterImport, Unit};

/// What became of a file.
#[derive(Debug)]
pub struct Imported {
    /// How many lines it has.
    pub rows: usize,
    /// How many of them are new to the roster.
    pub added: usize,
    /// How many stand there already.
    pub known: usize,
    /// What is wrong with it. If anything is, nothing was written.
    pub faults: Faults,
}

impl From<RosterImport> for Imported {
    fn from(import: RosterImport) -> Self {
        let (added, known) = (import.added, import.known);
        Self { rows: added + known, added, known, faults: Faults::default() }
    }
}

/// The unit, if the viewer may import its roster: to be asked before a file is read at all.
pub async fn importable(ports: &Ports, by: &Viewer, unit: UnitId) -> Outcome<Unit> {
    let unit = find(ports, "unitId", unit).await?;
    by.must_answer_for(&unit)?;
    Ok(unit)
}

/// Adds the lines of a file to the roster of a unit that the viewer answers for. Any fault, and nothing is written.
/// Without a `request` it is a trial: all is done, and undone.
pub async fn import(
    ports: &Ports,
    by: &Viewer,
    unit: UnitId,
    file: RosterFile,
    request: Option<&Request>,
) -> Outcome<Imported> {
    let unit = find(ports, "unitId", unit).await?;
    match (lay(ports, by, &unit, file, request).await, request) {
        (Err(no), Some(request)) => {
            let made = once(ports, request, async { Err(no) }).await?;
            finish(ports, by, &unit, made).await
        }
        (laid, _) => laid,
    }
}

async fn lay(
    ports: &Ports,
    by: &Viewer,
    unit: &Unit,
    file: RosterFile,
    request: Option<&Request>,
) -> Outcome<Imported> {
    by.must_answer_for(unit)?;
    let RosterFile { rows, lines, mut faults, phone_heading } = file;
    if faults.count > 0 {
        return Ok(Imported { rows, added: 0, known: 0, faults });
    }
    let now = ports.now();
    let id: RosterImportId = ports.id(now);
    let mut tx = match request {
        None => ports.store.begin().await?,
        Some(request) => begin(ports, request, id).await?,
    };
    let (places, entries): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .map(|line| (line.row, RosterEntry { id: ports.id(now), unit: unit.id, name: line.name, phone: line.phone }))
        .unzip();
    let laid = tx.add_all_to_roster(&entries).await?;
    for place in laid.other_name {
        faults.add(places[place], &phone_heading, Wrong::OtherName);
    }
    if faults.count > 0 {
        return Ok(Imported { rows, added: 0, known: 0, faults });
    }
    let import =
        RosterImport { id, unit: unit.id, by: by.member(), at: now, added: laid.added, known: rows - laid.added };
    if request.is_none() {
        return Ok(import.into());
    }
    tx.add_roster_import(&import).await?;
    ports.commit(tx, by.did(IMPORT_ROSTER, unit.area, id)).await?;
    finish(ports, by, unit, id).await
}

/// What the viewer's import gave; and anyone who waited for it is confirmed, also if the first attempt broke off
/// before.
async fn finish(ports: &Ports, by: &Viewer, unit: &Unit, id: RosterImportId) -> Outcome<Imported> {
    let import = ports.store.roster_import(by, id).await?.ok_or(Failure::NotFound("requestId"))?;
    confirm_listed(ports, by, unit.id).await?;
    Ok(import.into())
}
