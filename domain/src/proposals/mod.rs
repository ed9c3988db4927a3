//! The second person (双人复核): what one member of staff alone must not do waits until another has looked at it.

pub mod carry_out;
pub mod decide;
pub mod plan;
pub mod proposal;
pub mod read;
pub mod repo;
pub(crate) mod tell;

use crate::operation::Operation;
use crate::rule::Rule::Staff;

/// `propose`. An act that waits for a second person.
pub const PROPOSE: Operation = Operation::internal("propose");
/// `decideProposal`
pub const DECIDE_PROPOSAL: Operation = Operation::act("decideProposal", Staff);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[Operation::query("proposals", Staff), PROPOSE, DECIDE_PROPOSAL];
