//! How a use case says no.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Why a use case did not give what was asked for.
#[derive(Debug)]
pub enum Failure {
    /// A rule of the field says no; a person can cause it by using the app correctly.
    Refused(Refusal),
    /// The input is not of the form that was promised.
    Invalid(Invalid),
    /// Nothing there that the asker may see. Names the input field that pointed at it.
    NotFound(&'static str),
    /// The asker may see it, and may not do this.
    Forbidden,
    /// The asker may do this once their login has given a code: see [`crate::members::second_factor`].
    SecondFactorNeeded,
    /// Nobody is logged in, or no longer.
    Unauthenticated,
    /// Asked too often; try again after the given time.
    TooOften(Duration),
    /// Something that Linli depends on does not answer. Nothing was done.
    Unavailable(Cause),
    /// A fault of ours. Nothing was done.
    Broken(Cause),
}

/// The result of a use case.
pub type Outcome<T> = Result<T, Failure>;

/// What went wrong behind the scenes: for the log, never for the client.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A refusal: the reason, and the input field that it concerns, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which rule said no.
    pub reason: Reason,
    /// The input field that the rule concerns.
    pub field: Option<&'static str>,
}

/// Input that is not of the promised form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The field, as the client wrote it.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}

/// One sentence in the two languages that Linli speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Fault {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

impl Invalid {
    /// The fault of an id that is malformed or names another kind of thing.
    pub const NOT_AN_ID: (&'static str, &'static str) = ("编号格式不正确", "is not an id of this kind");

    /// Names the field and what is wrong with it, in Chinese and English.
    pub fn new(field: &'static str, (zh, en): (impl Into<String>, impl Into<String>)) -> Self {
        Self { field, fault: Fault::new(zh, en) }
    }
}

impl Failure {
    /// A fault that reaches several at once, as each of them is told it.
    pub fn shared(fault: &Arc<Self>) -> Self {
        match **fault {
            Self::Unavailable(_) => Self::Unavailable(fault.clone().into()),
            _ => Self::Broken(fault.clone().into()),
        }
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self::Refused(Refusal { reason, field: None })
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {:?}", refusal.reason),
            Self::Invalid(invalid) => write!(f, "{} {}", invalid.field, invalid.fault.en),
            Self::NotFound(field) => write!(f, "{field}: not found"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::SecondFactorNeeded => f.write_str("a code of the second factor is needed"),
            Self::Unauthenticated => f.write_str("nobody is logged in"),
            Self::TooOften(wait) => write!(f, "asked too often, try again in {} s", wait.as_secs()),
            Self::Unavailable(cause) => write!(f, "unavailable: {cause}"),
            Self::Broken(cause) => write!(f, "broken: {cause}"),
        }
    }
}

impl std::error::Error for Failure {}

macro_rules! reason {
    ($($(#[doc = $doc:tt])+ $name:ident: $zh:tt, $en:tt;)+) => {
        /// The rules that can refuse. A closed set: clients match on it, so a name is never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Reason {
            /// What to tell the person.
            pub fn text(self) -> Fault {
                match self {
                    $(Self::$name => Fault::new($zh, $en),)+
                }
            }
        }
    };
}

crate::reasons!(reason);

impl Reason {
    /// The refusal, pointing at the input field that the rule concerns.
    pub fn at(self, field: &'static str) -> Refusal {
        Refusal { reason: self, field: Some(field) }
    }
}
