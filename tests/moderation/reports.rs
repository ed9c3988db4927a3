//! The report button, and what staff decide.

use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::moderation::{decide, queue};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, post, text, wish_input};
use crate::harness::volunteering::{TEAM, helpers, organise, shift, sign_up};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_reported_wish_is_hidden_until_staff_look,
    a_claimed_wish_stays_with_its_claimer,
    teams_activities_and_what_claimers_say_can_be_reported,
    what_cannot_be_reported_or_decided,
    staff_are_authors_like_others,
    one_person_hides_ten_at_a_time,
    a_report_and_claims_have_one_outcome,
    reports_and_decisions_have_one_outcome,
);

const REPORT: &str = "... on ContentReport { id reason note reporter { id } }";
const SEEN: &str = "query($id: ID!) { node(id: $id) { ... on Wish { state title text textState removalReason } } }";

fn about(target: &str) -> Value {
    json!({ "requestId": request_id(), "targetId": target, "reason": "INSULTING", "note": "骂人" })
}

async fn report(world: &World, who: &Person, target: &str) -> Value {
    // What happens at once has no order of its own.
    world.pass(chrono::Duration::milliseconds(1));
    world.act(who, "reportContent", about(target), REPORT).await
}

async fn seen(world: &World, who: &Person, wish: &str) -> Value {
    world.get(who, SEEN, json!({ "id": wish })).await["node"].take()
}

async fn feed(world: &World, who: &Person) -> Value {
    world.get(who, "{ wishes { edges { node { id } } } }", json!({})).await["wishes"]["edges"].take()
}

async fn claim(world: &World, who: &Person, wish: &str) -> Value {
    let input = json!({ "wishId": wish });
    world.try_act(who, "claimWish", input, "... on Wish { state claim { id } }").await
}

async fn a_reported_wish_is_hidden_until_staff_look(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    let input = about(&wish);
    let made = world.act(&neighbour, "reportContent", input.clone(), REPORT).await;
    assert_eq!(
        json!([made["reason"], made["note"], made["reporter"]["id"]]),
        json!(["INSULTING", "骂人", neighbour.id])
    );
    let again = world.act(&neighbour, "reportContent", input, REPORT).await;
    assert_eq!(again["id"], made["id"], "the same request has the same answer");

    for who in [&neighbour, &helper] {
        assert_eq!(seen(world, who, &wish).await, Value::Null);
        assert_eq!(feed(world, who).await, json!([]));
        assert_eq!(error_of(&world.try_act(who, "reportContent", about(&wish), "").await), ("NOT_FOUND", "targetId"));
    }
    assert_eq!(error_of(&claim(world, &helper, &wish).await), ("NOT_FOUND", "wishId"));
    let own = seen(world, &author, &wish).await;
    assert_eq!(json!([own["state"], own["title"], own["textState"]]), json!(["OPEN", "修门铃", "REPORTED"]));
    let case = queue(world, &town).await.remove(0);
    assert_eq!(
        json!([
            case["kind"],
            case["targetId"],
            case["text"],
            case["textState"],
            case["textCheck"],
            case["author"]["id"]
        ]),
        json!(["WISH", wish, "白天都在家。", "REPORTED", null, author.id])
    );
    assert_eq!(case["reports"], json!([{ "reason": "INSULTING", "note": "骂人", "reporter": { "id": neighbour.id } }]));

    let kept = decide(world, &town.staff[0], &case, "KEEP").await;
    assert_eq!(json!([kept["decision"], kept["textState"], kept["reason"]]), json!(["KEEP", "SHOWN", "看过了"]));
    assert_eq!(feed(world, &helper).await.as_array().map(Vec::len), Some(1));
    assert_eq!(seen(world, &neighbour, &wish).await["textState"], "SHOWN");

    // What staff kept is not hidden by the next report, which only queues.
    assert!(report(world, &neighbour, &wish).await["id"].is_string());
    assert_eq!(report(world, &neighbour, &wish).await["code"], "ALREADY_REPORTED");
    assert!(report(world, &helper, &wish).await["id"].is_string());
    assert_eq!(seen(world, &neighbour, &wish).await["textState"], "SHOWN");
    let case = queue(world, &town).await.remove(0);
    assert_eq!(json!([case["textState"], case["reportCount"]]), json!(["SHOWN", 2]));
    decide(world, &town.staff[0], &case, "REMOVE").await;
    assert_eq!(seen(world, &neighbour, &wish).await, Value::Null);
    assert_eq!(error_of(&claim(world, &helper, &wish).await), ("NOT_FOUND", "wishId"));
    let own = seen(world, &author, &wish).await;
    assert_eq!(json!([own["textState"], own["removalReason"]]), json!(["REMOVED", "看过了"]));
    let input = json!({ "wishId": wish });
    assert_eq!(world.act(&author, "withdrawWish", input, "... on Wish { state }").await["state"], "WITHDRAWN");
}

