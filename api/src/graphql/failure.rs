//! The one place where the failures of use cases become answers.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Mutex;

use async_graphql::parser::types::OperationType;
use async_graphql::{Context, Enum, Error, ErrorExtensions, SimpleObject};
use domain::failure::{Failure, Fault, Outcome, Reason};
use domain::rates::{self, Caller};

use super::context::{ports, viewer};
use crate::language::Lang;

/// Why a rule said no. New codes can be added; a client shows `message` for one that it does not know.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Reason")]
pub enum RefusalCode {
    /// The WeChat login code was used before or is older than five minutes.
    LoginCodeSpent,
    /// WeChat blocks this user as high-risk.
    LoginBlocked,
    /// Staff of the member's community have blocked him. Nothing to be done in the app; he asks at the community.
    MemberBlocked,
    /// The member is blocked already.
    MemberAlreadyBlocked,
    /// The member is not blocked.
    MemberNotBlocked,
    /// The login has ended: its refresh token is unknown, too old, or was used before. Log in again.
    SessionEnded,
    /// The phone code was used before or is older than five minutes.
    PhoneCodeSpent,
    /// Another member proved your phone number since, so that it is yours no more: call `bindPhone` again.
    PhoneProvedByAnother,
    /// Personal data is collected only after consent to the privacy text in force: show `privacyPolicy`, then call
    /// `giveConsent`.
    ConsentMissing,
    /// Another version of the privacy text is in force by now: read that one.
    PolicyChanged,
    /// A city has no other administrator: it needs one first.
    LastAdministrator,
    /// The member must join a home community first.
    NoHomeCommunity,
    /// The member must give the real name first.
    NoRealName,
    /// The member is a party member already, or waits for an answer.
    PartyMembershipAlreadyAsked,
    /// Nothing waits for a decision: it was decided before, or never asked of this unit.
    PartyMembershipAlreadyDecided,
    /// The name is taken at this place of the tree, or by another open duty point of the community.
    NameTaken,
    /// The member holds this role on this node already.
    RoleAlreadyHeld,
    /// The roster has a line with this phone number already.
    AlreadyOnRoster,
    /// Somebody else claimed the wish first.
    WishAlreadyClaimed,
    /// The wish is not open for claims.
    WishNotOpen,
    /// The wish was approved or rejected before.
    WishAlreadyReviewed,
    /// Nobody claims his own wish.
    OwnWish,
    /// Only registered volunteers and confirmed party members claim wishes, sign up for shifts, and found or join teams.
    NotAHelper,
    /// The viewer does not hold this wish: he never claimed it, gave it back, or its deadline passed.
    ClaimNotHeld,
    /// The claimer reported the wish as fulfilled before.
    WishAlreadyFulfilled,
    /// Nobody has reported the wish as fulfilled.
    WishNotFulfilled,
    /// The author confirmed the wish before.
    WishAlreadyConfirmed,
    /// The community has no rule that gives points for this.
    NoSuchRule,
    /// Somebody else changed the rule at the same moment.
    RuleChanged,
    /// The member has earned as much as the rule allows for the day or month.
    CapReached,
    /// The member has too few points.
    BalanceTooLow,
    /// The goods are not offered at present.
    GoodsNotOffered,
    /// No piece is left on the shelf.
    GoodsOutOfStock,
    /// The member has redeemed as many of these goods as a person may.
    LimitReached,
    /// The goods were handed out or the redemption was cancelled before.
    RedemptionEnded,
    /// Only confirmed party members in office report in, keep duty, and claim on behalf of their unit.
    NotAPartyMember,
    /// The member has asked to report in, or is reported in, already: one at a time.
    ReportInAlreadyLive,
    /// The report-in was accepted, refused or withdrawn before.
    ReportInAlreadyDecided,
    /// The report-in has ended, or was never accepted.
    ReportInNotLive,
    /// Duty is kept only where the member's report-in is active.
    NoActiveReportIn,
    /// The duty point was closed.
    DutyPointClosed,
    /// The member checked in here within this clock hour already.
    DutyAlreadyCheckedIn,
    /// Somebody else edited the notice since you read it: read it anew, and edit that version.
    NoticeChanged,
    /// The notice was withdrawn before.
    NoticeWithdrawn,
    /// The notice has expired.
    NoticeExpired,
    /// A team of the community bears this name.
    TeamNameTaken,
    /// The team was closed when its last member left.
    TeamClosed,
    /// The member is in the team already.
    AlreadyInTeam,
    /// The member is not in the team.
    NotInTeam,
    /// The captain cannot leave while others are in the team.
    CaptainStays,
    /// The activity is for party members, or for a team, and the member is none of them.
    NotInAudience,
    /// Sign-up for the shift has not begun, or has ended.
    SignUpClosed,
    /// The member has a seat of this shift, or waits for one.
    AlreadySignedUp,
    /// The member signed up for another shift that overlaps.
    ShiftsOverlap,
    /// The sign-up was cancelled before, or its activity was.
    SignUpEnded,
    /// The time until which the sign-up could be cancelled is over.
    CancelTooLate,
    /// The activity was called off.
    ActivityCancelled,
    /// The activity is over.
    ActivityOver,
    /// The member has no seat of this shift.
    NoSeat,
    /// Who leads the activity is checked in by the roll-call of another who does.
    OwnCode,
    /// Check-in is from 60 minutes before the start of the shift until its end.
    CheckInClosed,
    /// The member is checked in already.
    AlreadyCheckedIn,
    /// The member is not checked in.
    NotCheckedIn,
    /// Check-out ends 24 hours after the end of the shift.
    CheckOutClosed,
    /// The member is checked out already.
    AlreadyCheckedOut,
    /// The entry of time was voided before.
    HoursAlreadyVoided,
    /// Only a voided entry of time is entered anew.
    HoursNotVoided,
    /// The voided entry of time was entered anew before.
    HoursReplaced,
    /// No more time is granted than the shift took: as it was planned, or until it was called off.
    HoursOverPlan,
    /// No more than 480 minutes are granted for a day.
    DayLimitReached,
    /// The check-in code is not the one that is shown now.
    CodeWrong,
    /// WeChat's content check says that the text must not be shown: `field` names the input. Nothing was stored.
    TextRisky,
    /// Nobody reports what he wrote himself, approves it, or decides about it.
    OwnText,
    /// It cannot be reported: staff wrote it, others do not see it yet, it was removed, or nothing was said.
    NotReportable,
    /// You reported it before, and staff have not decided yet.
    AlreadyReported,
    /// Staff decided about it before.
    CaseAlreadyDecided,
    /// Somebody else has to carry your proposal out; you can only take it back.
    OwnProposal,
    /// The proposal was carried out, declined or withdrawn before, or ended with an account.
    ProposalAlreadyDecided,
    /// Nobody decided about the proposal in time: propose it anew.
    ProposalExpired,
    /// What the proposal was about is no longer as it was shown: decline it, and propose it anew.
    ProposalOutdated,
    /// Who made the proposal may not do this himself any more: decline it.
    ProposerNotEntitled,
    /// There is a second factor already. If the phone is lost, another administrator resets it.
    SecondFactorEnrolled,
    /// There is no second factor: `enrolSecondFactor` first.
    SecondFactorMissing,
    /// The code of the second factor is wrong, or was used before.
    SecondFactorCodeWrong,
    /// Too many wrong codes of the second factor: none counts for 15 minutes, also a right one.
    SecondFactorLocked,
    /// The request id was used before with another input.
    RequestIdReused,
}

