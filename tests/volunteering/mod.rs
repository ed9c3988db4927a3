//! Activities: who organises them, who sees them, who signs up.

mod past;
mod seats;
mod teams;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, text};
use crate::harness::volunteering::{
    SIGN_UP, TEAM, activity, cancel, helpers, must_be_exact, organise, roster, shift, sign_up,
};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    an_activity_as_each_person_sees_it,
    an_activity_is_made_whole_or_not_at_all,
    who_may_organise_and_call_off,
    who_is_none_of_the_staff_any_more_leads_nothing,
    only_the_audience_signs_up_and_in_time,
    the_same_request_twenty_times_has_one_effect,
    another_community_sees_nothing_of_it,
    lists_fit_together_in_both_directions,
);

async fn an_activity_as_each_person_sees_it(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let mut second = shift(world, 30, 3, 5);
    let starts: DateTime<Utc> = text(&second["startsAt"]).parse().expect("a time");
    second["signUpFrom"] = json!(world.ports.now() + Duration::hours(1));
    second["signUpUntil"] = json!(starts - Duration::hours(1));
    second["cancelUntil"] = json!(starts - Duration::hours(2));
    let (id, shifts) = organise(world, &town.staff[0], &town, vec![second.clone(), shift(world, 24, 2, 1)]).await;

    let list = "query($c: ID) { activities(communityId: $c) { edges { node { id title text place audience startsAt \
        endsAt cancelledAt team { id } organiser { id } community { name } shifts { id startsAt endsAt capacity taken waiting \
        signUpFrom signUpUntil cancelUntil cancelled mySignUp { state position } activity { id } } } } } }";
    let seen = world.get(&helper, list, json!({})).await["activities"]["edges"][0]["node"].take();
    assert_eq!(
        json!([seen["id"], seen["title"], seen["place"], seen["audience"], seen["team"], seen["cancelledAt"]]),
        json!([id, "河边清洁", "桂花桥头", "HELPERS", null, null])
    );
    assert_eq!(seen["organiser"]["id"], json!(town.staff[0].id));
    assert_eq!(seen["shifts"][0]["id"], json!(shifts[0]), "by their start");
    assert_eq!([&seen["startsAt"], &seen["endsAt"]], [&seen["shifts"][0]["startsAt"], &seen["shifts"][1]["endsAt"]]);
    for (field, from) in [("signUpFrom", "signUpFrom"), ("signUpUntil", "signUpUntil"), ("cancelUntil", "cancelUntil")]
    {
        let at = |value: &Value| text(value).parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(at(&seen["shifts"][1][field]), at(&second[from]), "{field}");
    }
    assert_eq!(seen["shifts"][0]["cancelUntil"], seen["shifts"][0]["startsAt"], "if not said");

    let seat = sign_up(world, &helper, &shifts[0]).await;
    assert_eq!(json!([seat["state"], seat["position"], seat["member"]["id"]]), json!(["SEATED", null, helper.id]));
    assert_eq!(json!([seat["shift"]["taken"], seat["shift"]["waiting"]]), json!([1, 0]));
    let late = town.volunteer(world, "late", 0).await;
    let waits = sign_up(world, &late, &shifts[0]).await;
    assert_eq!(json!([waits["state"], waits["position"]]), json!(["WAITING", 1]));
    let mine = |who: &Person| {
        let who = who.clone();
        async move {
            world.get(&who, list, json!({})).await["activities"]["edges"][0]["node"]["shifts"][0]["mySignUp"].take()
        }
    };
    assert_eq!(mine(&helper).await, json!({ "state": "SEATED", "position": null }));
    assert_eq!(mine(&late).await, json!({ "state": "WAITING", "position": 1 }));
    assert_eq!(mine(&neighbour).await, Value::Null);

    let roster =
        "query($id: ID!) { node(id: $id) { ... on Shift { roster { edges { node { state member { id } } } } } } }";
    let answer = world.ask(Some(&helper), roster, json!({ "id": shifts[0] })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    must_be_exact(&self::roster(world, &town, &shifts[0]).await, 1, 1);
    // A sign-up is for the member and for those who lead the activity.
    let node = "query($id: ID!) { node(id: $id) { id ... on SignUp { shift { activity { title } } } } }";
    for (who, sees) in [(&helper, true), (&town.staff[0], true), (&neighbour, false), (&late, false)] {
        let found = world.get(who, node, json!({ "id": seat["id"] })).await["node"].take();
        assert_eq!(found["id"] == seat["id"], sees, "{found}");
    }
    let answer = world.try_act(&late, "cancelSignUp", json!({ "signUpId": seat["id"] }), "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "signUpId"), "{answer}");
    let staff = json!({ "signUpId": seat["id"] });
    let answer = world.try_act(&town.staff[0], "cancelSignUp", staff, "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
}

async fn an_activity_is_made_whole_or_not_at_all(world: &World) {
    let town = Town::build(world).await;
    let good = || shift(world, 24, 2, 10);
    let wrong_shift = |change: Value| {
        let mut shift = good();
        shift.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        json!({ "shifts": [good(), shift] })
    };
    let now = world.ports.now();
    for (change, field) in [
        (json!({ "title": "" }), "title"),
        (json!({ "title": "长".repeat(61) }), "title"),
        (json!({ "text": "长".repeat(2001) }), "text"),
        (json!({ "place": "两\n行" }), "place"),
        (json!({ "shifts": [] }), "shifts"),
        (json!({ "shifts": vec![good(); 21] }), "shifts"),
        (json!({ "audience": "TEAM" }), "teamId"),
        (json!({ "teamId": "team_01h455vb4pex5vsknk084sn02q" }), "teamId"),
        (wrong_shift(json!({ "startsAt": now - Duration::hours(1) })), "startsAt"),
        (wrong_shift(json!({ "endsAt": now + Duration::hours(24) })), "endsAt"),
        (wrong_shift(json!({ "endsAt": now + Duration::hours(37) })), "endsAt"),
        (wrong_shift(json!({ "capacity": 0 })), "capacity"),
        (wrong_shift(json!({ "capacity": 1001 })), "capacity"),
        (wrong_shift(json!({ "signUpUntil": now + Duration::hours(27) })), "signUpUntil"),
        (wrong_shift(json!({ "signUpFrom": now + Duration::hours(25) })), "signUpFrom"),
        (wrong_shift(json!({ "cancelUntil": now + Duration::hours(25) })), "cancelUntil"),
    ] {
        let mut input = activity(&town, vec![good()]);
        input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let answer = world.try_act(&town.staff[0], "createActivity", input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{change} {answer}");
    }
    let list = "query($c: ID) { activities(communityId: $c) { edges { cursor } } }";
    let seen = world.get(&town.staff[0], list, json!({ "c": town.communities[0] })).await;
    assert_eq!(seen["activities"]["edges"], json!([]), "nothing was stored");
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![good(); 20]).await;
    assert_eq!(shifts.len(), 20);
}

async fn who_may_organise_and_call_off(world: &World) {
    let town = Town::build(world).await;
    let captain = town.volunteer(world, "captain", 0).await;
    let member = town.volunteer(world, "member", 0).await;
    let team = world.act(&captain, "foundTeam", json!({ "name": "银杏" }), TEAM).await;
    world.act(&member, "joinTeam", json!({ "teamId": team["id"] }), "").await;
    let for_team = |team: &Value| {
        let mut input = activity(&town, vec![shift(world, 24, 2, 3)]);
        input
            .as_object_mut()
            .expect("an object")
            .extend([("audience".to_owned(), json!("TEAM")), ("teamId".to_owned(), team.clone())]);
        input
    };
    let fields = "... on Activity { id audience team { id name joined } shifts { id } }";
    for who in [&captain, &town.staff[0], &town.city_admin] {
        let made = world.act(who, "createActivity", for_team(&team["id"]), fields).await;
        assert_eq!(json!([made["audience"], made["team"]["name"]]), json!(["TEAM", "银杏"]), "{made}");
    }
    for (who, input) in [
        (&captain, activity(&town, vec![shift(world, 24, 2, 3)])),
        (&member, for_team(&team["id"])),
        (&member, activity(&town, vec![shift(world, 24, 2, 3)])),
    ] {
        let answer = world.try_act(who, "createActivity", input, "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    let answer = world.try_act(&town.staff[1], "createActivity", for_team(&team["id"]), "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
    let abroad = town.volunteer(world, "abroad", 1).await;
    let theirs = world.act(&abroad, "foundTeam", json!({ "name": "柳" }), TEAM).await;
    let answer = world.try_act(&town.city_admin, "createActivity", for_team(&theirs["id"]), "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "teamId"), "a team of another community: {answer}");

    let made = world.act(&captain, "createActivity", for_team(&team["id"]), fields).await;
    let (for_all, _) = organise(world, &town.staff[0], &town, vec![shift(world, 48, 2, 3)]).await;
    let led = "query($team: ID!, $all: ID!) { team: node(id: $team) { ... on Activity { ledByMe } } \
        all: node(id: $all) { ... on Activity { ledByMe } } }";
    for (who, team, all) in [(&captain, true, false), (&member, false, false), (&town.staff[0], true, true)] {
        let seen = world.get(who, led, json!({ "team": made["id"], "all": for_all })).await;
        assert_eq!(seen, json!({ "team": { "ledByMe": team }, "all": { "ledByMe": all } }));
    }
    let off = || json!({ "activityId": made["id"], "reason": "下雨" });
    let answer = world.try_act(&member, "cancelActivity", off(), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let done = world.act(&captain, "cancelActivity", off(), "... on Activity { cancelReason }").await;
    assert_eq!(done["cancelReason"], "下雨", "{done}");
    let refused = world.act(&town.staff[0], "cancelActivity", off(), "").await;
    assert_eq!(refused["code"], "ACTIVITY_CANCELLED", "{refused}");
    let (over, _) = organise(world, &town.staff[0], &town, vec![shift(world, 1, 1, 1)]).await;
    world.pass(Duration::hours(3));
    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    let input = json!({ "activityId": over, "reason": "晚了" });
    let refused = world.act(&staff, "cancelActivity", input, "").await;
    assert_eq!(refused["code"], "ACTIVITY_OVER", "{refused}");
}

async fn only_the_audience_signs_up_and_in_time(world: &World) {
    let town = Town::build(world).await;
    let captain = town.volunteer(world, "captain", 0).await;
    let other = town.volunteer(world, "other", 0).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (_, party) = town.party_member(world, "party", 0, "市供水公司").await;
    let team = world.act(&captain, "foundTeam", json!({ "name": "银杏" }), TEAM).await;
    let make = async |change: Value| {
        let mut input = activity(&town, vec![shift(world, 24, 2, 9)]);
        input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let made = world.act(&town.staff[0], "createActivity", input, "... on Activity { shifts { id } }").await;
        text(&made["shifts"][0]["id"])
    };
    let [everybody, members, one_team] = [
        make(json!({})).await,
        make(json!({ "audience": "PARTY_MEMBERS" })).await,
        make(json!({ "audience": "TEAM", "teamId": team["id"] })).await,
    ];
    assert_eq!(sign_up(world, &resident, &everybody).await["code"], "NOT_A_HELPER");
    for (who, shift) in [(&other, &members), (&party, &one_team), (&other, &one_team)] {
        let refused = sign_up(world, who, shift).await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["NOT_IN_AUDIENCE", "shiftId"]), "{refused}");
    }
    for (who, shift) in [(&other, &everybody), (&party, &members), (&captain, &one_team)] {
        assert_eq!(sign_up(world, who, shift).await["state"], "SEATED");
    }

    let now = world.ports.now();
    let mut timed = shift(world, 10, 2, 9);
    timed["signUpFrom"] = json!(now + Duration::minutes(3));
    timed["signUpUntil"] = json!(now + Duration::minutes(6));
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![timed]).await;
    assert_eq!(sign_up(world, &party, &shifts[0]).await["code"], "SIGN_UP_CLOSED", "not yet");
    world.pass(Duration::minutes(3));
    assert_eq!(sign_up(world, &party, &shifts[0]).await["state"], "SEATED");
    world.pass(Duration::minutes(3));
    assert_eq!(sign_up(world, &captain, &shifts[0]).await["code"], "SIGN_UP_CLOSED", "no longer");
}

async fn the_same_request_twenty_times_has_one_effect(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 2).await;
    let (me, next) = (&people[0], &people[1]);
    let same = async |who: &Person, mutation: &'static str, input: Value, made: &'static str| -> Value {
        let answers = all((0..20).map(|_| world.act(who, mutation, input.clone(), made))).await;
        assert!(
            answers.iter().all(|answer| *answer == answers[0] && answer["__typename"] != "Refusal"),
            "{answers:#?}"
        );
        let mut other = input.clone();
        let field =
            ["name", "reason", "title", "teamId", "shiftId", "signUpId"].into_iter().find(|f| !input[f].is_null());
        other[field.expect("a field")] = json!("signup_01h455vb4pex5vsknk084sn02q");
        let answer = world.try_act(who, mutation, other, "").await;
        let refused =
            answer["data"][mutation]["code"] == "REQUEST_ID_REUSED" || error_of(&answer).0 == "BAD_USER_INPUT";
        assert!(refused, "{answer}");
        answers[0].clone()
    };
    let team = same(me, "foundTeam", json!({ "requestId": request_id(), "name": "银杏" }), TEAM).await;
    let which = || json!({ "requestId": request_id(), "teamId": team["id"] });
    assert_eq!(same(next, "joinTeam", which(), TEAM).await["size"], 2);
    assert_eq!(same(next, "leaveTeam", which(), TEAM).await["size"], 1);
    assert_eq!(same(me, "leaveTeam", which(), TEAM).await["size"], 0);

    let input = activity(&town, vec![shift(world, 24, 2, 1)]);
    let made = same(&town.staff[0], "createActivity", input, "... on Activity { id shifts { id } }").await;
    let list = world.get(me, "{ activities { edges { node { id } } } }", json!({})).await;
    assert_eq!(list["activities"]["edges"].as_array().map(Vec::len), Some(1));
    let input = || json!({ "requestId": request_id(), "shiftId": made["shifts"][0]["id"] });
    let mine = same(me, "signUp", input(), SIGN_UP).await;
    let theirs = same(next, "signUp", input(), SIGN_UP).await;
    assert_eq!(json!([mine["state"], theirs["position"]]), json!(["SEATED", 1]));
    let input = json!({ "requestId": request_id(), "signUpId": mine["id"] });
    let gone = same(me, "cancelSignUp", input, SIGN_UP).await;
    assert_eq!(json!([gone["state"], gone["shift"]["taken"], gone["shift"]["waiting"]]), json!(["WITHDRAWN", 1, 0]));
    let off = json!({ "requestId": request_id(), "activityId": made["id"], "reason": "下雨" });
    same(&town.staff[0], "cancelActivity", off, "... on Activity { cancelledAt cancelReason }").await;
}

async fn another_community_sees_nothing_of_it(world: &World) {
    let town = Town::build(world).await;
    let captain = town.volunteer(world, "captain", 0).await;
    let stranger = town.volunteer(world, "stranger", 1).await;
    let team = world.act(&captain, "foundTeam", json!({ "name": "银杏" }), TEAM).await;
    let (id, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 24, 2, 1)]).await;
    let mine = sign_up(world, &captain, &shifts[0]).await;
    let node = "query($id: ID!) { node(id: $id) { id } }";
    for who in [&stranger, &town.staff[1]] {
        for id in [&team["id"], &json!(id), &json!(shifts[0]), &mine["id"]] {
            assert_eq!(world.get(who, node, json!({ "id": id })).await["node"], Value::Null, "{id}");
        }
        for list in ["teams", "activities"] {
            let query = format!("query($c: ID) {{ {list}(communityId: $c) {{ edges {{ cursor }} }} }}");
            let answer = world.ask(Some(who), &query, json!({ "c": town.communities[0] })).await;
            assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
        }
        for (mutation, field, id) in [
            ("joinTeam", "teamId", &team["id"]),
            ("leaveTeam", "teamId", &team["id"]),
            ("signUp", "shiftId", &json!(shifts[0])),
            ("cancelSignUp", "signUpId", &mine["id"]),
            ("cancelActivity", "activityId", &json!(id)),
        ] {
            let mut input = json!({ field: id });
            if mutation == "cancelActivity" {
                input["reason"] = json!("不");
            }
            let answer = world.try_act(who, mutation, input, "").await;
            assert_eq!(error_of(&answer), ("NOT_FOUND", field), "{mutation} {answer}");
        }
    }
    // A person who works here and lives elsewhere sees the activity, and helps where they live.
    let admin = json!({ "shiftId": shifts[0] });
    let refused = world.act(&town.city_admin, "signUp", admin, "").await;
    assert_eq!(refused["code"], "NOT_A_HELPER", "{refused}");
    // A member who moves keeps their sign-up, and can give it back.
    let input = json!({ "communityId": town.communities[1] });
    world.act(&captain, "joinCommunity", input, "... on Viewer { id }").await;
    assert_eq!(world.get(&captain, node, json!({ "id": id })).await["node"], Value::Null);
    assert_eq!(world.get(&captain, node, json!({ "id": shifts[0] })).await["node"]["id"], json!(shifts[0]));
    assert_eq!(cancel(world, &captain, &mine).await["state"], "WITHDRAWN");
    let left = world.act(&captain, "leaveTeam", json!({ "teamId": team["id"] }), TEAM).await;
    assert_eq!(left["size"], 0, "and can leave their team: {left}");
}

async fn lists_fit_together_in_both_directions(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "me", 0).await;
    let mut order = Vec::new();
    for hours in [30, 20, 40, 10, 20] {
        let (id, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, hours, 1, 1)]).await;
        order.push((hours, id, shifts[0].clone()));
    }
    order.sort();
    for (_, _, shift) in &order {
        sign_up(world, &me, shift).await;
    }
    let activities = "query($first: Int, $after: String, $last: Int, $before: String) { list: activities( \
        first: $first, after: $after, last: $last, before: $before) { edges { cursor node { id } } \
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let sign_ups = "query($first: Int, $after: String, $last: Int, $before: String) { viewer { list: signUps( \
        first: $first, after: $after, last: $last, before: $before) { edges { cursor node { shift { id } } } \
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
    let page = async |text: &str, variables: Value| -> Value {
        let mut data = world.get(&me, text, variables).await;
        if data["viewer"].is_null() { data["list"].take() } else { data["viewer"]["list"].take() }
    };
    let nodes = |page: &Value| -> Vec<Value> {
        page["edges"].as_array().expect("a list").iter().map(|edge| edge["node"].clone()).collect()
    };
    let whole = nodes(&page(activities, json!({})).await);
    assert_eq!(whole, order.iter().map(|(_, id, _)| json!({ "id": id })).collect::<Vec<_>>());
    // Of the two at one time, one was refused.
    assert_eq!(nodes(&page(sign_ups, json!({})).await).len(), 4);
    for text in [activities, sign_ups] {
        let whole = nodes(&page(text, json!({})).await);
        let (mut forward, mut after) = (Vec::new(), Value::Null);
        let (mut backward, mut before) = (Vec::new(), Value::Null);
        loop {
            let next = page(text, json!({ "first": 2, "after": after })).await;
            let last = page(text, json!({ "last": 2, "before": before })).await;
            forward.extend(nodes(&next));
            backward.splice(0..0, nodes(&last));
            (after, before) = (next["pageInfo"]["endCursor"].clone(), last["pageInfo"]["startCursor"].clone());
            assert_eq!(next["pageInfo"]["hasNextPage"], last["pageInfo"]["hasPreviousPage"]);
            if next["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        assert_eq!([forward, backward], [whole.clone(), whole]);
    }
    let cursor = page(activities, json!({})).await["edges"][0]["cursor"].take();
    let answer = world.ask(Some(&me), sign_ups, json!({ "after": cursor })).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "{answer}");
    // What is over leaves the lists.
    world.pass(Duration::hours(12));
    let me = world.login("me").await;
    let later = world.get(&me, activities, json!({})).await;
    assert_eq!(nodes(&later["list"]).len(), 4);
    // What is past is put away, once, and that changes nothing.
    for past in [1, 0] {
        assert_eq!(world.ports.store.put_past_activities_away(world.ports.now()).await.expect("put away"), past);
        assert_eq!(nodes(&world.get(&me, activities, json!({})).await["list"]).len(), 4);
    }
    let past = world
        .get(
            &me,
            "{ viewer { signUps { edges { cursor } } all: signUps(includePast: true) { edges { cursor } } } }",
            json!({}),
        )
        .await;
    assert_eq!(past["viewer"]["signUps"]["edges"].as_array().map(Vec::len), Some(3));
    assert_eq!(past["viewer"]["all"]["edges"].as_array().map(Vec::len), Some(4));
}

async fn who_is_none_of_the_staff_any_more_leads_nothing(world: &World) {
    let town = Town::build(world).await;
    let worker = town.resident(world, "worker", 0, None).await;
    let role = appoint(world, &town.city_admin, &worker, "COMMUNITY_STAFF", &town.communities[0]).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let (activity, shifts) = organise(world, &worker, &town, vec![shift(world, 1, 1, 5)]).await;
    sign_up(world, &helper, &shifts[0]).await;
    let look = "query($id: ID!) { node(id: $id) { id ... on Shift { checkInCode { digits } roster { edges { node { id } } } } } }";
    let seen = world.get(&worker, look, json!({ "id": shifts[0] })).await;
    assert_eq!(seen["node"]["roster"]["edges"].as_array().map(Vec::len), Some(1), "{seen}");

    world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
    let seen = world.ask(Some(&worker), look, json!({ "id": shifts[0] })).await;
    assert_eq!(seen["data"]["node"], json!({ "id": shifts[0], "checkInCode": null, "roster": null }), "{seen}");
    assert_eq!(error_of(&seen).0, "FORBIDDEN");
    let call = json!({ "shiftId": shifts[0], "memberId": helper.id, "present": "IN" });
    let off = json!({ "activityId": activity, "reason": "算了" });
    for (mutation, input) in [("rollCall", call), ("cancelActivity", off)] {
        let answer = world.try_act(&worker, mutation, input, "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{mutation} {answer}");
    }
}
