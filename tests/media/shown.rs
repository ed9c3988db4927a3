//! What shows photos, who sees them there, and what the platform and staff say of them.

use chrono::Duration;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::harness::inbox::news;
use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::media::{asked_about, fetch, found, upload};
use crate::harness::moderation::{decide, queue};
use crate::harness::notices;
use crate::harness::on_both_stores;
use crate::harness::sql::{count, database};
use crate::harness::town::{Town, staff, text, wish_input};
use crate::harness::volunteering::{activity, shift};
use crate::harness::world::{Person, World, error_of, export, request_id};

on_both_stores!(
    others_see_a_photo_once_the_platform_lets_it_pass,
    what_the_platform_does_not_let_pass_is_replaced,
    staff_decide_what_the_platform_does_not,
    an_answer_can_come_early_twice_or_never,
    a_platform_that_is_away_is_asked_again,
    a_photo_is_shown_by_one_thing_and_is_ones_own,
    goods_activities_notices_and_fulfilments_show_photos,
    an_erased_account_takes_its_photos_along,
);

const PHOTOS: &str = "photos { id url thumbnailUrl width height state removalReason }";

/// The photos that a thing shows to somebody.
async fn photos(world: &World, who: &Person, kind: &str, id: &Value) -> Vec<Value> {
    let inner =
        if kind == "Claim" { format!("Wish {{ claim {{ {PHOTOS} }} }}") } else { format!("{kind} {{ {PHOTOS} }}") };
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {inner} }} }}");
    let mut thing = world.get(who, &query, json!({ "id": id })).await["node"].take();
    let thing = if kind == "Claim" { thing["claim"].take() } else { thing };
    thing["photos"].as_array().cloned().unwrap_or_default()
}

fn states(photos: &[Value]) -> Vec<&str> {
    photos.iter().map(|photo| photo["state"].as_str().expect("a state")).collect()
}

/// A photo by its id, as somebody sees it.
async fn node(world: &World, who: &Person, id: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Photo { id state } } }";
    world.get(who, query, json!({ "id": id })).await["node"].take()
}

/// An open wish with these photos.
async fn wish(world: &World, town: &Town, author: &Person, photos: &[&String]) -> Value {
    let mut input = wish_input("想换一个旧水龙头");
    input["photoIds"] = json!(photos);
    let id = world.act(author, "postWish", input, "... on Wish { id }").await["id"].take();
    let opened = world.act(&town.staff[0], "approveWish", json!({ "wishId": id }), "... on Wish { state }").await;
    assert_eq!(opened["state"], "OPEN", "{opened}");
    id
}

async fn others_see_a_photo_once_the_platform_lets_it_pass(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    let (first, second) = (upload(world, &author).await, upload(world, &author).await);
    let wish = wish(world, &town, &author, &[&second, &first]).await;
    let seen = photos(world, &author, "Wish", &wish).await;
    assert_eq!([&seen[0]["id"], &seen[1]["id"]], [&json!(second), &json!(first)], "in the order of the input");
    assert_eq!(states(&seen), ["CHECKING", "CHECKING"]);
    assert_eq!(states(&photos(world, &town.staff[0], "Wish", &wish).await), ["CHECKING", "CHECKING"]);
    assert_eq!(photos(world, &neighbour, "Wish", &wish).await, [] as [Value; 0]);
    assert_eq!(node(world, &neighbour, &first).await, Value::Null);

    let asked = asked_about(world).await;
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|picture| picture.openid == "openid-author"), "{asked:?}");
    let answer = fetch(world, &asked[0].address).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"image/jpeg".parse().expect("a type"))
    );
    assert!(asked[0].address.contains("/check?"), "an address of its own: {asked:?}");
    assert_eq!(photos(world, &neighbour, "Wish", &wish).await, [] as [Value; 0], "asked is not answered");

    let of_first = asked.iter().find(|picture| picture.address.contains(&first)).expect("asked about");
    found(world, of_first, "pass").await;
    let seen = photos(world, &neighbour, "Wish", &wish).await;
    assert_eq!((seen.len(), &seen[0]["id"], states(&seen)), (1, &json!(first), vec!["SHOWN"]));
    assert_eq!(fetch(world, &text(&seen[0]["url"])).await.status(), 200);
    assert_eq!(fetch(world, &text(&seen[0]["thumbnailUrl"])).await.status(), 200);
    assert_eq!(node(world, &neighbour, &first).await["state"], "SHOWN");
    for id in [&first, &second] {
        assert_eq!(node(world, &stranger, id).await, Value::Null, "another community");
    }
    assert_eq!(node(world, &neighbour, &second).await, Value::Null);

    // What is said of the wish hides its photos, too.
    world.act(&neighbour, "reportContent", json!({ "targetId": wish, "reason": "OTHER" }), "").await;
    assert_eq!(node(world, &neighbour, &first).await, Value::Null);
    assert_eq!(node(world, &author, &first).await["state"], "SHOWN");
    assert_eq!(
        count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'checkPhoto'").await,
        3,
        "two asked, one told"
    );
}

