//! The spreadsheets that a member asked for. A part of `viewer`.

use async_graphql::{Context, Object, Result};
use domain::access;
use domain::ids::SpreadsheetId;

use super::spreadsheet::Spreadsheet;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;

/// The spreadsheets that a member asked for.
pub struct MySpreadsheets<'v>(pub &'v access::Viewer);

/// The spreadsheets that a member asked for.
#[Object]
impl MySpreadsheets<'_> {
    /// The spreadsheets that you asked for and that are kept, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn spreadsheets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Spreadsheet>> {
        answer(ctx, async {
            let list = List::new("viewer.spreadsheets", self.0.member());
            let page = list.page::<SpreadsheetId>(first, after, last, before)?;
            let page = ports(ctx).store.spreadsheets_by(self.0, ports(ctx).now(), &page).await?;
            Ok(Connection::of(page, &list, |spreadsheet| spreadsheet.id, Spreadsheet))
        })
        .await
    }
}
