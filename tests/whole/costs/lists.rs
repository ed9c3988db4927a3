//! Every list of the schema, and every object in a list that is not there with it, costs the same whatever its length.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::attendance::call;
use crate::harness::certificates::issue;
use crate::harness::counters::{counters, forget_standing};
use crate::harness::jobs::do_jobs;
use crate::harness::media::upload;
use crate::harness::on_both_stores;
use crate::harness::screens::pair;
use crate::harness::service::{Service, service_on};
use crate::harness::town::{Town, appoint, area, post, propose, staff, text};
use crate::harness::volunteering::{organise, sign_up};
use crate::harness::world::{Person, World, request_id};

on_both_stores!(every_list_costs_the_same_whatever_its_length);

/// How long the lists are.
pub(super) const MANY: i64 = 25;

/// Which fields of the schema a row looks at, who asks, and the selection: a list of `$n`, which lies at the path.
/// What is read for each item is gathered by a loader, in one batch or in a few.
pub(super) const LISTS: [(&str, Who, &str, &str); 68] = [
    (
        "Query.wishes",
        Who::Helper,
        "wishes(first: $n) { edges { node { title claim { claimer { shownName } } } } }",
        "/wishes",
    ),
    (
        "Viewer.inbox",
        Who::Author,
        "viewer { inbox(first: $n) { edges { node { kind text aboutId } } } }",
        "/viewer/inbox",
    ),
    (
        "Viewer.spreadsheets",
        Who::Staff,
        "viewer { spreadsheets(first: $n) { edges { node { title state rowsDone url } } } }",
        "/viewer/spreadsheets",
    ),
    (
        "Viewer.certificates",
        Who::Helper,
        "viewer { certificates(first: $n) { edges { node { number minutes community { name } member { shownName } } } } }",
        "/viewer/certificates",
    ),
    ("Viewer.feeds", Who::Helper, "viewer { feeds { kind url } }", ""),
    (
        "Wish.timeline",
        Who::Author,
        "viewer { wishes(first: $n) { edges { node { timeline { kind } } } } }",
        "/viewer/wishes",
    ),
    (
        "Wish.photos",
        Who::Author,
        "viewer { wishes(first: $n) { edges { node { photos { url state } } } } }",
        "/viewer/wishes",
    ),
    (
        "Claim.photos",
        Who::Party,
        "viewer { claims(first: $n) { edges { node { claim { photos { url } } } } } }",
        "/viewer/claims",
    ),
    (
        "Notice.attachments",
        Who::Helper,
        "noticeBoard(first: $n) { edges { node { attachments { url } } } }",
        "/noticeBoard",
    ),
    ("Notice.photos", Who::Helper, "noticeBoard(first: $n) { edges { node { photos { url } } } }", "/noticeBoard"),
    ("Activity.photos", Who::Helper, "activities(first: $n) { edges { node { photos { url } } } }", "/activities"),
    (
        "Goods.photos",
        Who::Helper,
        "moralBank { goods(first: $n) { edges { node { photos { thumbnailUrl } } } } }",
        "/moralBank/goods",
    ),
    (
        "Viewer.wishes",
        Who::Author,
        "viewer { wishes(first: $n) { edges { node { title community { name } } } } }",
        "/viewer/wishes",
    ),
    (
        "Query.wishReviewQueue",
        Who::Staff,
        "wishReviewQueue(communityId: $c, first: $n) { edges { node { title } } }",
        "/wishReviewQueue",
    ),
    (
        "Query.communityWishes",
        Who::Staff,
        "communityWishes(communityId: $c, state: CLAIMED, first: $n) { edges { node { title claim { claimer { shownName } } } } }",
        "/communityWishes",
    ),
    ("Query.wishesByWeek", Who::Staff, "wishesByWeek(communityId: $c) { from posted confirmed }", ""),
    ("Query.hoursByWeek", Who::Staff, "hoursByWeek(communityId: $c) { from minutes people }", ""),
    ("Query.failedJobs", Who::Admin, "failedJobs(first: $n) { edges { node { kind fault } } }", ""),
    (
        "Query.roleHolders",
        Who::Admin,
        "roleHolders(nodeId: $u, first: $n) { edges { node { member { shownName } role { role node { ... on Unit { name } } } } } }",
        "",
    ),
    ("Query.queues", Who::Staff, "queues(communityId: $c) { kind waiting oldestAt }", ""),
    (
        "Query.moderationQueue",
        Who::Staff,
        "moderationQueue(communityId: $c, first: $n) { edges { node { title text author { shownName } reportCount } } }",
        "/moderationQueue",
    ),
    (
        "ContentCase.reports",
        Who::Staff,
        "moderationQueue(communityId: $c, first: $n) { edges { node { reports { reporter { shownName } } } } }",
        "/moderationQueue",
    ),
    (
        "Viewer.claims",
        Who::Party,
        "viewer { claims(first: $n) { edges { node { wish { title } } } } }",
        "/viewer/claims",
    ),
    (
        "Claim.unit",
        Who::Party,
        "viewer { claims(first: $n) { edges { node { claim { unit { name } } } } } }",
        "/viewer/claims",
    ),
    (
        "Viewer.dataAccessLog",
        Who::Author,
        "viewer { dataAccessLog(first: $n) { edges { node { wishTitle } } } }",
        "/viewer/dataAccessLog",
    ),
    ("Query.noticeBoard", Who::Helper, "noticeBoard(first: $n) { edges { node { title text } } }", "/noticeBoard"),
    (
        "Notice.versions",
        Who::Helper,
        "noticeBoard(first: $n) { edges { node { versions { title } } } }",
        "/noticeBoard",
    ),
    (
        "Query.notices",
        Who::Staff,
        "notices(areaId: $c, first: $n) { edges { node { title state readAt } } }",
        "/notices",
    ),
    (
        "Notice.readCount",
        Who::Staff,
        "noticeBoard(communityId: $c, first: $n) { edges { node { readCount } } }",
        "/noticeBoard",
    ),
    (
        "Query.activities",
        Who::Helper,
        "activities(first: $n) { edges { node { title ledByMe team { name } } } }",
        "/activities",
    ),
    ("Activity.shifts", Who::Helper, "activities(first: $n) { edges { node { shifts { taken } } } }", "/activities"),
    (
        "Shift.mySignUp",
        Who::Helper,
        "activities(first: $n) { edges { node { shifts { mySignUp { state } } } } }",
        "/activities",
    ),
    (
        "Shift.checkInCode",
        Who::Staff,
        "activities(communityId: $c, first: $n) { edges { node { shifts { checkInCode { digits } } } } }",
        "/activities",
    ),
    (
        "Shift.roster",
        Who::Staff,
        "activities(communityId: $c, first: $n) { edges { node { shifts { roster(first: 3) { edges { node { state } } } } } } }",
        "/activities",
    ),
    (
        "Viewer.signUps",
        Who::Helper,
        "viewer { signUps(first: $n) { edges { node { state attendance { worth } } } } }",
        "/viewer/signUps",
    ),
    (
        "SignUp.shift",
        Who::Helper,
        "viewer { signUps(first: $n) { edges { node { shift { activity { title } } } } } }",
        "/viewer/signUps",
    ),
    ("Query.teams", Who::Helper, "teams(first: $n) { edges { node { name captain { shownName } } } }", "/teams"),
    ("Viewer.teams", Who::Helper, "viewer { teams(first: $n) { edges { node { name } } } }", "/viewer/teams"),
    (
        "Team.members",
        Who::Staff,
        "teams(communityId: $c, first: $n) { edges { node { members(first: 3) { edges { node { id } } } } } }",
        "/teams",
    ),
    (
        "HoursAccount.entries",
        Who::Helper,
        "viewer { hours { entries(first: $n) { edges { node { minutes } } } } }",
        "/viewer/hours/entries",
    ),
    (
        "Hours.shift",
        Who::Helper,
        "viewer { hours { entries(first: $n) { edges { node { shift { startsAt } } } } } }",
        "/viewer/hours/entries",
    ),
    ("Query.dutyPoints", Who::Party, "dutyPoints(first: $n) { edges { node { name } } }", "/dutyPoints"),
    (
        "DutyPoint.checkInCode",
        Who::Staff,
        "dutyPoints(communityId: $c, first: $n) { edges { node { checkInCode { digits } } } }",
        "/dutyPoints",
    ),
    (
        "DutyPoint.checkIns",
        Who::Staff,
        "dutyPoints(communityId: $c, first: $n) { edges { node { checkIns(first: 3) { edges { node { member { shownName } } } } } } }",
        "/dutyPoints",
    ),
    (
        "Viewer.dutyCheckIns",
        Who::Party,
        "viewer { dutyCheckIns(first: $n) { edges { node { dutyPoint { name } } } } }",
        "/viewer/dutyCheckIns",
    ),
    (
        "Viewer.reportIns",
        Who::Party,
        "viewer { reportIns(first: $n) { edges { node { unit { name } } } } }",
        "/viewer/reportIns",
    ),
    (
        "Query.reportIns",
        Who::Staff,
        "reportIns(communityId: $c, first: $n) { edges { node { member { shownName } } } }",
        "/reportIns",
    ),
    ("Query.reportInQueue", Who::Staff, "reportInQueue(communityId: $c, first: $n) { edges { node { id } } }", ""),
    (
        "Query.unitRecord",
        Who::Admin,
        "unitRecord(unitId: $u, from: $d, to: $e, first: $n) { edges { node { wishes } } }",
        "",
    ),
    (
        "Query.unitMemberEntries",
        Who::Admin,
        "unitMemberEntries(unitId: $u, memberId: $m, kind: CHECK_IN, from: $d, to: $e, first: $n) { edges { node { title } } }",
        "/unitMemberEntries",
    ),
    (
        "Query.residents",
        Who::Staff,
        "residents(communityId: $c, first: $n) { edges { node { shownName } } }",
        "/residents",
    ),
    (
        "Query.screens",
        Who::Staff,
        "screens(communityId: $c, first: $n) { edges { node { name community { name } pairedBy { shownName } } } }",
        "/screens",
    ),
    // As many as a day has.
    (
        "CheckInCodes.shifts",
        Who::Staff,
        "checkInCodesOfToday(communityId: $c) { shifts { shift { taken activity { title organiser { shownName } } } code { digits } } }",
        "",
    ),
    (
        "Query.auditLog",
        Who::Admin,
        "auditLog(areaId: $c, first: $n) { edges { node { act target actor { shownName } area { name } } } }",
        "/auditLog",
    ),
    (
        "Query.blockedMembers",
        Who::Staff,
        "blockedMembers(communityId: $c, first: $n) { edges { node { member { shownName } blockedBy { shownName } } } }",
        "/blockedMembers",
    ),
    (
        "Query.proposals",
        Who::Staff,
        "proposals(first: $n) { edges { node { state member { shownName } proposedBy { shownName } what { ... on ProposedRole { \
         role node { ... on Area { name parent { name } } } } } } } }",
        "/proposals",
    ),
    ("Query.areas", Who::Admin, "areas(parentId: $c, first: $n) { edges { node { name parent { name } } } }", "/areas"),
    (
        "Area.children",
        Who::Admin,
        "areas(parentId: $c, first: $n) { edges { node { children(first: 3) { edges { node { name } } } } } }",
        "/areas",
    ),
    ("Query.units", Who::Admin, "units(first: $n) { edges { node { name area { name } } } }", "/units"),
    ("Unit.rosterSize", Who::Admin, "units(first: $n) { edges { node { rosterSize } } }", "/units"),
    (
        "Unit.pendingPartyMembers",
        Who::Admin,
        "units(first: $n) { edges { node { pendingPartyMembers(first: 3) { edges { node { id } } } } } }",
        "/units",
    ),
    (
        "MoralBank.pastRules",
        Who::Helper,
        "moralBank { pastRules(first: $n) { edges { node { version } } } }",
        "/moralBank/pastRules",
    ),
    (
        "MoralBank.goods",
        Who::Helper,
        "moralBank { goods(first: $n) { edges { node { name redeemedByMe } } } }",
        "/moralBank/goods",
    ),
    (
        "Query.redemptionsWaiting",
        Who::Staff,
        "redemptionsWaiting(communityId: $c, first: $n) { edges { node { goodsName } } }",
        "/redemptionsWaiting",
    ),
    (
        "BankAccount.redemptions",
        Who::Author,
        "viewer { bankAccount { redemptions(first: $n) { edges { node { code } } } } }",
        "/viewer/bankAccount/redemptions",
    ),
    (
        "Redemption.goods",
        Who::Author,
        "viewer { bankAccount { redemptions(first: $n) { edges { node { goods { name } } } } } }",
        "/viewer/bankAccount/redemptions",
    ),
    (
        "BankAccount.entries",
        Who::Author,
        "viewer { bankAccount { entries(first: $n) { edges { node { why { title } } } } } }",
        "/viewer/bankAccount/entries",
    ),
    // Their length is nobody's to choose: as many rules, roles, logins, topics and holidays as there are, and of an act on notices
    // those that were named.
    (
        "MoralBank.rules Viewer.roles Viewer.sessions Viewer.messageTopics Query.holidays ReadNotices.notices",
        Who::Author,
        "moralBank { rules { points } } viewer { roles { role } sessions { device } messageTopics { left } } holidays(year: 2026) { name }",
        "",
    ),
];