async fn what_the_platform_does_not_let_pass_is_replaced(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let (bad, good) = (upload(world, &author).await, upload(world, &author).await);
    let wish = wish(world, &town, &author, &[&bad]).await;
    let replace = async |who: &Person, old: &str, new: &str| {
        let input = json!({ "photoId": old, "newPhotoId": new });
        world.try_act(who, "replacePhoto", input, "... on Photo { id state }").await
    };
    let early = replace(&author, &bad, &good).await;
    assert_eq!(early["data"]["replacePhoto"]["code"], "PHOTO_NOT_REPLACEABLE", "{early}");
    found(world, &asked_about(world).await[0], "risky").await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["FAILED"]);
    assert!(news(world, &author).await.contains(&format!("PHOTO_REFUSED {bad}")), "its author hears of it");
    for who in [&neighbour, &town.staff[0]] {
        assert_eq!(photos(world, who, "Wish", &wish).await, [] as [Value; 0], "not even staff look at it");
        assert_eq!(node(world, who, &bad).await, Value::Null);
    }
    assert_eq!(queue(world, &town).await, [] as [Value; 0]);

    let foreign = upload(world, &neighbour).await;
    for (old, new, field) in
        [(&bad, &foreign, "newPhotoId"), (&foreign, &good, "photoId"), (&bad, &wish_of(&bad), "newPhotoId")]
    {
        let no = replace(&author, old, new).await;
        assert_eq!(error_of(&no).1, field, "{no}");
    }
    assert_eq!(error_of(&replace(&neighbour, &bad, &foreign).await), ("NOT_FOUND", "photoId"));
    let made = replace(&author, &bad, &good).await;
    let made = &made["data"]["replacePhoto"];
    assert_eq!([&made["id"], &made["state"]], [&json!(good), &json!("CHECKING")], "{made}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 2, "the first is deleted");
    found(world, &asked_about(world).await[0], "pass").await;
    let seen = photos(world, &neighbour, "Wish", &wish).await;
    assert_eq!((seen.len(), &seen[0]["id"]), (1, &json!(good)));
    let left: Vec<_> = std::fs::read_dir(world.files.join("photos")).expect("a folder").flatten().collect();
    assert!(!left.iter().any(|it| it.file_name().to_string_lossy() == bad && it.path().join("full.jpg").exists()));
}

/// An id that is a photo's by its form, and nothing else.
fn wish_of(photo: &str) -> String {
    let (head, last) = photo.split_at(photo.len() - 1);
    format!("{head}{}", if last == "0" { "1" } else { "0" })
}

async fn staff_decide_what_the_platform_does_not(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let (first, second) = (upload(world, &author).await, upload(world, &author).await);
    let wish = wish(world, &town, &author, &[&first, &second]).await;
    for picture in asked_about(world).await {
        found(world, &picture, "review").await;
    }
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["HELD", "HELD"]);
    assert_eq!(photos(world, &neighbour, "Wish", &wish).await, [] as [Value; 0]);
    let waiting = queue(world, &town).await;
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    for case in &waiting {
        assert_eq!(
            [&case["kind"], &case["title"], &case["textState"], &case["textCheck"]],
            ["PHOTO", "想换一个旧水龙头", "HELD", "REVIEW"]
        );
        assert_eq!(case["author"]["id"], json!(author.id));
    }
    let query = "query($id: ID!) { node(id: $id) { ... on ContentCase { photo { url state } } } }";
    let shown = world.get(&town.staff[0], query, json!({ "id": waiting[0]["id"] })).await;
    assert_eq!(fetch(world, &text(&shown["node"]["photo"]["url"])).await.status(), 200, "staff look at it");
    let by_photo = |photo: &String| waiting.iter().find(|case| case["targetId"] == json!(photo)).expect("a case");
    decide(world, &town.staff[0], by_photo(&first), "KEEP").await;
    let removed = decide(world, &town.staff[0], by_photo(&second), "REMOVE").await;
    assert_eq!(removed["textState"], "REMOVED", "{removed}");
    let seen = photos(world, &neighbour, "Wish", &wish).await;
    assert_eq!((seen.len(), &seen[0]["id"], states(&seen)), (1, &json!(first), vec!["SHOWN"]));
    let own = photos(world, &author, "Wish", &wish).await;
    assert_eq!((states(&own), &own[1]["removalReason"]), (vec!["SHOWN", "REMOVED"], &json!("看过了")));
    // One that is gone leaves a case that can still be read.
    let third = upload(world, &author).await;
    let input = json!({ "photoId": second, "newPhotoId": third });
    let done = world.act(&author, "replacePhoto", input, "... on Photo { state }").await;
    assert_eq!(done["state"], "CHECKING", "{done}");
    let query = "query($id: ID!) { node(id: $id) { ... on ContentCase { title textState photo { id } } } }";
    let gone = world.get(&town.staff[0], query, json!({ "id": by_photo(&second)["id"] })).await["node"].take();
    assert_eq!(gone, json!({ "title": "", "textState": "REMOVED", "photo": null }));
}

