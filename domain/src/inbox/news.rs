//! What people are told, and in which words. Written when it is read: an entry keeps what happened, and no prose.

use crate::failure::Fault;

/// What somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Staff put their wish on the feed.
    WishApproved,
    /// Staff rejected their wish.
    WishRejected,
    /// Somebody claimed their wish.
    WishClaimed,
    /// The claimer of their wish gave it back, or can no longer fulfil it.
    WishGivenBack,
    /// The claim on their wish passed its deadline.
    WishLapsed,
    /// The claimer reports their wish as fulfilled: they are to confirm it.
    WishFulfilled,
    /// The author confirmed the wish that they fulfilled.
    WishConfirmed,
    /// Their own claim passed its deadline.
    ClaimLapsed,
    /// The author of the wish that they had claimed is gone, and the wish with them.
    WishWithdrawn,
    /// They moved up from a waiting list.
    SeatFreed,
    /// An activity for which they had signed up was called off.
    ActivityCalledOff,
    /// They are the captain of a team, because the one before is so no longer.
    TeamHandedOn,
    /// Staff voided an entry of their hours.
    HoursVoided,
    /// Somebody else entered hours for them. The number: minutes.
    HoursEntered,
    /// Staff revoked a certificate of their hours.
    CertificateRevoked,
    /// They earned points. The number: how many.
    PointsEarned,
    /// What they redeemed was handed out.
    GoodsHandedOut,
    /// Staff cancelled what they redeemed.
    RedemptionCancelled,
    /// A community received them.
    ReportInAccepted,
    /// A community did not receive them.
    ReportInRefused,
    /// Staff ended their report-in.
    ReportInEnded,
    /// They are a confirmed party member of a unit.
    PartyMembershipConfirmed,
    /// A unit declined their party membership.
    PartyMembershipDeclined,
    /// They were given a role.
    RoleGiven,
    /// A role of theirs was taken away.
    RoleEnded,
    /// What they proposed was carried out by a second person.
    ProposalCarriedOut,
    /// What they proposed was declined by a second person.
    ProposalDeclined,
    /// Staff looked at a text or photo of theirs, and kept it.
    TextKept,
    /// Staff looked at a text or photo of theirs, and removed it.
    TextRemoved,
    /// The platform refused a photo of theirs.
    PhotoRefused,
    /// Somebody else proved their phone number.
    PhoneLost,
    /// A page that they allowed has logged in.
    Paired,
    /// A page that they allowed is a screen of a hall.
    ScreenPaired,
    /// A notice that addresses them was published.
    NoticePublished,
    /// A proposal waits for them as the second person.
    ProposalWaits,
    /// A spreadsheet that they asked for can be fetched. The number: how many rows it has.
    SpreadsheetReady,
    /// A spreadsheet that they asked for will not be made.
    SpreadsheetFailed,
}

/// What news are about: the parts into which an inbox can be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
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

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Wishes, Self::Volunteering, Self::Points, Self::Party, Self::Notices, Self::Office, Self::Account];
}

impl News {
    /// Whether they cannot wait until somebody looks into their inbox: then they are sent as a message, too, to whoever
    /// agreed to one. An agreement is good for one message, so they are kept for what somebody must act on, or waits for.
    /// A message shows 20 characters of a sentence.
    pub fn is_pressing(self) -> bool {
        match self {
            Self::WishApproved
            | Self::WishRejected
            | Self::WishClaimed
            | Self::WishGivenBack
            | Self::WishLapsed
            | Self::WishFulfilled
            | Self::ClaimLapsed
            | Self::WishWithdrawn
            | Self::SeatFreed
            | Self::ActivityCalledOff
            | Self::RedemptionCancelled
            | Self::ReportInAccepted
            | Self::ReportInRefused
            | Self::PartyMembershipConfirmed
            | Self::PartyMembershipDeclined
            | Self::TextRemoved
            | Self::PhotoRefused
            | Self::NoticePublished
            | Self::ProposalWaits => true,
            Self::WishConfirmed
            | Self::TeamHandedOn
            | Self::HoursVoided
            | Self::HoursEntered
            | Self::CertificateRevoked
            | Self::PointsEarned
            | Self::GoodsHandedOut
            | Self::ReportInEnded
            | Self::RoleGiven
            | Self::RoleEnded
            | Self::ProposalCarriedOut
            | Self::ProposalDeclined
            | Self::TextKept
            | Self::PhoneLost
            | Self::Paired
            | Self::ScreenPaired
            | Self::SpreadsheetReady
            | Self::SpreadsheetFailed => false,
        }
    }

    /// What they are about.
    pub fn topic(self) -> Topic {
        self.told().0
    }

