//! Check-in (签到): proof of having been there, and what it is worth.

pub mod code;
