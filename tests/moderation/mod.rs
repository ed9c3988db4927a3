//! What members write: checked before others see it, reported, decided about by staff.

mod reports;
mod texts;

use infra::wechat::Checks;
use serde_json::{Value, json};

use crate::harness::moderation::{decide, queue};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, post, text, wish_input};
use crate::harness::volunteering::{TEAM, shift, sign_up};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(
    a_wish_is_checked_before_staff_review_it,
    a_platform_that_hangs_stops_nobody,
    what_a_claimer_says_is_held_until_staff_look,
    a_team_and_its_activity_are_held_until_staff_look,
    what_only_staff_read_is_refused_or_stored,
);

/// The checks that staff see of the wishes in review, the oldest first.
async fn checks(world: &World, town: &Town) -> Vec<Value> {
    let queue = "query($c: ID) { wishReviewQueue(communityId: $c) { edges { node { textCheck } } } }";
    let seen =
        world.get(&town.staff[0], queue, json!({ "c": town.communities[0] })).await["wishReviewQueue"]["edges"].take();
    seen.as_array().expect("a list").iter().map(|edge| edge["node"]["textCheck"].clone()).collect()
}

async fn a_wish_is_checked_before_staff_review_it(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    for (title, text, field) in [("聚众赌博", "晚上来", "title"), ("打牌", "小小赌博一下", "text")] {
        let mut input = wish_input(title);
        input["text"] = json!(text);
        let refused = world.act(&author, "postWish", input, "").await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEXT_RISKY", field]), "{refused}");
    }
    let mine = "{ viewer { wishes { edges { node { id textCheck } } } } }";
    assert_eq!(world.get(&author, mine, json!({})).await["viewer"]["wishes"]["edges"], json!([]), "nothing is stored");

    let fields = "... on Wish { state textCheck }";
    for title in ["修门铃", "这句待审"] {
        world.pass(chrono::Duration::milliseconds(1));
        let posted = world.act(&author, "postWish", wish_input(title), fields).await;
        assert_eq!(json!([posted["state"], posted["textCheck"]]), json!(["PENDING_REVIEW", null]), "not for authors");
    }
    for errcode in [61010, 45009] {
        world.stand_in.check_texts(Checks::Errcode(errcode));
        world.pass(chrono::Duration::milliseconds(1));
        let posted = world.act(&author, "postWish", wish_input("换灯泡"), fields).await;
        assert_eq!(posted["state"], "PENDING_REVIEW", "a dead platform stops nobody: {posted}");
    }
    assert_eq!(checks(world, &town).await, ["PASS", "REVIEW", "UNCHECKED", "UNCHECKED"]);

    world.stand_in.check_texts(Checks::ByWords);
    let before = world.stand_in.calls().text_check;
    let mut input = wish_input("现金");
    input["kind"] = json!("GOODS");
    world.try_act(&author, "postWish", input, "").await;
    assert_eq!(world.stand_in.calls().text_check, before, "what is refused anyway costs no call");
}

