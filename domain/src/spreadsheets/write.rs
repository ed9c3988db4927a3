//! What is written into a spreadsheet, and what whoever writes the file must guarantee.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};

use crate::failure::Outcome;
use crate::wishes::wish::Fen;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// Text, and never a formula, whatever it begins with. It is not changed: in a file of this form a cell says that it
    /// is text, and an apostrophe before it would be part of people's words wherever they go on from here.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount of yuan.
    Money(Fen),
    /// A day.
    Day(NaiveDate),
    /// A moment where the communities are.
    At(NaiveDateTime),
}

/// A column: its head, and how many letters wide it is.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its width.
    pub width: u16,
}

/// What stands above the rows.
#[derive(Debug, Clone)]
pub struct Head {
    /// The name of the sheet: at most 31 letters, and none that Excel does not take in one.
    pub sheet: String,
    /// The title.
    pub title: String,
    /// Lines below it: which part, when, by whom.
    pub lines: Vec<String>,
    /// The columns. Their heads stay where they are while one scrolls, and filter.
    pub columns: Vec<Column>,
}

/// Writes spreadsheets (.xlsx). Rows go to the disk as they come: a long one takes no more memory than a short one, until
/// the file is whole.
pub trait Workbooks: Send + Sync {
    /// Begins one.
    fn begin(&self, head: Head) -> Outcome<Box<dyn Workbook>>;
}

/// A spreadsheet that is being written.
#[async_trait]
pub trait Workbook: Send {
    /// Writes rows below the others.
    async fn add(&mut self, rows: Vec<Vec<Cell>>) -> Outcome<()>;
    /// The whole file.
    async fn end(self: Box<Self>) -> Outcome<Vec<u8>>;
}
