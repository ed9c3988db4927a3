//! What the check of a text found.

/// What the platform makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be seen.
    Pass,
    /// People have to look.
    Review,
    /// It must not be seen. With the word that gave rise to that, if the platform names one.
    Risky(Option<String>),
    /// The platform did not say.
    Unchecked,
}

/// Where a text is to be seen; the platform weighs it by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// 资料: the name of something.
    Profile,
    /// 评论: what is said about something.
    Comment,
    /// 论坛: what is posted.
    Forum,
}

/// What a text that is stored was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextCheck {
    /// The platform has nothing against it.
    Pass,
    /// The platform asks people to look.
    Review,
    /// The platform did not say.
    Unchecked,
}
