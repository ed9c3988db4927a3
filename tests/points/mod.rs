//! The moral bank: what is earned, redeemed and handed out, and that the books are right at every moment.

mod counter;
mod quantity;

use chrono::Duration;
use domain::points::verify::verify;
use sea_orm::{ConnectionTrait, Database, DbBackend};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::attendance::served;
use crate::harness::on_both_stores;
use crate::harness::points::{ACCOUNT, SHEET, award, balance, books_are_right, redeem, rice, rule, sheet};
use crate::harness::town::{Town, staff, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    points_go_from_a_wish_to_a_bag_of_rice,
    a_cancelled_redemption_gives_all_back,
    rules_have_versions_and_change_nothing_old,
    caps_hold_however_many_awards_come_at_once,
    fifty_redemptions_on_each_of_twenty_accounts,
    a_limit_for_a_person_holds,
    time_entered_again_earns_what_it_did_not_leave_before,
    each_act_happens_once_however_often_it_is_sent,
    another_community_and_other_people_are_refused,
    bad_numbers_are_named,
    an_entry_stays_as_it_was_booked,
    a_wrong_book_is_found,
);

async fn points_go_from_a_wish_to_a_bag_of_rice(world: &World) {
    let town = Town::build(world).await;
    assert_eq!(rule(world, &town, "WISH_CONFIRMED", None, 30).await["version"], 1);
    let goods = rice(world, &town, 25, 3, None).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    assert_eq!(balance(world, &helper).await, (0, 0), "nothing at first");
    let wish = town.open_wish(world, &author, "修门铃").await;
    for (who, mutation, more) in [
        (&helper, "claimWish", json!({})),
        (&helper, "fulfilWish", json!({ "text": "好了" })),
        (&author, "confirmWish", json!({ "rating": 5 })),
    ] {
        let mut input = json!({ "wishId": wish });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        assert_eq!(world.act(who, mutation, input, "").await["__typename"], "Wish");
    }
    assert_eq!(balance(world, &helper).await, (30, 0));
    let held = redeem(world, &helper, &goods).await;
    assert_eq!(
        [&held["state"], &held["points"], &held["goodsName"]],
        [&json!("HELD"), &json!(25), &json!("大米5公斤")]
    );
    assert_eq!(balance(world, &helper).await, (5, 25));
    let code = text(&held["code"]);
    assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");

    let look = "query($c: ID, $code: String!) { redemptionByCode(communityId: $c, code: $code) { id goodsName code member { id } } \
        redemptionsWaiting(communityId: $c) { edges { node { id code } } } }";
    let seen = world.get(&town.staff[0], look, json!({ "c": town.communities[0], "code": code })).await;
    assert_eq!(seen["redemptionByCode"]["member"]["id"], json!(helper.id));
    assert_eq!(
        [&seen["redemptionByCode"]["code"], &seen["redemptionsWaiting"]["edges"][0]["node"]["code"]],
        [&Value::Null; 2]
    );
    let input = json!({ "communityId": town.communities[0], "code": code });
    let fields = "... on Redemption { id state endedAt endedBy { id } goods { stock { onShelf onHold handedOut } } }";
    let out = world.act(&town.staff[0], "handOutGoods", input, fields).await;
    assert_eq!([&out["state"], &out["endedBy"]["id"]], [&json!("HANDED_OUT"), &json!(town.staff[0].id)]);
    assert_eq!(out["goods"]["stock"], json!({ "onShelf": 2, "onHold": 0, "handedOut": 1 }));
    let input = json!({ "communityId": town.communities[0], "code": code });
    assert_eq!(error_of(&world.try_act(&town.staff[0], "handOutGoods", input, "").await), ("NOT_FOUND", "code"));

    let account = world.get(&helper, ACCOUNT, json!({})).await["viewer"]["bankAccount"].take();
    let entries: Vec<_> =
        account["entries"]["edges"].as_array().expect("a list").iter().map(|edge| &edge["node"]).collect();
    let moved: Vec<_> =
        entries.iter().map(|e| (e["movement"].clone(), e["balanceChange"].clone(), e["number"].clone())).collect();
    let expected = [("HANDED_OUT", 0, 3), ("HELD", -25, 2), ("EARNED", 30, 1)];
    assert_eq!(moved, expected.map(|(movement, change, number)| (json!(movement), json!(change), json!(number))));
    let why = &entries[2]["why"];
    assert_eq!([&why["source"], &why["sourceId"], &why["title"]], [&json!("WISH"), &json!(wish), &json!("修门铃")]);
    assert_eq!(why["confirmer"]["id"], json!(author.id));
    assert_eq!(why["rule"], json!({ "version": 1, "points": 30, "behaviour": "WISH_CONFIRMED", "deed": null }));
    assert_eq!(entries[0]["why"]["confirmer"]["id"], json!(town.staff[0].id));
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let public = world.get(&neighbour, SHEET, json!({})).await["moralBank"]["balanceSheet"].take();
    assert_eq!(
        public,
        json!({ "issued": 30, "withMembers": 5, "onHold": 0, "redeemed": 25, "expired": 0, "addsUp": true,
            "goods": { "received": 3, "onShelf": 2, "onHold": 0, "handedOut": 1 } })
    );
    books_are_right(world).await;
}

