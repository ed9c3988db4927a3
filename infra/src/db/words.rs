//! The words by which states and kinds lie in the database: each stands at its table, here those of several. The CHECKs
//! of the schema list the same.

use domain::failure::Outcome;
use domain::moderation::text_state::TextState;
use domain::moderation::verdict::TextCheck;

use super::sql::corrupt;

pub(super) type Words<T, const N: usize> = [(&'static str, T); N];

pub(super) const TEXT_CHECK: Words<TextCheck, 3> =
    [("pass", TextCheck::Pass), ("review", TextCheck::Review), ("unchecked", TextCheck::Unchecked)];

pub(super) const TEXT_STATE: Words<TextState, 6> = [
    ("official", TextState::Official),
    ("shown", TextState::Shown),
    ("kept", TextState::Kept),
    ("held", TextState::Held),
    ("reported", TextState::Reported),
    ("removed", TextState::Removed),
];

/// The word for a value.
pub(super) fn word<T: Copy + PartialEq, const N: usize>(words: &Words<T, N>, value: T) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

/// The value of a word.
pub(super) fn meaning<T: Copy, const N: usize>(words: &Words<T, N>, word: &str) -> Outcome<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value).ok_or_else(|| corrupt("word"))
}
