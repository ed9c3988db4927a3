//! Two communities in which everything has happened once, with values that are recognised wherever they turn up.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Value, json};

use super::certificates::issue;
use super::feeds::renew;
use super::jobs::{do_jobs, set_aside};
use super::media::{asked_about, attach, found, upload};
use super::pairing::ask;
use super::screens::{Screen, entered, pair_as};
use super::town::{Town, appoint, area, propose, second_it, text};
use super::volunteering::shift;
use super::world::{Person, World};

/// Those as whom everything is tried, in the order of the columns of the lines.
pub(crate) const CAST: [&str; 10] = [
    "nobody",
    "resident",
    "volunteer",
    "party member",
    "liaison",
    "staff",
    "staff elsewhere",
    "street administrator",
    "city administrator",
    "blocked member",
];
/// Their places in the cast.
pub(crate) const VOLUNTEER: usize = 2;
pub(crate) const LIAISON: usize = 4;
pub(crate) const STAFF: usize = 5;
pub(crate) const ELSEWHERE: usize = 6;
pub(crate) const STREET: usize = 7;
pub(crate) const CITY: usize = 8;

/// What every text of a community bears.
pub(crate) const MARKS: [&str; 2] = ["桂花密语", "翠湖密语"];
/// What the name of every building bears.
pub(crate) const BUILDING: &str = "密楼";

/// The name of a person who stands on a roster and has no account, and how their number begins.
const LISTED: [&str; 2] = ["册密册名", "1397776600"];

/// The day before which nothing was, and the one after which nothing is, for periods.
pub(crate) const PERIOD: [&str; 2] = ["2026-01-01", "2026-12-31"];

/// Somebody of the scene.
pub(crate) struct Player {
    /// Their login, before the dot of the code.
    name: String,
    /// Their name in full.
    pub(crate) real_name: String,
    /// Their phone number.
    pub(crate) phone: String,
    /// As they are logged in now.
    pub(crate) person: Person,
}

/// The scene.
pub(crate) struct Scene<'w> {
    /// Where it is.
    pub(crate) world: &'w World,
    /// The town.
    pub(crate) town: Town,
    /// Everybody by login name; those of the cast among them.
    pub(crate) players: BTreeMap<String, Player>,
    /// The login names of the cast; nobody has none.
    pub(crate) cast: Vec<Option<String>>,
    /// The ids of the things of each community, by what they are.
    pub(crate) things: [BTreeMap<&'static str, String>; 2],
    /// A login that nobody uses, to be refreshed.
    pub(crate) spare: Person,
}

