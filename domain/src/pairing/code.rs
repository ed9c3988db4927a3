//! The code of a pairing (配对码): eight letters that can be scanned, read aloud and typed.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::failure::{Failure, Invalid};
use crate::text::typed;

/// No vowels, so that no code is a word, and no digits, so that it is not taken for the six: as RFC 8628 advises.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

const LENGTH: usize = 8;

/// The code of a pairing. Shown as `WDJB-MJHT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PairingCode([u8; LENGTH]);

impl PairingCode {
    /// Makes one of random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&random[..16]);
        let mut rest = u128::from_be_bytes(half);
        Self([0; LENGTH].map(|_: u8| {
            let letter = ALPHABET[(rest % ALPHABET.len() as u128) as usize];
            rest /= ALPHABET.len() as u128;
            letter
        }))
    }

    /// Reads one as people type it, or the address that was scanned, which ends with it.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        let text = text.trim_end_matches('/');
        let letters = typed(text.rsplit('/').next().unwrap_or_default());
        let known = |letter: &char| ALPHABET.iter().copied().find(|known| char::from(*known) == *letter);
        let letters: Option<Vec<u8>> = letters.iter().take(LENGTH + 1).map(known).collect();
        let code = letters.and_then(|letters| letters.try_into().ok());
        code.map(Self).ok_or_else(|| Invalid::new(field, ("不是配对码", "is not the code of a pairing")).into())
    }

    /// Takes back from the database what was made here.
    pub fn stored(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }

    /// As it is kept: without the dash.
    pub fn kept(self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }
}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.kept();
        let (first, second) = kept.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

/// What a page proves by that it is the one that asked: 32 random bytes, of which only a keyed digest is kept. Never
/// prints.
#[derive(Clone, PartialEq, Eq)]
pub struct PageSecret(pub [u8; 32]);

impl PageSecret {
    /// Reads what a page sent.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// For the page alone.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for PageSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageSecret(…)")
    }
}

/// Six digits of random bytes.
pub fn random_digits(random: [u8; 32]) -> String {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&random[..8]);
    format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<PairingCode> {
        PairingCode::parse("code", text).ok()
    }

    proptest! {
        #[test]
        fn it_reads_back_however_it_is_typed_or_scanned(random: [u8; 32]) {
            let code = PairingCode::new(random);
            let shown = code.to_string();
            prop_assert_eq!(shown.len(), 9);
            let wide: String = shown.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a letter")).collect();
            for typed in [shown.clone(), shown.to_lowercase(), code.kept(), wide, shown.replace('-', " – "),
                format!("https://linli.example/pair/{shown}"), format!("https://linli.example/pair/{}/", code.kept())]
            {
                prop_assert_eq!(read(&typed), Some(code), "{}", typed);
            }
            prop_assert_eq!(PairingCode::stored(&code.kept()), Some(code));
            let digits = random_digits(random);
            prop_assert!(digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            let secret = PageSecret(random);
            prop_assert_eq!(PageSecret::parse(&secret.reveal()), Some(secret));
        }

        #[test]
        fn nothing_else_is_one(text in ".{0,40}") {
            if let Some(code) = read(&text) {
                prop_assert_eq!(read(&code.to_string()), Some(code));
            }
        }
    }

    #[test]
    fn other_letters_and_lengths_are_none() {
        for text in
            ["", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH7", "https://linli.example/pair/", "/", "ＷＤＪＢ"]
        {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(PageSecret::parse("AAAA").is_none());
        assert_eq!(format!("{:?}", PageSecret([7; 32])), "PageSecret(…)");
    }
}
