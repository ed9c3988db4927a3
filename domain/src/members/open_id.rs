//! Who a member is to the platform.

/// A WeChat user, as this mini-program knows them. Never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenId(pub String);

impl std::fmt::Debug for OpenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenId(…)")
    }
}
