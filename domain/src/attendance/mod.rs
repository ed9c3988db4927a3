//! Check-in (签到): proof of having been there, and what it is worth.

pub mod check_in;
pub mod check_out;
pub mod code;
pub mod correct;
pub mod grant;
pub mod hours;
pub mod presence;
pub mod read;
pub mod repo;
pub mod roll_call;
pub mod set_star_rule;
pub mod star;
