//! What clients see of the balance sheet.

use async_graphql::SimpleObject;
use domain::points::{goods, sheet};

/// The pieces of goods: received = on the shelf + on hold + handed out.
#[derive(SimpleObject)]
pub struct Stock {
    /// All that ever came.
    received: i64,
    /// What can be redeemed.
    on_shelf: i64,
    /// What waits for members who redeemed it.
    on_hold: i64,
    /// What was handed out.
    handed_out: i64,
}

impl From<goods::Stock> for Stock {
    fn from(stock: goods::Stock) -> Self {
        let goods::Stock { received, on_shelf, on_hold, handed_out } = stock;
        Self { received, on_shelf, on_hold, handed_out }
    }
}

/// The public balance sheet of a bank, in points: issued = held by members + on hold + redeemed + expired. All figures
/// are of one moment.
#[derive(SimpleObject)]
pub struct BalanceSheet {
    /// What members earned, less what was reversed.
    issued: i64,
    /// What members can spend.
    with_members: i64,
    /// What is on hold for goods that wait to be fetched.
    on_hold: i64,
    /// What was spent on goods that were handed out.
    redeemed: i64,
    /// What has expired.
    expired: i64,
    /// The pieces of all goods.
    goods: Stock,
    /// Whether it adds up.
    adds_up: bool,
}

impl From<sheet::BalanceSheet> for BalanceSheet {
    fn from(sheet: sheet::BalanceSheet) -> Self {
        Self {
            adds_up: sheet.adds_up(),
            issued: sheet.issued.0,
            with_members: sheet.with_members.0,
            on_hold: sheet.on_hold.0,
            redeemed: sheet.redeemed.0,
            expired: sheet.expired.0,
            goods: sheet.goods.into(),
        }
    }
}
