//! Party members in office: reporting in (报到) to the community that they serve, and keeping duty there.

pub mod ask;
pub mod check_in;
pub mod decide;
pub mod duty;
pub mod duty_point;
pub mod end;
pub mod read;
pub mod record;
pub mod repo;
pub mod report_in;