async fn a_cancelled_redemption_gives_all_back(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 10).await;
    let goods = rice(world, &town, 10, 1, None).await;
    let (who, other) = (town.resident(world, "who", 0, None).await, town.resident(world, "other", 0, None).await);
    for person in [&who, &other] {
        assert_eq!(award(world, &town, person).await["points"], 10);
    }
    for canceller in [&who, &town.staff[0]] {
        let held = redeem(world, &who, &goods).await;
        assert_eq!(redeem(world, &other, &goods).await["code"], "GOODS_OUT_OF_STOCK");
        let input = json!({ "requestId": request_id(), "redemptionId": held["id"], "reason": "来不了" });
        let answer = world.try_act(&other, "cancelRedemption", input.clone(), "").await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "redemptionId"), "{answer}");
        let fields = "... on Redemption { state cancelReason code endedBy { id } }";
        let cancelled = world.act(canceller, "cancelRedemption", input, fields).await;
        assert_eq!([&cancelled["state"], &cancelled["cancelReason"]], [&json!("CANCELLED"), &json!("来不了")]);
        assert_eq!([&cancelled["code"], &cancelled["endedBy"]["id"]], [&Value::Null, &json!(canceller.id)]);
        assert_eq!(balance(world, &who).await, (10, 0));
        let input = json!({ "communityId": town.communities[0], "code": held["code"] });
        assert_eq!(error_of(&world.try_act(&town.staff[0], "handOutGoods", input, "").await).0, "NOT_FOUND");
    }
    assert_eq!(redeem(world, &other, &goods).await["state"], "HELD");
    let mine = "{ viewer { bankAccount { redemptions { edges { node { state } } } } } }";
    let mine = world.get(&who, mine, json!({})).await["viewer"]["bankAccount"]["redemptions"]["edges"].take();
    assert_eq!(mine.as_array().map(Vec::len), Some(2));
    assert_eq!(sheet(world, &town).await["onHold"], 10);
    books_are_right(world).await;
}

