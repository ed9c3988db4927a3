//! The counter: what is handed out or cancelled, once, and what those hear who come too late.

use serde_json::json;

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::points::{award, books_are_right, redeem, rice, rule, sheet};
use crate::harness::town::Town;
use crate::harness::world::{World, error_of};

on_both_stores!(
    the_counter_hands_out_or_cancels_once,
    who_comes_too_late_at_the_counter_is_told_why,
    a_pick_up_code_is_eight_digits,
);

async fn the_counter_hands_out_or_cancels_once(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 100).await;
    let goods = rice(world, &town, 10, 5, None).await;
    let who = town.resident(world, "who", 0, None).await;
    award(world, &town, &who).await;
    for round in 0..5 {
        let held = redeem(world, &who, &goods).await;
        let answers = all((0..6).map(|n| {
            let (held, town, who) = (&held, &town, &who);
            async move {
                if (n + round) % 2 == 0 {
                    let input = json!({ "communityId": town.communities[0], "code": held["code"] });
                    world.try_act(&town.staff[0], "handOutGoods", input, "... on Redemption { state }").await
                } else {
                    let input = json!({ "redemptionId": held["id"], "reason": "来不了" });
                    world.try_act(who, "cancelRedemption", input, "... on Redemption { state }").await
                }
            }
        }))
        .await;
        let won = answers.iter().filter(|answer| answer.to_string().contains("\"state\"")).count();
        assert_eq!(won, 1, "{answers:#?}");
    }
    let end = sheet(world, &town).await;
    assert_eq!(end["addsUp"], true);
    let (redeemed, out) = (end["redeemed"].as_i64(), end["goods"]["handedOut"].as_i64());
    assert_eq!(redeemed, out.map(|pieces| pieces * 10));
    books_are_right(world).await;
}

async fn who_comes_too_late_at_the_counter_is_told_why(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 100).await;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(town.resident(world, &format!("person{n}"), 0, None).await);
        award(world, &town, &people[n]).await;
    }
    let goods = rice(world, &town, 1, 1000, None).await;
    let staff = &town.staff[0];
    let offer = |offered: bool| {
        let input = json!({ "goodsId": goods, "offered": offered });
        world.act(staff, "setGoodsOffered", input, "")
    };
    for _ in 0..10 {
        let (_, tried) =
            tokio::join!(offer(false), all(people.iter().chain(&people).map(|who| redeem(world, who, &goods))));
        for answer in &tried {
            let code = answer["code"].as_str().filter(|_| answer["__typename"] == "Refusal");
            assert!(code.is_none_or(|code| code == "GOODS_NOT_OFFERED"), "a thousand are there: {tried:#?}");
        }
        offer(true).await;

        let held = redeem(world, &people[0], &goods).await;
        let input = |_| json!({ "communityId": town.communities[0], "code": held["code"] });
        let cancel = json!({ "redemptionId": held["id"], "reason": "不要了" });
        let hand_out = |n| world.try_act(staff, "handOutGoods", input(n), "... on Redemption { id }");
        let (_, tried) = tokio::join!(world.act(&people[0], "cancelRedemption", cancel, ""), all((0..4).map(hand_out)));
        for answer in tried {
            // By a moment too late, or long since: the code is what was given.
            let (code, field) = error_of(&answer);
            let refused = &answer["data"]["handOutGoods"];
            let told = ["NOT_FOUND", "none"].contains(&code) && ["code", ""].contains(&field);
            assert!(told && (refused["code"].is_null() || refused["field"] == "code"), "{answer}");
        }
    }
    books_are_right(world).await;
}

async fn a_pick_up_code_is_eight_digits(world: &World) {
    let town = Town::build(world).await;
    let look = "query($c: ID, $code: String!) { redemptionByCode(communityId: $c, code: $code) { id } }";
    for (code, told) in [
        ("12345678", "NOT_FOUND"),
        (" 1234 5678\n", "NOT_FOUND"),
        ("１２３４５６７８", "NOT_FOUND"),
        ("", "BAD_USER_INPUT"),
        ("1234567", "BAD_USER_INPUT"),
        ("123456789", "BAD_USER_INPUT"),
        ("1234\u{0}678", "BAD_USER_INPUT"),
        ("１２３４５６７", "BAD_USER_INPUT"),
        (&"1".repeat(50_000), "BAD_USER_INPUT"),
    ] {
        let input = json!({ "communityId": town.communities[0], "code": code });
        let answer = world.try_act(&town.staff[0], "handOutGoods", input, "").await;
        assert_eq!(error_of(&answer), (told, "code"), "{code:?} {answer}");
        let variables = json!({ "c": town.communities[0], "code": code });
        let answer = world.ask(Some(&town.staff[0]), look, variables).await;
        assert_eq!(error_of(&answer), (told, "code"), "{code:?} {answer}");
    }
}
