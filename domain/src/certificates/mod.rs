//! Certificates of hours (志愿服务证明): what a member served in a period, on paper, with a number that anybody can verify.
//!
//! A certificate says what stood when it was issued. It is never changed, and can be revoked.

pub mod certificate;
pub mod issue;
pub mod number;
pub mod read;
pub mod repo;
pub mod revoke;
pub mod verify;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{OwnerOrStaff, Resident, Staff};

/// `issueCertificate`
pub const ISSUE_CERTIFICATE: Operation =
    Operation::act("issueCertificate", Resident).limited(Limit::new("issueCertificate", 10, 8_640));
/// `revokeCertificate`
pub const REVOKE_CERTIFICATE: Operation = Operation::act("revokeCertificate", OwnerOrStaff);
/// The drawing of a certificate, which takes a while. By whoever has its address.
pub const DRAW_CERTIFICATE: Operation =
    Operation::internal("drawCertificate").limited(Limit::new("drawCertificate", 10, 5)).unrecorded();

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] =
    &[Operation::query("certificate", Staff), ISSUE_CERTIFICATE, REVOKE_CERTIFICATE, DRAW_CERTIFICATE];
