//! Text that people write, and personal data that must not leak: parsed once, valid ever after.

use std::fmt;

use crate::failure::{Failure, Invalid};

/// One line of at most `MAX` characters: not blank, no control characters, no leading or trailing space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<const MAX: usize>(String);

/// Paragraphs of at most `MAX` characters: as [`Line`], and line breaks are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraphs<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Takes back from the database what was checked before it went in.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// Checks what was written in `field`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        clean(field, text, MAX, false).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Paragraphs<MAX> {
    /// Takes back from the database what was checked before it went in.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// Checks what was written in `field`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        clean(field, &text.replace("\r\n", "\n"), MAX, true).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn clean(field: &'static str, text: &str, max: usize, breaks: bool) -> Result<String, Failure> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || invisible(c));
    if text.is_empty() {
        return Err(Invalid::new(field, ("不能为空", "must not be empty")).into());
    }
    if text.chars().any(|c| (c.is_control() && !(breaks && c == '\n')) || reorders(c) || is_none(c)) {
        return Err(Invalid::new(field, ("含有不允许的控制字符", "has control characters")).into());
    }
    if text.chars().count() > max {
        return Err(
            Invalid::new(field, (format!("不能超过{max}个字"), format!("is longer than {max} characters"))).into()
        );
    }
    Ok(text.to_owned())
}

/// Characters that show nothing: a text of these alone is blank.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// What Unicode keeps free for programs, and no text has: XML cannot hold the first two.
fn is_none(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Characters that break a line or turn the direction of what follows: they make a text show what it does not say.
fn reorders(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What somebody typed of a number or a code: its letters in capitals of the usual width, without what people write between
/// groups.
pub(crate) fn typed(text: &str) -> Vec<char> {
    text.chars().filter(|letter| !between(*letter)).map(narrow).collect()
}

/// What people write between groups.
fn between(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '-' | '_' | '.' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The capital letter, of the usual width.
fn narrow(letter: char) -> char {
    let narrow = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    narrow.to_ascii_uppercase()
}

/// A mobile number of mainland China, without the country code. Prints as `138****1234`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads an eleven-digit number, with or without `+86`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        let digits = text.strip_prefix("+86").unwrap_or(text).trim();
        let wrong = digits.len() != 11
            || !digits.bytes().all(|b| b.is_ascii_digit())
            || !matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..]);
        if wrong {
            return Err(Invalid::new(field, ("不是有效的手机号", "is not a mobile number of mainland China")).into());
        }
        Ok(Self(digits.to_owned()))
    }

    /// The number in full: only for the person, and for those whom a rule entitles.
    pub fn in_full(&self) -> &str {
        &self.0
    }

    /// `138****1234`
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

/// The name of a person as on the identity card. Prints as `王**`.
#[derive(Clone, PartialEq, Eq)]
pub struct RealName(Line<30>);

impl RealName {
    /// Reads a name of 2 to 30 letters; a dot stands between the parts of a longer one (`阿依古丽·买买提`).
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Failure> {
        let line = Line::parse(field, text)?;
        let letter = |c: char| c.is_alphabetic() && !invisible(c);
        let letters = line.0.chars().filter(|c| letter(*c)).count();
        let fits = letters >= 2
            && line.0.chars().next().is_some_and(letter)
            && line.0.chars().all(|c| letter(c) || "·・.' -".contains(c));
        if !fits {
            return Err(Invalid::new(field, ("不是有效的姓名", "is not a name")).into());
        }
        Ok(Self(line))
    }

    /// The name in full: only for the person, and for those whom a rule entitles.
    pub fn in_full(&self) -> &str {
        self.0.as_str()
    }

    /// `王**`: the first letter, and always two stars, so that the length tells nothing.
    pub fn masked(&self) -> String {
        self.in_full().chars().take(1).chain("**".chars()).collect()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for RealName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_is_short_visible_and_trimmed(text in "\\PC{0,60}|.{0,60}") {
            if let Ok(line) = Line::<20>::parse("title", &text) {
                prop_assert!((1..=20).contains(&line.as_str().chars().count()));
                prop_assert!(!line.as_str().chars().any(char::is_control));
                prop_assert_eq!(line.as_str().trim(), line.as_str());
            }
        }

        #[test]
        fn a_phone_number_never_prints_its_middle(digits in "1[3-9][0-9]{9}") {
            let phone = Phone::parse("phone", &digits).expect("valid");
            let expected = format!("{}****{}", &digits[..3], &digits[7..]);
            prop_assert_eq!(format!("{phone:?}"), expected);
        }
    }

    #[test]
    fn blank_long_and_tricky_texts_are_invalid() {
        for text in [
            "",
            "   ",
            "\u{200b}\u{200b}",
            "\u{2800}",
            "\u{ad}\u{fe0f}",
            "a\u{2028}b",
            "a\u{0}b",
            "a\nb",
            "ab\u{202e}c",
            "a\u{fffe}",
            "a\u{ffff}",
            "a\u{1ffff}",
            "a\u{fdd0}",
            &"愿".repeat(21),
        ] {
            assert!(Line::<20>::parse("title", text).is_err(), "{text:?}");
        }
        assert!(Paragraphs::<20>::parse("text", "a\r\nb").is_ok());
        assert!(Line::<20>::parse("title", &"愿".repeat(20)).is_ok());
    }

    #[test]
    fn names_and_numbers_are_masked() {
        assert_eq!(RealName::parse("realName", "王建国").expect("valid").masked(), "王**");
        assert_eq!(RealName::parse("realName", "欧阳").expect("valid").masked(), "欧**");
        assert!(RealName::parse("realName", "王").is_err());
        for wrong in ["=1+1", "--", "··王五", "\u{115f}\u{1160}", "\u{ffa0}\u{ffa0}"] {
            assert!(RealName::parse("realName", wrong).is_err(), "{wrong}");
        }
        for wrong in ["12345678901", "1380000123", "138000012345", "138 0000 1234", "１３８００００１２３４"]
        {
            assert!(Phone::parse("phone", wrong).is_err(), "{wrong}");
        }
        assert_eq!(Phone::parse("phone", "+8613800001234").expect("valid").in_full(), "13800001234");
    }
}
