//! Making a spreadsheet: what its job does.

use crate::access::Viewer;
use crate::calendar::local;
use crate::failure::Outcome;
use crate::ids::SpreadsheetId;
use crate::inbox::news::News;
use crate::language::Lang;
use crate::media::upload::files;
use crate::once::says_no;
use crate::ports::Ports;
use crate::spreadsheets::clean::{drop_file, file};
use crate::spreadsheets::columns::columns;
use crate::spreadsheets::fill::{Filling, Stopped};
use crate::spreadsheets::may::{Subject, owner, subject};
use crate::spreadsheets::repo::Made;
use crate::spreadsheets::rows::fill;
use crate::spreadsheets::spreadsheet::{KEPT, ROWS_AT_MOST, Spreadsheet, State, Why};
use crate::spreadsheets::write::Head;
use crate::store::Tx;

/// Writes the file, and then that it is there, in the transaction that ends the job. Done twice, it does no harm: each
/// worker writes the same file, and one of them ends the job.
pub(crate) async fn make(ports: &Ports, id: SpreadsheetId) -> Outcome<Box<dyn Tx>> {
    let Some(spreadsheet) = ports.store.spreadsheet(id, ports.now()).await? else {
        // Deleted meanwhile. A worker that died could have left the file after that.
        drop_file(ports, id).await?;
        return ports.store.begin().await;
    };
    if let State::Made { .. } = spreadsheet.state {
        return ports.store.begin().await;
    }
    let by = owner(ports, spreadsheet.owner).await?;
    let subject = match &by {
        Some(by) => match subject(ports, by, &spreadsheet.of).await {
            Err(no) if says_no(&no) => None,
            found => Some((by, found?)),
        },
        None => None,
    };
    let Some((by, subject)) = subject else { return fail(ports, &spreadsheet, Why::NotAllowed).await };
    let workbook = ports.workbooks.begin(head(ports, by, &spreadsheet, &subject).await?)?;
    let mut filling = Filling { ports, id, lang: spreadsheet.lang, workbook, rows: 0, stopped: None };
    fill(&mut filling, by, &spreadsheet.of, &subject).await?;
    match filling.stopped {
        Some(Stopped::TooLong) => return fail(ports, &spreadsheet, Why::TooLong).await,
        Some(Stopped::Gone) => return ports.store.begin().await,
        None => {}
    }
    let (rows, bytes) = (filling.rows, filling.workbook.end().await?);
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    files(ports)?.put(&file(id), bytes).await?;
    let at = ports.now();
    let mut tx = ports.store.begin().await?;
    if tx.end_spreadsheet(&Made { id, rows, bytes: size, at, until: at + KEPT }).await? {
        tx.tell(&[ports.told(spreadsheet.owner, News::SpreadsheetReady).about(id).number(rows)]).await?;
    } else if ports.store.spreadsheet(id, at).await?.is_none() {
        drop_file(ports, id).await?;
    }
    Ok(tx)
}

async fn fail(ports: &Ports, spreadsheet: &Spreadsheet, why: Why) -> Outcome<Box<dyn Tx>> {
    let mut tx = ports.store.begin().await?;
    if tx.fail_spreadsheet(spreadsheet.id, why, ports.now() + KEPT).await? {
        tx.tell(&[ports.told(spreadsheet.owner, News::SpreadsheetFailed).about(spreadsheet.id)]).await?;
    }
    Ok(tx)
}

/// What stands above the rows: of what, which part of it, when it was made and by whom.
async fn head(ports: &Ports, by: &Viewer, spreadsheet: &Spreadsheet, subject: &Subject) -> Outcome<Head> {
    let (of, lang) = (&spreadsheet.of, spreadsheet.lang);
    let profile = ports.store.profile(by).await?;
    let who = profile.real_name.map(|name| name.masked()).unwrap_or_default();
    let at = local(ports.now()).format("%Y-%m-%d %H:%M");
    let place = match subject {
        Subject::Unit(_) => lang.of("单位", "Unit"),
        Subject::Community(..) => lang.of("社区", "Community"),
        Subject::Shift(_) => lang.of("班次", "Shift"),
    };
    let mut lines = vec![said(lang, place, &subject.name())];
    lines.extend(of.part(lang).map(|part| said(lang, lang.of("范围", "Of"), &part)));
    lines.push(said(lang, lang.of("生成时间", "Made at"), &format!("{at} (UTC+8)")));
    lines.push(said(lang, lang.of("生成人", "Made for"), &who));
    Ok(Head {
        sheet: of.kind(lang).to_owned(),
        title: of.title(&subject.name(), lang),
        lines,
        columns: columns(of, lang),
    })
}

fn said(lang: Lang, what: &str, text: &str) -> String {
    format!("{what}{}{text}", lang.of("：", ": "))
}

const _: () = assert!(ROWS_AT_MOST < 1_048_576 - 100, "a sheet of Excel holds them and what stands above");
