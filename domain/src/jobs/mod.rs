//! What is done later: jobs, which follow from an act, and timed work, which the clock starts.

pub mod job;
pub mod read;
pub mod repo;
pub mod retry;
pub mod run;
pub mod timed;
pub mod write;

use crate::operation::Operation;
use crate::rule::Rule::CityAdmin;

/// `retryJob`
pub const RETRY_JOB: Operation = Operation::act("retryJob", CityAdmin);
/// `retryJobs`. From the command line.
pub const RETRY_JOBS: Operation = Operation::internal("retryJobs");

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[Operation::query("failedJobs", CityAdmin), RETRY_JOB, RETRY_JOBS];
