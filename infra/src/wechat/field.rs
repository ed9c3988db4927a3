//! The fields of a subscribe message: what each takes, and one function that makes a value fit.
//!
//! A field's kind is its name without the number: `thing1`, `time12`. A value that breaks its rule makes the platform
//! refuse the whole message (errcode 47003), so a value is shortened, and what its kind does not take is left out.

/// The kinds of fields, with how much each takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text: 20 characters.
    Thing,
    /// 5 Han characters.
    Phrase,
    /// 10 Han characters, or 20 letters.
    Name,
    /// 32 digits, with a point.
    Number,
    /// 32 letters, digits and signs.
    CharacterString,
    /// A time of day, with its day or without: `2019年10月1日 15:01`. Two with `~` between them are a span.
    Time,
    /// A day, with a time or without.
    Date,
    /// A sum of 10 digits: `¥12.50`, `12元`.
    Amount,
}

impl FieldKind {
    /// The kind of a field of this name.
    pub fn of(field: &str) -> Option<Self> {
        Some(match field.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "thing" => Self::Thing,
            "phrase" => Self::Phrase,
            "name" => Self::Name,
            "number" => Self::Number,
            "character_string" => Self::CharacterString,
            "time" => Self::Time,
            "date" => Self::Date,
            "amount" => Self::Amount,
            _ => return None,
        })
    }
}

/// The value as the field takes it; nothing if nothing of it fits: a message with an empty field is refused, too.
pub fn fit(kind: FieldKind, value: &str) -> Option<String> {
    let value = value.trim();
    let fitted = match kind {
        FieldKind::Thing => shorten(one_line(value), 20),
        FieldKind::Phrase => value.chars().filter(|c| is_han(*c)).take(5).collect(),
        FieldKind::Name => name(value),
        FieldKind::Number => number(value, 32),
        FieldKind::CharacterString => value.chars().filter(char::is_ascii_graphic).take(32).collect(),
        // Half a time would be another time, so nothing is cut off.
        FieldKind::Time | FieldKind::Date => value.split('~').all(|part| is_time(kind, part)).then(|| value.into())?,
        FieldKind::Amount => amount(value),
    };
    Some(fitted.trim().to_owned()).filter(|fitted| !fitted.is_empty())
}

/// At most so many characters; what is left out shows as `…`.
fn shorten(text: String, most: usize) -> String {
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn name(value: &str) -> String {
    let known: String =
        value.chars().filter(|c| is_han(*c) || c.is_ascii_alphabetic() || " .·'-".contains(*c)).collect();
    if known.chars().any(is_han) {
        known.chars().filter(|c| is_han(*c)).take(10).collect()
    } else {
        known.chars().filter(|c| *c != '·').take(20).collect()
    }
}

/// Digits with at most one point among them. A number that is too long is nothing: cut off it would be another.
fn number(value: &str, most: usize) -> String {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let well = value.chars().all(|c| c.is_ascii_digit() || c == '.') && value.matches('.').count() <= 1;
    if well && (1..=most).contains(&digits) && !value.starts_with('.') && !value.ends_with('.') {
        value.into()
    } else {
        String::new()
    }
}

/// One sign of a currency before it, or 元 behind it.
fn amount(value: &str) -> String {
    let bare = value.strip_prefix(['¥', '￥', '$']).unwrap_or(value);
    let bare = bare.strip_suffix('元').unwrap_or(bare);
    if number(bare, 10).is_empty() { String::new() } else { value.into() }
}

/// `15:01`, `2019年10月1日` or both with a space between them, as the kind takes them.
fn is_time(kind: FieldKind, text: &str) -> bool {
    let text = text.trim();
    match (text.split_once(' '), kind) {
        (Some((day, time)), _) => is_day(day) && is_clock(time),
        (None, FieldKind::Time) => is_clock(text),
        (None, _) => is_day(text),
    }
}

fn is_day(text: &str) -> bool {
    let parts = text.split_once('年').and_then(|(year, rest)| Some((year, rest.split_once('月')?)));
    let Some((year, (month, day))) = parts else { return false };
    let Some(day) = day.strip_suffix('日') else { return false };
    year.len() == 4 && within(year, 1, 9999) && within(month, 1, 12) && within(day, 1, 31)
}

fn is_clock(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hour, minute)| within(hour, 0, 23) && minute.len() == 2 && within(minute, 0, 59))
}

fn within(text: &str, least: u32, most: u32) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse().is_ok_and(|n: u32| (least..=most).contains(&n))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [&str; 8] = ["thing", "phrase", "name", "number", "character_string", "time", "date", "amount"];

    #[test]
    fn each_kind_takes_what_its_rule_says() {
        let fit = |field: &str, value: &str| fit(FieldKind::of(field).expect("a kind"), value);
        for (field, value, fitted) in [
            ("thing1", "  厨房水龙头\n一直滴水 ", "厨房水龙头 一直滴水"),
            ("thing12", &"愿".repeat(20), &"愿".repeat(20)),
            ("thing3", &"愿".repeat(21), &format!("{}…", "愿".repeat(19))),
            ("phrase2", "已完成 ok 了吗呢", "已完成了吗"),
            ("name3", "阿依古丽·买买提", "阿依古丽买买提"),
            ("name3", "John O'Neil", "John O'Neil"),
            ("number4", "12.5", "12.5"),
            ("character_string5", "A-1 李 b", "A-1b"),
            ("time6", "2019年10月1日 15:01", "2019年10月1日 15:01"),
            ("time6", "15:01~16:30", "15:01~16:30"),
            ("date7", "2019年10月1日", "2019年10月1日"),
            ("amount8", "¥12.50", "¥12.50"),
            ("amount8", "1234567890元", "1234567890元"),
        ] {
            assert_eq!(fit(field, value).as_deref(), Some(fitted), "{field} {value}");
        }
        for (field, value) in [
            ("thing1", " \n"),
            ("phrase2", "done"),
            ("number4", "twelve"),
            ("number4", &"1".repeat(33)),
            ("time6", "2019-10-01T15:01:00Z"),
            ("time6", "25:00"),
            ("date7", "2019年13月1日"),
            ("date7", "15:01"),
            ("amount8", "12345678901"),
            ("amount8", "十元"),
        ] {
            assert_eq!(fit(field, value), None, "{field} {value}");
        }
        assert_eq!(FieldKind::of("photo1"), None);
    }

    proptest! {
        #[test]
        fn what_fits_is_within_the_rule_and_fits_again(kind in 0..KINDS.len(), value in "\\PC{0,60}|[0-9.年月日: ~元¥]{0,40}|[李王a-z ]{0,40}") {
            let kind = FieldKind::of(KINDS[kind]).expect("a kind");
            if let Some(fitted) = fit(kind, &value) {
                let most = match kind {
                    FieldKind::Thing | FieldKind::Name => 20,
                    FieldKind::Phrase => 5,
                    FieldKind::Number => 33,
                    FieldKind::CharacterString => 32,
                    FieldKind::Time | FieldKind::Date => 60,
                    FieldKind::Amount => 13,
                };
                prop_assert!((1..=most).contains(&fitted.chars().count()), "{}", fitted);
                prop_assert!(!fitted.chars().any(char::is_control));
                prop_assert_eq!(fit(kind, &fitted), Some(fitted));
            }
        }
    }
}
