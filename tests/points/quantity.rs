//! Several pieces against one code: held, handed out and given back together.

use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::points::{ACCOUNT, award, balance, books_are_right, redeem, redeem_several, rice, rule, sheet};
use crate::harness::town::Town;
use crate::harness::world::{World, error_of};

on_both_stores!(
    several_pieces_have_one_code_and_end_together,
    a_quantity_that_cannot_be_had_is_named,
    pieces_that_many_want_at_once_are_given_out_once,
    an_erased_account_gives_all_pieces_back,
    goods_say_how_many_pieces_one_has_had,
);

/// On the shelf, on hold, handed out.
async fn stock(world: &World, town: &Town) -> [i64; 3] {
    let goods = sheet(world, town).await["goods"].take();
    ["onShelf", "onHold", "handedOut"].map(|pieces| goods[pieces].as_i64().expect("a number"))
}

async fn several_pieces_have_one_code_and_end_together(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    let goods = rice(world, &town, 10, 6, Some(4)).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    let held = redeem_several(world, &who, &goods, 3).await;
    assert_eq!([&held["state"], &held["quantity"], &held["points"]], [&json!("HELD"), &json!(3), &json!(30)]);
    assert_eq!((balance(world, &who).await, stock(world, &town).await), ((60, 30), [3, 3, 0]));
    books_are_right(world).await;
    let cancel = json!({ "redemptionId": held["id"], "reason": "来不了" });
    assert_eq!(world.act(&who, "cancelRedemption", cancel, "").await["__typename"], "Redemption");
    assert_eq!((balance(world, &who).await, stock(world, &town).await), ((90, 0), [6, 0, 0]));

    let held = redeem_several(world, &who, &goods, 3).await;
    let look = "query($c: ID, $code: String!) { redemptionByCode(communityId: $c, code: $code) { quantity } }";
    let code = json!({ "c": town.communities[0], "code": held["code"] });
    assert_eq!(world.get(&town.staff[0], look, code).await["redemptionByCode"]["quantity"], 3);
    let code = json!({ "communityId": town.communities[0], "code": held["code"] });
    let out = world.act(&town.staff[0], "handOutGoods", code, "... on Redemption { state quantity }").await;
    assert_eq!([&out["state"], &out["quantity"]], [&json!("HANDED_OUT"), &json!(3)]);
    assert_eq!((balance(world, &who).await, stock(world, &town).await), ((60, 0), [3, 0, 3]));
    assert_eq!(redeem(world, &who, &goods).await["quantity"], 1, "a client that knows no quantity");
    let account = world.get(&who, ACCOUNT, json!({})).await["viewer"]["bankAccount"].take();
    let entries = account["entries"]["edges"].as_array().expect("a list");
    let booked: Vec<_> =
        entries.iter().map(|edge| json!([edge["node"]["points"], edge["node"]["why"]["quantity"]])).collect();
    let [one, three] = [json!([10, 1]), json!([30, 3])];
    assert_eq!(booked, [one, three.clone(), three.clone(), three.clone(), three, json!([90, Value::Null])]);
    books_are_right(world).await;
}

async fn a_quantity_that_cannot_be_had_is_named(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    let goods = rice(world, &town, 30, 2, None).await;
    let few = rice(world, &town, 1, 100, Some(4)).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    for quantity in [0, -1, 101, i32::MAX] {
        let input = json!({ "goodsId": goods, "quantity": quantity });
        let answer = world.try_act(&who, "redeemGoods", input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "quantity"), "{answer}");
    }
    let told = async |goods: &str, quantity| {
        let answer = redeem_several(world, &who, goods, quantity).await;
        json!([answer["code"], answer["field"]])
    };
    assert_eq!(told(&goods, 3).await, json!(["GOODS_OUT_OF_STOCK", "quantity"]));
    assert_eq!(told(&few, 5).await, json!(["LIMIT_REACHED", "quantity"]));
    assert_eq!(redeem_several(world, &who, &few, 3).await["state"], "HELD");
    assert_eq!(told(&few, 2).await, json!(["LIMIT_REACHED", "quantity"]));
    assert_eq!(redeem(world, &who, &few).await["state"], "HELD");
    assert_eq!(told(&few, 1).await, json!(["LIMIT_REACHED", "goodsId"]));
    let dear = rice(world, &town, 50, 9, None).await;
    assert_eq!(told(&dear, 2).await, json!(["BALANCE_TOO_LOW", "quantity"]));
    assert_eq!(redeem_several(world, &who, &goods, 2).await["points"], 60);
    assert_eq!(told(&goods, 1).await, json!(["GOODS_OUT_OF_STOCK", "goodsId"]));
    assert_eq!(told(&dear, 1).await, json!(["BALANCE_TOO_LOW", "goodsId"]));
    books_are_right(world).await;
}

