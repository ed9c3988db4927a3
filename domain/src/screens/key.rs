//! The key by which a screen gets its logins.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What a screen proves by that it was paired: 32 random bytes, of which only a keyed digest is kept. Never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct ScreenKey(pub [u8; 32]);

impl ScreenKey {
    /// Reads what a screen sent.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// For the screen alone.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for ScreenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScreenKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_does_not_print() {
        let key = ScreenKey([7; 32]);
        assert_eq!(ScreenKey::parse(&key.reveal()), Some(key.clone()));
        for other in ["", "AAAA", &key.reveal()[1..], &format!("{}A", key.reveal())] {
            assert_eq!(ScreenKey::parse(other), None, "{other}");
        }
        assert_eq!(format!("{key:?}"), "ScreenKey(…)");
    }
}