async fn rules_have_versions_and_change_nothing_old(world: &World) {
    let town = Town::build(world).await;
    let who = town.resident(world, "who", 0, None).await;
    assert_eq!(award(world, &town, &who).await["code"], "NO_SUCH_RULE");
    rule(world, &town, "DEED", Some("拾金不昧"), 10).await;
    award(world, &town, &who).await;
    // What is made in one moment has no order of its own.
    world.pass(Duration::seconds(1));
    let later = json!({
        "communityId": town.communities[0], "behaviour": "DEED", "deed": "拾金不昧", "points": 99,
        "validFrom": (world.ports.now() + Duration::minutes(5)).to_rfc3339(),
    });
    assert_eq!(world.act(&town.staff[0], "setPointRule", later, "... on PointRule { version }").await["version"], 2);
    assert_eq!(award(world, &town, &who).await["points"], 10, "not yet");
    let rules = "{ moralBank { rules { behaviour deed version points } } }";
    let none = "{ moralBank { pastRules { edges { cursor } } } }";
    assert_eq!(world.get(&who, none, json!({})).await["moralBank"]["pastRules"]["edges"], json!([]), "one is to come");
    assert_eq!(world.get(&who, rules, json!({})).await["moralBank"]["rules"].as_array().map(Vec::len), Some(2));
    world.pass(Duration::minutes(5));
    assert_eq!(award(world, &town, &who).await["points"], 99);
    assert_eq!(
        world.get(&who, rules, json!({})).await["moralBank"]["rules"],
        json!([{ "behaviour": "DEED", "deed": "拾金不昧", "version": 2, "points": 99 }])
    );
    let past = "query($first: Int, $after: String) { moralBank { pastRules(first: $first, after: $after) { \
        edges { node { version points } } pageInfo { endCursor } } } }";
    let mut seen = world.get(&who, past, json!({})).await["moralBank"]["pastRules"].take();
    assert_eq!(seen["edges"].take(), json!([{ "node": { "version": 1, "points": 10 } }]));
    assert_eq!(rule(world, &town, "DEED", Some("拾金不昧"), 0).await["version"], 3);
    let seen = world.get(&who, past, json!({ "first": 1 })).await["moralBank"]["pastRules"].take();
    assert_eq!(seen["edges"], json!([{ "node": { "version": 2, "points": 99 } }]), "the latest first");
    let rest = json!({ "after": seen["pageInfo"]["endCursor"] });
    let seen = world.get(&who, past, rest).await["moralBank"]["pastRules"].take();
    assert_eq!(seen["edges"], json!([{ "node": { "version": 1, "points": 10 } }]));
    assert_eq!(award(world, &town, &who).await["code"], "NO_SUCH_RULE", "ended");
    let account = world.get(&who, ACCOUNT, json!({})).await["viewer"]["bankAccount"].take();
    let versions: Vec<_> = account["entries"]["edges"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|edge| edge["node"]["why"]["rule"]["version"].clone())
        .collect();
    assert_eq!(versions, [json!(2), json!(1), json!(1)], "an entry keeps its version");
    let made = all((0..5).map(|n| rule(world, &town, "HOUR", None, n))).await;
    let versions: Vec<_> = made.iter().filter_map(|answer| answer["version"].as_i64()).collect();
    let refused = made.iter().filter(|answer| answer["code"] == "RULE_CHANGED").count();
    assert_eq!(versions.len() + refused, 5, "{made:#?}");
    assert!(!versions.is_empty());
}

async fn caps_hold_however_many_awards_come_at_once(world: &World) {
    let town = Town::build(world).await;
    let input = json!({
        "communityId": town.communities[0], "behaviour": "DEED", "deed": "拾金不昧", "points": 10,
        "dayCap": 25, "monthCap": 40,
    });
    world.act(&town.staff[0], "setPointRule", input, "").await;
    let who = town.resident(world, "who", 0, None).await;
    let awards = all((0..10).map(|_| award(world, &town, &who))).await;
    let mut points: Vec<_> = awards.iter().filter_map(|answer| answer["points"].as_i64()).collect();
    points.sort_unstable();
    assert_eq!(points, [5, 10, 10], "{awards:#?}");
    assert_eq!(awards.iter().filter(|answer| answer["code"] == "CAP_REACHED").count(), 7);
    assert_eq!(balance(world, &who).await, (25, 0));
    books_are_right(world).await;
}

/// The test of the whole: stock and points are right at every read, and at the end.
async fn fifty_redemptions_on_each_of_twenty_accounts(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 25).await;
    let goods = rice(world, &town, 10, 7, None).await;
    let mut people = Vec::new();
    for n in 0..20 {
        let person = town.resident(world, &format!("person{n}"), 0, None).await;
        assert_eq!(award(world, &town, &person).await["points"], 25);
        people.push(person);
    }
    let tries = people.iter().flat_map(|person| (0..50).map(move |_| person));
    let rush = all(tries.map(|person| redeem(world, person, &goods)));
    let watch = all((0..40).map(|_| async { sheet(world, &town).await }));
    let (answers, sheets) = futures_util::join!(rush, watch);
    for sheet in &sheets {
        assert_eq!([&sheet["addsUp"], &sheet["issued"]], [&json!(true), &json!(500)], "at every read: {sheet}");
    }
    let held = answers.iter().filter(|answer| answer["state"] == "HELD").count();
    let out = answers.iter().filter(|answer| answer["code"] == "GOODS_OUT_OF_STOCK").count();
    let low = answers.iter().filter(|answer| answer["code"] == "BALANCE_TOO_LOW").count();
    assert_eq!((held, out + low), (7, 993), "redemptions = the stock");
    let end = sheet(world, &town).await;
    assert_eq!(end["goods"], json!({ "received": 7, "onShelf": 0, "onHold": 7, "handedOut": 0 }));
    assert_eq!([&end["withMembers"], &end["onHold"]], [&json!(430), &json!(70)]);
    for person in &people {
        let (balance, held) = balance(world, person).await;
        assert!(balance >= 0 && balance + held == 25, "{balance} {held}");
    }
    books_are_right(world).await;
}

