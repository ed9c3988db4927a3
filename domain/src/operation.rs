//! What can be asked and done, each declared once: its name, for whom it is, and how often it may be done.
//!
//! Each feature declares its own in its `mod.rs`. What no client asks for by name (files, the command line, timed work,
//! what follows from other acts) is declared beside them in the same form, without a rule.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::live::change::{Screen, Shows};
use crate::rates::Limit;
use crate::rule::Rule;
use crate::screens::purpose::ScreenPurpose;

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
    /// What it changes on live screens.
    pub shows: Option<Shows>,
    /// On which screens of halls it can be asked or done: on none, unless it says so.
    pub screens: &'static [ScreenPurpose],
}

impl Operation {
    /// A query.
    pub const fn query(name: &'static str, rule: Rule) -> Self {
        Self { name, rule: Some(rule), limit: None, recorded: false, shows: None, screens: &[] }
    }

    /// A subscription. It tells nothing that no query tells.
    pub const fn subscription(name: &'static str, rule: Rule) -> Self {
        Self::query(name, rule)
    }

    /// A mutation.
    pub const fn act(name: &'static str, rule: Rule) -> Self {
        Self { name, rule: Some(rule), limit: None, recorded: true, shows: None, screens: &[] }
    }

    /// What no client asks for by this name.
    pub const fn internal(name: &'static str) -> Self {
        Self { name, rule: None, limit: None, recorded: true, shows: None, screens: &[] }
    }

    /// It may be done this often.
    pub const fn limited(self, limit: Limit) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// When it is done, these screens of its deed's area have to be refreshed.
    pub const fn shows(self, screen: Screen) -> Self {
        Self { shows: Some(Shows::There(screen)), ..self }
    }

    /// As [`Self::shows`], where what changes need not lie in the area of the deed.
    pub const fn shows_everywhere(self, screen: Screen) -> Self {
        Self { shows: Some(Shows::Everywhere(screen)), ..self }
    }

    /// It can be asked or done on screens of halls that are for one of these.
    pub const fn on_screens(self, screens: &'static [ScreenPurpose]) -> Self {
        Self { screens, ..self }
    }

    /// It changes nothing that the audit log would tell of.
    pub const fn unrecorded(self) -> Self {
        Self { recorded: false, ..self }
    }

    /// The coarse half of its rule ([`Rule::must_admit`]). *Forbidden* to a screen of a hall that does not need it, for
    /// whomever else it is; what no field of the API names is for nobody.
    pub fn must_admit(&self, by: Option<&Viewer>) -> Outcome<()> {
        match (by.and_then(|by| by.standing.screen), self.rule) {
            (Some(purpose), Some(_)) if self.screens.contains(&purpose) => Ok(()),
            (None, Some(rule)) => rule.must_admit(by),
            _ => Err(Failure::Forbidden),
        }
    }
}
