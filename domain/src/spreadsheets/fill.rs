//! Filling a spreadsheet, a page after the other.

use crate::failure::Outcome;
use crate::ids::SpreadsheetId;
use crate::language::Lang;
use crate::ports::Ports;
use crate::spreadsheets::spreadsheet::ROWS_AT_MOST;
use crate::spreadsheets::write::{Cell, Workbook};

/// So many rows are read by one statement.
pub const PAGE: u64 = 500;

/// Why it was not filled to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It would have too many rows.
    TooLong,
    /// It does not wait any more: it was deleted, or another worker has ended it.
    Gone,
}

/// A spreadsheet that is being filled.
pub struct Filling<'p> {
    pub(super) ports: &'p Ports,
    pub(super) id: SpreadsheetId,
    pub(super) lang: Lang,
    pub(super) workbook: Box<dyn Workbook>,
    pub(super) rows: i64,
    pub(super) stopped: Option<Stopped>,
}

impl Filling<'_> {
    /// Writes the rows of a page, and tells its owner how far it is; says whether there is a point in more.
    pub(super) async fn add(&mut self, rows: Vec<Vec<Cell>>) -> Outcome<bool> {
        self.rows += i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if self.rows > ROWS_AT_MOST {
            self.stopped = Some(Stopped::TooLong);
            return Ok(false);
        }
        self.workbook.add(rows).await?;
        let mut tx = self.ports.store.begin().await?;
        if !tx.fill_spreadsheet(self.id, self.rows).await? {
            self.stopped = Some(Stopped::Gone);
            return Ok(false);
        }
        self.ports.commit_all(tx, []).await.map(|()| true)
    }
}