impl<'w> Scene<'w> {
    /// Builds it.
    pub(crate) async fn build(world: &'w World) -> Self {
        let town = Town::build(world).await;
        let mut things = [BTreeMap::new(), BTreeMap::new()];
        for (community, things) in things.iter_mut().enumerate() {
            furnish(world, &town, community, things).await;
        }
        let street = world.login("street").await;
        appoint(world, &town.city_admin, &street, "STREET_ADMIN", &town.street).await;
        for things in &mut things {
            things.insert("street administrator", street.id.clone());
        }
        let staff = town.communities.each_ref().map(|community| format!("staff-{community}"));
        let cast = [
            None,
            Some("author0"),
            Some("helper0"),
            Some("member0"),
            Some("liaison0"),
            Some(&*staff[0]),
            Some(&*staff[1]),
            Some("street"),
            Some("city-admin"),
            Some("blocked0"),
        ];
        let cast: Vec<_> = cast.into_iter().map(|name| name.map(str::to_owned)).collect();
        let people = ["author", "helper", "member", "liaison", "newcomer", "candidate", "blocked"];
        let people = people.iter().flat_map(|who| [0, 1].map(|community| format!("{who}{community}")));
        let names: Vec<_> = people.chain(staff).chain(["street".into(), "city-admin".into()]).collect();
        // An hour until the shift, and half an hour at it, after which the old tokens are worth nothing.
        world.pass(Duration::minutes(90));
        let mut players = BTreeMap::new();
        for (n, name) in names.into_iter().enumerate() {
            let person = world.login(&name).await;
            // Letters that stand nowhere else; the first of them is shown.
            let real_name = format!("{}密{}名", letter(n), letter(n));
            let phone = format!("139777{n:05}");
            world.consent(&person).await;
            world.act(&person, "setRealName", json!({ "realName": real_name }), "").await;
            let bound = json!({ "code": format!("phone-{phone}.0") });
            let mine = world.act(&person, "bindPhone", bound, "... on Viewer { realName phone }").await;
            assert_eq!([&mine["realName"], &mine["phone"]], [&json!(real_name), &json!(phone)], "{mine}");
            players.insert(name.clone(), Player { name, real_name, phone, person });
        }
        // At last: a code is good for two minutes.
        for things in &mut things {
            let (page, second) = (ask(world, "LOGIN").await, ask(world, "LOGIN").await);
            things.insert("wrong digits", page.wrong());
            things.insert("pairing code", page.code);
            things.insert("pairing secret", page.secret);
            things.insert("second pairing code", second.code);
        }
        let mut scene = Self { world, town, players, cast, things, spare: world.login("spare").await };
        for community in [0, 1] {
            let staff = &scene.players[&format!("staff-{}", scene.town.communities[community])].person;
            let [shift, helper] = ["shift", "helper"].map(|what| scene.things[community][what].clone());
            let input = json!({ "shiftId": shift, "memberId": helper, "present": "OUT" });
            let gone = world.act(staff, "rollCall", input, "... on SignUp { attendance { grantedMinutes } }").await;
            assert_eq!(gone["attendance"]["grantedMinutes"], 30, "{gone}");
            let entered = scene.what_waits(community, staff).await;
            let of = json!({ "memberId": scene.things[community]["blocked"], "reason": "冒名" });
            let out = world.act(staff, "blockMember", of, "... on Block { blockedAt }").await;
            assert!(out["blockedAt"].is_string(), "{out}");
            // No list of what is open tells of it.
            scene.things[community].insert("carried out proposal", entered);
        }
        scene.with_hours().await
    }

    /// Lets each kind of act wait for a second person, or be carried out by one: gives the entering of hours that was.
    async fn what_waits(&self, community: usize, staff: &Person) -> String {
        let (world, things, mark) = (self.world, &self.things[community], MARKS[community]);
        let act = async |mutation: &str, made: &str, input: Value| {
            text(&world.act(staff, mutation, input, &format!("... on {made} {{ id }}")).await["id"])
        };
        let rule = |points: i64| json!({ "communityId": things["community"], "behaviour": "HOUR", "points": points });
        let gone = json!({ "shiftId": things["shift"], "memberId": things["newcomer"], "present": "OUT" });
        act("rollCall", "SignUp", gone).await;
        let newcomer = &self.players[&format!("newcomer{community}")].person;
        let query = "{ viewer { hours { entries { edges { node { id } } } } } }";
        let seen = world.get(newcomer, query, json!({})).await;
        let hours = text(&seen["viewer"]["hours"]["entries"]["edges"][0]["node"]["id"]);
        act("voidHours", "Hours", json!({ "hoursId": hours, "reason": mark })).await;
        act("setPointRule", "PointRule", rule(300)).await;
        let enter = json!({ "replacesId": hours, "minutes": 30, "reason": mark });
        let waits = act("enterHours", "Proposal", enter).await;
        let second = &self.players["city-admin"].person;
        let hours = text(&second_it(world, second, &waits).await["resultId"]);
        act("voidHours", "Proposal", json!({ "hoursId": hours, "reason": mark })).await;
        act("setPointRule", "PointRule", rule(0)).await;
        waits
    }

