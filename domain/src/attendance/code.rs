//! The check-in code on an organiser's screen: six digits that change every 30 seconds.
//!
//! They are the time-based one-time passwords of [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238) with SHA-256.

use std::fmt;

use chrono::{DateTime, Utc};
use ring::hmac;

use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::rates::Limit;
use crate::text::typed;

/// How often one may give a code. Two in a million are valid at a time: at three guesses a minute it takes months to
/// find one.
pub const GUESSES: Limit = Limit::new("code", 6, 20);

/// How long a code is shown, in seconds.
pub const SHOWN_SECONDS: i64 = 30;

/// What the codes of one place are made from: 32 random bytes. Never prints, never leaves the server.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeSecret(pub [u8; 32]);

impl fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSecret(…)")
    }
}

/// The code that is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Six digits, to be read out.
    pub digits: String,
    /// When the next one takes its place.
    pub until: DateTime<Utc>,
}

impl CodeSecret {
    /// The code at a time.
    pub fn at(&self, now: DateTime<Utc>) -> Code {
        Code { digits: self.digits(now.timestamp().div_euclid(SHOWN_SECONDS)), until: next_code(now) }
    }

    /// Checks a member's digits against the current code and the one before: it takes time to type. *Refused* if
    /// neither.
    pub fn must_be(&self, digits: &Digits, now: DateTime<Utc>) -> Outcome<()> {
        let step = now.timestamp().div_euclid(SHOWN_SECONDS);
        if [step, step - 1].into_iter().any(|step| digits.are(&self.digits(step))) {
            Ok(())
        } else {
            Err(Reason::CodeWrong.at("code").into())
        }
    }

    fn digits(&self, step: i64) -> String {
        digits_at(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), step)
    }
}

/// When the codes of now are replaced.
pub fn next_code(now: DateTime<Utc>) -> DateTime<Utc> {
    let step = now.timestamp().div_euclid(SHOWN_SECONDS) + 1;
    DateTime::from_timestamp(step * SHOWN_SECONDS, 0).unwrap_or(now)
}

/// The six digits of a step of time.
pub fn digits_at(key: &hmac::Key, step: i64) -> String {
    let mac = hmac::sign(key, &step.to_be_bytes());
    let mac = mac.as_ref();
    let offset = usize::from(mac[mac.len() - 1] & 0x0f);
    let number = mac[offset..offset + 4].iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// Six digits that a member typed or scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits(String);

impl Digits {
    /// Reads six digits as people type them, or the text of a QR code, which ends with them.
    pub fn parse(field: &'static str, text: &str) -> Outcome<Self> {
        let digits = typed(text.rsplit(':').next().unwrap_or_default());
        if digits.len() == 6 && digits.iter().all(char::is_ascii_digit) {
            Ok(Self(digits.into_iter().collect()))
        } else {
            Err(Failure::from(Invalid::new(field, ("须为六位数字", "must be six digits"))))
        }
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether they are these.
    pub fn are(&self, digits: &str) -> bool {
        self.0 == digits
    }
}

/// What the QR code of a place says: whose code it is, and the digits.
pub fn qr_text(place: impl fmt::Display, code: &Code) -> String {
    format!("linli:{place}:{}", code.digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the lines of SHA-256: the last six of eight digits.
        let secret = CodeSecret(*b"12345678901234567890123456789012");
        for (seconds, digits) in [(59, "119246"), (1_111_111_109, "084774"), (2_000_000_000, "698825")] {
            assert_eq!(secret.at(at(seconds)).digits, digits);
        }
        assert_eq!(secret.at(at(59)).until, at(60));
    }

    #[test]
    fn a_code_is_good_while_it_is_shown_and_once_more() {
        let secret = CodeSecret([7; 32]);
        let digits = Digits::parse("code", &qr_text("shift_1", &secret.at(at(90)))).expect("digits");
        for (seconds, good) in [(89, false), (90, true), (119, true), (149, true), (150, false)] {
            assert_eq!(secret.must_be(&digits, at(seconds)).is_ok(), good, "{seconds}");
        }
        assert!(CodeSecret([8; 32]).must_be(&digits, at(90)).is_err());
        for typed in ["123 456", " １２３４５６", "１２３-４５６"] {
            assert_eq!(Digits::parse("code", typed).expect("six digits").as_str(), "123456");
        }
        for wrong in ["", "12345", "1234567", "12345a", "-12345", "١٢٣٤٥٦"] {
            assert!(Digits::parse("code", wrong).is_err(), "{wrong}");
        }
    }
}
