//! What can be asked and done, each declared once: its name, for whom it is, and how often it may be done.
//!
//! Each feature declares its own in its `mod.rs`. What no client asks for by name (files, the command line, timed work,
//! what follows from other acts) is declared beside them in the same form, without a rule.

use crate::rates::Limit;
use crate::rule::Rule;

/// Something that can be asked or done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Its name: of the field of the API, and of the act in the audit log, whose entries keep it for good.
    pub name: &'static str,
    /// For whom; `None` if no field of the API bears the name.
    pub rule: Option<Rule>,
    /// How often one may do it, beside all that acts.
    pub limit: Option<Limit>,
    /// Whether the audit log tells of it when it is done. It tells of every refusal in any case.
    pub recorded: bool,
}

impl Operation {
    /// A query.
    pub const fn query(name: &'static str, rule: Rule) -> Self {
        Self { name, rule: Some(rule), limit: None, recorded: false }
    }

    /// A mutation.
    pub const fn act(name: &'static str, rule: Rule) -> Self {
        Self { name, rule: Some(rule), limit: None, recorded: true }
    }

    /// What no client asks for by this name.
    pub const fn internal(name: &'static str) -> Self {
        Self { name, rule: None, limit: None, recorded: true }
    }

    /// It may be done this often.
    pub const fn limited(self, limit: Limit) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// It changes nothing that the audit log would tell of.
    pub const fn unrecorded(self) -> Self {
        Self { recorded: false, ..self }
    }
}
