//! The check-in codes of a day, for a hall.

use chrono::Duration;

use crate::access::{Scope, Viewer};
use crate::attendance::code::Code;
use crate::attendance::presence::CHECK_IN_BEFORE;
use crate::calendar::{begin_of, day_of};
use crate::failure::Outcome;
use crate::ports::Ports;
use crate::volunteering::shift::Shift;

/// How many shifts a screen shows at most.
pub const SHOWN_AT_MOST: i64 = 50;

/// A shift of today, and the code that counts now: from an hour before it starts, when check-in begins.
#[derive(Debug)]
pub struct ShiftCode {
    /// The shift.
    pub shift: Shift,
    /// Its code.
    pub code: Option<Code>,
}

/// The shifts of a community that take place today and were not called off, by their start, each with its code. For those
/// who administer the community, and its screens that are for that.
pub async fn codes(ports: &Ports, by: &Viewer, scope: &Scope) -> Outcome<Vec<ShiftCode>> {
    by.must_show_codes(scope.path())?;
    let now = ports.now();
    let begin = begin_of(day_of(now));
    let shifts = ports.store.shifts_between(by, scope, begin, begin + Duration::days(1), SHOWN_AT_MOST).await?;
    let coded = |shift: Shift| {
        let opens = now >= shift.plan.starts - CHECK_IN_BEFORE;
        ShiftCode { code: opens.then(|| shift.secret.at(now)), shift }
    };
    Ok(shifts.into_iter().map(coded).collect())
}
