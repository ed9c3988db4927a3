//! Whether a text is shown, and what hides it.

use crate::moderation::verdict::TextCheck;

/// What stands in the place of words that staff removed, where something has to stand.
pub const REMOVED: &str = "（内容已移除）";

/// Whether a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextState {
    /// 官方: staff wrote it, who answer for it. Nobody reports it.
    Official,
    /// 显示: a member wrote it, and nobody has anything against it.
    Shown,
    /// 已核: staff looked at it and kept it. A report does not hide it again.
    Kept,
    /// 待核: its check did not let it pass, and staff have not looked yet.
    Held,
    /// 被举报: somebody reported it, and staff have not looked yet.
    Reported,
    /// 已移除: staff looked at it and removed it.
    Removed,
}

/// How much of a thing somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// That it is there, and not what was written.
    WithoutWords,
    /// Nothing.
    Nothing,
}

impl TextState {
    /// The state in which a text is stored: of staff unchecked, of members as the check says.
    pub fn after(check: Option<TextCheck>) -> Self {
        match check {
            None => Self::Official,
            Some(TextCheck::Pass) => Self::Shown,
            Some(TextCheck::Review | TextCheck::Unchecked) => Self::Held,
        }
    }

    /// Whether it is hidden from those who only look.
    pub fn hidden(self) -> bool {
        matches!(self, Self::Held | Self::Reported | Self::Removed)
    }

    /// What somebody sees who would see all if it were shown. `own`: they wrote it, or administer the community.
    /// `holds`: they took part before it was hidden, by a claim, a seat, or as one of the team; they know it and need
    /// it.
    pub fn sight(self, own: bool, holds: bool) -> Sight {
        match self {
            _ if own || !self.hidden() => Sight::Whole,
            Self::Reported if holds => Sight::Whole,
            Self::Removed if holds => Sight::WithoutWords,
            _ => Sight::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_looks_sees_what_is_shown_and_nothing_else() {
        use TextState::{Held, Kept, Official, Removed, Reported, Shown};
        for state in [Official, Shown, Kept, Held, Reported, Removed] {
            let looks = state.sight(false, false);
            assert_eq!(looks, if state.hidden() { Sight::Nothing } else { Sight::Whole }, "{state:?}");
            assert_eq!(state.sight(true, false), Sight::Whole, "{state:?}");
        }
        assert_eq!(Reported.sight(false, true), Sight::Whole);
        assert_eq!(Removed.sight(false, true), Sight::WithoutWords);
        assert_eq!(Held.sight(false, true), Sight::Nothing);
    }

    #[test]
    fn nothing_is_shown_unless_its_check_let_it_pass() {
        assert_eq!(TextState::after(Some(TextCheck::Pass)), TextState::Shown);
        for check in [TextCheck::Review, TextCheck::Unchecked] {
            assert!(TextState::after(Some(check)).hidden(), "{check:?}");
        }
        assert_eq!(TextState::after(None), TextState::Official);
    }
}
