//! What the platform is asked for.

/// A call without what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Name {
    /// `jscode2session`: who gave a login code.
    Login,
    /// `stable_token`: an access token.
    Token,
    /// `getuserphonenumber`: the phone number behind a code.
    Phone,
    /// `msg_sec_check`: whether a text may be seen.
    TextCheck,
    /// A subscribe message.
    Message,
    /// The templates of messages.
    Templates,
    /// Whether a picture may be seen.
    MediaCheck,
}

impl Name {
    /// Where it is asked for.
    pub fn path(self) -> &'static str {
        match self {
            Self::Login => "/sns/jscode2session",
            Self::Token => "/cgi-bin/stable_token",
            Self::Phone => "/wxa/business/getuserphonenumber",
            Self::TextCheck => "/wxa/msg_sec_check",
            Self::Message => "/cgi-bin/message/subscribe/send",
            Self::Templates => "/wxaapi/newtmpl/gettemplate",
            Self::MediaCheck => "/wxa/media_check_async",
        }
    }
}
