//! Somebody who did a bit of everything, with values that are found again wherever they lie.

use domain::members::totp::Secret;
use serde_json::{Value, json};

use super::attendance::served;
use super::certificates::issue;
use super::feeds::renew;
use super::media::{attach, upload};
use super::moderation::queue;
use super::pairing;
use super::screens::pair_as;
use super::town::{Town, appoint, area, post, text};
use super::volunteering::{SIGN_UP, TEAM, activity, organise, shift, sign_up};
use super::world::{ENROL, Person, World, secret_of};

/// A person's life, and the people around them.
pub(crate) struct Life {
    pub(crate) town: Town,
    /// The person.
    pub(crate) me: Person,
    /// What they are called when they log in.
    pub(crate) login: String,
    /// A volunteer who claimed their wish, waits behind them for a seat, and is in their team.
    pub(crate) other: Person,
    /// A resident whose wishes they claimed.
    pub(crate) author: Person,
    /// Their name, as on the identity card.
    pub(crate) name: String,
    /// Their number.
    pub(crate) phone: String,
    /// What they wrote, all over the place.
    pub(crate) words: String,
    pub(crate) unit: String,
    pub(crate) goods: String,
    pub(crate) team: String,
    pub(crate) shift: String,
    /// The wish of the author that they hold, and the one that they fulfilled.
    pub(crate) claimed: [String; 2],
    /// Their wishes: claimed by the other, fulfilled by the other, and waiting for review.
    pub(crate) wishes: [String; 3],
    /// What the city's administrator has in their authenticator app; they gave no code yet.
    pub(crate) secret: Secret,
}

impl Life {
    /// All that must not be found any more.
    pub(crate) fn planted(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.phone.clone(),
            self.words.clone(),
            format!("openid-{}", self.login),
            self.login.clone(),
        ]
    }
}

