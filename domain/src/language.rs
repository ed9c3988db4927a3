//! The languages that Linli speaks with people.

use crate::failure::Fault;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 中文, unless English is asked for.
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// That of the two which is in this language.
    pub fn of<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// The sentence in this language.
    pub fn say(self, text: Fault) -> String {
        self.of(text.zh, text.en)
    }
}