/// Who asks.
#[derive(Clone, Copy)]
pub(super) enum Who {
    Admin,
    Staff,
    Author,
    Helper,
    Party,
}

/// A town with as much of everything that has a list, and who asks for it.
pub(super) struct Filled {
    pub(super) town: Town,
    pub(super) unit: String,
    pub(super) team: String,
    pub(super) party: Person,
}

pub(super) async fn fill(world: &World, rounds: i64) -> Filled {
    let town = Town::build(world).await;
    let (unit, party) = town.party_member(world, "party", 0, "供水公司").await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    for n in 0..rounds {
        round(world, &town, n, [&author, &helper, &party]).await;
    }
    let teams = world.get(&helper, "{ teams(first: 1) { edges { node { id } } } }", json!({})).await;
    let team = text(&teams["teams"]["edges"][0]["node"]["id"]);
    served(world, &town, &helper, rounds).await;
    Filled { town, unit, team, party }
}

impl Filled {
    /// Who asks, in the order of `Who`, in a service of their own.
    pub(super) async fn people(&self, world: &World, service: &Service) -> Vec<Person> {
        let names = [
            "city-admin".into(),
            format!("staff-{}", self.town.communities[0]),
            "author".into(),
            "helper".into(),
            "party".into(),
        ];
        let mut people = Vec::new();
        for name in &names {
            let person = service.login(name).await;
            forget_standing(world.database.starts_with("postgres"), &person).await;
            service.ask(&person, "{ viewer { id } }", json!({})).await;
            people.push(person);
        }
        service.enrol(&people[Who::Admin as usize]).await;
        people
    }