async fn an_answer_can_come_early_twice_or_never(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let ids = [upload(world, &author).await, upload(world, &author).await, upload(world, &author).await];
    let wish = wish(world, &town, &author, &ids.each_ref()).await;
    let asked = asked_about(world).await;
    let of = |id: &String| asked.iter().find(|picture| picture.address.contains(id)).expect("asked about");
    // Before it was written down by which id the platform knows the photo.
    let db = database(world).await;
    db.execute_unprepared("UPDATE photos SET trace_id = NULL").await.expect("forgotten");
    db.close().await.expect("closed");
    found(world, of(&ids[0]), "pass").await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["CHECKING"; 3]);
    do_timed_work(&world.ports).await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["CHECKING"; 3]);
    for (id, picture) in ids.iter().map(|id| (id, of(id))) {
        let photo = domain::ids::PhotoId::parse("id", id).expect("an id");
        let mut tx = world.ports.store.begin().await.expect("begun");
        tx.trace_photo(photo, &picture.trace).await.expect("written");
        world.ports.commit_all(tx, []).await.expect("kept");
    }
    world.pass(Duration::minutes(1));
    do_timed_work(&world.ports).await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["SHOWN", "CHECKING", "CHECKING"]);
    // Twice, and then of another mind.
    for advice in ["pass", "pass", "risky"] {
        found(world, of(&ids[1]), advice).await;
    }
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["SHOWN", "SHOWN", "CHECKING"]);
    // Never.
    world.pass(Duration::minutes(27));
    do_timed_work(&world.ports).await;
    let author = world.login("author").await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["SHOWN", "SHOWN", "CHECKING"]);
    world.pass(Duration::minutes(2));
    do_timed_work(&world.ports).await;
    let town = Town { staff: [staff(world, &town).await, town.staff[1].clone()], ..town };
    let author = world.login("author").await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["SHOWN", "SHOWN", "HELD"]);
    let waiting = queue(world, &town).await;
    assert_eq!((waiting.len(), &waiting[0]["textCheck"]), (1, &json!("UNCHECKED")));
    // Too late: now staff decide.
    found(world, of(&ids[2]), "pass").await;
    assert_eq!(states(&photos(world, &author, "Wish", &wish).await), ["SHOWN", "SHOWN", "HELD"]);
}

async fn a_platform_that_is_away_is_asked_again(world: &World) {
    use infra::wechat::{Name, Trouble};
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let photo = upload(world, &author).await;
    let thing = wish(world, &town, &author, &[&photo]).await;
    world.stand_in.next(Trouble::Errcode(Name::MediaCheck, 61010));
    assert_eq!(do_jobs(&world.ports).await.len(), 1, "the user was not seen lately");
    assert_eq!(states(&photos(world, &author, "Wish", &thing).await), ["CHECKING"]);
    world.pass(Duration::seconds(10));
    assert_eq!(asked_about(world).await.len(), 1);
    // What it will never look at, staff look at.
    let photo = upload(world, &author).await;
    let thing = wish(world, &town, &author, &[&photo]).await;
    world.stand_in.next(Trouble::Errcode(Name::MediaCheck, 40004));
    assert_eq!(asked_about(world).await, []);
    assert_eq!(states(&photos(world, &author, "Wish", &thing).await), ["HELD"]);
    assert_eq!(queue(world, &town).await.len(), 1);
}

