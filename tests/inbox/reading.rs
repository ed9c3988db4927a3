//! Reading an inbox.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::inbox::{news, none};
use crate::harness::on_both_stores;
use crate::harness::sql::{chance, count, execute};
use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    an_inbox_is_read_page_by_page_and_by_topic,
    an_entry_speaks_the_language_of_its_reader_and_opens_its_object,
    what_is_marked_is_read_and_nothing_of_others,
    what_cannot_be_marked_is_told,
    an_erased_account_is_told_nothing_more,
);

const INBOX: &str = "query($topic: InboxTopic, $first: Int, $after: String, $last: Int, $before: String) { viewer { \
    inboxUnreadCount inbox(topic: $topic, first: $first, after: $after, last: $last, before: $before) { \
    edges { cursor node { id kind topic text number aboutId toldAt readAt } } \
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";

/// Tells a resident of some wishes that were approved, and of a phone number in between.
async fn told(world: &World, town: &Town) -> Person {
    let author = town.resident(world, "author", 0, None).await;
    for n in 0..5 {
        town.open_wish(world, &author, &format!("心愿{n}")).await;
        if n == 2 {
            let other = town.resident(world, "other", 0, None).await;
            world.act(&author, "bindPhone", json!({ "code": "phone-13812345678.1" }), "").await;
            world.act(&other, "bindPhone", json!({ "code": "phone-13812345678.2" }), "").await;
        }
        world.pass(Duration::milliseconds(1));
    }
    author
}

async fn page(world: &World, who: &Person, variables: Value) -> Value {
    world.get(who, INBOX, variables).await["viewer"]["inbox"].take()
}

fn nodes(page: &Value) -> Vec<&Value> {
    page["edges"].as_array().expect("a list").iter().map(|edge| &edge["node"]).collect()
}

async fn an_inbox_is_read_page_by_page_and_by_topic(world: &World) {
    let town = Town::build(world).await;
    let me = told(world, &town).await;
    let whole = page(world, &me, json!({})).await;
    let ids: Vec<_> = nodes(&whole).iter().map(|entry| text(&entry["id"])).collect();
    assert_eq!(ids.len(), 6);
    let times: Vec<_> = nodes(&whole).iter().map(|entry| text(&entry["toldAt"])).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "the latest first: {times:?}");
    let (mut forward, mut after) = (Vec::new(), Value::Null);
    loop {
        let part = page(world, &me, json!({ "first": 4, "after": after })).await;
        forward.extend(nodes(&part).iter().map(|entry| text(&entry["id"])));
        after = part["pageInfo"]["endCursor"].clone();
        if part["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(forward, ids);
    let back = page(world, &me, json!({ "last": 2, "before": whole["pageInfo"]["endCursor"] })).await;
    assert_eq!(nodes(&back).iter().map(|entry| text(&entry["id"])).collect::<Vec<_>>(), ids[3..5]);

    let of_topic = page(world, &me, json!({ "topic": "ACCOUNT" })).await;
    let kinds: Vec<_> = nodes(&of_topic).iter().map(|entry| [text(&entry["kind"]), text(&entry["topic"])]).collect();
    assert_eq!(kinds, [["PHONE_LOST", "ACCOUNT"]]);
    assert_eq!(nodes(&page(world, &me, json!({ "topic": "WISHES" })).await).len(), 5);
    assert_eq!(nodes(&page(world, &me, json!({ "topic": "OFFICE" })).await).len(), 0);
    let cursor = json!({ "topic": "ACCOUNT", "after": whole["pageInfo"]["startCursor"] });
    let answer = world.ask(Some(&me), INBOX, cursor).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "a cursor keeps to its list: {answer}");
    let answer = world.ask(None, INBOX, json!({})).await;
    assert_eq!(error_of(&answer).0, "UNAUTHENTICATED", "{answer}");
}

async fn an_entry_speaks_the_language_of_its_reader_and_opens_its_object(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    let entry = nodes(&page(world, &author, json!({})).await)[0].clone();
    assert_eq!([&entry["kind"], &entry["aboutId"]], [&json!("WISH_APPROVED"), &json!(wish)]);
    assert_eq!(entry["text"], "您的微心愿已通过审核");
    let opened = "query($id: ID!) { node(id: $id) { ... on Wish { title } } }";
    let opened = world.get(&author, opened, json!({ "id": entry["aboutId"] })).await;
    assert_eq!(opened["node"]["title"], "修门铃");
    let english = world
        .http()
        .post(format!("{}/graphql", world.url))
        .header("accept-language", "en-GB,en;q=0.9")
        .bearer_auth(&author.access)
        .json(&json!({ "query": "{ viewer { inbox { edges { node { text } } } } }" }));
    let english: Value = english.send().await.expect("an answer").json().await.expect("JSON");
    let text = &english["data"]["viewer"]["inbox"]["edges"][0]["node"]["text"];
    assert_eq!(text, "Your wish was approved.", "{english}");
}

