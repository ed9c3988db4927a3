//! How a use case says no.

use std::fmt;
use std::time::Duration;

/// Why a use case did not give what was asked for.
#[derive(Debug)]
pub enum Failure {
    /// A rule of the field says no; a person can cause it by using the app correctly.
    Refused(Refusal),
    /// The input is not of the form that was promised.
    Invalid(Invalid),
    /// Nothing there that the asker may see. Names the input field that pointed at it.
    NotFound(&'static str),
    /// The asker may see it, and may not do this.
    Forbidden,
    /// The asker may do this as soon as his login gave a code: see [`crate::members::second_factor`].
    SecondFactorNeeded,
    /// Nobody is logged in, or no longer.
    Unauthenticated,
    /// Asked too often; try again after the given time.
    TooOften(Duration),
    /// Something that Linli depends on does not answer. Nothing was done.
    Unavailable(Cause),
    /// A fault of ours. Nothing was done.
    Broken(Cause),
}

/// The result of a use case.
pub type Outcome<T> = Result<T, Failure>;

/// What went wrong behind the scenes: for the log, never for the client.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A refusal: the reason, and the input field that it concerns, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which rule said no.
    pub reason: Reason,
    /// The input field that the rule concerns.
    pub field: Option<&'static str>,
}

/// Input that is not of the promised form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The field, as the client wrote it.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}

/// One sentence in the two languages that Linli speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Fault {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

impl Invalid {
    /// The fault of an id that is malformed or names another kind of thing.
    pub const NOT_AN_ID: (&'static str, &'static str) = ("编号格式不正确", "is not an id of this kind");

    /// Names the field and what is wrong with it, in Chinese and English.
    pub fn new(field: &'static str, (zh, en): (impl Into<String>, impl Into<String>)) -> Self {
        Self { field, fault: Fault::new(zh, en) }
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self::Refused(Refusal { reason, field: None })
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {:?}", refusal.reason),
            Self::Invalid(invalid) => write!(f, "{} {}", invalid.field, invalid.fault.en),
            Self::NotFound(field) => write!(f, "{field}: not found"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::SecondFactorNeeded => f.write_str("a code of the second factor is needed"),
            Self::Unauthenticated => f.write_str("nobody is logged in"),
            Self::TooOften(wait) => write!(f, "asked too often, try again in {} s", wait.as_secs()),
            Self::Unavailable(cause) => write!(f, "unavailable: {cause}"),
            Self::Broken(cause) => write!(f, "broken: {cause}"),
        }
    }
}

impl std::error::Error for Failure {}

/// The rules that can refuse. A closed set: clients match on it, so a name is never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The WeChat login code was used before or is older than five minutes.
    LoginCodeSpent,
    /// WeChat blocks this user as high-risk.
    LoginBlocked,
    /// Staff of the member's community have blocked him.
    MemberBlocked,
    /// The member is blocked already.
    MemberAlreadyBlocked,
    /// The member is not blocked.
    MemberNotBlocked,
    /// The refresh token is unknown, too old, or was used before.
    SessionEnded,
    /// The phone code was used before or is older than five minutes.
    PhoneCodeSpent,
    /// Another member proved the phone number since: the earlier proof counts no more.
    PhoneProvedByAnother,
    /// Personal data is collected only after consent to the privacy text in force.
    ConsentMissing,
    /// Another version of the privacy text is in force by now.
    PolicyChanged,
    /// A city has no other administrator.
    LastAdministrator,
    /// This needs a home community.
    NoHomeCommunity,
    /// This needs a real name first.
    NoRealName,
    /// The person already is a party member, or the answer is still open.
    PartyMembershipAlreadyAsked,
    /// The question was decided before.
    PartyMembershipAlreadyDecided,
    /// Another node below the same parent, or another open duty point of the community, bears this name.
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
    /// Only registered volunteers and confirmed party members claim, sign up, and found or join teams.
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
    /// The member has asked to report in, or is reported in, already.
    ReportInAlreadyLive,
    /// The report-in was accepted, refused or withdrawn before.
    ReportInAlreadyDecided,
    /// The report-in has ended, or was never accepted.
    ReportInNotLive,
    /// Duty is kept only where one's report-in is active.
    NoActiveReportIn,
    /// The duty point was closed.
    DutyPointClosed,
    /// The member checked in here within this clock hour already.
    DutyAlreadyCheckedIn,
    /// Somebody else edited the notice since the editor read it.
    NoticeChanged,
    /// The notice was withdrawn before.
    NoticeWithdrawn,
    /// The notice hangs no more.
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
    /// The platform's content check says that the text must not be seen.
    TextRisky,
    /// Nobody reports his own text, or decides about it.
    OwnText,
    /// Staff wrote it, others do not see it, or staff removed it.
    NotReportable,
    /// The member reported it before, and staff have not decided.
    AlreadyReported,
    /// Staff decided about the text before.
    CaseAlreadyDecided,
    /// Nobody is the second person for his own proposal.
    OwnProposal,
    /// The proposal was carried out, declined or withdrawn before, or ended with an account.
    ProposalAlreadyDecided,
    /// Nobody decided about the proposal in time.
    ProposalExpired,
    /// What the proposal was about is no longer as it was shown.
    ProposalOutdated,
    /// Who made the proposal may not do this himself any more.
    ProposerNotEntitled,
    /// The member has a second factor already.
    SecondFactorEnrolled,
    /// The member has no second factor.
    SecondFactorMissing,
    /// The code of the second factor is wrong, or was used before.
    SecondFactorCodeWrong,
    /// Too many wrong codes: none counts for 15 minutes.
    SecondFactorLocked,
    /// The request id was used before with another input.
    RequestIdReused,
}