    /// The document of a row, and its variables.
    pub(super) fn document(&self, world: &World, selection: &str, size: i64) -> (String, Value) {
        let declared = [
            ("$n: Int", "$n"),
            ("$c: ID", "$c"),
            ("$u: ID!", "$u"),
            ("$t: ID", "$t"),
            ("$m: ID!", "$m"),
            ("$d: Date!", "$d"),
            ("$e: Date!", "$e"),
        ];
        let used: Vec<_> =
            declared.iter().filter(|(_, name)| selection.contains(name)).map(|(text, _)| *text).collect();
        let declared = if used.is_empty() { String::new() } else { format!("({})", used.join(", ")) };
        // The town is built in more than an hour, which can be the last of a day.
        let day = |days| (world.ports.now() + Duration::hours(8) + Duration::days(days)).date_naive().to_string();
        let place = &self.town.communities[0];
        let variables = json!({ "n": size, "c": place, "u": self.unit, "t": self.team, "m": self.party.id, "d": day(-1), "e": day(1) });
        (format!("query{declared} {{ {selection} }}"), variables)
    }
}

async fn every_list_costs_the_same_whatever_its_length(world: &World) {
    let filled = fill(world, MANY).await;
    let service = service_on(world, world.database.starts_with("postgres")).await;
    let people = filled.people(world, &service).await;
    for (fields, who, selection, path) in LISTS {
        let mut costs = Vec::new();
        for size in [1, MANY] {
            let (document, variables) = filled.document(world, selection, size);
            let before = counters(&service).await.0;
            let answer = service.ask(&people[who as usize], &document, variables).await;
            costs.push(counters(&service).await.0 - before);
            assert!(answer.get("errors").is_none(), "{fields} {answer:#}");
            if !path.is_empty() {
                let found = answer["data"].pointer(path).and_then(|list| list["edges"].as_array()).map(Vec::len);
                assert_eq!(found, usize::try_from(size).ok(), "{fields} {answer:#}");
            }
        }
        // A loader gathers for a millisecond: what a slow machine asks for later is another batch.
        assert!(costs[1] < costs[0] + 20, "{fields}: {costs:?} SQL statements for 1 and {MANY}");
    }
    for kind in ["PLAN", "NOTICES"] {
        let document =
            "mutation($input: RenewFeedAddressInput!) { renewFeedAddress(input: $input) { ... on Feed { url } } }";
        let input = json!({ "input": { "requestId": request_id(), "kind": kind } });
        let made = service.ask(&people[Who::Helper as usize], document, input).await;
        let address = text(&made["data"]["renewFeedAddress"]["url"]);
        let path = address.strip_prefix("https://linli.example").expect("a path");
        let before = counters(&service).await.0;
        assert_eq!(service.status(path).await, 200);
        let cost = counters(&service).await.0 - before;
        assert!(cost <= 4, "{kind}: {cost} SQL statements");
    }
}

