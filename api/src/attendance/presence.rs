//! What clients see of having been there.

use crate::graphql::scalars::DateTime;
use async_graphql::{Enum, Object};
use domain::attendance::presence::{Presence, Proof, Worth};

/// How a check-in or check-out was proven.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Proof")]
pub enum AttendanceProof {
    /// 签到码: by the code on the organiser's screen.
    Code,
    /// 点名: by the roll-call of somebody who leads the activity.
    RollCall,
}

/// What an attendance is worth.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum AttendanceWorth {
    /// Not known before check-out.
    Open,
    /// Time was granted: see `grantedMinutes`.
    Granted,
    /// No time was granted: other shifts of that day (UTC+8) already reached its limit of 480 minutes.
    DayFull,
    /// No time was granted: less than a minute of it lay within the shift, and before the shift was called off.
    TooShort,
}

/// A member's attendance at a shift. Seen by those who see the sign-up.
pub struct Attendance(pub Presence);

/// A member's attendance at a shift. Seen by those who see the sign-up.
#[Object]
impl Attendance {
    /// When the member checked in; of a scan that was handed in later, when it was made.
    async fn checked_in_at(&self) -> DateTime {
        DateTime(self.0.checked_in.at)
    }

    /// How that was proven.
    async fn checked_in_by(&self) -> AttendanceProof {
        self.0.checked_in.proof.into()
    }

    /// When the member checked out; of a scan that was handed in later, when it was made. Null before that.
    async fn checked_out_at(&self) -> Option<DateTime> {
        self.0.checked_out.map(|mark| DateTime(mark.at))
    }

    /// How that was proven; null before check-out.
    async fn checked_out_by(&self) -> Option<AttendanceProof> {
        self.0.checked_out.map(|mark| mark.proof.into())
    }

    /// What it is worth, and why if that is nothing.
    async fn worth(&self) -> AttendanceWorth {
        match self.0.worth() {
            Worth::Open => AttendanceWorth::Open,
            Worth::Granted(_) => AttendanceWorth::Granted,
            Worth::DayFull => AttendanceWorth::DayFull,
            Worth::TooShort => AttendanceWorth::TooShort,
        }
    }

    /// How many minutes were granted at check-out: the whole minutes between check-in and check-out that lie within the
    /// shift, and before it was called off, up to what is left of the day's 480 minutes. 0 if none were granted, or not
    /// yet. A later correction shows in `Hours`.
    async fn granted_minutes(&self) -> i32 {
        match self.0.worth() {
            Worth::Granted(minutes) => minutes,
            _ => 0,
        }
    }
}
