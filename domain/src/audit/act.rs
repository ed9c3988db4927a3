//! What can be done.

macro_rules! acts {
    ($($act:ident $name:literal,)*) => {
        /// What was done: the name of the operation, as the API calls it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Act {
            $(#[doc = concat!("`", $name, "`")] $act,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$act,)*];

            /// The name of the operation.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$act => $name,)*
                }
            }
        }
    };
}

// A macro, because an act, its name and the list of all must never drift apart.
acts! {
    AcceptReportIn "acceptReportIn",
    AddToRoster "addToRoster",
    ApproveWish "approveWish",
    AskPartyMembership "askPartyMembership",
    AskReportIn "askReportIn",
    AwardPoints "awardPoints",
    BindPhone "bindPhone",
    CancelActivity "cancelActivity",
    CancelRedemption "cancelRedemption",
    CancelSignUp "cancelSignUp",
    CheckIn "checkIn",
    CheckInAtDutyPoint "checkInAtDutyPoint",
    CheckOut "checkOut",
    ClaimWish "claimWish",
    CloseDutyPoint "closeDutyPoint",
    ConfirmWish "confirmWish",
    CreateActivity "createActivity",
    CreateArea "createArea",
    CreateDutyPoint "createDutyPoint",
    CreateUnit "createUnit",
    DecidePartyMembership "decidePartyMembership",
    EditNotice "editNotice",
    EndReportIn "endReportIn",
    EnterHours "enterHours",
    FoundTeam "foundTeam",
    FulfilWish "fulfilWish",
    GiveBackWish "giveBackWish",
    GrantRole "grantRole",
    HandOutGoods "handOutGoods",
    JoinCommunity "joinCommunity",
    JoinTeam "joinTeam",
    LeaveTeam "leaveTeam",
    Login "login",
    Logout "logout",
    LogoutEverywhere "logoutEverywhere",
    MarkNoticesRead "markNoticesRead",
    OfferGoods "offerGoods",
    PostWish "postWish",
    PublishNotice "publishNotice",
    RedeemGoods "redeemGoods",
    RefuseReportIn "refuseReportIn",
    RegisterVolunteer "registerVolunteer",
    RejectWish "rejectWish",
    RestockGoods "restockGoods",
    RevealContact "revealContact",
    RevokeRole "revokeRole",
    RollCall "rollCall",
    SetGoodsOffered "setGoodsOffered",
    SetPointRule "setPointRule",
    SetRealName "setRealName",
    SetStarRule "setStarRule",
    SignUp "signUp",
    VoidHours "voidHours",
    WithdrawNotice "withdrawNotice",
    WithdrawWish "withdrawWish",
    GiveConsent "giveConsent",
    PublishPrivacyPolicy "publishPrivacyPolicy",
    WithdrawConsent "withdrawConsent",
    BlockMember "blockMember",
    UnblockMember "unblockMember",
    EraseAccount "eraseAccount",
    ReportContent "reportContent",
    DecideReport "decideReport",
    DecideProposal "decideProposal",
    EnrolSecondFactor "enrolSecondFactor",
    GiveSecondFactorCode "giveSecondFactorCode",
    ResetSecondFactor "resetSecondFactor",
    // What no mutation does by this name: an act that waits for a second person, a code that was wrong; an upload, the
    // roster, the clock, the command line.
    Propose "propose",
    FailSecondFactorCode "failSecondFactorCode",
    ImportRoster "importRoster",
    ConfirmByRoster "confirmByRoster",
    CreateAccount "createAccount",
    Export "export",
    LapseClaims "lapseClaims",
    CreateAdministrator "createAdministrator",
}