impl Reason {
    /// What a person is told, in Chinese and English.
    pub fn text(self) -> Fault {
        let (zh, en) = match self {
            Self::LoginCodeSpent => {
                ("登录凭证已失效，请重新登录", "The login code is used up or too old; log in again.")
            }
            Self::LoginBlocked => ("微信限制了该账号登录", "WeChat blocks this account."),
            Self::MemberBlocked => ("账号已被停用，请联系社区", "This account is blocked; ask at your community."),
            Self::MemberAlreadyBlocked => ("该成员已被停用", "The member is blocked already."),
            Self::MemberNotBlocked => ("该成员未被停用", "The member is not blocked."),
            Self::SessionEnded => ("登录已失效，请重新登录", "This login has ended; log in again."),
            Self::PhoneCodeSpent => {
                ("手机号授权已失效，请重新授权", "The phone code is used up or too old; ask for a new one.")
            }
            Self::PhoneProvedByAnother => (
                "您的手机号已由他人验证，请重新绑定手机号",
                "Somebody else has proved your phone number since; bind yours again.",
            ),
            Self::ConsentMissing => ("请先阅读并同意个人信息处理规则", "Read the privacy text and agree to it first."),
            Self::PolicyChanged => (
                "个人信息处理规则已更新，请阅读新版本",
                "Another version of the privacy text is in force; read that one.",
            ),
            Self::LastAdministrator => (
                "这是本市唯一的管理员，须先有另一位管理员",
                "This is the only administrator of the city; it needs another first.",
            ),
            Self::NoHomeCommunity => ("请先加入所在社区", "Join your home community first."),
            Self::NoRealName => ("请先填写真实姓名", "Give your real name first."),
            Self::PartyMembershipAlreadyAsked => {
                ("党员身份已提交或已确认", "Your party membership is confirmed, or waits for an answer.")
            }
            Self::PartyMembershipAlreadyDecided => ("该身份申请已处理", "This membership was decided before."),
            Self::NameTaken => ("同级已有相同名称", "The name is taken at this place of the tree."),
            Self::RoleAlreadyHeld => ("该成员已担任此角色", "The member holds this role already."),
            Self::AlreadyOnRoster => ("名册中已有此手机号", "The roster has this phone number already."),
            Self::WishAlreadyClaimed => ("这个微心愿已被他人认领", "Somebody else has claimed this wish."),
            Self::WishNotOpen => ("这个微心愿目前不能认领", "This wish is not open for claims."),
            Self::WishAlreadyReviewed => ("这个微心愿已审核", "This wish was reviewed before."),
            Self::OwnWish => ("不能认领自己的微心愿", "You cannot claim your own wish."),
            Self::NotAHelper => {
                ("请先注册志愿者或确认在职党员身份", "Register as a volunteer or confirm your party membership first.")
            }
            Self::ClaimNotHeld => {
                ("您未持有该心愿的有效认领", "You do not hold this wish: it was given back, or its deadline passed.")
            }
            Self::WishAlreadyFulfilled => ("这个微心愿已报告完成", "This wish was reported as fulfilled before."),
            Self::WishNotFulfilled => ("这个微心愿尚未完成", "This wish is not fulfilled yet."),
            Self::WishAlreadyConfirmed => ("这个微心愿已确认", "This wish was confirmed before."),
            Self::NoSuchRule => ("本社区没有此项积分规则", "The community has no rule that gives points for this."),
            Self::RuleChanged => {
                ("该规则刚被他人修改，请刷新", "Somebody else has just changed this rule; look again.")
            }
            Self::CapReached => ("已达到该规则的积分上限", "The cap of this rule is reached."),
            Self::BalanceTooLow => ("积分不足", "You have too few points."),
            Self::GoodsNotOffered => ("该物品暂停兑换", "These goods are not offered at present."),
            Self::GoodsOutOfStock => ("该物品已兑完", "No piece is left."),
            Self::LimitReached => ("已达到每人限兑数量", "You have redeemed as many of these as a person may."),
            Self::RedemptionEnded => ("该兑换已领取或已取消", "This was handed out or cancelled before."),
            Self::NotAPartyMember => ("请先确认在职党员身份", "Confirm your party membership first."),
            Self::ReportInAlreadyLive => ("已申请报到或已报到", "You have asked to report in, or are reported in."),
            Self::ReportInAlreadyDecided => ("该报到申请已处理", "This report-in was decided before."),
            Self::ReportInNotLive => ("该报到已结束或未被接受", "This report-in has ended, or was never accepted."),
            Self::NoActiveReportIn => ("请先在本社区报到", "Report in to this community first."),
            Self::DutyPointClosed => ("该值守点已停用", "This duty point is closed."),
            Self::DutyAlreadyCheckedIn => ("本小时内已在此签到", "You have checked in here within this hour."),
            Self::NoticeChanged => {
                ("公告已被他人修改，请查看最新内容", "Somebody else has edited this notice; read it anew.")
            }
            Self::NoticeWithdrawn => ("公告已撤回", "This notice was withdrawn."),
            Self::NoticeExpired => ("公告已到期", "This notice has expired."),
            Self::TeamNameTaken => ("社区内已有同名服务队", "A team of your community bears this name."),
            Self::TeamClosed => ("该服务队已解散", "This team is closed."),
            Self::AlreadyInTeam => ("您已在该服务队中", "You are in this team already."),
            Self::NotInTeam => ("您不在该服务队中", "You are not in this team."),
            Self::CaptainStays => ("队中还有其他成员时，队长不能退出", "The captain leaves last."),
            Self::NotInAudience => ("该活动仅面向指定人群", "This activity is for others only."),
            Self::SignUpClosed => ("该班次目前不能报名", "Sign-up for this shift is not open."),
            Self::AlreadySignedUp => ("您已报名该班次", "You signed up for this shift already."),
            Self::ShiftsOverlap => ("与您已报名的班次时间冲突", "You signed up for another shift at that time."),
            Self::SignUpEnded => ("该报名已取消", "This sign-up has ended."),
            Self::CancelTooLate => ("已过取消报名的截止时间", "It is too late to cancel this sign-up."),
            Self::ActivityCancelled => ("该活动已取消", "This activity was called off."),
            Self::ActivityOver => ("该活动已结束", "This activity is over."),
            Self::NoSeat => ("没有该班次的有效报名", "There is no seat of this shift for this member."),
            Self::OwnCode => (
                "组织者不能用自己的签到码，请由其他负责人点名",
                "Who can see the code is checked in by somebody else's roll-call.",
            ),
            Self::CheckInClosed => ("不在签到时间内", "Check-in is from 60 minutes before the shift until its end."),
            Self::AlreadyCheckedIn => ("已签到", "This check-in was made before."),
            Self::NotCheckedIn => ("尚未签到", "There is no check-in yet."),
            Self::CheckOutClosed => ("已过签退时间", "Check-out ends 24 hours after the shift."),
            Self::AlreadyCheckedOut => ("已签退", "This check-out was made before."),
            Self::HoursAlreadyVoided => ("该时长记录已作废", "This entry was voided before."),
            Self::HoursNotVoided => ("请先作废原时长记录", "Void this entry before you enter it anew."),
            Self::HoursReplaced => ("该时长记录已更正", "This entry was entered anew before."),
            Self::HoursOverPlan => ("不能超过班次的实际时长", "This is more than the shift took."),
            Self::DayLimitReached => ("超过当日时长上限", "This is more than the day has room for."),
            Self::CodeWrong => ("签到码不正确或已更换", "This is not the code that is shown now."),
            Self::TextRisky => ("内容含有不适宜的信息，请修改", "This text cannot be shown to others; change it."),
            Self::OwnText => ("不能举报或处理自己发布的内容", "You wrote this yourself; others decide about it."),
            Self::NotReportable => ("该内容不能举报", "This cannot be reported."),
            Self::AlreadyReported => ("您已举报，请等待社区处理", "You reported this; staff will look at it."),
            Self::CaseAlreadyDecided => ("该内容已处理", "This was decided before."),
            Self::OwnProposal => ("须由另一位有权限的工作人员复核", "Somebody else has to carry your proposal out."),
            Self::ProposalAlreadyDecided => ("该事项已复核", "This proposal was decided before."),
            Self::ProposalExpired => ("该事项已过期，请重新提出", "This proposal has expired; propose it anew."),
            Self::ProposalOutdated => ("情况已变化，请重新提出", "What this was about has changed; propose it anew."),
            Self::ProposerNotEntitled => ("提出人已无此权限", "Who proposed this may not do it any more."),
            Self::SecondFactorEnrolled => ("已设置动态验证码", "There is a second factor already."),
            Self::SecondFactorMissing => ("尚未设置动态验证码", "There is no second factor."),
            Self::SecondFactorCodeWrong => ("动态验证码不正确或已使用", "The code is wrong, or was used before."),
            Self::SecondFactorLocked => {
                ("错误次数过多，请15分钟后再试", "Too many wrong codes; try again in 15 minutes.")
            }
            Self::RequestIdReused => ("请求编号已用于其他内容", "This request id was used with another input."),
        };
        Fault::new(zh, en)
    }

    /// The refusal, pointing at the input field that the rule concerns.
    pub fn at(self, field: &'static str) -> Refusal {
        Refusal { reason: self, field: Some(field) }
    }
}