/// Voiding takes back what is left; entered again, the time earns no more than it is worth.
async fn time_entered_again_earns_what_it_did_not_leave_before(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "HOUR", None, 10).await;
    let goods = rice(world, &town, 25, 3, None).await;
    town.volunteer(world, "helper", 0).await;
    let mut entry = served(world, &town, "helper", 3).await["id"].take();
    let (helper, staff) = (world.login("helper").await, staff(world, &town).await);
    assert_eq!(balance(world, &helper).await, (30, 0));
    assert_eq!(redeem(world, &helper, &goods).await["state"], "HELD");
    for (minutes, left, issued) in [(120, 0, 25), (180, 5, 30), (60, 0, 25)] {
        let void = json!({ "hoursId": entry, "reason": "有误" });
        world.act(&staff, "voidHours", void, "").await;
        assert_eq!(balance(world, &helper).await, (0, 25), "what is spent stays spent");
        let enter = json!({ "replacesId": entry, "minutes": minutes, "reason": "核对" });
        entry = world.act(&staff, "enterHours", enter, "... on Hours { id }").await["id"].take();
        assert_eq!(balance(world, &helper).await, (left, 25), "{minutes} minutes");
        let seen = world.get(&helper, SHEET, json!({ "c": town.communities[0] })).await;
        assert_eq!(seen["moralBank"]["balanceSheet"]["issued"], json!(issued), "{minutes} minutes");
    }
    books_are_right(world).await;
}

async fn a_limit_for_a_person_holds(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 1000).await;
    let goods = rice(world, &town, 10, 50, Some(2)).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    let answers = all((0..10).map(|_| redeem(world, &who, &goods))).await;
    let held: Vec<_> = answers.iter().filter(|answer| answer["state"] == "HELD").collect();
    assert_eq!(held.len(), 2, "{answers:#?}");
    assert_eq!(answers.iter().filter(|answer| answer["code"] == "LIMIT_REACHED").count(), 8);
    let input = json!({ "redemptionId": held[0]["id"], "reason": "换一个" });
    world.act(&who, "cancelRedemption", input, "").await;
    assert_eq!(redeem(world, &who, &goods).await["state"], "HELD", "a cancelled one does not count");
    let off = json!({ "goodsId": goods, "offered": false });
    world.act(&town.staff[0], "setGoodsOffered", off, "").await;
    assert_eq!(redeem(world, &who, &goods).await["code"], "GOODS_NOT_OFFERED");
    books_are_right(world).await;
}