async fn a_platform_that_hangs_stops_nobody(world: &World) {
    let town = Town::build(world).await;
    let mut authors = Vec::new();
    for n in 0..12 {
        authors.push(town.resident(world, &format!("author{n}"), 0, None).await);
    }
    world.stand_in.check_texts(Checks::Hang);
    let began = std::time::Instant::now();
    // More at once than the store has connections: none of them is held while the platform is waited for.
    let posts = futures_util::future::join_all(
        authors.iter().map(|author| world.act(author, "postWish", wish_input("修门铃"), "... on Wish { state }")),
    );
    let others = async {
        let home = "{ viewer { shownName } wishes { edges { node { id } } } }";
        for author in &authors {
            world.get(author, home, json!({})).await;
        }
        began.elapsed()
    };
    let (posts, others) = tokio::join!(posts, others);
    assert!(others.as_secs() < 2, "others wait for the platform, too: {others:?}");
    assert!((2900..4500).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    assert!(posts.iter().all(|posted| posted["state"] == "PENDING_REVIEW"), "{posts:?}");
    assert_eq!(checks(world, &town).await, ["UNCHECKED"; 12]);
}

async fn what_a_claimer_says_is_held_until_staff_look(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    let claim = || json!({ "wishId": wish });
    let claim_id = text(&world.act(&helper, "claimWish", claim(), "... on Wish { claim { id } }").await["claim"]["id"]);

    // Giving it back: hidden words, and the wish is open all the same.
    let back = |reason: &str| json!({ "wishId": wish, "reason": reason });
    let refused = world.act(&helper, "giveBackWish", back("去赌博"), "").await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEXT_RISKY", "reason"]));
    let open = world.act(&helper, "giveBackWish", back("这句待审"), "... on Wish { state }").await;
    assert_eq!(open["state"], "OPEN");
    let steps = "query($id: ID!) { node(id: $id) { ... on Wish { timeline { kind text claimId } } } }";
    let said = async |who: &Person| {
        let seen = world.get(who, steps, json!({ "id": wish })).await["node"]["timeline"].take();
        let seen = seen.as_array().expect("steps").iter().find(|step| step["kind"] == "GIVEN_BACK").cloned();
        let step = seen.expect("a step");
        assert_eq!(step["claimId"], json!(claim_id));
        step["text"].clone()
    };
    for (who, expected) in [
        (&helper, json!("这句待审")),
        (&town.staff[0], json!("这句待审")),
        (&author, Value::Null),
        (&neighbour, Value::Null),
    ] {
        assert_eq!(said(who).await, expected);
    }
    let held = queue(world, &town).await.remove(0);
    assert_eq!(
        json!([
            held["kind"],
            held["targetId"],
            held["title"],
            held["text"],
            held["textState"],
            held["textCheck"],
            held["reportCount"]
        ]),
        json!(["GIVE_BACK", claim_id, "修门铃", "这句待审", "HELD", "REVIEW", 0])
    );
    let kept = decide(world, &town.staff[0], &held, "KEEP").await;
    assert_eq!(
        json!([kept["decision"], kept["textState"], kept["decidedBy"]["id"]]),
        json!(["KEEP", "SHOWN", town.staff[0].id])
    );
    assert_eq!(said(&author).await, "这句待审");
    assert_eq!(queue(world, &town).await, Vec::<Value>::new());

    // Fulfilling it, while the platform is away.
    world.act(&helper, "claimWish", claim(), "").await;
    world.stand_in.check_texts(Checks::Errcode(44991));
    let done = json!({ "wishId": wish, "text": "换好了" });
    let fields = "... on Wish { state claim { fulfilment textState } }";
    let done = world.act(&helper, "fulfilWish", done, fields).await;
    assert_eq!(
        json!([done["state"], done["claim"]]),
        json!(["FULFILLED", { "fulfilment": "换好了", "textState": "HELD" }])
    );
    let seen = "query($id: ID!) { node(id: $id) { ... on Wish { state claim { fulfilment textState removalReason fulfilledAt } } } }";
    let claim_of = async |who: &Person| world.get(who, seen, json!({ "id": wish })).await["node"]["claim"].take();
    let hidden = claim_of(&author).await;
    assert_eq!(json!([hidden["fulfilment"], hidden["textState"]]), json!([null, "HELD"]));
    assert!(hidden["fulfilledAt"].is_string(), "that it is done is known");
    let mine = "{ viewer { wishes { edges { node { claim { fulfilment } } } } } }";
    let mine = world.get(&author, mine, json!({})).await["viewer"]["wishes"]["edges"][0]["node"]["claim"].take();
    assert_eq!(mine["fulfilment"], Value::Null, "nor in their own list");
    let confirmed = json!({ "wishId": wish, "rating": 5 });
    let confirmed = world.act(&author, "confirmWish", confirmed, "... on Wish { state }").await;
    assert_eq!(confirmed["state"], "CONFIRMED", "and can be confirmed");
    let held = queue(world, &town).await.remove(0);
    assert_eq!(json!([held["kind"], held["text"], held["textCheck"]]), json!(["FULFILMENT", "换好了", "UNCHECKED"]));
    decide(world, &town.staff[0], &held, "REMOVE").await;
    assert_eq!(claim_of(&author).await["removalReason"], Value::Null);
    let own = claim_of(&helper).await;
    assert_eq!(
        json!([own["fulfilment"], own["textState"], own["removalReason"]]),
        json!(["换好了", "REMOVED", "看过了"])
    );
    assert_eq!(claim_of(&neighbour).await["fulfilment"], Value::Null);
}

async fn a_team_and_its_activity_are_held_until_staff_look(world: &World) {
    let town = Town::build(world).await;
    let captain = town.volunteer(world, "captain", 0).await;
    let other = town.volunteer(world, "other", 0).await;
    let refused = world.act(&captain, "foundTeam", json!({ "name": "赌博队" }), TEAM).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEXT_RISKY", "name"]));
    let team = world.act(&captain, "foundTeam", json!({ "name": "待审队" }), TEAM).await;
    let teams = "query($c: ID) { teams(communityId: $c) { edges { node { name textState } } } }";
    let listed = async |who: &Person| {
        world.get(who, teams, json!({ "c": town.communities[0] })).await["teams"]["edges"].as_array().map(Vec::len)
    };
    assert_eq!(
        [listed(&captain).await, listed(&other).await, listed(&town.staff[0]).await],
        [Some(1), Some(0), Some(1)]
    );
    let join = || json!({ "teamId": team["id"] });
    let answer = world.try_act(&other, "joinTeam", join(), TEAM).await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "teamId"), "{answer}");
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(world.get(&other, node, json!({ "id": team["id"] })).await["node"], Value::Null);

    let mut fields = json!({ "communityId": town.communities[0], "audience": "TEAM", "teamId": team["id"], "title": "清洁",
        "text": "河边", "place": "待审桥", "shifts": [shift(world, 5, 1, 3)] });
    world.pass(chrono::Duration::milliseconds(1));
    let made = world.act(&captain, "createActivity", fields.clone(), "... on Activity { id textState }").await;
    assert_eq!(made["textState"], "HELD");
    fields["place"] = json!("赌博桥");
    let refused = world.act(&captain, "createActivity", fields.clone(), "").await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEXT_RISKY", "place"]));
    let before = world.stand_in.calls().text_check;
    let official = world.act(&town.staff[0], "createActivity", fields, "... on Activity { id textState }").await;
    assert_eq!(
        (world.stand_in.calls().text_check, &official["textState"]),
        (before, &json!("SHOWN")),
        "staff answer for it"
    );

    let cases = queue(world, &town).await;
    assert_eq!(json!([cases[0]["kind"], cases[0]["title"], cases[0]["text"]]), json!(["TEAM", "待审队", null]));
    assert_eq!(
        json!([cases[1]["kind"], cases[1]["title"], cases[1]["text"], cases[1]["place"]]),
        json!(["ACTIVITY", "清洁", "河边", "待审桥"])
    );
    // The activity first: of a team whose name is not shown.
    decide(world, &town.staff[0], &cases[1], "KEEP").await;
    let activities = "{ activities { edges { node { id audience team { name } cancelledAt cancelReason cancelTextState shifts { id } } } } }";
    let shown = async |who: &Person| {
        let seen = world.get(who, activities, json!({})).await["activities"]["edges"].take();
        let found = seen.as_array().expect("a list").iter().find(|edge| edge["node"]["id"] == made["id"]);
        found.expect("the activity")["node"].clone()
    };
    assert_eq!(
        json!([shown(&other).await["team"], shown(&captain).await["team"]]),
        json!([null, { "name": "待审队" }])
    );
    decide(world, &town.staff[0], &cases[0], "KEEP").await;
    assert_eq!(shown(&other).await["team"]["name"], "待审队");
    assert_eq!(world.act(&other, "joinTeam", join(), TEAM).await["size"], 2);
    let seat = text(&shown(&other).await["shifts"][0]["id"]);
    assert_eq!(sign_up(world, &other, &seat).await["state"], "SEATED");

    let off = json!({ "activityId": made["id"], "reason": "此事待审" });
    world.act(&captain, "cancelActivity", off, "").await;
    let seen = shown(&other).await;
    assert!(seen["cancelledAt"].is_string(), "that it is off is known");
    assert_eq!(json!([seen["cancelReason"], seen["cancelTextState"]]), json!([null, "HELD"]));
    assert_eq!(shown(&captain).await["cancelReason"], "此事待审");
    let held = queue(world, &town).await.remove(0);
    assert_eq!(json!([held["kind"], held["text"]]), json!(["CALL_OFF", "此事待审"]));
    decide(world, &town.staff[0], &held, "KEEP").await;
    assert_eq!(shown(&other).await["cancelReason"], "此事待审");
}

async fn what_only_staff_read_is_refused_or_stored(world: &World) {
    let town = Town::build(world).await;
    let (_, party) = town.party_member(world, "party", 0, "供水公司").await;
    let asked = world.act(&party, "askReportIn", json!({}), "... on ReportIn { id }").await;
    let end = |reason: &str| json!({ "reportInId": asked["id"], "reason": reason });
    let refused = world.act(&party, "endReportIn", end("去赌博"), "").await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEXT_RISKY", "reason"]));
    let ended = world.act(&party, "endReportIn", end("这句待审"), "... on ReportIn { endReason }").await;
    assert_eq!(ended["endReason"], "这句待审");
    post(world, &party, "修门铃").await;
    assert_eq!(queue(world, &town).await, Vec::<Value>::new(), "staff read it where it stands");
}