    async fn with_hours(mut self) -> Self {
        for community in [0, 1] {
            let helper = &self.players[&format!("helper{community}")].person;
            let query = "{ viewer { hours { entries { edges { node { id } } } } } }";
            let seen = self.world.get(helper, query, json!({})).await;
            let id = text(&seen["viewer"]["hours"]["entries"]["edges"][0]["node"]["id"]);
            let certificate = issue(self.world, helper).await;
            renew(self.world, helper, "PLAN").await;
            self.things[community].insert("certificate", text(&certificate["id"]));
            self.things[community].insert("certificate number", text(&certificate["number"]));
            self.things[community].insert("hours", id);
        }
        self
    }

    /// With somebody who has neither role nor home as the last of the cast.
    pub(crate) async fn with_a_stranger(mut self) -> Self {
        let (name, person) = ("stranger".to_owned(), self.world.login("stranger").await);
        self.world.consent(&person).await;
        let (real_name, phone) = ("陌密路名".into(), "13977799999".into());
        self.cast.push(Some(name.clone()));
        self.players.insert(name.clone(), Player { name, real_name, phone, person });
        self
    }

    /// With the screens of the first community as the last of the cast, in the order of
    /// [`ScreenPurpose::ALL`](domain::screens::purpose::ScreenPurpose::ALL).
    pub(crate) async fn with_screens(mut self) -> Self {
        for what in ["screen", "wish screen", "code screen"] {
            let (id, key) = (self.things[0][what].clone(), self.things[0][&*format!("{what} key")].clone());
            let person = entered(self.world, &Screen { id, key }).await;
            self.cast.push(Some(what.to_owned()));
            let (real_name, phone) = (format!("屏密{what}名"), format!("1397778{what}"));
            self.players.insert(what.to_owned(), Player { name: what.to_owned(), real_name, phone, person });
        }
        self
    }

    /// A member of the cast.
    pub(crate) fn player(&self, who: usize) -> Option<&Player> {
        self.cast[who].as_ref().map(|name| &self.players[name])
    }

    /// Logs everybody of the cast in again; a blocked member cannot.
    pub(crate) async fn log_in_again(&mut self) {
        for name in self.cast.iter().flatten().filter(|name| *name != "blocked0") {
            let player = self.players.get_mut(name).expect("a player");
            player.person = self.world.login(&player.name).await;
        }
    }

    /// What an answer to somebody holds that they must not see: the name, number or openid of another, or what is
    /// written in a community that is not theirs.
    pub(crate) fn leaks(&self, who: usize, document: &str, answer: &Value) -> Vec<String> {
        let answer = answer.to_string();
        let me = self.cast[who].as_deref();
        let others = self.players.values().filter(|player| Some(&*player.name) != me);
        let mut found: Vec<_> = others
            .flat_map(|player| [player.real_name.clone(), player.phone.clone(), format!("openid-{}", player.name)])
            .chain(LISTED.map(str::to_owned))
            .filter(|secret| answer.contains(secret))
            .collect();
        // A person who lives and works elsewhere sees nothing of what a community writes.
        let elsewhere = match who {
            // Except that a liaison is shown what the members of their unit did, wherever it was.
            LIAISON if document.contains("unitMemberEntries") => None,
            // And whoever has the key of a screen of a hall, what that is called.
            LIAISON | ELSEWHERE if document == "enterScreen" => None,
            LIAISON | ELSEWHERE => Some(MARKS[0]),
            1..=STAFF => Some(MARKS[1]),
            _ => None,
        };
        found.extend(elsewhere.filter(|mark| answer.contains(mark)).map(str::to_owned));
        found
    }
}

fn letter(n: usize) -> char {
    char::from_u32(0x8d75 + n as u32).expect("a letter")
}

