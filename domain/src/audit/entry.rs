//! An entry of the audit log, and how it comes about.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::Viewer;
use crate::ids::{AreaId, AuditEntryId, Id, Kind, MemberId};
use crate::operation::Operation;

/// What a transaction did: [`Ports::commit`](crate::Ports::commit) takes it, so that nothing is kept without its entry.
#[derive(Debug, Clone)]
pub struct Deed {
    pub(super) actor: Option<MemberId>,
    pub(crate) act: Operation,
    pub(super) target: Option<String>,
    pub(crate) area: Option<AreaId>,
    pub(super) asked_in: Option<Uuid>,
}

impl Deed {
    /// What the program did by itself, or for somebody at its command line.
    pub fn of_the_program(act: Operation) -> Self {
        Self { actor: None, act, target: None, area: None, asked_in: None }
    }

    /// What somebody did who is not authenticated yet: a login.
    pub fn of_a_stranger(act: Operation, actor: MemberId, asked_in: Option<Uuid>) -> Self {
        Self { actor: Some(actor), act, target: None, area: None, asked_in }
    }

    /// To what.
    pub fn on<K: Kind>(self, target: Id<K>) -> Self {
        Self { target: Some(target.to_string()), ..self }
    }

    /// In which area.
    pub fn at(self, area: AreaId) -> Self {
        Self { area: Some(area), ..self }
    }
}

impl Viewer {
    /// What the viewer did, and to what. What concerns only themselves has no area: it is found where they live.
    pub fn did<K: Kind>(&self, act: Operation, area: impl Into<Option<AreaId>>, target: Id<K>) -> Deed {
        let (actor, target) = (Some(self.member()), Some(target.to_string()));
        Deed { actor, act, target, area: area.into(), asked_in: self.asked_in }
    }
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was done.
    Done,
    /// It was refused, because the actor lacks the power: nothing was changed.
    Refused,
}

/// An entry of the audit log. It holds ids, and no names, numbers or texts of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: AuditEntryId,
    /// When, in whole microseconds.
    pub at: DateTime<Utc>,
    /// The actor; nobody if the program did it, or a screen of a hall.
    pub actor: Option<MemberId>,
    /// What: the name of an [`Operation`], or of whatever field of the API was refused.
    pub act: String,
    /// To what: an id in its outer form.
    pub target: Option<String>,
    /// In which area.
    pub area: Option<AreaId>,
    /// By which HTTP request.
    pub asked_in: Option<Uuid>,
    /// How it ended.
    pub ending: Ending,
}

impl Entry {
    /// All fields in one text, each with its length before it: no two entries have the same.
    pub fn text(&self) -> String {
        fn field(value: Option<&dyn Display>) -> String {
            value.map_or("-".into(), |value| {
                let value = value.to_string();
                format!("{}:{value}", value.len())
            })
        }
        let (id, at, area) = (self.id.uuid(), self.at.timestamp_micros(), self.area.map(|area| area.uuid()));
        let (actor, ending) = (self.actor.map(|actor| actor.uuid()), matches!(self.ending, Ending::Done));
        [
            field(Some(&id)),
            field(Some(&at)),
            field(actor.as_ref().map(|actor| actor as _)),
            field(Some(&self.act)),
            field(self.target.as_ref().map(|target| target as _)),
            field(area.as_ref().map(|area| area as _)),
            field(self.asked_in.as_ref().map(|id| id as _)),
            field(Some(&ending)),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(act: &str, target: Option<&str>) -> Entry {
        Entry {
            id: AuditEntryId::from_uuid(Uuid::nil()),
            at: DateTime::UNIX_EPOCH,
            actor: None,
            act: act.into(),
            target: target.map(str::to_owned),
            area: None,
            asked_in: None,
            ending: Ending::Done,
        }
    }

    proptest! {
        #[test]
        fn entries_that_differ_have_texts_that_differ(a in "[0-9:-]{0,6}", b in "[0-9:-]{0,6}", x in "[0-9:-]{0,6}", y in "[0-9:-]{0,6}") {
            let (one, other) = (entry(&a, Some(&b)), entry(&x, Some(&y)));
            prop_assert_eq!(one.text() == other.text(), one == other);
            prop_assert_ne!(one.text(), entry(&a, None).text());
        }
    }
}