async fn each_act_happens_once_however_often_it_is_sent(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 20).await;
    let goods = rice(world, &town, 10, 5, None).await;
    let who = town.resident(world, "who", 0, None).await;
    let staff = &town.staff[0];
    let twenty = async |person: &Person, mutation: &str, input: Value, made: &str| {
        let answers = all((0..20).map(|_| world.act(person, mutation, input.clone(), made))).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{mutation} {answers:#?}");
        assert!(answers[0]["__typename"] != "Refusal", "{mutation} {answers:#?}");
        answers[0].clone()
    };
    let input = json!({ "requestId": request_id(), "memberId": who.id, "deed": "拾金不昧", "note": "钱包" });
    twenty(staff, "awardPoints", input, "... on Award { entryId points }").await;
    let input = json!({ "requestId": request_id(), "goodsId": goods });
    let held = twenty(&who, "redeemGoods", input.clone(), "... on Redemption { id code state }").await;
    assert_eq!(balance(world, &who).await, (10, 10));
    let other = rice(world, &town, 1, 5, None).await;
    let reused = json!({ "requestId": input["requestId"], "goodsId": other });
    assert_eq!(world.act(&who, "redeemGoods", reused, "").await["code"], "REQUEST_ID_REUSED");
    let input = json!({ "requestId": request_id(), "communityId": town.communities[0], "code": held["code"] });
    twenty(staff, "handOutGoods", input, "... on Redemption { id state endedAt }").await;
    let input = json!({ "requestId": request_id(), "goodsId": goods, "pieces": 3 });
    let stocked = twenty(staff, "restockGoods", input, "... on Goods { stock { received onShelf } }").await;
    assert_eq!(stocked["stock"], json!({ "received": 8, "onShelf": 7 }));
    let held = redeem(world, &who, &goods).await;
    let input = json!({ "requestId": request_id(), "redemptionId": held["id"], "reason": "来不了" });
    twenty(&who, "cancelRedemption", input, "... on Redemption { id state endedAt }").await;
    assert_eq!(balance(world, &who).await, (10, 0));
    books_are_right(world).await;
}

async fn another_community_and_other_people_are_refused(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 20).await;
    let goods = rice(world, &town, 10, 5, None).await;
    let who = town.resident(world, "who", 0, None).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    award(world, &town, &who).await;
    let held = redeem(world, &who, &goods).await;
    let here = &town.communities[0];
    let rule = json!({ "communityId": here, "behaviour": "HOUR", "points": 1 });
    let offer = json!({ "communityId": here, "name": "盐", "pricePoints": 1, "pieces": 1, "pickUp": "大厅" });
    let award = json!({ "memberId": who.id, "deed": "拾金不昧", "note": "x" });
    let cancel = json!({ "redemptionId": held["id"], "reason": "x" });
    for person in [&stranger, &town.staff[1]] {
        for (mutation, input, field) in [
            ("setPointRule", &rule, "communityId"),
            ("offerGoods", &offer, "communityId"),
            ("awardPoints", &award, "memberId"),
            ("redeemGoods", &json!({ "goodsId": goods }), "goodsId"),
            ("restockGoods", &json!({ "goodsId": goods, "pieces": 1 }), "goodsId"),
            ("setGoodsOffered", &json!({ "goodsId": goods, "offered": false }), "goodsId"),
            ("handOutGoods", &json!({ "communityId": here, "code": held["code"] }), "communityId"),
            ("cancelRedemption", &cancel, "redemptionId"),
        ] {
            let answer = world.try_act(person, mutation, input.clone(), "").await;
            // Anyone who is not on the staff is not told more.
            let own = ["redeemGoods", "cancelRedemption"].contains(&mutation) || person.id == town.staff[1].id;
            let expected = if own { ("NOT_FOUND", field) } else { ("FORBIDDEN", "") };
            assert_eq!(error_of(&answer), expected, "{mutation} {answer}");
        }
        let answer = world.ask(Some(person), SHEET, json!({ "c": here })).await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        for id in [&json!(goods), &held["id"]] {
            assert_eq!(world.get(person, node, json!({ "id": id })).await["node"], Value::Null);
        }
    }
    for (mutation, input) in [
        ("setPointRule", rule),
        ("offerGoods", offer),
        ("awardPoints", award),
        ("restockGoods", json!({ "goodsId": goods, "pieces": 1 })),
        ("handOutGoods", json!({ "code": held["code"] })),
    ] {
        let answer = world.try_act(&who, mutation, input, "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{mutation} {answer}");
    }
    let poor = town.resident(world, "poor", 0, None).await;
    assert_eq!(redeem(world, &poor, &goods).await["code"], "BALANCE_TOO_LOW");
    let own = json!({ "memberId": town.staff[0].id, "deed": "拾金不昧", "note": "x" });
    world.act(&town.staff[0], "joinCommunity", json!({ "communityId": here }), "").await;
    let answer = world.try_act(&town.staff[0], "awardPoints", own, "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "nobody awards themselves: {answer}");
    books_are_right(world).await;
}

