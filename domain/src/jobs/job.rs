//! A job: what follows from an act, and is done once after it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{AreaId, AttachmentId, JobId, MemberId, NoticeId, PhotoId, ProposalId, SpreadsheetId};

/// What is to be done: each kind with what it needs to know. Ids only, no names and no texts of people: nothing of a job
/// is erased with an account, and the store keeps it as JSON, which later releases must still read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Work {
    /// Ends the logins of a member who was blocked or has erased their account.
    EndLogins {
        /// The member.
        member: MemberId,
    },
    /// Tells those whom a notice addresses that it was published.
    TellReaders {
        /// The notice.
        notice: NoticeId,
    },
    /// Tells those of them who live in a community.
    TellReadersIn {
        /// The notice.
        notice: NoticeId,
        /// The community.
        community: AreaId,
        /// Those after this one: the others were told.
        after: Option<MemberId>,
    },
    /// Tells those who can be the second person that a proposal waits.
    TellDeciders {
        /// The proposal.
        proposal: ProposalId,
    },
    /// Asks the platform about a photo.
    CheckPhoto {
        /// The photo.
        photo: PhotoId,
    },
    /// Deletes the file of an attachment that is no more, or never came to be.
    DropAttachment {
        /// The attachment.
        attachment: AttachmentId,
    },
    /// Deletes the files of a photo that is no more, or never came to be.
    DropFiles {
        /// The photo.
        photo: PhotoId,
    },
    /// Makes a spreadsheet.
    MakeSpreadsheet {
        /// The spreadsheet.
        spreadsheet: SpreadsheetId,
    },
    /// Deletes the file of a spreadsheet that is no more.
    DropSpreadsheet {
        /// The spreadsheet.
        spreadsheet: SpreadsheetId,
    },
}

impl Work {
    /// Its kind, as the store and the figures name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::EndLogins { .. } => "endLogins",
            Self::TellReaders { .. } => "tellReaders",
            Self::TellReadersIn { .. } => "tellReadersIn",
            Self::TellDeciders { .. } => "tellDeciders",
            Self::CheckPhoto { .. } => "checkPhoto",
            Self::DropAttachment { .. } => "dropAttachment",
            Self::DropFiles { .. } => "dropFiles",
            Self::MakeSpreadsheet { .. } => "makeSpreadsheet",
            Self::DropSpreadsheet { .. } => "dropSpreadsheet",
        }
    }
}

/// A job to be written in the transaction of its cause: see [`crate::Ports::job`].
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub work: Work,
    /// When its cause happened.
    pub made: DateTime<Utc>,
    /// Not before this time.
    pub due: DateTime<Utc>,
    /// The trace that its cause belongs to, if somebody watches.
    pub trace: Option<String>,
}

/// A job in the hands of a worker, who has it until the end of a lease.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its id.
    pub id: JobId,
    /// What is to be done; `None` if this release does not know such work.
    pub work: Option<Work>,
    /// How often it was taken, this time included.
    pub tries: i32,
    /// Tells this taking from all others.
    pub holder: Uuid,
    /// The trace that its cause belongs to, if somebody watched.
    pub trace: Option<String>,
}

/// What becomes of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again at this time.
    TryAt(DateTime<Utc>),
    /// It is set aside at this time, until somebody has it tried again.
    SetAside(DateTime<Utc>),
}

/// How it stands with all jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// How many are to be done, now or later.
    pub waiting: i64,
    /// When the first of them was due.
    pub first_due: Option<DateTime<Utc>>,
    /// How many were set aside.
    pub set_aside: i64,
}

/// A job that was set aside.
#[derive(Debug, Clone)]
pub struct SetAside {
    /// Its id.
    pub id: JobId,
    /// The kind of its work.
    pub kind: String,
    /// When its cause happened.
    pub made: DateTime<Utc>,
    /// When it was set aside.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: i32,
    /// Why the last try failed.
    pub fault: String,
}

impl Queue {
    /// For how many seconds the first job is overdue.
    pub fn oldest(&self, now: DateTime<Utc>) -> i64 {
        self.first_due.map_or(0, |due| (now - due).num_seconds().max(0))
    }
}
