//! Timed work: what the clock starts, each kind in one process at a time.
//!
//! It finds what it does by the time at which that is due, not by the time at which it runs: so nothing is missed while
//! no process runs, and one that runs late or twice does no harm.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::audit::chain::Link;
use crate::audit::extend::extend;
use crate::failure::Outcome;
use crate::inbox::repo::KEPT;
use crate::jobs::repo::LEASE;
use crate::media::check::finish_checks;
use crate::media::clean::drop_unused;
use crate::members::session::LONGEST;
use crate::messages::send::send;
use crate::once::REMEMBERED;
use crate::pairing;
use crate::ports::Ports;
use crate::pushes;
use crate::spreadsheets::clean::drop_old;
use crate::wishes::lapse::lapse;

/// After a failure it is tried again this soon.
const AGAIN: Duration = Duration::minutes(1);

/// A kind of timed work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// Brings wishes back to the feed whose claims passed their deadline.
    LapseClaims,
    /// Links what was written to the audit log.
    ChainAudit,
    /// Forgets the request ids that nobody will send again.
    ForgetRequests,
    /// Forgets what the platform told long ago.
    ForgetPushes,
    /// Forgets the codes of logins that have ended.
    ForgetCodes,
    /// Forgets the pages that asked to be let in.
    ForgetPairings,
    /// Sends messages that are due.
    SendMessages,
    /// Forgets what members were told long ago.
    ForgetTold,
    /// Takes expired notices out of what boards walk through.
    PutNoticesAway,
    /// Takes past activities out of what lists walk through.
    PutActivitiesAway,
    /// Deletes photos and attachments that nothing has used within a day, and spreadsheets a day after they were made.
    DropUnusedFiles,
    /// Puts photos before staff whose check did not come to an end in time.
    FinishPhotoChecks,
}

/// What timed work did.
#[derive(Debug)]
pub enum Done {
    /// So many rows were changed.
    Rows(u64),
    /// So many entries of the audit log were linked; and the head of the chain, unless another process linked, too.
    Linked(usize, Option<Link>),
}

impl Timed {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::LapseClaims,
        Self::ChainAudit,
        Self::ForgetRequests,
        Self::ForgetPushes,
        Self::ForgetCodes,
        Self::ForgetPairings,
        Self::SendMessages,
        Self::ForgetTold,
        Self::PutNoticesAway,
        Self::PutActivitiesAway,
        Self::DropUnusedFiles,
        Self::FinishPhotoChecks,
    ];

    /// Its name, in the store and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::LapseClaims => "lapseClaims",
            Self::ChainAudit => "chainAudit",
            Self::ForgetRequests => "forgetRequests",
            Self::ForgetPushes => "forgetPushes",
            Self::ForgetCodes => "forgetCodes",
            Self::ForgetPairings => "forgetPairings",
            Self::SendMessages => "sendMessages",
            Self::ForgetTold => "forgetTold",
            Self::PutNoticesAway => "putNoticesAway",
            Self::PutActivitiesAway => "putActivitiesAway",
            Self::DropUnusedFiles => "dropUnusedFiles",
            Self::FinishPhotoChecks => "finishPhotoChecks",
        }
    }

    /// How often it is done.
    pub fn every(self) -> Duration {
        match self {
            // As many are sent each time as may be in a second.
            Self::SendMessages => Duration::seconds(1),
            Self::LapseClaims | Self::ChainAudit | Self::FinishPhotoChecks => Duration::minutes(1),
            Self::ForgetRequests
            | Self::ForgetPushes
            | Self::ForgetCodes
            | Self::ForgetPairings
            | Self::ForgetTold
            | Self::PutNoticesAway
            | Self::PutActivitiesAway
            | Self::DropUnusedFiles => Duration::hours(1),
        }
    }

    /// Whether one look tells that there is nothing to do: what is done so often is not taken and given back in vain.
    async fn rests(self, ports: &Ports) -> Outcome<bool> {
        match self {
            Self::SendMessages => ports.store.messages_wait(ports.now()).await.map(|wait| !wait),
            _ => Ok(false),
        }
    }

    async fn run(self, ports: &Ports) -> Outcome<Done> {
        let (store, now) = (&ports.store, ports.now());
        let rows = match self {
            Self::LapseClaims => lapse(ports).await,
            Self::ChainAudit => return extend(ports).await.map(|(linked, head)| Done::Linked(linked, head)),
            Self::ForgetRequests => store.forget_requests(now - REMEMBERED).await,
            Self::ForgetPushes => pushes::receive::forget(ports).await,
            Self::ForgetCodes => store.forget_codes_given(now - LONGEST).await,
            Self::ForgetPairings => store.forget_pairings(now - pairing::KEPT).await,
            Self::SendMessages => send(ports).await,
            Self::ForgetTold => store.forget_told(now - KEPT).await,
            Self::PutNoticesAway => store.put_past_notices_away(now).await,
            Self::PutActivitiesAway => store.put_past_activities_away(now).await,
            Self::DropUnusedFiles => drop_files(ports).await,
            Self::FinishPhotoChecks => finish_checks(ports).await,
        };
        rows.map(Done::Rows)
    }
}

/// Deletes what nobody needs or may fetch any more, and says how much.
async fn drop_files(ports: &Ports) -> Outcome<u64> {
    Ok(drop_unused(ports).await? + drop_old(ports).await?)
}

/// Timed work that this process does.
#[derive(Debug)]
pub struct Held {
    /// What.
    pub work: Timed,
    holder: Uuid,
    since: DateTime<Utc>,
}

/// Takes one kind of work that is due and that nobody does; `None` if there is none.
pub async fn take(ports: &Ports) -> Outcome<Option<Held>> {
    let (store, now) = (&ports.store, ports.now());
    let at_rest = store.timed_work_at_rest(now).await?;
    for work in Timed::ALL.into_iter().filter(|work| at_rest.iter().all(|name| name != work.name())) {
        if work.rests(ports).await? {
            continue;
        }
        let holder = ports.id::<Held>(now).uuid();
        if store.take_timed_work(work.name(), holder, now, now + LEASE).await? {
            return Ok(Some(Held { work, holder, since: now }));
        }
    }
    Ok(None)
}

impl Held {
    /// Tells that it is still being done: to be called several times a lease.
    pub async fn renew(&self, ports: &Ports) -> Outcome<bool> {
        ports.store.renew_timed_work(self.work.name(), self.holder, ports.now() + LEASE).await
    }

    /// Does it.
    pub async fn run(&self, ports: &Ports) -> Outcome<Done> {
        self.work.run(ports).await
    }

    /// Gives it back until it is due again: soon, if it failed.
    pub async fn end(self, ports: &Ports, done: bool) -> Outcome<()> {
        let next = if done { self.since + self.work.every() } else { ports.now() + AGAIN };
        ports.store.end_timed_work(self.work.name(), self.holder, next).await.map(|_| ())
    }
}