async fn what_is_marked_is_read_and_nothing_of_others(world: &World) {
    let town = Town::build(world).await;
    let me = told(world, &town).await;
    let stranger = town.resident(world, "stranger", 0, None).await;
    town.open_wish(world, &stranger, "别人的心愿").await;
    let ids = |page: &Value| nodes(page).iter().map(|entry| text(&entry["id"])).collect::<Vec<_>>();
    let mine = ids(&page(world, &me, json!({})).await);
    let theirs = ids(&page(world, &stranger, json!({})).await);
    let mark = async |who: &Person, input: Value| {
        world.act(who, "markInboxRead", input, "... on ReadInbox { unreadCount }").await["unreadCount"].take()
    };
    let request = json!({ "requestId": request_id(), "entryIds": [mine[0], mine[3], mine[3], theirs[0]] });
    assert_eq!(mark(&me, request.clone()).await, 4);
    let read = page(world, &me, json!({})).await;
    let first = nodes(&read)[0]["readAt"].clone();
    assert!(first.is_string(), "{read}");
    world.pass(Duration::minutes(1));
    assert_eq!(mark(&me, request).await, 4, "sent again");
    assert_eq!(mark(&me, json!({ "entryIds": [mine[0], mine[1]] })).await, 3);
    let read = page(world, &me, json!({})).await;
    assert_eq!(nodes(&read)[0]["readAt"], first, "the first time counts");
    assert_ne!(nodes(&read)[1]["readAt"], first);
    assert_eq!(mark(&me, json!({})).await, 0);
    assert_eq!(mark(&me, json!({})).await, 0, "nothing is left");
    assert_eq!(news(world, &stranger).await.len(), 1, "nothing of theirs was marked");

    // A hundred and more are counted as a hundred.
    let many = "INSERT INTO inbox_entries (id, member_id, topic, news, told_at) SELECT {id}, member_id, topic, news, told_at \
        FROM inbox_entries";
    for _ in 0..5 {
        execute(world, &many.replace("{id}", chance(world).1)).await;
    }
    let unread = world.get(&me, "{ viewer { inboxUnreadCount } }", json!({})).await;
    assert_eq!(
        unread["viewer"]["inboxUnreadCount"],
        100,
        "of {}",
        count(world, "SELECT COUNT(*) FROM inbox_entries").await
    );
}

async fn what_cannot_be_marked_is_told(world: &World) {
    let town = Town::build(world).await;
    let me = told(world, &town).await;
    let other = town.resident(world, "stranger", 0, None).await;
    town.open_wish(world, &other, "别人的心愿").await;
    let theirs = nodes(&page(world, &other, json!({})).await)[0]["id"].clone();
    let some = nodes(&page(world, &me, json!({})).await)[0]["id"].clone();
    for (ids, expected) in [
        (json!([]), ("BAD_USER_INPUT", "entryIds")),
        (json!(vec![some; 101]), ("BAD_USER_INPUT", "entryIds")),
        (json!(["inbox_nothing"]), ("BAD_USER_INPUT", "entryIds")),
        (json!([me.id]), ("BAD_USER_INPUT", "entryIds")),
        (json!([theirs]), ("NOT_FOUND", "entryIds")),
    ] {
        let answer = world.try_act(&me, "markInboxRead", json!({ "entryIds": ids }), "").await;
        assert_eq!(error_of(&answer), expected, "{ids}: {answer}");
    }
    assert_eq!(news(world, &me).await.len(), 6);
    assert_eq!(news(world, &other).await.len(), 1);
}

async fn an_erased_account_is_told_nothing_more(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    world.act(&helper, "claimWish", json!({ "wishId": wish }), "").await;
    world.act(&helper, "fulfilWish", json!({ "wishId": wish, "text": "修好了" }), "").await;
    world.act(&helper, "eraseAccount", json!({}), "").await;
    world.act(&author, "confirmWish", json!({ "wishId": wish, "rating": 5 }), "").await;
    assert_eq!(count(world, "SELECT COUNT(*) FROM inbox_entries WHERE news = 'wish_confirmed'").await, 0);
    news(world, &author).await;
    none(world, &author).await;
}
