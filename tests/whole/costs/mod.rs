//! What a request costs, counted and not timed.

mod lists;
mod plans;

use serde_json::json;

use crate::harness::counters::{counters, forget_standing};
use crate::harness::servers::OwnRedis;
use crate::harness::service::{service_on, service_with};
use crate::harness::town::Town;
use crate::harness::volunteering::{organise, shift};
use crate::harness::world::{Person, World, request_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_the_same_whatever_its_length_on_postgres() {
    pages_cost_the_same(World::postgres().await, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_the_same_whatever_its_length_on_sqlite() {
    pages_cost_the_same(World::sqlite().await, false).await;
}

/// Fills a database through one server, and counts in another of its own, which nobody else asks anything.
async fn pages_cost_the_same(world: World, redis: bool) {
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, Some(0)).await;
    for n in 0..105 {
        town.open_wish(&world, &author, &format!("第{n}个")).await;
    }
    for n in 0..105 {
        let input = json!({
            "areaId": town.communities[0], "category": "GENERAL", "title": format!("第{n}条"),
            "text": "正文", "audience": ["RESIDENTS"],
        });
        world.act(&town.staff[0], "publishNotice", input, "").await;
    }
    for n in 0..30 {
        organise(&world, &town.staff[0], &town, vec![shift(&world, n + 1, 1, 1), shift(&world, n + 2, 1, 1)]).await;
    }
    let neighbour = town.resident(&world, "neighbour", 0, None).await;
    for n in 0..30 {
        let wish = town.open_wish(&world, &author, &format!("举报第{n}个")).await;
        let report = json!({ "targetId": wish, "reason": "FALSE" });
        world.act(&neighbour, "reportContent", report, "").await;
    }
    much_of_everything(&world, &town, &author).await;
    for person in [&author, &town.staff[0]] {
        forget_standing(redis, person).await;
    }
    let service = service_on(&world, redis).await;
    let reader = service.login("author").await;
    let staff = service.login(&format!("staff-{}", town.communities[0])).await;
    let feed = "query($n: Int) { wishes(first: $n) { edges { node { title author { id shownName } grid { name } \
        community { name } claim { claimer { shownName } } } } } }";
    let board = "query($n: Int) { noticeBoard(first: $n) { edges { node { title readAt author { shownName } \
        area { name } } } } }";
    let versions = "query($n: Int) { noticeBoard(first: $n) { edges { node { versions { version } } } } }";
    let readers = &format!(
        "query($n: Int) {{ noticeBoard(communityId: \"{}\", first: $n) {{ edges {{ node {{ readCount }} }} }} }}",
        town.communities[0]
    );
    let activities = "query($n: Int) { activities(first: $n) { edges { node { title organiser { shownName } \
        shifts { id taken mySignUp { state } } } } } }";
    let cases = &format!(
        "query($n: Int) {{ moderationQueue(communityId: \"{}\", first: $n) {{ edges {{ node {{ title text author {{ shownName }} \
        reportCount reports {{ reason reporter {{ shownName }} }} }} }} }} }}",
        town.communities[0]
    );
    // The first request of all fills what is kept.
    service.ask(&reader, feed, json!({ "n": 1 })).await;
    service.ask(&staff, "{ viewer { id } }", json!({})).await;
    for (who, text, list, statements, batch) in [
        (&reader, feed, "wishes", 1, 0),
        (&reader, board, "noticeBoard", 1, 0),
        // The page; then what of it may be seen, and its versions.
        (&reader, versions, "noticeBoard", 1, 2),
        // The community and the page; then the counts.
        (&staff, readers, "noticeBoard", 2, 1),
        // The community and the page; then the reports.
        (&staff, cases, "moderationQueue", 2, 1),
        // The page; its shifts; the reader's sign-ups for them.
        (&reader, activities, "activities", 1, 2),
        (&reader, "query($n: Int) { areas(first: $n) { edges { node { id parent { name } } } } }", "areas", 1, 0),
    ] {
        for size in [1, 20, 100] {
            let before = counters(&service).await;
            let answer = service.ask(who, text, json!({ "n": size })).await;
            let after = counters(&service).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            if !["areas", "activities", "moderationQueue"].contains(&list) {
                assert_eq!(answer["data"][list]["edges"].as_array().map(Vec::len), Some(size));
            }
            // A loader gathers for a millisecond: what a slow machine asks for later is another batch, and never one
            // for each of a hundred.
            let batches = if size == 1 { 1 } else { 12 };
            let allowed = statements + batch..=statements + batches * batch;
            assert!(allowed.contains(&(after.0 - before.0)), "{before:?} {after:?} SQL statements for {size}: {text}");
            assert_eq!(after.1 - before.1, 1, "one look at the session store for {size}: {text}");
        }
    }
}

/// What the lists of one's own need to be long: entries, redemptions, claims with their timelines, goods.
async fn much_of_everything(world: &World, town: &Town, author: &Person) {
    let staff = &town.staff[0];
    let rule = json!({ "communityId": town.communities[0], "behaviour": "DEED", "deed": "善行", "points": 10 });
    world.act(staff, "setPointRule", rule, "").await;
    for n in 0..30 {
        let award = json!({ "memberId": author.id, "deed": "善行", "note": "好" });
        world.act(staff, "awardPoints", award, "").await;
        let goods = json!({ "communityId": town.communities[0], "name": format!("物品{n}"),
            "pricePoints": 1, "pieces": 1, "pickUp": "大厅" });
        let goods = world.act(staff, "offerGoods", goods, "... on Goods { id }").await;
        let redeem = json!({ "goodsId": goods["id"] });
        world.act(author, "redeemGoods", redeem, "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_ones_own_and_of_a_bank_cost_the_same_whatever_their_length() {
    let world = World::sqlite().await;
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, None).await;
    much_of_everything(&world, &town, &author).await;
    let helper = town.volunteer(&world, "helper", 0).await;
    for n in 0..30 {
        let wish = town.open_wish(&world, &author, &format!("第{n}个")).await;
        let input = json!({ "wishId": wish });
        world.act(&helper, "claimWish", input, "").await;
    }
    let service = service_on(&world, false).await;
    let (author, helper) = (service.login("author").await, service.login("helper").await);
    let entries = "query($n: Int) { viewer { bankAccount { balance entries(first: $n) { edges { node { points why { title \
        rule { version } confirmer { shownName } } } } } } } }";
    let redemptions =
        "query($n: Int) { viewer { bankAccount { redemptions(first: $n) { edges { node { code goodsName } } } } } }";
    let goods = "query($n: Int) { moralBank { goods(first: $n) { edges { node { name stock { onShelf } } } } } }";
    let claims =
        "query($n: Int) { viewer { claims(first: $n) { edges { node { claim { state } wish { title } } } } } }";
    let steps = "query($n: Int) { viewer { claims(first: $n) { edges { node { wish { timeline { kind } } } } } } }";
    let home = "query($n: Int) { viewer { shownName bankAccount { balance entries(first: $n) { edges { node { points } } } } \
        signUps(first: 3) { edges { node { state } } } } unreadNoticeCount }";
    // The profile, the account and the page; the profile, claims and their wishes; timelines by a loader, at once or in
    // a few batches. My home: profile, account, entries, sign-ups, unread notices.
    for (who, text, least, most) in [
        (&author, entries, 3, 3),
        (&author, redemptions, 3, 3),
        (&author, goods, 1, 1),
        (&helper, claims, 3, 3),
        (&helper, steps, 4, 16),
        (&author, home, 5, 5),
    ] {
        for size in [1, 25] {
            let before = counters(&service).await;
            let answer = service.ask(who, text, json!({ "n": size })).await;
            let after = counters(&service).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            assert!(
                (least..=most).contains(&(after.0 - before.0)),
                "{} statements for {size}: {text}",
                after.0 - before.0
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_costs_administrators_one_statement_and_nobody_else_any() {
    let world = World::sqlite().await;
    let town = Town::build(&world).await;
    town.resident(&world, "author", 0, None).await;
    let service = service_on(&world, false).await;
    let cost = async |who: &Person| {
        let before = counters(&service).await;
        service.ask(who, "{ viewer { id } }", json!({})).await;
        let after = counters(&service).await;
        (after.0 - before.0, after.1 - before.1)
    };
    let staff = format!("staff-{}", town.communities[0]);
    for (name, statements) in [("author", 1), (&*staff, 1), ("city-admin", 2)] {
        let who = service.login(name).await;
        cost(&who).await;
        assert_eq!(cost(&who).await, (statements, 1), "{name}");
        if name == "city-admin" {
            service.enrol(&who).await;
            assert_eq!(cost(&who).await, (statements, 1), "{name} with a code");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_all_costs_the_same_however_much_there_is() {
    let world = World::sqlite().await;
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, None).await;
    much_of_everything(&world, &town, &author).await;
    town.resident(&world, "newcomer", 0, None).await;
    let service = service_on(&world, false).await;
    let mut costs = Vec::new();
    for name in ["author", "newcomer"] {
        let who = service.login(name).await;
        // The first request of all fills what is kept.
        service.ask(&who, "{ viewer { id } }", json!({})).await;
        let before = counters(&service).await;
        let answer = world.http().get(format!("{}/export", service.linli.url)).bearer_auth(&who.access).send().await;
        let text = answer.expect("an answer").text().await.expect("a text");
        assert!(text.contains("wechatOpenId"), "{text}");
        costs.push(counters(&service).await.0 - before.0);
    }
    assert_eq!(costs[0], costs[1], "one statement for each kind of record");
    assert!(costs[0] <= 40, "{costs:?}");
}

/// How many scripts Redis was asked to run so far. What they do in turn it counts under other names.
async fn scripts_run(redis: &OwnRedis) -> u64 {
    let client = redis::Client::open(redis.url.as_str()).expect("a URL");
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let counted =
        redis::cmd("INFO").arg("commandstats").query_async::<String>(&mut connection).await.expect("an answer");
    let calls =
        |line: &str| line.strip_prefix("cmdstat_eval")?.split_once("calls=")?.1.split(',').next()?.parse::<u64>().ok();
    counted.lines().filter_map(calls).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_acts_asks_redis_once() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, None).await;
    let wish = town.open_wish(&world, &author, "修门铃").await;
    town.volunteer(&world, "helper", 0).await;
    let redis = OwnRedis::new().await;
    let service = service_with(&world, &redis.url).await;
    let helper = service.login("helper").await;
    // The first request of a login is written down, which takes a second trip.
    service.ask(&helper, "{ viewer { id } }", json!({})).await;
    let claim = "mutation($input: ClaimWishInput!) { claimWish(input: $input) { __typename } }";
    for (document, input, kind) in [
        (claim, json!({ "requestId": request_id(), "wishId": wish }), "Wish"),
        (claim, json!({ "requestId": request_id(), "wishId": wish }), "Refusal"),
    ] {
        let before = (scripts_run(&redis).await, counters(&service).await.1);
        let answer = service.ask(&helper, document, json!({ "input": input })).await;
        assert_eq!(answer["data"]["claimWish"]["__typename"], kind, "{answer}");
        let after = (scripts_run(&redis).await, counters(&service).await.1);
        assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1), "session, standing and limits: {kind}");
    }
    let before = scripts_run(&redis).await;
    let copy = service.http.get(format!("{}/export", service.linli.url)).bearer_auth(&helper.access).send().await;
    assert_eq!(copy.expect("an answer").status(), 200);
    assert_eq!(scripts_run(&redis).await - before, 2, "a copy of all data lists the sessions besides");
}
