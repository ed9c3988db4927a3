//! A rule said no: the codes of the schema, and what a mutation can answer.

use async_graphql::{Enum, SimpleObject};
use domain::failure::Reason;

macro_rules! codes {
    ($($(#[doc = $doc:tt])+ $name:ident: $zh:tt, $en:tt;)+) => {
        /// Why a rule said no. New codes can be added; a client shows `message` for one that it does not know.
        #[derive(Enum, Clone, Copy, PartialEq, Eq)]
        #[graphql(remote = "Reason")]
        pub enum RefusalCode {
            $($(#[doc = $doc])+ $name,)+
        }
    };
}

domain::reasons!(codes);

/// A rule said no. Nothing was changed.
#[derive(SimpleObject)]
pub struct Refusal {
    /// Which rule, for the program.
    pub code: RefusalCode,
    /// What to tell the person, in Chinese or English by `Accept-Language`.
    pub message: String,
    /// The input field that the rule concerns, if there is one.
    pub field: Option<String>,
    /// After how many seconds trying again makes sense, if it ever does.
    pub retry_after_seconds: Option<i32>,
}

/// What a mutation answers with: what it made, or a refusal. It makes three lines of nine, thirty times. It takes the
/// description as tokens, because the derive does not see that of a literal given to a macro.
#[macro_export]
macro_rules! result {
    ($(#[doc = $doc:tt])+ $name:ident($made:ident)) => {
        $(#[doc = $doc])+
        #[derive(async_graphql::Union)]
        pub enum $name {
            /// What was made, or is after the change.
            $made($made),
            /// Why not.
            Refusal($crate::graphql::refusal::Refusal),
        }
    };
}