async fn pieces_that_many_want_at_once_are_given_out_once(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    let goods = rice(world, &town, 10, 7, None).await;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(town.resident(world, &format!("person{n}"), 0, None).await);
        award(world, &town, &people[n]).await;
    }
    let answers = all(people.iter().map(|who| redeem_several(world, who, &goods, 2))).await;
    let count = |field: &str, value: &str| answers.iter().filter(|answer| answer[field] == value).count();
    assert_eq!((count("state", "HELD"), count("code", "GOODS_OUT_OF_STOCK")), (3, 3), "{answers:#?}");
    assert_eq!(stock(world, &town).await, [1, 6, 0]);

    let limited = rice(world, &town, 10, 50, Some(5)).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    let answers = all((0..8).map(|_| redeem_several(world, &who, &limited, 2))).await;
    let held = answers.iter().filter(|answer| answer["state"] == "HELD").count();
    assert_eq!((held, balance(world, &who).await), (2, (50, 40)), "{answers:#?}");
    books_are_right(world).await;
}

async fn an_erased_account_gives_all_pieces_back(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    let goods = rice(world, &town, 10, 6, None).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    redeem_several(world, &who, &goods, 4).await;
    assert_eq!(stock(world, &town).await, [2, 4, 0]);
    assert_ne!(world.act(&who, "eraseAccount", json!({}), "").await["__typename"], "Refusal");
    assert_eq!(stock(world, &town).await, [6, 0, 0]);
    books_are_right(world).await;
}

async fn goods_say_how_many_pieces_one_has_had(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 90).await;
    let [goods, untouched] = [rice(world, &town, 10, 9, Some(4)).await, rice(world, &town, 10, 9, None).await];
    let [who, other] = [town.resident(world, "who", 0, None).await, town.resident(world, "other", 0, None).await];
    for person in [&who, &other] {
        award(world, &town, person).await;
    }
    let seen = async |person| {
        let list = "{ moralBank { goods { edges { node { id redeemedByMe } } } } }";
        let list = world.get(person, list, json!({})).await["moralBank"]["goods"]["edges"].take();
        [&goods, &untouched].map(|id| {
            let node =
                list.as_array().expect("a list").iter().map(|edge| &edge["node"]).find(|node| node["id"] == **id);
            node.expect("goods")["redeemedByMe"].as_i64().expect("a number")
        })
    };
    assert_eq!(seen(&who).await, [0, 0]);
    let held = redeem_several(world, &who, &goods, 3).await;
    redeem(world, &who, &goods).await;
    redeem_several(world, &other, &goods, 2).await;
    assert_eq!((seen(&who).await, seen(&other).await), ([4, 0], [2, 0]));
    let code = json!({ "communityId": town.communities[0], "code": held["code"] });
    let out = world.act(&town.staff[0], "handOutGoods", code, "").await;
    assert_eq!((&out["__typename"], seen(&who).await), (&json!("Redemption"), [4, 0]), "handed out, and so counted");
    let held = redeem(world, &other, &goods).await;
    assert_eq!(seen(&other).await, [3, 0]);
    world.act(&other, "cancelRedemption", json!({ "redemptionId": held["id"], "reason": "来不了" }), "").await;
    assert_eq!(seen(&other).await, [2, 0], "what was given back does not count");
}
