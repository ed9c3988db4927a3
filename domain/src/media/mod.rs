//! Photos (照片): uploaded by a member, shown by exactly one thing, checked before others see them. Attachments (附件) of
//! notices, which staff hand out.

pub mod address;
pub mod attach;
pub mod attach_file;
pub mod attachment;
pub mod check;
pub mod clean;
pub mod photo;
pub mod read;
pub mod replace;
pub mod repo;
pub mod upload;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::Owner;

/// `uploadPhoto`. A file of up to 10 MiB, and about a second of a processor.
pub const UPLOAD: Operation = Operation::internal("uploadPhoto").limited(Limit::new("uploadPhoto", 30, 20));
/// `uploadAttachment`. A file of up to 10 MiB.
pub const UPLOAD_ATTACHMENT: Operation =
    Operation::internal("uploadAttachment").limited(Limit::new("uploadAttachment", 30, 20));
/// `replacePhoto`
pub const REPLACE: Operation = Operation::act("replacePhoto", Owner);
/// `checkPhoto`. A job asks the platform, and a push or the clock tells what came of it.
pub const CHECK: Operation = Operation::internal("checkPhoto");
/// `dropUnusedFiles`. The clock does it.
pub const DROP_UNUSED: Operation = Operation::internal("dropUnusedFiles");
/// `dropFiles`. A job does it.
pub const DROP_FILES: Operation = Operation::internal("dropFiles");

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[UPLOAD, UPLOAD_ATTACHMENT, REPLACE, CHECK, DROP_UNUSED, DROP_FILES];
