//! Photos and attachments over GraphQL. They are uploaded at `/media` ([`crate::http::media`]).

pub mod attachment;
pub mod loader;
pub mod mutation;
pub mod photo;

use domain::rule::Rule::{self, OwnerOrStaff, WhoSeesIt};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] =
    &[("Photo", WhoSeesIt), ("Attachment", WhoSeesIt), ("Photo.removalReason", OwnerOrStaff)];
