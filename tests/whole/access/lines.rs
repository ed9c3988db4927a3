//! Every operation and every guarded part, and what comes of it for each of the cast.
//!
//! A line: the name, the input (a `requestId` is added where one is wanted; for a query its arguments; for a part of
//! the schema the id of an object that has it), and a letter for each of the cast, in the order of the columns:
//!
//! | Letter | Outcome |
//! |---|---|
//! | `y` | it was done, or shown |
//! | `r` | a rule refused it |
//! | `b` | `BAD_USER_INPUT`: a rule refused a query, or the input of this one was not right |
//! | `-` | null or an empty list: nothing to see |
//! | `U` `F` `N` | `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND` |
//!
//! All inputs point at things of the first community. The resident is the author of its wishes, who redeemed goods; the
//! volunteer holds their claims, has the seats and is captain of the team; the party member has reported in; the
//! liaison lives in the other community. What one did is done for the next in the line: staff who come second are
//! refused.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::scene::{MARKS, PERIOD, Scene};

type Line = (&'static str, Value, &'static str);

/// The lines, in the order in which they are tried.
pub(crate) fn lines(scene: &Scene<'_>) -> Vec<Line> {
    let x = |what: &str| scene.things[0][what].clone();
    let one = |field: &str, what: &str| json!({ field: x(what) });
    let here = json!({ "communityId": x("community") });
    let period = |more: Value| {
        let mut all = json!({ "unitId": x("unit"), "from": PERIOD[0], "to": PERIOD[1] });
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    let days = json!({ "communityId": x("community"), "from": PERIOD[0], "to": PERIOD[1] });
    let shift = {
        let starts = scene.world.ports.now() + chrono::Duration::hours(90);
        json!({ "startsAt": starts, "endsAt": starts + chrono::Duration::hours(1), "capacity": 2 })
    };
    vec![
        // no re vo pa li st el sa ca bl: nobody, resident, volunteer, party member, liaison, staff, staff elsewhere,
        // street and city administrator, blocked member (who is as nobody)
        ("node", one("id", "open wish"), "U y y y - y - y y U"),
        ("Wish", json!(x("open wish")), "U y y y - y - y y U"),
        ("Wish.timeline", json!(x("open wish")), "U y y y - y - y y U"),
        ("Wish.textCheck", json!(x("open wish")), "U - - - - y - y y U"),
        ("Wish.removalReason", json!(x("removed wish")), "U y - - - y - y y U"),
        ("Wish.photos", json!(x("open wish")), "U y y y - y - y y U"),
        ("Activity.photos", json!(x("activity")), "U y y y - y - y y U"),
        ("Photo", json!(x("photo")), "U y y y - y - y y U"),
        ("Photo.removalReason", json!(x("removed photo")), "U y - - - y - y y U"),
        ("Attachment", json!(x("attachment")), "U y y y - y - y y U"),
        ("Screen", json!(x("screen")), "U - - - - y - y y U"),
        ("Spreadsheet", json!(x("spreadsheet")), "U - - - - y - - - U"),
        ("ContentCase", json!(x("case")), "U - - - - y - y y U"),
        ("Proposal", json!(x("proposal")), "U - - - - y - y y U"),
        ("Area", json!(x("community")), "U y y y y y y y y U"),
        ("Unit", json!(x("unit")), "U y y y y y y y y U"),
        ("Unit.rosterSize", json!(x("unit")), "U F F F y y F y y U"),
        ("Unit.pendingPartyMembers", json!(x("unit")), "U F F F y y F y y U"),
        ("Person", json!(x("author")), "U y y y - y - y y U"),
        ("Activity", json!(x("activity")), "U y y y - y - y y U"),
        ("Team", json!(x("team")), "U y y y - y - y y U"),
        ("Team.removalReason", json!(x("removed team")), "U - y - - y - y y U"),
        ("Activity.removalReason", json!(x("removed activity")), "U - y - - y - y y U"),
        ("Team.members", json!(x("team")), "U F y F - y - y y U"),
        ("Shift", json!(x("shift")), "U y y y - y - y y U"),
        ("Shift.checkInCode", json!(x("shift")), "U F F F - y - y y U"),
        ("Shift.roster", json!(x("shift")), "U F F F - y - y y U"),
        ("SignUp", json!(x("seat")), "U - y - - y - y y U"),
        ("Hours", json!(x("hours")), "U - y - - y - y y U"),
        ("Certificate", json!(x("certificate")), "U - y - - y - y y U"),
        ("Certificate.url", json!(x("certificate")), "U - y - - - - - - U"),
        ("Goods", json!(x("goods")), "U y y y - y - y y U"),
        ("Redemption", json!(x("redemption")), "U y - - - y - y y U"),
        ("Redemption.code", json!(x("redemption")), "U y - - - - - - - U"),
        ("Notice", json!(x("notice")), "U y y y - y - y y U"),
        ("Notice.readCount", json!(x("notice")), "U - - - - y - y y U"),
        ("Notice.versions", json!(x("notice")), "U y y y - y - y y U"),
        ("ReportIn", json!(x("report-in")), "U - - y - y - y y U"),
        ("DutyPoint", json!(x("duty point")), "U y y y - y - y y U"),
        ("DutyPoint.checkInCode", json!(x("duty point")), "U F F F - y - y y U"),
        ("DutyPoint.checkIns", json!(x("duty point")), "U F F F - y - y y U"),
        ("DutyCheckIn", json!(x("duty")), "U - - y - y - y y U"),
        // members
        ("viewer", json!({}), "U y y y y y y y y U"),
        ("residents", here.clone(), "U F F F F y N y y U"),
        // Nobody allows it: the digits are wrong, and the third end it. tests/pairing tells the rest.
        ("askPairing", json!({ "purpose": "LOGIN", "device": "大厅" }), "y y y y y y y y y y"),
        ("takePairing", json!({ "code": x("pairing code"), "secret": x("pairing secret") }), "y y y y y y y y y y"),
        ("pairing", one("code", "pairing code"), "U y y y y y y y y U"),
        ("allowPairing", json!({ "code": x("pairing code"), "digits": x("wrong digits") }), "U r r r r r r r r U"),
        ("refusePairing", one("code", "second pairing code"), "U y y y y y y y y U"),
        // Screens of halls.
        ("enterScreen", one("key", "screen key"), "y y y y y y y y y y"),
        ("screens", here.clone(), "U F F F F y N y y U"),
        ("endScreen", one("screenId", "wish screen"), "U F F F F y N r r U"),
        ("login", json!({ "code": "$login" }), "y y y y y y y y y y"),
        ("refreshSession", json!({ "refreshToken": "$refresh" }), "y y y y y y y y y y"),
        ("setRealName", json!({ "realName": "$name" }), "U y y y y y y y y U"),
        ("bindPhone", json!({ "code": "$phone" }), "U y y y y y y y y U"),
        ("askPartyMembership", one("unitId", "unit"), "U y y r y r r r r U"),
        (
            "decidePartyMembership",
            json!({ "memberId": x("candidate"), "unitId": x("unit"), "confirm": true }),
            "U F F F y r F r r U",
        ),
        (
            "grantRole",
            json!({ "memberId": x("helper"), "role": "GRID_WORKER", "nodeId": x("grid") }),
            "U F F F F y F y y U",
        ),
        // Staff elsewhere see what waits there. The maker of it cannot carry it out; after the street, the city is
        // late.
        ("proposals", json!({}), "U F F F F y y y y U"),
        (
            "decideProposal",
            json!({ "proposalId": x("proposal"), "carryOut": true, "reason": "好" }),
            "U F F F F r N y r U",
        ),
        ("roleHolders", one("nodeId", "community"), "U F F F F y F y y U"),
        ("revokeRole", one("roleId", "role"), "U N N N N y N N N U"),
        ("blockMember", json!({ "memberId": x("candidate"), "reason": "冒名" }), "U F F F F y N r r U"),
        ("blockedMembers", here.clone(), "U F F F F y N y y U"),
        ("unblockMember", one("memberId", "candidate"), "U F F F F y N r r U"),
        // Without a second factor there is none to have, to give or to lose: tests/members/second_factor tells the
        // rest.
        ("enrolSecondFactor", json!({}), "U F F F F F F F F U"),
        ("giveSecondFactorCode", json!({ "code": "000000" }), "U F F F F F F F F U"),
        ("resetSecondFactor", one("memberId", "street administrator"), "U F F F F F F F r U"),
        ("auditLog", one("areaId", "community"), "U F F F F F F y y U"),
        // places, units
        ("areas", one("parentId", "community"), "U y y y y y y y y U"),
        ("createArea", json!({ "parentId": x("community"), "kind": "GRID", "name": "新网格" }), "U F F F F y F r r U"),
        ("units", json!({}), "U y y y y y y y y U"),
        ("createUnit", json!({ "areaId": x("community"), "name": "新单位" }), "U F F F F y F r r U"),
        (
            "addToRoster",
            json!({ "unitId": x("unit"), "phone": "13977755555", "realName": "新密新名" }),
            "U F F F y r F r r U",
        ),
        ("unitRecord", period(json!({})), "U F F F y y F y y U"),
        ("unitMemberEntries", period(json!({ "memberId": x("member"), "kind": "CHECK_IN" })), "U F F F y y F y y U"),
        // wishes
        ("wishes", here.clone(), "U y y y N y N y y U"),
        ("wishReviewQueue", here.clone(), "U F F F F y N y y U"),
        ("communityWishes", json!({ "communityId": x("community"), "state": "OPEN" }), "U F F F F y N y y U"),
        ("queues", here.clone(), "U F F F F y N y y U"),
        ("wishesByWeek", here.clone(), "U F F F F y N y y U"),
        ("hoursByWeek", here.clone(), "U F F F F y N y y U"),
        (
            "postWish",
            json!({ "kind": "SERVICE", "category": "OTHER", "title": "浇花", "text": "每周一次" }),
            "U y y y y r r r r U",
        ),
        ("approveWish", one("wishId", "waiting wish"), "U F F F F y N r r U"),
        ("rejectWish", json!({ "wishId": x("second waiting wish"), "reason": "不合适" }), "U F F F F y N r r U"),
        ("claimWish", one("wishId", "open wish"), "U r y r N r N r r U"),
        ("giveBackWish", json!({ "wishId": x("wish to give back"), "reason": "没空" }), "U r y r N r N r r U"),
        ("revealContact", one("wishId", "held wish"), "U r y r N r N r r U"),
        ("fulfilWish", json!({ "wishId": x("held wish"), "text": "好了" }), "U r y r N r N r r U"),
        ("confirmWish", json!({ "wishId": x("fulfilled wish"), "rating": 5 }), "U y F F N F N F F U"),
        ("withdrawWish", one("wishId", "idle wish"), "U y F F N F N F F U"),
        (
            "replacePhoto",
            json!({ "photoId": x("removed photo"), "newPhotoId": x("spare photo") }),
            "U y N N N N N N N U",
        ),
        // moderation: once it is reported, the claimer, its author and staff see it.
        (
            "reportContent",
            json!({ "targetId": x("open wish"), "reason": "FALSE", "note": "假的" }),
            "U r y N N y N y y U",
        ),
        ("moderationQueue", here.clone(), "U F F F F y N y y U"),
        ("decideReport", json!({ "caseId": x("case"), "decision": "KEEP", "reason": "好" }), "U F F F F y N r r U"),
        // volunteering, attendance
        ("activities", here.clone(), "U y y y N y N y y U"),
        ("teams", here.clone(), "U y y y N y N y y U"),
        (
            "createActivity",
            json!({ "communityId": x("community"), "title": "清洁", "text": "清洁", "place": "桥头", "shifts": [shift] }),
            "U F F F N y N y y U",
        ),
        ("signUp", one("shiftId", "third shift"), "U r y y N r N r r U"),
        ("checkIn", json!({ "shiftId": x("shift"), "code": "000000" }), "U r r r N r N r r U"),
        ("checkOut", json!({ "shiftId": x("shift"), "code": "000000" }), "U r r r N r N r r U"),
        ("rollCall", json!({ "shiftId": x("shift"), "memberId": x("helper"), "present": "IN" }), "U F F F N r N r r U"),
        ("cancelSignUp", one("signUpId", "second seat"), "U N y N N F N F F U"),
        ("cancelActivity", json!({ "activityId": x("third activity"), "reason": "下雨" }), "U F F F N y N r r U"),
        ("foundTeam", json!({ "name": "新队" }), "U r y r r r r r r U"),
        ("joinTeam", one("teamId", "second team"), "U r y r N r N r r U"),
        ("leaveTeam", one("teamId", "second team"), "U r y y N r N r r U"),
        ("memberHours", one("memberId", "helper"), "U F F F F y N y y U"),
        ("voidHours", json!({ "hoursId": x("hours"), "reason": "看错" }), "U F F F F y N r r U"),
        ("enterHours", json!({ "replacesId": x("hours"), "minutes": 1, "reason": "更正" }), "U F F F F y N r r U"),
        (
            "setStarRule",
            json!({ "areaId": x("community"), "window": "LIFETIME", "hours": [1, 2, 3, 4, 5] }),
            "U F F F F y F y y U",
        ),
        ("starRule", one("areaId", "community"), "U y y y y y y y y U"),
        ("certificate", json!({ "number": x("certificate number") }), "U F F F F y - y y U"),
        ("issueCertificate", json!({ "from": PERIOD[0], "to": PERIOD[0] }), "U r r r r r r r r U"),
        ("revokeCertificate", json!({ "certificateId": x("certificate"), "reason": "有误" }), "U N y N N r N r r U"),
        // points
        ("moralBank", here.clone(), "U y y y N y N y y U"),
        (
            "setPointRule",
            json!({ "communityId": x("community"), "behaviour": "HOUR", "points": 1 }),
            "U F F F F y N y y U",
        ),
        ("awardPoints", json!({ "memberId": x("helper"), "deed": MARKS[0], "note": "好" }), "U F F F F y N y y U"),
        (
            "offerGoods",
            json!({ "communityId": x("community"), "name": "盐", "pickUp": "大厅", "pricePoints": 1, "pieces": 1 }),
            "U F F F F y N y y U",
        ),
        ("restockGoods", json!({ "goodsId": x("goods"), "pieces": 1 }), "U F F F F y N y y U"),
        ("setGoodsOffered", json!({ "goodsId": x("goods"), "offered": true }), "U F F F F y N y y U"),
        ("redeemGoods", one("goodsId", "goods"), "U y y r N r N r r U"),
        ("redemptionsWaiting", here.clone(), "U F F F F y N y y U"),
        ("redemptionByCode", json!({ "communityId": x("community"), "code": x("code") }), "U F F F F y N y y U"),
        ("handOutGoods", json!({ "communityId": x("community"), "code": x("code") }), "U F F F F y N N N U"),
        (
            "cancelRedemption",
            json!({ "redemptionId": x("second redemption"), "reason": "不要了" }),
            "U y N N N r N r r U",
        ),
        // spreadsheets
        ("makeUnitRecordSpreadsheet", period(json!({})), "U F F F y y F y y U"),
        ("makeHoursSpreadsheet", days.clone(), "U F F F F y N y y U"),
        ("makeEntriesSpreadsheet", days, "U F F F F y N y y U"),
        ("makeRosterSpreadsheet", one("shiftId", "shift"), "U F F F N y N y y U"),
        ("makeHandedOutSpreadsheet", json!({ "communityId": x("community"), "day": PERIOD[0] }), "U F F F F y N y y U"),
        ("makeWishesSpreadsheet", here.clone(), "U F F F F y N y y U"),
        // notices
        ("notices", one("areaId", "community"), "U F F F F y F y y U"),
        ("noticeBoard", here.clone(), "U y y y N y N y y U"),
        ("boardChanged", here.clone(), "U y y y N y N y y U"),
        ("openWishesChanged", here.clone(), "U y y y N y N y y U"),
        ("checkInCode", one("shiftId", "shift"), "U F F F N y N y y U"),
        ("checkInCodesOfToday", here.clone(), "U F F F F y N y y U"),
        ("unreadNoticeCount", here.clone(), "U y y y N y N y y U"),
        ("markNoticesRead", json!({ "noticeIds": [x("notice")] }), "U y y y N y N y y U"),
        (
            "publishNotice",
            json!({ "areaId": x("community"), "category": "GENERAL", "title": "新", "text": "新", "audience": ["STAFF"] }),
            "U F F F F y F y y U",
        ),
        (
            "editNotice",
            json!({ "noticeId": x("notice"), "version": 1, "category": "GENERAL", "title": "新", "text": "新",
                "audience": ["RESIDENTS"], "pinned": false }),
            "U F F F F y N r r U",
        ),
        ("withdrawNotice", json!({ "noticeId": x("notice"), "reason": "过时" }), "U F F F F y N r r U"),
        ("Notice.text", json!(x("notice")), "U - - - - y - y y U"),
        // party
        ("askReportIn", json!({}), "U r r r r r r r r U"),
        ("reportIns", here.clone(), "U F F F F y N y y U"),
        ("reportInQueue", here.clone(), "U F F F F y N y y U"),
        ("acceptReportIn", one("reportInId", "new report-in"), "U F F F F y N r r U"),
        ("refuseReportIn", json!({ "reportInId": x("new report-in"), "reason": "不" }), "U F F F F r N r r U"),
        ("endReportIn", json!({ "reportInId": x("new report-in"), "reason": "走" }), "U N N N N y N r r U"),
        ("dutyPoints", here.clone(), "U y y y N y N y y U"),
        (
            "createDutyPoint",
            json!({ "communityId": x("community"), "name": "新岗", "place": "西门" }),
            "U F F F F y N r r U",
        ),
        ("checkInAtDutyPoint", json!({ "dutyPointId": x("duty point"), "code": "000000" }), "U r r r N r N r r U"),
        ("closeDutyPoint", one("dutyPointId", "duty point"), "U F F F F y N r r U"),
        ("failedJobs", json!({}), "U F F F F F F F y U"),
        ("retryJob", one("jobId", "job"), "U F F F F F F F y U"),
        // Last, because these change who one is.
        (
            "reportSubscription",
            json!({ "answers": [{ "templateId": "stand-in-wishes", "answer": "REJECT" }] }),
            "U y y y y y y y y U",
        ),
        ("setMessageTopics", json!({ "unwanted": [] }), "U y y y y y y y y U"),
        ("renewFeedAddress", json!({ "kind": "PLAN" }), "U y y y y y y y y U"),
        ("endFeed", json!({ "kind": "PLAN" }), "U y y y y y y y y U"),
        ("inboxArrived", json!({}), "U y y y y y y y y U"),
        ("markInboxRead", json!({}), "U y y y y y y y y U"),
        ("registerVolunteer", json!({}), "U y y y y r r r r U"),
        ("joinCommunity", here, "U y y y y y y y y U"),
        ("holidays", json!({ "year": 2026 }), "y y y y y y y y y y"),
        ("workingDay", json!({ "from": "2026-10-01", "count": 3 }), "y y y y y y y y y y"),
        ("privacyPolicy", json!({}), "y y y y y y y y y y"),
        ("giveConsent", json!({ "version": 1 }), "U y y y y y y y y U"),
        ("publishPrivacyPolicy", json!({ "replaces": 1, "text": "新的说明" }), "U F F F F F F F y U"),
        ("withdrawConsent", json!({}), "U y y y y y y y y U"),
        ("logout", json!({}), "U y y y y y y y y U"),
        ("logoutEverywhere", json!({}), "U y y y y y y y y U"),
        ("eraseAccount", json!({}), "U y y y y y y y y U"),
    ]
}

/// The names of all lines.
pub(crate) fn names(scene: &Scene<'_>) -> BTreeSet<String> {
    lines(scene).into_iter().map(|(name, ..)| name.to_owned()).collect()
}
