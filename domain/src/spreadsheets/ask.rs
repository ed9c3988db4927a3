//! Asking for a spreadsheet.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::SpreadsheetId;
use crate::jobs::job::Work;
use crate::language::Lang;
use crate::media::upload::files;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::spreadsheets::may::subject;
use crate::spreadsheets::read::find;
use crate::spreadsheets::spreadsheet::{MADE_WITHIN, NewSpreadsheet, Of, Spreadsheet, WAITING_AT_MOST};

/// Has a spreadsheet made, of what the viewer may see on a screen. *Refused* if the operator gave no place for files, or as
/// many as can be wait for the viewer already.
pub async fn ask(ports: &Ports, by: &Viewer, of: Of, lang: Lang, request: &Request) -> Outcome<Spreadsheet> {
    let made = once(ports, request, async {
        files(ports)?;
        let area = subject(ports, by, &of).await?.area();
        let now = ports.now();
        let id: SpreadsheetId = ports.id(now);
        let job = ports.job(Work::MakeSpreadsheet { spreadsheet: id });
        let new = NewSpreadsheet { id, owner: by.member(), of, lang, asked: now, job: job.id };
        let mut tx = begin(ports, request, id).await?;
        tx.hold_member(by.member()).await?;
        if !tx.add_spreadsheet(&new, now + MADE_WITHIN, WAITING_AT_MOST).await? {
            return Err(Reason::TooManySpreadsheets.into());
        }
        tx.add_jobs(&[job]).await?;
        ports.commit(tx, by.did(of.act(), area, id)).await?;
        Ok(id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}
