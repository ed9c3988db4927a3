//! What clients see of the state of a text.

use async_graphql::Enum;
use domain::moderation::{text_state, verdict};

/// What WeChat's content check found about a text.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "verdict::TextCheck")]
pub enum TextCheck {
    /// 通过: it has no objection.
    Pass,
    /// 建议人工审核: it asks people to look.
    Review,
    /// 未检测: it gave no verdict; it was down, too busy, or had not seen the author lately.
    Unchecked,
}

/// Whether a text is shown to others. One that is hidden from them is still seen by its author and by staff who
/// administer the community.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum TextState {
    /// 显示: shown.
    Shown,
    /// 待核: hidden, because the content check did not let it pass or was not available, until staff look.
    Held,
    /// 被举报: hidden, because somebody reported it, until staff look.
    Reported,
    /// 已移除: hidden for good, by staff.
    Removed,
}

impl From<text_state::TextState> for TextState {
    fn from(state: text_state::TextState) -> Self {
        use text_state::TextState as State;
        match state {
            State::Official | State::Shown | State::Kept => Self::Shown,
            State::Held => Self::Held,
            State::Reported => Self::Reported,
            State::Removed => Self::Removed,
        }
    }
}
