//! A rush at two server processes that share PostgreSQL and Redis, while a third looks on.

use domain::points::verify::verify;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::service::{Service, service_on};
use crate::harness::town::{Town, text};
use crate::harness::volunteering::{organise, shift};
use crate::harness::world::{Person, World, error_of, request_id};

/// Acts through one of the processes.
async fn act(service: &Service, who: &Person, mutation: &str, input: Value, made: &str) -> Value {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let text = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ __typename {made} ... on Refusal {{ code field }} }} }}"
    );
    loop {
        // A thousand at once can be too many for a slow machine: then a client sends the same again.
        let mut answer = service.ask(who, &text, json!({ "input": input })).await;
        if error_of(&answer).0 != "UNAVAILABLE" {
            assert!(answer.get("errors").is_none(), "{mutation} {answer}");
            return answer["data"][mutation].take();
        }
    }
}

/// A community whose bank gives 25 points for an award, and goods at 10 points with this stock.
async fn bank(world: &World, town: &Town, pieces: i64) -> String {
    let community = &town.communities[0];
    let rule = json!({ "communityId": community, "behaviour": "DEED", "deed": "拾金不昧", "points": 25 });
    world.act(&town.staff[0], "setPointRule", rule, "").await;
    let goods = json!({ "communityId": community, "name": "大米5公斤", "pricePoints": 10,
        "pieces": pieces, "pickUp": "大厅" });
    text(&world.act(&town.staff[0], "offerGoods", goods, "... on Goods { id }").await["id"])
}

async fn rich(world: &World, town: &Town, name: &str) -> Person {
    let person = town.resident(world, name, 0, None).await;
    let input = json!({ "memberId": person.id, "deed": "拾金不昧", "note": "钱包" });
    world.act(&town.staff[0], "awardPoints", input, "").await;
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_and_points_are_right_over_two_processes() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let goods = bank(&world, &town, 7).await;
    let mut people = Vec::new();
    for n in 0..20 {
        people.push(rich(&world, &town, &format!("person{n}")).await);
    }
    let services = [service_on(&world, true).await, service_on(&world, true).await];
    let tries = people.iter().flat_map(|person| (0..50).map(move |n| (person, n)));
    let rush = all(tries.map(|(person, n)| {
        let input = json!({ "requestId": request_id(), "goodsId": goods });
        act(&services[n % 2], person, "redeemGoods", input, "... on Redemption { state }")
    }));
    let sheet = "query($c: ID) { moralBank(communityId: $c) { balanceSheet { issued addsUp onHold goods { onShelf onHold } } } }";
    let watch = all((0..40).map(|_| world.get(&town.staff[0], sheet, json!({ "c": town.communities[0] }))));
    let (answers, sheets) = futures_util::join!(rush, watch);
    for seen in sheets {
        let sheet = &seen["moralBank"]["balanceSheet"];
        assert_eq!([&sheet["addsUp"], &sheet["issued"]], [&json!(true), &json!(500)], "at every read: {sheet}");
        let (shelf, hold) = (sheet["goods"]["onShelf"].as_i64(), sheet["goods"]["onHold"].as_i64());
        assert_eq!(sheet["onHold"].as_i64(), hold.map(|pieces| pieces * 10), "points and pieces go together: {sheet}");
        assert_eq!(shelf.zip(hold).map(|(shelf, hold)| shelf + hold), Some(7));
    }
    assert_eq!(answers.iter().filter(|answer| answer["state"] == "HELD").count(), 7);
    let others =
        answers.iter().filter(|answer| answer["code"] == "GOODS_OUT_OF_STOCK" || answer["code"] == "BALANCE_TOO_LOW");
    assert_eq!(others.count(), 993);
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_and_the_waiting_order_are_right_over_two_processes() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let mut people = Vec::new();
    for n in 0..200 {
        people.push(town.volunteer(&world, &format!("helper{n}"), 0).await);
    }
    let (_, shifts) = organise(&world, &town.staff[0], &town, vec![shift(&world, 2, 3, 20)]).await;
    let services = [service_on(&world, true).await, service_on(&world, true).await];
    // Each taps twice, at both processes.
    let taps = people.iter().flat_map(|person| (0..2).map(move |n| (person, n)));
    let answers = all(taps.map(|(person, n)| {
        let input = json!({ "requestId": request_id(), "shiftId": shifts[0] });
        act(&services[n], person, "signUp", input, "... on SignUp { state position }")
    }))
    .await;
    let count = |state: &str| answers.iter().filter(|answer| answer["state"] == state).count();
    let twice = answers.iter().filter(|answer| answer["__typename"] == "Refusal").count();
    assert_eq!((count("SEATED"), count("WAITING"), twice), (20, 180, 200));
    let db = sea_orm::Database::connect(&world.database).await.expect("connect");
    use sea_orm::ConnectionTrait;
    let sql = "SELECT (SELECT COUNT(DISTINCT member_id) FROM sign_ups WHERE ended_at IS NULL) = 200 \
        AND (SELECT COUNT(*) FROM sign_ups WHERE ended_at IS NULL AND seated_at IS NOT NULL) = 20 \
        AND taken = 20 AND waiting = 180 FROM shifts";
    let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await;
    assert!(row.expect("an answer").expect("a row").try_get_by_index::<bool>(0).expect("a truth"));
    let roster = "query($id: ID!, $after: String) { node(id: $id) { ... on Shift { roster(first: 100, after: $after) { \
        edges { node { position } } pageInfo { endCursor hasNextPage } } } } }";
    let (mut positions, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut seen = world.get(&town.staff[0], roster, json!({ "id": shifts[0], "after": after })).await;
        let page = seen["node"]["roster"].take();
        let edges = page["edges"].as_array().expect("a list");
        positions.extend(edges.iter().filter_map(|edge| edge["node"]["position"].as_i64()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(positions, (1..=180).collect::<Vec<_>>(), "no gap");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_at_two_processes_has_one_effect_and_one_answer() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let goods = bank(&world, &town, 7).await;
    let who = rich(&world, &town, "who").await;
    let author = town.resident(&world, "author", 0, None).await;
    let wish = town.open_wish(&world, &author, "修门铃").await;
    let helper = town.volunteer(&world, "helper", 0).await;
    let services = [service_on(&world, true).await, service_on(&world, true).await];
    let redeem = json!({ "requestId": request_id(), "goodsId": goods });
    let claim = json!({ "requestId": request_id(), "wishId": wish });
    for (person, mutation, input, made) in [
        (&who, "redeemGoods", redeem, "... on Redemption { id code state }"),
        (&helper, "claimWish", claim, "... on Wish { id claim { id } }"),
    ] {
        let answers = all((0..20).map(|n| act(&services[n % 2], person, mutation, input.clone(), made))).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{mutation} {answers:#?}");
        assert_ne!(answers[0]["__typename"], "Refusal");
    }
    let sheet = "{ moralBank { balanceSheet { onHold } } }";
    assert_eq!(world.get(&who, sheet, json!({})).await["moralBank"]["balanceSheet"]["onHold"], 10);
}
