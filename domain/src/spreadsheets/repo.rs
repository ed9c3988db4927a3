//! What a store must guarantee of spreadsheets.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{MemberId, SpreadsheetId};
use crate::page::{Page, PageRequest};
use crate::spreadsheets::spreadsheet::{NewSpreadsheet, Spreadsheet, Why};

/// A spreadsheet whose file is there.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// Which.
    pub id: SpreadsheetId,
    /// How many rows it has.
    pub rows: i64,
    /// The size of the file.
    pub bytes: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it can be fetched.
    pub until: DateTime<Utc>,
}

/// Inside a transaction. What decides is one conditional statement each.
#[async_trait]
pub trait SpreadsheetRepo {
    /// Adds one that waits until then at the latest, as long as fewer than `most` wait for its owner; says whether. The
    /// owner must be held ([`crate::members::repo::MemberRepo::hold_member`]).
    async fn add_spreadsheet(&mut self, new: &NewSpreadsheet, until: DateTime<Utc>, most: i64) -> Outcome<bool>;
    /// Writes down how many rows there are so far; says whether it still waits.
    async fn fill_spreadsheet(&mut self, id: SpreadsheetId, rows: i64) -> Outcome<bool>;
    /// Says whether it still waited, and then that it is made.
    async fn end_spreadsheet(&mut self, made: &Made) -> Outcome<bool>;
    /// Says whether it still waited, and then that it will not be made; it is kept until then.
    async fn fail_spreadsheet(&mut self, id: SpreadsheetId, why: Why, until: DateTime<Utc>) -> Outcome<bool>;
    /// Deletes what is kept no longer, a number of them at most.
    async fn drop_old_spreadsheets(&mut self, now: DateTime<Utc>, most: i64) -> Outcome<Vec<SpreadsheetId>>;
    /// Deletes those that a member asked for.
    async fn drop_spreadsheets_of(&mut self, member: MemberId) -> Outcome<Vec<SpreadsheetId>>;
}

/// Outside one. What is kept no longer is not there, also before it is deleted.
#[async_trait]
pub trait SpreadsheetReader: Send + Sync {
    /// The spreadsheet of this id, whoever asked for it. Whether the viewer sees it is for [`crate::spreadsheets::read`]
    /// to say.
    async fn spreadsheet(&self, id: SpreadsheetId, now: DateTime<Utc>) -> Outcome<Option<Spreadsheet>>;
    /// Those that the viewer asked for, the latest first.
    async fn spreadsheets_by(
        &self,
        me: &Viewer,
        now: DateTime<Utc>,
        page: &PageRequest<SpreadsheetId>,
    ) -> Outcome<Page<Spreadsheet>>;
}