async fn a_claimed_wish_stays_with_its_claimer(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let (helper, other) = (town.volunteer(world, "helper", 0).await, town.volunteer(world, "other", 0).await);
    let wish = town.open_wish(world, &author, "修门铃").await;
    claim(world, &helper, &wish).await;
    report(world, &other, &wish).await;
    assert_eq!(seen(world, &other, &wish).await, Value::Null);
    let claimed = seen(world, &helper, &wish).await;
    assert_eq!(
        json!([claimed["state"], claimed["title"], claimed["textState"]]),
        json!(["CLAIMED", "修门铃", "REPORTED"])
    );
    decide(world, &town.staff[0], &queue(world, &town).await[0], "REMOVE").await;
    let claimed = seen(world, &helper, &wish).await;
    assert_eq!(
        json!([claimed["state"], claimed["title"], claimed["text"], claimed["textState"], claimed["removalReason"]]),
        json!(["CLAIMED", "（内容已移除）", "（内容已移除）", "REMOVED", null])
    );
    let input = json!({ "wishId": wish, "text": "修好了" });
    assert_eq!(world.act(&helper, "fulfilWish", input, "... on Wish { state }").await["state"], "FULFILLED");
    let input = json!({ "wishId": wish, "rating": 4 });
    assert_eq!(world.act(&author, "confirmWish", input, "... on Wish { state title }").await["title"], "修门铃");

    // Given back it is open again, and as hidden as before.
    let second = town.open_wish(world, &author, "换灯泡").await;
    claim(world, &helper, &second).await;
    report(world, &other, &second).await;
    let input = json!({ "wishId": second, "reason": "没空" });
    let back = world.try_act(&helper, "giveBackWish", input, "... on Wish { state }").await;
    assert_eq!(seen(world, &author, &second).await["state"], "OPEN", "{back}");
    assert_eq!(feed(world, &other).await, json!([]));
    assert_eq!(error_of(&claim(world, &other, &second).await), ("NOT_FOUND", "wishId"));
}