async fn a_photo_is_shown_by_one_thing_and_is_ones_own(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let (mine, used, foreign) =
        (upload(world, &author).await, upload(world, &author).await, upload(world, &neighbour).await);
    wish(world, &town, &author, &[&used]).await;
    let wishes = count(world, "SELECT COUNT(*) FROM wishes").await;
    let post = async |photos: &[&String]| {
        let mut input = wish_input("想修一把椅子");
        input["photoIds"] = json!(photos);
        world.try_act(&author, "postWish", input, "... on Wish { id }").await
    };
    let no = post(&[&mine, &used]).await;
    let refusal = &no["data"]["postWish"];
    assert_eq!([&refusal["code"], &refusal["field"]], ["PHOTO_IN_USE", "photoIds"], "{no}");
    for (photos, code) in [
        (vec![&mine, &foreign], "NOT_FOUND"),
        (vec![&mine, &wish_of(&mine)], "NOT_FOUND"),
        (vec![&mine, &mine], "BAD_USER_INPUT"),
        (vec![&mine; 10], "BAD_USER_INPUT"),
        (vec![&"photo_1".to_owned()], "BAD_USER_INPUT"),
        (vec![&author.id], "BAD_USER_INPUT"),
    ] {
        let no = post(&photos).await;
        assert_eq!(error_of(&no), (code, "photoIds"), "{no}");
    }
    assert_eq!(count(world, "SELECT COUNT(*) FROM wishes").await, wishes, "nothing half done");
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos WHERE state = 'unused'").await, 2);
    // Many at once, and one has it.
    let posts = futures_util::future::join_all((0..6).map(|_| async { post(&[&mine]).await })).await;
    let won = posts.iter().filter(|answer| answer["data"]["postWish"]["id"].is_string()).count();
    let lost = posts.iter().filter(|answer| answer["data"]["postWish"]["code"] == "PHOTO_IN_USE").count();
    assert_eq!((won, lost), (1, 5), "{posts:?}");
    // The same request again is the same wish.
    let mut input = wish_input("想借一把梯子");
    input["photoIds"] = json!([upload(world, &author).await]);
    input["requestId"] = json!(request_id());
    let once = world.act(&author, "postWish", input.clone(), "... on Wish { id }").await;
    assert_eq!(world.act(&author, "postWish", input, "... on Wish { id }").await, once);
}

