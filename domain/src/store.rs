//! The database, as the rules see it.

use async_trait::async_trait;

use crate::attendance::repo::{AttendanceReader, AttendanceRepo};
use crate::audit::entry::Entry;
use crate::audit::repo::AuditReader;
use crate::calendar::repo::{CalendarReader, CalendarRepo};
use crate::certificates::repo::{CertificateReader, CertificateRepo};
use crate::failure::Outcome;
use crate::feeds::repo::{FeedReader, FeedRepo};
use crate::figures::repo::FigureReader;
use crate::ids::MemberId;
use crate::inbox::repo::{InboxReader, InboxRepo};
use crate::jobs::repo::{JobReader, JobRepo, TimedReader};
use crate::media::repo::{AttachmentReader, AttachmentRepo, MediaReader, MediaRepo};
use crate::members::repo::{LossRepo, MemberReader, MemberRepo, SecondFactorReader, SecondFactorRepo};
use crate::messages::repo::{MessageReader, MessageRepo};
use crate::moderation::repo::{ModerationReader, ModerationRepo};
use crate::notices::repo::{NoticeReader, NoticeRepo};
use crate::pairing::repo::{PairingReader, PairingRepo};
use crate::party::repo::{PartyReader, PartyRepo};
use crate::places::repo::{PlaceReader, PlaceRepo};
use crate::points::repo::{GoodsReader, GoodsRepo, PointsReader, PointsRepo};
use crate::privacy::repo::{ErasureRepo, PrivacyReader, PrivacyRepo};
use crate::proposals::repo::{ProposalReader, ProposalRepo};
use crate::pushes::repo::PushReader;
use crate::queues::repo::QueueReader;
use crate::request::{OnceReader, OnceRepo};
use crate::screens::repo::{ScreenReader, ScreenRepo};
use crate::spreadsheets::repo::{SpreadsheetReader, SpreadsheetRepo};
use crate::units::repo::{UnitReader, UnitRepo};
use crate::volunteering::repo::{ActivityReader, ActivityRepo, SignUpReader, SignUpRepo, TeamReader, TeamRepo};
use crate::wishes::repo::{WishReader, WishRepo};

/// Reads, and begins transactions. Each reader answers from what is committed.
#[async_trait]
pub trait Store:
    PlaceReader
    + UnitReader
    + MemberReader
    + SecondFactorReader
    + PairingReader
    + ScreenReader
    + WishReader
    + PartyReader
    + PointsReader
    + GoodsReader
    + MediaReader
    + AttachmentReader
    + SpreadsheetReader
    + ModerationReader
    + NoticeReader
    + OnceReader
    + PushReader
    + TeamReader
    + ActivityReader
    + SignUpReader
    + AttendanceReader
    + CertificateReader
    + PrivacyReader
    + ProposalReader
    + QueueReader
    + FigureReader
    + InboxReader
    + MessageReader
    + FeedReader
    + AuditReader
    + JobReader
    + TimedReader
    + CalendarReader
{
    /// Begins a transaction. Dropping it undoes all; only [`Ports::commit`](crate::Ports::commit) keeps it.
    async fn begin(&self) -> Outcome<Box<dyn Tx>>;
    /// Pings the database.
    async fn ping(&self) -> Outcome<()>;
}

/// A transaction: every repository, and the end.
#[async_trait]
pub trait Tx:
    PlaceRepo
    + UnitRepo
    + MemberRepo
    + LossRepo
    + SecondFactorRepo
    + PairingRepo
    + ScreenRepo
    + WishRepo
    + PartyRepo
    + PointsRepo
    + GoodsRepo
    + MediaRepo
    + AttachmentRepo
    + SpreadsheetRepo
    + ModerationRepo
    + NoticeRepo
    + OnceRepo
    + TeamRepo
    + ActivityRepo
    + SignUpRepo
    + AttendanceRepo
    + CertificateRepo
    + PrivacyRepo
    + ErasureRepo
    + ProposalRepo
    + JobRepo
    + CalendarRepo
    + InboxRepo
    + MessageRepo
    + FeedRepo
    + Send
{
    /// Keeps what was done, and the entries of the audit log that tell of it. *Unauthenticated*, and nothing is kept,
    /// if the actor has erased their account meanwhile. Says whose inboxes were changed by it.
    async fn commit(self: Box<Self>, entries: &[Entry]) -> Outcome<Vec<MemberId>>;
}
