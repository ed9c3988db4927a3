//! What clients see of an entry of their inbox.

use async_graphql::{Context, Enum, ID, Object};
use domain::inbox::{entry, news};

use crate::graphql::answer::lang;
use crate::graphql::scalars::DateTime;
use crate::listed;

/// What an inbox can be divided into.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "news::Topic")]
pub enum InboxTopic {
    /// 微心愿
    Wishes,
    /// 志愿服务
    Volunteering,
    /// 道德银行
    Points,
    /// 党员报到
    Party,
    /// 公示
    Notices,
    /// 工作: what concerns those who work for an area or a unit.
    Office,
    /// 账号与内容
    Account,
}

/// What somebody is told. More may be added: show an unknown kind by its text.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "news::News")]
pub enum InboxKind {
    /// Staff put your wish on the feed. About the wish.
    WishApproved,
    /// Staff rejected your wish, and said why. About the wish.
    WishRejected,
    /// Somebody claimed your wish. About the wish.
    WishClaimed,
    /// Whoever had claimed your wish gave it back, or can no longer fulfil it. About the wish.
    WishGivenBack,
    /// The claim on your wish passed its deadline. About the wish.
    WishLapsed,
    /// Your wish is reported as fulfilled: confirm it. About the wish.
    WishFulfilled,
    /// The wish that you fulfilled was confirmed. About the wish.
    WishConfirmed,
    /// Your claim passed its deadline. About the wish.
    ClaimLapsed,
    /// The author of the wish that you had claimed is gone, and the wish with them. About the wish.
    WishWithdrawn,
    /// You moved up from the waiting list. About the sign-up.
    SeatFreed,
    /// An activity for which you had signed up was called off. About the sign-up.
    ActivityCalledOff,
    /// You are the captain of a team by now. About the team.
    TeamHandedOn,
    /// Staff voided an entry of your hours. About the hours.
    HoursVoided,
    /// Somebody else entered hours for you; the number is of minutes. About the hours.
    HoursEntered,
    /// Staff revoked a certificate of your hours, and said why. About the certificate.
    CertificateRevoked,
    /// You earned points; the number says how many. About the wish or the hours; of a deed, `viewer.bankAccount` tells.
    PointsEarned,
    /// What you redeemed was handed out. About the redemption.
    GoodsHandedOut,
    /// Staff cancelled what you redeemed. About the redemption.
    RedemptionCancelled,
    /// A community received you. About the report-in.
    ReportInAccepted,
    /// A community did not receive you, and said why. About the report-in.
    ReportInRefused,
    /// Staff ended your report-in. About the report-in.
    ReportInEnded,
    /// You are a confirmed party member of a unit. About the unit.
    PartyMembershipConfirmed,
    /// A unit declined your party membership. About the unit.
    PartyMembershipDeclined,
    /// You were given a role. About the area or unit that it is held on.
    RoleGiven,
    /// A role of yours was taken away. About the area or unit that it was held on.
    RoleEnded,
    /// A second person carried out what you proposed. About the proposal.
    ProposalCarriedOut,
    /// A second person declined what you proposed. About the proposal.
    ProposalDeclined,
    /// Staff looked at a text or photo of yours, and kept it. About the photo, or what the text is part of.
    TextKept,
    /// Staff removed a text or photo of yours. About the photo, or what the text was part of.
    TextRemoved,
    /// The platform refused a photo of yours: `replacePhoto`. About the photo.
    PhotoRefused,
    /// Somebody else proved your phone number. About nothing: bind one again.
    PhoneLost,
    /// A page that you allowed by `allowPairing` has logged in: `viewer.sessions` lists it. About nothing.
    Paired,
    /// A page that you allowed by `allowPairing` is a screen of a hall: `endScreen`, if you did not. About the screen.
    ScreenPaired,
    /// A notice that addresses you was published. About the notice.
    NoticePublished,
    /// A proposal waits for you as the second person. About the proposal.
    ProposalWaits,
    /// A spreadsheet that you asked for can be fetched for a day; the number says how many rows it has. About the spreadsheet.
    SpreadsheetReady,
    /// A spreadsheet that you asked for will not be made: you may no longer see it, or it would be too long. About the
    /// spreadsheet, which says why.
    SpreadsheetFailed,
}

/// An entry of your inbox: what others, or the clock, did that concerns you.
pub struct InboxEntry(pub entry::InboxEntry);

listed!(InboxEntry);

/// An entry of your inbox: what others, or the clock, did that concerns you.
#[Object]
impl InboxEntry {
    /// The id of this entry, for `markInboxRead`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What you are told.
    async fn kind(&self) -> InboxKind {
        self.0.news.into()
    }

    /// What it is about.
    async fn topic(&self) -> InboxTopic {
        self.0.news.topic().into()
    }

    /// The same in one sentence, in the language of this request.
    async fn text(&self, ctx: &Context<'_>) -> String {
        lang(ctx).say(self.0.news.text(self.0.number))
    }

    /// How much, where `kind` says so.
    async fn number(&self) -> Option<i64> {
        self.0.number
    }

    /// What it opens: ask `node` for it. Null where `kind` names none. You may not see it any more.
    async fn about_id(&self) -> Option<ID> {
        self.0.about.clone().map(ID)
    }

    /// When.
    async fn told_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// When you first marked it as read; null if you did not.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.read.map(DateTime)
    }
}
