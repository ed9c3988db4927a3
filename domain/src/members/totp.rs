//! One-time codes as authenticator apps make them: [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238) with SHA-1, six
//! digits and 30 seconds, which all of them know.

use std::fmt;

use chrono::{DateTime, Utc};
use ring::hmac;

use crate::attendance::code::{Digits, SHOWN_SECONDS, digits_at};
use crate::ids::MemberId;

/// The letters of base 32 (RFC 4648).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the codes of a member are made from: 20 random bytes, as many as SHA-1 gives (RFC 4226, section 4). Never
/// prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 20]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new one, made of random bytes.
    pub fn new(chance: [u8; 32]) -> Self {
        let mut secret = [0; 20];
        secret.copy_from_slice(&chance[..20]);
        Self(secret)
    }

    /// In base 32, as apps take it: to be shown once, and kept sealed.
    pub fn reveal(&self) -> String {
        let bit = |at: usize| self.0[at / 8] >> (7 - at % 8) & 1;
        let letter = |n: usize| (n * 5..n * 5 + 5).fold(0, |value, at| value << 1 | bit(at));
        (0..32).map(|n| char::from(ALPHABET[usize::from(letter(n))])).collect()
    }

    /// Reads what [`Secret::reveal`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut secret = [0; 20];
        if text.len() != 32 {
            return None;
        }
        for (n, letter) in text.bytes().enumerate() {
            let value = ALPHABET.iter().position(|known| *known == letter)?;
            for at in 0..5 {
                let bit = u8::from(value >> (4 - at) & 1 == 1);
                secret[(n * 5 + at) / 8] |= bit << (7 - (n * 5 + at) % 8);
            }
        }
        Some(Self(secret))
    }

    /// What an app reads from a QR code. It names the account by the member's id: no name, and what the command line of
    /// the server takes when the phone is lost.
    pub fn uri(&self, member: MemberId) -> String {
        let secret = self.reveal();
        format!("otpauth://totp/Linli:{member}?secret={secret}&issuer=Linli&algorithm=SHA1&digits=6&period=30")
    }

    /// The step of time whose code these digits are: that of now or the one before, for it takes time to type (RFC
    /// 6238, section 5.2). A phone whose clock is ahead has to be set.
    pub fn step_of(&self, digits: &Digits, now: DateTime<Utc>) -> Option<i64> {
        let step = step_at(now);
        [step, step - 1].into_iter().find(|step| digits.are(&self.digits(*step)))
    }

    /// The code at a time.
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.digits(step_at(now))
    }

    fn digits(&self, step: i64) -> String {
        digits_at(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0), step)
    }
}

fn step_at(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(SHOWN_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the lines of SHA-1: the last six of eight digits.
        let secret = Secret(*b"12345678901234567890");
        for (seconds, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(at(seconds)), digits, "{seconds}");
        }
        assert_eq!(secret.reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_next() {
        let secret = Secret([7; 20]);
        let digits = Digits::parse("code", &secret.code(at(90))).expect("digits");
        for (seconds, step) in [(60, None), (89, None), (90, Some(3)), (149, Some(3)), (150, None)] {
            assert_eq!(secret.step_of(&digits, at(seconds)), step, "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn the_text_reads_back(bytes: [u8; 20]) {
            let text = Secret(bytes).reveal();
            prop_assert_eq!(Secret::from_text(&text), Some(Secret(bytes)));
            prop_assert_eq!(Secret::from_text(&text[1..]), None);
            prop_assert_eq!(Secret::from_text(&text.replacen(|_| true, "0", 1)), None);
        }
    }
}
