//! Looking at spreadsheets: one's own, and nobody else's.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::SpreadsheetId;
use crate::media::address::Size;
use crate::ports::Ports;
use crate::spreadsheets::spreadsheet::{Spreadsheet, State};

/// The spreadsheet that `field` names, if the viewer asked for it and it is kept still.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: SpreadsheetId) -> Outcome<Spreadsheet> {
    let found = ports.store.spreadsheet(id, ports.now()).await?;
    found.filter(|found| found.owner == by.member()).ok_or(Failure::NotFound(field))
}

/// Where its owner fetches it, once it is made. *A code is needed* of a login that has still to give one: what its owner may
/// see by their other roles, too, can wait for that.
pub fn address(ports: &Ports, by: &Viewer, spreadsheet: &Spreadsheet) -> Outcome<Option<String>> {
    if !matches!(spreadsheet.state, State::Made { .. }) {
        return Ok(None);
    }
    if !by.standing.withheld.is_empty() {
        return Err(Failure::SecondFactorNeeded);
    }
    Ok(Some(ports.addresses.of(spreadsheet.id, Size::Spreadsheet, ports.now())))
}
