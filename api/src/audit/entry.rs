//! What clients see of the audit log.

use crate::graphql::scalars::{DateTime, Uuid};
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;
use async_graphql::{Enum, ID, SimpleObject};
use domain::audit::entry::Ending;
use domain::audit::log::Shown;

/// How an act ended.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Ending")]
pub enum AuditEnding {
    /// It was done.
    Done,
    /// It was refused, because the actor lacks the power. Nothing was changed.
    Refused,
}

/// Who did what, to what, when. Entries are never changed or deleted, and hold ids only: no phone numbers, no texts.
#[derive(SimpleObject)]
pub struct AuditEntry {
    /// The id of this entry.
    id: ID,
    /// When.
    at: DateTime,
    /// The actor; null if the program acted by itself, or somebody at its command line.
    actor: Option<Person>,
    /// What: the name of a mutation or query of this schema, of a field that was refused, or one of `importRoster` (an
    /// upload), `export` (a copy of one's data), `createAccount` (a first login), `confirmByRoster` (found on a
    /// roster), `lapseClaims` (deadlines), `createAdministrator` (command line).
    act: String,
    /// To what: the id of what was made or changed, of any kind. Null where a field was refused.
    target: Option<ID>,
    /// Where; if the act belongs to no area, where the actor lives now, if anywhere.
    area: Option<Area>,
    /// How it ended.
    ending: AuditEnding,
    /// The HTTP request that asked for it, as the `x-request-id` of its answer and as in the log of the program.
    request_id: Option<Uuid>,
    /// Whether it is as the program wrote it. If not, somebody changed it in the database or inserted it there: the
    /// operator should run `linli audit verify`.
    genuine: bool,
}

listed!(AuditEntry);

impl From<Shown> for AuditEntry {
    fn from(shown: Shown) -> Self {
        let Shown { entry, actor, area, sealed } = shown;
        Self {
            id: entry.id.to_string().into(),
            at: DateTime(entry.at),
            actor: actor.map(Person),
            act: entry.act,
            target: entry.target.map(ID::from),
            area: area.map(Area),
            ending: entry.ending.into(),
            request_id: entry.asked_in.map(Uuid),
            genuine: sealed,
        }
    }
}
