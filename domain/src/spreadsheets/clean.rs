//! What becomes of spreadsheets that are kept no longer.

use crate::audit::entry::Deed;
use crate::failure::Outcome;
use crate::ids::SpreadsheetId;
use crate::jobs::job::Work;
use crate::media::upload::files;
use crate::ports::Ports;
use crate::spreadsheets::DROP;
use crate::store::Tx;

/// So many go in one transaction.
const AT_ONCE: i64 = 500;

/// The file of a spreadsheet.
pub(super) fn file(spreadsheet: SpreadsheetId) -> String {
    format!("spreadsheets/{spreadsheet}.xlsx")
}

/// Deletes what is kept no longer, and says how much. The files follow.
pub async fn drop_old(ports: &Ports) -> Outcome<u64> {
    let mut dropped = 0;
    loop {
        let mut tx = ports.store.begin().await?;
        let old = tx.drop_old_spreadsheets(ports.now(), AT_ONCE).await?;
        if old.is_empty() {
            return Ok(dropped);
        }
        drop_later(ports, &mut *tx, &old).await?;
        ports.commit(tx, Deed::of_the_program(DROP)).await?;
        dropped += old.len() as u64;
    }
}

/// Has the files of spreadsheets deleted that are deleted in this transaction.
pub async fn drop_later(ports: &Ports, tx: &mut dyn Tx, some: &[SpreadsheetId]) -> Outcome<()> {
    let jobs: Vec<_> = some.iter().map(|it| ports.job(Work::DropSpreadsheet { spreadsheet: *it })).collect();
    if jobs.is_empty() { Ok(()) } else { tx.add_jobs(&jobs).await }
}

/// Deletes the file of a spreadsheet that was deleted. Idempotent.
pub async fn drop_file(ports: &Ports, spreadsheet: SpreadsheetId) -> Outcome<()> {
    files(ports)?.delete(&file(spreadsheet)).await
}