/// A rule said no. Nothing was changed.
#[derive(SimpleObject)]
pub struct Refusal {
    /// Which rule, for the program.
    code: RefusalCode,
    /// What to tell the person, in Chinese or English by `Accept-Language`.
    message: String,
    /// The input field that the rule concerns, if there is one.
    field: Option<String>,
    /// After how many seconds trying again makes sense, if it ever does.
    retry_after_seconds: Option<i32>,
}

/// What a mutation answers with: what it made, or a refusal. Three lines for what would be nine, thirty times; the
/// description as tokens, because the derive does not see those of a literal that a macro was given.
#[macro_export]
macro_rules! result {
    ($(#[doc = $doc:tt])+ $name:ident($made:ident)) => {
        $(#[doc = $doc])+
        #[derive(async_graphql::Union)]
        pub enum $name {
            /// What was made, or is after the change.
            $made($made),
            /// Why not.
            Refusal($crate::graphql::failure::Refusal),
        }
    };
}

/// The answer of a mutation: what it made, or the refusal.
pub async fn settle<T: Into<U>, U: From<Refusal>>(
    ctx: &Context<'_>,
    outcome: impl Future<Output = Outcome<T>>,
) -> Result<U, Error> {
    let lang = lang(ctx);
    match outcome.await {
        Ok(made) => Ok(made.into()),
        Err(Failure::Refused(refusal)) => Ok(U::from(Refusal {
            code: refusal.reason.into(),
            message: in_language(refusal.reason.text(), lang),
            field: refusal.field.map(str::to_owned),
            retry_after_seconds: None,
        })),
        Err(failure) => Err(error(note(ctx, failure).await, lang)),
    }
}

/// The answer of a query.
pub async fn answer<T>(ctx: &Context<'_>, outcome: impl Future<Output = Outcome<T>>) -> Result<T, Error> {
    match outcome.await {
        Ok(found) => Ok(found),
        Err(failure) => Err(error(note(ctx, failure).await, lang(ctx))),
    }
}

/// What a request was refused so far: each field is written down once, however often the request asks for it.
pub struct Noted {
    fields: Mutex<HashSet<String>>,
    rate_factor: u32,
}

impl Noted {
    /// Nothing yet. `rate_factor` is that of the gate.
    pub fn new(rate_factor: u32) -> Self {
        Self { fields: Mutex::default(), rate_factor }
    }
}

/// Writes a refusal of access down. The answer is the same if that fails: nothing was done. What is written stays for
/// good, so a query that is refused counts as an act, as every mutation does: over the limit the answer is *too often*.
async fn note(ctx: &Context<'_>, failure: Failure) -> Failure {
    let (Failure::Forbidden | Failure::SecondFactorNeeded, Ok(by)) = (&failure, viewer(ctx)) else { return failure };
    let (noted, field) = (ctx.data_unchecked::<Noted>(), ctx.field().name());
    if !noted.fields.lock().is_ok_and(|mut fields| fields.insert(field.to_owned())) {
        return failure;
    }
    if ctx.query_env.operation.node.ty == OperationType::Query {
        let counted = rates::admit(ports(ctx), Caller::Member(by.member()), &["refused"], noted.rate_factor).await;
        if let Err(too_often) = counted {
            return too_often;
        }
    }
    if let Err(fault) = ports(ctx).write_down_refusal(by.member(), by.asked_in, field).await {
        tracing::warn!(%fault, "a refusal of access is not in the audit log");
    }
    failure
}

/// Whole seconds, after which it works.
pub(crate) fn seconds(wait: std::time::Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX).max(1)
}

fn lang(ctx: &Context<'_>) -> Lang {
    ctx.data_opt().copied().unwrap_or_default()
}

/// The sentence in one of the languages.
pub(crate) fn in_language(text: Fault, lang: Lang) -> String {
    match lang {
        Lang::Zh => text.zh,
        Lang::En => text.en,
    }
}

/// A failure as an entry of `errors`, with its code. The cause goes to the log and nowhere else.
pub fn error(failure: Failure, lang: Lang) -> Error {
    let (code, zh, en) = match &failure {
        Failure::Refused(refusal) => {
            let text = refusal.reason.text();
            ("BAD_USER_INPUT", text.zh, text.en)
        }
        Failure::Invalid(invalid) => (
            "BAD_USER_INPUT",
            format!("{}：{}", invalid.field, invalid.fault.zh),
            format!("{} {}.", invalid.field, invalid.fault.en),
        ),
        Failure::NotFound(field) => {
            ("NOT_FOUND", format!("{field}：没有找到"), format!("{field}: there is no such thing."))
        }
        Failure::Forbidden => ("FORBIDDEN", "没有权限".into(), "You may not do this.".into()),
        Failure::SecondFactorNeeded => {
            ("SECOND_FACTOR_NEEDED", "请先输入动态验证码".into(), "Give a code of your second factor first.".into())
        }
        Failure::Unauthenticated => ("UNAUTHENTICATED", "请先登录".into(), "Log in first.".into()),
        Failure::TooOften(_) => ("RATE_LIMITED", "操作太频繁，请稍后再试".into(), "Too often; try again later.".into()),
        Failure::Unavailable(cause) => {
            tracing::warn!(%cause, "something that Linli depends on does not answer");
            ("UNAVAILABLE", "服务暂时不可用，请稍后再试".into(), "Not available now; try again later.".into())
        }
        Failure::Broken(cause) => {
            tracing::error!(%cause, "a fault of ours");
            ("INTERNAL_SERVER_ERROR", "服务器内部错误".into(), "Something went wrong on our side.".into())
        }
    };
    Error::new(in_language(Fault::new(zh, en), lang)).extend_with(|_, extensions| {
        extensions.set("code", code);
        match &failure {
            Failure::Invalid(invalid) => extensions.set("field", invalid.field),
            Failure::NotFound(field) => extensions.set("field", *field),
            Failure::Refused(refusal) => {
                extensions.set("refusal", async_graphql::Value::from(RefusalCode::from(refusal.reason)));
                if let Some(field) = refusal.field {
                    extensions.set("field", field);
                }
            }
            Failure::TooOften(wait) => extensions.set("retryAfterSeconds", seconds(*wait)),
            _ => {}
        }
    })
}
