//! Spreadsheets (表格) out: what somebody sees on a screen page by page, as one file. A job writes it, and whoever asked for
//! it fetches it within a day.
//!
//! One mutation for each kind, and not one for all: each has its own rule, and the audit log, which holds no texts, tells by
//! the name of the act what was taken out.

pub mod ask;
pub mod clean;
pub mod columns;
pub mod fetch;
pub mod fill;
pub mod make;
pub mod may;
pub mod read;
pub mod repo;
pub mod rows;
pub mod spreadsheet;
pub mod write;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{self, Leader, Liaison, Staff};

/// One allowance for all kinds: a file can hold what a community did in a year.
const fn ask(name: &'static str, rule: Rule) -> Operation {
    Operation::act(name, rule).limited(Limit::new("makeSpreadsheet", 10, 60))
}

/// `makeUnitRecordSpreadsheet`
pub const MAKE_UNIT_RECORD: Operation = ask("makeUnitRecordSpreadsheet", Liaison);
/// `makeHoursSpreadsheet`
pub const MAKE_HOURS: Operation = ask("makeHoursSpreadsheet", Staff);
/// `makeEntriesSpreadsheet`
pub const MAKE_ENTRIES: Operation = ask("makeEntriesSpreadsheet", Staff);
/// `makeRosterSpreadsheet`
pub const MAKE_ROSTER: Operation = ask("makeRosterSpreadsheet", Leader);
/// `makeHandedOutSpreadsheet`
pub const MAKE_HANDED_OUT: Operation = ask("makeHandedOutSpreadsheet", Staff);
/// `makeWishesSpreadsheet`
pub const MAKE_WISHES: Operation = ask("makeWishesSpreadsheet", Staff);
/// `fetchSpreadsheet`. Each time a file is read whole, and the audit log tells of it.
pub const FETCH: Operation = Operation::internal("fetchSpreadsheet").limited(Limit::new("fetchSpreadsheet", 20, 30));
/// `dropSpreadsheets`. The clock does it, and jobs do.
pub const DROP: Operation = Operation::internal("dropSpreadsheets");

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] =
    &[MAKE_UNIT_RECORD, MAKE_HOURS, MAKE_ENTRIES, MAKE_ROSTER, MAKE_HANDED_OUT, MAKE_WISHES, FETCH, DROP];
