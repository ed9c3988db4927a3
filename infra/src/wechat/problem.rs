//! A call that gave nothing: what went wrong, who can do something about it, and what the use case is told.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use domain::failure::Failure;

use super::name::Name;

/// The platform's limits by the minute (errcodes 45011, 44991).
const MINUTE: Duration = Duration::from_secs(60);

/// A call that gave nothing. Safe to print: it holds nothing that was sent or received but numbers.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) call: Name,
    pub(super) kind: Kind,
}

/// What went wrong.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// The platform says no, with its own number.
    Errcode(i64),
    /// Something on the way says no: the platform itself answers 200 even to faults.
    Status(u16),
    /// No answer came: the chain of causes, without the URL.
    Broken(String),
    /// An answer came that is not of the promised form.
    Garbage,
    /// No answer in time.
    TooLate,
}

impl Problem {
    /// What went wrong, in a word or a number.
    pub(super) fn outcome(&self) -> String {
        match &self.kind {
            Kind::Errcode(errcode) => errcode.to_string(),
            Kind::Status(_) => "status".into(),
            Kind::Broken(_) => "broken".into(),
            Kind::Garbage => "garbage".into(),
            Kind::TooLate => "too_late".into(),
        }
    }
}

/// Who can do something about an errcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Time, within this call: nothing was done, so the same is sent again at once.
    Again,
    /// Time: the same call can work later.
    Later,
    /// Time: the platform counts by the minute.
    NextMinute,
    /// A new access token.
    NewToken,
    /// The operator of this installation: what they have to look at.
    Operator(&'static str),
    /// Nobody: what was sent will never be taken.
    Final,
}

/// The one table of errcodes. What a call has an answer of its own for (a used code, no subscription) it looks at first.
pub(super) fn remedy(errcode: i64) -> Remedy {
    match errcode {
        // 43108: another message to the same user is on its way.
        -1 | 43108 => Remedy::Again,
        // 45009: the day's quota. 61010: the user was not seen for two hours.
        45009 | 61010 => Remedy::Later,
        44991 | 45011 => Remedy::NextMinute,
        40001 | 40014 | 42001 => Remedy::NewToken,
        40013 => Remedy::Operator("wrong appid"),
        40125 => Remedy::Operator("wrong secret"),
        40164 => Remedy::Operator("this server's address is not on the mini-program's allow-list"),
        89503 | 89506 | 89507 => {
            Remedy::Operator("this server's address waits for the consent of the mini-program's administrator")
        }
        40037 => Remedy::Operator("the mini-program has no such message template"),
        43107 => Remedy::Operator("the platform took the right to send messages from the mini-program"),
        40165 | 41030 => Remedy::Operator("the published mini-program has no such page"),
        43104 => Remedy::Operator("the openid is that of another mini-program"),
        48001 | 61080 | 61081 => Remedy::Operator("the mini-program is not entitled to this call"),
        _ => Remedy::Final,
    }
}

impl Name {
    pub(super) fn problem(self, kind: Kind) -> Problem {
        Problem { call: self, kind }
    }
}

impl Problem {
    /// The platform's number, if it gave one.
    pub(super) fn errcode(&self) -> Option<i64> {
        match self.kind {
            Kind::Errcode(errcode) => Some(errcode),
            _ => None,
        }
    }

    /// What the use case is told. A token that cannot be had is nobody's fault but ours or the platform's, whatever
    /// its errcode.
    pub(super) fn failure(self) -> Failure {
        match self.errcode().map(remedy) {
            Some(Remedy::NextMinute) if self.call != Name::Token => Failure::TooOften(MINUTE),
            Some(Remedy::Final) if self.call != Name::Token => Failure::Broken(Box::new(self)),
            _ => Failure::Unavailable(Box::new(self)),
        }
    }
}

/// What a person at the log needs of a failed exchange. The URL is taken off: it holds the secret, or a token.
pub(super) fn broken(error: reqwest::Error) -> Kind {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    Kind::Broken(text)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WeChat {}: ", self.call.path())?;
        match &self.kind {
            Kind::Errcode(errcode) => write!(f, "errcode {errcode}{}", hint(*errcode)),
            Kind::Status(status) => write!(f, "HTTP status {status}"),
            Kind::Broken(text) => f.write_str(text),
            Kind::Garbage => f.write_str("an answer of another form"),
            Kind::TooLate => f.write_str("no answer in time"),
        }
    }
}

impl Error for Problem {}

fn hint(errcode: i64) -> String {
    match (errcode, remedy(errcode)) {
        (_, Remedy::Operator(hint)) => format!(" ({hint})"),
        (-1, _) => " (the platform is busy)".into(),
        (45009, _) => " (the day's quota is used up)".into(),
        (61010, _) => " (the user was not seen within two hours)".into(),
        (_, Remedy::NextMinute) => " (the minute's quota is used up)".into(),
        _ => String::new(),
    }
}