/// Lets everything happen once in a community.
async fn furnish(world: &World, town: &Town, c: usize, things: &mut BTreeMap<&'static str, String>) {
    let (staff, community, mark) = (&town.staff[c], &town.communities[c], MARKS[c]);
    let name = |who: &str| format!("{who}{c}");
    let act = async |who: &Person, mutation: &str, made: &str, more: Value| {
        let mut input = json!({});
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let answer = world.act(who, mutation, input, &format!("... on {made}")).await;
        assert_ne!(answer["__typename"], "Refusal", "{mutation} {answer}");
        answer
    };
    let plain = async |who: &Person, mutation: &str, input: Value| {
        let answer = world.act(who, mutation, input, "").await;
        assert_ne!(answer["__typename"], "Refusal", "{mutation} {answer}");
    };
    things.insert("community", community.clone());

    // Places and people.
    let grid = area(world, staff, community, "GRID", &format!("第{c}密网格")).await;
    let building = area(world, staff, &grid, "BUILDING", &format!("{BUILDING}{c}")).await;
    let author = town.resident(world, &name("author"), c, None).await;
    plain(&author, "joinCommunity", json!({ "communityId": community, "buildingId": building })).await;
    let helper = town.volunteer(world, &name("helper"), c).await;
    let blocked = town.volunteer(world, &name("blocked"), c).await;
    let unit =
        act(staff, "createUnit", "Unit { id }", json!({ "areaId": community, "name": format!("单位{c}") })).await;
    let unit = text(&unit["id"]);
    let line = json!({ "unitId": unit, "phone": format!("{}{c}", LISTED[1]), "realName": LISTED[0] });
    act(staff, "addToRoster", "Unit { id }", line).await;
    let mut members = Vec::new();
    for who in ["member", "newcomer", "candidate"] {
        let member = town.resident(world, &name(who), c, None).await;
        plain(&member, "setRealName", json!({ "realName": "暂密暂名" })).await;
        plain(&member, "askPartyMembership", json!({ "unitId": unit })).await;
        if who != "candidate" {
            plain(staff, "decidePartyMembership", json!({ "memberId": member.id, "unitId": unit, "confirm": true }))
                .await;
        }
        things.insert(who, member.id.clone());
        members.push(member);
    }
    let liaison = town.resident(world, &name("liaison"), 1 - c, None).await;
    appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
    let role = appoint(world, staff, &members[1], "GRID_WORKER", &grid).await;
    for (what, id) in [("grid", &grid), ("building", &building), ("unit", &unit), ("role", &role)] {
        things.insert(what, id.clone());
    }
    for (what, person) in
        [("author", &author), ("helper", &helper), ("liaison", &liaison), ("staff", staff), ("blocked", &blocked)]
    {
        things.insert(what, person.id.clone());
    }

    // Wishes at every step.
    for (what, steps) in [
        ("waiting wish", 0),
        ("second waiting wish", 0),
        ("open wish", 1),
        ("idle wish", 1),
        ("held wish", 2),
        ("wish to give back", 2),
        ("fulfilled wish", 3),
    ] {
        let mut wish = json!({ "kind": "SERVICE", "category": "HOUSEHOLD", "title": mark, "text": mark });
        if what == "open wish" {
            let photos = [upload(world, &author).await, upload(world, &author).await];
            wish["photoIds"] = json!(photos);
            for (what, photo) in ["photo", "removed photo"].into_iter().zip(photos) {
                things.insert(what, photo);
            }
            things.insert("spare photo", upload(world, &author).await);
        }
        let wish = text(&act(&author, "postWish", "Wish { id }", wish).await["id"]);
        let of = json!({ "wishId": wish });
        for (who, mutation, more) in [
            (staff, "approveWish", of.clone()),
            (&helper, "claimWish", of.clone()),
            (&helper, "fulfilWish", json!({ "wishId": wish, "text": mark })),
        ]
        .into_iter()
        .take(steps)
        {
            act(who, mutation, "Wish { id }", more).await;
        }
        things.insert(what, wish);
    }
    plain(&helper, "revealContact", json!({ "wishId": things["held wish"] })).await;

    // Of its photos, the platform let one pass, and staff removed the other.
    for picture in asked_about(world).await {
        let removed = picture.address.contains(&things["removed photo"]);
        found(world, &picture, if removed { "review" } else { "pass" }).await;
    }
    let query = "query($c: ID) { moderationQueue(communityId: $c, last: 1) { edges { node { id } } } }";
    let seen = world.get(staff, query, json!({ "c": community })).await;
    let case = &seen["moderationQueue"]["edges"][0]["node"]["id"];
    let decided = json!({ "caseId": case, "decision": "REMOVE", "reason": mark });
    act(staff, "decideReport", "ContentCase { id }", decided).await;
    // Cases of one moment have no order of their own.
    world.pass(Duration::milliseconds(1));

    // One that was reported, and one that was removed.
    for (what, removed) in [("case", false), ("removed wish", true)] {
        let wish = json!({ "kind": "SERVICE", "category": "HOUSEHOLD", "title": mark, "text": mark });
        let wish = text(&act(&author, "postWish", "Wish { id }", wish).await["id"]);
        act(staff, "approveWish", "Wish { id }", json!({ "wishId": wish })).await;
        let report = json!({ "targetId": wish, "reason": "OTHER", "note": mark });
        act(&members[0], "reportContent", "ContentReport { id }", report).await;
        let query = "query($c: ID) { moderationQueue(communityId: $c, last: 1) { edges { node { id } } } }";
        let seen = world.get(staff, query, json!({ "c": community })).await;
        let case = text(&seen["moderationQueue"]["edges"][0]["node"]["id"]);
        if removed {
            let decided = json!({ "caseId": case, "decision": "REMOVE", "reason": mark });
            act(staff, "decideReport", "ContentCase { id }", decided).await;
        }
        things.insert(what, if removed { wish } else { case });
        // Cases of one moment have no order of their own.
        world.pass(Duration::milliseconds(1));
    }

    // A team; activities with a seat that is used and one that is not.
    for (what, founder) in [("team", &helper), ("second team", &members[0]), ("removed team", &helper)] {
        let team = act(founder, "foundTeam", "Team { id }", json!({ "name": format!("{mark}{what}") })).await;
        things.insert(what, text(&team["id"]));
    }
    for (what, of, hours, takes_part) in [
        ("activity", "shift", 1, true),
        ("second activity", "second shift", 30, true),
        ("third activity", "third shift", 50, false),
    ] {
        let input = json!({ "communityId": community, "title": mark, "text": mark, "place": mark,
            "shifts": [shift(world, hours, 2, 5)], "photoIds": [upload(world, staff).await] });
        let made = act(staff, "createActivity", "Activity { id shifts { id } }", input).await;
        let shift = text(&made["shifts"][0]["id"]);
        things.insert(what, text(&made["id"]));
        if takes_part {
            let seat = act(&helper, "signUp", "SignUp { id }", json!({ "shiftId": shift })).await;
            things.insert(if hours == 1 { "seat" } else { "second seat" }, text(&seat["id"]));
        }
        things.insert(of, shift);
    }
    // The captain's own activity, and a team: removed.
    let input = json!({ "communityId": community, "title": mark, "text": mark, "place": mark, "audience": "TEAM",
        "teamId": things["team"], "shifts": [shift(world, 70, 2, 5)] });
    let made = act(&helper, "createActivity", "Activity { id }", input).await;
    things.insert("removed activity", text(&made["id"]));
    for what in ["removed activity", "removed team"] {
        let report = json!({ "targetId": things[what], "reason": "OTHER", "note": mark });
        act(&members[0], "reportContent", "ContentReport { id }", report).await;
        let query = "query($c: ID) { moderationQueue(communityId: $c, last: 1) { edges { node { id } } } }";
        let seen = world.get(staff, query, json!({ "c": community })).await;
        let case = text(&seen["moderationQueue"]["edges"][0]["node"]["id"]);
        let decided = json!({ "caseId": case, "decision": "REMOVE", "reason": mark });
        act(staff, "decideReport", "ContentCase { id }", decided).await;
        world.pass(Duration::milliseconds(1));
    }
    act(&members[1], "signUp", "SignUp { id }", json!({ "shiftId": things["shift"] })).await;
    for who in [&helper, &members[1]] {
        let there = json!({ "shiftId": things["shift"], "memberId": who.id, "present": "IN" });
        act(staff, "rollCall", "SignUp { id }", there).await;
    }

    // The bank.
    let rule = json!({ "communityId": community, "behaviour": "DEED", "deed": mark, "points": 50 });
    act(staff, "setPointRule", "PointRule { id }", rule).await;
    act(staff, "awardPoints", "Award { entryId }", json!({ "memberId": author.id, "deed": mark, "note": mark })).await;
    let large = format!("{mark}大");
    let rule = json!({ "communityId": community, "behaviour": "DEED", "deed": large, "points": 100 });
    act(staff, "setPointRule", "PointRule { id }", rule).await;
    let award = json!({ "memberId": helper.id, "deed": large, "note": mark });
    act(staff, "awardPoints", "Proposal { id }", award).await;
    let proposal = propose(world, staff, &members[0], "GRID_WORKER", &grid).await;
    things.insert("proposal", proposal);
    let goods =
        json!({ "communityId": community, "name": mark, "text": mark, "pickUp": mark, "pricePoints": 10, "pieces": 9 });
    let goods = text(&act(staff, "offerGoods", "Goods { id }", goods).await["id"]);
    for (what, code) in [("redemption", "code"), ("second redemption", "second code")] {
        let held = act(&author, "redeemGoods", "Redemption { id code }", json!({ "goodsId": goods })).await;
        things.insert(what, text(&held["id"]));
        things.insert(code, text(&held["code"]));
    }
    things.insert("goods", goods);

    // Screens of the hall.
    for (what, key, purpose) in [
        ("screen", "screen key", "BOARD"),
        ("wish screen", "wish screen key", "OPEN_WISHES"),
        ("code screen", "code screen key", "CHECK_IN_CODES"),
    ] {
        let screen = json!({ "communityId": community, "purpose": purpose, "name": mark });
        let screen = pair_as(world, staff, screen).await;
        things.insert(what, screen.id);
        things.insert(key, screen.key);
    }

    // A spreadsheet that is made.
    let spreadsheet =
        act(staff, "makeWishesSpreadsheet", "Spreadsheet { id }", json!({ "communityId": community })).await;
    things.insert("spreadsheet", text(&spreadsheet["id"]));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    things.insert("job", set_aside(&world.ports).await);

    // A notice with an attachment; report-ins, one of them active, and duty.
    things.insert("attachment", attach(world, staff, mark).await);
    let notice = json!({ "areaId": community, "category": "GENERAL", "title": mark, "text": mark, "audience": ["RESIDENTS"],
        "attachmentIds": [things["attachment"]] });
    things.insert("notice", text(&act(staff, "publishNotice", "Notice { id }", notice).await["id"]));
    for (what, member) in [("report-in", &members[0]), ("new report-in", &members[1])] {
        things.insert(what, text(&act(member, "askReportIn", "ReportIn { id }", json!({})).await["id"]));
    }
    act(staff, "acceptReportIn", "ReportIn { id }", json!({ "reportInId": things["report-in"] })).await;
    let point = json!({ "communityId": community, "name": mark, "place": mark });
    let point = text(&act(staff, "createDutyPoint", "DutyPoint { id }", point).await["id"]);
    let query = "query($id: ID!) { node(id: $id) { ... on DutyPoint { checkInCode { digits } } } }";
    let shown = world.get(staff, query, json!({ "id": point })).await;
    let there = json!({ "dutyPointId": point, "code": shown["node"]["checkInCode"]["digits"] });
    things.insert("duty", text(&act(&members[0], "checkInAtDutyPoint", "DutyCheckIn { id }", there).await["id"]));
    things.insert("duty point", point);
}
