//! Marking notices as read, and what follows from it.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::notices::{publish, titles};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    unread_first_then_pinned_then_the_latest,
    pages_of_the_board_fit_together_while_it_is_read,
    a_mark_is_made_once_and_counted_for_staff,
    one_marks_what_one_sees,
    readers_and_their_marks_do_not_meet,
    the_unread_are_counted_to_a_hundred,
    of_the_latest_hundred_the_unread_come_first,
);

const READ: &str = "... on ReadNotices { notices { id readByMe readAt } }";

async fn unread_first_then_pinned_then_the_latest(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let other = town.resident(world, "other", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let pinned = publish(world, staff, place, "置顶", json!({ "pinned": true })).await;
    publish(world, staff, place, "旧", json!({})).await;
    let middle = publish(world, &town.city_admin, &town.street, "中", json!({})).await;
    publish(world, staff, place, "新", json!({})).await;
    assert_eq!((titles(world, &resident).await, unread(world, &resident).await), (list("置顶 新 中 旧"), 4));
    mark(world, &resident, &[&pinned]).await;
    assert_eq!((titles(world, &resident).await, unread(world, &resident).await), (list("新 中 旧 置顶"), 3));
    mark(world, &resident, &[&middle]).await;
    assert_eq!((titles(world, &resident).await, unread(world, &resident).await), (list("新 旧 置顶 中"), 2));
    assert_eq!((titles(world, &other).await, unread(world, &other).await), (list("置顶 新 中 旧"), 4));
    // What comes new is on top, below what is pinned and unread as well.
    publish(world, staff, place, "更新", json!({})).await;
    assert_eq!(titles(world, &resident).await, list("更新 新 旧 置顶 中"));
}

async fn pages_of_the_board_fit_together_while_it_is_read(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let mut ids = Vec::new();
    for n in 0..9 {
        ids.push(publish(world, staff, place, &format!("{n}"), json!({ "pinned": n % 4 == 0 })).await);
    }
    mark(world, &resident, &[&ids[1], &ids[4], &ids[6]]).await;
    let expected = list("8 0 7 5 3 2 4 6 1");
    assert_eq!(titles(world, &resident).await, expected);
    let page = "query($first: Int, $after: String, $last: Int, $before: String) { \
        noticeBoard(first: $first, after: $after, last: $last, before: $before) { edges { node { id title } } \
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    for size in [1, 2, 4, 9] {
        for (way, from, more, cursor) in
            [("first", "after", "hasNextPage", "endCursor"), ("last", "before", "hasPreviousPage", "startCursor")]
        {
            let (mut seen, mut at) = (Vec::new(), Value::Null);
            loop {
                let board = world.get(&resident, page, json!({ way: size, from: at })).await["noticeBoard"].take();
                let part = board["edges"].as_array().expect("a list").iter().map(|edge| text(&edge["node"]["title"]));
                seen = if way == "first" { seen.into_iter().chain(part).collect() } else { part.chain(seen).collect() };
                at = board["pageInfo"][cursor].clone();
                if board["pageInfo"][more] == json!(false) {
                    break;
                }
            }
            assert_eq!(seen, expected, "{size} {way}");
        }
    }
    // A reader who marks each page as read before they turn it misses nothing.
    let (mut seen, mut at) = (Vec::new(), Value::Null);
    loop {
        let board = world.get(&resident, page, json!({ "first": 2, "after": at })).await["noticeBoard"].take();
        let part: Vec<_> = board["edges"].as_array().expect("a list").iter().map(|e| text(&e["node"]["id"])).collect();
        mark(world, &resident, &part.iter().map(String::as_str).collect::<Vec<_>>()).await;
        seen.extend(part);
        at = board["pageInfo"]["endCursor"].clone();
        if board["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert!(ids.iter().all(|id| seen.contains(id)), "{seen:?}");
    assert_eq!(unread(world, &resident).await, 0);
    // A cursor is good for its reader only.
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let answer = world.ask(Some(&neighbour), page, json!({ "after": at })).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "{answer}");
}

async fn a_mark_is_made_once_and_counted_for_staff(world: &World) {
    let town = Town::build(world).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let mut residents = Vec::new();
    for n in 0..5 {
        residents.push(town.resident(world, &format!("resident{n}"), 0, None).await);
    }
    let ids = [
        publish(world, staff, place, "甲", json!({})).await,
        publish(world, staff, place, "乙", json!({})).await,
        publish(world, staff, place, "丙", json!({})).await,
    ];
    let input = json!({ "requestId": request_id(), "noticeIds": [ids[0], ids[1], ids[0]] });
    let first = all((0..20).map(|_| world.act(&residents[0], "markNoticesRead", input.clone(), READ))).await;
    let marked = read_at(&first[0]);
    assert_eq!(marked.len(), 2, "{first:#?}");
    assert!(first.iter().all(|answer| read_at(answer) == marked), "{first:#?}");
    // Again, with another request, later, and the other way round at once: the first time counts.
    world.pass(Duration::minutes(1));
    let again = all((0..20).map(|n| {
        let ids = if n % 2 == 0 { json!([ids[0], ids[1]]) } else { json!([ids[1], ids[0]]) };
        let input = json!({ "noticeIds": ids });
        world.act(&residents[0], "markNoticesRead", input, READ)
    }))
    .await;
    assert!(again.iter().all(|answer| read_at(answer) == marked), "{again:#?}");
    all(residents[1..].iter().map(|who| {
        let input = json!({ "noticeIds": [ids[0]] });
        world.act(who, "markNoticesRead", input, READ)
    }))
    .await;
    let mut other = input.clone();
    other["noticeIds"] = json!([ids[2]]);
    let refused = world.act(&residents[0], "markNoticesRead", other, READ).await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("REQUEST_ID_REUSED"), &json!("requestId")]);

    let counts = "query($c: ID) { noticeBoard(communityId: $c) { edges { node { title readCount readByMe } } } }";
    for who in [staff, &town.city_admin] {
        let board = world.get(who, counts, json!({ "c": place })).await["noticeBoard"]["edges"].take();
        let counts: Vec<_> = board
            .as_array()
            .expect("a list")
            .iter()
            .map(|edge| (text(&edge["node"]["title"]), edge["node"]["readCount"].as_i64(), &edge["node"]["readByMe"]))
            .collect();
        let expected = [("丙", 0), ("乙", 1), ("甲", 5)];
        assert_eq!(counts, expected.map(|(title, count)| (title.to_owned(), Some(count), &json!(false))));
    }
    let board = world.get(&residents[0], counts, json!({})).await;
    let node = &board["noticeBoard"]["edges"][0]["node"];
    assert_eq!(*node, json!({ "title": "丙", "readCount": null, "readByMe": false }), "the rest is there");

    // One from above is on their board, and not theirs to count.
    publish(world, &town.city_admin, &town.street, "丁", json!({})).await;
    let board = world.get(staff, counts, json!({ "c": place })).await["noticeBoard"]["edges"].take();
    let counts: Vec<_> = board.as_array().expect("a list").iter().map(|edge| &edge["node"]["readCount"]).collect();
    assert_eq!(counts, [&json!(null), &json!(0), &json!(1), &json!(5)]);
}

