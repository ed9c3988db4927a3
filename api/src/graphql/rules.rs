//! For whom every query, every mutation and every guarded part of the schema is: the one place that states it.
//!
//! The coarse half of a rule is enforced from [`OPERATIONS`] by the [roots](super::root), before a root field runs: what stands in no
//! line does not run at all. The fine half (*this* community, *this* wish) stands in `domain`: in the use case of the same
//! name, with the words of `domain/src/access.rs`. [`GUARDED`] states what the use case or the reader behind a part of
//! the schema decides. `tests/whole/access` walks the schema: all that needs a line has one, and each line is tried as
//! everybody.

use domain::rule::Rule::{self, *};

/// The queries and mutations, by feature.
pub const OPERATIONS: &[(&str, Rule)] = &[
    ("node", WhoSeesIt),
    // members
    ("login", Everybody),
    ("refreshSession", Everybody),
    ("logout", Oneself),
    ("logoutEverywhere", Oneself),
    ("viewer", Oneself),
    ("residents", Staff),
    ("joinCommunity", Oneself),
    ("setRealName", Oneself),
    ("bindPhone", Oneself),
    ("registerVolunteer", Resident),
    ("askPartyMembership", Resident),
    ("decidePartyMembership", Liaison),
    ("grantRole", Staff),
    ("revokeRole", OwnerOrStaff),
    ("enrolSecondFactor", Oneself),
    ("giveSecondFactorCode", Oneself),
    ("resetSecondFactor", Overseer),
    ("blockedMembers", Staff),
    ("blockMember", Staff),
    ("unblockMember", Staff),
    // privacy
    ("privacyPolicy", Everybody),
    ("publishPrivacyPolicy", CityAdmin),
    ("giveConsent", Oneself),
    ("eraseAccount", Oneself),
    ("withdrawConsent", Oneself),
    // places, units
    ("areas", LoggedIn),
    ("createArea", Staff),
    ("units", LoggedIn),
    ("createUnit", Staff),
    ("addToRoster", Liaison),
    ("unitRecord", Liaison),
    ("unitMemberEntries", Liaison),
    // wishes
    ("wishes", Community),
    ("wishReviewQueue", Staff),
    ("postWish", Resident),
    ("approveWish", Staff),
    ("rejectWish", Staff),
    ("withdrawWish", Author),
    ("claimWish", Helper),
    ("giveBackWish", Claimer),
    ("fulfilWish", Claimer),
    ("confirmWish", Author),
    ("revealContact", Claimer),
    // moderation
    ("reportContent", WhoSeesIt),
    ("moderationQueue", Staff),
    ("decideReport", Staff),
    // proposals
    ("proposals", Staff),
    ("decideProposal", Staff),
    // volunteering, attendance
    ("activities", Community),
    ("teams", Community),
    ("createActivity", Leader),
    ("cancelActivity", Leader),
    ("signUp", Helper),
    ("cancelSignUp", Owner),
    ("foundTeam", Helper),
    ("joinTeam", Helper),
    ("leaveTeam", Owner),
    ("checkIn", Owner),
    ("checkOut", Owner),
    ("rollCall", Leader),
    ("memberHours", Staff),
    ("voidHours", Staff),
    ("enterHours", Staff),
    ("setStarRule", Staff),
    // points
    ("moralBank", Community),
    ("setPointRule", Staff),
    ("awardPoints", Staff),
    ("offerGoods", Staff),
    ("restockGoods", Staff),
    ("setGoodsOffered", Staff),
    ("redeemGoods", Resident),
    ("cancelRedemption", OwnerOrStaff),
    ("redemptionByCode", Staff),
    ("redemptionsWaiting", Staff),
    ("handOutGoods", Staff),
    // notices
    ("noticeBoard", Community),
    ("unreadNoticeCount", Community),
    ("markNoticesRead", WhoSeesIt),
    ("publishNotice", Staff),
    ("editNotice", Staff),
    ("withdrawNotice", Staff),
    // party
    ("askReportIn", PartyMember),
    ("reportIns", Staff),
    ("reportInQueue", Staff),
    ("acceptReportIn", Staff),
    ("refuseReportIn", Staff),
    ("endReportIn", OwnerOrStaff),
    ("dutyPoints", Community),
    ("createDutyPoint", Staff),
    ("closeDutyPoint", Staff),
    ("checkInAtDutyPoint", PartyMember),
    // audit
    ("auditLog", Overseer),
];

/// The types that not everybody who is logged in sees, and the fields that not everybody sees who sees their object.
/// A field that one may not see is null, with `FORBIDDEN` where its description says so.
pub const GUARDED: &[(&str, Rule)] = &[
    // members
    ("Viewer", Oneself),
    ("Viewer.phone", Oneself),
    ("Viewer.realName", Oneself),
    ("Viewer.dataAccessLog", Oneself),
    ("Home.building", Oneself),
    ("Login.accessToken", Oneself),
    ("Login.refreshToken", Oneself),
    ("SecondFactorSecret", Oneself),
    ("Block", Staff),
    ("Consent", Oneself),
    ("Person", Community),
    // places, units
    ("Area", LoggedIn),
    ("Unit", LoggedIn),
    ("Unit.rosterSize", Liaison),
    ("Unit.pendingPartyMembers", Liaison),
    // wishes
    ("Wish", WhoSeesIt),
    ("Claim", WhoSeesIt),
    ("Wish.timeline", WhoSeesIt),
    ("Wish.textCheck", Staff),
    ("Contact", Claimer),
    ("Contact.phone", Claimer),
    ("Contact.realName", Claimer),
    ("Wish.removalReason", OwnerOrStaff),
    ("Claim.removalReason", OwnerOrStaff),
    ("Team.removalReason", OwnerOrStaff),
    ("Activity.removalReason", OwnerOrStaff),
    // moderation
    ("ContentCase", Staff),
    ("ContentReport", OwnerOrStaff),
    // proposals
    ("Proposal", Staff),
    // volunteering, attendance
    ("Activity", Community),
    ("Team", Community),
    ("Team.members", TeamOrStaff),
    ("Shift", Community),
    ("Shift.checkInCode", Leader),
    ("Shift.roster", Leader),
    ("SignUp", OwnerOrLeader),
    ("Attendance", OwnerOrLeader),
    ("CheckInCode.digits", Leader),
    ("CheckInCode.qrText", Leader),
    ("Hours", OwnerOrStaff),
    ("HoursAccount", OwnerOrStaff),
    // points
    ("MoralBank", Community),
    ("PointRule", Community),
    ("Goods", Community),
    ("BankAccount", Oneself),
    ("PointEntry", Oneself),
    ("Redemption", OwnerOrStaff),
    ("Redemption.code", Owner),
    // notices
    ("Notice", WhoSeesIt),
    ("Notice.readCount", Staff),
    ("Notice.versions", WhoSeesIt),
    // Once it is withdrawn: staff.
    ("Notice.text", WhoSeesIt),
    ("NoticeVersion.text", WhoSeesIt),
    // party
    ("ReportIn", OwnerOrStaff),
    ("DutyPoint", Community),
    ("DutyPoint.checkInCode", Staff),
    ("DutyCheckIn", OwnerOrStaff),
    // audit
    ("AuditEntry", Overseer),
];