/// Lives it, in the first community of a new town.
pub(crate) async fn live(world: &World) -> Life {
    let town = Town::build(world).await;
    let tag = uuid::Uuid::new_v4();
    let login = format!("life-{}", &tag.simple().to_string()[..12]);
    let name = "司马昭明".to_owned();
    let phone = format!("139{:08}", tag.as_u128() % 100_000_000);
    let words = format!("我的话{}", &tag.simple().to_string()[..8]);
    let make = async |who: &Person, mutation: &str, input: Value, made: &str| {
        let made = world.act(who, mutation, input, made).await;
        assert_ne!(made["__typename"], "Refusal", "{mutation}: {made}");
        made
    };
    let here = town.communities[0].clone();

    // Hours take time, after which everybody logs in again.
    town.volunteer(world, &login, 0).await;
    served(world, &town, &login, 2).await;
    let me = world.login(&login).await;
    let city_admin = world.login("city-admin").await;
    let staff = [world.login(&format!("staff-{}", town.communities[0])).await, town.staff[1].clone()];
    let town = Town { city_admin, staff, ..town };
    let staff = &town.staff[0];

    let building = area(world, staff, &town.grids[0], "BUILDING", "11号楼").await;
    make(&me, "joinCommunity", json!({ "communityId": here, "buildingId": building }), "").await;
    make(&me, "setRealName", json!({ "realName": name }), "").await;
    make(&me, "bindPhone", json!({ "code": format!("phone-{phone}.{tag}") }), "").await;
    issue(world, &me).await;
    renew(world, &me, "PLAN").await;
    let page = pairing::ask(world, "LOGIN").await;
    pairing::allow(world, &me, &page).await;
    let unit = json!({ "areaId": town.city, "name": "供水公司" });
    let unit = text(&make(&town.city_admin, "createUnit", unit, "... on Unit { id }").await["id"]);
    let line = json!({ "unitId": unit, "realName": name, "phone": phone });
    make(&town.city_admin, "addToRoster", line, "").await;
    let asked = "... on Viewer { partyMembership { state } }";
    let asked = make(&me, "askPartyMembership", json!({ "unitId": unit }), asked).await;
    assert_eq!(asked["partyMembership"]["state"], "CONFIRMED", "{asked}");
    let report_in = make(&me, "askReportIn", json!({}), "... on ReportIn { id }").await;
    make(staff, "acceptReportIn", json!({ "reportInId": report_in["id"] }), "").await;
    let point = json!({ "communityId": here, "name": "东门岗", "place": "东门外" });
    let point = text(&make(staff, "createDutyPoint", point, "... on DutyPoint { id }").await["id"]);
    let code = "query($id: ID!) { node(id: $id) { ... on DutyPoint { checkInCode { digits } } } }";
    let code = world.get(staff, code, json!({ "id": point })).await["node"]["checkInCode"]["digits"].take();
    let check_in = json!({ "dutyPointId": point, "code": code });
    make(&me, "checkInAtDutyPoint", check_in, "").await;

    let other = town.volunteer(world, "other", 0).await;
    let author = town.resident(world, "author", 0, None).await;
    let about = format!("{name}，电话{phone}");
    for (behaviour, deed) in [("WISH_CONFIRMED", Value::Null), ("DEED", json!("拾金不昧"))] {
        let rule = json!({ "communityId": here, "behaviour": behaviour, "deed": deed, "points": 30 });
        make(staff, "setPointRule", rule, "").await;
    }
    let act = async |who: &Person, mutation: &str, wish: &str, more: Value| {
        let mut input = json!({ "wishId": wish });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        make(who, mutation, input, "").await
    };
    let mut claimed = Vec::new();
    for n in 0..3 {
        let wish = town.open_wish(world, &author, &format!("请帮忙{n}")).await;
        act(&me, "claimWish", &wish, json!({ "forMyUnit": false })).await;
        claimed.push(wish);
    }
    act(&me, "fulfilWish", &claimed[1], json!({ "text": words })).await;
    act(&me, "fulfilWish", &claimed[2], json!({ "text": words })).await;
    act(&author, "confirmWish", &claimed[2], json!({ "rating": 5 })).await;
    let given_back = town.open_wish(world, &author, "请帮忙3").await;
    act(&me, "claimWish", &given_back, json!({ "forMyUnit": false })).await;
    act(&me, "giveBackWish", &given_back, json!({ "reason": words })).await;

    let mut wishes = Vec::new();
    for n in 0..2 {
        let wish = town.open_wish(world, &me, &format!("{words}{n}")).await;
        act(&other, "claimWish", &wish, json!({ "forMyUnit": false })).await;
        wishes.push(wish);
    }
    make(&other, "revealContact", json!({ "wishId": wishes[0] }), "... on Contact { phone }").await;
    make(&me, "revealContact", json!({ "wishId": claimed[0] }), "").await;
    act(&other, "fulfilWish", &wishes[1], json!({ "text": format!("给{about}修好了") })).await;
    wishes.push(post(world, &me, &words).await);
    upload(world, &me).await;
    let rejected = post(world, &me, &words).await;
    act(staff, "rejectWish", &rejected, json!({ "reason": format!("请{about}到大厅") })).await;

    let award = json!({ "memberId": me.id, "deed": "拾金不昧", "note": format!("{about}拾到钱包") });
    make(staff, "awardPoints", award, "").await;
    let goods = json!({ "communityId": here, "name": "大米", "pricePoints": 25, "pieces": 2, "pickUp": "大厅" });
    let goods = text(&make(staff, "offerGoods", goods, "... on Goods { id }").await["id"]);
    make(&me, "redeemGoods", json!({ "goodsId": goods }), "").await;

    let team = make(&me, "foundTeam", json!({ "name": "银杏队" }), TEAM).await;
    let team = text(&team["id"]);
    make(&other, "joinTeam", json!({ "teamId": team }), "").await;
    make(&me, "foundTeam", json!({ "name": words }), "").await;
    let (_, shifts) = organise(world, staff, &town, vec![shift(world, 24, 2, 1)]).await;
    assert_eq!(sign_up(world, &me, &shifts[0]).await["state"], "SEATED");
    let waits = world.act(&other, "signUp", json!({ "shiftId": shifts[0] }), SIGN_UP).await;
    assert_eq!(waits["state"], "WAITING", "{waits}");

    appoint(world, &town.city_admin, &me, "COMMUNITY_STAFF", &here).await;
    let notice = json!({
        "areaId": here, "category": "GENERAL", "title": "停水", "text": format!("请找{about}"),
        "audience": ["RESIDENTS"],
    });
    let notice = text(&make(&me, "publishNotice", notice, "... on Notice { id }").await["id"]);
    let agreed = json!({ "answers": [{ "templateId": "stand-in-wishes", "answer": "ACCEPT" }] });
    make(&me, "reportSubscription", agreed, "").await;
    make(&me, "setMessageTopics", json!({ "unwanted": ["NOTICES"] }), "").await;
    make(&me, "markNoticesRead", json!({ "noticeIds": [notice] }), "").await;
    claimed.truncate(2);
    let secret = secret_of(&world.with_second_factor().await.ask(Some(&town.city_admin), ENROL, json!({})).await);
    Life {
        secret,
        me,
        login,
        other,
        author,
        name,
        phone,
        words,
        unit,
        goods,
        team,
        shift: shifts[0].clone(),
        claimed: claimed.try_into().expect("two"),
        wishes: wishes.try_into().expect("three"),
        town,
    }
}