async fn teams_activities_and_what_claimers_say_can_be_reported(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 3).await;
    let [captain, member, other] = &people[..] else { panic!("three") };
    let named = json!({ "name": "银杏" });
    let team = world.act(captain, "foundTeam", named, TEAM).await;
    let join = json!({ "teamId": team["id"] });
    world.act(member, "joinTeam", join, TEAM).await;
    let fields = json!({ "communityId": town.communities[0], "audience": "TEAM",
        "teamId": team["id"], "title": "清洁", "text": "河边", "place": "桥头", "shifts": [shift(world, 5, 1, 3)] });
    let made = world.act(captain, "createActivity", fields, "... on Activity { id shifts { id } }").await;
    let (activity, seat) = (text(&made["id"]), text(&made["shifts"][0]["id"]));
    let my_seat = sign_up(world, member, &seat).await;

    let node = "query($id: ID!) { node(id: $id) { ... on Activity { title removalReason } ... on Team { name removalReason } \
        ... on SignUp { shift { activity { title } } } } }";
    let seen = async |who: &Person, id: &Value| world.get(who, node, json!({ "id": id })).await["node"].take();
    report(world, other, &activity).await;
    assert_eq!(seen(other, &json!(activity)).await, Value::Null);
    assert_eq!(seen(captain, &json!(activity)).await["title"], "清洁");
    assert_eq!(seen(member, &my_seat["id"]).await["shift"]["activity"]["title"], "清洁", "who signed up needs it");
    let list = "{ activities { edges { node { id } } } }";
    assert_eq!(world.get(member, list, json!({})).await["activities"]["edges"], json!([]));
    let input = json!({ "shiftId": seat });
    assert_eq!(error_of(&world.try_act(other, "signUp", input, "").await), ("NOT_FOUND", "shiftId"));
    decide(world, &town.staff[0], &queue(world, &town).await[0], "REMOVE").await;
    assert_eq!(seen(member, &my_seat["id"]).await["shift"]["activity"]["title"], "（内容已移除）");
    assert_eq!(seen(captain, &json!(activity)).await["removalReason"], "看过了");

    report(world, other, team["id"].as_str().expect("an id")).await;
    assert_eq!(seen(other, &team["id"]).await, Value::Null);
    assert_eq!(seen(member, &team["id"]).await["name"], "银杏", "one of the team");
    decide(world, &town.staff[0], &queue(world, &town).await[0], "REMOVE").await;
    assert_eq!(seen(member, &team["id"]).await, json!({ "name": "（内容已移除）", "removalReason": null }));
    let leave = json!({ "teamId": team["id"] });
    assert_eq!(world.act(member, "leaveTeam", leave, TEAM).await["size"], 1, "nobody is caught in it");

    let wish = town.open_wish(world, other, "修门铃").await;
    let claimed = claim(world, member, &wish).await["data"]["claimWish"]["claim"]["id"].take();
    let claimed = text(&claimed);
    assert_eq!(report(world, other, &claimed).await["code"], "NOT_REPORTABLE", "nothing was said yet");
    let done = json!({ "wishId": wish, "text": "修好了" });
    world.act(member, "fulfilWish", done, "").await;
    assert!(report(world, other, &claimed).await["id"].is_string());
    let query = "query($id: ID!) { node(id: $id) { ... on Wish { claim { fulfilment textState } } } }";
    let said = async |who: &Person| world.get(who, query, json!({ "id": wish })).await["node"]["claim"].take();
    assert_eq!(said(other).await, json!({ "fulfilment": null, "textState": "REPORTED" }));
    assert_eq!(said(member).await["fulfilment"], "修好了");
    decide(world, &town.staff[0], &queue(world, &town).await[0], "KEEP").await;
    assert_eq!(said(other).await, json!({ "fulfilment": "修好了", "textState": "SHOWN" }));
}