async fn bad_numbers_are_named(world: &World) {
    let town = Town::build(world).await;
    let goods = rice(world, &town, 10, 5, None).await;
    let rule = json!({ "communityId": town.communities[0], "behaviour": "HOUR", "points": 1 });
    let offer = json!({ "communityId": town.communities[0], "name": "盐", "pricePoints": 1,
        "pieces": 1, "pickUp": "大厅" });
    let restock = json!({ "goodsId": goods, "pieces": 1 });
    let past = (world.ports.now() - Duration::seconds(1)).to_rfc3339();
    for (mutation, base, field, value) in [
        ("setPointRule", &rule, "points", json!(-1)),
        ("setPointRule", &rule, "points", json!(10_001)),
        ("setPointRule", &rule, "dayCap", json!(0)),
        ("setPointRule", &rule, "monthCap", json!(-5)),
        ("setPointRule", &rule, "deed", json!("拾金不昧")),
        ("setPointRule", &rule, "validFrom", json!(past)),
        ("offerGoods", &offer, "pricePoints", json!(0)),
        ("offerGoods", &offer, "pricePoints", json!(1_000_000)),
        ("offerGoods", &offer, "pieces", json!(-1)),
        ("offerGoods", &offer, "limitPerPerson", json!(0)),
        ("offerGoods", &offer, "name", json!(" ")),
        ("offerGoods", &offer, "pickUp", json!("")),
        ("restockGoods", &restock, "pieces", json!(0)),
        ("restockGoods", &restock, "pieces", json!(9_000_000_000_000_000_000_i64)),
    ] {
        let mut input = base.clone();
        input[field] = value;
        let answer = world.try_act(&town.staff[0], mutation, input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
}

async fn an_entry_stays_as_it_was_booked(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 20).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    let db = Database::connect(&world.database).await.expect("connect");
    let mut attempts = vec![
        "UPDATE entries SET points = 30, balance_after = 30",
        "UPDATE entries SET booked_at = booked_at",
        "DELETE FROM entries",
    ];
    if db.get_database_backend() == DbBackend::Postgres {
        attempts.push("TRUNCATE entries CASCADE");
    }
    for attempt in attempts {
        let no = db.execute_unprepared(attempt).await.expect_err(attempt).to_string();
        assert!(no.contains("rows of entries are only ever added"), "{attempt}: {no}");
    }
    let note = db.execute_unprepared("UPDATE entries SET note = '已注销'").await.expect("what erasure needs");
    assert_eq!((note.rows_affected(), balance(world, &who).await), (1, (20, 0)));
    db.close().await.expect("closed");
}

/// Breaks the books from outside, and sees that the check says so.
async fn a_wrong_book_is_found(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 20).await;
    let goods = rice(world, &town, 10, 5, None).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    redeem(world, &who, &goods).await;
    books_are_right(world).await;
    let db = Database::connect(&world.database).await.expect("connect");
    let owner = match db.get_database_backend() {
        DbBackend::Postgres => "DROP TRIGGER entries_only_added_to ON entries",
        _ => "DROP TRIGGER entries_not_changed",
    };
    db.execute_unprepared(owner).await.expect("what only the owner of the database can");
    for (sql, wrong) in [
        ("UPDATE accounts SET balance = balance + 1", "Balance"),
        ("UPDATE accounts SET balance = balance - 1, held = held + 1", "Hold"),
        ("UPDATE accounts SET held = held - 1; UPDATE redemptions SET points = points + 1", "OpenRedemptions"),
        (
            "UPDATE redemptions SET points = points - 1; UPDATE goods SET on_shelf = on_shelf - 1, on_hold = on_hold + 1",
            "GoodsOnHold",
        ),
        ("UPDATE goods SET on_hold = on_hold - 1, handed_out = handed_out + 1", "GoodsHandedOut"),
        (
            "UPDATE goods SET on_shelf = on_shelf + 1, handed_out = handed_out - 1; UPDATE entries SET balance_after = 7 \
          WHERE number = 1",
            "Passbook",
        ),
    ] {
        db.execute_unprepared(sql).await.expect("done");
        let found = verify(&*world.ports.store).await.expect("an answer");
        assert!(found.iter().any(|found| format!("{:?}", found.what) == wrong), "{wrong}: {found:?}");
    }
}
