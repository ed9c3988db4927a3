//! Fetching a spreadsheet, by the address that its owner was told.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::SpreadsheetId;
use crate::media::upload::files;
use crate::ports::Ports;
use crate::spreadsheets::FETCH;
use crate::spreadsheets::clean::file;
use crate::spreadsheets::may::{owner, subject};
use crate::spreadsheets::spreadsheet::{Spreadsheet, State};

/// A file for its owner.
#[derive(Debug)]
pub struct Fetched {
    /// The name under which it is saved.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The spreadsheet of an address that was found to be good. *Refused* as an address that is not good once it is kept no
/// longer.
pub async fn addressed(ports: &Ports, id: SpreadsheetId) -> Outcome<Spreadsheet> {
    let found = ports.store.spreadsheet(id, ports.now()).await?;
    let made = found.filter(|found| matches!(found.state, State::Made { .. }));
    made.ok_or_else(|| Reason::AddressNotGood.into())
}

/// Its file, if its owner still may see what it is of; the audit log tells of either. *Forbidden*, or *not found*, once the
/// role has ended by which they did.
pub async fn fetch(ports: &Ports, spreadsheet: &Spreadsheet) -> Outcome<Fetched> {
    let by = owner(ports, spreadsheet.owner).await?.ok_or(Failure::Forbidden)?;
    match fetch_for(ports, &by, spreadsheet).await {
        Err(no @ (Failure::Forbidden | Failure::NotFound("communityId" | "shiftId"))) => {
            ports.write_down_refusal(by.member(), None, FETCH.name).await?;
            Err(no)
        }
        done => done,
    }
}

async fn fetch_for(ports: &Ports, by: &Viewer, spreadsheet: &Spreadsheet) -> Outcome<Fetched> {
    let subject = subject(ports, by, &spreadsheet.of).await?;
    let bytes = files(ports)?.get(&file(spreadsheet.id)).await?.ok_or(Failure::NotFound("id"))?;
    ports.write_down(by.did(FETCH, subject.area(), spreadsheet.id)).await?;
    let name = format!("{}.xlsx", spreadsheet.of.title(&subject.name(), spreadsheet.lang));
    Ok(Fetched { name, bytes })
}