#[test]
fn every_list_of_the_schema_is_counted() {
    let schema = include_str!("../../../schema.graphql");
    let counted: BTreeSet<_> = LISTS.iter().flat_map(|(fields, ..)| fields.split(' ')).collect();
    let mut within = None;
    let mut field = "";
    for line in schema.lines() {
        if let Some(name) = line.strip_prefix("type ").and_then(|rest| rest.split(' ').next()) {
            // Those of live screens are counted where they are tested.
            let elsewhere = name == "Mutation" || name.starts_with("Live") || name.ends_with("Connection");
            within = Some(name).filter(|_| !elsewhere);
        } else if line.starts_with(['i', 'e', 'u', 's', 'd']) {
            within = None;
        }
        let Some(declared) = line.strip_prefix('\t').filter(|rest| !rest.starts_with(['\t', '"'])) else { continue };
        let (Some(within), Some((name, of))) = (within, declared.rsplit_once(": ").or(declared.split_once('('))) else {
            continue;
        };
        if !name.starts_with(')') {
            field = name.split('(').next().unwrap_or_default();
        }
        let list = of.trim_end_matches('!').ends_with("Connection")
            || of.starts_with('[') && schema.contains(&format!("\ntype {} ", of.trim_matches(['[', ']', '!'])));
        assert!(
            !list || counted.contains(format!("{within}.{field}").as_str()),
            "{within}.{field} is a list: give it a row"
        );
    }
}