async fn one_marks_what_one_sees(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let soon = (world.now() + Duration::minutes(10)).to_rfc3339();
    let short = publish(world, staff, place, "短", json!({ "expiresAt": soon })).await;
    let long = publish(world, staff, place, "长", json!({})).await;
    let inner = publish(world, staff, place, "内部", json!({ "audience": ["STAFF"] })).await;
    let later = publish(world, staff, place, "以后", json!({ "publishAt": soon })).await;
    for (who, ids) in [(&stranger, vec![&long]), (&resident, vec![&inner, &later])] {
        let input = json!({ "noticeIds": ids });
        let answer = world.try_act(who, "markNoticesRead", input, READ).await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "noticeIds"), "{answer}");
    }
    let many: Vec<_> = (0..101).map(|_| &long).collect();
    for ids in [json!([]), json!(many), json!([long, place]), json!([""])] {
        let input = json!({ "noticeIds": ids });
        let answer = world.try_act(&resident, "markNoticesRead", input, READ).await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "noticeIds"), "{answer}");
    }
    let input = json!({ "requestId": request_id(), "noticeIds": [long] });
    let text = "mutation($input: MarkNoticesReadInput!) { markNoticesRead(input: $input) { __typename } }";
    let answer = world.ask(None, text, json!({ "input": input })).await;
    assert_eq!(error_of(&answer).0, "UNAUTHENTICATED", "{answer}");
    assert_eq!(unread(world, &resident).await, 2, "nothing was stored");

    // A phone that was away hands in what has expired, too: the rest is marked.
    world.pass(Duration::minutes(10));
    let resident = world.login("resident").await;
    let marked = mark(world, &resident, &[&short, &long, &inner]).await;
    assert_eq!(read_at(&marked).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [long]);
    assert_eq!((titles(world, &resident).await, unread(world, &resident).await), (list("以后 长"), 1));
    let count = "query($c: ID) { unreadNoticeCount(communityId: $c) }";
    let answer = world.ask(Some(&resident), count, json!({ "c": town.communities[1] })).await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
    let nobody = world.login("homeless").await;
    let answer = world.ask(Some(&nobody), count, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["refusal"], "NO_HOME_COMMUNITY", "{answer}");
}