/// Lets everybody name the person wherever one can write, the person included; gives them as they are logged in then.
pub(crate) async fn spoken_of(world: &World, life: &Life) -> Person {
    let (staff, me, here) = (&life.town.staff[0], &life.me, &life.town.communities[0]);
    let about = format!("{}，电话{}", life.name, life.phone);
    let act = async |who: &Person, mutation: &str, input: Value, made: &str| {
        let done = world.act(who, mutation, input, made).await;
        assert_ne!(done["__typename"], "Refusal", "{mutation}: {done}");
        done
    };
    let mine = "{ viewer { reportIns { edges { node { id } } } hours { entries { edges { node { id } } } } \
        certificates { edges { node { id } } } \
        bankAccount { redemptions { edges { node { id } } } } } }";
    let mine = world.get(me, mine, json!({})).await["viewer"].take();
    let first = |list: &Value| list["edges"][0]["node"]["id"].clone();
    let report_in = first(&mine["reportIns"]);
    act(staff, "endReportIn", json!({ "reportInId": report_in, "reason": about }), "").await;
    for (who, mutation) in [(staff, "refuseReportIn"), (me, "endReportIn")] {
        let asked = act(me, "askReportIn", json!({}), "... on ReportIn { id }").await;
        let reason = if who.id == me.id { &life.words } else { &about };
        act(who, mutation, json!({ "reportInId": asked["id"], "reason": reason }), "").await;
    }
    let hours = first(&mine["hours"]["entries"]);
    act(staff, "voidHours", json!({ "hoursId": hours, "reason": about }), "").await;
    act(staff, "enterHours", json!({ "replacesId": hours, "minutes": 30, "reason": about }), "").await;
    let revoke = json!({ "certificateId": first(&mine["certificates"]), "reason": about });
    act(staff, "revokeCertificate", revoke, "").await;
    let held = first(&mine["bankAccount"]["redemptions"]);
    act(staff, "cancelRedemption", json!({ "redemptionId": held, "reason": about }), "").await;

    let rule = json!({ "communityId": here, "behaviour": "DEED", "deed": "见义勇为", "points": 150 });
    act(staff, "setPointRule", rule, "").await;
    let award = json!({ "memberId": me.id, "deed": "见义勇为", "note": about });
    let proposal = act(staff, "awardPoints", award, "... on Proposal { id }").await["id"].take();
    let declined = json!({ "proposalId": proposal, "carryOut": false, "reason": about });
    act(&life.town.city_admin, "decideProposal", declined, "").await;

    // Reports of their words, and their own report.
    let report = |target: &str, note: &str| json!({ "targetId": target, "reason": "PRIVACY", "note": note });
    act(&life.other, "reportContent", report(&life.wishes[1], &about), "").await;
    for case in queue(world, &life.town).await {
        let decision = json!({ "caseId": case["id"], "decision": "KEEP", "reason": about });
        act(staff, "decideReport", decision, "").await;
    }
    act(me, "reportContent", report(&life.claimed[0], &life.words), "").await;

    // In office, and for a team.
    let mut plan = activity(&life.town, vec![shift(world, 40, 1, 5)]);
    for field in ["title", "text", "place"] {
        plan[field] = json!(about);
    }
    let made = act(me, "createActivity", plan, "... on Activity { id }").await;
    act(me, "cancelActivity", json!({ "activityId": made["id"], "reason": about }), "").await;
    let notice = |title: &str, text: &str| json!({ "category": "GENERAL", "title": title, "text": text, "audience": ["RESIDENTS"], "pinned": false });
    let with = |mut input: Value, more: Value| {
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    let theirs = with(notice("停水", "周六"), json!({ "areaId": here }));
    let theirs = act(staff, "publishNotice", theirs, "... on Notice { id }").await["id"].take();
    // They edit what another published, who goes on from there.
    for (who, version) in [(me, 1), (staff, 2)] {
        let edited = with(notice(&about, &about), json!({ "noticeId": theirs, "version": version }));
        act(who, "editNotice", edited, "").await;
    }
    act(me, "withdrawNotice", json!({ "noticeId": theirs, "reason": about }), "").await;
    let point = json!({ "communityId": here, "name": about, "place": about });
    act(me, "createDutyPoint", point, "").await;
    let handout = json!({ "areaId": here, "attachmentIds": [attach(world, me, &about).await] });
    act(me, "publishNotice", with(notice("附件", "见附件"), handout), "").await;
    pair_as(world, me, json!({ "communityId": here, "purpose": "BOARD", "name": about })).await;
    let goods =
        json!({ "communityId": here, "name": about, "text": about, "pickUp": about, "pricePoints": 5, "pieces": 1 });
    act(me, "offerGoods", goods, "").await;
    let team = act(me, "foundTeam", json!({ "name": format!("{}队", life.name) }), TEAM).await;
    act(&life.other, "joinTeam", json!({ "teamId": team["id"] }), "").await;

    let of = json!({ "memberId": me.id, "reason": about });
    act(&life.town.city_admin, "blockMember", of, "").await;
    act(&life.town.city_admin, "unblockMember", json!({ "memberId": me.id }), "").await;
    world.login(&life.login).await
}