/// One more of everything that has a list.
async fn round(world: &World, town: &Town, n: i64, [author, helper, party]: [&Person; 3]) {
    let (staff, here) = (&town.staff[0], &town.communities[0]);
    let act =
        async |who: &Person, mutation: &str, input: Value, made: &str| world.act(who, mutation, input, made).await;
    for _ in 0..2 {
        town.open_wish(world, author, &format!("第{n}个")).await;
    }
    let wish = town.open_wish(world, author, &format!("第{n}个")).await;
    let claimed = act(party, "claimWish", json!({ "wishId": wish, "forMyUnit": true }), "").await;
    assert_eq!(claimed["__typename"], "Wish", "{claimed}");
    world.act(party, "revealContact", json!({ "wishId": wish }), "").await;
    post(world, author, "待审核").await;
    let notice =
        json!({ "areaId": here, "category": "GENERAL", "title": "停水", "text": "周六", "audience": ["RESIDENTS"] });
    act(staff, "publishNotice", notice, "").await;

    let rude = town.resident(world, &format!("rude{n}"), 0, None).await;
    act(staff, "blockMember", json!({ "memberId": rude.id, "reason": "冒用他人姓名" }), "").await;

    let grid = area(world, &town.city_admin, here, "GRID", &format!("{n}网格")).await;
    area(world, &town.city_admin, &grid, "BUILDING", "1号楼").await;
    let unit = act(
        &town.city_admin,
        "createUnit",
        json!({ "areaId": town.city, "name": format!("单位{n}") }),
        "... on Unit { id }",
    )
    .await;
    let line = json!({ "unitId": unit["id"], "realName": "钱红", "phone": format!("139{n:08}") });
    act(&town.city_admin, "addToRoster", line, "").await;
    let asks = town.resident(world, &format!("asks{n}"), 0, None).await;
    world.act(&asks, "setRealName", json!({ "realName": "孙丽" }), "").await;
    world.act(&asks, "askPartyMembership", json!({ "unitId": unit["id"] }), "").await;
    appoint(world, &town.city_admin, staff, "GRID_WORKER", &grid).await;
    propose(world, staff, &asks, "GRID_WORKER", &grid).await;
    let wish = town.open_wish(world, author, &format!("第{n}个")).await;
    act(&asks, "reportContent", json!({ "targetId": wish, "reason": "FALSE" }), "").await;

    let team = act(helper, "foundTeam", json!({ "name": format!("{n}队") }), "... on Team { id }").await;
    act(party, "joinTeam", json!({ "teamId": team["id"] }), "").await;
    let point = json!({ "communityId": here, "name": format!("{n}号岗"), "place": "东门" });
    let point = act(staff, "createDutyPoint", point, "... on DutyPoint { id checkInCode { digits } }").await;
    let asked = act(party, "askReportIn", json!({}), "... on ReportIn { id }").await;
    act(staff, "acceptReportIn", json!({ "reportInId": asked["id"] }), "").await;
    let there = json!({ "dutyPointId": point["id"], "code": point["checkInCode"]["digits"] });
    assert_eq!(act(party, "checkInAtDutyPoint", there, "").await["__typename"], "DutyCheckIn");
    act(party, "endReportIn", json!({ "reportInId": asked["id"], "reason": "下一个" }), "").await;

    let deed = format!("善行{n}");
    for points in [9, 10] {
        let rule = json!({ "communityId": here, "behaviour": "DEED", "deed": deed, "points": points });
        act(staff, "setPointRule", rule, "").await;
    }
    act(staff, "awardPoints", json!({ "memberId": author.id, "deed": deed, "note": "好" }), "").await;
    let goods = json!({ "communityId": here, "name": format!("物品{n}"), "pricePoints": 1, "pieces": 1, "pickUp": "大厅",
        "photoIds": [upload(world, staff).await] });
    let goods = act(staff, "offerGoods", goods, "... on Goods { id }").await;
    act(author, "redeemGoods", json!({ "goodsId": goods["id"] }), "").await;
    pair(world, staff, here, "BOARD").await;
    act(staff, "makeWishesSpreadsheet", json!({ "communityId": here }), "").await;
    // Only so many may wait.
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
}

/// Short shifts, one after the other: somebody has a seat of each, and was there.
async fn served(world: &World, town: &Town, helper: &Person, rounds: i64) {
    let mut shifts = Vec::new();
    for n in 0..rounds {
        let at = |minute| world.ports.now() + Duration::minutes(minute);
        let plan = json!({ "startsAt": at(20 + n), "endsAt": at(21 + n), "capacity": 2 });
        let (_, made) = organise(world, &town.staff[0], town, vec![plan]).await;
        sign_up(world, helper, &made[0]).await;
        call(world, &town.staff[0], &made[0], helper, "IN").await;
        shifts.extend(made);
    }
    world.pass(Duration::minutes(21 + MANY));
    let by = staff(world, town).await;
    for shift in &shifts {
        assert_eq!(text(&call(world, &by, shift, helper, "OUT").await["attendance"]["worth"]), "GRANTED");
    }
    let helper = world.login("helper").await;
    world.act(&helper, "setRealName", json!({ "realName": "钱红" }), "").await;
    for _ in 0..rounds {
        issue(world, &helper).await;
    }
}
