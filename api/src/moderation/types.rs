//! What clients see of the check of texts.

use async_graphql::Enum;
use domain::moderation::check;

/// What WeChat's content check found of a text.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "check::TextCheck")]
pub enum TextCheck {
    /// 通过: it has nothing against it.
    Pass,
    /// 建议人工审核: it asks people to look.
    Review,
    /// 未检测: it did not say; it was down, too busy, or did not see the author lately.
    Unchecked,
}