async fn what_cannot_be_reported_or_decided(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let abroad = town.resident(world, "abroad", 1, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    assert_eq!(report(world, &author, &wish).await["code"], "OWN_TEXT");
    let waiting = post(world, &author, "换灯泡").await;
    assert_eq!(report(world, &town.staff[0], &waiting).await["code"], "NOT_REPORTABLE", "it waits for review");
    let (activity, _) = organise(world, &town.staff[0], &town, vec![shift(world, 5, 1, 3)]).await;
    assert_eq!(report(world, &neighbour, &activity).await["code"], "NOT_REPORTABLE", "staff wrote it");
    for (who, target, expected) in [
        (&abroad, wish.as_str(), ("NOT_FOUND", "targetId")),
        (&abroad, &activity, ("NOT_FOUND", "targetId")),
        (&town.staff[1], &wish, ("NOT_FOUND", "targetId")),
        (&neighbour, "claim_01h455vb4pex5vsknk084sn02q", ("NOT_FOUND", "targetId")),
        (&neighbour, "notice_01h455vb4pex5vsknk084sn02q", ("BAD_USER_INPUT", "targetId")),
        (&neighbour, "wish", ("BAD_USER_INPUT", "targetId")),
    ] {
        let answer = world.try_act(who, "reportContent", about(target), "").await;
        assert_eq!(error_of(&answer), expected, "{answer}");
    }
    let mut blank = about(&wish);
    blank["note"] = json!(" ");
    assert_eq!(error_of(&world.try_act(&neighbour, "reportContent", blank, "").await), ("BAD_USER_INPUT", "note"));

    report(world, &neighbour, &wish).await;
    let case = queue(world, &town).await.remove(0);
    let decision = || json!({ "caseId": case["id"], "decision": "KEEP", "reason": "好" });
    for (who, expected) in [
        (&neighbour, ("FORBIDDEN", "")),
        (&author, ("FORBIDDEN", "")),
        (&abroad, ("FORBIDDEN", "")),
        (&town.staff[1], ("NOT_FOUND", "caseId")),
    ] {
        let answer = world.try_act(who, "decideReport", decision(), "").await;
        assert_eq!(error_of(&answer), expected, "{answer}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        assert_eq!(world.get(who, node, json!({ "id": case["id"] })).await["node"], Value::Null);
    }
    let list = "query($c: ID) { moderationQueue(communityId: $c) { edges { node { id } } } }";
    for (who, code) in [(&neighbour, "FORBIDDEN"), (&abroad, "FORBIDDEN"), (&town.staff[1], "NOT_FOUND")] {
        let answer = world.ask(Some(who), list, json!({ "c": town.communities[0] })).await;
        assert_eq!(error_of(&answer).0, code, "{answer}");
    }
    // Staff who live here wish, too, and others decide about that.
    let input = json!({ "communityId": town.communities[0] });
    world.act(&town.staff[0], "joinCommunity", input, "").await;
    let own = post(world, &town.staff[0], "修水管").await;
    let input = json!({ "wishId": own });
    world.act(&town.city_admin, "approveWish", input, "").await;
    report(world, &neighbour, &own).await;
    let case = queue(world, &town).await.remove(1);
    let input = json!({ "caseId": case["id"], "decision": "KEEP", "reason": "好" });
    assert_eq!(world.act(&town.staff[0], "decideReport", input, "").await["code"], "OWN_TEXT");
    assert_eq!(decide(world, &town.city_admin, &case, "KEEP").await["textState"], "SHOWN");
}

async fn one_person_hides_ten_at_a_time(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let mut wishes = Vec::new();
    for n in 0..12 {
        wishes.push(town.open_wish(world, &author, &format!("第{n}个")).await);
    }
    for wish in &wishes[..11] {
        assert!(report(world, &neighbour, wish).await["id"].is_string());
    }
    assert_eq!(feed(world, &neighbour).await.as_array().map(Vec::len), Some(2), "the eleventh only queues");
    let cases = queue(world, &town).await;
    assert_eq!((cases.len(), &cases[10]["textState"]), (11, &json!("SHOWN")));
    decide(world, &town.staff[0], &cases[0], "KEEP").await;
    report(world, &neighbour, &wishes[11]).await;
    // Ten still wait: the one that was decided made no room beside the eleventh.
    assert_eq!(feed(world, &neighbour).await.as_array().map(Vec::len), Some(3));
    decide(world, &town.staff[0], &cases[1], "KEEP").await;
    decide(world, &town.staff[0], &cases[2], "KEEP").await;
    assert_eq!(report(world, &author, &wishes[0]).await["code"], "OWN_TEXT");
    let last = town.open_wish(world, &author, "最后一个").await;
    report(world, &neighbour, &last).await;
    assert_eq!(seen(world, &neighbour, &last).await, Value::Null, "and now there is room");
}

async fn a_report_and_claims_have_one_outcome(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let people = helpers(world, &town, 6).await;
    for round in 0..8 {
        let wish = town.open_wish(world, &author, &format!("第{round}个")).await;
        let wish = wish.as_str();
        let reported = async { json!({ "data": { "report": report(world, &neighbour, wish).await } }) };
        let (answers, reported) =
            tokio::join!(all(people.iter().map(|who| async move { claim(world, who, wish).await })), reported);
        assert!(reported["data"]["report"]["id"].is_string(), "{reported}");
        let won = answers.iter().filter(|answer| answer["data"]["claimWish"]["__typename"] == "Wish").count();
        let own = seen(world, &author, wish).await;
        assert_eq!(
            json!([own["state"], own["textState"]]),
            json!([if won == 1 { "CLAIMED" } else { "OPEN" }, "REPORTED"])
        );
        assert!(won <= 1);
        for answer in answers.iter().filter(|answer| answer["data"]["claimWish"]["__typename"] != "Wish") {
            let code = answer["data"]["claimWish"]["code"].as_str().unwrap_or(error_of(answer).0);
            let allowed = if won == 1 { ["WISH_ALREADY_CLAIMED", "NOT_FOUND"] } else { ["NOT_FOUND"; 2] };
            assert!(allowed.contains(&code), "{answer}");
        }
        let case = queue(world, &town).await.remove(0);
        decide(world, &town.staff[0], &case, "REMOVE").await;
    }
}

async fn reports_and_decisions_have_one_outcome(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut neighbours = Vec::new();
    for n in 0..6 {
        neighbours.push(town.resident(world, &format!("neighbour{n}"), 0, None).await);
    }
    for round in 0..5 {
        let input = wish_input(&format!("第{round}个"));
        let wish = text(&world.act(&author, "postWish", input, "... on Wish { id }").await["id"]);
        let input = json!({ "requestId": request_id(), "wishId": wish });
        world.act(&town.staff[0], "approveWish", input, "").await;
        let first = about(&wish);
        let bodies: Vec<_> = neighbours.iter().map(|who| (who, about(&wish))).collect();
        // Two of one person at once, the same request twice, and the rest.
        let mut sent: Vec<_> = bodies[..4].iter().map(|(who, input)| (*who, input.clone())).collect();
        sent.extend([(&neighbours[0], about(&wish)), (&neighbours[1], bodies[1].1.clone()), (&neighbours[4], first)]);
        let answers = all(sent
            .into_iter()
            .map(|(who, input)| async move { world.try_act(who, "reportContent", input, REPORT).await }))
        .await;
        let first_case = queue(world, &town).await.remove(0);
        let count = first_case["reportCount"].as_i64().expect("a number");
        let made: std::collections::BTreeSet<_> =
            answers.iter().filter_map(|answer| answer["data"]["reportContent"]["id"].as_str()).collect();
        assert_eq!(made.len() as i64, count, "one case with every report that was taken: {answers:#?}");
        assert!(
            answers.iter().all(|answer| answer["errors"].is_null() || error_of(answer).0 == "NOT_FOUND"),
            "{answers:#?}"
        );

        // Staff decide twice at once, differently, while others go on to report.
        let staff = [&town.staff[0], &town.city_admin];
        let decided = all(staff.iter().zip(["KEEP", "REMOVE"]).map(|(who, decision)| {
            let case = &first_case;
            async move { decide(world, who, case, decision).await }
        }));
        let late = async { world.try_act(&neighbours[5], "reportContent", about(&wish), REPORT).await };
        let (decided, late) = tokio::join!(decided, late);
        let won: Vec<_> = decided.iter().filter(|answer| answer["__typename"] == "ContentCase").collect();
        assert_eq!(won.len(), 1, "{decided:#?}");
        assert!(decided.iter().any(|answer| answer["code"] == "CASE_ALREADY_DECIDED"), "{decided:#?}");
        let own = seen(world, &author, &wish).await;
        let expected = if won[0]["decision"] == "KEEP" { "SHOWN" } else { "REMOVED" };
        assert_eq!(own["textState"], expected, "{late}");
        for case in queue(world, &town).await {
            assert_eq!(case["reportCount"], 1, "a later report makes a case of its own");
            decide(world, &town.staff[0], &case, "REMOVE").await;
        }
    }
}

async fn staff_are_authors_like_others(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    appoint(world, &town.city_admin, &author, "COMMUNITY_STAFF", &town.communities[0]).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let wish = post(world, &author, "修门铃").await;
    let of = |more: Value| {
        let mut all = json!({ "wishId": wish });
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    for (mutation, more) in [("approveWish", json!({})), ("rejectWish", json!({ "reason": "不" }))] {
        let refused = world.act(&author, mutation, of(more), "").await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["OWN_TEXT", "wishId"]), "{refused}");
    }
    world.act(&town.staff[0], "approveWish", of(json!({})), "... on Wish { state }").await;
    report(world, &neighbour, &wish).await;

    let case = queue(world, &town).await.remove(0);
    assert_eq!(case["reports"][0]["reporter"]["id"], json!(neighbour.id), "other staff learn who reported");
    let list = "{ moderationQueue { edges { node { id title reports { note reporter { id } } } } } }";
    let mine = world.get(&author, list, json!({})).await["moderationQueue"]["edges"][0]["node"].take();
    assert_eq!(json!([mine["id"], mine["reports"]]), json!([case["id"], []]), "the author does not: {mine}");
    let one = "query($id: ID!) { node(id: $id) { ... on ContentCase { reports { id } } } }";
    let mine = world.get(&author, one, json!({ "id": case["id"] })).await;
    assert_eq!(mine["node"]["reports"], json!([]));
}
