//! The text that members agree to. The latest version is in force; earlier ones stay.

use chrono::{DateTime, Utc};

use crate::text::Paragraphs;

/// The words of a version.
pub type PolicyText = Paragraphs<20_000>;

/// A version of the privacy text.
#[derive(Debug, Clone)]
pub struct PrivacyPolicy {
    /// 1, 2, 3 … The first comes with the program.
    pub version: i32,
    /// What it says.
    pub text: PolicyText,
    /// Since when it is in force.
    pub published: DateTime<Utc>,
}
