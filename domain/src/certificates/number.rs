//! The number of a certificate (证书编号): sixteen letters and digits that a person can read aloud and type.

use std::fmt;

use crate::failure::{Failure, Invalid};
use crate::text::typed;

/// No two of them are often taken for each other, and there are a prime number of them: so the last letter tells of
/// every wrong letter, and of every two that changed places.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How many letters it has, the last of which checks the others.
const LENGTH: usize = 16;

/// How many of them stand together.
const GROUP: usize = 4;

/// The number of a certificate. Shown as `7K3M-9QWX-2ABC-DEFG`.
///
/// It has 74 random bits, so that who walks through numbers finds nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CertificateNumber([u8; LENGTH]);

impl CertificateNumber {
    /// Makes one of random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&random[..16]);
        let mut rest = u128::from_be_bytes(half);
        let mut digits = [0; LENGTH];
        for digit in &mut digits[..LENGTH - 1] {
            *digit = (rest % ALPHABET.len() as u128) as usize;
            rest /= ALPHABET.len() as u128;
        }
        // The last weighs -1 modulo 31, so that it is the sum of the others.
        digits[LENGTH - 1] = weighed(&digits[..LENGTH - 1]) % ALPHABET.len();
        Self(digits.map(|digit| ALPHABET[digit]))
    }

    /// Reads one as people type it: in any case, with spaces, dashes, or nothing between the groups, in letters of full
    /// width. What is *invalid* names `field`, and says what is wrong: length, a letter that no number has, or a typing
    /// fault.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        let letters = typed(text);
        let fault = |zh: String, en: String| Failure::from(Invalid::new(field, (zh, en)));
        let digit = |letter: &char| ALPHABET.iter().position(|known| char::from(*known) == *letter);
        if let Some(foreign) = letters.iter().take(LENGTH).find(|letter| digit(letter).is_none()) {
            // Not in full: it can be anything.
            let shown = if foreign.is_control() { '?' } else { *foreign };
            return Err(fault(format!("不会有“{shown}”"), format!("has the letter {shown}, which no number has")));
        }
        if letters.len() != LENGTH {
            let en = format!("has {} letters and digits instead of {LENGTH}", letters.len());
            return Err(fault(format!("应有{LENGTH}位，现有{}位", letters.len()), en));
        }
        let digits: Vec<usize> = letters.iter().filter_map(digit).collect();
        if weighed(&digits[..LENGTH - 1]) % ALPHABET.len() != digits[LENGTH - 1] {
            return Err(fault("有一处输入错误，请核对".into(), "has a typing fault: please compare it".into()));
        }
        let mut number = [0; LENGTH];
        for (place, digit) in number.iter_mut().zip(digits) {
            *place = ALPHABET[digit];
        }
        Ok(Self(number))
    }

    /// Takes back from the database what was made here.
    pub fn stored(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }

    /// As it is kept: without dashes.
    pub fn kept(self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }
}

/// The sum in which each place has a weight of its own, 1 to 15.
fn weighed(digits: &[usize]) -> usize {
    digits.iter().zip(1..).map(|(digit, weight)| digit * weight).sum()
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<CertificateNumber, String> {
        CertificateNumber::parse("number", text).map_err(|failure| failure.to_string())
    }

    proptest! {
        #[test]
        fn it_reads_back_however_it_is_typed(random: [u8; 32]) {
            let number = CertificateNumber::new(random);
            let shown = number.to_string();
            prop_assert_eq!(shown.len(), 19);
            let wide: String = shown.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a letter")).collect();
            for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), number.kept(), wide,
                format!(" {}\u{200b}\n", shown.replace('-', "–"))]
            {
                prop_assert_eq!(read(&typed), Ok(number), "{}", typed);
            }
            prop_assert_eq!(CertificateNumber::stored(&number.kept()), Some(number));
        }

        #[test]
        fn one_wrong_letter_or_two_that_changed_places_are_told(random: [u8; 32], place in 0usize..16, other in 0usize..16, letter in 0usize..31) {
            let kept = CertificateNumber::new(random).kept();
            let mut wrong: Vec<u8> = kept.bytes().collect();
            wrong[place] = ALPHABET[letter];
            let wrong = String::from_utf8(wrong).expect("letters");
            prop_assert_eq!(read(&wrong).is_ok(), wrong == kept);
            let mut turned: Vec<u8> = kept.bytes().collect();
            turned.swap(place, other);
            let turned = String::from_utf8(turned).expect("letters");
            prop_assert_eq!(read(&turned).is_ok(), turned == kept, "{} {}", kept, turned);
        }

        #[test]
        fn nothing_else_is_one(text in ".{0,40}") {
            prop_assume!(text.chars().count() != 16);
            if let Ok(number) = read(&text) {
                prop_assert_eq!(read(&number.to_string()), Ok(number));
            }
        }
    }

    #[test]
    fn a_fault_says_what_is_wrong() {
        let number = CertificateNumber::new([7; 32]).to_string();
        for (typed, why) in [
            ("", "0 letters"),
            (&number[..18], "15 letters"),
            (&format!("{number}2"), "17 letters"),
            (&number.replacen(&number[..1], "0", 1), "the letter 0"),
            (&number.replacen(&number[..1], "O", 1), "the letter O"),
            ("<script>alert(1)", "the letter <"),
        ] {
            let fault = read(typed).expect_err(typed);
            assert!(fault.contains(why), "{typed}: {fault}");
        }
    }
}