async fn readers_and_their_marks_do_not_meet(world: &World) {
    let town = Town::build(world).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let mut readers = Vec::new();
    for n in 0..20 {
        readers.push(town.resident(world, &format!("reader{n}"), 0, None).await);
    }
    let id = publish(world, staff, place, "请阅", json!({})).await;
    // All send the same request id: ids of different members do not meet.
    let input = json!({ "requestId": request_id(), "noticeIds": [id] });
    let marked = all(readers.iter().map(|who| world.act(who, "markNoticesRead", input.clone(), READ))).await;
    assert!(marked.iter().all(|answer| read_at(answer).len() == 1), "{marked:#?}");
    let count = "query($id: ID!) { node(id: $id) { ... on Notice { readCount } } }";
    assert_eq!(world.get(staff, count, json!({ "id": id })).await["node"]["readCount"], 20);
}

async fn the_unread_are_counted_to_a_hundred(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let mut ids = Vec::new();
    for n in 0..102 {
        ids.push(publish(world, staff, place, &format!("{n}"), json!({})).await);
    }
    assert_eq!(unread(world, &resident).await, 100);
    mark(world, &resident, &[&ids[0], &ids[1]]).await;
    assert_eq!(unread(world, &resident).await, 100);
    mark(world, &resident, &[&ids[2]]).await;
    assert_eq!(unread(world, &resident).await, 99);
    let hundred: Vec<_> = ids[2..].iter().map(String::as_str).collect();
    assert_eq!(read_at(&mark(world, &resident, &hundred).await).len(), 100);
    assert_eq!(unread(world, &resident).await, 0);
}

async fn of_the_latest_hundred_the_unread_come_first(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let mut ids = Vec::new();
    for n in 0..104 {
        // Of each area some, and of those that are too old one pinned.
        let (by, place) = if n % 3 == 0 { (&town.city_admin, &town.street) } else { (staff, place) };
        let category = if n % 2 == 0 { "GENERAL" } else { "FINANCE_AFFAIRS" };
        let change = json!({ "pinned": n == 1 || n == 50, "category": category });
        ids.push(publish(world, by, place, &format!("{n}"), change).await);
    }
    mark(world, &resident, &[&ids[103], &ids[50], &ids[7]]).await;
    let late = (4..103).rev().filter(|n| ![50, 7].contains(n));
    let expected: Vec<_> = late.chain([50, 1, 103, 7, 3, 2, 0]).map(|n: i32| n.to_string()).collect();
    assert_eq!(unread(world, &resident).await, 97);
    for size in [7, 60, 100] {
        assert_eq!(turned(world, &resident, json!({ "first": size })).await, expected, "{size} forwards");
        assert_eq!(turned(world, &resident, json!({ "last": size })).await, expected, "{size} backwards");
    }
    // Of one category there are no hundred: all of it is late.
    let finance = turned(world, &resident, json!({ "first": 20, "category": "FINANCE_AFFAIRS" })).await;
    let late = (0..103).rev().filter(|n| n % 2 == 1 && ![1, 7].contains(n));
    let expected: Vec<_> = [1].into_iter().chain(late).chain([103, 7]).map(|n: i32| n.to_string()).collect();
    assert_eq!(finance, expected);
}

/// The titles of the whole board, page by page: from its beginning with `first`, from its end with `last`.
async fn turned(world: &World, who: &Person, mut of: Value) -> Vec<String> {
    let page = "query($category: NoticeCategory, $first: Int, $after: String, $last: Int, $before: String) { \
        noticeBoard(category: $category, first: $first, after: $after, last: $last, before: $before) { \
        edges { node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let forwards = of["first"].is_number();
    let [from, more, cursor] =
        if forwards { ["after", "hasNextPage", "endCursor"] } else { ["before", "hasPreviousPage", "startCursor"] };
    let mut seen = Vec::new();
    loop {
        let board = world.get(who, page, of.clone()).await["noticeBoard"].take();
        let part = board["edges"].as_array().expect("a list").iter().map(|edge| text(&edge["node"]["title"]));
        seen = if forwards { seen.into_iter().chain(part).collect() } else { part.chain(seen).collect() };
        if board["pageInfo"][more] == json!(false) {
            return seen;
        }
        of[from] = board["pageInfo"][cursor].clone();
    }
}

fn list(titles: &str) -> Vec<String> {
    titles.split(' ').map(str::to_owned).collect()
}

async fn mark(world: &World, who: &Person, ids: &[&str]) -> Value {
    let marked = world.act(who, "markNoticesRead", json!({ "noticeIds": ids }), READ).await;
    assert_eq!(marked["__typename"], "ReadNotices", "{marked}");
    marked
}

/// Of an answer, in the order of the ids, when each notice was read.
fn read_at(answer: &Value) -> Vec<(String, String)> {
    let notices = answer["notices"].as_array().unwrap_or_else(|| panic!("no notices: {answer}"));
    assert!(notices.iter().all(|notice| notice["readByMe"] == true), "{answer}");
    let mut read: Vec<_> = notices.iter().map(|notice| (text(&notice["id"]), text(&notice["readAt"]))).collect();
    read.sort();
    read
}

async fn unread(world: &World, who: &Person) -> i64 {
    world.get(who, "{ unreadNoticeCount }", json!({})).await["unreadNoticeCount"].as_i64().expect("a number")
}