    /// The sentence, in Chinese and English. `{n}` stands for the number.
    fn told(self) -> (Topic, &'static str, &'static str) {
        use Topic::{Account, Notices, Office, Party, Points, Volunteering, Wishes};
        match self {
            Self::WishApproved => (Wishes, "您的微心愿已通过审核", "Your wish was approved."),
            Self::WishRejected => (Wishes, "您的微心愿未通过审核，请查看原因", "Your wish was rejected. See why."),
            Self::WishClaimed => (Wishes, "有人认领了您的微心愿", "Somebody has claimed your wish."),
            Self::WishGivenBack => (
                Wishes,
                "认领人无法完成您的微心愿，已重新开放",
                "The person who claimed your wish cannot fulfil it. It is open again.",
            ),
            Self::WishLapsed => (
                Wishes,
                "您的微心愿未能按期完成，已重新开放认领",
                "Your wish was not fulfilled in time. It is open again.",
            ),
            Self::WishFulfilled => {
                (Wishes, "您的微心愿已完成，请确认", "Your wish is reported as fulfilled. Please confirm.")
            }
            Self::WishConfirmed => {
                (Wishes, "您完成的微心愿已获确认，谢谢您", "The wish that you fulfilled was confirmed. Thank you.")
            }
            Self::ClaimLapsed => (
                Wishes,
                "您认领的微心愿已超过期限，认领已失效",
                "The time to fulfil the wish that you claimed is over. Your claim has lapsed.",
            ),
            Self::WishWithdrawn => (
                Wishes,
                "您认领的微心愿已撤回，无需再完成",
                "The wish that you claimed was withdrawn. There is nothing left to do.",
            ),
            Self::SeatFreed => (
                Volunteering,
                "候补成功，您已有名额；如不能参加请取消",
                "You have a seat of the shift for which you were waiting. If you cannot come, please cancel.",
            ),
            Self::ActivityCalledOff => (
                Volunteering,
                "您报名的活动已取消，请查看原因",
                "An activity for which you signed up was called off. See why.",
            ),
            Self::TeamHandedOn => {
                (Volunteering, "您已接任志愿服务队队长", "You are the captain of a team of volunteers by now.")
            }
            Self::HoursVoided => {
                (Volunteering, "您的一条服务时长已作废，请查看原因", "An entry of your hours was voided. See why.")
            }
            Self::HoursEntered => {
                (Volunteering, "已为您记录{n}分钟服务时长", "{n} minutes of service were entered for you.")
            }
            Self::CertificateRevoked => (
                Volunteering,
                "您的一份志愿服务证明已被撤销，请查看原因",
                "A certificate of your hours was revoked. See why.",
            ),
            Self::PointsEarned => (Points, "您获得了{n}积分", "You have earned {n} points."),
            Self::GoodsHandedOut => (Points, "您兑换的物品已领取", "What you redeemed was handed out."),
            Self::RedemptionCancelled => (
                Points,
                "您的兑换已被取消，积分已退回，请查看",
                "Your redemption was cancelled, and the points are yours again. See why.",
            ),
            Self::ReportInAccepted => (Party, "社区已接收您的报到", "The community has accepted your report-in."),
            Self::ReportInRefused => {
                (Party, "社区未接收您的报到，请查看原因", "The community has refused your report-in. See why.")
            }
            Self::ReportInEnded => {
                (Party, "您的报到已由社区结束，请查看原因", "The community has ended your report-in. See why.")
            }
            Self::PartyMembershipConfirmed => (Party, "您的党员身份已确认", "Your party membership was confirmed."),
            Self::PartyMembershipDeclined => (Party, "您的党员身份未获确认", "Your party membership was declined."),
            Self::RoleGiven => (Office, "您获得了新的工作角色", "You were given a new role."),
            Self::RoleEnded => (Office, "您的一项工作角色已结束", "A role of yours has ended."),
            Self::ScreenPaired => (
                Office,
                "您配对的大厅屏已开始使用；如果不是您本人允许的，请停用",
                "A screen of a hall that you allowed is in use. If you did not allow it, please end it.",
            ),
            Self::NoticePublished => (Notices, "有新公示，请查看", "A new notice hangs on your board."),
            Self::ProposalWaits => {
                (Office, "有一项提交事项等待您复核", "A proposal waits for you as the second person.")
            }
            Self::SpreadsheetReady => (
                Office,
                "表格已生成，共{n}行，请在一天内下载",
                "Your spreadsheet is ready: {n} row(s). Fetch it within a day.",
            ),
            Self::SpreadsheetFailed => {
                (Office, "表格未能生成，请查看原因", "Your spreadsheet could not be made. See why.")
            }
            Self::ProposalCarriedOut => (Office, "您提交的事项已复核通过", "What you proposed was carried out."),
            Self::ProposalDeclined => {
                (Office, "您提交的事项未通过复核，请查看原因", "What you proposed was declined. See why.")
            }
            Self::TextKept => (
                Account,
                "社区已复核您发布的内容，予以保留",
                "Staff have looked at something that you posted and kept it.",
            ),
            Self::TextRemoved => (
                Account,
                "您发布的内容已被社区移除，请查看原因",
                "Staff have removed something that you posted. See why.",
            ),
            Self::PhotoRefused => (
                Account,
                "您的照片未通过检查，请换一张",
                "A photo of yours did not pass the check. Put another in its place.",
            ),
            Self::PhoneLost => (
                Account,
                "您的手机号已由他人验证，请重新绑定手机号",
                "Somebody else has proved your phone number. Please bind yours again.",
            ),
            Self::Paired => (
                Account,
                "一台电脑已用您的账号登录；如果不是您本人允许的，请退出该登录",
                "A computer is logged in as you. If you did not allow it, please end that login.",
            ),
        }
    }

    /// What is told, in Chinese and English.
    pub fn text(self, number: Option<i64>) -> Fault {
        let (_, zh, en) = self.told();
        let number = number.unwrap_or_default().to_string();
        Fault::new(zh.replace("{n}", &number), en.replace("{n}", &number))
    }
}