async fn goods_activities_notices_and_fulfilments_show_photos(world: &World) {
    let town = Town::build(world).await;
    let staff = &town.staff[0];
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;

    // What staff put there is theirs to answer for: nobody is asked.
    let photo = upload(world, staff).await;
    let goods = json!({ "communityId": town.communities[0], "name": "大米5公斤", "pickUp": "服务大厅", "pricePoints": 10,
        "pieces": 9, "photoIds": [photo] });
    let goods = world.act(staff, "offerGoods", goods, "... on Goods { id }").await["id"].take();
    let mut plan = activity(&town, vec![shift(world, 1, 1, 5)]);
    plan["photoIds"] = json!([upload(world, staff).await]);
    let outing = world.act(staff, "createActivity", plan, "... on Activity { id }").await["id"].take();
    let mut input = notices::notice(&town.communities[0], "停水通知", json!({}));
    let (first, second) = (upload(world, staff).await, upload(world, staff).await);
    input["photoIds"] = json!([first, second]);
    let notice = world.act(staff, "publishNotice", input.clone(), "... on Notice { id }").await["id"].take();
    for (kind, thing, shown) in [("Goods", &goods, 1), ("Activity", &outing, 1), ("Notice", &notice, 2)] {
        let seen = photos(world, &neighbour, kind, thing).await;
        assert_eq!(states(&seen), vec!["SHOWN"; shown], "{kind}");
        assert_eq!(fetch(world, &text(&seen[0]["url"])).await.status(), 200);
        let id = text(&seen[0]["id"]);
        assert_eq!(node(world, &neighbour, &id).await["state"], "SHOWN", "{kind}");
    }
    assert_eq!(asked_about(world).await, []);
    let mut four =
        json!({ "communityId": town.communities[0], "name": "盐", "pickUp": "大厅", "pricePoints": 1, "pieces": 1 });
    four["photoIds"] = json!([wish_of(&first), wish_of(&second), first, second]);
    assert_eq!(
        error_of(&world.try_act(staff, "offerGoods", four, "... on Goods { id }").await),
        ("BAD_USER_INPUT", "photoIds")
    );

    // An edit names the photos as they are to be, or does not speak of them.
    let edit = async |version: i32, photos: Value| {
        let input = json!({ "noticeId": notice, "version": version, "category": "GENERAL", "title": "停水通知", "text": "改期",
            "audience": ["RESIDENTS"], "pinned": false, "photoIds": photos });
        let done = world.act(staff, "editNotice", input, "... on Notice { version photos { id } }").await;
        done["photos"]
            .as_array()
            .unwrap_or_else(|| panic!("{done}"))
            .iter()
            .map(|it| text(&it["id"]))
            .collect::<Vec<_>>()
    };
    let third = upload(world, staff).await;
    assert_eq!(edit(1, Value::Null).await, [first.clone(), second.clone()]);
    assert_eq!(edit(2, json!([third, second])).await, [third.clone(), second.clone()]);
    assert_eq!(edit(3, json!([])).await, [] as [String; 0]);
    assert!(do_jobs(&world.ports).await.is_empty());
    for gone in [&first, &second, &third] {
        assert!(!world.files.join(format!("photos/{gone}/full.jpg")).exists(), "{gone}");
    }

    // Of the work of a helper.
    let wish = wish(world, &town, &author, &[]).await;
    world.act(&helper, "claimWish", json!({ "wishId": wish }), "... on Wish { state }").await;
    let photo = upload(world, &helper).await;
    let work = json!({ "wishId": wish, "text": "修好了", "photoIds": [photo] });
    let done = world.act(&helper, "fulfilWish", work, "... on Wish { state }").await;
    assert_eq!(done["state"], "FULFILLED", "{done}");
    assert_eq!(states(&photos(world, &helper, "Claim", &wish).await), ["CHECKING"]);
    assert_eq!(photos(world, &author, "Claim", &wish).await, [] as [Value; 0]);
    found(world, &asked_about(world).await[0], "pass").await;
    assert_eq!(states(&photos(world, &author, "Claim", &wish).await), ["SHOWN"]);
    assert_eq!(node(world, &neighbour, &photo).await["state"], "SHOWN");
    // Words that are hidden hide the photos, too.
    let query = "query($id: ID!) { node(id: $id) { ... on Wish { claim { id } } } }";
    let claim = world.get(&author, query, json!({ "id": wish })).await["node"]["claim"]["id"].take();
    world.act(&author, "reportContent", json!({ "targetId": claim, "reason": "FALSE" }), "").await;
    assert_eq!(photos(world, &author, "Claim", &wish).await, [] as [Value; 0]);
    assert_eq!(node(world, &neighbour, &photo).await, Value::Null);

    // A notice that was taken back shows none.
    input["photoIds"] = json!([upload(world, staff).await]);
    input["requestId"] = json!(request_id());
    let notice = world.act(staff, "publishNotice", input, "... on Notice { id }").await["id"].take();
    let id = text(&photos(world, &neighbour, "Notice", &notice).await[0]["id"]);
    world.act(staff, "withdrawNotice", json!({ "noticeId": notice, "reason": "误发" }), "").await;
    assert_eq!(photos(world, &neighbour, "Notice", &notice).await, [] as [Value; 0]);
    assert_eq!(node(world, &neighbour, &id).await, Value::Null);
    assert_eq!(photos(world, staff, "Notice", &notice).await.len(), 1);
}

async fn an_erased_account_takes_its_photos_along(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let used = upload(world, &author).await;
    // What happens at once has no order of its own.
    world.pass(Duration::milliseconds(1));
    let unused = upload(world, &author).await;
    let thing = wish(world, &town, &author, &[&used]).await;
    found(world, &asked_about(world).await[0], "pass").await;
    let copy: Value = export(world, Some(&author)).await.json().await.expect("JSON");
    let kept = copy["photos"].as_array().expect("a section");
    assert_eq!(kept.len(), 2, "{copy}");
    assert_eq!(
        [&kept[0]["id"], &kept[0]["shownBy"], &kept[0]["state"]],
        [&json!(used), &json!("wish"), &json!("shown")]
    );
    assert_eq!(
        [&kept[1]["id"], &kept[1]["shownBy"], &kept[1]["state"]],
        [&json!(unused), &Value::Null, &json!("unused")]
    );
    let address = text(&photos(world, &author, "Wish", &thing).await[0]["url"]);
    let erased = world.act(&author, "eraseAccount", json!({}), "... on AccountErased { at }").await;
    assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 0);
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(fetch(world, &address).await.status(), 404);
}
